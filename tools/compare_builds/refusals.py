# SPDX-License-Identifier: MIT
"""Routes, methods, credentials, and messages that are not HTTP."""
import base64
import itertools
import json

from .build import good_credentials, request

routes = ["/api/v2/integrations/logs", "/api/v2/integrations/logs/", "/api/v2/integrations/503/logs",
          "/api/v2/integrations/1/logs", "/api/v2/integrations/99999999999999999999/logs",
          "/api/v2/integrations/x/logs",
          "/api/v2/integrations/logs//", "/api/v3/integrations/logs", "/api/v2/integrations", "/", "/favicon.ico", "//",
          "/api/v2/integrations/logs/1", "/api/v2/integrations/%6cogs", "/api/v2/integrations/logs%2F",
          "/API/V2/integrations/logs",
          "/api/v2/integrations/%zz/logs", "/api/v2/../v2/integrations/logs", "/api/v2/integrations/logs;a=b", "*", "",
          "logs", "http://sendmock.test/api/v2/integrations/logs", "http://other.test/api/v2/integrations/logs",
          "/api/v2/integrations/logs#a", "/api/v2/integrations/-1/logs", "/api/v2/integrations/0503/logs",
          "/api/v2/integrations/logs?format=xml", "/__admin", "/__admin/", "/__admin/x", "/__admin/health"]
methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "get", "FOO", "M-SEARCH"]


def basic(text):
    return "Authorization: Basic " + base64.b64encode(text.encode()).decode()


credentials = {
    "no credentials": [], "good": [good_credentials], "wrong secret": [basic("key:x")],
    "unknown key": [basic("x:secret")],
    "exchanged": [basic("secret:key")], "no colon": [basic("keysecret")], "empty": [basic("")], "colon": [basic(":")],
    "longer secret": [basic("key:secret:x")], "é": [basic("ké:sécret")], "other case": [basic("KEY:secret")],
    "not base64": ["Authorization: Basic !!!"], "unpadded": [good_credentials.rstrip("=")],
    "three words": ["Authorization: Basic a b"], "one word": ["Authorization: Basic"], "no value": ["Authorization:"],
    "bearer": ["Authorization: Bearer abc"], "digest": ['Authorization: Digest username="key"'],
    "small letters": [good_credentials.replace("Basic", "basic")],
    "large": [good_credentials.replace("Basic", "BASIC")],
    "two spaces": [good_credentials.replace("Basic ", "Basic  ")],
    "tab": [good_credentials.replace("Basic ", "Basic\t")],
    "twice": [good_credentials, good_credentials], "good, then wrong": [good_credentials, basic("key:x")],
    "wrong, then good": [basic("key:x"), good_credentials], "token": ["Authorization: Token abc"],
    "bare": ["Authorization: key:secret"], "not UTF-8": ["Authorization: Basic //79"],
    "field in small letters": [good_credentials.replace("Authorization", "authorization")],
    "proxy": [good_credentials.replace("Auth", "Proxy-Auth")]}
extra_fields = [
    "Accept: application/json", "Accept: text/html", "Accept: */*", "Accept: application/*", "Accept: text/*, */*;q=0",
    "Accept:", "Accept: x", "Accept: application/json; indent=4", "Accept: application/xml, application/json;q=0.1",
    "Accept-Encoding: gzip", "Accept-Encoding: identity;q=0", "Accept-Encoding: br", "Connection: close",
    "Connection: keep-alive", "Connection: Close", "Connection: upgrade", "Connection: keep-alive, close",
    "Upgrade: h2c",
    "Expect: 100-continue", "Expect: x", "Range: bytes=0-9", "If-None-Match: *",
    "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT",
    "Origin: https://example.com", "Cookie: a=b", "X-HTTP-Method-Override: DELETE", "Content-Type: text/plain",
    "Content-Length: 0", "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Host: b", "TE: trailers",
    "X-Empty:", "X-Long: " + "x" * 7000, "X-É: é", "Forwarded: host=a.test;proto=https", "X-Forwarded-Host: a.test",
    "X-Forwarded-Proto: https", "User-Agent: x", "Max-Forwards: 0", " folded: x", "no colon", "space : x", ": x",
    "X: a\tb",
    "X: \x01", "X: a\rb", "X: a\nb"]
record = json.dumps({"base_url": "https://a.example", "created_at": "2024-05-06T07:08:09+02:00"})
line = "GET /api/v2/integrations/logs "
head = f"{line}HTTP/1.1\r\nHost: sendmock.test\r\n{good_credentials}\r\n"
post = head.replace("GET", "POST").replace("/logs", "/503/logs") + "Content-Type: application/json\r\n"
whole = head + "\r\n"
chunked = post + "Transfer-Encoding: chunked\r\n\r\n"
content = f"{len(record):x}\r\n{record}\r\n"

# What has a complete answer, or ends the connection.
messages = [
    "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1 x\r\n\r\n", " GET / HTTP/1.1\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
    "\r\n" + whole,
    "\r\n\r\n" + whole, "\r\n" * 50 + whole, line + "HTTP/1.2\r\nHost: a\r\n\r\n", line + "HTTP/2.0\r\nHost: a\r\n\r\n",
    line + "HTTP/0.9\r\n\r\n", line + "http/1.1\r\nHost: a\r\n\r\n", line + "HTTP/1.1\r\n\r\n",
    line + "HTTP/1.0\r\n\r\n",
    line + f"HTTP/1.0\r\n{good_credentials}\r\n\r\n",
    line + f"HTTP/1.0\r\n{good_credentials}\r\nConnection: keep-alive\r\n\r\n",
    whole.replace("\r\n", "\n"), whole.replace("\r\n", "\r"), head + "Host: b\r\n\r\n",
    whole.replace("sendmock.test", ""),
    whole.replace("sendmock.test", "a b"), whole.replace("sendmock.test", "a/b"),
    whole.replace("sendmock.test", "[::1]:1"),
    whole.replace("sendmock.test", "a:b"), whole.replace("sendmock.test", "a@b"),
    whole.replace("sendmock.test", "A.TEST:80"),
    whole.replace("sendmock.test", "a,b"), whole.replace("sendmock.test", "a:99999"),
    head + "X: " + "x" * 70000 + "\r\n\r\n",
    line[:-1] + "?" + "x" * 70000 + " HTTP/1.1\r\n\r\n", line[:-1] + "?" + "x" * 9000 + " HTTP/1.1\r\nHost: a\r\n\r\n",
    head + "X: x\r\n" * 97 + "\r\n", head + "X: x\r\n" * 98 + "\r\n", head + "X: x\r\n" * 99 + "\r\n",
    head + "X: x\r\n" * 5000 + "\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00" * 600, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\x00" * 100 + "\r\n\r\n",
    line.replace("logs", "l\x00gs") + "HTTP/1.1\r\n\r\n", line.replace("logs", "lógs") + "HTTP/1.1\r\nHost: a\r\n\r\n",
    *[post + f"Content-Length: {value}\r\n\r\n{record}" for value in (
        "x", "-1", "+5", "1.0", "0x10", "", "99999999999999999999", f"{len(record)}, {len(record)}", f"{len(record)},5",
        "10485761",
        f"0{len(record)}", f" {len(record)} ", f"{len(record)}\r\nContent-Length: {len(record)}",
        f"{len(record)}\r\nContent-Length: 1",
        f"{len(record)}\r\nTransfer-Encoding: chunked", "0", "5")],
    chunked + content + "0\r\n\r\n", chunked + content + "0\r\nA: b\r\n\r\n", chunked + content + "00000\r\n\r\n",
    chunked + content.replace("\r\n", ";a=b\r\n", 1) + "0\r\n\r\n",
    chunked + content.upper().replace(record.upper(), record) + "0\r\n\r\n",
    chunked + content.replace("\r\n", "\n") + "0\n\n", chunked + "x\r\n\r\n", chunked + "-1\r\n\r\n",
    chunked + "fffffffffffffffff\r\n\r\n",
    chunked + "5\r\nabcdefgh\r\n0\r\n\r\n", chunked + " 5\r\nabcde\r\n0\r\n\r\n", chunked + "5 \r\nabcde\r\n0\r\n\r\n",
    chunked + "\r\n\r\n",
    chunked + "0\r\nno colon\r\n\r\n", chunked + "ffffff\r\n", chunked + "1;" + "x" * 70000 + "\r\n",
    chunked + "0\r\n\r\n",
    chunked.replace("chunked", "Chunked") + content + "0\r\n\r\n",
    chunked.replace("chunked", "chunked, chunked") + "0\r\n\r\n",
    chunked.replace("chunked", "gzip") + "0\r\n\r\n", chunked.replace("chunked", "x") + "0\r\n\r\n",
    chunked.replace("chunked", "") + "0\r\n\r\n",
    chunked.replace("HTTP/1.1", "HTTP/1.0") + content + "0\r\n\r\n", whole + whole, whole * 5, whole + "x\r\n\r\n",
    whole.replace("GET", "HEAD") + whole, head + "Connection: close\r\n\r\n" + whole,
    whole + head + "Connection: close\r\n\r\n" + whole,
    post + f"Content-Length: {len(record)}\r\n\r\n{record}{whole}", chunked + content + "0\r\n\r\n" + whole,
    "x" * 70000, "\r\n" * 40000,
    post + f"Content-Length: {len(record)}\r\nExpect: 100-continue\r\n\r\n{record}",
    head + "Content-Length: 3\r\n\r\nabc" + whole,
    head + "Content-Length: 3\r\nConnection: close\r\n\r\nabc",
    whole.replace("GET", "OPTIONS") + whole.replace("GET", "TRACE"),
    post + "\r\n" + record, whole.replace("GET", "DELETE") + whole]
# What the server waits for the rest of.
unfinished = ["", "G", line, head, post + f"Content-Length: {len(record) + 5}\r\n\r\n{record}", chunked,
              chunked + content, chunked + "5\r\nab",
              chunked + content + "0\r\n", post + "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n", "\r\n",
              whole + line]
servers = [["--seed", "1", "--generate", "5"], ["--seed", "1", "--generate", "5", "--strict"],
           ["--seed", "1", "--generate", "5", "--no-auth"], ["--seed", "1", "--generate", "5", "--no-admin"],
           ["--seed", "1", "--generate", "5", "--admin-token", "token", "--public-base-url", "https://a.test/b"],
           # The next token comes after 30 seconds, when the group is over.
           ["--seed", "1", "--generate", "5", "--rate-limit", "2/min"]]


def single(questions):
    """A group: requests on connections of their own, then what the journal says of them."""
    def group(build):
        options, asked = questions
        with build.serve(options) as server:
            for name, data, method, how in asked:
                yield f"{' '.join(options)}: {name}", server.ask(data, method, **how)
            if "--no-admin" not in options:
                for path in ("requests", "connections", "verdict", "canary"):
                    yield f"{' '.join(options)}: GET {path}", server.call_admin("GET", path)
    return group


def groups(questions, draw):
    asked = []
    for route, method, (name, fields) in itertools.product(routes, methods, credentials.items()):
        if name in ("no credentials", "good", "wrong secret") or draw.random() < 0.03:
            with_content = method in ("POST", "PUT", "PATCH") or draw.random() < 0.03
            version = draw.choice(["HTTP/1.1"] * 5 + ["HTTP/1.0"])
            more = draw.choice([[], [], ["Connection: close"], ["Connection: keep-alive"]])
            data = request(method, route, record if with_content else None, [*fields, *more], version)
            asked.append((f"{method} {route} {version} {name} {more}", data, method, {"silence": 0.05}))
    draw.shuffle(asked)
    del asked[max(1, questions - 450):]
    fixed = []
    for route in routes[:1] + routes[2:3]:
        for field in extra_fields:
            fixed.append((f"GET {route} {field[:60]!r}", request("GET", route, None, [good_credentials, field]), "GET",
                          {}))
        for name, fields in credentials.items():
            fixed.append((f"GET {route} {name}", request("GET", route, None, fields), "GET", {}))
    for message in messages:
        data = message.encode("latin-1")
        method = "HEAD" if message.startswith("HEAD") else "GET"
        name = repr(message if len(message) < 400 else message[:300] + "..." + message[-50:])
        fixed.append((name, data, method, {"must_answer": False, "silence": 0.3}))
        fixed.append((name + ", then FIN", data, method, {"half_close": True}))
    for message in unfinished:
        data = message.encode("latin-1")
        fixed.append((repr(message), data, "GET", {"must_answer": False, "silence": 0.3}))
        fixed.append((repr(message) + ", then FIN", data, "GET", {"half_close": True}))
    draw.shuffle(fixed)
    asked += fixed[:max(1, questions - len(asked))]
    draw.shuffle(asked)
    size = min(60, len(asked))
    pieces = [asked[at:at + size] for at in range(0, len(asked), size)]
    return [single((servers[at % len(servers)], piece)) for at, piece in enumerate(pieces)]

# SPDX-License-Identifier: MIT
"""Every fault on the first, a middle and the last page: the bytes, and how the connection ended."""
import json
from pathlib import Path

from .build import Connection, good_credentials, request
from .pages import link, logs_path

root = Path(__file__).resolve().parents[2]
definitions = json.loads((root / "fixtures/schema/scenario.schema.json").read_text(encoding="utf-8"))["$defs"]
fault_members = definitions["fault"]["properties"]
profiles = definitions["tls_profile"]["enum"]
before_requests = ("RESET_ON_ACCEPT", "FAIL_HANDSHAKE")
served = {"generate": {"count": 25, "seed": 3, "unusual_texts": 0.5, "body_bytes": 400}, "page_size": 10}
page_count = 3
record = {"id": 900001, "base_url": "https://new.example", "created_at": "2030-01-01T00:00:00+00:00"}


def wire_faults():
    for name in fault_members["fault"]["enum"]:
        for size in (None, 0, 1, 100, 10**6):
            yield {"fault": name, **({} if size is None else {"bytes": size})}
        yield {"fault": name, "close_notify": False}


def other_faults():
    for name in fault_members["pager"]["enum"]:
        yield {"pager": name}
    for name, values in (("SHORT", (1, 5, 1000)), ("CYCLE", (2, 3, 1000)), ("OPAQUE_CURSORS", (20, 24, 4000))):
        for value in values:
            yield {"pager": name, "rows" if name == "SHORT" else "length": value}
    for status in (200, 201, 204, 205, 206, 300, 301, 304, 400, 401, 403, 404, 405, 418, 429, 451, 495, 500, 502, 503,
                   504, 599, 600, 999):
        yield {"respond": {"status": status}}
    text = "{{now offset='30 seconds'}} {{request.url}} {{request.baseUrl}} {{canary.baseUrl}} {{canary.httpBaseUrl}} {{x"
    yield {"respond": {"status": 200, "body": ""}}
    yield {"respond": {"status": 503, "body": "é\u0000x",
                       "headers": {"Retry-After": "5", "content-type": "text/plain"}}}
    yield {"respond": {"status": 429, "headers": {"Retry-After": ["1", "2"], "X": "", "Content-Length": "3"}}}
    yield {"respond": {"status": 302, "body": text, "headers": {"Location": "{{request.baseUrl}}{{request.url}}"}}}
    yield {"respond": {"status": 307, "headers": {"Location": "{{canary.baseUrl}}/a?b=c", "Connection": "close"}}}
    yield {"respond": {"status": 200, "body": "{}",
                       "headers": {"Transfer-Encoding": "chunked", "Set-Cookie": ["a=b", "c=d"]}}}
    yield {"delay": {"fixedDelayMilliseconds": 10}}
    yield {"delay": {"delayDistribution": {"type": "uniform", "lower": 1, "upper": 20}}}
    yield {"delay": {"delayDistribution": {"type": "lognormal", "median": 5, "sigma": 0.5, "maxValue": 30}}}
    yield {"delay": {"chunkedDribbleDelay": {"numberOfChunks": 5, "totalDuration": 30}}}
    yield {"delay": {"fixedDelayMilliseconds": 5, "chunkedDribbleDelay": {"numberOfChunks": 1000, "totalDuration": 10}}}
    yield {"change": {"insert": [record]}}
    yield {"change": {"delete": [25, 12, 1]}}
    yield {"change": {"replace": [record]}}
    yield {"change": {"replace": {"count": 12, "seed": 9}, "insert": [record], "delete": [3]}}


def combined_faults(draw):
    wire, others = list(wire_faults()), list(other_faults())
    while True:
        fault = {**draw.choice(others), **draw.choice(wire)}
        if fault["fault"] not in before_requests:
            yield {**fault, **(draw.choice(others) if draw.random() < 0.2 else {})}


def ask(server, target, then, tls_name=None, ca_file=None, fields=()):
    """One request on a connection of its own: the bytes, and how the connection ended."""
    silent = "STALL" in then.get("fault", "")
    data = request("GET", target, None, [good_credentials, *fields])
    try:
        connection = server.connect(tls_name, ca_file)
    except OSError as failure:
        return f"[no connection: {failure.__class__.__name__} {getattr(failure, 'reason', '')}]".encode()
    with connection:
        connection.send(data)
        before = b""
        if then.get("fault") == "STALL_DURING_RESPONSE_BODY":
            connection.receive(5)  # the head comes first, however busy the machine is
        elif not silent:
            before = connection.read_answer()
        # That a connection was reset after the answer shows only if nothing more is sent.
        return before + connection.read_rest(0.25 if silent else 0.15)


def walk_with_fault(server, rule, tls_name=None, fields=()):
    """Puts a scenario with one rule in force, and walks over all pages, with a second try where no page came."""
    document = {"name": "compared", "seed": 11, "rules": [rule]}
    yield "POST reset", server.call_admin("POST", "reset")
    answer = server.call_admin("PUT", "scenario", json.dumps(document))
    yield "PUT scenario", answer
    if not answer.startswith(b"HTTP/1.1 2"):
        return
    target = logs_path
    for number in range(1, page_count + 3):
        answer = ask(server, target, rule["then"], tls_name, None, fields)
        yield f"page {number}, GET {target}", answer
        following = link(answer.rpartition(b"\n[connection")[0], "next")
        if following is None and number == page_count:
            break
        target = following if following and following.startswith("/") else target
    for path in ("requests", "connections", "scenario", "verdict"):
        yield f"GET {path}", server.call_admin("GET", path)


def under_rules(cases, tls):
    """A group: one server, under one rule after the other."""
    def group(build):
        options = ["--seed", "2", "--scenario", "served.json", "--admin-port", "0"]
        Path(build.directory, "served.json").write_text(
            json.dumps({"server": {**served, **({"tls": "good"} if tls else {})}, "rules": []}), encoding="utf-8")
        with build.serve(options) as server:
            for rule, fields in cases:
                name = "TLS, " * tls + json.dumps(rule) + "".join(fields)
                for question, answer in walk_with_fault(server, rule, "good.localhost" if tls else None, fields):
                    yield f"{name}: {question}", answer
    return group


def ready_scenario(name):
    """A group: a walk under a ready scenario, which is served by its name."""
    def group(build):
        text = build.run(["scenarios", name])
        yield f"scenarios {name}", text
        tls = b'"tls"' in text
        with build.serve(["--seed", "4", "--scenario", name, "--admin-port", "0"]) as server:
            target = logs_path
            for number in range(1, 9):
                then = {"fault": "STALL_DURING_RESPONSE_BODY"} if name == "stalled" and number == 2 else {}
                answer = ask(server, target, then, "localhost" if tls else None)
                yield f"{name}: page {number}, GET {target}", answer
                following = link(answer.rpartition(b"\n[connection")[0], "next")
                target = following if following and following.startswith("/") else target
            for path in ("requests", "connections", "scenario", "verdict", "canary"):
                yield f"{name}: GET {path}", server.call_admin("GET", path)
    return group


def handshakes(build):
    """A group: a client that checks certificates and one that does not, with each TLS profile."""
    with build.serve(["--seed", "4", "--tls", "good", "--admin-port", "0", "--ca-file", "ca.pem"]) as server:
        for profile in profiles:
            for ca_file in (f"{build.directory}/ca.pem", None):
                name = f"{profile}.localhost"
                if profile == "handshake-stall":
                    with Connection(server.port) as connection:
                        connection.send(b"\x16\x03\x01")
                        answer = connection.read_rest(0.2)
                else:
                    answer = ask(server, logs_path, {}, name, ca_file)
                yield f"TLS {profile}, {'trusting the CA' if ca_file else 'trusting everyone'}", answer
            change = json.dumps({"tls_profile": profile})
            yield f"TLS {profile}: PATCH settings", server.call_admin("PATCH", "settings", change)
        yield "TLS: GET connections", server.call_admin("GET", "connections")
        yield "TLS: plain HTTP", server.ask(request("GET", logs_path, None, [good_credentials]))
        yield "TLS: GET canary", server.call_admin("GET", "canary")
        certificates = Path(build.directory, "ca.pem").read_bytes()
        yield "TLS: the CA file", b"".join(line for line in certificates.splitlines(True) if line.startswith(b"-----"))


def groups(questions, draw):
    rules = []
    for then in [*wire_faults(), *other_faults()]:
        for page in (1, 2, page_count):
            when = {"connection": page} if then.get("fault") in before_requests else {"page": page}
            times = draw.choice([{}, {}, {"times": 2}, {"times": None}])
            fields = draw.choice([["Accept-Encoding: gzip"], [], ["Connection: close"]])
            if "GZIP" in then.get("fault", "") and page == 2:
                fields = ["Accept-Encoding: gzip"]
            rules.append(({"name": "it", "when": when, **times, "then": then}, fields))
    draw.shuffle(rules)
    # Each kind on each page comes before variants of it.
    each, again, seen = [], [], set()
    for rule, fields in rules:
        kind = rule["then"].get("fault") or rule["then"].get("pager") or json.dumps(rule["then"])
        case = (kind, json.dumps(rule["when"]))
        (again if case in seen else each).append((rule, fields))
        seen.add(case)
    rules = each + again
    combined = combined_faults(draw)
    while len(rules) < questions / 9:
        rules.append(({"when": {"page": draw.randrange(1, 4)}, "then": next(combined)}, []))
    rules = rules[:max(1, questions // 9)]
    over_tls = draw.sample(rules, max(1, len(rules) // 6))
    size = 6
    result = [under_rules(rules[at:at + size], False) for at in range(0, len(rules), size)]
    result += [under_rules(over_tls[at:at + size], True) for at in range(0, len(over_tls), size)]
    result.append(handshakes)
    if questions >= 500:
        result += [ready_scenario(path.stem) for path in sorted((root / "fixtures/scenarios").glob("*.json"))]
    return result

# SPDX-License-Identifier: MIT
"""Admin calls with good and bad documents, and what the server says of itself afterwards."""
import json

from . import documents
from .build import Connection, good_credentials, request
from .pages import logs_path

paths = ["health", "requests", "connections", "logs", "logs/1", "logs/x", "logs/99999999999999999999", "settings",
         "scenario",
         "canary", "verdict", "accounts", "accounts/a", "accounts/key", "accounts/a%20b", "accounts/%zz", "accounts/",
         "accounts/key/logs", "accounts/key/requests", "accounts/key/settings", "accounts/key/scenario",
         "accounts/key/verdict",
         "accounts/key/connections", "accounts/key/x", "accounts/none/logs", "reset", "accounts/key/reset", "x", "",
         "requests?since=1", "requests?limit=1", "requests?since=x", "requests?since=1&since=2", "requests?a=b",
         "requests?limit=-1",
         "connections?since=1&limit=2", "connections?limit=x", "health?a=b", "settings/", "SETTINGS", "//settings",
         "logs?since=1"]
methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"]
calls = [("PUT", "scenario", documents.scenario), ("PUT", "accounts/key/scenario", documents.served_accounts),
         ("PATCH", "settings", {**documents.settings, "tls_profile": "expired"}),
         ("PATCH", "accounts/key/settings", documents.settings),
         ("PUT", "logs", [documents.record]), ("POST", "logs", [documents.record]), ("POST", "logs", documents.record),
         ("PUT", "logs", {"results": [documents.record]}), ("PUT", "accounts/b", documents.account)]
without_tls = {**documents.scenario, "rules": documents.scenario["rules"][:-1]}
served = ["--seed", "6", "--generate", "40", "--page-size", "5"]


def description(server):
    for path in ("settings", "scenario", "accounts", "requests", "connections", "verdict", "canary"):
        yield f"GET {path}", server.call_admin("GET", path)
    data = request("GET", logs_path, None, [good_credentials, "Connection: close"])
    yield f"GET {logs_path}", server.ask(data, silence=0.3)


def documents_given(options, asked):
    """A group: calls with documents, and the state after those that were taken."""
    def group(build):
        with build.serve(options) as server:
            for number, (method, path, text) in enumerate(asked):
                answer = server.call_admin(method, path, text)
                yield f"{' '.join(options)}: {method} {path} {text}", answer
                if answer.startswith(b"HTTP/1.1 2"):
                    shown = path if method != "POST" and not path.startswith("accounts/b") else "accounts"
                    yield f"then GET {shown}", server.call_admin("GET", shown)
                if number % 20 == 19:
                    yield from description(server)
                    yield "POST reset", server.call_admin("POST", "reset")
            yield from description(server)
    return group


def every_call(options, asked):
    """A group: each method and path, with and without content, and with the token or not."""
    def group(build):
        with build.serve(options) as server:
            for method, path, content, fields in asked:
                with Connection(server.admin_port) as connection:
                    connection.send(request(method, "/__admin/" + path, content, ["Connection: close", *fields]))
                    answer = connection.read_answer(method) + connection.read_rest(0.5)
                yield f"{' '.join(options)}: {method} {path} {content} {fields}", answer
            yield from description(server)
            yield "GET logs", server.call_admin("GET", "logs")
            yield "the service", server.ask(request("GET", logs_path, None, [good_credentials]))
            yield "POST shutdown", server.call_admin("POST", "shutdown")
    return group


def groups(questions, draw):
    result = []
    fields = ([], ["Authorization: Bearer token"], ["Authorization: Bearer x"], [good_credentials],
              ["X-Admin-Token: token"])
    asked = [(method, path, draw.choice([None, None, "{}", "[]", "x"]), draw.choice(fields)) for method in methods
             for path in paths]
    draw.shuffle(asked)
    del asked[max(1, questions // 5):]
    for number, options in enumerate(([], ["--admin-port", "0"], ["--admin-token", "token"],
                                      ["--tls", "--admin-port", "0"])):
        result.append(every_call(served + options, asked[number::4]))
    every = [*calls, ("PUT", "scenario", without_tls)]
    good = [(method, path, json.dumps(document)) for method, path, document in every]
    bad = [(method, path, text) for method, path, document in every
           for text in documents.bad_documents(document)]
    count = max(1, int(questions * 0.6))
    given = good + draw.sample(bad, max(0, min(len(bad), count - len(good))))
    draw.shuffle(given)
    tls = given[:len(given) // 3]
    for options, part in ((["--tls", "--admin-port", "0"], tls), ([], given[len(tls):])):
        size = 80
        result += [documents_given(served + options, part[at:at + size]) for at in range(0, len(part), size)]
    return result

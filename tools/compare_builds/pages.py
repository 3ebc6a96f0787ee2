# SPDX-License-Identifier: MIT
"""Walks over generated and ready logs, and single requests with odd cursors and parameters."""
import base64
import json
import random
import re
import urllib.parse
from pathlib import Path

from .build import good_credentials, request

root = Path(__file__).resolve().parents[2]
logs_path = "/api/v2/integrations/logs"
positions = ["2023-03-25 19:36:00+00:00", "2023-03-01T02:02:00+01:00", "2023-03-01T02:02:00", "2023-03-25",
             "1970-01-01 00:00:00+00:00", "9999-12-31 23:59:59.999999+00:00", "0001-01-01", "17", "-1", "1e3", "", " ",
             "x", "é", "2023-02-30 00:00:00", "2023-03-25 24:00:00", "2023-03-25 19:36:00.1234567+00:00",
             "2023-03-25 19:36+0100", "9223372036854775807", "9223372036854775808", "\u0660", "2023-W12-6"]
offsets = ["0", "1", "999", "1000", "1001", "-1", "+1", " 1", "1.0", "x", "", "99999999999999999999", "01", "1_0"]
raw_cursors = ["", "=", "null", "x", "%", "%zz", "cD0", "cD0=", "cD0%3D", "cD0%253D", "cD0=====", "c D 0 =", "cD0\n",
               "%00", "%ff", "cD0-_", "A" * 4000, "cj0x", "cj0xJnA9", "bz0x", "Jj0m", "cD0x\tcD0y", "ＣＤ０"]
parameters = ["page_size=1", "page_size=0", "page_size=x", "page=2", "format=json", "format=xml", "format=", "a=b",
              "a=b&a=c", "a", "=", "&", "&&a=1&&", "a=%20", "a=+", "a=%", "a=%g1", "a=%C3%A9", "a=%ff", "z=1&a=2",
              "cursor=&cursor=cD0x", "cursor=cD0x&cursor=", "cursor", "CURSOR=cD0x", "cursor[]=1", "a;b=c", "a=b;c=d",
              "ordering=-id", "limit=1", "a=" + "x" * 3000, "&".join(f"a{n}={n}" for n in range(1000)),
              "&".join(f"a{n}={n}" for n in range(1001)), "a=é", "a=<script>", "a='\"", "?", "??a=b", "a=b#c", "a=//",
              "a=\\", "a=%0d%0aX: y", "response_code=404", "a=%26b%3Dc"]


def cursor_of(position=None, offset=None, reverse=None, extra=""):
    pairs = [pair for pair in (("o", offset), ("r", reverse), ("p", position)) if pair[1] is not None]
    return base64.b64encode((urllib.parse.urlencode(pairs) + extra).encode()).decode()


class Walker:
    """Asks for pages over one connection, which is made anew when it has ended."""

    def __init__(self, server):
        self.server = server
        self.connection = None

    def get(self, target, method="GET", content=None):
        if self.connection is None or self.connection.ending:
            self.connection = self.server.connect()
        self.connection.send(request(method, target, content, [good_credentials]))
        answer = self.connection.read_answer(method)
        if b"\nconnection: close" in answer.partition(b"\r\n\r\n")[0].lower():
            self.connection.socket.close()
            self.connection = None
        return f"{method} {target}" + (f" {content}" if content is not None else ""), answer


def link(answer, name):
    """The target of a link of a page; None at the end."""
    try:
        value = json.loads(answer.partition(b"\r\n\r\n")[2])[name]
    except (ValueError, KeyError, TypeError):
        return None
    return re.sub(r"^https?://[^/]*", "", value) if isinstance(value, str) else None


def walk(walker, first, most):
    """Forward for `most` pages, and back to the beginning."""
    target, forward, links = first, 0, []
    for direction in ("next", "previous"):
        for _ in range(most):
            question, answer = walker.get(target)
            yield question, answer
            links += re.findall(r"cursor=([^&]*)", target)[:1]
            following = link(answer, direction)
            if following is None:
                break
            target = following
            forward += 1
    walker.links = links[:6]


def altered(cursor, draw):
    """Cursors near one that was issued."""
    at = draw.randrange(len(cursor))
    text = urllib.parse.unquote(cursor)
    yield cursor[:at]
    yield cursor[:at] + draw.choice("aZ09+/=%_ ").replace(" ", "%20") + cursor[at + 1:]
    yield urllib.parse.quote(cursor)
    yield text.rstrip("=")
    yield text.lower()
    yield text + "A"
    yield urllib.parse.quote(text) + "&cursor=x"


def walks(serve, first_targets, pages, odd, seed):
    """A group: walks from several first pages, then odd requests of the same server."""
    def group(build):
        draw = random.Random(seed)
        with build.serve(serve) as server:
            walker = Walker(server)
            for first in first_targets:
                for question, answer in walk(walker, first, pages):
                    yield f"{' '.join(serve)}: {question}", answer
                for cursor in walker.links:
                    for near in altered(cursor, draw):
                        question, answer = walker.get(f"{first}{'&' if '?' in first else '?'}cursor={near}")
                        yield f"{' '.join(serve)}: {question}", answer
            for target in odd:
                question, answer = walker.get(target)
                yield f"{' '.join(serve)}: {question}", answer
    return group


def odd_targets(count, draw):
    """Targets with made-up cursors and odd parameters."""
    targets = [f"{logs_path}?cursor={cursor}" for cursor in map(lambda raw: raw.replace("\n", "%0A").replace(
        "\t", "%09").replace(" ", "%20"), raw_cursors)]
    targets = [target.encode("utf-8").decode("latin-1") for target in targets]
    targets += [f"{logs_path}?{text.encode('utf-8').decode('latin-1').replace(' ', '+')}" for text in parameters]
    while len(targets) < max(count, 80):
        cursor = cursor_of(draw.choice([None, *positions]), draw.choice([None, None, *offsets]),
                           draw.choice([None, None, "1", "0", "", "x"]), draw.choice(["", "", "", "&x=1", "&", "&p=1"]))
        if draw.random() < 0.9:
            cursor = urllib.parse.quote(cursor)
        path = draw.choice([logs_path, logs_path, logs_path + "/", "/api/v2/integrations/501/logs"])
        more = "&" + draw.choice(parameters[:24]) if draw.random() < 0.2 else ""
        targets.append(f"{path}?cursor={cursor}{more}")
    draw.shuffle(targets)
    return targets[:count]


def posts(build):
    """A group: logs that are created, and what the service shows of them."""
    good = {"base_url": "https://shop.example", "created_at": "2024-05-06T07:08:09+02:00", "method": "GET",
            "full_url": "https://shop.example/a", "response_code": 404, "exception_type": "x", "exception": "é",
            "response": {"headers": {"A": "b"}, "body": "c"}, "request": {"headers": {}, "payload": {"a": [1, 1.50]}},
            "protected": True}
    values = [None, "", " ", "x", 0, -1, 1.5, 10**30, True, [], {}, "2024-02-30", "2024-05-06T07:08:09Z", ["a"],
              "é" * 300]
    texts = ["", "{", "[]", "null", "1", '"x"', "{}", '{"base_url":"a","base_url":"b"}', "[{}]", '{"a":', "\ufeff{}"]
    texts += [json.dumps(good), json.dumps([good, good]), json.dumps(good, ensure_ascii=False)]
    texts += [json.dumps({**good, name: value}) for name in [*good, "id", "unknown"] for value in values]
    texts += [json.dumps({other: good[other] for other in good if other != name}) for name in good]
    with build.serve(["--generate", "60", "--seed", "5", "--page-size", "100"]) as server:
        walker = Walker(server)
        for path in ("/api/v2/integrations/501/logs", "/api/v2/integrations/503/logs/"):
            for text in texts:
                yield walker.get(path, "POST", text)
            yield walker.get(path)
        yield walker.get(logs_path)


def groups(questions, draw):
    result = []
    for path in sorted((root / "fixtures/logs").glob("*.json")):
        large = path.stat().st_size > 1_000_000
        for size in ("3", "100"):
            options = ["--logs", str(path), "--page-size", size, "--ordering", draw.choice(["-id", "-created_at"])]
            result.append((walks(options, [logs_path], 2 if large else 8, [], len(result)), 4 if large else 20))
    result.append((posts, 400))
    while sum(size for _, size in result) < questions:
        options = ["--generate", str(draw.choice([0, 1, 7, 100, 250, 1000, 10**6, 10**12])),
                   "--seed", str(draw.randrange(1000)), "--page-size", str(draw.choice([1, 2, 3, 7, 10, 20, 50, 100])),
                   "--ordering", draw.choice(["-id", "-created_at"])]
        first = [logs_path, logs_path + "/?b=2&a=1&a=%20", f"/api/v2/integrations/{draw.randrange(501, 506)}/logs"]
        result.append((walks(options, first, 12, odd_targets(90, draw), draw.random()), 210))
    if sum(size for _, size in result) > questions * 1.3:
        draw.shuffle(result)
        while len(result) > 1 and sum(size for _, size in result) > questions:
            result.pop()
    return [group for group, _ in result]

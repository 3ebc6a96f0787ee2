# SPDX-License-Identifier: MIT
"""Good documents with every member that the schemas have, and bad ones made of them."""
import json

wrong_values = [None, True, "", "x", 0, -1, 1.5, 2**64, 10**30, [], {}, [None], "2024-02-30T00:00:00Z", "é\u0000",
                4294967296]

record = {
    "id": 77, "integration_id": 503, "user_id": 9, "base_url": "https://a.example", "full_url": "https://a.example/b",
    "method": "GET", "response_code": 404, "response": {"headers": {"A": "b"}, "body": {"c": [1, 1.5, None]}},
    "request": {"headers": "x", "payload": "y"}, "created_at": "2024-05-06T07:08:09.123456+02:00",
    "exception_type": "t",
    "exception": "e", "protected": True}
generate = {
    "count": 30, "seed": 5, "first_id": 10, "ties": 0.2, "from": "2023-01-01T00:00:00+00:00",
    "interval_microseconds": 1000000,
    "shops": 3, "failure_weights": [1, 2, 3, 4, 5, 6, 7, 8, 9, 0], "without_owner": 0.1, "absent": 0.1, "null": 0.1,
    "protected_logs": 0.1, "text_payloads": 0.1, "unusual_texts": 0.1, "other_zones": 0.1, "whole_seconds": 0.1,
    "body_bytes": 50}
settings = {"page_size": 7, "ordering": "-id", "rate_limit": "100/min", "owner_ids": False, "cursor_lifetime": 60}
scenario = {
    "name": "n", "description": "d", "seed": 8, "server": {"generate": generate, **settings},
    "rules": [
        {"name": "a", "when": {"method": "GET", "path": "/x", "page": 2, "attempt": {"from": 1, "to": 3},
                               "request": {"from": 2},
                               "account": "key", "probability": 0.5}, "times": 3,
         "then": {"respond": {"status": 503, "headers": {"A": "b", "C": ["d", "e"]}, "body": "f"}}, "fired": 0},
        {"when": {"connection": 9}, "then": {"fault": "RESET_ON_ACCEPT"}},
        {"then": {"fault": "STALL_DURING_RESPONSE_BODY", "bytes": 10, "close_notify": False}, "times": None},
        {"then": {"pager": "SHORT", "rows": 3}}, {"then": {"pager": "CYCLE", "length": 3}},
        {"then": {"delay": {"fixedDelayMilliseconds": 1,
                            "chunkedDribbleDelay": {"numberOfChunks": 2, "totalDuration": 3}}}},
        {"then": {"delay": {"delayDistribution": {"type": "uniform", "lower": 1, "upper": 2}}}},
        {"then": {"delay": {"delayDistribution": {"type": "lognormal", "median": 1, "sigma": 0.5, "maxValue": 9}}}},
        {"then": {"change": {"replace": generate, "delete": [1, 2], "insert": [record]}}},
        {"then": {"tls": "expired"}}],
    "unused": []}
served_accounts = {"server": {"logs": [record], "page_size": 3, "tls": "expired", "accounts": [
    {"key": "a", "secret": "b", "logs": [record], **settings}]}, "rules": []}
account = {"secret": "s", "logs": [record], **settings}


class Pairs(list):
    """A JSON object as a list of (name, value), so that a member can be there twice."""


def pairs(value):
    if isinstance(value, dict):
        return Pairs((name, pairs(member)) for name, member in value.items())
    return [pairs(item) for item in value] if isinstance(value, list) else value


def text_of(value):
    if isinstance(value, Pairs):
        return "{" + ",".join(json.dumps(name) + ":" + text_of(member) for name, member in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    return json.dumps(value)


def edited(value, path, edit):
    """A copy of `value` in which `edit(container, index)` has changed the container of the member at `path`."""
    copy = type(value)(value)
    if len(path) == 1:
        edit(copy, path[0])
    elif isinstance(copy, Pairs):
        name, member = copy[path[0]]
        copy[path[0]] = (name, edited(member, path[1:], edit))
    else:
        copy[path[0]] = edited(copy[path[0]], path[1:], edit)
    return copy


def members(value, path=()):
    """Paths of all members and items."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield (*path, index)
            yield from members(item[1] if isinstance(value, Pairs) else item, (*path, index))


def replace_by(new):
    def edit(container, index):
        container[index] = (container[index][0], new) if isinstance(container, Pairs) else new
    return edit


def rename(container, index):
    if isinstance(container, Pairs):
        container[index] = (container[index][0] + "x", container[index][1])


def bad_documents(document):
    """Texts, each with one thing changed at one place; some of them are right all the same."""
    tree = pairs(document)
    for path in members(tree):
        for value in wrong_values:
            yield text_of(edited(tree, path, replace_by(pairs(value))))
        yield text_of(edited(tree, path, lambda container, index: container.pop(index)))
        yield text_of(edited(tree, path, lambda container, index: container.insert(index, container[index])))
        yield text_of(edited(tree, path, rename))
        marked = text_of(edited(tree, path, replace_by("\u0001")))
        yield marked.partition('"\\u0001"')[0]
        yield marked.replace('"\\u0001"', "nul")
    for text in ("", " ", "null", "1", '"x"', "[]", "{}", "[{}]", "{", "[1,]", '{"a":1,}', "\ufeff{}", "{'a':1}", "NaN",
                 "[" * 2000,
                 '"\\ud800"', '{"a":1e999}', text_of(tree) + "x", text_of(tree) + "\n\n", "// x\n" + text_of(tree)):
        yield text

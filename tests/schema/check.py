#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Checks pages of logs, and scenarios, against fixtures/schema, and what a JSON Schema cannot say.

That is: the text is JSON in UTF-8, no object has a key twice, an integer is written without
fraction and exponent, each created_at is a real time, and no two logs of a page have the same id.

Prints `FILE: POINTER: MESSAGE` for each fault, without the pointer for the whole document. Exits
with 0 and the number of logs where there is none, with 1 where there is any, with 2 where it cannot
check.
"""
import argparse
import datetime
import decimal
import json
import pathlib
import re
import sys
import warnings

# RefResolver, in later versions of jsonschema than Debian 12's.
warnings.simplefilter("ignore", DeprecationWarning)
import jsonschema

LONGEST_MESSAGE = 200


class CannotCheck(Exception):
    """What makes a check impossible, rather than a page faulty."""


class LocalResolver(jsonschema.RefResolver):
    """Finds the schemas that it was given and nothing else."""

    def resolve_remote(self, uri):
        raise CannotCheck(f"{uri} is no schema of this folder")


def read(name):
    try:
        return sys.stdin.buffer.read() if name == "-" else pathlib.Path(name).read_bytes()
    except OSError as failure:
        raise CannotCheck(f"{name}: {failure.strerror}") from failure


def read_schema(folder, name):
    try:
        schema = json.loads(read(pathlib.Path(folder, name)))
        jsonschema.Draft202012Validator.check_schema(schema)
        return schema
    except (ValueError, jsonschema.SchemaError) as failure:
        raise CannotCheck(f"{name}: {one_line(str(failure))}") from failure


def validator_of(folder, name):
    schema = read_schema(folder, name)
    log = read_schema(folder, "log.schema.json")
    resolver = LocalResolver.from_schema(schema, store={log["$id"]: log})
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


def parse(content):
    """The document and the keys that an object in it has twice; raises ValueError for no JSON."""
    repeated = []

    def to_object(members):
        built = dict(members)
        if len(built) < len(members):
            names = [name for name, _ in members]
            repeated.extend(sorted({name for name in names if names.count(name) > 1}))
        return built

    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    # A Decimal is no integer to jsonschema, a float such as 1.0 is.
    document = json.loads(content.decode("utf-8"), object_pairs_hook=to_object,
                          parse_float=decimal.Decimal, parse_constant=refuse)
    return document, repeated


def one_line(message):
    message = " ".join(message.split())
    if len(message) <= LONGEST_MESSAGE:
        return message
    # A message that quotes a long value says what is wrong with it at its end.
    return message[:LONGEST_MESSAGE - 85] + " ... " + message[-80:]


def pointer(path):
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in path)


def logs_of(document):
    """The logs with their index, as far as the document is a page of logs."""
    results = document.get("results") if isinstance(document, dict) else None
    logs = enumerate(results) if isinstance(results, list) else ()
    return [(index, log) for index, log in logs if isinstance(log, dict)]


def repeated_ids(document):
    first_with = {}
    for index, log in logs_of(document):
        number = log.get("id")
        if not isinstance(number, int) or isinstance(number, bool):
            continue
        if number in first_with:
            yield (["results", index, "id"],
                   f"{number} is the id of /results/{first_with[number]} already")
        first_with.setdefault(number, index)


TIMESTAMP = re.compile(
    r"([0-9]+)-([0-9]+)-([0-9]+)[T ]([0-9]+):([0-9]+)(?::([0-9]+)(?:[.,][0-9]+)?)?"
    r"(?:Z|([+-])([0-9]{2}):?([0-9]{2})?)")


def impossible_times(document):
    """Times of the right form on no real date or, in UTC, outside the years 1 to 9999."""
    for index, log in logs_of(document):
        text = log.get("created_at")
        written = TIMESTAMP.match(text) if isinstance(text, str) else None
        if not written:
            continue  # the schema has seen that
        numbers = [int(part or 0) for part in written.group(1, 2, 3, 4, 5, 6, 8, 9)]
        offset = datetime.timedelta(hours=numbers[6], minutes=numbers[7])
        try:
            local = datetime.datetime(*numbers[:6])
            local + offset if written[7] == "-" else local - offset
        except (ValueError, OverflowError) as failure:
            yield ["results", index, "created_at"], f"{text!r} is no time: {failure}"


def lone_surrogates(document):
    """Where a text or key has half of a pair, which is no character."""
    pending = [([], document)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
            yield path, "half of a surrogate pair"
        elif isinstance(value, list):
            pending.extend((path + [index], item) for index, item in enumerate(value))
        elif isinstance(value, dict):
            pending.extend((path + [key], item) for key, item in value.items())
            pending.extend((path, key) for key in value)


def description_faults(document):
    if not isinstance(document, dict) or next(iter(document), None) != "description":
        yield [], "the first key is not \"description\""
        return
    text = document["description"]
    if not isinstance(text, str) or not re.fullmatch(r"[A-Z0-9].*\.", text) or \
            re.search(r"[.!?]\s", text):
        yield ["description"], "is not one sentence"


def faults_of(content, validator, described):
    """The document, None where it cannot be read, and the faults as (path, message)."""
    try:
        document, repeated = parse(content)
    except RecursionError:
        return None, [([], "is nested too deeply")]
    except ValueError as failure:
        return None, [([], str(failure))]
    faults = [(list(fault.absolute_path), fault.message)
              for fault in validator.iter_errors(document)]
    faults.extend(([], f"an object has the key {key!r} twice") for key in repeated)
    faults.extend(repeated_ids(document))
    faults.extend(impossible_times(document))
    faults.extend(lone_surrogates(document))
    if described:
        faults.extend(description_faults(document))
    return document, faults


def arguments():
    parser = argparse.ArgumentParser(description="Checks pages of logs, or scenarios, against their JSON Schema.")
    parser.add_argument("--described", action="store_true",
                        help="each file but documented-example.json begins with a description")
    parser.add_argument("--scenarios", action="store_true",
                        help="the files are scenarios, not pages")
    parser.add_argument("schema_dir", metavar="SCHEMA_DIR",
                        help="the folder of the schemas")
    parser.add_argument("pages", metavar="FILE", nargs="+",
                        help="a page of logs or a scenario in JSON; - is standard input")
    return parser.parse_args()


def main():
    options = arguments()
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    schema = "scenario.schema.json" if options.scenarios else "page.schema.json"
    validator = validator_of(options.schema_dir, schema)
    sound = True
    log_count = 0
    for name in options.pages:
        described = options.described and pathlib.Path(name).name != "documented-example.json"
        document, faults = faults_of(read(name), validator, described)
        for path, message in faults:
            place = one_line(pointer(path))
            print(": ".join([name] + ([place] if place else []) + [one_line(message)]))
        sound = sound and not faults
        log_count += len(logs_of(document))
    if sound:
        print(f"{log_count} logs in {len(options.pages)} files")
    return 0 if sound else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotCheck as failure:
        print(failure, file=sys.stderr)
        sys.exit(2)

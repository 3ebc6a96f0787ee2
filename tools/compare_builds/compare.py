# SPDX-License-Identifier: MIT
"""Makes answers comparable, and shows how they differ."""
import datetime
import difflib
import re

zones = rb"Z|[+-]\d\d:?\d\d"


def normalise(answer, build):
    """The answer without what may differ: times that are now, ports, temporary files."""
    today = datetime.datetime.now(datetime.timezone.utc)
    days = [today + datetime.timedelta(days=shift) for shift in (-1, 0, 1)]
    iso = b"|".join(day.strftime("%Y-%m-%d").encode() for day in days)
    http = b"|".join(day.strftime("%a, %d %b %Y").encode() for day in days)
    answer = re.sub(rb"(?:" + iso + rb")[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:" + zones + rb")?", b"NOW", answer)
    answer = re.sub(rb"(?:" + http + rb") \d\d:\d\d:\d\d GMT", b"NOW", answer)
    answer = re.sub(rb"(127\.0\.0\.1|localhost|sendmock\.test|\[::1\])(:|%3A)\d{4,5}\b", rb"\1\2PORT", answer)
    answer = answer.replace(build.directory.encode(), b"DIRECTORY")
    return answer.replace(build.executable.encode(), b"sendmock")


def printable(answer):
    """Lines of an answer in which every byte can be seen; JSON is broken at its members."""
    text = answer.decode("utf-8", "backslashreplace")
    lines = []
    for line in text.split("\n"):
        line = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in line)
        lines += re.sub(r'(,|:\[|^\[)(?=["{])', "\\1\n", line).split("\n") if len(line) > 100 else [line]
    return lines


def difference(old, new, most=40):
    """A unified diff of two answers, at most `most` lines of it."""
    lines = list(difflib.unified_diff(printable(old), printable(new), "old", "new", lineterm="", n=2))
    if len(lines) > most:
        lines[most:] = [f"... {len(lines) - most} more lines"]
    return [line if len(line) <= 300 else line[:300] + "..." for line in lines]

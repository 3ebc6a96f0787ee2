# SPDX-License-Identifier: MIT
"""The commands besides serve: what they write, and their exit status."""
import json
import re
from pathlib import Path

from . import documents

root = Path(__file__).resolve().parents[2]
clients = root / "tests/clients"
subcommands = ["serve", "generate", "validate", "scenarios", "call-shop", "check", "run"]
honest = ["python3", str(clients / "honest.py")]
broken = ["python3", str(clients / "broken.py")]
curl = 'curl -s -u "$SENDMOCK_KEY:$SENDMOCK_SECRET" '
suites = ["true", "exit 3", "echo out; echo err >&2", curl + '"$SENDMOCK_URL"', curl + '"$SENDMOCK_URL?cursor=null"',
          "kill -9 $$",
          'curl -s "$SENDMOCK_URL"', curl + '"$SENDMOCK_URL?cursor=cD0x" "$SENDMOCK_URL"']
# Of these, the walks are the same, but not how long they take.
checks = [["--cases", "40", "--report", "json", "--", *honest], ["--cases", "20", "--all", "--", *honest],
          ["--cases", "20", "--", *broken, "encodes_cursor_twice"],
          ["--cases", "20", "--report", "junit", "--", *broken, "first_page_only"],
          ["--cases", "20", "--report", "json", "--fail-fast", "--", *broken, "sorts_by_id"],
          ["--walk", "none:rows=2,page_size=1,page=1", "--", *broken, "encodes_cursor_twice"],
          ["--walk", "none:rows=2,page_size=1,page=1", "--", *honest]]
quick = [
    [], ["--help"], ["-h"], ["--version"], ["x"], ["--x"],
    *[[name, option] for name in subcommands for option in ("--help", "--x", "-x", "x")],
    *[[name] for name in ("generate", "validate", "call-shop", "check", "run", "scenarios")],
    *[["generate", "--count", count, "--seed", seed, "--from", start] for count, seed, start in (
        ("0", "1", "0"), ("3", "1", "0"), ("20", "7", "1000"), ("5", "18446744073709551615", "5"),
        ("200", "3", "999999999990"),
        ("-1", "1", "0"), ("x", "1", "0"), ("1.5", "1", "0"), ("3", "-1", "0"), ("3", "18446744073709551616", "0"),
        ("3", "1", "99999999999999999999"), ("", "1", "0"), ("1", "1", "x"), ("0x10", "1", "0"))],
    ["generate", "--count", "2"], ["generate", "--count", "2", "--seed", "1", "--out", "/nowhere/x"],
    ["generate", "--count", "1", "--count", "2"],
    ["scenarios", "x"], ["scenarios", "flakey"], ["scenarios", "flaky", "slow"], ["scenarios", ""],
    *[["serve", "--log", "none", *more] for more in (
        ["--port", "65536"], ["--port", "-1"], ["--port", "x"], ["--host", "x.invalid"], ["--host", "192.0.2.1"],
        ["--logs", "/nowhere"],
        ["--logs", "."], ["--generate", "x"], ["--generate", "1000000000001"], ["--generate", "1", "--logs", "x"],
        ["--page-size", "0"],
        ["--page-size", "1001"], ["--ordering", "id"], ["--auth", "x"], ["--auth", ":"],
        ["--auth", "a:b", "--auth", "a:c"], ["--auth", "a:b", "--no-auth"],
        ["--tls", "x"], ["--tls", "expird"], ["--ca-file", "/nowhere/x", "--tls"], ["--ca-file", "x"],
        ["--public-base-url", "x"],
        ["--public-base-url", "ftp://x"], ["--rate-limit", "x"], ["--rate-limit", "0/s"], ["--rate-limit", "1/h"],
        ["--admin-port", "x"],
        ["--admin-token", ""], ["--no-admin", "--admin-token", "x"], ["--log", "x"], ["--scenario", "x"],
        ["--scenario", "flakey"],
        ["--seed", "x"], ["--seed", "-1"], ["--page-size"], ["--watch", "x"], ["--strict=x"], ["--watch"])],
    *[["check", *more] for more in (
        ["--list"], ["--cases", "0", "--", "true"], ["--cases", "x", "--", "true"], ["--only", "x", "--", "true"],
        ["--skip", "complet", "--", "true"],
        ["--expect", "x", "--", "true"], ["--timeout", "0", "--", "true"], ["--timeout", "9999", "--", "true"],
        ["--jobs", "0", "--", "true"],
        ["--walk", "x", "--", "true"], ["--walk", "none:rows=x", "--", "true"], ["--report", "x", "--", "true"],
        ["--", "/nowhere/x"],
        ["--seed", "1", "--", "true"], ["--seed", "1", "--", "sh", "-c", "echo a >&2; exit 1"],
        ["--save", "/proc/x", "--", "true"],
        ["--max-attempts", "0", "--", "true"], ["--min-informed", "x", "--", "true"], ["--walk", "none", "--", "true"],
        ["true"], ["--"])],
    *[["run", "--seed", "1", "--generate", "20", "--page-size", "5", *more, "--", "bash", "-c", suite]
      for suite in suites for more in ([], ["--report", "json"], ["--report", "junit", "--min-requests", "0"])],
    *[["run", *more, "--", "true"] for more in (["--accounts", "0"], ["--accounts", "x"], ["--only", "x"],
                                                ["--min-requests", "x"], ["--report", "x"],
                                               ["--output", "/nowhere/x"], ["--save", "/proc/x"], ["--scenario", "x"])],
    ["run", "--", "/nowhere/x"], ["run", "--generate", "9", "--seed", "1", "--report", "json", "--", *honest],
    *[["call-shop", *more] for more in (
        ["--url", "http://127.0.0.1:1/x"], ["--url", "http://x.invalid/"], ["--url", "ftp://x/"], ["--url", ""],
        ["--url", "x"], ["--url", "http://"],
        ["--url", "http://127.0.0.1:99999/"], ["--url", "https://localhost:1/a?b=c#d"], ["--url", "http://a b/"],
        ["--url", "http://é.invalid/"],
        ["--url", "http://127.0.0.1:1/", "--payload", "/nowhere"], ["--url", "http://127.0.0.1:1/", "--method", "x y"],
        ["--url", "http://127.0.0.1:1/", "--method", "PUT", "--integration-id", "5"],
        ["--url", "http://127.0.0.1:1/", "--timeout", "0"],
        ["--url", "http://127.0.0.1:1/", "--ca-file", "/nowhere"],
        ["--url", "http://127.0.0.1:1/", "--post-to", "http://127.0.0.1:1/"],
        ["--url", "http://127.0.0.1:1/", "--post-to", "http://127.0.0.1:1/", "--auth", "a:b"],
        ["--url", "http://127.0.0.1:1/", "--auth", "a:b"])]]


def without_times(answer):
    """What a command wrote, without durations and without how far it was at which time."""
    answer = re.sub(rb"(?m)^\d+ of \d+ walks?, .*\n", b"", answer)
    answer = re.sub(rb'"milliseconds": *\d+', b'"milliseconds": TIME', answer)
    answer = re.sub(rb'\btime="[\d.]+"', b'time="TIME"', answer)
    return re.sub(rb"(?<= in )[\d.]+ m?s\b", b"TIME", answer)


def written(lines):
    """A group: commands."""
    def group(build):
        for line in lines:
            yield " ".join(line), without_times(build.run(line))
    return group


def validated(texts):
    """A group: files that validate reads, one by one and together."""
    def group(build):
        for number, text in enumerate(texts):
            Path(build.directory, f"{number}.json").write_text(text, encoding="utf-8")
            yield f"validate {text}", build.run(["validate", f"{number}.json"])
        names = [f"{number}.json" for number in range(len(texts))]
        yield f"validate: {len(texts)} files", build.run(["validate", *names])
    return group


def groups(questions, draw):
    long = [written([["check", "--seed", "1", "--jobs", "2", *check]]) for check in checks]
    bad = [text for document in (documents.scenario, documents.served_accounts, documents.record, [documents.record])
           for text in documents.bad_documents(document)]
    ready = [["validate", str(path)] for path in sorted(root.glob("fixtures/[ls][oc]*/*.json"))]
    ready += [["scenarios", path.stem] for path in sorted((root / "fixtures/scenarios").glob("*.json"))]
    lines = quick + ready
    draw.shuffle(lines)
    draw.shuffle(long)
    del long[max(1, questions // 40):]
    del lines[max(1, questions * 2 // 3):]
    texts = draw.sample(bad, min(len(bad), max(1, questions - len(lines))))
    texts += [json.dumps(document) for document in (documents.scenario, documents.served_accounts, documents.record)]
    result = long + [written(lines[at:at + 20]) for at in range(0, len(lines), 20)]
    return result + [validated(texts[at:at + 40]) for at in range(0, len(texts), 40)]

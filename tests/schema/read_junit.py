#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads a JUnit report by a library that is not ours, and prints it as JSON.

usage: read_junit.py FILE

Fails where a suite's counts are not those of its cases.
"""
import json
import sys

import junitparser

STATES = {junitparser.Failure: "fails", junitparser.Error: "error", junitparser.Skipped: "skipped"}

suites = []
for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
    cases = [{"name": case.name,
              "state": STATES[type(case.result[0])] if case.result else "holds",
              "message": case.result[0].message if case.result else "",
              "text": (case.result[0].text or "") if case.result else ""} for case in suite]
    states = [case["state"] for case in cases]
    counts = {"tests": len(cases), "failures": states.count("fails"),
              "errors": states.count("error"), "skipped": states.count("skipped")}
    for name, count in counts.items():
        if getattr(suite, name) != count:
            sys.exit(f"{suite.name}: {name} is {getattr(suite, name)}, there are {count}")
    suites.append({"name": suite.name, **counts, "cases": cases})
print(json.dumps(suites))

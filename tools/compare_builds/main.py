# SPDX-License-Identifier: MIT
"""The command line, and the threads that ask."""
import argparse
import itertools
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from . import admin, commands, faults, pages, refusals
from .build import Build
from .compare import difference, normalise

# Each part has `groups(questions, draw)`, which returns functions. Such a group(build) asks a build questions
# that depend on each other, and yields pairs of question and answer. The number is the part's share of the questions.
parts = {"pages": (pages, 0.22), "refusals": (refusals, 0.16), "faults": (faults, 0.28), "admin": (admin, 0.3),
         "commands": (commands, 0.04)}
attempts = 3  # a difference counts if it is there each time: the machine may be busy
broken_off = "[the group of questions broke off]"


def collect(group, build, answers):
    try:
        for question, answer in group(build):
            answers.append((question, normalise(answer, build)))
    except Exception as failure:  # a server that is gone is an answer, too
        answers.append((broken_off, normalise(f"{type(failure).__name__}: {failure}".encode(), build)))


def ask_both(group, executables):
    """Asks both builds at the same time: pairs of (question, answer)."""
    answers = ([], [])
    directories = [tempfile.mkdtemp(prefix="compare-builds-") for _ in executables]
    try:
        threads = [threading.Thread(target=collect, args=(group, Build(executable, directory), collected))
                   for executable, directory, collected in zip(executables, directories, answers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        for directory in directories:
            shutil.rmtree(directory, ignore_errors=True)
    return list(itertools.zip_longest(*answers, fillvalue=("[no further question]", b"")))


def compare(group, executables):
    """How many questions there were, the differences that came each time, and those that did not."""
    lasting = None
    ever = {}
    for _ in range(attempts):
        pairs = ask_both(group, executables)
        differing = {at: pair for at, pair in enumerate(pairs) if pair[0] != pair[1] or pair[0][0] == broken_off}
        lasting = differing if lasting is None else {at: differing[at] for at in lasting if at in differing}
        ever = {**differing, **ever}
        if not lasting:
            break
    return len(pairs), list(lasting.values()), [pair for at, pair in ever.items() if at not in lasting]


def show(pair):
    (question, old), (new_question, new) = pair
    print(f"--- question: {question}")
    if question != new_question:
        print(f"    the new build was asked: {new_question}")
    if old == new:
        print("    both builds: " + old.decode(errors="backslashreplace"))
    print("\n".join(difference(old, new)), flush=True)


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def options(arguments):
    parser = argparse.ArgumentParser(
        prog="tools/compare-builds", allow_abbrev=False,
        description="Ask two builds of the command the same questions, and compare the answers byte for byte. "
        "Exit status: 0 if none differs, 1 if some do, 2 for bad usage.")
    parser.add_argument("old", metavar="OLD", help="command of the old build")
    parser.add_argument("new", metavar="NEW", help="command of the new build")
    parser.add_argument("--part", metavar="NAME", choices=parts, action="append",
                        help="ask only these questions; repeatable: " + ", ".join(parts))
    parser.add_argument("--questions", metavar="N", type=positive, default=10000,
                        help="about how many questions all parts have together [10000]")
    parser.add_argument("--show", metavar="N", type=positive, default=10, help="most differences to print [10]")
    chosen = parser.parse_args(arguments)
    for executable in (chosen.old, chosen.new):
        if not os.path.isfile(executable) or not os.access(executable, os.X_OK):
            parser.error(f"{executable}: not a command")
    return chosen


def main(arguments=None):
    chosen = options(arguments)
    executables = [os.path.abspath(chosen.old), os.path.abspath(chosen.new)]
    total = 0
    unshown = chosen.show
    lines = []
    for name, (part, share) in parts.items():
        if chosen.part and name not in chosen.part:
            continue
        start = time.monotonic()
        groups = part.groups(max(1, round(chosen.questions * share)), random.Random(name))
        questions = differences = passing = 0
        with ThreadPoolExecutor(3) as pool:
            for asked, differing, passed in pool.map(lambda group: compare(group, executables), groups):
                questions += asked
                differences += len(differing)
                passing += len(passed)
                for (question, old), (_, new) in passed:
                    print(f"did not come again: {question[:300]}", *difference(old, new, 12), sep="\n", file=sys.stderr)
                for pair in differing[:unshown]:
                    show(pair)
                    unshown -= 1
        note = f" ({passing} more that did not come again)" if passing else ""
        lines.append(f"{name}: {questions} questions, {differences} differences{note}")
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)
        total += differences
    print("\n".join(lines))
    return 1 if total else 0

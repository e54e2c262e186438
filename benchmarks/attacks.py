"""Generated attacks on every pattern: those of rules on a line, those in the code on long texts.

    python benchmarks/attacks.py [--slowest 10]

From each example of a rule, lines of 400 characters are grown that repeat one character of it, or
two, and then do not match. Prints the slowest rules, in CPU milliseconds a line. A rule that takes
more than a second ends the run: it is not linear.

Each pattern in the code is searched for in texts that repeat one or two of its own characters.
Prints those that grow fastest: by how much more than the text, when that is four times as long.
1 is linear, 4 quadratic. (Some are only ever tried at one place, where that is no harm.)
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import time
from itertools import product
from pathlib import Path

from normtext.presets import STAGES, stage_of
from normtext.rules import LONGEST_LINE, LineRule

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from patterns_in_code import patterns

UNITS = ("A", "a", "A&", "A ", " A", "a,", "1", "1/", ".", " ", "é", "x | ")
CHARACTERS = " \t\nAaé1_-.,'\"):/=&;"
WORDS = ("://", "www.", "&amp;", "=E9", "\\u00e9", "\x1b[", "a@", "Ã©", "; ", ". ")
SHORT, TIMES = 3_000, 4


def attacks(rule):
    """Lines that begin as an example does, go on for as long as they may, and end in a surprise."""
    for hit in rule.hits:
        words = hit.split()
        for count in range(min(4, len(words)) + 1):
            start = " ".join([*words[:count], ""])
            for unit in (*UNITS, *(word + " " for word in words[-1:])):
                room = LONGEST_LINE - len(start) - 1
                yield start + (unit * (room // len(unit))) + "\x00"


def slowest(rule):
    """The CPU seconds that the worst line took, and that line."""
    pattern = re.compile(rule.pattern, re.IGNORECASE)
    worst = (0.0, "")
    for line in attacks(rule):
        signal.setitimer(signal.ITIMER_PROF, 1.0)
        began = time.process_time()
        try:
            pattern.fullmatch(line)
        except TimeoutError:
            return 1.0, line
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        worst = max(worst, (time.process_time() - began, line))
    return worst


def _too_long(*_):
    raise TimeoutError


def growth(pattern):
    """How much faster than the text the time grows on the worst of them; its unit."""
    own = re.sub(r"\\.|[\[\](){}|?*+^$]", "", _source(pattern))
    characters = dict.fromkeys((*own[:14], *CHARACTERS))
    units = (*characters, *map("".join, product(characters, repeat=2)), *WORDS)
    worst = max(units, key=lambda unit: _seconds(pattern, unit, SHORT))
    short = min(_seconds(pattern, worst, SHORT) for _ in range(3))
    long = min(_seconds(pattern, worst, SHORT * TIMES) for _ in range(3))
    return long / max(short, 1e-6) / TIMES, long, worst


def _source(pattern):
    text = pattern.pattern
    return text if isinstance(text, str) else text.decode("latin-1")


def _seconds(pattern, unit, length):
    text = unit * (length // len(unit)) + "\0"
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slowest", type=int, default=10)
    asked = parser.parse_args()
    signal.signal(signal.SIGPROF, _too_long)
    rules = [rule for name in STAGES for rule in stage_of(name).rules.values()]
    found = [(*slowest(rule), rule.id) for rule in rules if isinstance(rule, LineRule)]
    for seconds, line, name in sorted(found, reverse=True)[: asked.slowest]:
        print(f"{seconds * 1000:10.2f} ms  {name:28} {line[:40]!r}")
    print(f"{len(found)} rules, {sum(seconds >= 1 for seconds, *_ in found)} over a second")
    grown = [(*growth(pattern), where) for where, pattern in patterns().items()]
    for times, seconds, unit, where in sorted(grown, reverse=True)[: asked.slowest]:
        print(f"{times:6.1f} times {seconds * 1000:10.2f} ms  {unit!r:10} {where}")
    print(f"{len(grown)} patterns in the code, {sum(one > 2 for one, *_ in grown)} grow faster")


if __name__ == "__main__":
    main()

"""Generated attacks on the patterns of rules: what each makes of the worst line of 400 characters.

    python benchmarks/attacks.py [--slowest 10]

From each example of a rule, lines are grown that repeat one character of it, or two, and then do
not match. Prints the slowest rules, in CPU milliseconds a line. A rule that takes more than a
second ends the run: it is not linear.
"""

from __future__ import annotations

import argparse
import re
import signal
import time

from normtext.presets import STAGES, stage_of
from normtext.rules import LONGEST_LINE, LineRule

UNITS = ("A", "a", "A&", "A ", " A", "a,", "1", "1/", ".", " ", "é", "x | ")


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


if __name__ == "__main__":
    main()

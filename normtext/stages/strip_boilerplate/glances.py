"""What lines a rule can match, told at a glance: how they and their second words begin, and how
long they can be.

Each of the alternatives of a pattern is looked at by itself: of "a|b|c" most lines that begin like
one need not be asked for the others.

To tell it from a pattern takes milliseconds. For the package's own rules it was told before, by
`scripts/build_glances.py`; a pattern that is not among those is told when a matcher is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from normtext.patterns import alternatives
from normtext.starts import WILD, Start, starts

__all__ = ["BEGINNING", "LABEL", "SECOND", "Glance", "Way", "digest", "glances", "told"]

BEGINNING = 3
"""Characters of a line that choose the rules to try."""

SECOND = 2
"""And of its second word."""

LABEL = 60
"""Code points of a line that may well come again."""

_END = "\n"
"""Stands behind a second word that is shorter."""


class Way(NamedTuple):
    """How a line can begin.

    longest: code points of the longest such line. beginnings: what it begins with. seconds: for
    each first character of a second word those that can be its second one; None where it can begin
    in any way. All as `normtext.starts` tells it.
    """

    longest: int
    beginnings: Collection[str]
    seconds: Mapping[str, str] | None

    def allows(self, second: str, shortest: int) -> bool:
        """Whether a line of at least that length may match whose second word begins so.

        second: of simple characters, as many as SECOND; fewer where the line ends.
        """
        if self.longest < shortest or self.seconds is None:
            return self.longest >= shortest
        one, two = ((char, char.lower(), WILD) for char in [*second.ljust(SECOND, _END)])
        return any(char in self.seconds.get(first, "") for first in one for char in two)


class Glance(NamedTuple):
    """One of the alternatives of a pattern, and the ways in which its lines can begin."""

    pattern: str
    ways: Sequence[Way]


def glances(pattern: str) -> list[Glance]:
    """What lines a pattern can match.

    >>> for one in glances("shares?|(?:i )?like"):
    ...     print(one.pattern, [(way.longest, way.beginnings) for way in one.ways])
    shares? [(6, ['sha'])]
    (?:i )?like [(6, ['i l']), (4, ['lik'])]
    """
    known = _known().get(digest(pattern))
    if known is None:
        return told(pattern)
    found, start = [], 0
    for length, ways in known:
        found.append(Glance(pattern[start : start + length], [Way(*way) for way in ways]))
        start += length + 1
    return found


def told(pattern: str) -> list[Glance]:
    """The same, from the pattern itself."""
    return [Glance(one, list(_ways(one))) for one in alternatives(pattern)]


def _ways(pattern: str) -> Iterator[Way]:
    """The ways to begin, those together that lead to the same second words: of the lines that are
    labels, and of the longer ones.
    """
    alike: dict[tuple[Any, bool], list[Start]] = {}
    for start in starts(pattern, BEGINNING, SECOND):
        alike.setdefault((start.seconds, start.longest > LABEL), []).append(start)
    for (seconds, _), found in alike.items():
        beginnings = set().union(*(start.firsts for start in found))
        yield Way(max(start.longest for start in found), sorted(beginnings), _second(seconds))


def _second(seconds: Collection[str]) -> Mapping[str, str] | None:
    if WILD * SECOND in seconds:
        return None
    found: dict[str, str] = {}
    for text in sorted(text.ljust(SECOND, _END) for text in seconds):
        found[text[0]] = found.get(text[0], "") + text[1]
    return found


def digest(pattern: str) -> str:
    """The name of a pattern among those that are known."""
    return hashlib.sha256(pattern.encode("utf-8")).hexdigest()[:16]


_Known = Mapping[str, list[tuple[int, list[tuple[int, list[str], Mapping[str, str] | None]]]]]


@cache
def _known() -> _Known:
    text = (files("normtext") / "models" / "glances.json").read_text(encoding="utf-8")
    known: _Known = json.loads(text)["patterns"]
    return known

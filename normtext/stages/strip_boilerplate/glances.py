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
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from normtext.patterns import WILD, alternatives, beginnings, second_words, widths

__all__ = ["BEGINNING", "Glance", "digest", "glances", "told"]

BEGINNING = 3
"""Characters of a line that choose the rules to try."""


class Glance(NamedTuple):
    """pattern: one of the alternatives. longest: code points of the longest line.
    beginnings, seconds: as `normtext.patterns` tells those of lines and of second words; None where
    second words can begin in any way.
    """

    pattern: str
    longest: int
    beginnings: Collection[str]
    seconds: Collection[str] | None


def glances(pattern: str) -> list[Glance]:
    """What lines a pattern can match.

    >>> for one in glances("shares?|like"):
    ...     print(one)
    Glance(pattern='shares?', longest=6, beginnings=['sha'], seconds=[''])
    Glance(pattern='like', longest=4, beginnings=['lik'], seconds=[''])
    """
    known = _known().get(digest(pattern))
    if known is None:
        return told(pattern)
    found, start = [], 0
    for length, longest, begin, seconds in known:
        found.append(Glance(pattern[start : start + length], longest, begin, seconds))
        start += length + 1
    return found


def told(pattern: str) -> list[Glance]:
    """The same, from the pattern itself."""
    return [
        Glance(one, widths(one)[1], sorted(beginnings(one, BEGINNING)), _seconds(one))
        for one in alternatives(pattern)
    ]


def _seconds(pattern: str) -> Collection[str] | None:
    found = second_words(pattern)
    return None if WILD in found else sorted(found)


def digest(pattern: str) -> str:
    """The name of a pattern among those that are known."""
    return hashlib.sha256(pattern.encode("utf-8")).hexdigest()[:16]


_Known = Mapping[str, list[tuple[int, int, list[str], list[str] | None]]]


@cache
def _known() -> _Known:
    text = (files("normtext") / "models" / "glances.json").read_text(encoding="utf-8")
    known: _Known = json.loads(text)["patterns"]
    return known

"""What lines a rule can match, told at a glance: how they begin, how long they can be, whether they
hold a digit.

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

from normtext.patterns import beginnings, has_digit, widths

__all__ = ["BEGINNING", "Glance", "digest", "glance", "told"]

BEGINNING = 3
"""Characters of a line that choose the rules to try."""


class Glance(NamedTuple):
    """longest: code points of the longest line. digit: whether each of them holds a digit.
    beginnings: as `normtext.patterns` tells them.
    """

    longest: int
    digit: bool
    beginnings: Collection[str]


def glance(pattern: str) -> Glance:
    """What lines a pattern can match.

    >>> glance("shares?")
    Glance(longest=6, digit=False, beginnings=['sha'])
    """
    known = _known().get(digest(pattern))
    return told(pattern) if known is None else Glance(*known)


def told(pattern: str) -> Glance:
    """The same, from the pattern itself."""
    longest = widths(pattern)[1]
    return Glance(longest, has_digit(pattern), sorted(beginnings(pattern, BEGINNING)))


def digest(pattern: str) -> str:
    """The name of a pattern among those that are known."""
    return hashlib.sha256(pattern.encode("utf-8")).hexdigest()[:16]


@cache
def _known() -> Mapping[str, tuple[int, bool, list[str]]]:
    text = (files("normtext") / "models" / "glances.json").read_text(encoding="utf-8")
    known: Mapping[str, tuple[int, bool, list[str]]] = json.loads(text)["patterns"]
    return known

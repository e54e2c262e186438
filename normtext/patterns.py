"""What can be told of a regular expression from its parse tree, without running it.

A rule's pattern meets hostile text, so shapes that can take more than linear time to fail are
refused when the rule is loaded:

- a back-reference;
- an unbounded repeat inside a repeat: `(a+)+`, `(a+){1,9}`;
- two unbounded repeats beside each other that can match the same character: `\\w+\\d*x`.

Bounded repeats are let through: a line rule sees at most `rules.LONGEST_LINE` code points.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from re import _constants as sre  # type: ignore[attr-defined]  # no public parse tree exists
from re import _parser as sre_parse  # type: ignore[attr-defined]
from typing import Any

__all__ = ["WILD", "beginnings", "slow_shape", "widths"]

# One character of each kind that patterns tell apart: two repeats overlap if one of these fits
# both. Every literal of the pattern itself is tried too.
_PROBES = " \t\n\u00a0aAzZéÉ059_-–'’\"«».,:;!?/|#@&()[]\u2022\U0001f5de"

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def slow_shape(pattern: str, flags: int = 0) -> str:
    """Why a pattern may be slow, or an empty string. Raises re.error for one that is no pattern.

    >>> slow_shape(r"(?:\\w+\\s?)+:")
    'an unbounded repeat inside a repeat'
    >>> slow_shape(r"share (this|on) \\w+")
    ''
    """
    re.compile(pattern, flags)
    tree = sre_parse.parse(pattern, flags)
    return next(_flaws(tree, flags), "")


def widths(pattern: str) -> tuple[int, int]:
    """The length of the shortest and of the longest text that a pattern can match.

    >>> widths(r"shares?(?: on)?")
    (5, 9)
    """
    low, high = sre_parse.parse(pattern).getwidth()
    return int(low), int(high)


WILD = "\0"
"""Stands in a beginning for any character."""


def beginnings(pattern: str, length: int) -> frozenset[str]:
    """What a match of a pattern can begin with, in lower case, whatever its case.

    Texts of `length` characters, and shorter ones where that is all it can match. `WILD` stands
    for any character; a digit is taken for an ASCII one.

    >>> sorted(beginnings(r"(?:please )?[ps]hare|\\(c\\)|x", 2))
    ['(c', 'ph', 'pl', 'sh', 'x']
    """
    return frozenset(_beginnings(sre_parse.parse(pattern, re.IGNORECASE), length))


def _beginnings(tree: Iterable[Any], length: int) -> set[str]:
    """Of a sequence. A text shorter than `length` is one that the sequence can match as a whole."""
    found = {""}
    for op, arg in tree:
        unfinished = {text for text in found if len(text) < length}
        if not unfinished:
            break
        following = _beginnings_of(op, arg, length)
        found -= unfinished
        found |= {(text + more)[:length] for text in unfinished for more in following}
    return found


def _beginnings_of(op: Any, arg: Any, length: int) -> set[str]:  # noqa: PLR0911 - one a kind
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return {""}
    if op is sre.LITERAL:
        return {chr(arg).lower()}
    if op is sre.IN:
        return _members(arg)
    if op is sre.SUBPATTERN:
        return _beginnings(arg[3], length)
    if op is sre.BRANCH:
        return set().union(*(_beginnings(branch, length) for branch in arg[1]))
    if op not in _REPEATS:
        return {WILD}
    low, high, inner = arg
    counts = range(low, min(high, max(low, length)) + 1)
    return set().union(*(_beginnings([*inner] * count, length) for count in counts))


def _members(items: Any) -> set[str]:
    """The characters of a class."""
    members: set[str] = set()
    for op, arg in items:
        if op is sre.LITERAL:
            members.add(chr(arg).lower())
        elif op is sre.RANGE:
            members.update(chr(code).lower() for code in range(arg[0], arg[1] + 1))
        elif (op, arg) == (sre.CATEGORY, sre.CATEGORY_DIGIT):
            members.update("0123456789")
        else:
            return {WILD}
    return members


def _flaws(tree: Iterable[Any], flags: int) -> Iterator[str]:
    before: Any = None
    for op, arg in _flattened(tree):
        if op in (sre.GROUPREF, sre.GROUPREF_EXISTS):
            yield "a back-reference"
        if op in _REPEATS:
            unbounded = arg[1] is sre.MAXREPEAT
            if arg[1] > 1 and any(_holds_unbounded(part) for part in arg[2]):
                yield "an unbounded repeat inside a repeat"
            if unbounded and before is not None and _overlap(before, arg[2], flags):
                yield "two unbounded repeats of the same characters beside each other"
            if unbounded:
                before = arg[2]
            elif arg[0] > 0:
                before = None  # something that must match stands between
        elif op not in _WIDTHLESS:
            before = None
        for inner in _children(op, arg):
            yield from _flaws(inner, flags)


_WIDTHLESS = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)


def _flattened(tree: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """A sequence with the contents of its groups in their places."""
    for op, arg in tree:
        if op is sre.SUBPATTERN:
            yield from _flattened(arg[3])
        elif op is sre.ATOMIC_GROUP:
            yield from _flattened(arg)
        else:
            yield op, arg


def _children(op: Any, arg: Any) -> Iterator[Any]:
    if op in _REPEATS:
        yield arg[2]
    elif op is sre.SUBPATTERN:
        yield arg[3]
    elif op is sre.ATOMIC_GROUP:
        yield arg
    elif op is sre.BRANCH:
        yield from arg[1]
    elif op in (sre.ASSERT, sre.ASSERT_NOT):
        yield arg[1]


def _holds_unbounded(node: Any) -> bool:
    op, arg = node
    if op in _REPEATS and arg[1] is sre.MAXREPEAT:
        return True
    return any(_holds_unbounded(inner) for child in _children(op, arg) for inner in child)


def _overlap(left: Any, right: Any, flags: int) -> bool:
    """Whether some character can stand in both repeated parts."""
    probes = {*_PROBES, *_literals(left), *_literals(right)}
    return any(_fits(left, probe, flags) and _fits(right, probe, flags) for probe in probes)


def _literals(tree: Any) -> Iterator[str]:
    for op, arg in tree:
        if op in (sre.LITERAL, sre.NOT_LITERAL) and arg <= sys.maxunicode:
            yield from (chr(arg).lower(), chr(arg).upper()[0])
        elif op is sre.RANGE:
            yield from (chr(arg[0]), chr(arg[1]))
        elif op is sre.IN:
            yield from _literals(item for item in arg if item[0] in (sre.LITERAL, sre.RANGE))
        for inner in _children(op, arg):
            yield from _literals(inner)


def _fits(tree: Any, probe: str, flags: int) -> bool:
    """Whether a character can stand anywhere in the tree (an overestimate is safe)."""
    for op, arg in tree:
        if op is sre.ANY:
            return True
        if op is sre.LITERAL and (arg == ord(probe) or chr(arg).lower() == probe.lower()):
            return True
        if op is sre.NOT_LITERAL and arg != ord(probe):
            return True
        if op is sre.IN and any(_in_set(arg, case) for case in _cases(probe, flags)):
            return True
        if any(_fits(inner, probe, flags) for inner in _children(op, arg)):
            return True
    return False


def _cases(probe: str, flags: int) -> Iterable[str]:
    return (probe.lower(), probe.upper()[0]) if flags & re.IGNORECASE else (probe,)


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _in_set(items: Any, probe: str) -> bool:
    code = ord(probe)
    negated = found = False
    for op, arg in items:
        if op is sre.NEGATE:
            negated = True
        elif op is sre.LITERAL:
            found |= arg == code
        elif op is sre.RANGE:
            found |= arg[0] <= code <= arg[1]
        elif op is sre.CATEGORY:
            found |= re.match(_CATEGORIES[arg], probe) is not None
    return found is not negated

"""What a regular expression can match, told from its parse tree, without running it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]  # no public parse tree exists
from re import _parser as sre_parse  # type: ignore[attr-defined]
from typing import Any

__all__ = ["WILD", "beginnings", "has_digit", "widths"]

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def widths(pattern: str) -> tuple[int, int]:
    """The length of the shortest and of the longest text that a pattern can match.

    >>> widths(r"shares?(?: on)?")
    (5, 9)
    """
    low, high = _tree(pattern).getwidth()
    return int(low), int(high)


WILD = "\0"
"""Stands in a beginning for any character."""


_MOST = 64
"""Characters of a class that are told apart."""

_MANY = 1 << 15
"""Beginnings that are told apart: those of classes in a row are their product."""


def beginnings(pattern: str, length: int) -> frozenset[str]:
    """What a match of a pattern can begin with, in lower case, whatever its case.

    Texts of `length` characters, and shorter ones where that is all it can match. `WILD` stands
    for any character; a digit is taken for an ASCII one.

    >>> sorted(beginnings(r"(?:please )?[ps]hare|\\(c\\)|x", 2))
    ['(c', 'ph', 'pl', 'sh', 'x']
    """
    return frozenset(_beginnings(_tree(pattern), length))


def has_digit(pattern: str) -> bool:
    """Whether all that a pattern can match holds a digit.

    >>> has_digit(r"page \\d{1,3}"), has_digit(r"page(?: \\d)?")
    (True, False)
    """
    return _has_digit(_tree(pattern))


def _has_digit(tree: Iterable[Any]) -> bool:
    for op, arg in tree:
        if op is sre.IN:
            found = all(map(_is_digit, arg))
        elif op is sre.SUBPATTERN:
            found = _has_digit(arg[3])
        elif op is sre.BRANCH:
            found = all(map(_has_digit, arg[1]))
        elif op in _REPEATS:
            found = arg[0] > 0 and _has_digit(arg[2])
        else:
            found = op is sre.LITERAL and chr(arg).isdecimal()
        if found:
            return True
    return False


def _is_digit(member: tuple[Any, Any]) -> bool:
    """Of a class."""
    op, arg = member
    if op is sre.RANGE:
        return all(chr(code).isdecimal() for code in arg)
    return member == (sre.CATEGORY, sre.CATEGORY_DIGIT) or (
        op is sre.LITERAL and chr(arg).isdecimal()
    )


@lru_cache(maxsize=1)  # who asks for one thing asks for another
def _tree(pattern: str) -> Any:
    return sre_parse.parse(pattern, re.IGNORECASE)


def _beginnings(tree: Iterable[Any], length: int) -> set[str]:
    """Of a sequence. A text shorter than `length` is one that the sequence can match as a whole."""
    found = {""}
    for op, arg in tree:
        unfinished = {text for text in found if len(text) < length}
        if not unfinished:
            break
        following = _beginnings_of(op, arg, length - min(map(len, unfinished)))
        found -= unfinished
        for room in range(1, length + 1):
            texts = [text for text in unfinished if len(text) == length - room]
            more = {text[:room] for text in following}
            if len(texts) * len(more) > _MANY:
                found |= {WILD * (length - room + len(text)) for text in more}
            else:
                found |= {text + end for text in texts for end in more}
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
    counts = range(min(low, length), min(high, length) + 1)  # what follows is not looked at
    return set().union(*(_beginnings([*inner] * count, length) for count in counts))


def _members(items: Any) -> set[str]:
    """The characters of a class."""
    members: set[str] = set()
    for op, arg in items:
        if op is sre.LITERAL:
            members.add(chr(arg).lower())
        elif op is sre.RANGE and arg[1] - arg[0] < _MOST:
            members.update(chr(code).lower() for code in range(arg[0], arg[1] + 1))
        elif (op, arg) == (sre.CATEGORY, sre.CATEGORY_DIGIT):
            members.update("0123456789")
        else:
            return {WILD}
    return members if len(members) <= _MOST else {WILD}

"""What a regular expression can match, told from its parse tree, without running it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from re import _constants as sre  # type: ignore[attr-defined]  # no public parse tree exists
from re import _parser as sre_parse  # type: ignore[attr-defined]
from typing import Any, NamedTuple

__all__ = ["WILD", "alternatives", "beginnings", "second_words", "widths"]

_WITHOUT_SPACE = (sre.CATEGORY_WORD, sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_SPACE)
_SPACE = ord(" ")
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


def alternatives(pattern: str) -> list[str]:
    """The patterns that a pattern offers to choose from, in order: what the whole matches is what
    the first of them does that matches.

    >>> alternatives(r"share(?: on|d)|like [|]")
    ['share(?: on|d)', 'like [|]']
    """
    # What refers to a group, or changes how all is read, is one pattern.
    if sre_parse.parse(pattern, re.IGNORECASE).state.flags & ~_PLAIN or _REFERENCE.search(pattern):
        return [pattern]
    depth, starts = 0, [0]
    for token in _TOKEN.finditer(pattern):
        sign = token.group()
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            starts.append(token.end())
    ends = [*(start - 1 for start in starts[1:]), len(pattern)]
    return [pattern[start:end] for start, end in zip(starts, ends, strict=True)]


_PLAIN = re.IGNORECASE | re.UNICODE
_REFERENCE = re.compile(r"\\[1-9]|\(\?(?:P=|\()")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


def second_words(pattern: str) -> frozenset[str]:
    """How the second word of a match can begin: what can stand behind its first space, in the case
    that it can have; "" where there is no second word. `WILD` stands for any character.

    >>> sorted(second_words("(?-i:Ann) (?:lee|(?-i:Roe))|n/a"))
    ['', 'L', 'R', 'l']
    """
    way = _walked(_tree(pattern), _Way(unspaced=True, behind=False), fold=True)
    return way.found | ({""} if way.unspaced or way.behind else set())


class _Way(NamedTuple):
    """What can have been matched so far: whether a text without a space, whether one that ends with
    its first space; and what was found behind first spaces.
    """

    unspaced: bool
    behind: bool
    found: frozenset[str] = frozenset()

    def joined(self, other: _Way) -> _Way:
        """What one or the other can have matched."""
        return _Way(
            self.unspaced or other.unspaced, self.behind or other.behind, self.found | other.found
        )


def _walked(tree: Iterable[Any], way: _Way, *, fold: bool) -> _Way:
    """After a sequence. fold: whether the case of letters does not count."""
    for op, arg in tree:
        if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            continue
        if op is sre.SUBPATTERN:
            _, added, removed, inner = arg
            folded = bool((fold or added & re.IGNORECASE) and not removed & re.IGNORECASE)
            way = _walked(inner, way, fold=folded)
        elif op is sre.BRANCH:
            way = reduce(_Way.joined, [_walked(branch, way, fold=fold) for branch in arg[1]])
        elif op in _REPEATS:
            way = _repeated(arg, way, fold=fold)
        else:
            found = way.found | _written(op, arg, fold=fold) if way.behind else way.found
            spaced, unspaced = _is_space(op, arg)
            way = _Way(way.unspaced and unspaced, way.unspaced and spaced, found)
    return way


def _is_space(op: Any, arg: Any) -> tuple[bool, bool]:
    """Whether what is matched can be a space, and whether it can be something else."""
    if op is sre.LITERAL:
        return arg == _SPACE, arg != _SPACE
    if op is not sre.IN:
        return True, True
    within = any(
        (kind is sre.LITERAL and what == _SPACE)
        or (kind is sre.RANGE and what[0] <= _SPACE <= what[1])
        or (kind is sre.CATEGORY and what not in _WITHOUT_SPACE)
        for kind, what in arg
    )
    return within is not (arg[0][0] is sre.NEGATE), True


def _repeated(repeat: Any, way: _Way, *, fold: bool) -> _Way:
    """After a repeat: whatever its count, as often as that can change anything."""
    low, high, inner = repeat
    every = way if low == 0 else None
    for _ in range(min(high, 4)):  # a way has two sides, each of which is so or not
        way = _walked(inner, way, fold=fold)
        every = way if every is None else every.joined(way)
    return every or way


def _written(op: Any, arg: Any, *, fold: bool) -> frozenset[str]:
    """The characters that are matched, as they can be written."""
    if op is not sre.LITERAL and op is not sre.IN:
        return frozenset({WILD})
    chars = _members(arg if op is sre.IN else [(op, arg)])
    if fold:
        chars |= {char.lower() for char in chars} | {char.upper() for char in chars}
    return frozenset(chars)


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
        return {char.lower() for char in _members(arg)}
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
            members.add(chr(arg))
        elif op is sre.RANGE and arg[1] - arg[0] < _MOST:
            members.update(map(chr, range(arg[0], arg[1] + 1)))
        elif (op, arg) == (sre.CATEGORY, sre.CATEGORY_DIGIT):
            members.update("0123456789")
        else:
            return {WILD}
    return members if len({char.lower() for char in members}) <= _MOST else {WILD}

"""What a regular expression can match, told from its parse tree, without running it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from re import _constants as sre  # type: ignore[attr-defined]  # no public parse tree exists
from re import _parser as sre_parse  # type: ignore[attr-defined]
from typing import Any, NamedTuple

__all__ = ["WILD", "alternatives", "beginnings", "is_simple", "second_words", "widths"]

_WITHOUT_SPACE = (sre.CATEGORY_WORD, sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_SPACE)
_SPACE = ord(" ")
_CHARACTERS = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
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


def is_simple(text: str) -> bool:
    """Whether a pattern that tells no cases apart takes each character of a text for itself, for
    its other case, and for no other: "s" also matches "ſ", and a digit one of any script.

    >>> is_simple("Œuvre 7 –"), is_simple("ſ"), is_simple("７")
    (True, False, False)
    """
    return text.isascii() or all(map(_is_simple, text))


def _is_simple(char: str) -> bool:
    if char.isascii() or "À" <= char <= "ÿ" or char in "œŒ":
        return True
    return char.lower() == char.upper() and not char.isdecimal()


def beginnings(pattern: str, length: int) -> frozenset[str]:
    """What a match of a pattern can begin with, in lower case, whatever its case.

    Texts of `length` characters, and shorter ones where that is all it can match. `WILD` stands
    for any character. True of matches whose first characters are simple: see `is_simple`.

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
    # What refers to a group, or changes how a pattern is read, is not cut.
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
_REFERENCE = re.compile(r"\\[1-9]|\(\?(?:P=|\(|#|[aiLmsu]*x)")  # or a comment
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


def second_words(pattern: str) -> frozenset[str]:
    """How the second word of a match can begin: what can stand behind its first space, in the case
    that it can have; "" where there is no second word. `WILD` stands for any character. True where
    that character is simple: see `is_simple`.

    >>> sorted(second_words("(?-i:Ann) (?:lee|(?-i:Roe))|n/a"))
    ['', 'L', 'R', 'l']
    """
    told = _spacing(_tree(pattern), fold=True)
    return told.seconds | ({""} if told.unspaced or told.ends else set())


class _Spacing(NamedTuple):
    """What texts are like that a part of a pattern can match."""

    firsts: frozenset[str]
    """The characters that they can begin with."""
    empty: bool
    """Whether one has none."""
    unspaced: bool
    """Whether one holds no space."""
    ends: bool
    """Whether one ends with its first space."""
    seconds: frozenset[str]
    """The characters that can stand behind the first space."""

    def then(self, other: _Spacing) -> _Spacing:
        """Of both parts, one after the other."""
        return _Spacing(
            self.firsts | other.firsts if self.empty else self.firsts,
            self.empty and other.empty,
            self.unspaced and other.unspaced,
            (self.ends and other.empty) or (self.unspaced and other.ends),
            self.seconds
            | (other.firsts if self.ends else frozenset())
            | (other.seconds if self.unspaced else frozenset()),
        )

    def either(self, other: _Spacing) -> _Spacing:
        """Of one part or the other."""
        return _Spacing(*(one | two for one, two in zip(self, other, strict=True)))  # type: ignore[operator]

    def repeated(self, low: int, high: int) -> _Spacing:
        """Of the part, that many times."""
        if high == 0:
            return _NOTHING
        again = self.firsts if self.ends and high > 1 else frozenset()
        every = self._replace(seconds=self.seconds | again)
        return every if low else every.either(_NOTHING)


_NOTHING = _Spacing(frozenset(), empty=True, unspaced=True, ends=False, seconds=frozenset())

_ANYTHING = _Spacing(
    frozenset({WILD}), empty=True, unspaced=True, ends=True, seconds=frozenset({WILD})
)


def _spacing(tree: Iterable[Any], *, fold: bool) -> _Spacing:
    """Of a sequence. fold: whether the case of letters does not count."""
    told = _NOTHING
    for op, arg in tree:
        told = told.then(_spacing_of(op, arg, fold=fold))
    return told


def _spacing_of(op: Any, arg: Any, *, fold: bool) -> _Spacing:  # noqa: PLR0911 - one a kind
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return _NOTHING
    if op is sre.SUBPATTERN:
        _, added, removed, inner = arg
        fold = bool((fold or added & re.IGNORECASE) and not removed & re.IGNORECASE)
        return _spacing(inner, fold=fold)
    if op is sre.BRANCH:
        return reduce(_Spacing.either, [_spacing(branch, fold=fold) for branch in arg[1]])
    if op in _REPEATS:
        low, high, inner = arg
        return _spacing(inner, fold=fold).repeated(int(low), int(high))
    if op is sre.ATOMIC_GROUP:
        return _spacing(arg, fold=fold)
    if op not in _CHARACTERS:
        return _ANYTHING
    space, other = _is_space(op, arg)
    return _Spacing(
        _written(op, arg, fold=fold), empty=False, unspaced=other, ends=space, seconds=frozenset()
    )


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


def _written(op: Any, arg: Any, *, fold: bool) -> frozenset[str]:
    """The characters that are matched, as they can be written."""
    if op is not sre.LITERAL and op is not sre.IN:
        return frozenset({WILD})
    chars = _members(arg if op is sre.IN else [(op, arg)])
    if not is_simple("".join(chars)):
        return frozenset({WILD})
    if fold:
        chars |= {case for char in chars for case in (char.lower(), char.upper()) if len(case) == 1}
    return frozenset(chars)


@lru_cache(maxsize=1)  # who asks for one thing asks for another
def _tree(pattern: str) -> Any:
    return sre_parse.parse(pattern, re.IGNORECASE)


def _beginnings(tree: Iterable[Any], length: int) -> set[str]:
    """Of a sequence. A text shorter than `length` is one that the sequence can match as a whole."""
    found = {""}
    for op, arg in tree:
        room = length - min(map(len, found))
        if not room:
            break
        found = _joined(found, _beginnings_of(op, arg, room), length)
    return found


def _joined(texts: set[str], following: set[str], length: int) -> set[str]:
    """What begins with one and goes on with another, as far as `length`."""
    found = {text for text in texts if len(text) == length}
    for room in range(1, length + 1):
        open_ended = [text for text in texts if len(text) == length - room]
        more = {text[:room] for text in following}
        if len(open_ended) * len(more) > _MANY:
            found |= {WILD * (length - room + len(text)) for text in more}
        else:
            found |= {text + end for text in open_ended for end in more}
    return found


def _beginnings_of(op: Any, arg: Any, length: int) -> set[str]:  # noqa: PLR0911 - one a kind
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return {""}
    if op in (sre.LITERAL, sre.IN):
        return {char.lower() for char in _written(op, arg, fold=True)}
    if op is sre.SUBPATTERN:
        return _beginnings(arg[3], length)
    if op is sre.ATOMIC_GROUP:
        return _beginnings(arg, length)
    if op is sre.BRANCH:
        return set().union(*(_beginnings(branch, length) for branch in arg[1]))
    if op in _CHARACTERS:
        return {WILD}
    if op not in _REPEATS:
        return {WILD * count for count in range(length + 1)}
    low, high, inner = arg
    once, texts, found = _beginnings(inner, length), {""}, set()
    for count in range(min(high, length) + 1):  # what follows is not looked at
        if count >= min(low, length):
            found |= texts
        texts = _joined(texts, once, length)
    return found


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

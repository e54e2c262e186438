"""How the texts begin that a regular expression can match, told from its parse tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as sre  # type: ignore[attr-defined]  # no public parse tree exists
from re import _parser as sre_parse  # type: ignore[attr-defined]
from typing import Any, NamedTuple

__all__ = ["WILD", "Start", "is_simple", "starts"]

_WITHOUT_SPACE = (sre.CATEGORY_WORD, sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_SPACE)
_SPACE = ord(" ")
_CHARACTERS = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_NOTHING = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)

WILD = "\0"
"""Stands for any character."""


_MOST = 64
"""Characters of a class that are told apart."""

_MANY = 1 << 12
"""Beginnings that are told apart: those of classes in a row are their product."""

_VARIANTS = 128
"""Ways to begin that are told apart."""


def is_simple(text: str) -> bool:
    """Whether a pattern that tells no cases apart takes each character of a text for itself, for
    its other case, and for no other: "s" also matches "ſ", and a digit one of any script.

    >>> is_simple("Œuvre 7 –"), is_simple("ſ"), is_simple("７")
    (True, False, False)
    """
    return text.isascii() or all(map(_is_simple, text))


def _is_simple(char: str) -> bool:
    if char.isascii() or ("À" <= char <= "ž" and char not in "İıŉ"):
        return True
    return char.lower() == char.upper() and not char.isdecimal()


class Start(NamedTuple):
    """How some of the texts begin that a pattern can match.

    longest: code points of the longest of them. firsts: what they begin with, in lower case,
    whatever its case; shorter ones where that is all of the text. seconds: what their second word
    begins with, that is what stands behind their first space; "" where there is none. Letters whose
    case does not count are lower-case. `WILD` stands for any character.
    """

    longest: int
    firsts: frozenset[str]
    seconds: frozenset[str]


def starts(pattern: str, first: int, second: int) -> list[Start]:
    """How the texts begin that a pattern can match: one Start for all that is alike in its length
    and in its second word.

    first, second: how many characters are told. True of texts whose characters are simple there:
    see `is_simple`.

    >>> for start in starts("(?-i:Ann) (?:lee|(?-i:Roe))|(?:please )?share", 2, 3):
    ...     print(start.longest, sorted(start.firsts), sorted(start.seconds))
    7 ['an'] ['Roe', 'lee']
    12 ['pl'] ['sha']
    5 ['sh'] ['']
    """
    tree = sre_parse.parse(pattern, re.IGNORECASE)
    found: dict[tuple[int, frozenset[str]], set[str]] = {}
    for parts in _variants(tree):
        longest = int(sre_parse.SubPattern(tree.state, [*parts]).getwidth()[1])
        seconds = _seconds(parts, {""}, second, fold=True)
        if _spaces(parts)[1]:
            seconds.add("")
        firsts = found.setdefault((longest, frozenset(seconds)), set())
        firsts.update(map(str.lower, _beginnings(parts, first, fold=True)))
    return [
        Start(longest, frozenset(firsts), seconds) for (longest, seconds), firsts in found.items()
    ]


def _variants(tree: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The ways to begin: of "(?:a|b)?c" they are "ac", "bc" and "c"."""
    left, count = [tree], 1
    while left:
        parts = left.pop()
        opened = _opened(parts)
        if opened is None or count + len(opened) - 1 > _VARIANTS:
            yield parts
        else:
            left += reversed(opened)
            count += len(opened) - 1


def _opened(parts: Sequence[Any]) -> list[Sequence[Any]] | None:
    """The same with its first part opened, None if that cannot be."""
    if not parts:
        return None
    op, arg = parts[0]
    if op in _NOTHING:
        found: list[Any] = [()]
    elif op is sre.SUBPATTERN and not (arg[1] or arg[2]):  # flags
        found = [arg[3]]
    elif op is sre.ATOMIC_GROUP:
        found = [arg]
    elif op is sre.BRANCH:
        found = arg[1]
    elif op in _REPEATS and arg[:2] == (0, 1):
        found = [arg[2], ()]
    else:
        return None
    return [[*one, *parts[1:]] for one in found]


def _seconds(tree: Iterable[Any], following: set[str], length: int, *, fold: bool) -> set[str]:
    """Of a sequence. following: what can follow it. fold: whether case does not count."""
    parts = list(tree)
    if not _spaces(parts)[0]:
        return set()
    behind = [following]  # each part, the last first
    for op, arg in reversed(parts[1:]):
        behind.append(_joined(_beginnings_of(op, arg, length, fold=fold), behind[-1], length))
    found: set[str] = set()
    for op, arg in parts:
        found |= _seconds_of(op, arg, behind.pop(), length, fold=fold)
        if not _spaces_of(op, arg)[1]:
            break
    return found


def _seconds_of(  # noqa: PLR0911 - one a kind
    op: Any, arg: Any, following: set[str], length: int, *, fold: bool
) -> set[str]:
    if op in _NOTHING:
        return set()
    if op is sre.SUBPATTERN:
        return _seconds(arg[3], following, length, fold=_folds(arg, fold=fold))
    if op is sre.BRANCH:
        return set().union(*(_seconds(one, following, length, fold=fold) for one in arg[1]))
    if op in _REPEATS:
        _, high, inner = arg
        if high > 1:
            again = _beginnings_of(op, (0, high - 1, inner), length, fold=fold)
            following = following | _joined(again, following, length)
        return _seconds(inner, following, length, fold=fold) if high else set()
    if op is sre.ATOMIC_GROUP:
        return _seconds(arg, following, length, fold=fold)
    if op in _CHARACTERS:
        return following if _is_space(op, arg)[0] else set()
    return {WILD * count for count in range(length + 1)}


def _spaces(tree: Iterable[Any]) -> tuple[bool, bool]:
    """Whether a sequence can match a text with a space, and whether one without."""
    told = [_spaces_of(op, arg) for op, arg in tree]
    return any(spaced for spaced, _ in told), all(one_word for _, one_word in told)


def _spaces_of(op: Any, arg: Any) -> tuple[bool, bool]:
    if op in _CHARACTERS:
        return _is_space(op, arg)
    if op is sre.SUBPATTERN:
        return _spaces(arg[3])
    if op is sre.ATOMIC_GROUP:
        return _spaces(arg)
    if op is sre.BRANCH:
        told = [_spaces(one) for one in arg[1]]
        return any(spaced for spaced, _ in told), any(one_word for _, one_word in told)
    if op in _REPEATS:
        low, high, inner = arg
        spaced, one_word = _spaces(inner)
        return bool(high) and spaced, one_word or not low
    return op not in _NOTHING, True


def _folds(group: Any, *, fold: bool) -> bool:
    """Whether case does not count in a group."""
    _, added, removed, _ = group
    return bool((fold or added & re.IGNORECASE) and not removed & re.IGNORECASE)


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


def _written(op: Any, arg: Any, *, fold: bool) -> set[str]:
    """The characters that are matched, in lower case where case does not count."""
    if op is not sre.LITERAL and op is not sre.IN:
        return {WILD}
    chars = _members(arg if op is sre.IN else [(op, arg)])
    if not is_simple("".join(chars)):
        return {WILD}
    return {char.lower() for char in chars} if fold else chars


def _beginnings(tree: Iterable[Any], length: int, *, fold: bool) -> set[str]:
    """Of a sequence. A text shorter than `length` is one that the sequence can match as a whole."""
    found = {""}
    for op, arg in tree:
        room = length - min(map(len, found))
        if not room:
            break
        found = _joined(found, _beginnings_of(op, arg, room, fold=fold), length)
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


def _beginnings_of(  # noqa: PLR0911 - one a kind
    op: Any, arg: Any, length: int, *, fold: bool
) -> set[str]:
    if op in _NOTHING:
        return {""}
    if op in (sre.LITERAL, sre.IN):
        return _written(op, arg, fold=fold)
    if op is sre.SUBPATTERN:
        return _beginnings(arg[3], length, fold=_folds(arg, fold=fold))
    if op is sre.ATOMIC_GROUP:
        return _beginnings(arg, length, fold=fold)
    if op is sre.BRANCH:
        return set().union(*(_beginnings(branch, length, fold=fold) for branch in arg[1]))
    if op in _CHARACTERS:
        return {WILD}
    if op not in _REPEATS:
        return {WILD * count for count in range(length + 1)}
    low, high, inner = arg
    once, texts, found = _beginnings(inner, length, fold=fold), {""}, set()
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

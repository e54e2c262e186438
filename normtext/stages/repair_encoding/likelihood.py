"""What a text costs: how unlike English and French it is, in 1/100 nat.

The character model knows these languages only. What it has never seen may be a foreign name or
sentence as well as damage, so the cost of a character beyond ASCII is bounded.
"""

from __future__ import annotations

import re
from functools import lru_cache

from normtext.characters import beyond_ascii
from normtext.ngrams import UNIT, load_characters
from normtext.stages.repair_encoding.bounds import (
    WRONG,
    fixed_cost,
    foreign_cost,
    is_picture,
    is_private,
    most_if_meant,
)

__all__ = [
    "AFTER",
    "ODD",
    "WRONG",
    "char_cost",
    "is_foreign",
    "line_cost",
    "meant_cost",
    "oddness",
    "reads_as_ours",
    "windows",
]

AFTER = 3
"""Characters that an n-gram of the model reaches beyond a character."""

ODD = 1000
"""The cost from which on a character may be damage."""

_RUN = re.compile("[^\x00-\x7f]+")


def windows(line: str) -> list[tuple[int, int]]:
    """Where characters beyond ASCII have a say: themselves and what follows, merged."""
    found: list[tuple[int, int]] = []
    for match in _RUN.finditer(line):
        start, end = match.start(), min(len(line), match.end() + AFTER)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def line_cost(line: str) -> int:
    """The cost of a line's windows. What is plain ASCII all around costs nothing."""
    return _costs(line)[0]


def oddness(line: str) -> int:
    """The cost of the character beyond ASCII that is least expected where it stands, emoji apart.

    Above ODD it may be damage, above WRONG it must be: a letter of the wrong case or script.
    """
    return _costs(line)[1]


def reads_as_ours(line: str) -> bool:
    """Whether what damage leaves of a line, its ASCII letters, reads like English or French."""
    letters = _NO_LETTERS.sub(" ", line).lower()
    if len(letters) < _FEWEST_LETTERS:
        return False
    return _letters_cost(letters) <= _FOREIGN_LETTER * len(letters)


def is_foreign(text: str) -> bool:
    """Whether most letters beyond ASCII are such as English and French have in names only.

    >>> is_foreign("não há lesões"), is_foreign("à côté de São Paulo")
    (True, False)
    """
    chars = beyond_ascii(text)
    if any(map(is_private, chars)):
        return False
    letters = [char for char in chars if char.isalpha()]
    foreign = sum(char not in _FRENCH for char in letters)
    return foreign >= _FEWEST_FOREIGN and 2 * foreign > len(letters)


_FEWEST_FOREIGN = 3
_FRENCH = frozenset("àâæçèéêëîïôœùûüÿÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸ")


@lru_cache(maxsize=1 << 8)
def _letters_cost(letters: str) -> int:
    """A line is asked about some times, as it is and as it may have been."""
    return -load_characters().score(letters) * 100 // UNIT


_NO_LETTERS = re.compile("[^A-Za-z]+")
_FEWEST_LETTERS = 4
_FOREIGN_LETTER = 380
"""FLORES-200 dev, letters alone: 99 % of English and French lines stay below 302, 99 % of Welsh
ones above 390, and of Polish, Turkish and Vietnamese above 347; Romance languages lie between."""


@lru_cache(maxsize=1 << 8)
def _costs(line: str) -> tuple[int, int]:
    """The cost of a line's windows, and of what is least expected in them."""
    framed = "\n" + line
    costs = [
        _window_costs(framed[max(0, start - 2) : start + 1], line[start:end])
        for start, end in windows(line)
    ]
    return sum(cost for cost, _ in costs), max((odd for _, odd in costs), default=0)


@lru_cache(maxsize=1 << 15)
def _window_costs(before: str, window: str) -> tuple[int, int]:
    """The cost of a window, and of the character in it that is least expected, emoji apart.

    before: three characters, or a line feed and fewer.
    """
    total = most = 0
    text = before + window
    for at, char in enumerate(window, len(before)):
        cost = char_cost(text[max(0, at - AFTER) : at], char)
        total += cost
        if cost > most and not is_picture(char):
            most = cost
    return total, most


@lru_cache(maxsize=1 << 16)
def char_cost(before: str, char: str) -> int:
    """The cost of a character that stands as it was."""
    if fixed := fixed_cost(char):
        return fixed
    cost = load_characters().cost((before[-AFTER:] or "\n") + char) * 100 // UNIT
    return cost if char.isascii() else min(cost, foreign_cost(before[-1:], char))


@lru_cache(maxsize=1 << 16)
def meant_cost(before: str, text: str) -> int:
    """The cost of a character, or a character and a space, that damage is read as."""
    total = 0
    for char in text:
        total += min(char_cost(before, char), most_if_meant(before[-1:], char))
        before = (before + char)[-AFTER:]
    return total

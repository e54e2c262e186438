"""What a text costs: how unlike English and French it is, in 1/100 nat.

The character model knows these languages only. What it has never seen may be a foreign name or
sentence as well as damage, so the cost of a character beyond ASCII is bounded by what people write:
letters stand beside letters of their script, and capitals do not follow small letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from normtext.characters import beyond_ascii
from normtext.ngrams import UNIT, load_characters

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

_RUN = re.compile("[^\x00-\x7f]+")

# Costs of a foreign character, from the study this follows, where they kept sentences in other
# languages untouched: a letter in a word, at its beginning, a capital there, a letter of the wrong
# case inside a word, another sign. What is for private use nobody means.
_IN_WORD, _AT_START, _CAPITAL_AT_START, _WRONG_CASE = 730, 1080, 1040, 1610
_LATIN_CAPITAL_AT_START = 980  # those of Latin-1, which are not odd
_SAME_SCRIPT, _CAPITAL_SAME_SCRIPT, _OTHER_AT_START, _OTHER_SCRIPT = 370, 1150, 920, 1840
_SIGN, _PRIVATE = 1380, 2500
ODD, WRONG = 1000, _SIGN
_JOINER = "\N{ZERO WIDTH JOINER}"
_JOINERS = f"\N{VARIATION SELECTOR-16}{_JOINER}"
_PICTURES = "\u2600"  # what comes before are signs, arrows, and boxes, which damage is full of
_HAN = re.compile("[\u2e80-\ufaff]")
_PICTURE, _JOINING = 1000, 200
"""Emoji are rare in what the model has seen, and common in what people write: an emoji, and what
joins another to it or is joined."""
_HANDS = "✊✋👆👇👈👉👊👋👌👍👎👏👐💪🙌🙏"
"""Emoji that no other is joined to."""


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
    if any(map(_is_private, chars)):
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
        if cost > most and not _is_picture(char):
            most = cost
    return total, most


@lru_cache(maxsize=1 << 16)
def char_cost(before: str, char: str) -> int:
    """The cost of a character that stands as it was."""
    if _is_private(char):
        return _PRIVATE
    if _HARDLY_USED.match(char):
        return _OTHER_SCRIPT
    cost = load_characters().cost((before[-AFTER:] or "\n") + char) * 100 // UNIT
    return cost if char.isascii() else min(cost, _foreign(before[-1:], char))


@lru_cache(maxsize=1 << 16)
def meant_cost(before: str, text: str) -> int:
    """The cost of a character, or a character and a space, that damage is read as."""
    total = 0
    for char in text:
        total += min(char_cost(before, char), _bound(before[-1:], char))
        before = (before + char)[-AFTER:]
    return total


def _bound(before: str, char: str) -> int:
    """What a character costs at most where damage is read as it, after another."""
    if char in _JOINERS:
        joins = _is_picture(before) and not (char == _JOINER and before in _HANDS)
        return _JOINING if joins else _SIGN
    if not _is_picture(char):
        return _SIGN
    return _JOINING if before == _JOINER else _PICTURE


def _is_private(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff"


def _is_picture(char: str) -> bool:
    """Emoji and their parts."""
    if not char or char in _JOINERS:
        return bool(char)
    return char >= _PICTURES and not _HAN.match(char) and unicodedata.category(char) == "So"


def _foreign(before: str, char: str) -> int:
    category = unicodedata.category(char)
    if category[0] == "M" and char not in _JOINERS:
        return _CAPITAL_SAME_SCRIPT if before.isalpha() else _OTHER_SCRIPT
    if _is_picture(char) and char != "\ufffd":
        return _bound(before, char)
    if category[0] != "L":
        in_word = before.isalpha() and "\u2200" <= char <= "\u25ff"  # mathematics, boxes
        return _OTHER_SCRIPT if in_word else _TYPOGRAPHIC.get((_kind(before), char), _SIGN)
    script = _script(char)
    previous = _script(before) if before.isalpha() else ""
    if script == "Latin":
        return _foreign_latin(before, char, previous, is_capital=category == "Lu")
    if previous == script:
        return _CAPITAL_SAME_SCRIPT if category == "Lu" and before.islower() else _SAME_SCRIPT
    return _OTHER_SCRIPT if previous else _OTHER_AT_START


# Latin Extended-B but for the letters of Romanian and Vietnamese; marks that no accent is.
_HARDLY_USED = re.compile(
    "[\u0180-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u024f\u030d-\u0326\u0328-\u036f]"
)


def _foreign_latin(before: str, char: str, previous: str, *, is_capital: bool) -> int:
    if not is_capital:
        return _IN_WORD if previous == "Latin" else _AT_START
    if previous and not before.isupper():
        return _WRONG_CASE
    return _CAPITAL_AT_START if char > "\xff" else _LATIN_CAPITAL_AT_START


def _kind(char: str) -> str:
    """What a typographic character stands after."""
    if char.isalnum():
        return "word"
    if char and char in ".,;:!?…":
        return "stop"
    return "space" if char.isspace() else "sign"


# What typeset text has everywhere, and the model, which has seen too little of it, not enough of:
# quotes where they belong, dashes, ellipses, the spaces of French.
_TYPOGRAPHIC = {
    ("word", "’"): 350,
    **dict.fromkeys(((kind, char) for kind in ("space", "sign") for char in "“«"), 450),
    ("space", "‘"): 900,
    ("space", "…"): 900,
    **dict.fromkeys(((kind, char) for kind in ("word", "stop", "sign") for char in "”»"), 500),
    **dict.fromkeys(((kind, "…") for kind in ("word", "stop", "sign")), 500),
    **dict.fromkeys((("space", char) for char in "–—»€£"), 600),
    ("sign", "£"): 700,
    **dict.fromkeys(
        (
            (kind, char)
            for kind in ("word", "stop", "sign")
            for char in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
        ),
        500,
    ),
    ("word", "—"): 800,
}


def _script(char: str) -> str:
    """Roughly: Latin, Greek, Cyrillic, or a block of 256 code points."""
    code = ord(char)
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return "Latin"
    if 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000:
        return "Greek"
    return "Cyrillic" if 0x400 <= code < 0x530 else str(code >> 8)

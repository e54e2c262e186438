"""What a character costs at most, in 1/100 nat, that the character model has hardly seen.

It may be a foreign name or sentence as well as damage, so the cost goes by what people write:
letters stand beside letters of their script, and capitals do not follow small letters.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["WRONG", "fixed_cost", "foreign_cost", "is_picture", "is_private", "most_if_meant"]

# Costs of a foreign character, from the study this follows, where they kept sentences in other
# languages untouched: a letter in a word, at its beginning, a capital there, a letter of the wrong
# case inside a word, another sign. What is for private use nobody means.
_IN_WORD, _AT_START, _CAPITAL_AT_START, _WRONG_CASE = 730, 1080, 1040, 1610
_LATIN_CAPITAL_AT_START = 980  # those of Latin-1, which are not odd
_SAME_SCRIPT, _CAPITAL_SAME_SCRIPT, _OTHER_AT_START, _OTHER_SCRIPT = 370, 1150, 920, 1840
_SIGN, _PRIVATE = 1380, 2500
WRONG = _SIGN
"""From here on a cost says that a character must be damage, not only that it may be."""
_JOINER = "\N{ZERO WIDTH JOINER}"
_JOINERS = f"\N{VARIATION SELECTOR-16}{_JOINER}"
_PICTURES = "\u2600"  # what comes before are signs, arrows, and boxes, which damage is full of
_HAN = re.compile("[\u2e80-\ufaff]")
_PICTURE, _JOINING = 1000, 200
"""Emoji are rare in what the model has seen, and common in what people write: an emoji, and what
joins another to it or is joined."""
_HANDS = "✊✋👆👇👈👉👊👋👌👍👎👏👐💪🙌🙏"
"""Emoji that no other is joined to."""


def fixed_cost(char: str) -> int:
    """The cost of what hardly anybody means, wherever it stands; 0 for all else."""
    if is_private(char):
        return _PRIVATE
    return _OTHER_SCRIPT if _HARDLY_USED.match(char) else 0


def most_if_meant(before: str, char: str) -> int:
    """What a character costs at most where damage is read as it, after another."""
    if char in _JOINERS:
        joins = is_picture(before) and not (char == _JOINER and before in _HANDS)
        return _JOINING if joins else _SIGN
    if not is_picture(char):
        return _SIGN
    return _JOINING if before == _JOINER else _PICTURE


def is_private(char: str) -> bool:
    """Whether no standard says what a character is."""
    return "\ue000" <= char <= "\uf8ff"


def is_picture(char: str) -> bool:
    """Emoji and their parts."""
    if not char or char in _JOINERS:
        return bool(char)
    return char >= _PICTURES and not _HAN.match(char) and unicodedata.category(char) == "So"


def foreign_cost(before: str, char: str) -> int:
    """What a character beyond ASCII costs at most that stands as it was, after another."""
    category = unicodedata.category(char)
    if category[0] == "M" and char not in _JOINERS:
        return _CAPITAL_SAME_SCRIPT if before.isalpha() else _OTHER_SCRIPT
    if is_picture(char) and char != "\ufffd":
        return most_if_meant(before, char)
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
    # Not typeset, but a space: likelier than any letter of its script.
    **dict.fromkeys(
        ((kind, "\N{IDEOGRAPHIC SPACE}") for kind in ("word", "stop", "space", "sign")), 600
    ),
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

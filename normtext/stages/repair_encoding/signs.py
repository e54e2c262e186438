"""Signs of damage: what misread UTF-8 looks like, by the bytes that UTF-8 is made of.

A character beyond ASCII begins with a byte from C2 to F4, and bytes from 80 to BF follow. So text
that was misread holds a character that an encoding has among the first, and after it one that it
has among the others, or what became of that: a space, a question mark, U+FFFD, nothing.

Signs are no verdict. They only say where it is worth looking with the character model.
"""

from __future__ import annotations

import re
import sys

from normtext.stages.repair_encoding.misreading import CODECS

__all__ = [
    "EITHER",
    "LINE_ENDS",
    "MIXUP",
    "SIGHT",
    "SIGN",
    "in_capitals",
    "shows_damage",
    "shows_mixup",
]

# What begins the characters of English and French text, once misread and twice.
_FIRST = bytes((0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xCB, 0xCE, 0xE2, 0xEF, 0xF0))
_REST = bytes(range(0x80, 0xC0))

# And what was read as Windows-1251 first, in the encodings in which that is no usual sequence.
_CYRILLIC_FIRST = b"\xd0\xd1"
_OLD = frozenset(("macroman", "cp437", "cp850"))

# Cyrillic beside Cyrillic is text.
_CYRILLIC = "\u0400-\u045f\u0490\u0491"


def _class(chars: str) -> str:
    return f"[{re.escape(''.join(sorted(set(chars))))}]"


def _first(name: str) -> str:
    """What begins a misread character, in an encoding."""
    return (_FIRST + _CYRILLIC_FIRST * (name in _OLD)).decode(CODECS[name])


def _firsts() -> str:
    return "".join(map(_first, CODECS))


def _pairs() -> str:
    """One alternative an encoding; letters that are also cased otherwise."""
    alternatives = []
    for name, codec in CODECS.items():
        first, rest = _first(name), _REST.decode(codec)
        if name == "windows-1251":  # all its firsts are Cyrillic letters, and some of the rest
            letters = [char for char in rest if re.match(f"[{_CYRILLIC}]", char)]
            signs = "".join(char for char in rest if char not in letters)
            alternatives.append(
                f"(?<![{_CYRILLIC}]){_class(first)}{_class(''.join(letters))}(?![{_CYRILLIC}])"
            )
            alternatives.append(_class(first) + _class(signs))
            continue
        if name == "macroman":  # "Œ", "»", "À": common before others, and begin what is rare here
            first = "".join(char for char in first if char not in "Œ»À")
        alternatives.append(_class(first + first.upper() + first.lower()) + _class(rest + "\ufffd"))
        alternatives.append(_class(first) + "SS")  # "ß" in capitals
    return "|".join(alternatives)


LINE_ENDS = "\n\r\v\f\x1c-\x1e\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
"""What ends a line, as a class of characters. U+0085 does not: in mojibake it is half of a letter.
"""

# Where the second byte went: before a space (it was a no-break space), a question mark, or nothing
# that its letter could stand before. "Â" and "â" alone were "’", "“", "”", "–", "—" or "…": French
# has "â" before consonants, at the start of few words, and never at the end of one.
_SPACED = f"[ÂÃâã](?= )|[ÃÅÂã]\\?|â€|ðÿ|вЂ|(?<![{_CYRILLIC}])рџ|Ã(?=[{LINE_ENDS}]|$)"
_LONE = (
    "[âÂ](?=[aeiouyhéèêîAEIOUYH«»\\s.,;:!?)]|$|(?:s|d|m|re|ll|ve)(?![a-zà-ÿ]))"
    "|(?<=n)â(?=t(?![a-zà-ÿ]))"
    "|(?<![A-Za-zÀ-ÿ])[âÂ](?=[A-Z0-9bdfhijklqrstuvwxyz])"
    "|[ÃÅ](?=[a-z])"
)
_CONTROLS = "[\x80-\x9f\ufffd]"

# One single-byte encoding read as another: capitals after small letters, other scripts and rare
# signs beside letters, low quotes within words, letters of Central Europe where French has accents,
# accented letters where English has its apostrophes, quotes and dashes, and its currency signs.
_CAPITALS = "À-ÖØ-ÞŒŠŽŸ"
_RARE = "\u0370-\u04ff\u2190-\u25ff\u02c6-\u02dd†‡ƒ‰¡-¨ª¬-¯±µ¶¸-º¼-¿×÷∂∑∏π∫Ω√≈"
_QUOTES = "‚„™"
_CENTRAL = "ŕčęůű"
_CURRENCY = "ŁЈœúÛÄÇЂ"  # "£" and "€"
_NO_LETTER_AFTER = "(?![A-Za-zà-ÿ])"
_MIXED_UP = (
    f"(?<=[a-z])[{_CAPITALS}]"
    f"|(?<=[A-Za-z])[{_RARE}]|[{_RARE}](?=[a-z])|(?<=[a-z])[{_QUOTES}](?=[a-z])"
    f"|(?<=[a-z ])[{_CENTRAL}]"
    f"|(?<=[bcdfghjklmnpqrtvwxyz])í(?=[stdm]{_NO_LETTER_AFTER})"
    f"|(?<=[a-z])í(?=(?:re|ve|ll){_NO_LETTER_AFTER})"
    f"|(?<=[A-Za-z])Õ(?=[a-z])|(?<![A-Za-zà-ÿ])Ò(?=[A-Za-z])|(?<=[.,!?])Ó|(?<= )Ð(?= )"
    f"|(?<![A-Za-zà-ÿ])[ôì](?=[A-Z])|(?<=[a-z.,!?])[îö]{_NO_LETTER_AFTER}|(?<= )[ñûù](?= )"
    f"|(?<![A-Za-zà-ÿ])[{_CURRENCY}](?=[0-9])"
    f"|{_CONTROLS}"
)

SIGN = re.compile(f"{_CONTROLS}|{_pairs()}|{_SPACED}|{_LONE}")
"""A sign of misread UTF-8."""

MIXUP = re.compile(_MIXED_UP)
"""A sign that single-byte encodings were mixed up."""

EITHER = re.compile(f"{SIGN.pattern}|{MIXUP.pattern}")

SIGHT = 3
"""Characters after what begins a sign that it looks at. Before it, it looks at one."""

# What signs begin with. A class of characters is found sooner than a choice of signs.
_BEGINS_MIXUP = re.compile(
    f"[{_CAPITALS}{_RARE}{_QUOTES}{_CENTRAL}{_CURRENCY}íôìîöñûù\x80-\x9f\ufffd]"
)
_BEGINS_SIGN = re.compile(f"[{_firsts()}{_firsts().upper()}{_firsts().lower()}\x80-\x9f\ufffd]")


def shows_mixup(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether a sign that single-byte encodings were mixed up begins in that part of a text."""
    return any(MIXUP.match(text, at.start()) for at in _BEGINS_MIXUP.finditer(text, start, end))


def shows_damage(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether a sign of misread UTF-8 begins in that part of a text."""
    return any(SIGN.match(text, at.start()) for at in _BEGINS_SIGN.finditer(text, start, end))


def in_capitals(line: str) -> bool:
    """Whether a line has letters, and none that upper-casing would change."""
    return len(line) > 3 and line == line.upper() != line.lower()

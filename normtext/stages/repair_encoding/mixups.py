"""Lines in one single-byte encoding that were read as another: "cafŽ", "trčs", "dÚjÓ"."""

from __future__ import annotations

import re
from functools import cache
from operator import ne
from typing import NamedTuple

from normtext.characters import beyond_ascii
from normtext.stages.repair_encoding.likelihood import line_cost, reads_as_ours
from normtext.stages.repair_encoding.misreading import CODECS
from normtext.stages.repair_encoding.signs import shows_mixup

__all__ = ["MIXUPS", "Mixup", "reread", "rule_of", "undo_mixup"]

MIXUPS = (
    *(("windows-1252", read) for read in ("macroman", "cp850", "cp437")),
    *(("windows-1252", read) for read in ("windows-1250", "windows-1251")),
    *(("macroman", read) for read in ("windows-1252", "latin-1")),
    *(("cp850", read) for read in ("windows-1252", "latin-1")),
)
"""What text was written in, and what it was read as: old systems and new ones, west and east. In
the letters of French cp437 is cp850. What Latin-1 makes of Windows-1252 are controls, which ftfy
knows."""

_GAIN, _MANY = 500, 5
"""In 1/100 nat, what each of the first characters must get better by that a mix-up changes."""

_LEAST = 550
"""What the line must. Both chosen on FLORES-200 dev and WMT 2008 and 2009: there no line changes
that is not damaged."""

_OURS = frozenset("ŒœŸ«»‹›‘’“”…–—€£°•½\N{NO-BREAK SPACE}").union(map(chr, range(0xC0, 0x100)))
"""What English and French text has, names included: nothing else is worth a doubt."""


_ENGLISH = re.compile(
    r"\b(?:the|of|and|was|is|that|with|you|are|it|have|had|were|this|from|not|they|his|she|we|by"
    r"|said|who|its|their|will|would|can)\b",
    re.IGNORECASE,
)
"""A word of English: where French has apostrophes and dashes it has accents too."""


class Mixup(NamedTuple):
    """A line as it was written, and how that was misread."""

    text: str
    written: str
    read: str


def undo_mixup(line: str) -> Mixup | None:
    """The likeliest reading of a line in which all characters were mixed up in the same way.

    >>> undo_mixup("Le cafŽ a ŽtŽ fermŽ pour l'ŽtŽ")
    Mixup(text="Le café a été fermé pour l'été", written='macroman', read='windows-1252')
    """
    if not shows_mixup(line):
        return None
    chars = beyond_ascii(line)
    before = line_cost(line)
    best, most = None, 0
    for written, read in MIXUPS:
        meant = reread(chars, written, read)
        if meant in (None, chars) or not _OURS.issuperset(meant):
            continue
        changed = sum(map(ne, chars, meant))
        text = line.translate(_table(written, read))
        if _loses_letters(chars, meant) and not _ENGLISH.search(line):
            continue
        gain = before - line_cost(text) - max(_LEAST, _GAIN * min(changed, _MANY))
        if gain > most:
            best, most = Mixup(text, written, read), gain
    return best if best and reads_as_ours(line) else None


def _loses_letters(chars: str, meant: str) -> bool:
    """Whether all that changes were small letters, which other languages have, and are signs then:
    "París" is not "Par’s".
    """
    changes = [(old, new) for old, new in zip(chars, meant, strict=True) if old != new]
    return all(old.islower() and not new.isalpha() for old, new in changes)


def reread(line: str, written: str, read: str) -> str | None:
    """A line as it was written, character by character; None where the encoding has not all."""
    table = _table(written, read)
    known = table.keys() >= set(map(ord, beyond_ascii(line)))
    return line.translate(table) if known else None


def rule_of(written: str, read: str) -> str:
    """The name of a mix-up in rules.

    >>> rule_of("macroman", "windows-1252")
    'macroman-as-windows-1252'
    """
    return f"{written}-as-{read}"


@cache
def _table(written: str, read: str) -> dict[int, str]:
    """What each character beyond ASCII was."""
    table: dict[int, str] = {}
    for number in range(0x80, 0x100):
        byte = bytes([number])
        table[ord(byte.decode(CODECS[read]))] = byte.decode(CODECS[written])
    return table

"""Lines that were misread as a whole, exactly undone: the same steps for every character."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from normtext.stages.repair_encoding.beam import ONSET
from normtext.stages.repair_encoding.likelihood import line_cost
from normtext.stages.repair_encoding.misreading import CODECS, Chain

__all__ = ["undo_chain", "undo_plainly"]

_DEEPEST = 3
_KEPT = 24
"""Readings followed further at each depth. Wrong ones end soon: chance is rarely UTF-8."""

# In 1/100 nat: a whole line that is UTF-8 needs less evidence than a part of it.
_CHAIN, _LEVEL = ONSET * 7 // 10, 150


def undo_chain(line: str) -> tuple[str, Chain]:
    """The likeliest reading of a line, and the encodings it was misread as, the last one first.

    >>> undo_chain("Le cÃ…â€œur a ses raisons")
    ('Le cœur a ses raisons', ('windows-1252', 'windows-1252'))
    """
    best: tuple[str, Chain] = (line, ())
    least = line_cost(line)
    seen = {line}
    front: list[tuple[str, Chain]] = [(line, ())]
    for depth in range(1, _DEEPEST + 1):
        reached: list[tuple[str, Chain]] = []
        for text, chain in front:
            for name, codec in CODECS.items():
                read = _undone(text, codec)
                if read is not None and read not in seen:
                    seen.add(read)
                    reached.append((read, (*chain, name)))
        for read, chain in reached:
            cost = line_cost(read) + _CHAIN + _LEVEL * depth
            if cost < least and not _UNMEANT.search(read):
                best, least = (read, chain), cost
        front = reached[:_KEPT]
    return best


def undo_plainly(line: str, is_bad: Callable[[str], bool]) -> tuple[str, Chain]:
    """What ftfy makes of a line that is UTF-8 throughout, without asking it.

    It undoes the first of its encodings that a line is strictly UTF-8 in, while that is bad. Where
    this is neither of the usual ones, the encodings that remain must leave no choice.
    """
    text = line
    chain: Chain = ()
    while len(chain) < _DEEPEST and is_bad(text):
        readings = _readings(text, _USUAL)
        if not readings:
            readings = _readings(text, CODECS)
            if len(readings) != 1:
                break
        name, text = readings[0]
        chain = (*chain, name)
    return (line, ()) if _UNMEANT.search(text) else (text, chain)


def _readings(text: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """The encodings in which a text is UTF-8, and what it is then."""
    found = ((name, _undone(text, CODECS[name])) for name in names)
    return [(name, read) for name, read in found if read is not None]


_USUAL = ("latin-1", "windows-1252")


def _undone(text: str, codec: str) -> str | None:
    try:
        read = text.encode(codec).decode()
    except UnicodeError:
        return None
    return None if read.isascii() or "\n" in read else read


_UNMEANT = re.compile("[\ue000-\uf8ff\N{LATIN SMALL LETTER LONG S}]")
"""What nobody meant: in the end, since on the way Mac Roman has an apple there."""

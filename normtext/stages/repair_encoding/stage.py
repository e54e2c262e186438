"""The stage: lines that may be damaged, and the edits that repair them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from normtext.document import Document
from normtext.edits import NOTHING, Edit, Finding
from normtext.rules import RuleSet
from normtext.spans import Span
from normtext.stages.repair_encoding.damage import RULES
from normtext.stages.repair_encoding.election import Line, agreed, elected
from normtext.stages.repair_encoding.entities import may_hold_entities, undo_entities
from normtext.stages.repair_encoding.escapes import may_hold_escapes, undo_escapes
from normtext.stages.repair_encoding.gate import Gate
from normtext.stages.repair_encoding.quoted import lines_of, may_be_quoted, undo_quoted
from normtext.stages.repair_encoding.reading import repairs
from normtext.stages.repair_encoding.signs import LINE_ENDS
from normtext.stages.repair_encoding.traced import compose

__all__ = ["RepairEncoding"]

_LINE = re.compile(f"[^{LINE_ENDS}]+")


@dataclass(frozen=True, slots=True)
class RepairEncoding:
    """Text that was decoded or escaped wrongly, as it was meant.

    What it leaves alone: entities in lines that hold HTML tags, escapes in code, paths and
    addresses, quotes, ligatures, and whatever neither ftfy nor the character model of English and
    French recognises as damage. Lines are judged one by one, but for single-byte encodings that
    were mixed up: what the sure lines of a document were read as, the others were too.

    >>> from normtext.pipeline import Pipeline
    >>> record = Pipeline([RepairEncoding()]).normalize("l'Ã©tÃ© &amp; l'hiver")
    >>> record.text
    "l'été & l'hiver"
    >>> [(change.source_text, change.rules) for change in record.changes][0]
    ('Ã©', ('mojibake.latin-1',))
    """

    name: ClassVar[str] = "repair_encoding"
    settles: ClassVar[bool] = True
    rules: ClassVar[RuleSet] = RULES

    def find(self, doc: Document) -> Finding:
        """The edits; none, without asking ftfy, where nothing can be damaged."""
        text = doc.text
        quoted = may_be_quoted(text)
        escaped = quoted or may_hold_entities(text) or may_hold_escapes(text)
        if text.isascii() and not escaped:
            return NOTHING
        places = sorted(_gate().places(text))
        if not places and not escaped:
            return NOTHING
        spans = (Span(*match.span()) for match in _LINE.finditer(text))
        lines: list[Line] = []
        for start, end in lines_of(spans, text) if quoted else spans:
            at = bisect_left(places, start)
            suspect = at < len(places) and places[at] < end
            if escaped or suspect:
                found = list(_undo(text[start:end], suspect=suspect))
                lines.append(Line(start, text[start:end], found))
        if rule := elected(lines):
            lines = list(agreed(_all_lines(text, lines), rule))
        return Finding(
            [
                edit._replace(span=edit.span.shifted(line.start))
                for line in lines
                for edit in line.edits
            ]
        )


def _all_lines(text: str, known: Sequence[Line]) -> list[Line]:
    """The lines that are known, and the others that are not ASCII."""
    starts = {line.start for line in known}
    others = (
        Line(match.start(), match[0], ())
        for match in _LINE.finditer(text)
        if match.start() not in starts and not match[0].isascii()
    )
    return sorted((*known, *others))


_DEEPEST = 6
"""Kinds and levels of damage on top of each other that are undone at once."""


def _undo(line: str, *, suspect: bool) -> Iterable[Edit]:
    """The edits of a line: of one kind of damage, then of what was under it, put together.

    Of lines that a mail program broke, only the breaks and what was quoted: one edit for what is
    under it might go beyond a line.
    """
    if "\n" in line:
        return undo_quoted(line)
    rounds: list[list[Edit]] = []
    text = line
    while len(rounds) < _DEEPEST and (found := _outermost(text, suspect=suspect)):
        rounds.append(found)
        text = Line(0, text, found).repaired
        suspect = _gate().suspects(text)
    return compose(line, rounds) if len(rounds) > 1 else (rounds or [[]])[0]


def _outermost(line: str, *, suspect: bool) -> list[Edit]:
    """The edits that undo one kind of damage."""
    found = list(undo_quoted(line)) or list(undo_entities(line)) or list(undo_escapes(line))
    if not found and suspect:
        found = list(repairs(line))
    return found


@cache
def _gate() -> Gate:
    """Ftfy is loaded when the first text is looked at."""
    return Gate()

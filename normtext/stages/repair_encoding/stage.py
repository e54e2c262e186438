"""The stage: lines that may be damaged, and the edits that repair them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from normtext.document import Document
from normtext.edits import NOTHING, Edit, Finding
from normtext.rules import RuleSet
from normtext.stages.repair_encoding.damage import RULES
from normtext.stages.repair_encoding.entities import undo_entities
from normtext.stages.repair_encoding.gate import Gate
from normtext.stages.repair_encoding.reading import repairs

__all__ = ["RepairEncoding"]

# U+0085 is no line end here: in mojibake it is half of a letter.
_LINE = re.compile("[^\n\r\v\f\x1c\x1d\x1e\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")


@dataclass(frozen=True, slots=True)
class RepairEncoding:
    """Text that was decoded or escaped wrongly, as it was meant.

    What it leaves alone: entities in lines that hold HTML tags, quotes, ligatures, and whatever
    neither ftfy nor the character model of English and French recognises as damage.

    >>> from normtext.pipeline import Pipeline
    >>> record = Pipeline([RepairEncoding()]).normalize("l'Ã©tÃ© &amp; l'hiver")
    >>> record.text
    "l'été & l'hiver"
    >>> [(change.source_text, change.rules) for change in record.changes][0]
    ('Ã©', ('mojibake.latin-1',))
    """

    name: ClassVar[str] = "repair_encoding"
    local: ClassVar[bool] = True
    rules: ClassVar[RuleSet] = RULES

    def find(self, doc: Document) -> Finding:
        """The edits; none, without asking ftfy, where nothing can be damaged."""
        text = doc.text
        escaped = "&" in text
        if text.isascii() and not escaped:
            return NOTHING
        places = sorted(_gate().places(text))
        if not places and not escaped:
            return NOTHING
        edits: list[Edit] = []
        for match in _LINE.finditer(text):
            start, end = match.span()
            at = bisect_left(places, start)
            suspect = at < len(places) and places[at] < end
            if suspect or escaped:
                found = _undo(match[0], suspect=suspect)
                edits += (edit._replace(span=edit.span.shifted(start)) for edit in found)
        return Finding(edits)


def _undo(line: str, *, suspect: bool) -> Iterator[Edit]:
    """One kind of damage at a time: the pipeline comes back for what is under it."""
    found = list(undo_entities(line)) if "&" in line else []
    if not found and suspect and _gate().shows_damage(line):
        return repairs(line)
    return iter(found)


@cache
def _gate() -> Gate:
    """Ftfy is loaded when the first text is looked at."""
    return Gate()

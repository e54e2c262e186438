"""One misreading for a document: what its sure lines were mixed up as, the others were too.

Nobody can say of a single "ˆ" whether it was "à". But a file is read once, in one encoding. So the
lines that are repaired beyond doubt vote, and where most of those that may be meant agree, less
evidence is asked of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from normtext.edits import Edit
from normtext.spans import Span
from normtext.stages.repair_encoding.likelihood import line_cost
from normtext.stages.repair_encoding.mixups import MIXUPS, reread, rule_of

__all__ = ["Line", "agreed", "elected"]

_RULES = {f"mojibake.{rule_of(*pair)}": pair for pair in MIXUPS}

_DEARER = 200
"""In 1/100 nat: what a line may cost more, since the others speak for it. An undamaged letter costs
five times as much when it is changed. Chosen on WMT 2008 and 2009."""

_FEWEST = 2
"""Characters that must have been repaired, in lines that are sure by themselves."""


class Line(NamedTuple):
    """Where a line stands, and what repairs it: by itself, or because of the others."""

    start: int
    text: str
    edits: Sequence[Edit]

    @property
    def repaired(self) -> str:
        """The line after its edits, which are in order."""
        pieces: list[str] = []
        at = 0
        for edit in self.edits:
            pieces += (self.text[at : edit.span.start], edit.text)
            at = edit.span.end
        return "".join(pieces) + self.text[at:]


def agreed(lines: Sequence[Line], rule: str) -> Iterator[Line]:
    """The lines, repaired by one rule where that is better than each by itself, if most are."""
    voting = [line for line in lines if any(edit.rule == rule for edit in line.edits)]
    others: dict[int, Line] = {}
    doubtful = 0
    for line in lines:
        text = reread(line.text, *_RULES[rule])
        if text is None or text in (line.text, line.repaired):
            continue
        doubtful += 1
        if line_cost(text) <= line_cost(line.repaired) + _DEARER:
            others[line.start] = line._replace(edits=list(_edits(line.text, text, rule)))
    most = 2 * len(voting) >= doubtful
    for line in lines:
        yield others.get(line.start, line) if most else line


def elected(lines: Sequence[Line]) -> str:
    """The rule of the mix-up that most characters were repaired by; "" where those are too few."""
    votes = Counter(edit.rule for line in lines for edit in line.edits if edit.rule in _RULES)
    rule, count = max(votes.items(), key=lambda item: item[1], default=("", 0))
    return rule if count >= _FEWEST else ""


def _edits(line: str, text: str, rule: str) -> Iterator[Edit]:
    """One for each character: in single-byte encodings they stand where they stood."""
    for at, (old, new) in enumerate(zip(line, text, strict=True)):
        if old != new:
            yield Edit(Span(at, at + 1), new, rule)

"""Edits: the only way a text changes.

A stage never returns a new string. It returns edits, and `apply_edits` (the only code in normtext
that changes text) checks and applies them and keeps what they replaced in a `Layer`. A stack of
layers is therefore enough to rebuild the text from the source, the source from the text, and to
say which rule changed what.

An edit is *minimal*:

- its span is not empty; to insert, it borrows one neighbour and gives it back;
- it shares no beginning and no end with its replacement (the borrowed neighbour apart);
- it is no longer than a line: line breaks stand at its ends only;
- independent things are separate edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from normtext.errors import InvalidEdit
from normtext.spans import Span

__all__ = ["NOTHING", "Edit", "Finding", "Layer", "Mark", "apply_edits", "minimal_edit", "replay"]


class Edit(NamedTuple):
    """Replace `span` of the document's present text by `text`, because of `rule`."""

    span: Span
    text: str
    rule: str


class Mark(NamedTuple):
    """What a rule recognised at `span`, whether or not it changes anything.

    An edit that deletes exactly the span of a mark of the same rule is a *removal*: it is listed
    with its kind and score. Any other edit is a *change*. `fields` are named parts of the span
    (a byline's author, a date); their values become metadata.
    """

    span: Span
    kind: str
    rule: str
    score: float | None = None
    fields: tuple[tuple[str, Span], ...] = ()


class Finding(NamedTuple):
    """All that a stage has to say about a document."""

    edits: Sequence[Edit] = ()
    marks: Sequence[Mark] = ()


NOTHING = Finding()


class Layer(NamedTuple):
    """The applied edits of one stage, in order; `replaced[i]` is what `edits[i]` replaced.

    `removals[i]` is the mark that makes `edits[i]` a removal, or None for a change.
    """

    stage: str
    edits: tuple[Edit, ...]
    replaced: tuple[str, ...]
    removals: tuple[Mark | None, ...]

    def undo(self, text: str) -> str:
        """The text as it was before this layer was applied."""
        pieces: list[str] = []
        at = 0
        grown = 0
        for edit, old in zip(self.edits, self.replaced, strict=True):
            start = edit.span.start + grown
            pieces += (text[at:start], old)
            at = start + len(edit.text)
            grown += len(edit.text) - len(old)
        pieces.append(text[at:])
        return "".join(pieces)


def minimal_edit(text: str, span: Span, new: str, rule: str) -> Iterator[Edit]:
    """The edit that makes `text[span]` read `new`, made minimal; none where it reads so already.

    >>> list(minimal_edit("un café", Span(3, 7), "cafés", "example"))
    [Edit(span=Span(start=6, end=7), text='és', rule='example')]
    """
    start, end = span
    if text[start:end] == new:
        return
    low, high = 0, len(new)
    while start < end and low < high and text[start] == new[low]:
        start, low = start + 1, low + 1
    while start < end and low < high and text[end - 1] == new[high - 1]:
        end, high = end - 1, high - 1
    new = new[low:high]
    if start < end:
        yield Edit(Span(start, end), new, rule)
    elif start > span.start or (start > 0 and end == span.end):  # an insertion: borrow a neighbour
        yield Edit(Span(start - 1, end), text[start - 1] + new, rule)
    else:
        yield Edit(Span(start, end + 1), new + text[end : end + 1], rule)


def apply_edits(
    text: str, finding: Finding, stage: str, rules: AbstractSet[str]
) -> tuple[str, Layer]:
    """Apply the edits of a finding to a text; return the new text and the layer that undoes it.

    Raises InvalidEdit, naming the stage, the rule and the span, where an edit is not valid or not
    minimal (see the module's docstring) or names a rule that is not in `rules`.
    """
    edits = tuple(sorted(finding.edits))
    described = {(mark.span, mark.rule): mark for mark in finding.marks}
    pieces: list[str] = []
    replaced: list[str] = []
    removals: list[Mark | None] = []
    at = 0
    for edit in edits:
        (start, end), new, rule = edit
        if not at <= start < end <= len(text):
            raise _invalid(stage, edit, _misplaced(edit.span, at, len(text)))
        old = text[start:end]
        if flaw := _flaw(old, new) or ("" if rule in rules else "its rule is not of this stage"):
            raise _invalid(stage, edit, flaw)
        pieces += (text[at:start], new)
        replaced.append(old)
        removals.append(None if new else described.get((edit.span, rule)))
        at = end
    pieces.append(text[at:])
    return "".join(pieces), Layer(stage, edits, tuple(replaced), tuple(removals))


def replay(source: str, layers: Iterable[Layer]) -> str:
    """The text that the layers make of a source text."""
    for layer in layers:
        finding = Finding(layer.edits)
        source, _ = apply_edits(source, finding, layer.stage, {edit.rule for edit in layer.edits})
    return source


def _misplaced(span: Span, at: int, length: int) -> str:
    if span.start >= span.end:
        return "its span is empty: to insert, replace a neighbour by itself and the new text"
    if span.start < 0 or span.end > length:
        return f"its span is outside the text, which has {length} code points"
    return f"it overlaps the edit before it, which ends at {at}"


def _flaw(old: str, new: str) -> str:
    """What is wrong with replacing `old` by `new`, or nothing."""
    if old == new:
        return "it changes nothing"
    if len(old) > 1 and new and (old[0] == new[0] or old[-1] == new[-1]):
        return "it shares its beginning or end with what it replaces: see minimal_edit()"
    if "\n" in old and "\n" in old.strip("\r\n"):
        return "it is longer than a line: make one edit a line"
    if not new.isascii() and any("\ud800" <= char <= "\udfff" for char in new):
        return "its text holds a lone surrogate, which no encoding can write"
    return ""


def _invalid(stage: str, edit: Edit, flaw: str) -> InvalidEdit:
    start, end = edit.span
    return InvalidEdit(f"stage '{stage}', rule '{edit.rule}', span {start}..{end}: {flaw}")

"""The alignment: which part of the source each part of the text came from.

It IS the stack of layers, composed when asked, in one sweep a layer. It is never a difference of
two finished strings, so it cannot guess wrong. What the layers left alone maps character by
character; each place that any of them changed is a `Change`, and a change maps as a whole.

A later edit that covers the image of an earlier change swallows it. One that covers only a part
of it fuses with it: together they become one change (never a removal), so that unchanged runs,
changes and removals always tile the source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from normtext.edits import Edit, Layer, Mark
from normtext.spans import Span

__all__ = ["Alignment", "Change", "Removal"]


class Removal(NamedTuple):
    """Which stage removed something, and the mark that says why."""

    stage: str
    mark: Mark


class Change(NamedTuple):
    """`source` (never empty) became `span` of the text (empty where it was deleted)."""

    span: Span
    source: Span
    rules: tuple[str, ...]
    removal: Removal | None = None


class Alignment:
    """Maps spans of a text to spans of its source and back.

    >>> from normtext.edits import Finding, apply_edits
    >>> text, layer = apply_edits("a  b", Finding([Edit(Span(1, 2), "", "r")]), "s", {"r"})
    >>> alignment = Alignment().after(layer)
    >>> text, alignment.source_span(Span(1, 3))
    ('a b', Span(start=2, end=4))
    """

    __slots__ = ("_source_starts", "_starts", "changes")

    def __init__(self, changes: Sequence[Change] = ()) -> None:
        self.changes = tuple(changes)
        self._starts = [change.span.start for change in self.changes]
        self._source_starts = [change.source.start for change in self.changes]

    @classmethod
    def of(cls, layers: Iterable[Layer]) -> Alignment:
        """The composition of the layers, in the order in which they were applied."""
        alignment = cls()
        for layer in layers:
            alignment = alignment.after(layer)
        return alignment

    def after(self, layer: Layer) -> Alignment:
        """The alignment with one more layer on top."""
        return Alignment(_compose(self.changes, layer)) if layer.edits else self

    def source_span(self, span: Span) -> Span:
        """The smallest source span that everything in `span` came from."""
        start = self._source_char(span.start)
        if span.end <= span.start:
            return Span(start.start, start.start)
        return Span(start.start, self._source_char(span.end - 1).end)

    def text_span(self, source: Span) -> Span:
        """The smallest span of the text that `source` went into; empty where all of it is gone."""
        start = self._text_char(source.start)
        if source.end <= source.start:
            return Span(start.start, start.start)
        return Span(start.start, self._text_char(source.end - 1).end)

    def _source_char(self, at: int) -> Span:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return Span(at, at + 1)
        (_, end), source, _, _ = self.changes[index]
        if at < end:
            return source
        at += source.end - end
        return Span(at, at + 1)

    def _text_char(self, at: int) -> Span:
        index = bisect_right(self._source_starts, at) - 1
        if index < 0:
            return Span(at, at + 1)
        span, (_, end), _, _ = self.changes[index]
        if at < end:
            return span
        at += span.end - end
        return Span(at, at + 1)

    def ledger(self) -> list[Change]:
        """Removals one by one, and changes as maximal runs: neighbours that touch become one."""
        runs: list[Change] = []
        for change in self.changes:
            last = runs[-1] if runs else None
            if (
                last is not None
                and last.removal is None is change.removal
                and last.span.end == change.span.start
                and last.source.end == change.source.start
            ):
                runs[-1] = Change(
                    Span(last.span.start, change.span.end),
                    Span(last.source.start, change.source.end),
                    _union(last.rules, change.rules),
                )
            else:
                runs.append(change)
        return runs

    def changes_within(self, span: Span) -> Sequence[Change]:
        """The changes whose image begins in `span` of the text."""
        return self.changes[
            bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)
        ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alignment) and self.changes == other.changes

    def __hash__(self) -> int:
        return hash(self.changes)

    def __repr__(self) -> str:
        return f"Alignment({list(self.changes)!r})"


def _compose(changes: Sequence[Change], layer: Layer) -> list[Change]:
    """The changes from the source to the text after `layer`, given those to the text before it.

    One sweep over both lists, in groups: a group holds what overlaps, directly or through a
    neighbour, and becomes one change. Most groups are a single change or a single edit.
    """
    composed: list[Change] = []
    edits = layer.edits
    i = j = 0
    to_source = 0  # from a position between groups, in the text before the layer, to the source
    grown = 0  # from such a position to the text after the layer
    while i < len(changes) or j < len(edits):
        first_change, first_edit = i, j
        if j == len(edits) or (i < len(changes) and _comes_first(changes[i].span, edits[j].span)):
            start, end = changes[i].span
            source_start = changes[i].source.start
            i += 1
        else:
            start, end = edits[j].span
            source_start = start + to_source
            j += 1
        while True:  # everything that overlaps [start, end) joins the group
            if i < len(changes) and changes[i].span.start < end:
                end = max(end, changes[i].span.end)
                i += 1
            elif j < len(edits) and edits[j].span.start < end:
                end = max(end, edits[j].span.end)
                j += 1
            else:
                break
        inner, outer = changes[first_change:i], edits[first_edit:j]
        for change in inner:
            to_source = change.source.end - change.span.end
        after = grown + sum(len(edit.text) - edit.span.length for edit in outer)
        span = Span(start + grown, end + after)
        grown = after
        if not outer:  # moved, not changed
            composed.append(Change(span, *inner[0][1:]))
            continue
        source = Span(source_start, end + to_source)
        names = (change.rules for change in inner)
        rules = _union(*names, (edit.rule for edit in outer)) if inner else (outer[0].rule,)
        composed.append(Change(span, source, rules, _removal(span, outer, layer, first_edit)))
    return composed


def _comes_first(change: Span, edit: Span) -> bool:
    """Whether a change belongs before an edit: what was deleted at its very beginning does."""
    return change.start < edit.start or (change.start == edit.start and change.end == edit.start)


def _removal(span: Span, outer: Sequence[Edit], layer: Layer, index: int) -> Removal | None:
    """A removal stays one only if a single edit took everything in the group."""
    mark = layer.removals[index]
    if mark is None or len(outer) > 1 or span.length:
        return None
    return Removal(layer.stage, mark)


def _union(*groups: Iterable[str]) -> tuple[str, ...]:
    """The names of all the groups, each once, in the order of their first appearance."""
    return tuple(dict.fromkeys(name for group in groups for name in group))

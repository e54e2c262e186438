"""The stage: blocks, their kinds, their sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from normtext.document import Annotations, Document, Segment
from normtext.rules import RuleSet
from normtext.spans import Span
from normtext.stages.segment_sentences.blocks import Block, blocks_of, kinds_of, without_marker
from normtext.stages.segment_sentences.boundaries import SentenceSplitter

__all__ = ["SegmentSentences"]

# What stands between a title and its text, and so tells both.
_HEAD_KINDS = frozenset(("byline", "date", "duplicate", "reading_time"))

# What belongs to a text rather than to the page that it stood on.
_OF_TEXT = _HEAD_KINDS | {"credit", "hashtags"}

# How likely a line is the title from which it is told to be: a wrong one is worse than none.
_LIKELY = 0.65

_WHOLE = frozenset(("title", "heading", "item", "caption"))  # kinds that are one segment a line


@dataclass(frozen=True, slots=True)
class SegmentSentences:
    """Titles, headings, list items and captions, a line each, and the sentences of all other lines.

    The segments partition the text: in order, without overlap, with nothing but white space
    between. A line break always ends a segment.

    What it leaves alone: lines that a lost layout broke in the middle of a sentence.

    >>> from normtext.pipeline import Pipeline
    >>> record = Pipeline([SegmentSentences()]).normalize(
    ...     "The depot is sold\\n\\nThe council has sold the depot, Dr. Hale said. It was empty."
    ... )
    >>> [(segment.kind, segment.text) for segment in record.segments][1:]
    [('sentence', 'The council has sold the depot, Dr. Hale said.'), ('sentence', 'It was empty.')]
    """

    name: ClassVar[str] = "segment_sentences"
    rules: ClassVar[RuleSet] = RuleSet()

    def annotate(self, doc: Document) -> Annotations:
        """The segments, and where the title is."""
        blocks = list(blocks_of(doc.text, _cuts(doc)))
        kinds = kinds_of(blocks, _captions(doc, blocks), _title(doc, blocks))
        at = kinds.index("title") if "title" in kinds else None
        title = None if at is None else without_marker(doc.text, blocks[at].span)
        segments = tuple(_segments(doc.text, blocks, kinds))
        return doc.annotations._replace(segments=segments, title=title)


@cache
def _splitter() -> SentenceSplitter:
    return SentenceSplitter.load()


def _segments(text: str, blocks: Sequence[Block], kinds: Sequence[str]) -> Iterator[Segment]:
    split = _splitter().split
    for number, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        if kind in _WHOLE:
            start = block.span.end - len(block.text.lstrip())
            yield Segment(Span(start, start + len(block.text.strip())), kind, number)
        else:
            for start, end in split(text, *block.span):
                yield Segment(Span(start, end), kind, number)


def _cuts(doc: Document) -> list[int]:
    """Where in the text lines of the head were removed."""
    if not any(marked.mark.kind in _HEAD_KINDS for marked in doc.marks):
        return []
    return [
        change.span.start
        for change in doc.alignment.changes
        if change.removal is not None and change.removal.mark.kind in _HEAD_KINDS
    ]


def _title(doc: Document, blocks: Sequence[Block]) -> int | None:
    """The number of the block that is known to be the title. -1 if there is none: a line further
    down is more like one than the first, or a page was taken away above the text, and who did it
    found no title. None if the title is to be told by its form.
    """
    told = any(marked.mark.kind == "title" for marked in doc.marks)
    further_down = False
    for span, mark in doc.marks_in_text() if told else ():
        at = next((at for at, block in enumerate(blocks) if block.span == span), None)
        if mark.kind == "title" and at is not None:
            if mark.score is None or mark.score >= _LIKELY:
                return at
            further_down |= at > 0
    if further_down:
        return -1
    of_page = any(
        mark is not None and mark.span.start == 0 and mark.kind not in _OF_TEXT
        for layer in doc.layers
        for mark in layer.removals[:1]
    )
    return -1 if of_page else None


def _captions(doc: Document, blocks: Sequence[Block]) -> frozenset[int]:
    """The numbers of the blocks that a rule has recognised as captions."""
    if not any(marked.mark.kind == "caption" for marked in doc.marks):
        return frozenset()
    spans = [span for span, mark in doc.marks_in_text() if mark.kind == "caption"]
    return frozenset(
        number
        for number, block in enumerate(blocks)
        if any(span.covers(block.span) for span in spans)
    )

"""The edits that take lines out of a text and leave its paragraphs as they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normtext.spans import Span
from normtext.stages.strip_boilerplate.lines import Line

__all__ = ["removal_spans"]


def removal_spans(text: str, lines: Sequence[Line], gone: Sequence[int]) -> Iterator[Span]:
    """For each line that goes, in order, the span to delete: the line and line breaks beside it.

    Of the breaks before and after a run of lines that go, the longer one stays, so that what stood
    in two paragraphs still does; at an end of the text both go.
    """
    for first, last in _runs(gone):
        before = lines[first].span.start - (lines[first - 1].span.end if first else 0)
        following = lines[last + 1].span.start if last + 1 < len(lines) else len(text)
        after = following - lines[last].span.end
        backwards = first > 0 and (last + 1 == len(lines) or after > before)
        for index in range(first, last + 1):
            start, end = lines[index].span
            if backwards:
                start = lines[index - 1].span.end
            elif index + 1 < len(lines):
                end = lines[index + 1].span.start
            if index == 0:
                start = 0
            if index + 1 == len(lines):
                end = len(text)
            yield Span(start, end)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    first = last = -2
    for number in numbers:
        if number != last + 1:
            if first >= 0:
                yield first, last
            first = number
        last = number
    if first >= 0:
        yield first, last

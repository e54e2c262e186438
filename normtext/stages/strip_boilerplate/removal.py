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
        before = _breaks_before(text, lines[first].span.start)
        after = _breaks_after(text, lines[last].span.end)
        at_end = last + 1 == len(lines)
        backwards = first > 0 and (at_end or after > before)
        for index in range(first, last + 1):
            start, end = lines[index].span
            if backwards or index == 0:
                start -= _breaks_before(text, start)
            if not backwards or index + 1 == len(lines):
                end += _breaks_after(text, end)
            yield Span(start, end)


def _breaks_before(text: str, at: int) -> int:
    """How many line feeds stand directly before a position."""
    count = 0
    while count < at and text[at - count - 1] == "\n":
        count += 1
    return count


def _breaks_after(text: str, at: int) -> int:
    """How many line feeds stand directly at a position."""
    count = 0
    while at + count < len(text) and text[at + count] == "\n":
        count += 1
    return count


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

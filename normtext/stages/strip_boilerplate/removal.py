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
        breaks = [_breaks(text, lines, at) for at in range(first, last + 2)]
        before, after = breaks[0][1], breaks[-1][0]
        at_end = last + 1 == len(lines)
        backwards = first > 0 and (at_end or after > before)
        for index in range(first, last + 1):
            start, end = lines[index].start, lines[index].start + len(lines[index].text)
            if backwards or index == 0:
                start -= breaks[index - first][1]
            if not backwards or index + 1 == len(lines):
                end += breaks[index - first + 1][0]
            yield Span(start, end)


def _breaks(text: str, lines: Sequence[Line], at: int) -> tuple[int, int]:
    """Of what stands between a line and the one before it, or an end of the text: how many line
    feeds it begins with, and how many it ends with.
    """
    start = lines[at - 1].start + len(lines[at - 1].text) if at else 0
    end = lines[at].start if at < len(lines) else len(text)
    between = text[start:end]
    if between == "\n":  # as between most lines
        return 1, 1
    return len(between) - len(between.lstrip("\n")), len(between) - len(between.rstrip("\n"))


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

"""Span: where something stands in a text. Half-open, in code points, like a slice."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Span"]


class Span(NamedTuple):
    """The code points `text[start:end]`.

    >>> span = Span(4, 7)
    >>> "one two"[span.slice]
    'two'
    >>> span.shifted(10)
    Span(start=14, end=17)
    """

    start: int
    end: int

    @property
    def slice(self) -> slice:
        """For indexing: `text[span.slice]`."""
        return slice(self.start, self.end)

    @property
    def length(self) -> int:
        """In code points; `len(span)` is 2, as for any pair."""
        return self.end - self.start

    def shifted(self, by: int) -> Span:
        """The same span in a text that has `by` more code points before it."""
        return Span(self.start + by, self.end + by)

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside; an empty span at a border does."""
        return self.start <= other.start and other.end <= self.end

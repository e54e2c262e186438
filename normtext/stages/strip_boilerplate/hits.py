"""What a line answers to."""

from __future__ import annotations

from typing import NamedTuple

from normtext.rules import LineRule
from normtext.spans import Span

__all__ = ["Hit"]


class Hit(NamedTuple):
    """A rule that a line answers to, and its fields as spans of that line.

    score: how likely the line is furniture, where that was reckoned; None where the rule says so.
    """

    rule: LineRule
    fields: tuple[tuple[str, Span], ...] = ()
    score: float | None = None

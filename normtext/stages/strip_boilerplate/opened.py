"""What a model takes from a document, and from which it takes anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.lines import Line

__all__ = ["Scores", "asked", "taken"]

_BELOW = 3  # lines from a title to prose at most: a byline and a date may stand first
_TITLE = 4  # words of the shortest title: less may be the name of a section
_AGAIN = 2  # lines with a name or a date that make the form of a text
_NUMBERED = re.compile(
    r"(?:art(?:icle|\.)|section|chap(?:ter|itre)|step|étape|acte?|sc[eè]ne|question|annexe?) "
    r"(?:\d{1,4}|[ivxlc]{1,7}|premier|1er)\b",
    re.IGNORECASE,
)


class Scores(Protocol):
    """What a model makes of the lines of a document, by their numbers."""

    def opening(self, left: Sequence[int]) -> AbstractSet[int]:
        """Of those that are left the ones that open the document."""

    def beginning(self, left: Sequence[int]) -> int:
        """The place, among those that are left, of the line that the text begins with; or -1."""

    def likely(self, left: Sequence[int]) -> Mapping[int, Hit]:
        """Of those that are left the likely ones, and for each what stands for it in the ledger."""


def asked(
    lines: Sequence[Line], scores: Scores, *, opened: bool
) -> tuple[Mapping[int, Hit], AbstractSet[int]]:
    """What the model finds likely, by place, and the numbers of the lines that open to it."""
    numbers = [line.number for line in lines]
    opening: AbstractSet[int] = frozenset()
    if not opened and not (opening := scores.opening(numbers)):
        return {}, opening
    found = scores.likely(numbers)
    return {at: hit for at, number in enumerate(numbers) if (hit := found.get(number))}, opening


def taken(
    lines: Sequence[Line],
    places: Mapping[int, Hit],
    opening: AbstractSet[int],
    *,
    first: bool,
    opened: bool,
) -> dict[int, Hit]:
    """What the model takes from a document that is opened to it: in the first round all that is
    likely, later only lines that open.

    places: what it finds likely. opening: the numbers of the lines that open the document to it.
    opened: whether an anchor does.
    """
    if not places:
        return {}
    likely = {
        at: hit
        for at, hit in places.items()
        if not (lines[at].stays or _NUMBERED.match(lines[at].text) or _is_title(lines, at, places))
    }
    # A line alone between prose is a heading: if a rule knows it, "Comments", and wherever no
    # anchor opens.
    likely = {
        at: hit
        for at, hit in likely.items()
        if (opened and lines[at].hit is None) or not _is_heading(lines, at, places)
    }
    if opened:
        return likely
    # Nor goes a first line above prose, its title, whatever its words are about, or a name or a
    # date that comes again: it is the form of the text.
    if len(lines) > 1 and lines[1].prose:
        likely.pop(0, None)
    told = Counter(line.hit.rule.id for line in lines if line.hit and line.hit.fields)
    likely = {at: hit for at, hit in likely.items() if told[hit.rule.id] < _AGAIN}
    surest = {at: hit for at, hit in likely.items() if lines[at].number in opening}
    return likely if first and surest else surest


def _is_title(lines: Sequence[Line], at: int, likely: Collection[int]) -> bool:
    """Whether a first line that no rule knows stands above prose, as titles do."""
    if at or lines[0].hit is not None or len(lines[0].text.split()) < _TITLE:
        return False
    return any(line.prose and near not in likely for near, line in enumerate(lines[: 1 + _BELOW]))


def _is_heading(lines: Sequence[Line], at: int, likely: Collection[int]) -> bool:
    """Whether a line stands alone between prose, or the title, and prose, as headings do."""
    if not 0 < at < len(lines) - 1 or at - 1 in likely or at + 1 in likely:
        return False
    return lines[at + 1].prose and (at == 1 or lines[at - 1].prose)

"""The lines that are left, as a round looks at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import repeat
from typing import NamedTuple

from normtext.stages.strip_boilerplate.lines import Line
from normtext.stages.strip_boilerplate.matcher import Hit

__all__ = ["Judged", "judged"]


class Judged(NamedTuple):
    """A line, its number in the document, the rule that it answers to, and whether it may go."""

    number: int
    text: str
    prose: bool
    hit: Hit | None
    stays: bool


def judged(
    lines: Sequence[Line], hits: Sequence[Hit | None], staying: Collection[int] = ()
) -> list[Judged]:
    """The lines with what they answer to, of the rules that remove."""
    if any(hits):
        hits = [hit if hit and hit.rule.removes else None for hit in hits]
    stays = [number in staying for number in range(len(lines))] if staying else repeat(False)
    texts, prose = ([line[of] for line in lines] for of in (1, 2))
    return [*map(Judged._make, zip(range(len(lines)), texts, prose, hits, stays, strict=False))]

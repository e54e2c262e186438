"""Which lines go.

Rules decide, from the surest to the least sure, and a model beside them:

- an *anchor* needs no context: its line goes wherever it stands;
- a rule of the *head* or the *tail* acts on the first or the last few lines of a document that
  holds prose;
- any rule acts on a line *near* one that goes: beside it, with nothing but blank lines between;
  in a document that holds an anchor also where three such lines stand in a row;
- the *model* takes the lines that it finds likely, but only from a document that is opened to it:
  by an anchor, or by labels about furniture that are likely by themselves and where they stand, two
  of them or one of which the model is surer. It never takes the title (the line that titles.py
  tells, or a first line of some words above prose; of the rules only an anchor takes it), nor the
  first line that does not tell of furniture. Where no anchor opens, it leaves headings, and names
  and dates that come again.

Then lines of the head that repeat what stands above them go.

A round decides all this at once. Rounds are repeated on what is left until one removes nothing; the
later ones take from the model only lines that would open a document. So what is left holds no
anchor and nothing that opens it to the model, and a second run does nothing, by construction.
Rounds are few: a rule of the head or the tail acts only where its like stands once in the document,
and few lines are sure enough to open it that the first round leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.lines import Line, answering
from normtext.stages.strip_boilerplate.opened import Scores, asked, taken
from normtext.stages.strip_boilerplate.reach import certain, ends, repeated, spread
from normtext.stages.strip_boilerplate.titles import KEPT, Title, title_of

__all__ = ["Decision", "decided", "tentative"]


class Decision(NamedTuple):
    """The lines that go, by their number, and for each what removes it; and the title."""

    gone: dict[int, Hit]
    title: Title | None


def decided(
    lines: Sequence[Line],
    hits: Sequence[Hit | None],
    duplicate: Hit | None,
    scores: Scores | None,
    staying: Collection[int] = (),
) -> Decision:
    """The lines that go, by their number, and for each what removes it; and which is the title.

    hits: for each line the rule that it answers to. duplicate: stands for repeated lines, None to
    leave them. scores: of a model, None to do without. staying: the numbers of lines that do not
    go, whatever they are.
    """
    left = answering(lines, hits, staying)
    gone: dict[int, Hit] = {}
    title: Title | None = None
    while left:
        found, named = _round(left, duplicate, scores, first=not gone)
        # The first round sees all that stands around the title.
        if named and (title is None or title.at in gone):
            title = Title(left[named.at].number, named.chance)
        if not found:
            break
        gone.update((left[at].number, hit) for at, hit in found.items())
        left = [line for at, line in enumerate(left) if at not in found]
    return Decision(gone, title if title and title.at not in gone else None)


def tentative(lines: Sequence[Line], scores: Scores) -> Collection[int]:
    """The lines that most likely go, title or not: what the title is told from."""
    gone = certain(lines)
    return gone.keys() | asked(lines, scores, opened=bool(gone))[0].keys()


def _round(
    lines: list[Line], duplicate: Hit | None, scores: Scores | None, *, first: bool
) -> tuple[dict[int, Hit], Title | None]:
    some = any(line.hit for line in lines)
    gone = certain(lines) if some else {}
    places, opening = asked(lines, scores, opened=bool(gone)) if scores else ({}, frozenset())
    title = title_of(lines, gone.keys() | places.keys())
    if title and title.chance >= KEPT and title.at not in gone:
        lines = [*lines]
        lines[title.at] = lines[title.at]._replace(hit=None, stays=True)
    if scores and places and (begins := scores.beginning([line.number for line in lines])) >= 0:
        lines = [*lines]
        lines[begins] = lines[begins]._replace(stays=True)
    likely = taken(lines, places, opening, first=first, opened=bool(gone))
    if some:
        # Lines that can be read wait: the head of a page is found once the menu above it is gone.
        menu = {at: hit for at, hit in likely.items() if not _is_told(lines[at])}
        gone.update(ends(lines, menu | gone))
        spread(lines, gone)
    gone = likely | gone
    if some:
        spread(lines, gone)
    if duplicate is not None:
        gone.update((at, duplicate) for at in repeated(lines, gone, title.at if title else -1))
    return gone, title


def _is_told(line: Line) -> bool:
    """Whether something can be read in a line: a name, a date."""
    return line.hit is not None and bool(line.hit.fields)

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

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

from normtext.stages.strip_boilerplate.duplicates import is_duplicate
from normtext.stages.strip_boilerplate.lines import Line
from normtext.stages.strip_boilerplate.matcher import Hit
from normtext.stages.strip_boilerplate.titles import KEPT, Title, title_of

__all__ = ["Decision", "Scores", "decided", "judged", "labelled", "removed", "tentative"]

_ENDS = 4  # lines that count as the head, and as the tail
_MOST_REPEATED = 2  # lines of the head: the title once more, the standfirst once more
_BELOW = 3  # lines from a title to prose at most: a byline and a date may stand first
_TITLE = 4  # words of the shortest title: less may be the name of a section
_AGAIN = 2  # lines with a name or a date that make the form of a text
_ROW = 3  # lines of furniture that need no other context
_LABEL = 30  # code points of the longest label in a row
_NUMBERED = re.compile(
    r"(?:art(?:icle|\.)|section|chap(?:ter|itre)|step|étape|acte?|sc[eè]ne|question|annexe?) "
    r"(?:\d{1,4}|[ivxlc]{1,7}|premier|1er)\b",
    re.IGNORECASE,
)


class _Judged(NamedTuple):
    """A line, its number in the document, the rule that it answers to, and whether it may go."""

    number: int
    text: str
    prose: bool
    hit: Hit | None
    stays: bool


class Scores(Protocol):
    """What a model makes of the lines of a document, by their numbers."""

    def opening(self, left: Sequence[int]) -> AbstractSet[int]:
        """Of those that are left the ones that open the document."""

    def beginning(self, left: Sequence[int]) -> int:
        """The place, among those that are left, of the line that the text begins with; or -1."""

    def likely(self, left: Sequence[int]) -> Mapping[int, Hit]:
        """Of those that are left the likely ones, and for each what stands for it in the ledger."""


class Decision(NamedTuple):
    """The lines that go, by their number, and for each what removes it; and the title."""

    gone: dict[int, Hit]
    title: Title | None


def removed(
    lines: Sequence[Line],
    hits: Sequence[Hit | None],
    duplicate: Hit | None,
    scores: Scores | None,
    staying: Collection[int] = (),
) -> dict[int, Hit]:
    """The lines that go, as `decided` tells them."""
    return decided(lines, hits, duplicate, scores, staying).gone


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
    left = judged(lines, hits, staying)
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


def judged(
    lines: Sequence[Line], hits: Sequence[Hit | None], staying: Collection[int] = ()
) -> list[_Judged]:
    """The lines with what they answer to, of the rules that remove."""
    return [
        _Judged(
            number, line.text, line.prose, hit if hit and hit.rule.removes else None,
            number in staying,
        )
        for number, (line, hit) in enumerate(zip(lines, hits, strict=True))
    ]  # fmt: skip


def tentative(lines: Sequence[_Judged], scores: Scores) -> Collection[int]:
    """The lines that most likely go, title or not: what the title is told from."""
    gone = _certain(lines)
    return gone.keys() | _asked(lines, scores, opened=bool(gone))[0].keys()


def labelled(hits: Sequence[Hit | None], gone: dict[int, Hit]) -> Iterator[tuple[int, Hit]]:
    """Lines of the head that a rule has something to say of, without removing them."""
    kept = [at for at in range(len(hits)) if at not in gone]
    for at in kept[1 : 1 + _ENDS]:
        hit = hits[at]
        if hit is not None and not hit.rule.removes:
            yield at, hit


def _round(
    lines: list[_Judged], duplicate: Hit | None, scores: Scores | None, *, first: bool
) -> tuple[dict[int, Hit], Title | None]:
    answering = any(line.hit for line in lines)
    gone = _certain(lines) if answering else {}
    places, opening = _asked(lines, scores, opened=bool(gone)) if scores else ({}, frozenset())
    title = title_of(lines, gone.keys() | places.keys())
    if title and title.chance >= KEPT and title.at not in gone:
        lines = [*lines]
        lines[title.at] = lines[title.at]._replace(hit=None, stays=True)
    if scores and places and (begins := scores.beginning([line.number for line in lines])) >= 0:
        lines = [*lines]
        lines[begins] = lines[begins]._replace(stays=True)
    likely = _likely(lines, places, opening, first=first, opened=bool(gone))
    if answering:
        # Lines that can be read wait: the head of a page is found once the menu above it is gone.
        menu = {at: hit for at, hit in likely.items() if not _is_told(lines[at])}
        gone.update(_ends(lines, menu | gone))
        _spread(lines, gone)
    gone = likely | gone
    if answering:
        _spread(lines, gone)
    if duplicate is not None:
        gone.update((at, duplicate) for at in _repeated(lines, gone, title.at if title else -1))
    return gone, title


def _certain(lines: Sequence[_Judged]) -> dict[int, Hit]:
    """What goes wherever it stands: anchors, and rows of labels beside them."""
    gone = dict(_anchors(lines))
    if gone:
        gone.update(_rows(lines))
    return gone


def _asked(
    lines: Sequence[_Judged], scores: Scores, *, opened: bool
) -> tuple[Mapping[int, Hit], AbstractSet[int]]:
    """What the model finds likely, by place, and the numbers of the lines that open to it."""
    numbers = [line.number for line in lines]
    opening: AbstractSet[int] = frozenset()
    if not opened and not (opening := scores.opening(numbers)):
        return {}, opening
    found = scores.likely(numbers)
    return {at: hit for at, number in enumerate(numbers) if (hit := found.get(number))}, opening


def _likely(
    lines: Sequence[_Judged],
    places: Mapping[int, Hit],
    opening: AbstractSet[int],
    *,
    first: bool,
    opened: bool,
) -> dict[int, Hit]:
    """What the model takes from a document that is opened to it: in the first round all that is
    likely, later only lines that open.
    """
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


def _is_told(line: _Judged) -> bool:
    """Whether something can be read in a line: a name, a date."""
    return line.hit is not None and bool(line.hit.fields)


def _is_title(lines: Sequence[_Judged], at: int, likely: Collection[int]) -> bool:
    """Whether a first line that no rule knows stands above prose, as titles do."""
    if at or lines[0].hit is not None or len(lines[0].text.split()) < _TITLE:
        return False
    return any(line.prose and near not in likely for near, line in enumerate(lines[: 1 + _BELOW]))


def _is_heading(lines: Sequence[_Judged], at: int, likely: Collection[int]) -> bool:
    """Whether a line stands alone between prose, or the title, and prose, as headings do."""
    if not 0 < at < len(lines) - 1 or at - 1 in likely or at + 1 in likely:
        return False
    return lines[at + 1].prose and (at == 1 or lines[at - 1].prose)


def _repeated(lines: Sequence[_Judged], gone: dict[int, Hit], title: int) -> list[int]:
    """Repeated lines of the head, where prose follows: verse repeats itself on purpose, and so does
    what is said more often than twice. Of a title and a line above that says it, the title stays.
    """
    kept = [at for at in range(len(lines)) if at not in gone]
    last_prose = next((at for at in reversed(kept) if lines[at].prose), -1)
    above: list[str] = []
    found: list[int] = []
    for at in kept:
        text = lines[at].text
        if len(above) > _ENDS or len(found) > _MOST_REPEATED:
            break
        if not is_duplicate(text, above):
            above.append(text)
        elif at < last_prose and not lines[at].stays:
            found.append(at)
        elif at == title and kept[0] != title and not lines[kept[0]].stays:
            found.append(kept[0])
    return found if len(found) <= _MOST_REPEATED else []


def _anchors(lines: Sequence[_Judged]) -> Iterator[tuple[int, Hit]]:
    for at, line in enumerate(lines):
        if line.hit is not None and line.hit.rule.anchor:
            yield at, line.hit


def _ends(lines: Sequence[_Judged], gone: Collection[int]) -> dict[int, Hit]:
    """The head is below a first line, the tail at the last; both want prose on the far side."""
    found: dict[int, Hit] = {}
    kept = [at for at in range(len(lines)) if at not in gone]
    prose = [at for at in kept if lines[at].prose]
    if not prose:
        return found
    answers = Counter(hit.rule.id for at in kept if (hit := lines[at].hit))
    head = [at for at in kept[1 : 1 + _ENDS] if at < prose[-1]]
    tail = [at for at in kept[-_ENDS:] if at > prose[0]]
    for place, ends in (("head", head), ("tail", tail)):
        for at in ends:
            hit = lines[at].hit
            # What comes again is the form of the text: the dates of a chronology.
            if hit and answers[hit.rule.id] == 1 and hit.rule.place in (place, "ends"):
                found[at] = hit
    return found


def _rows(lines: Sequence[_Judged]) -> dict[int, Hit]:
    """Labels that stand in a row of furniture."""
    found: dict[int, Hit] = {}
    row = 0
    for at, line in enumerate(lines):
        if line.hit is None or len(line.text) > _LABEL:
            row = 0
            continue
        row += 1
        if row >= _ROW:
            found.update(
                (near, hit) for near in range(at - _ROW + 1, at + 1) if (hit := lines[near].hit)
            )
    return found


def _spread(lines: Sequence[_Judged], gone: dict[int, Hit]) -> None:
    """From each line that goes to its neighbours on both sides, as far as rules reach.

    Beside a line of the model nothing is read: a list of other articles has bylines and dates too.
    """
    for step in (1, -1):
        for start in sorted(gone, reverse=step < 0):
            at = start + step
            while 0 <= at < len(lines) and at not in gone:
                hit = lines[at].hit
                if hit is None:
                    break
                gone[at] = hit if gone[start].score is None else Hit(hit.rule)
                at += step

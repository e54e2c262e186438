"""Which lines go.

Rules decide, from the surest to the least sure, and a model beside them:

- an *anchor* needs no context: its line goes wherever it stands;
- a rule of the *head* or the *tail* acts on the first or the last few lines of a document that
  holds prose;
- any rule acts on a line *near* one that goes: beside it, with nothing but blank lines between;
  in a document that holds an anchor also where three such lines stand in a row;
- the *model* takes the lines that it finds likely, but only from a document that holds an anchor
  or two lines of which the model is sure.

Then lines of the head that repeat what stands above them go.

A round decides all this at once. Rounds are repeated on what is left until one removes nothing; the
later ones take from the model only the lines of which it is sure. So what is left holds no anchor
and no two lines that the model is sure of, nothing opens it to the model again, and a second run
does nothing, by construction. Rounds are few: a rule of the head or the tail acts
only where its like stands once in the document, and the model is seldom sure of a line in the
second round that it was not sure of in the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from normtext.prose import is_prose
from normtext.stages.strip_boilerplate.duplicates import is_duplicate
from normtext.stages.strip_boilerplate.lines import Line
from normtext.stages.strip_boilerplate.matcher import Hit

__all__ = ["Likely", "Scorer", "labelled", "removed"]

_ENDS = 4  # lines that count as the head, and as the tail
_MOST_REPEATED = 2  # lines of the head: the title once more, the standfirst once more
_ROW = 3  # lines of furniture that need no other context
_LABEL = 30  # code points of the longest label in a row
_MODEL_ROUNDS = 32  # then rules alone go on; no page was seen to need more than four

_FEWEST_SURE = 2  # lines that open a document without an anchor: clean prose may hold one
_NUMBERED = re.compile(
    r"(?:art(?:icle|\.)|section|chap(?:ter|itre)|step|étape|acte?|sc[eè]ne|question|annexe?) "
    r"(?:\d{1,4}|[ivxlc]{1,7}|premier|1er)\b",
    re.IGNORECASE,
)


class _Judged(NamedTuple):
    """A line, its number in the document, the rule that it answers to, and whether it may go."""

    number: int
    text: str
    hit: Hit | None
    stays: bool


class Likely(NamedTuple):
    """What stands for the model in the ledger, for a line that it finds likely furniture."""

    hit: Hit
    sure: bool


Scorer = Callable[[Sequence[str], Sequence[Hit | None]], Mapping[int, Likely]]
"""From lines and what they answer to, those that are likely furniture, by their place."""


def removed(
    lines: Sequence[Line],
    hits: Sequence[Hit | None],
    duplicate: Hit | None,
    score: Scorer,
    staying: Collection[int] = (),
) -> dict[int, Hit]:
    """The lines that go, by their number, and for each what removes it.

    hits: for each line the rule that it answers to. duplicate: stands for repeated lines, None to
    leave them. staying: the numbers of lines that do not go, whatever they are.
    """
    left = [
        _Judged(number, line.text, hit if hit and hit.rule.removes else None, number in staying)
        for number, (line, hit) in enumerate(zip(lines, hits, strict=True))
    ]
    gone: dict[int, Hit] = {}
    round_ = 0
    while found := _round(
        left, duplicate, score if round_ < _MODEL_ROUNDS else None, first=not round_
    ):
        gone.update((left[at].number, hit) for at, hit in found.items())
        left = [line for at, line in enumerate(left) if at not in found]
        round_ += 1
    return gone


def labelled(hits: Sequence[Hit | None], gone: dict[int, Hit]) -> Iterator[tuple[int, Hit]]:
    """Lines of the head that a rule has something to say of, without removing them."""
    kept = [at for at in range(len(hits)) if at not in gone]
    for at in kept[1 : 1 + _ENDS]:
        hit = hits[at]
        if hit is not None and not hit.rule.removes:
            yield at, hit


def _round(
    lines: Sequence[_Judged], duplicate: Hit | None, score: Scorer | None, *, first: bool
) -> dict[int, Hit]:
    gone: dict[int, Hit] = dict(_anchors(lines))
    if gone:
        gone.update(_rows(lines))
    likely = _likely(lines, score, first=first, opened=bool(gone)) if score and lines else {}
    # Lines that can be read wait: the head of a page is found once the menu above it is gone.
    told = {at for at in likely if _is_told(lines[at])}
    menu = {at: hit for at, hit in likely.items() if at not in told}
    answering = any(line.hit for line in lines)
    if answering:
        gone.update(_ends(lines, menu | gone))
        _spread(lines, gone)
    gone = likely | gone
    if answering:
        _spread(lines, gone)
    if duplicate is not None:
        gone.update((at, duplicate) for at in _repeated(lines, gone))
    return gone


def _likely(
    lines: Sequence[_Judged], score: Scorer, *, first: bool, opened: bool
) -> dict[int, Hit]:
    """What the model takes from a document that an anchor or two sure lines open: in the first
    round all that is likely, later the sure lines only.
    """
    found = score([line.text for line in lines], [line.hit for line in lines])
    likely = {
        at: one
        for at, one in found.items()
        if not (lines[at].stays or _is_heading(lines, at, found))
    }
    if not opened:  # a byline or a date alone says nothing: it may be the form of the text
        likely = {at: one for at, one in likely.items() if not _is_told(lines[at])}
    surely = sum(one.sure for one in likely.values())
    if not opened and surely < _FEWEST_SURE:
        return {}
    return {at: one.hit for at, one in likely.items() if first or one.sure}


def _is_told(line: _Judged) -> bool:
    """Whether something can be read in a line: a name, a date."""
    return line.hit is not None and bool(line.hit.fields)


def _is_heading(lines: Sequence[_Judged], at: int, likely: Collection[int]) -> bool:
    """A numbered part, or a line alone between two lines of prose, as headings are."""
    if _NUMBERED.match(lines[at].text):
        return True
    return 0 < at < len(lines) - 1 and all(
        near not in likely and is_prose(lines[near].text) for near in (at - 1, at + 1)
    )


def _repeated(lines: Sequence[_Judged], gone: dict[int, Hit]) -> list[int]:
    """Repeated lines of the head, where prose follows: verse repeats itself on purpose, and so does
    what is said more often than twice.
    """
    kept = [at for at in range(len(lines)) if at not in gone]
    last_prose = max((at for at in kept if is_prose(lines[at].text)), default=-1)
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
    return found if len(found) <= _MOST_REPEATED else []


def _anchors(lines: Sequence[_Judged]) -> Iterator[tuple[int, Hit]]:
    for at, line in enumerate(lines):
        if line.hit is not None and line.hit.rule.anchor:
            yield at, line.hit


def _ends(lines: Sequence[_Judged], gone: dict[int, Hit]) -> dict[int, Hit]:
    """The head is below a first line, the tail at the last; both want prose on the far side."""
    found: dict[int, Hit] = {}
    kept = [at for at in range(len(lines)) if at not in gone]
    prose = [at for at in kept if is_prose(lines[at].text)]
    answers = Counter(hit.rule.id for at in kept if (hit := lines[at].hit))
    for at in kept:
        hit = lines[at].hit
        # What comes again is the form of the text: the dates of a chronology.
        if not hit or not prose or answers[hit.rule.id] > 1:
            continue
        in_head = at in kept[1 : 1 + _ENDS] and at < prose[-1]
        in_tail = at in kept[-_ENDS:] and at > prose[0]
        if (in_head and _is_of(hit, "head")) or (in_tail and _is_of(hit, "tail")):
            found[at] = hit
    return found


def _is_of(hit: Hit, place: str) -> bool:
    return hit.rule.place in (place, "ends")


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

"""Where the rules act that a document answers to: anywhere, in rows, at its ends, beside what goes.

All take lines by their places among those that are left, and tell for each what removes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from normtext.stages.strip_boilerplate.duplicates import is_duplicate
from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.lines import Line

__all__ = ["certain", "ends", "labelled", "repeated", "spread"]

_ENDS = 4  # lines that count as the head, and as the tail
_MOST_REPEATED = 2  # lines of the head: the title once more, the standfirst once more
_ROW = 3  # lines of furniture that need no other context
_LABEL = 30  # code points of the longest label in a row


def certain(lines: Sequence[Line]) -> dict[int, Hit]:
    """What goes wherever it stands: anchors, and rows of labels beside them."""
    gone = dict(_anchors(lines))
    if gone:
        gone.update(_rows(lines))
    return gone


def _anchors(lines: Sequence[Line]) -> Iterator[tuple[int, Hit]]:
    for at, line in enumerate(lines):
        if line.hit is not None and line.hit.rule.anchor:
            yield at, line.hit


def _rows(lines: Sequence[Line]) -> dict[int, Hit]:
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


def ends(lines: Sequence[Line], gone: Collection[int]) -> dict[int, Hit]:
    """What goes at the ends: the head is below a first line, the tail at the last; both want prose
    on the far side.
    """
    found: dict[int, Hit] = {}
    kept = [at for at in range(len(lines)) if at not in gone]
    prose = [at for at in kept if lines[at].prose]
    if not prose:
        return found
    answers = Counter(hit.rule.id for at in kept if (hit := lines[at].hit))
    head = [at for at in kept[1 : 1 + _ENDS] if at < prose[-1]]
    tail = [at for at in kept[-_ENDS:] if at > prose[0]]
    for place, near in (("head", head), ("tail", tail)):
        for at in near:
            hit = lines[at].hit
            # What comes again is the form of the text: the dates of a chronology.
            if hit and answers[hit.rule.id] == 1 and hit.rule.place in (place, "ends"):
                found[at] = hit
    return found


def spread(lines: Sequence[Line], gone: dict[int, Hit]) -> None:
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


def repeated(lines: Sequence[Line], gone: dict[int, Hit], title: int) -> list[int]:
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


def labelled(hits: Sequence[Hit | None], gone: dict[int, Hit]) -> Iterator[tuple[int, Hit]]:
    """Lines of the head that a rule has something to say of, without removing them."""
    kept = [at for at in range(len(hits)) if at not in gone]
    for at in kept[1 : 1 + _ENDS]:
        hit = hits[at]
        if hit is not None and not hit.rule.removes:
            yield at, hit

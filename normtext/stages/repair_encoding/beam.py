"""The likeliest reading of a damaged line: a beam search over the images it may hold.

At every character the search may leave it as it is, or take it and some that follow for the image
of a character that was misread. Misreadings are few and alike in a line: beginning one is dear,
going on in the same way is cheap, and undamaged characters beyond ASCII after it count against it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from normtext.stages.repair_encoding.images import CHAINS, Reading, images
from normtext.stages.repair_encoding.likelihood import AFTER, char_cost, meant_cost, windows
from normtext.stages.repair_encoding.misreading import CODECS
from normtext.stages.repair_encoding.signs import in_capitals

__all__ = ["Hit", "read_line"]

# In 1/100 nat, from the study this follows: to begin a misreading, to change to another, to go on,
# and a character beyond ASCII that the misreading of the line would have changed.
ONSET, _SWITCH, _GO_ON, _SPARED = 1200, 700, 100, 250

_WIDTH = 12
"""States kept at each character: more brought nothing."""

_HOPELESS = 2500
"""States that are so much dearer than the cheapest are given up."""

_RARE = 100
"""More for a character that the tables do not hold."""


class Hit(NamedTuple):
    """What stands at a span of the line was `text`; `cause` names the damage."""

    start: int
    end: int
    text: str
    cause: str
    cost: int  # of damage beyond the misreading


class _Step(NamedTuple):
    """A reading that was taken, what chains explain it and those before, and those."""

    start: int
    end: int
    reading: Reading
    chains: int
    before: _Step | None


class _State(NamedTuple):
    """A way to read the line so far."""

    cost: int
    last: _Step | None


_Key = tuple[str, int]
"""The last characters as read, and a bit for each chain that explains the hits so far."""


def read_line(line: str) -> tuple[Hit, ...]:
    """The hits of the likeliest reading, in order; none where the line is best left alone."""
    upper = in_capitals(line)
    frame = "\n" + line
    states: dict[_Key, _State] = {("", 0): _State(0, None)}
    for start, end in windows(line):
        before = frame[max(0, start - 2) : start + 1]
        arrived: dict[_Key, _State] = {}
        for (_, chains), state in states.items():
            _arrive(arrived, (before, chains), state)
        states = _read_window(line, start, end, arrived, upper=upper)
    best = min(states.values(), key=lambda state: state.cost)
    return tuple(reversed(list(_hits(best.last))))


def _read_window(
    line: str, start: int, end: int, states: dict[_Key, _State], *, upper: bool
) -> dict[_Key, _State]:
    reached: list[dict[_Key, _State]] = [{} for _ in range(end - start + 1)]
    reached[0] = states
    for at in range(start, end):
        here = reached[at - start]
        if len(here) > 1:
            best = min(state.cost for state in here.values()) + _HOPELESS
            kept = sorted(here.items(), key=lambda item: item[1].cost)[:_WIDTH]
            here = {key: state for key, state in kept if state.cost < best}
        char = line[at]
        beyond = char >= "\x80"
        options = _options(line[at : min(end, at + _longest())], upper) if beyond else ()
        for (before, chains), (so_far, last) in here.items():
            cost = so_far + char_cost(before, char) + (_SPARED if chains and beyond else 0)
            key = ((before + char)[-AFTER:], chains)
            _arrive(reached[at - start + 1], key, _State(cost, last))
            for length, reading in options:
                text, damage, explained, _ = reading
                shared = chains & explained
                cost = so_far + damage + meant_cost(before, text)
                cost += _GO_ON if shared else _SWITCH if chains else ONSET
                key = ((before + text)[-AFTER:], shared or explained)
                there = reached[at - start + length]
                known = there.get(key)
                if known is None or cost < known.cost:
                    there[key] = _State(cost, _Step(at, at + length, reading, key[1], last))
    return reached[-1]


def _arrive(states: dict[_Key, _State], key: _Key, state: _State) -> None:
    known = states.get(key)
    if known is None or state.cost < known.cost:
        states[key] = state


def _hits(last: _Step | None) -> Iterator[Hit]:
    """From the last to the first."""
    while last is not None:
        yield Hit(
            last.start,
            last.end,
            last.reading.text,
            _cause(last.reading, last.chains),
            last.reading.cost,
        )
        last = last.before


@cache
def _longest() -> int:
    return max(max(map(len, table)) for table in images())


@lru_cache(maxsize=1 << 14)
def _options(ahead: str, upper: bool) -> tuple[tuple[int, Reading], ...]:  # noqa: FBT001
    """What the beginning of a string may be the image of, with the length of that image."""
    tables = images()
    found: list[tuple[int, Reading]] = []
    for length in range(len(ahead), 0, -1):
        image = ahead[:length]
        readings = tables.lower.get(image, ())
        if upper and image in tables.upper:
            readings = tables.upper[image]
        found += [(length, reading) for reading in readings]
    if not found:
        found += _rare(ahead)
    return tuple(found)


def _rare(ahead: str) -> Iterator[tuple[int, Reading]]:
    """Characters that the tables do not hold, exactly misread once."""
    for number, codec in enumerate(CODECS.values()):
        for length in range(2, min(4, len(ahead)) + 1):
            try:
                text = ahead[:length].encode(codec).decode()
            except UnicodeError:
                continue
            if len(text) == 1 and unicodedata.category(text)[0] != "C":
                yield length, Reading(text, _RARE, 1 << number, "")


def _cause(reading: Reading, chains: int) -> str:
    """The name of the damage: of a misreading, the likeliest that explains the others too."""
    if reading.damage:
        return reading.damage
    chain = CHAINS[(chains & -chains).bit_length() - 1]
    return chain[-1] + (".twice" if len(chain) == 2 else "")

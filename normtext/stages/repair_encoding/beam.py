"""The likeliest reading of a damaged line: a beam search over the images it may hold.

At every character the search may leave it as it is, or take it and some that follow for the image
of a character that was misread. Misreadings are few and alike in a line: beginning one is dear,
going on in the same way is cheap, and undamaged characters beyond ASCII after it count against it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from normtext.characters import beyond_ascii
from normtext.spans import Span
from normtext.stages.repair_encoding.images import CHAINS, Reading, images
from normtext.stages.repair_encoding.likelihood import AFTER, char_cost, meant_cost, windows
from normtext.stages.repair_encoding.misreading import CODECS
from normtext.stages.repair_encoding.signs import in_capitals

__all__ = ["Hit", "read_line"]

# In 1/100 nat, from the study this follows: to begin a misreading, to change to another, to go on,
# and a character beyond ASCII that the misreading of the line would have changed.
ONSET, _SWITCH, _GO_ON, _SPARED = 1200, 700, 100, 250

_SPARED_IN_ALL = 1500
"""What those of a line cost at most: a word may be damaged where all others are not."""

_WIDTH = 6
"""States kept at each character: twice as many brought nothing."""

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


# Plain tuples, since a line needs thousands of them.
_Step = tuple[int, int, Reading, int, "_Step | None"]
"""A reading that was taken from a start to an end, what chains explain it and those before it, and
those.
"""

_State = tuple[int, _Step | None]
"""A way to read the line so far: what it costs, and the last step."""

_Key = tuple[str, int]
"""The last characters as read, and a bit for each chain that explains the hits so far."""


def read_line(line: str) -> tuple[Hit, ...]:
    """The hits of the likeliest reading, in order; none where the line is best left alone."""
    upper = in_capitals(line)
    spared = min(_SPARED, _SPARED_IN_ALL // max(1, len(beyond_ascii(line))))
    frame = "\n" + line
    states: dict[_Key, _State] = {("", 0): (0, None)}
    for start, end in windows(line):
        before = frame[max(0, start - 2) : start + 1]
        arrived: dict[_Key, _State] = {}
        for (_, chains), state in states.items():
            _arrive(arrived, (before, chains), state)
        states = _read_window(line, Span(start, end), arrived, upper=upper, spared=spared)
    _, last = min(states.values(), key=_cost)
    return tuple(reversed(list(_hits(last))))


def _cost(state: _State) -> int:
    return state[0]


def _read_window(
    line: str, window: Span, states: dict[_Key, _State], *, upper: bool, spared: int
) -> dict[_Key, _State]:
    """What the states before a window become behind it.

    upper: whether the line was upper-cased.
    spared: what an undamaged character beyond ASCII costs after a hit.
    """
    start, end = window
    reached: list[dict[_Key, _State]] = [{} for _ in range(end - start + 1)]
    reached[0] = states
    for at in range(start, end):
        here = _kept(reached[at - start])
        char = line[at]
        ahead = _AHEAD.match(line, at, end)
        beyond = ahead is not None
        options = _options(ahead[0], upper) if ahead else ()
        onward = reached[at - start + 1]
        # By what was read before, which states share: where each option leads, and its price.
        prices: dict[str, list[tuple[dict[_Key, _State], int, str, int, Reading]]] = {}
        for (before, chains), (so_far, last) in here.items():
            cost = so_far + char_cost(before, char) + (spared if chains and beyond else 0)
            _arrive(onward, ((before + char)[-AFTER:], chains), (cost, last))
            if before not in prices:
                prices[before] = [
                    (
                        reached[at - start + length],
                        at + length,
                        (before + reading.text)[-AFTER:],
                        reading.cost + meant_cost(before, reading.text),
                        reading,
                    )
                    for length, reading in options
                ]
            begun = _SWITCH if chains else ONSET
            for there, until, after, price, reading in prices[before]:
                shared = chains & reading.chains
                cost = so_far + price + (_GO_ON if shared else begun)
                explained = shared or reading.chains
                known = there.get((after, explained))
                if known is None or cost < known[0]:
                    step = (at, until, reading, explained, last)
                    there[after, explained] = (cost, step)
    return reached[-1]


def _kept(states: dict[_Key, _State]) -> dict[_Key, _State]:
    """The cheapest states."""
    if len(states) < 3:
        return states
    kept = sorted(states.items(), key=lambda item: item[1][0])[:_WIDTH]
    most = kept[0][1][0] + _HOPELESS
    return {key: state for key, state in kept if state[0] < most}


def _arrive(states: dict[_Key, _State], key: _Key, state: _State) -> None:
    known = states.get(key)
    if known is None or state[0] < known[0]:
        states[key] = state


def _hits(last: _Step | None) -> Iterator[Hit]:
    """From the last to the first."""
    while last is not None:
        start, end, reading, chains, last = last
        yield Hit(start, end, reading.text, _cause(reading, chains), reading.cost)


_AHEAD = re.compile("[^\x00-\x7f](?:[^\x00-\x7f]|[ ?S])*")
"""What an image may begin: of ASCII it holds what a byte became, and "ß" in capitals."""


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

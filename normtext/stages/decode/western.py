"""Which single-byte encoding makes English or French of bytes.

The bytes above 7F tell, with their neighbours: windows are cut around some of them, read in each
encoding, and weighed by the character model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from normtext.ngrams import UNIT, CharacterModel

__all__ = ["WESTERN", "Reading", "Window", "best_reading", "windows_of"]

# What an encoding is handicapped by, in nats. Windows-1252 is what nearly all such text is in, and
# holds ISO-8859-1; the others must earn their place. Chosen on WMT 2008 and 2009, in steps of 1.
WESTERN = {
    "windows-1252": 0,
    "iso-8859-15": 2,
    "mac_roman": 2,
    "cp850": 2,
    "cp437": 3,
}

BEFORE = 3  # bytes: the context that the model uses
AFTER = 3  # bytes: the characters whose context the run is
PLACES = 4  # parts of the data that windows are taken from: one page may be English, the next not
MOST = 64  # windows: enough for any certainty, and a bound to the time
STRIDE = 8  # rounds in which the windows are weighed
HOPELESS = 40 * UNIT  # a lead that was never lost again in texts of WMT 2008 and 2009
SOME = 60  # bytes, which tell how well an encoding suits the text
ENOUGH = 250  # bytes, after which what costs 10 nats a byte is another script

_RUN = re.compile(rb"[\x80-\xff]+")
# A euro or an œ is all that tells ISO-8859-15 from Windows-1252, and there may be one in a page.
_EURO = re.compile(rb"[\xa4\xa6\xa8\xb4\xb8\xbc-\xbe](?![\x80-\xff])")
_LONGEST = 48  # bytes of a run that are weighed; in Latin script runs have one to four


class Window(NamedTuple):
    """A run of bytes above 7F and its neighbours."""

    before: bytes
    run: bytes  # and AFTER bytes more
    high: int  # how many of them are above 7F


class Reading(NamedTuple):
    """What single-byte encoding suits windows best, and how well."""

    encoding: str
    mean: float  # of a byte that was weighed, in nats


def windows_of(data: bytes, most: int = MOST) -> list[Window]:
    """Windows around runs of bytes above 7F, from all parts of the data.

    most: how many; and a quarter as many that tell ISO-8859-15.
    """
    ends: dict[int, int] = {}
    for part in range(PLACES):
        start = len(data) * part // PLACES
        for match in islice(_RUN.finditer(data, start), most // PLACES):
            # A run that begins before this part was met in the part before, or is too long to be.
            if match.start() > start or part == 0 or data[start - 1] < 0x80:
                ends[match.start()] = min(match.end(), match.start() + _LONGEST)
    for match in islice(_EURO.finditer(data), most // PLACES):
        ends.setdefault(match.start(), match.end())
    return list(_windows(data, sorted(ends.items())))


def _windows(data: bytes, runs: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """A window for each run; runs that stand close share one."""
    first = last = -1
    for start, end in runs:
        if first >= 0 and (start > last + AFTER or last - first > _LONGEST):
            yield _window(data, first, last)
            first = -1
        first, last = (start if first < 0 else first), end
    if first >= 0:
        yield _window(data, first, last)


def _window(data: bytes, start: int, end: int) -> Window:
    high = end - start - len(data[start:end].translate(None, _HIGH))
    return Window(data[max(0, start - BEFORE) : start], data[start : end + AFTER], high)


_HIGH = bytes(range(0x80, 0x100))


def best_reading(model: CharacterModel, windows: list[Window]) -> Reading:
    """The encoding that reads the windows best; Windows-1252 where there is nothing to tell.

    An encoding that falls behind by HOPELESS is not tried further; the order of the windows is such
    that all parts of the data are soon seen.
    """
    scores = {encoding: -UNIT * handicap for encoding, handicap in WESTERN.items()}
    weighed = 0
    for first in range(STRIDE):
        for window in windows[first::STRIDE]:
            if weighed >= SOME and _agree(window, scores):
                continue
            _weigh(model, window, scores)
            weighed += len(window.run)
        best = max(scores.values())
        scores = {name: score for name, score in scores.items() if score >= best - HOPELESS}
        if len(scores) == 1 or (weighed >= ENOUGH and best < -10 * UNIT * weighed):
            break
    encoding = max(scores, key=lambda name: scores[name])  # the first of equals
    total = scores[encoding] + UNIT * WESTERN[encoding]
    return Reading(encoding, total / UNIT / max(weighed, 1))


def _agree(window: Window, encodings: Iterable[str]) -> bool:
    """Whether a window reads the same in all encodings that are left, and tells nothing."""
    return len({window.run.decode(encoding, "replace") for encoding in encodings}) == 1


def _weigh(model: CharacterModel, window: Window, scores: dict[str, int]) -> None:
    """Add to the scores what the window is worth; encodings that agree on it cost one look."""
    seen: dict[tuple[str, str], int] = {}
    for encoding in scores:
        text = (window.run.decode(encoding, "replace"), window.before.decode(encoding, "replace"))
        if text not in seen:
            seen[text] = model.score(*text)
        scores[encoding] += seen[text]

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
FEW, MOST = 16, 64  # windows: enough for a clear race; enough for any certainty, to bound the time
EUROS = 16  # windows more that tell ISO-8859-15
STRIDE = 8  # rounds in which the windows are weighed
HOPELESS = 40 * UNIT  # a lead that was never lost again in texts of WMT 2008 and 2009
# Nats a byte: what costs less is Western, what costs more in another script. A race is clear after
# so many bytes of the one or the other where the encodings left read all windows alike, or after
# many of another script.
GOOD, BAD = -3.5 * UNIT, -10 * UNIT
ENOUGH, MANY = 40, 250

_RUN = re.compile(rb"[\x80-\xff]+")
# A euro or an œ is all that tells ISO-8859-15 from Windows-1252, and there may be one in a page.
_EURO = re.compile(rb"[\xa4\xa6\xa8\xb4\xb8\xbc-\xbe](?![\x80-\xff])")
_LONGEST = 48  # bytes of a run that are weighed; in Latin script runs have one to four

# What neither English nor French has, and the model, which sees three characters, takes for one of
# their rarer habits: an apostrophe inside a word that elides and contracts nothing, a space or a
# sign there, "ç" where "c" would do, "è" before a vowel, and a word of one capital that is none.
_ODD = re.compile(
    "(?<=[a-z]{2})(?<!qu|rd|ud)’(?!(?:s|t|d|m|l|re|ve|ll|em)(?![a-z]))(?=[a-z])"
    "|(?<=[a-zà-ÿ])[°†‡¶§¬¡¿¢£¥«»\xa0](?=[a-zà-ÿ])|(?<=[a-zà-ÿ])\xa0(?=[ ,.])"
    "|[çÇ](?=[^aouâôûà’AOUÂÔÛÀ])|è(?=[aeiou])|(?<![^ \n])[Ç-ÓÕ-Þ](?= )"
)
ODD = 6 * UNIT  # what each costs; chosen on WMT 2008 and 2009


class Window(NamedTuple):
    """A run of bytes above 7F and its neighbours."""

    before: bytes
    run: bytes  # and AFTER bytes more


class Reading(NamedTuple):
    """What single-byte encoding suits bytes best, and how well."""

    encoding: str
    mean: float  # of a byte that was weighed, in nats
    clear: bool  # whether more windows would not change it


def windows_of(data: bytes, most: int = MOST) -> list[Window]:
    """Windows around runs of bytes above 7F, from all parts of the data.

    most: how many, besides those that tell ISO-8859-15.
    """
    ends: dict[int, int] = {}
    for part in range(PLACES):
        start = len(data) * part // PLACES
        for match in islice(_RUN.finditer(data, start), most // PLACES):
            # A run that begins before this part was met in the part before, or is too long to be.
            if match.start() > start or part == 0 or data[start - 1] < 0x80:
                ends[match.start()] = min(match.end(), match.start() + _LONGEST)
    for match in islice(_EURO.finditer(data), EUROS):
        ends.setdefault(match.start(), match.end())
    return list(_windows(data, sorted(ends.items())))


def _windows(data: bytes, runs: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """A window for each run; runs that stand close share one."""
    first = last = -1
    for start, end in runs:
        if first >= 0 and (start > last + AFTER or last - first > _LONGEST):
            yield Window(data[max(0, first - BEFORE) : first], data[first : last + AFTER])
            first = -1
        first, last = (start if first < 0 else first), end
    if first >= 0:
        yield Window(data[max(0, first - BEFORE) : first], data[first : last + AFTER])


def best_reading(model: CharacterModel, data: bytes) -> Reading:
    """The encoding that reads bytes best; Windows-1252 where there is nothing to tell.

    Few windows are weighed, and more only where those leave a doubt.
    """
    reading = _race(model, windows_of(data, FEW))
    return reading if reading.clear else _race(model, windows_of(data))


def _race(model: CharacterModel, windows: list[Window]) -> Reading:
    """The encoding that reads windows best.

    One that falls behind by HOPELESS is not tried further; the order of the windows is such that
    all parts of the data are soon seen.
    """
    places: list[tuple[int, int, int]] = []  # where a window begins, its run, and its end
    end = 0
    for before, run in windows:
        start, middle = end, end + len(before)
        end = middle + len(run)
        places.append((start, middle, end))
    joined = b"".join([part for window in windows for part in window])
    texts = {encoding: joined.decode(encoding, "replace") for encoding in WESTERN}
    scores = {encoding: -UNIT * handicap for encoding, handicap in WESTERN.items()}
    weighed = 0
    clear = False
    for first in range(STRIDE):
        for start, middle, end in places[first::STRIDE]:
            readings = {encoding: texts[encoding][start:end] for encoding in scores}
            _weigh(model, readings, scores, middle - start)
            weighed += end - middle
            best = max(scores.values())
            scores = {name: score for name, score in scores.items() if score >= best - HOPELESS}
            alike = len({texts[encoding] for encoding in scores}) == 1
            good, bad = best >= GOOD * weighed, best < BAD * weighed
            clear = weighed >= ENOUGH and ((good and alike) or (bad and (alike or weighed >= MANY)))
            if clear:
                break
        if clear:
            break
    encoding = max(scores, key=lambda name: scores[name])  # the first of equals
    total = scores[encoding] + UNIT * WESTERN[encoding]
    return Reading(encoding, total / UNIT / max(weighed, 1), clear)


def _weigh(
    model: CharacterModel, readings: dict[str, str], scores: dict[str, int], at: int
) -> None:
    """Add to the scores what a window is worth; encodings that agree on it cost one look.

    at: where its run begins.
    """
    seen: dict[str, int] = {}
    for encoding, text in readings.items():
        worth = seen.get(text)
        if worth is None:
            worth = model.score(text[at:], text[:at]) - ODD * len(_ODD.findall(text))
            seen[text] = worth
        scores[encoding] += worth

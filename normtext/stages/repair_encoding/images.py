"""What the characters of English and French look like when they were misread, and back.

An *image* is what a character became. Besides the exact ones, which lose nothing, there are those
of text that was damaged again afterwards: no-break spaces made spaces, undefined bytes made U+FFFD
or question marks, controls removed, letters lower- or upper-cased.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from normtext.ngrams import load_characters, shape
from normtext.stages.repair_encoding.misreading import CODECS, Chain, misread

__all__ = ["CHAINS", "Images", "Reading", "images"]

_NBSP = "\N{NO-BREAK SPACE}"
_LETTERS = "".join(map(chr, range(0xC0, 0x100))) + "œŒŸšŠžŽčČćĆńşŞğĞıİłŁśŚāēīōūăřěőű"
_RARELY = "ÐðÞþ"  # meant, where something was lost and other letters would do
_SIGNS = (
    "«»‹›‘’‚“”„…–—‐\N{NON-BREAKING HYPHEN}\N{MINUS SIGN}•·€£¥¢§¶©®™°²³¹½¼¾µ×÷±¿¡†‡‰"
    "→←✓✔✅★☆●■♥♦❤☺☀☕⚠⚡✌✨❌❗⭐♪"
    f"{_NBSP}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{EN SPACE}\N{EM SPACE}"
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}\N{VARIATION SELECTOR-16}\ufeff"
)
_MEANT = tuple(dict.fromkeys(_LETTERS + _SIGNS))
_PICTURES = (
    "😀😁😂😃😄😅😆😇😉😊😋😍😎😏😐😒😔😘😜😞😡😢😭😱😳🙂🙃🙄🙈🙌🙏🤔🤗🤣🤩🤷🥰🥳"
    "👍👏👀👁👇👈👉👊👋👌👎💔💕💖💙💚💛💜💥💪💯🔥🌍🌟🌹🍀🍾🎁🎂🎈🎉🎊🎶🏆🏠🐱🐶📅📌📍📞📣📧📷"
    "🔔🔗🔴🗨🚀🚨🚫🛒" + "".join(map(chr, range(0x1F1E6, 0x1F200)))
)
"""Those that are met most; of those that lose what tells them apart, the first is taken. Exactly
misread once, any character is read without a table."""

_WEB: tuple[Chain, ...] = (
    ("windows-1252",),
    ("latin-1",),
    *product(("windows-1252", "latin-1"), repeat=2),
)

CHAINS: tuple[Chain, ...] = tuple(dict.fromkeys((*((name,) for name in CODECS), *_WEB)))
"""Any encoding once; twice what the Web does twice. A line that was misread otherwise, or more
often, as a whole, needs no table to be undone.
"""

_C1 = re.compile("[\x80-\x9f]")
_UNDEFINED = re.compile("[\x81\x8d\x8f\x90\x9d]")  # in Windows-1252


class Reading(NamedTuple):
    """What an image may have been.

    cost: of the damage beyond the misreading, in 1/100 nat.
    chains: a bit for each of CHAINS that makes the image.
    damage: the last part of the rule for damage beyond the misreading, or nothing.
    """

    text: str
    cost: int
    chains: int
    damage: str


class Images(NamedTuple):
    """Readings by image; `upper` holds for lines that were upper-cased after the misreading."""

    lower: dict[str, tuple[Reading, ...]]
    upper: dict[str, tuple[Reading, ...]]


@cache
def images() -> Images:
    """The tables, made at first use."""
    plain: dict[str, dict[str, Reading]] = {}
    upper: dict[str, dict[str, Reading]] = {}
    for number, chain in enumerate(CHAINS):
        bit = 1 << number
        for meant in _MEANT + tuple(_PICTURES if chain in _WEB else ""):
            image = misread(meant, chain)
            _add(plain, image, Reading(meant, 0, bit, ""))
            for damaged, text, cost, damage in _damaged(image, meant, chain):
                if damaged != image:
                    _add(plain, damaged, Reading(text, cost, bit, damage))
            _add(upper, image.upper(), Reading(meant.upper(), 0, bit, "upper-cased"))
    return Images(
        {image: _plausible(readings.values()) for image, readings in plain.items()},
        {image: tuple(readings.values()) for image, readings in upper.items()},
    )


def _plausible(readings: Collection[Reading]) -> tuple[Reading, ...]:
    """Nobody lower-cased what is an exact image as it stands; and what lost nearly everything is
    asked for what is frequent only.
    """
    exact = any(not reading.damage for reading in readings)
    found = [one for one in readings if not (exact and one.damage == "lower-cased")]
    if len(found) > _MOST:
        kept = sorted(found, key=lambda one: (one.damage != "", _rarity(one.text)))[:_MOST]
        found = [one for one in found if one in kept]
    return tuple(found)


_MOST = 12
"""Readings of an image. Of the thirty signs that begin with one byte most are hardly ever met."""


def _rarity(text: str) -> int:
    """What the last character of a text costs wherever it stands; what joins emoji is frequent."""
    model = load_characters()
    kind = model.costs[shape(text[0])]
    return 0 if text == "\N{ZERO WIDTH JOINER}" else kind + model.costs.get(text[0], kind)


def _add(table: dict[str, dict[str, Reading]], image: str, reading: Reading) -> None:
    """The cheapest way from an image to a text counts; equal ones are put together."""
    if image[:1].isascii() or image == reading.text:
        return
    readings = table.setdefault(image, {})
    known = readings.get(reading.text)
    if known is None or reading.cost < known.cost:
        readings[reading.text] = reading
    elif reading.cost == known.cost:
        readings[reading.text] = known._replace(chains=known.chains | reading.chains)


# Costs in 1/100 nat, from the study this follows: how rare each is beside plain mojibake.
_SPACE, _MARK, _REMOVED, _LOWER = 200, 200, 100, 250


def _damaged(image: str, meant: str, chain: Chain) -> Iterator[tuple[str, str, int, str]]:
    """Images that were damaged further, with what they were and what that costs."""
    if _NBSP in image:
        spaced = image.replace(_NBSP, " ")
        yield spaced, meant, _SPACE, "spaced"
        if image[-1] == _NBSP:  # and the space was one with the space after it
            yield spaced, meant + " ", _SPACE + 50, "spaced"
    yield image.lower(), meant.lower(), _LOWER, "lower-cased"
    if (meant > "\uffff" and "latin-1" in chain) or meant in _RARELY:
        return  # all emoji lose the same
    lost = (_UNDEFINED, _C1) if "latin-1" in chain else (_UNDEFINED,)
    for pattern in lost:
        yield pattern.sub("\ufffd", image), meant, _MARK, "replaced"
        yield pattern.sub("?", image), meant, _MARK, "questioned"
    yield _C1.sub("", image), meant, _REMOVED, "removed"

"""Pieces: a sentence that is too long for a model, cut where it hurts least."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["split_long"]

_CUTS = (
    re.compile(r"(?<=[.!?…;])\s+"),
    re.compile(r"(?<=[:,])\s+|(?<!\s)\s+(?=[—–(])"),
    re.compile(r"\s+"),
)
"""Where to cut, the best first."""


def split_long(sentence: str, limit: int, length: Callable[[str], int]) -> tuple[list[str], bool]:
    """Pieces of at most `limit` tokens, with the white space before each, and whether words were
    cut off from each other to get there. Joined, they are the sentence.

    >>> split_long("Il pleut ; il vente.", 3, lambda text: len(text.split()))
    (['Il pleut ;', ' il vente.'], False)
    """
    if length(sentence) <= limit:
        return [sentence], False
    for rank, cut in enumerate(_CUTS):
        places = [match.start() for match in cut.finditer(sentence) if match.start()]
        if places:
            middle = min(places, key=lambda at: abs(at - len(sentence) // 2))
            hard = rank == len(_CUTS) - 1
            break
    else:
        middle, hard = len(sentence) // 2, True
    if not 0 < middle < len(sentence):
        return [sentence], True
    left, hard_left = split_long(sentence[:middle], limit, length)
    right, hard_right = split_long(sentence[middle:], limit, length)
    return left + right, hard or hard_left or hard_right

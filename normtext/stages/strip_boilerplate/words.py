"""The words of lines: runs of letters, in lower case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

__all__ = ["words_of"]

_WORD = re.compile(r"[^\W\d_]+")
_WESTERN = "cp1252"  # all that most English and French texts are written with


def words_of(lines: Sequence[str]) -> list[list[str]]:
    """The words of each line.

    >>> words_of(["L’été 2022 :", "5 o'clock"])
    [['l', 'été'], ['o', 'clock']]
    """
    text = "\n".join(lines).lower()
    try:
        data = text.encode(_WESTERN)
    except UnicodeEncodeError:
        return [_WORD.findall(line) for line in text.split("\n")]
    # What is no letter becomes a space: the same words, three times faster.
    return [line.split() for line in data.translate(_letters()).decode(_WESTERN).split("\n")]


@cache
def _letters() -> bytes:
    """Each letter of the encoding and the line break as they are, all else a space."""
    chars = [bytes([code]).decode(_WESTERN, "replace") for code in range(256)]
    return bytes(
        code if char == "\n" or _WORD.fullmatch(char) else ord(" ")
        for code, char in enumerate(chars)
    )

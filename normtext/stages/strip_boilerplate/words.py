"""The letters and words of lines, in lower case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

from normtext.characters import beyond_ascii, without_surrogates

__all__ = ["letters", "spaced", "words_of"]

_WORD = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(r"(?!\n)[\W\d_]")
_LETTER = re.compile(r"[^\W_]")  # or a digit
_SIGN = re.compile(r"[\W_]")
_FEW = 50  # different characters
# All that most English and French texts are written with: the first is some thirty times faster,
# the second has œ too.
_WESTERN = ("latin-1", "cp1252")


def words_of(lines: Sequence[str]) -> list[list[str]]:
    """The words of each line.

    >>> words_of(["L’été 2022 :", "5 o'clock"])
    [['l', 'été'], ['o', 'clock']]
    """
    return [line.split() for line in spaced("\n".join(lines)).split("\n")] if lines else []


def spaced(text: str) -> str:
    """The letters of a text in lower case, its line breaks, and for all else a space.

    >>> spaced("L’été 2022 :")
    'l été       '
    """
    data, encoding = _western(text)
    if not encoding:
        return _replaced(_OTHER, " ", text.lower())
    # What is no letter becomes a space by a table: much faster than by a pattern.
    return data.translate(_words(encoding)).decode(encoding)


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case: what is alike in all typographies.

    >>> letters("« L’été 2022 »")
    'lété2022'
    """
    data, encoding = _western(text)
    if not encoding:
        return _replaced(_SIGN, "", text.lower())
    return data.translate(_letters(encoding), _signs(encoding)).decode(encoding)


def _replaced(pattern: re.Pattern[str], by: str, text: str) -> str:
    """A text with another for each character that a pattern matches."""
    found = [char for char in set(text) if pattern.fullmatch(char)]
    if len(found) > _FEW:
        return pattern.sub(by, text)
    for char in found:  # one by one they are replaced ten times faster
        text = text.replace(char, by)
    return text


def _western(text: str) -> tuple[bytes, str]:
    """A text in an encoding that can tell all its letters, and which that is; "" if none can."""
    for encoding in _WESTERN:
        with suppress(UnicodeEncodeError):
            return text.encode(encoding), encoding
    odd = set(beyond_ascii(without_surrogates(text))) - _characters(encoding)
    if _LETTER.search("".join(odd)):
        return b"", ""
    return text.encode(encoding, "replace"), encoding  # signs: an emoji, an arrow


@cache
def _characters(encoding: str) -> frozenset[str]:
    return frozenset(bytes(range(256)).decode(encoding, "ignore"))


@cache
def _words(encoding: str) -> bytes:
    """Each letter of an encoding in lower case, the line break as it is, all else a space."""
    return bytes(
        small if chr(small) == "\n" or _WORD.fullmatch(_char(code, encoding)) else ord(" ")
        for code, small in enumerate(_letters(encoding))
    )


@cache
def _letters(encoding: str) -> bytes:
    """Each letter of an encoding in lower case, all else as it is."""
    chars = (_char(code, encoding) for code in range(256))
    return b"".join(
        char.lower().encode(encoding) if _LETTER.fullmatch(char) else bytes([code])
        for code, char in enumerate(chars)
    )


@cache
def _signs(encoding: str) -> bytes:
    """What is neither a letter nor a digit."""
    return bytes(code for code in range(256) if _SIGN.fullmatch(_char(code, encoding)))


def _char(code: int, encoding: str) -> str:
    return bytes([code]).decode(encoding, "replace")

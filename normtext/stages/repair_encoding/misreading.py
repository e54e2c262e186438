"""How UTF-8 gets misread: the encodings, and what a character looks like afterwards."""

from __future__ import annotations

from functools import cache

import ftfy.bad_codecs

__all__ = ["CODECS", "Chain", "misread", "misread_once"]

ftfy.bad_codecs.ok()  # registers the sloppy codecs, which leave undefined bytes as controls

CODECS = {
    "windows-1252": "sloppy-windows-1252",
    "latin-1": "latin-1",
    "macroman": "mac_roman",
    "cp437": "cp437",
    "cp850": "cp850",
    "windows-1250": "sloppy-windows-1250",
    "windows-1251": "sloppy-windows-1251",
    "iso-8859-15": "iso-8859-15",
}
"""Names in rules, the likeliest first, and the codecs of Python and ftfy that never fail."""

Chain = tuple[str, ...]
"""Names of encodings: UTF-8 was read as the first, that, again in UTF-8, as the next."""


def misread(text: str, chain: Chain) -> str:
    """What becomes of a text.

    >>> misread("é", ("windows-1252", "windows-1252"))
    'ÃƒÂ©'
    """
    for name in chain:
        text = "".join(misread_once(char, name) for char in text)
    return text


@cache
def misread_once(char: str, name: str) -> str:
    """One character, misread once."""
    return char.encode().decode(CODECS[name])

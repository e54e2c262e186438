"""Mojibake: UTF-8 that was read as something else, once or more, and nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import ftfy.bad_codecs
from hypothesis import strategies as st

from normtext.testing.grammar import english_text, french_text

__all__ = ["CHAINS", "Mojibake", "misread", "mojibake"]

ftfy.bad_codecs.ok()  # registers the sloppy codecs, which have a character for every byte

CHAINS = (
    ("sloppy-windows-1252",),
    ("latin-1",),
    ("sloppy-windows-1252", "sloppy-windows-1252"),
    ("latin-1", "sloppy-windows-1252"),
    ("macroman",),
    ("cp437",),
    ("sloppy-windows-1250",),
    ("iso-8859-2",),
)
"""How text is misread, the commonest first. Each has a character for every byte."""


class Mojibake(NamedTuple):
    """text: what it reads now. clean: what it was. chain: the encodings it was misread as."""

    text: str
    clean: str
    chain: tuple[str, ...]


def misread(text: str, chain: Sequence[str]) -> str:
    """A text whose UTF-8 was read as each of the encodings in turn.

    What an encoding has no character for becomes U+FFFD; the chains of CHAINS have one for every
    byte.

    >>> misread("été", ["latin-1"])
    'Ã©tÃ©'
    """
    for encoding in chain:
        text = text.encode().decode(encoding, "replace")
    return text


def mojibake(
    of: st.SearchStrategy[str] | str | None = None, chain: Sequence[str] | None = None
) -> st.SearchStrategy[Mojibake]:
    """A text that was misread, with the truth.

    of: the text, or a strategy of it; English or French text if not given. chain: the encodings
    it was misread as, one after the other; one of CHAINS if not given.

    >>> from hypothesis import find
    >>> find(mojibake("café"), lambda found: True)
    Mojibake(text='cafÃ©', clean='café', chain=('sloppy-windows-1252',))
    """
    if of is None:
        of = st.one_of(french_text(), english_text())
    texts = st.just(of) if isinstance(of, str) else of
    chains = st.sampled_from(CHAINS) if chain is None else st.just(tuple(chain))
    return st.builds(lambda text, way: Mojibake(misread(text, way), text, way), texts, chains)

"""Bytes: text in an encoding, in several, or in none."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from normtext.testing.grammar import english_text, french_text, sentences

__all__ = ["ENCODINGS", "Encoded", "any_bytes", "encoded", "mixed_lines"]

ENCODINGS = (
    "utf-8", "windows-1252", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1",
    "macroman", "windows-1251", "utf-7",
)  # fmt: skip


class Encoded(NamedTuple):
    """data: the bytes. text: what they say. encoding: how to read them so."""

    data: bytes
    text: str
    encoding: str


def encoded(
    text: st.SearchStrategy[str] | str | None = None, encoding: str | None = None
) -> st.SearchStrategy[Encoded]:
    """The bytes of a text, with the truth.

    text: the text, or a strategy of it; English or French if not given. encoding: a Python codec;
    one of ENCODINGS if not given. What it has no bytes for is a question mark in both.

    >>> from hypothesis import find
    >>> find(encoded("déjà", "latin-1"), lambda found: True)
    Encoded(data=b'd\\xe9j\\xe0', text='déjà', encoding='latin-1')
    """
    if text is None:
        text = st.one_of(french_text(), english_text())
    texts = st.just(text) if isinstance(text, str) else text
    names = st.sampled_from(ENCODINGS) if encoding is None else st.just(encoding)
    return st.builds(_encoded, texts, names)


def _encoded(text: str, encoding: str) -> Encoded:
    data = text.encode(encoding, "replace")
    return Encoded(data, data.decode(encoding), encoding)


mixed_lines = st.lists(
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        sentences("fr"),
        st.sampled_from(("utf-8", "windows-1252")),
    ),
    max_size=6,
).map(b"\n".join)
"""Lines, each in UTF-8 or in Windows-1252."""

_PIECES = (
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0", b"\n", b"\r\n", b" ",
    b"caf\xe9", b"\xc3", b"\xe2\x80", b"\x81", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x80",
    b"\xc0\x80", "l’été".encode(), "l’été".encode("windows-1252"), "Żółta łódź".encode(),
)  # fmt: skip

any_bytes = st.one_of(
    st.binary(max_size=60),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=3)), max_size=16).map(b"".join),
)
"""Any bytes, and such as decoders trip over."""

"""Text that nobody would write and somebody will send."""

from __future__ import annotations

from hypothesis import strategies as st

from normtext.testing.mojibake import CHAINS, misread

__all__ = ["ENTITIES", "INVISIBLE", "LETTERS", "SPACES", "SURROGATES", "any_text", "hostile_text"]

ENTITIES = (
    "&amp;", "&eacute;", "&amp;amp;eacute;", "&#233;", "&#xe9;", "&lt;b&gt;", "<b>", "</b>", "<",
    "&", "&zork;", "&amp;zork;", "&#0;", "&#8203;", "&nbsp;", "&#10;", "&#38;", "&#xD800;",
    "&Atilde;&copy;", "&rsquo;", "&shy;", "&#x202e;",
)  # fmt: skip

INVISIBLE = (
    "\0", "\x07", "\x1b[31m", "\x1b", "\x7f", "\x85", "\x92", "\xad", "\u034f", "\u061c", "\u180e",
    "\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u202c", "\u2060", "\u2066", "\u2069",
    "\ufeff", "\ufffc", "\ufffd", "\ufffe", "\ufdd0", "\U000e0041", "\U000e007f",
)  # fmt: skip
"""Controls, zero width and bidirectional characters, tags, and what is no character."""

SPACES = (
    " ", "  ", "\t", " \t ", "\xa0", "\u202f", "\u2009", "\u3000", "\u1680", "\x1f", "\n", "\n\n",
    "\n\n\n\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\u2028", "\u2029", "\n \n",
)  # fmt: skip

LETTERS = (
    "a", "B", "é", "œ", "e\u0301", "e\u0301\u0323", "e\u0301\u034f\u0307\u0323", "\u0301", "\u0345",
    "\u212b", "\u1100\u1161", "\u11a8", "\ufb01", "\ufb03", "ก", "\u0e33", "ا", "ل", "क्\u200dष",
    "\u0f71\u0f72", "한", "ß", "ⅷ", "½", "ｆ", "«\xa0", "\xa0»", "’", "…", "—", "!", ".", "1",
)  # fmt: skip

EMOJI = (
    "\N{GRINNING FACE}",
    "\N{WOMAN}\u200d\N{MAN}\u200d\N{GIRL}",
    "\N{HEAVY BLACK HEART}\ufe0f",
    "\N{WAVING BLACK FLAG}\U000e0067\U000e0062\U000e007f",
    "1\ufe0f\u20e3",
    "\N{REGIONAL INDICATOR SYMBOL LETTER F}\N{REGIONAL INDICATOR SYMBOL LETTER R}",
)

SURROGATES = ("\ud800", "\udc80", "\udce9", "\ud83d\ude00")

_MISREAD = tuple(misread(word, chain) for chain in CHAINS for word in ("é", "l’œuf", "à "))
_HEAPS = ("\u0301", "\u0323", "&amp;", "\u200d", "\x1b[", " ", "\n \n", "Ã©", "a", "A.", "-")

any_text = st.text(st.characters(), max_size=60)
"""Any code points, surrogates among them."""


def hostile_text() -> st.SearchStrategy[str]:
    """Surrogates, bidirectional overrides, zero width, NUL, towers of marks, lines without end.

    >>> from hypothesis import find
    >>> find(hostile_text(), lambda text: "\\ud800" in text)
    '\\ud800'
    """
    pieces = st.one_of(
        st.sampled_from((*LETTERS, *SPACES, *ENTITIES, *EMOJI, *_MISREAD, *INVISIBLE, *SURROGATES)),
        st.characters(),
    )
    heaps = st.builds(
        lambda piece, count: piece * count, st.sampled_from(_HEAPS), st.sampled_from((40, 300))
    )
    odd = st.lists(pieces, max_size=24).map("".join)
    heaped = st.tuples(odd, heaps, odd).map("".join)
    return st.one_of(any_text, odd, odd, odd, heaped)

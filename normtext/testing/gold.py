"""Dirty documents that know the truth: what they were, and where they were spoilt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from normtext.spans import Span

__all__ = ["GoldDocument", "GoldSentence", "GoldSpan", "Piece"]


class GoldSpan(NamedTuple):
    """`span` of the dirty text stands where the clean text has `clean`.

    kind: `mojibake`, `entity`, `invisible`, `space`, or `boilerplate`.
    """

    span: Span
    kind: str
    clean: str


class GoldSentence(NamedTuple):
    """A sentence of the clean text, and its language."""

    text: str
    lang: str


class GoldDocument(NamedTuple):
    """A dirty text, the clean text it was made of, and all that happened on the way.

    text: what a pipeline is given. clean: what it should make of that. lang: `en`, `fr`, or `mul`
    for both. spans: in order and apart; with each replaced by its `clean`, `text` is `clean`.
    sentences: of the clean text, in order.
    """

    text: str
    clean: str
    lang: str
    spans: tuple[GoldSpan, ...]
    sentences: tuple[GoldSentence, ...]

    def mended(self) -> str:
        """The dirty text with each span replaced by what it should be: `clean`."""
        parts: list[str] = []
        at = 0
        for (start, end), _, clean in self.spans:
            parts += (self.text[at:start], clean)
            at = end
        return "".join((*parts, self.text[at:]))


class Piece(NamedTuple):
    """A part of a document in the making: what it reads, and what it read before, if it did not."""

    text: str
    clean: str
    kind: str = ""

    @classmethod
    def of(cls, text: str) -> Piece:
        """A piece that nothing happened to."""
        return cls(text, text)


def assembled(
    pieces: Iterable[Piece], lang: str, sentences: Iterable[GoldSentence]
) -> GoldDocument:
    """The document that the pieces make, one after the other."""
    texts: list[str] = []
    cleans: list[str] = []
    spans: list[GoldSpan] = []
    at = 0
    for text, clean, kind in pieces:
        texts.append(text)
        cleans.append(clean)
        if kind:
            spans.append(GoldSpan(Span(at, at + len(text)), kind, clean))
        at += len(text)
    return GoldDocument("".join(texts), "".join(cleans), lang, tuple(spans), tuple(sentences))

"""Documents as the web has them: an article, damage in it, furniture around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html.entities import html5

from hypothesis import strategies as st

from normtext.testing.gold import GoldDocument, GoldSentence, Piece, assembled
from normtext.testing.grammar import LANGUAGES, grammar, sentences
from normtext.testing.mojibake import misread

__all__ = ["boilerplate_blocks", "documents", "mixed_documents"]


def boilerplate_blocks(lang: str = "en") -> st.SearchStrategy[str]:
    """Lines that stand around an article: share widgets, links, comment forms, notices.

    >>> from hypothesis import find
    >>> find(boilerplate_blocks("en"), lambda block: True)
    'Share this:'
    """
    lines = [line for kind in grammar(lang).boilerplate.values() for line in kind]
    return st.lists(st.sampled_from(lines), min_size=1, max_size=4, unique=True).map("\n".join)


def documents(lang: str | None = None, *, dirty: bool = True) -> st.SearchStrategy[GoldDocument]:
    """A document and its truth.

    lang: `en`, `fr`, or either if not given. dirty: with damage in the article and furniture
    around it; otherwise `text` is `clean`.

    >>> from hypothesis import find
    >>> found = find(documents("fr"), lambda doc: doc.spans != ())
    >>> found.text != found.clean == found.mended()
    True
    """
    one = st.sampled_from(LANGUAGES) if lang is None else st.just(lang)
    return one.flatmap(lambda lang: _document(lang, (lang,), dirty=dirty))


def mixed_documents(*, dirty: bool = True) -> st.SearchStrategy[GoldDocument]:
    """A document whose sentences are each in English or in French, and both occur."""
    return _document("mul", LANGUAGES, dirty=dirty).filter(
        lambda doc: len({sentence.lang for sentence in doc.sentences}) > 1
    )


def _document(
    lang: str, languages: Sequence[str], *, dirty: bool
) -> st.SearchStrategy[GoldDocument]:
    sentence = st.one_of(*(sentences(name).map(_of_language(name)) for name in languages))
    damage = st.sampled_from(_DAMAGE) if dirty else st.just(_none)
    told = st.tuples(sentence, damage)
    blocks = st.one_of(st.just(""), *(boilerplate_blocks(name) for name in languages))
    furniture = st.tuples(blocks, blocks) if dirty else st.just(("", ""))
    paragraphs = st.lists(st.lists(told, min_size=1, max_size=3), min_size=1, max_size=4)
    return st.builds(
        lambda article, around: assembled(
            _pieces(article, around), lang, [one for block in article for one, _ in block]
        ),
        paragraphs,
        furniture,
    )


def _of_language(lang: str) -> Callable[[str], GoldSentence]:
    return lambda text: GoldSentence(text, lang)


_Damage = Callable[[str], list[Piece]]


def _pieces(
    article: Sequence[Sequence[tuple[GoldSentence, _Damage]]], around: tuple[str, str]
) -> list[Piece]:
    above, below = around
    pieces = [Piece(f"{above}\n\n", "", "boilerplate")] if above else []
    for number, block in enumerate(article):
        if number:
            pieces.append(Piece.of("\n\n"))
        for place, (sentence, damage) in enumerate(block):
            if place:
                pieces.append(Piece.of(" "))
            pieces += damage(sentence.text)
    if below:
        pieces.append(Piece(f"\n\n{below}", "", "boilerplate"))
    return pieces


def _none(text: str) -> list[Piece]:
    return [Piece.of(text)]


def _each_beyond_ascii(kind: str, spoilt: Callable[[str], str]) -> _Damage:
    def damage(text: str) -> list[Piece]:
        return [
            Piece.of(char) if char.isascii() else Piece(spoilt(char), char, kind) for char in text
        ]

    return damage


def _at_each_space(kind: str, spoilt: str, clean: str) -> _Damage:
    def damage(text: str) -> list[Piece]:
        first, *others = text.split(" ")
        pieces = [Piece.of(first)]
        for word in others:
            pieces += (Piece(spoilt, clean, kind), Piece.of(word))
        return pieces

    return damage


_ENTITIES: dict[str, str] = {
    char: f"&{name}" for name, char in html5.items() if len(char) == 1 and name.endswith(";")
}

_DAMAGE: tuple[_Damage, ...] = (
    _none,
    _each_beyond_ascii("mojibake", lambda char: misread(char, ["sloppy-windows-1252"])),
    _each_beyond_ascii("entity", lambda char: char.encode("ascii", "xmlcharrefreplace").decode()),
    _each_beyond_ascii("entity", lambda char: _ENTITIES.get(char, char)),
    _at_each_space("space", "  ", " "),
    _at_each_space("invisible", " \N{ZERO WIDTH SPACE}", " "),
)

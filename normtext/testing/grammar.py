"""Sentences and lines of furniture, put together from parts that lie in `words/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from hypothesis import strategies as st

from normtext.errors import unknown_name

__all__ = ["LANGUAGES", "Grammar", "english_text", "french_text", "grammar", "sentences", "texts"]

LANGUAGES = ("en", "fr")

_SLOT = re.compile(r"\{(\w+)\}")


class Grammar(NamedTuple):
    """sentence: templates; parts: what fills their slots; boilerplate: lines by kind."""

    sentence: Sequence[str]
    parts: Mapping[str, Sequence[str]]
    boilerplate: Mapping[str, Sequence[str]]


@cache
def grammar(lang: str) -> Grammar:
    """The grammar of a language. Raises ConfigError for one that there is none of."""
    if lang not in LANGUAGES:
        raise unknown_name("language", lang, LANGUAGES)
    file = files("normtext") / "testing" / "words" / f"{lang}.toml"
    return Grammar(**tomllib.loads(file.read_text(encoding="utf-8")))


def sentences(lang: str = "en") -> st.SearchStrategy[str]:
    """One sentence, `en` or `fr`, which ends as sentences do.

    >>> from hypothesis import find
    >>> find(sentences("fr"), lambda sentence: sentence.startswith("Ma")).startswith("Ma sœur a")
    True
    """
    template, parts, _ = grammar(lang)
    return st.sampled_from(template).flatmap(lambda form: _filled(form, parts))


def _filled(form: str, parts: Mapping[str, Sequence[str]]) -> st.SearchStrategy[str]:
    names: list[str] = _SLOT.findall(form)
    slots = [st.sampled_from(parts[name]) for name in names]
    empty = _SLOT.sub("{}", form)
    return st.tuples(*slots).map(lambda words: empty.format(*words))


def texts(lang: str, *, paragraphs: int = 4) -> st.SearchStrategy[str]:
    """Clean text: paragraphs of sentences, with a blank line between them; never empty."""
    paragraph = st.lists(sentences(lang), min_size=1, max_size=4).map(" ".join)
    return st.lists(paragraph, min_size=1, max_size=paragraphs).map("\n\n".join)


def french_text() -> st.SearchStrategy[str]:
    """Clean French: paragraphs of sentences, with a blank line between them."""
    return texts("fr")


def english_text() -> st.SearchStrategy[str]:
    """Clean English: paragraphs of sentences, with a blank line between them."""
    return texts("en")

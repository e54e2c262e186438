"""Sentences and lines of furniture, put together from parts that lie in `words/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import prod
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
    >>> "Zoé" in find(sentences("fr"), lambda sentence: "Zoé" in sentence)
    True
    """
    forms = _forms(lang)
    return st.integers(0, sum(form.size for form in forms) - 1).map(lambda n: _nth(forms, n))


class _Form(NamedTuple):
    """A template with empty slots, what fills each, and how many sentences that makes."""

    template: str
    slots: tuple[Sequence[str], ...]
    size: int


@cache
def _forms(lang: str) -> tuple[_Form, ...]:
    templates, parts, _ = grammar(lang)
    slots = [tuple(parts[name] for name in _SLOT.findall(one)) for one in templates]
    return tuple(
        _Form(_SLOT.sub("{}", one), lists, prod(map(len, lists)))
        for one, lists in zip(templates, slots, strict=True)
    )


def _nth(forms: Sequence[_Form], number: int) -> str:
    """One number a sentence, the simplest first: quickly drawn, and quickly made smaller."""
    for template, slots, size in forms:
        if number < size:
            words = []
            for slot in slots:
                number, place = divmod(number, len(slot))
                words.append(slot[place])
            return template.format(*words)
        number -= size
    raise IndexError(number)


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

"""Protection: spans that must come through unchanged, and terms with a translation of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

__all__ = ["Kept", "Protection", "lost"]


class Kept(NamedTuple):
    """A span of a sentence, half-open, in code points, and what must stand for it."""

    start: int
    end: int
    text: str


_SPANS = re.compile(
    r"""
    (?:https?://|www\.)(?:[.,;:!?)\]'’]*+[^\s<>"«».,;:!?)\]'’])++  # without what ends a sentence
    | (?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++        # an email
    | (?<![\w@])@\w++                                     # @user
    | (?<![\w&])\#[\d_]*+[^\W\d_]\w*+                     # #tag; "#3" is a number
    | `[^`\n]++`                                          # code
    | [\U0001F1E6-\U0001F1FF]{2}                          # a flag
    | [\u2600-\u27BF\U0001F300-\U0001FAFF][\uFE0F\u200D\U0001F3FB-\U0001F3FF\u2640\u2642]*
    """,
    re.VERBOSE,
)
"""Each alternative goes on from its first character without a choice: linear."""


class Protection:
    """Finds what must be kept.

    glossary: French terms and what must stand for them. names: what is never translated. Both
    whole words, as they are written, the longest first.

    >>> Protection({"dépôt": "warehouse"}).kept("Le dépôt : https://depot.ca/.")
    [Kept(start=3, end=8, text='warehouse'), Kept(start=11, end=28, text='https://depot.ca/')]
    """

    def __init__(
        self, glossary: Mapping[str, str] | None = None, names: Iterable[str] = ()
    ) -> None:
        self._wanted = {**{name: name for name in names}, **(glossary or {})}
        self._terms = _terms(tuple(sorted(self._wanted, key=lambda term: (-len(term), term))))

    def kept(self, sentence: str) -> list[Kept]:
        """What must be kept of a sentence, in order, without overlap."""
        found = [Kept(*match.span(), match.group()) for match in _SPANS.finditer(sentence)]
        if self._terms is None:
            return found
        taken = [(kept.start, kept.end) for kept in found]
        for match in self._terms.finditer(sentence):
            start, end = match.span()
            if all(end <= begin or stop <= start for begin, stop in taken):
                found.append(Kept(start, end, self._wanted[match.group()]))
        return sorted(found)


def lost(kept: Iterable[Kept], translation: str) -> list[str]:
    """What must be in a translation and is not, or not as often.

    >>> lost(Protection().kept("@zoe, @zoe et @max"), "@zoe and @max")
    ['@zoe']
    """
    wanted = Counter(span.text for span in kept)
    return [text for text, times in wanted.items() if translation.count(text) < times]


@cache
def _terms(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    if not terms:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, terms))})(?!\w)")

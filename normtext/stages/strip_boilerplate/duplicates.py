"""Lines of the head that say again what stands above them.

Pages print their title and their standfirst twice. Only the head of a document is looked at, and
only what stands close: a paragraph of the body is never removed for resembling its summary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["is_duplicate"]

_NEAR = 3  # lines above that a line is compared with
_HEAD = 6  # lines of the document, from its first
_SHORTEST = 20  # code points: shorter lines are often repeated on purpose
_ALIKE = 0.8  # of the words of both: the variant of a title differs in a word or two of fifteen
_WORD = re.compile(r"\w+")


def is_duplicate(line: str, above: Sequence[str]) -> bool:
    """Whether a line repeats one of the kept lines above it, all of which are given.

    >>> is_duplicate("The council has sold the old depot", ["Council sells the old depot"])
    False
    >>> is_duplicate("On Monday the council sold it.", ["Sold", "On Monday the council sold it."])
    True
    """
    if not above or len(above) >= _HEAD or len(line) < _SHORTEST:
        return False
    if line in above[-_NEAR:]:
        return True
    return len(above) <= _NEAR and _is_variant(line, above[0])


def _is_variant(line: str, title: str) -> bool:
    """Whether two lines say the same in all but the same words."""
    words, others = _words(line), _words(title)
    if min(len(words), len(others)) < 5 or len(title) > 2 * len(line) or len(line) > 2 * len(title):
        return False
    return len(words & others) >= _ALIKE * len(words | others)


def _words(line: str) -> set[str]:
    """Lower case and without accents, so that "renforce" and "renforcé" are one word."""
    bare = unicodedata.normalize("NFD", line.lower())
    return set(_WORD.findall("".join(char for char in bare if not unicodedata.combining(char))))

"""Lines of the head that say again what stands above them.

Pages print their title and their standfirst twice. Only the head of a document is looked at, and
there only the title and the line above: a paragraph of the body is never removed for resembling
its summary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from normtext.prose import is_prose

__all__ = ["is_duplicate"]

_HEAD = 6  # lines of the document, from its first
_VARIANTS = 3  # lines below the title that may be a variant of it
_SHORTEST = 20  # code points: shorter lines are often repeated on purpose
_ALIKE = 0.85  # of the words of both, in order: a variant differs in a word or two of fifteen

# Two lines that differ in one of these, or in a number, say different things.
_TELLING = frozenset(
    ("not", "no", "nor", "never", "without", "ne", "pas", "ni", "jamais", "aucun", "aucune", "sans")
)
_FOUND = _ALIKE / (2 - _ALIKE)  # of the words of a title, in a line that is as much alike
_FEWEST_WORDS = 5  # of either: fewer are too easily alike


def is_duplicate(line: str, above: Sequence[str]) -> bool:
    """Whether a line repeats the first or the last of the kept lines above it.

    >>> is_duplicate("The council has sold the old depot", ["Council sells the old depot"])
    False
    >>> is_duplicate("Council sells the old depot", ["Council sells the old depot", "It did."])
    True
    """
    if not above or len(above) >= _HEAD or len(line) < _SHORTEST:
        return False
    if line == above[0] or (line == above[-1] and is_prose(line)):
        return True
    return len(above) <= _VARIANTS and _is_variant(line, above[0])


def _is_variant(line: str, title: str) -> bool:
    """Whether two lines say the same in all but the same words."""
    if not 4 * len(title) <= 6 * len(line) <= 9 * len(title):  # too long or too short by a half
        return False
    others = _words(title)
    if len(others) < _FEWEST_WORDS or not _says(_flat(line), others):
        return False  # most pairs: no need to align them
    words = _words(line)
    if len(words) < _FEWEST_WORDS:
        return False
    one, other = set(words), set(others)
    if any(word in _TELLING or word.isdecimal() for word in one ^ other):
        return False
    return SequenceMatcher(None, words, others, autojunk=False).ratio() >= _ALIKE


def _says(flat: str, words: Sequence[str]) -> bool:
    """Whether so many of the words stand in a line that it may be as much alike."""
    spare = (1 - _FOUND) * len(words)
    for word in words:
        if word not in flat:
            spare -= 1
            if spare < 0:
                return False
    return True


@lru_cache(maxsize=16)  # a title is compared with a few lines
def _words(line: str) -> Sequence[str]:
    return _flat(line).encode("ascii").translate(_SPACED).decode("ascii").split()


def _flat(line: str) -> str:
    """Lower case and without accents, so that "renforce" and "renforcé" are one word."""
    if line.isascii():
        return line.lower()
    try:  # by a table: ten times faster
        return line.encode("latin-1").translate(_BARE, _OTHER).decode("ascii")
    except UnicodeEncodeError:
        return _without_accents(line).lower()


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode("ascii")


_LATIN = [_without_accents(chr(code)).lower() for code in range(256)]
_BARE = "".join(char or " " for char in _LATIN).encode("ascii")
_OTHER = bytes(code for code, char in enumerate(_LATIN) if not char)
_SPACED = bytes(code if re.match(r"\w", chr(code)) else ord(" ") for code in range(256))
"""Letters, digits and underscores as they are, all else a space: faster than a pattern."""

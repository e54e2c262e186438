"""What tells running text from titles, labels and items, by shape alone."""

from __future__ import annotations

import re

from normtext.characters import SPACES

__all__ = ["CLOSING", "can_be_title", "ends_sentence", "is_prose"]

_LONG = 80  # code points: hardly any title, label or item of a list is as long
_SHORTEST = 35  # code points of a line that ends like a sentence and is more than a label

CLOSING = f"'\")]”’»{SPACES}"
"""What may stand behind the stop of a sentence."""
_MOST_CLOSING = 4
_STOPS = (".", "!", "?", "…")

_LONGEST_TITLE = 160  # code points
_WORD = re.compile(r"[^\W\d_]{2}")
# Addresses, markup, code, trails such as "Home > News > Title", and what announces what follows.
_NO_TITLE = re.compile(
    r"https?:|www\.|<[\w/!]|[{}=\\]|/\*|[>›»|][^>›»|]+[>›»|]|[,;:]\s*$", re.IGNORECASE
)


def can_be_title(line: str) -> bool:
    """Whether a line may be a title: two words or more, and no address, markup, trail or menu.

    >>> can_be_title("The depot is sold"), can_be_title("News"), can_be_title("Home > News > Depot")
    (True, False, False)
    """
    if len(line) > _LONGEST_TITLE or len(line.split()) < 2 or not _WORD.search(line):
        return False
    return _NO_TITLE.search(line) is None


def ends_sentence(line: str) -> bool:
    """Whether a line ends like a sentence, quotes and brackets after the stop included.

    >>> ends_sentence("“Not today.”"), ends_sentence("Not today")
    (True, False)
    """
    return line[-_MOST_CLOSING - 1 :].rstrip(CLOSING).endswith(_STOPS)


def is_prose(line: str) -> bool:
    """Whether a line is running text.

    >>> is_prose("It rained for most of the long afternoon."), is_prose("Rain.")
    (True, False)
    """
    return len(line) >= _LONG or (len(line) >= _SHORTEST and ends_sentence(line))

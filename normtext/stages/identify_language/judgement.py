"""What an engine says of a text, and what an engine is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

UND = "und"
LEAST = 0.01  # a language less likely than that is not named


class Guess(NamedTuple):
    """A language and how far to trust it.

    >>> Guess("fr", 0.9931).lang
    'fr'
    """

    lang: str  # BCP 47; "und" when there is nothing to go by
    score: float  # 0 to 1, rounded to 4 decimals


NONE = Guess(UND, 0.0)


class Judgement(NamedTuple):
    """The answer for a text by itself, and every language it may be in, the likeliest first.

    The answer is `und` where the likeliest is not likely enough; `likely` is empty where the text
    has no word in it, and then no neighbour lends it a language either.
    """

    answer: Guess
    likely: tuple[Guess, ...] = ()


def likely_of(languages: Sequence[str], shares: npt.NDArray[np.float64]) -> list[tuple[Guess, ...]]:
    """What can be named of each row of shares, the likeliest first; equals by tag."""
    rows: list[list[Guess]] = [[] for _ in shares]
    places, columns = (shares >= LEAST).nonzero()
    scores = shares[places, columns].tolist()
    for place, column, score in zip(places.tolist(), columns.tolist(), scores, strict=True):
        rows[place].append(Guess(languages[column], round(score, 4)))
    return [tuple(sorted(row, key=_rank) if len(row) > 1 else row) for row in rows]


def _rank(guess: Guess) -> tuple[float, str]:
    return -guess.score, guess.lang


class Engine(Protocol):
    """Tells the language of texts, each by itself, whatever the others of the batch are."""

    name: ClassVar[str]

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """A judgement for each text, in order. Never raises on content."""
        ...

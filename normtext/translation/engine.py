"""Engine: what runs a model, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

__all__ = ["Engine", "Output"]


class Output(NamedTuple):
    """A sentence as the model has it.

    score: the mean logarithm of the probability of its tokens, 0 at best. cut: it ran into the
    longest translation the engine makes.
    """

    text: str
    score: float
    cut: bool = False


class Engine(Protocol):
    """Translates sentences one to one, in their order."""

    def translate(self, sentences: Sequence[str], *, no_repeat: bool = False) -> list[Output]:
        """The sentences in the other language. no_repeat: no three tokens twice, against loops."""
        ...

    def length(self, sentence: str) -> int:
        """In tokens of the model."""
        ...

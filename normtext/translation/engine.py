"""Engine: what runs a model, and what it answers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from normtext.errors import ModelError

__all__ = ["Engine", "Output", "refuse_fork"]


class Output(NamedTuple):
    """A sentence as the model has it.

    score: the mean logarithm of the probability of its tokens, 0 at best. cut: it ran into the
    longest translation the engine makes.
    """

    text: str
    score: float
    cut: bool = False


class Engine(Protocol):
    """Translates sentences one to one, in their order.

    It belongs to the process that made it, and raises ModelError in a fork of that: CTranslate2's
    threads do not survive one, and would be waited for for ever.
    """

    def translate(self, sentences: Sequence[str], *, no_repeat: bool = False) -> list[Output]:
        """The sentences in the other language. no_repeat: no three tokens twice, against loops."""
        ...

    def length(self, sentence: str) -> int:
        """In tokens of the model."""
        ...


def refuse_fork(process: int) -> None:
    """Raise ModelError in any other process than the one of this number."""
    if os.getpid() != process:
        raise ModelError(
            "this process was forked from one that had loaded a model, which cannot work: "
            "start processes with multiprocessing.get_context('spawn'), or use threads"
        )

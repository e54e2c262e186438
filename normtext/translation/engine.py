"""Engine: what runs a model. Two of them, behind one small interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from normtext.errors import unknown_name
from normtext.translation.packages import Package
from normtext.translation.profiles import Profile

__all__ = ["ENGINES", "Engine", "Output", "engine_of"]


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


def engine_of(name: str, package: Package, profile: Profile, threads: int) -> Engine:
    """The engine of a name, its model loaded. threads: 0 for as many as there are cores."""
    if name not in ENGINES:
        raise unknown_name("engine", name, ENGINES)
    if name == "argos":
        from normtext.translation.argos import ArgosEngine

        return ArgosEngine(package)
    from normtext.translation.direct import DirectEngine

    return DirectEngine(package, profile, threads)


ENGINES = ("argos", "ctranslate2")

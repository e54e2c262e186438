"""What a law is, and how it says that it was broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from normtext.pipeline import Pipeline
from normtext.stage import Editor, LocalEditor

__all__ = ["Broken", "Law", "law", "require"]

Check = Callable[[Pipeline, str | bytes], None]


class Broken(Exception):
    """A law does not hold. why: what is the matter; edit: what shows it, where one does."""

    def __init__(self, why: str, edit: object = None) -> None:
        super().__init__(why)
        self.why = why
        self.edit = edit


@dataclass(frozen=True)
class Law:
    """A promise, and the function that raises Broken where a pipeline does not keep it.

    given: what it is tried on: any `source`, two `lines`, or `nothing`.
    """

    name: str
    promise: str
    check: Check
    given: Literal["source", "lines", "nothing"] = "source"

    def applies(self, pipeline: Pipeline) -> bool:
        """Whether it has anything to say: a law of local editors needs one."""
        if self.given == "lines":
            return any(isinstance(stage, LocalEditor) and stage.local for stage in pipeline.stages)
        if self.name == "valid":
            return any(isinstance(stage, Editor) for stage in pipeline.stages)
        return True


def law(
    name: str, promise: str, given: Literal["source", "lines", "nothing"] = "source"
) -> Callable[[Check], Law]:
    """A decorator that makes a law of a function."""
    return lambda check: Law(name, promise, check, given)


def require(holds: object, why: str, edit: object = None) -> None:
    """Raise Broken unless it holds, under `python -O` too."""
    if not holds:
        raise Broken(why, edit)


def by_name(*laws: Law) -> Mapping[str, Law]:
    """Laws by their names, in order."""
    return {one.name: one for one in laws}

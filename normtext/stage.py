"""The protocols of stages. A stage is any plain value that has one of these shapes.

A pipeline holds at most one Decoder, then Editors, then Annotators. A stage is a pure function of
its configuration and its input: equal answers over calls, instances, processes and history.
Make it a frozen dataclass, so that it compares, prints and pickles as a plain value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from normtext.document import Annotations, Decoded, Document
from normtext.edits import Finding
from normtext.rules import RuleSet

__all__ = [
    "Annotator",
    "BatchAnnotator",
    "Decoder",
    "Editor",
    "LocalEditor",
    "Prepared",
    "SettlingEditor",
    "Stage",
]


@runtime_checkable
class Stage(Protocol):
    """What all stages have: a public name, which begins with a verb, and the rules they follow."""

    @property
    def name(self) -> str: ...

    @property
    def rules(self) -> RuleSet: ...


@runtime_checkable
class Prepared(Stage, Protocol):
    """A stage that needs something from outside: a model. It is asked before the first document."""

    def prepare(self) -> None:
        """Load it, or raise the NormtextError that says what to do."""


@runtime_checkable
class Decoder(Stage, Protocol):
    """Turns bytes into the source text. Never raises on content."""

    def decode(self, data: bytes) -> Decoded: ...


@runtime_checkable
class Editor(Stage, Protocol):
    """Changes the text, by returning edits, and marks what it recognises."""

    def find(self, doc: Document) -> Finding: ...


@runtime_checkable
class LocalEditor(Editor, Protocol):
    """An Editor whose edits to a line depend on nothing outside that line.

    A pipeline runs local editors that stand beside each other again until they agree, since each
    may give another something to do: an entity that hid mojibake, a space that hid an accent.
    """

    @property
    def local(self) -> bool: ...


@runtime_checkable
class SettlingEditor(Editor, Protocol):
    """An Editor that looks beyond a line, and yet is run again with the local ones beside it.

    What it found before must give it nothing to find afterwards, or the rounds would not end.
    """

    @property
    def settles(self) -> bool: ...


@runtime_checkable
class Annotator(Stage, Protocol):
    """Describes the final text: segments, their kinds, the language."""

    def annotate(self, doc: Document) -> Annotations: ...


@runtime_checkable
class BatchAnnotator(Stage, Protocol):
    """An annotator that is better off with many documents at once (translation)."""

    def annotate_batch(self, docs: Sequence[Document]) -> Sequence[Annotations]: ...

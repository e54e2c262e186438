"""Pipeline: stages in order. It knows the protocols of stages, not the stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby, islice
from typing import Literal, SupportsIndex, TypeVar

from normtext.document import Annotations, Document
from normtext.errors import ConfigError, NormtextError, SourceTypeError, StageError
from normtext.parallel import ordered_map
from normtext.recording import make_record, reject
from normtext.records import Record
from normtext.resources import resources
from normtext.sources import Source
from normtext.stage import (
    Annotator,
    BatchAnnotator,
    Decoder,
    Editor,
    LocalEditor,
    Prepared,
    SettlingEditor,
    Stage,
)

__all__ = ["Pipeline"]

T = TypeVar("T")

_ROUNDS = 8
"""Of editors that settle. Real text settles in two; the others are for hostile text."""

_WINDOW = 64
"""Documents that travel together: to a batch annotator, or to another process."""


@dataclass(frozen=True, init=False)
class Pipeline:
    """A frozen tuple of stages: at most one decoder, then editors, then annotators.

    Without a decoder, bytes are read as plain UTF-8. Raises ConfigError for another order, for
    what is not a stage, and for two stages of one name.

    >>> from normtext.stages import NormalizeUnicode, NormalizeWhitespace
    >>> pipeline = Pipeline([NormalizeUnicode(), NormalizeWhitespace()])
    >>> pipeline.normalize("  one\\N{ZERO WIDTH SPACE}  two ").text
    'one two'
    """

    stages: tuple[Stage, ...]

    def __init__(self, stages: Iterable[Stage]) -> None:
        object.__setattr__(self, "stages", tuple(stages))
        _check_order(self.stages)

    @cached_property
    def fingerprint(self) -> str:
        """Of the stages, their options and rules, normtext's data and version, and what it runs on.

        Equal fingerprints mean equal records for equal sources.
        """
        rules = [tuple(stage.rules.values()) for stage in self.stages]
        stages = [_configuration(stage) for stage in self.stages]
        return sha256(repr((resources(), stages, rules)).encode()).hexdigest()[:16]

    def normalize(self, source: object, id: str | None = None) -> Record:
        """The record of one document: a str, bytes, a path, or a mapping (see Source.of).

        Raises StageError when a stage raises, InvalidEdit when it returns edits that break a law,
        and the errors of Source.of.
        """
        return self._made([Source.of(source, id)])[0]

    def run(
        self,
        documents: Iterable[object],
        *,
        workers: int = 1,
        on_error: Literal["record", "raise"] = "record",
    ) -> Iterator[Record]:
        """The records of many documents, one for each, in their order, in bounded memory.

        workers: processes to spread the documents over; the records do not depend on it. They
        are spawned, so a script that asks for more than one needs `if __name__ == "__main__":`.
        on_error: "record" makes a document that cannot be normalised a record whose status is
        `rejected` and whose error says why, so that it costs no other document; "raise" raises.
        """
        if documents is None or isinstance(documents, str | bytes | Mapping):
            raise SourceTypeError(
                f"run() takes many documents, not {type(documents).__name__}: put it in a list, or "
                "use normalize() for one"
            )
        if on_error not in ("record", "raise"):
            raise ConfigError(f"on_error is 'record' or 'raise', not {on_error!r}")
        if not isinstance(workers, SupportsIndex) or workers < 1:
            raise ConfigError(f"workers is a number of processes from 1 on, not {workers!r}")
        self.prepare()
        if workers == 1:
            return self._records(documents, on_error)
        # Taken here: what a caller hands over may not survive the way to another process.
        windows = _windows(self._taken(documents, on_error), _WINDOW)
        tasks = ((window, on_error) for window in windows)
        return (record for window in ordered_map(self._window, tasks, workers) for record in window)

    def prepare(self) -> None:
        """Load what stages need from outside, models above all, rather than at the first document.

        Raises a NormtextError, such as MissingModel, that says what is not there and what to do.
        """
        for stage in self.stages:
            if isinstance(stage, Prepared):
                stage.prepare()

    def __reduce__(self) -> tuple[type[Pipeline], tuple[tuple[Stage, ...]]]:
        return Pipeline, (self.stages,)

    def document(self, content: str | bytes) -> Document:
        """The document after all stages, before it becomes a record: for authors of stages."""
        [doc] = self._annotate([self._edit(content)])
        return doc

    def _records(self, documents: Iterable[object], on_error: str) -> Iterator[Record]:
        for window in _windows(self._taken(documents, on_error), self._window_size):
            yield from self._window(window, on_error)

    def _taken(self, documents: Iterable[object], on_error: str) -> Iterator[Source | Record]:
        """The documents as sources; for one that cannot be taken, the record that says why."""
        for document in documents:
            try:
                source: Source | Record = Source.of(document)
            except (NormtextError, OSError) as error:
                if on_error == "raise":
                    raise
                source = reject(Source.remains(document), str(error), self.fingerprint)
            yield source

    def _window(self, taken: Sequence[Source | Record], on_error: str) -> list[Record]:
        """The records of a few documents, and those that are records already."""
        sources = [source for source in taken if isinstance(source, Source)]
        if on_error == "raise":
            return self._made(sources)
        try:
            made = iter(self._made(sources))
        except Exception:  # noqa: BLE001 - then each alone: the one at fault costs no other
            made = iter([self._made_or_rejected(source) for source in sources])
        return [item if isinstance(item, Record) else next(made) for item in taken]

    def _made(self, sources: Sequence[Source]) -> list[Record]:
        docs = self._annotate([self._edit(source.content) for source in sources])
        return [
            make_record(doc, source, self.fingerprint)
            for doc, source in zip(docs, sources, strict=True)
        ]

    def _made_or_rejected(self, source: Source) -> Record:
        try:
            return self._made([source])[0]
        except NormtextError as error:
            return reject(source, str(error), self.fingerprint)
        except Exception as error:  # noqa: BLE001 - annotations that no record can be made of
            return reject(source, f"{type(error).__name__}: {error}", self.fingerprint)

    def _edit(self, content: str | bytes) -> Document:
        """Through the decoder and the editors; those that settle together until they agree."""
        doc = self.source_document(content)
        for editors, settle in self._editors:
            doc = _settle(editors, doc) if settle else _once(editors, doc)
        return doc

    def source_document(self, content: str | bytes) -> Document:
        """The document before any edit: its text is the source text."""
        decoder = self._decoder
        if decoder is None or isinstance(content, str):
            return Document.of(content)
        with _blaming(decoder):
            return Document.decoded(decoder.decode(content), decoder.name)

    def _annotate(self, docs: list[Document]) -> list[Document]:
        for stage, annotate in self._annotators:
            with _blaming(stage):
                new = annotate(docs)
                docs = [doc.annotated(now, stage.name) for doc, now in zip(docs, new, strict=True)]
        return docs

    # The stages by what they do, asked once: `isinstance` of a protocol takes longer than a stage.

    @cached_property
    def _decoder(self) -> Decoder | None:
        first = self.stages[0] if self.stages else None
        return first if isinstance(first, Decoder) else None

    @cached_property
    def _editors(self) -> list[tuple[list[Editor], bool]]:
        """Groups of editors that stand together, and whether they are run until they agree."""
        editors = (stage for stage in self.stages if isinstance(stage, Editor))
        return [(list(group), settle) for settle, group in groupby(editors, _settles)]

    @cached_property
    def _window_size(self) -> int:
        return _WINDOW if any(isinstance(stage, BatchAnnotator) for stage in self.stages) else 1

    @cached_property
    def _annotators(self) -> list[tuple[Stage, _Annotate]]:
        """The annotators, each as a function of many documents."""
        return [
            (stage, stage.annotate_batch if isinstance(stage, BatchAnnotator) else _each(stage))
            for stage in self.stages
            if isinstance(stage, Annotator | BatchAnnotator)
        ]


_Annotate = Callable[[Sequence[Document]], Sequence[Annotations]]


def _each(stage: Annotator) -> _Annotate:
    return lambda docs: [stage.annotate(doc) for doc in docs]


def _settles(stage: Editor) -> bool:
    if isinstance(stage, LocalEditor) and stage.local:
        return True
    return isinstance(stage, SettlingEditor) and stage.settles


def _once(editors: Iterable[Editor], doc: Document) -> Document:
    for editor in editors:
        with _blaming(editor):
            doc = doc.edited(editor.name, editor.find(doc), editor.rules.keys())
    return doc


def _settle(editors: Sequence[Editor], doc: Document) -> Document:
    """Run the editors in turn until none has anything to do.

    Where they do not settle, they start over without the first one, so that what the later ones
    promise of the text holds for any text. Marks are those of the last round, which saw the text
    as it stays.
    """
    start, names = doc, frozenset(editor.name for editor in editors)
    for _ in range(_ROUNDS):
        layers = len(doc.layers)
        doc = _once(editors, doc.without_marks(names))
        if len(doc.layers) == layers:
            return doc
    return _settle(editors[1:], start.flagged("unstable"))


class _blaming:  # noqa: N801 - reads as what it does; faster than a generator
    """Turn what a stage raises into a StageError that names it; our own errors name it already."""

    __slots__ = ("_stage",)

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, NormtextError):
            name = self._stage.name
            raise StageError(f"stage '{name}' raised {type(error).__name__}: {error}") from error


def _configuration(stage: Stage) -> str:
    """A stage as a plain value. A class that prints its address is told by its attributes."""
    if type(stage).__repr__ is not object.__repr__:
        return repr(stage)
    return f"{type(stage).__module__}.{type(stage).__qualname__}({sorted(vars(stage).items())!r})"


def _windows(items: Iterable[T], size: int) -> Iterator[list[T]]:
    todo = iter(items)
    while window := list(islice(todo, size)):
        yield window


_ORDER = ((Decoder,), (Editor,), (Annotator, BatchAnnotator))
_NAMES = ("decoder", "editor", "annotator")


def _check_order(stages: Sequence[object]) -> None:
    """Raises ConfigError, naming the stage, unless the stages can make a pipeline."""
    reached = 0
    names: set[str] = set()
    for stage in stages:
        if isinstance(stage, type) or not isinstance(stage, Stage):
            hint = f"; did you mean {stage.__name__}()?" if isinstance(stage, type) else "."
            raise ConfigError(
                f"{stage!r} is not a stage{hint} A stage has a name, rules, and one of decode, "
                "find, annotate, annotate_batch: see normtext.stage"
            )
        kinds = [kind for kind, shapes in enumerate(_ORDER) if isinstance(stage, shapes)]
        if len(kinds) != 1:
            raise ConfigError(
                f"stage '{stage.name}' must have exactly one of decode, find, annotate, "
                "annotate_batch"
            )
        if kinds[0] < reached or (kinds[0] == reached == 0 and names):
            raise ConfigError(
                f"stage '{stage.name}' is {_an(kinds[0])} after {_an(reached)}: the order is one "
                "decoder, then editors (they change the text), then annotators (they describe the "
                "final text)"
            )
        if stage.name in names:
            raise ConfigError(f"two stages are named '{stage.name}'")
        names.add(stage.name)
        reached = kinds[0]


def _an(kind: int) -> str:
    return f"{'a' if kind == 0 else 'an'} {_NAMES[kind]}"

"""The runner: a corpus in, records out, in bounded memory. in = ok + rejected, exactly."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import msgspec

from normtext.corpus.inputs import find_files, resolve
from normtext.corpus.readers import Reading, read_documents
from normtext.corpus.summary import Summary
from normtext.corpus.writers import (
    FileWriter,
    NullWriter,
    StandardOutput,
    Writer,
    check_outputs,
    refuse_existing,
)
from normtext.errors import InputError, NormtextError
from normtext.parallel import ordered_map
from normtext.pipeline import Pipeline
from normtext.presets import preset
from normtext.recording import reject
from normtext.records import Record
from normtext.stage import BatchAnnotator

__all__ = ["Outcome", "records_of", "run"]

_WINDOW = 64
"""Documents that travel together: to a batch annotator, or to another process."""

_BINARY = "looks like a binary file, not text"


class Outcome(NamedTuple):
    """What became of one document. line: its record in JSON, with its line feed.

    kinds: those of its removals. size: bytes that were read for it.
    """

    line: bytes
    id: str
    error: str | None
    lang: str
    kinds: tuple[str, ...]
    source_chars: int
    size: int


def run(  # noqa: PLR0913 - the options of a run, all by keyword
    inputs: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    pipeline: Pipeline | None = None,
    *,
    workers: int = 1,
    overwrite: bool = False,
    limit: int | None = None,
    rejects: str | os.PathLike[str] | None = None,
    renames: Mapping[str, str] | None = None,
    on_outcome: Callable[[Outcome], object] = lambda _: None,
) -> Summary:
    """Write the records of the documents in `inputs` to `out`, in their order, one JSON line each.

    inputs: .txt and .md files (a document each), .jsonl files (a document a line), folders of
    them, globs, `-` for standard input. out: a .jsonl file, which appears when all is done, or `-`.
    pipeline: the preset `article` unless given. limit: only so many documents. rejects: the .jsonl
    file for rejected documents, `<out>.rejects.jsonl` unless given; made only if there are any.
    renames: our field names and what they are called in the JSON. on_outcome: called after each
    document, in order.

    Raises InputError or ConfigError where the request is wrong, before anything is written.
    """
    began = perf_counter()
    pipeline = preset() if pipeline is None else pipeline
    skipped: Counter[str] = Counter()
    roots = resolve(inputs, skipped)
    out_path, rejects_path = check_outputs(out, rejects)
    existing = [path for path in (out_path, rejects_path) if path is not None and path.exists()]
    _check_apart(roots, existing, to_stdout=out_path is None)
    if not overwrite:
        refuse_existing(existing)

    tally = _Tally()
    readings = read_documents(find_files(roots, skipped), renames)
    outcomes = _outcomes(pipeline, tally.counted(islice(readings, limit)), workers)
    kept: Writer = StandardOutput() if out_path is None else FileWriter(out_path)
    refused: Writer = NullWriter() if rejects_path is None else FileWriter(rejects_path, lazy=True)
    with kept, refused, closing(outcomes):
        for outcome in outcomes:
            (kept if outcome.error is None else refused).write(outcome.line)
            tally.add(outcome)
            on_outcome(outcome)
        if not tally.documents:
            raise InputError(_nothing(skipped))
        refused.commit()  # first: records without their rejects would look complete
        kept.commit()
    return Summary(
        documents=tally.documents,
        ok=tally.ok,
        rejected=tally.rejected,
        langs=dict(tally.langs.most_common()),
        removals=dict(tally.removals.most_common()),
        skipped=dict(skipped.most_common()),
        source_chars=tally.source_chars,
        seconds=perf_counter() - began,
        rejects=rejects_path if tally.rejected else None,
    )


def records_of(pipeline: Pipeline, readings: Sequence[Reading]) -> Iterator[Record]:
    """A record for each reading; rejected is what could not be read, and what is binary."""
    records = pipeline.run(reading.source for reading in readings if reading.error is None)
    for source, _, error in readings:
        if error is not None:
            yield reject(source, error, pipeline.fingerprint)
            continue
        record = next(records)
        flags = record.source.flags
        if "binary" in flags and record.status == "ok":
            record = reject(source, _BINARY, pipeline.fingerprint, flags)
        yield record


def _outcomes(
    pipeline: Pipeline, readings: Iterator[Reading], workers: int
) -> Generator[Outcome, None, None]:
    if workers == 1:
        together = any(isinstance(stage, BatchAnnotator) for stage in pipeline.stages)
        for window in _windows(readings, _WINDOW if together else 1):
            yield from _window(pipeline, window)
        return
    tasks = ((pipeline.fingerprint, pipeline, window) for window in _windows(readings, _WINDOW))
    windows = ordered_map(_window_elsewhere, tasks, workers)
    try:
        with closing(windows):  # type: ignore[type-var]  # a generator
            for outcomes in windows:
                yield from outcomes
    except BrokenProcessPool:
        raise NormtextError(
            "a worker process ended abruptly, perhaps for want of memory; try fewer workers"
        ) from None


_pipelines: dict[str, Pipeline] = {}
"""Of a worker process, by fingerprint. A pipeline travels with each window; what it has worked out
for itself (the fingerprint above all) does not, and stays here."""


def _window_elsewhere(
    fingerprint: str, pipeline: Pipeline, readings: Sequence[Reading]
) -> list[Outcome]:
    return _window(_pipelines.setdefault(fingerprint, pipeline), readings)


def _window(pipeline: Pipeline, readings: Sequence[Reading]) -> list[Outcome]:
    """Down to the line of JSON, since a line crosses to another process faster than a record."""
    return [
        _outcome(record, reading, pipeline.fingerprint)
        for record, reading in zip(records_of(pipeline, readings), readings, strict=True)
    ]


def _outcome(record: Record, reading: Reading, fingerprint: str) -> Outcome:
    try:
        line = msgspec.json.encode(record)
    except (ValueError, TypeError) as error:  # a stage put in it what JSON cannot hold
        record = reject(reading.source, f"the record is not JSON: {error}", fingerprint)
        line = msgspec.json.encode(record)
    return Outcome(
        line + b"\n",
        record.id,
        record.error,
        record.lang,
        tuple(removal.kind for removal in record.removed),
        record.stats.source_chars,
        reading.size,
    )


class _Tally:
    """The counts of a run, as they grow."""

    def __init__(self) -> None:
        self.documents = self.ok = self.rejected = self.source_chars = 0
        self.langs: Counter[str] = Counter()
        self.removals: Counter[str] = Counter()

    def counted(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        for reading in readings:
            self.documents += 1
            yield reading

    def add(self, outcome: Outcome) -> None:
        self.source_chars += outcome.source_chars
        if outcome.error is not None:
            self.rejected += 1
            return
        self.ok += 1
        self.langs[outcome.lang] += 1
        self.removals.update(outcome.kinds)


def _windows(readings: Iterator[Reading], size: int) -> Iterator[list[Reading]]:
    while window := list(islice(readings, size)):
        yield window


def _nothing(skipped: Mapping[str, int]) -> str:
    others = ", ".join(f"{suffix} ({count})" for suffix, count in skipped.items())
    return "there are no documents in the input" + (
        f", only other files: {others}" if others else ""
    )


def _check_apart(
    roots: Sequence[tuple[Path | None, bool]], outputs: Sequence[Path], *, to_stdout: bool
) -> None:
    """Raise InputError for an output that is also an input, under whatever name.

    Only what exists can be: a run to a new file does not pay for the look at every input.
    """
    taken = [(str(path), path.stat()) for path in outputs]
    if to_stdout:
        with suppress(OSError, ValueError, io.UnsupportedOperation):
            status = os.fstat(sys.stdout.fileno())
            if stat.S_ISREG(status.st_mode):
                taken.append(("standard output", status))
    if not taken:
        return
    for file in find_files(roots, Counter()):
        try:
            status = os.fstat(sys.stdin.fileno()) if file.path is None else file.path.stat()
        except (OSError, ValueError):
            continue
        for name, other in taken:
            if os.path.samestat(status, other):
                which = "standard input" if file.path is None else str(file.path)
                raise InputError(f"{name} is both an output and an input ({which})")

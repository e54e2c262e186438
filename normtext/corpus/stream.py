"""Stream: records to standard output, each as soon as it is known."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from itertools import groupby, islice
from pathlib import Path

from normtext.corpus.job import Job
from normtext.corpus.outcomes import Account, Outcome, outcomes_of
from normtext.corpus.pieces import Piece
from normtext.corpus.selection import Found
from normtext.corpus.working import reading_of
from normtext.corpus.writers import FileWriter, NullWriter, Writer
from normtext.errors import NormtextError
from normtext.parallel import ordered_map
from normtext.pipeline import Pipeline
from normtext.stage import BatchAnnotator

__all__ = ["stream"]

_WINDOW = 64
"""Documents that travel together: to a batch annotator, or to another process."""


def stream(  # noqa: PLR0913
    found: Iterable[Found],
    job: Job,
    rejects: Path | None,
    *,
    workers: int,
    on_outcome: Callable[[Outcome], object],
    on_progress: Callable[[Account], object],
) -> Account:
    """Write the records of the documents to standard output, in their order."""
    account = Account()
    outcomes = _outcomes(found, job, workers)
    refused: Writer = NullWriter() if rejects is None else FileWriter(rejects, lazy=True)
    with refused, closing(outcomes):
        for outcome in outcomes:
            if outcome.status == "ok":
                sys.stdout.buffer.write(outcome.line)
                sys.stdout.buffer.flush()  # somebody may be waiting for it
            else:
                refused.write(outcome.line)
            one = Account.of([outcome])
            account.merge(one)
            on_progress(one)
            on_outcome(outcome)
        refused.commit()
    return account


def _outcomes(found: Iterable[Found], job: Job, workers: int) -> Generator[Outcome, None, None]:
    windows = _windows(found, job, workers)
    if workers <= 1:
        for pages, window in windows:
            yield from _window(job, window, pages=pages)
        return
    tasks = ((job.fingerprint, job, pages, window) for pages, window in windows)
    done = ordered_map(_window_elsewhere, tasks, workers)
    try:
        with closing(done):  # type: ignore[type-var]  # a generator
            for outcomes in done:
                yield from outcomes
    except BrokenProcessPool:
        raise NormtextError(
            "a worker process ended abruptly, perhaps for want of memory; write to a file, where "
            "a document that ends its worker is found and rejected"
        ) from None


def _windows(found: Iterable[Found], job: Job, workers: int) -> Iterator[tuple[bool, list[Piece]]]:
    for pages, group in groupby(found, key=lambda each: each.file.holds_pages):
        together = workers > 1 or _is_batched(job.pipeline_for(pages=pages))
        while window := [each.piece for each in islice(group, _WINDOW if together else 1)]:
            yield pages, window


def _is_batched(pipeline: Pipeline) -> bool:
    return any(isinstance(stage, BatchAnnotator) for stage in pipeline.stages)


_jobs: dict[str, Job] = {}
"""Of a worker process, by fingerprint. A job travels with each window; what its pipelines have
worked out for themselves (the fingerprint above all) does not, and stays here."""


def _window_elsewhere(
    fingerprint: str,
    job: Job,
    pages: bool,  # noqa: FBT001 - of a task, whose parts have no names
    pieces: Sequence[Piece],
) -> list[Outcome]:
    job = _jobs.setdefault(fingerprint, job)
    return list(_window(job, pieces, pages=pages))


def _window(job: Job, pieces: Sequence[Piece], *, pages: bool) -> Iterator[Outcome]:
    readings = [reading_of(job, piece) for piece in pieces]
    return outcomes_of(job.pipeline_for(pages=pages), readings, slim=job.slim)

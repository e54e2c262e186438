"""Working: what a worker does to a shard, and how the document is found that ends its worker.

A shard is worked on as a whole. Where that ends the process (a crash in C code, want of memory, a
time limit) the shard is tried again, one document at a time, each kept as soon as it is known: the
next one to work on is the one at fault. It is tried a second time, since a process may also be
ended by accident; the second time it is rejected, and the others go on.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from normtext.corpus.cutting import Shard, pieces_of
from normtext.corpus.job import Job
from normtext.corpus.languages import wanted
from normtext.corpus.outcomes import Account, Outcome, outcome_of, outcomes_of
from normtext.corpus.pieces import Piece, Reading, read_piece
from normtext.corpus.spool import Spool
from normtext.errors import NormtextError
from normtext.pipeline import Pipeline
from normtext.recording import reject
from normtext.sources import Source

__all__ = ["died", "reading_of", "settle", "tried", "try_out", "work"]

_STRIKES = 2  # processes that a document ends before it is rejected
_PATIENCE = 6  # processes that end where no document is at work, before something else is wrong
_LENGTH = 8  # bytes of the length before an outcome in a file of trials

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Outcome)


def work(job: Job, shard: Shard, spool: Spool) -> None:
    """Work on a shard, and keep what comes of it."""
    pipeline = job.pipeline_for(pages=shard.pages)
    readings = (reading_of(job, piece) for piece in pieces_of(shard))
    if job.time_limit is None:
        outcomes = list(outcomes_of(pipeline, readings, slim=job.slim))
    else:
        outcomes = [_alone(job, pipeline, piece) for piece in pieces_of(shard)]
    _keep(job, shard, outcomes, spool)


def try_out(job: Job, shard: Shard, spool: Spool, guilty: Mapping[int, str]) -> None:
    """Work on a shard, from where an earlier trial ended, one document at a time.

    guilty: the numbers of the documents that are rejected untried, and why.
    """
    pipeline = job.pipeline_for(pages=shard.pages)
    path = spool.trial(shard.key)
    outcomes = tried(path)
    with path.open("ab") as file:
        file.truncate(sum(_LENGTH + len(_encoder.encode(outcome)) for outcome in outcomes))
        for number, piece in enumerate(pieces_of(shard)):
            if number < len(outcomes):
                continue
            if number in guilty:
                outcome = _rejected(piece, pipeline, guilty[number])
            else:
                outcome = _alone(job, pipeline, piece)
            data = _encoder.encode(outcome)
            file.write(len(data).to_bytes(_LENGTH) + data)
            file.flush()
            outcomes.append(outcome)
    _keep(job, shard, outcomes, spool)
    path.unlink(missing_ok=True)


def tried(path: Path) -> list[Outcome]:
    """The outcomes in a file of trials; the last may be torn, and does not count."""
    try:
        data = memoryview(path.read_bytes())
    except FileNotFoundError:
        return []
    outcomes = []
    while len(data) >= _LENGTH:
        end = _LENGTH + int.from_bytes(data[:_LENGTH])
        if len(data) < end:
            break
        outcomes.append(_decoder.decode(data[_LENGTH:end]))
        data = data[end:]
    return outcomes


def settle(
    shard: Shard, spool: Spool, ask: Callable[[Shard, Mapping[int, str] | None], str | None]
) -> None:
    """Have a shard worked on until it is done, whatever its documents do to the workers.

    ask: has a worker `work` on the shard, or `try_out` it where it is given a mapping; returns why
    the worker's process ended, None if it did not. Raises NormtextError where processes end
    whatever they work on.
    """
    if ask(shard, None) is None:
        return
    strikes: Counter[int] = Counter()
    guilty: dict[int, str] = {}
    while (why := ask(shard, guilty)) is not None:
        at = len(tried(spool.trial(shard.key)))
        strikes[at] += 1
        if strikes[at] > _PATIENCE:
            raise NormtextError(f"worker processes end whatever they work on: {why}")
        if strikes[at] >= _STRIKES and at < shard.documents:
            guilty[at] = why


def reading_of(job: Job, piece: Piece) -> Reading:
    """The document of a piece, and whether it is wanted."""
    reading = read_piece(piece, job.renames)
    return wanted(reading, job.keep_lang) if job.keep_lang else reading


def _alone(job: Job, pipeline: Pipeline, piece: Piece) -> Outcome:
    with _limited(job.time_limit):
        return next(outcomes_of(pipeline, [reading_of(job, piece)], slim=job.slim))


@contextmanager
def _limited(seconds: float | None) -> Iterator[None]:
    """End this process after so many seconds: no code that hangs can be asked to stop."""
    if seconds is None:
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _rejected(piece: Piece, pipeline: Pipeline, why: str) -> Outcome:
    source = Source(piece.data, piece.name, piece.uri)
    return outcome_of(reject(source, why, pipeline.fingerprint), Reading(source, piece, why))


def _keep(job: Job, shard: Shard, outcomes: Iterable[Outcome], spool: Spool) -> None:
    outcomes = list(outcomes)
    kept = [outcome.line for outcome in outcomes if outcome.status == "ok"]
    others = [outcome.line for outcome in outcomes if outcome.status != "ok"]
    records = job.format.pack(b"".join(kept))
    spool.put(shard.key, Account.of(outcomes), records, b"".join(others))


def died(status: int) -> str:
    """Why a process ended, of its exit status, negative for a signal."""
    if status >= 0:
        return f"its worker process ended with the exit status {status}"
    if hasattr(signal, "SIGALRM") and status == -signal.SIGALRM:
        return "it ran past the time limit"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"its worker process was ended by {name}"

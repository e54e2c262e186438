"""Shards: worked on by an engine, in any order; those that are done already are not done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from types import TracebackType
from typing import Protocol, Self

from normtext.corpus.cutting import Shard
from normtext.corpus.finished import Finished
from normtext.corpus.interrupts import Interrupts
from normtext.corpus.job import Job
from normtext.corpus.outcomes import Account
from normtext.corpus.spool import Spool
from normtext.corpus.working import work

__all__ = ["Engine", "Here", "run_shards"]


_PATIENCE = 0.2  # seconds without a look at whether there was an interrupt
_RESUMABLE = "the same command with --resume goes on from here"


class Engine(Protocol):
    """What works on shards, and leaves them in the spool. ahead: how many to give it at once."""

    @property
    def ahead(self) -> int: ...
    def submit(self, shard: Shard) -> Future[None]: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Here:
    """Engine: the process that runs, one shard at a time."""

    ahead = 1

    def __init__(self, job: Job, spool: Spool) -> None:
        self._job, self._spool = job, spool

    def submit(self, shard: Shard) -> Future[None]:
        """Work on a shard now."""
        work(self._job, shard, self._spool)
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def run_shards(
    shards: Iterator[Shard],
    engine: Engine,
    spool: Spool,
    earlier: Finished | None,
    on_progress: Callable[[Account], object],
) -> list[str]:
    """The keys of the shards, in their order. All of them are in the spool then.

    earlier: the output of an earlier run to take shards from, beside the spool; None where nothing
    that is there may be taken. Raises KeyboardInterrupt after an interrupt, when the shards at work
    are done; those that wait for a worker are given up.
    """
    keys: list[str] = []
    flight = _Flight(spool, on_progress)
    with Interrupts() as interrupts, engine:
        while not interrupts.asked and (shard := _next(shards, interrupts)) is not None:
            keys.append(shard.key)
            if flight.has(shard.key):
                continue  # a file was given twice: its records are made once
            if earlier is not None and _is_there(shard.key, spool, earlier):
                flight.tell(shard)
                continue
            flight.add(engine.submit(shard), shard)
            while flight.has_more_than(engine.ahead - 1) and not interrupts.asked:
                flight.land()
        while flight.has_more_than(0):
            if interrupts.asked:
                flight.give_up()
            flight.land()
    if interrupts.asked:
        raise KeyboardInterrupt(_RESUMABLE) if spool else KeyboardInterrupt
    return keys


class _Flight:
    """The shards that an engine has, and does not have done."""

    def __init__(self, spool: Spool, on_progress: Callable[[Account], object]) -> None:
        self._shards: dict[Future[None], Shard] = {}
        self._spool, self._on_progress = spool, on_progress

    def has(self, key: str) -> bool:
        return any(key == shard.key for shard in self._shards.values())

    def add(self, future: Future[None], shard: Shard) -> None:
        self._shards[future] = shard

    def has_more_than(self, shards: int) -> bool:
        return len(self._shards) > shards

    def land(self) -> None:
        """Wait for one to be done, but not for long. Raises what has become of it."""
        for future in wait(self._shards, _PATIENCE, FIRST_COMPLETED).done:
            future.result()
            self.tell(self._shards.pop(future))

    def give_up(self) -> None:
        """Those that are not at work yet."""
        for future in [each for each in self._shards if each.cancel()]:
            del self._shards[future]

    def tell(self, shard: Shard) -> None:
        """That a shard is done."""
        done = self._spool.get(shard.key)
        if done is not None:
            self._on_progress(done.account)


def _next(shards: Iterator[Shard], interrupts: Interrupts) -> Shard | None:
    try:
        with interrupts.waiting():
            return next(shards, None)
    except KeyboardInterrupt:
        return None


def _is_there(key: str, spool: Spool, earlier: Finished) -> bool:
    return spool.get(key, verify=True) is not None or earlier.restore(key, spool)

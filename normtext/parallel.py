"""A function over many arguments in several processes: in order, with bounded memory."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

__all__ = ["ordered_map"]

T = TypeVar("T")

_AHEAD = 2  # tasks in flight a worker: one at work, one waiting


def ordered_map(
    function: Callable[..., T], tasks: Iterable[tuple[Any, ...]], workers: int
) -> Iterator[T]:
    """`function(*task)` for each task, in the order of the tasks.

    Processes are spawned, never forked: a fork would copy locks that other threads hold. Tasks are
    taken from the iterable only as results are taken, so memory is bounded by `2 * workers` tasks.
    """
    spawn = get_context("spawn")
    pool: Any = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_ignore_interrupts)
    flying: deque[Future[T]] = deque()
    done = False
    try:
        for task in tasks:
            flying.append(pool.submit(function, *task))
            if len(flying) == _AHEAD * workers:
                yield flying.popleft().result()
        while flying:
            yield flying.popleft().result()
        done = True
    finally:
        # What shutdown forgets. Private: processes can be terminated by name from 3.14 on.
        processes = list((pool._processes or {}).values())  # noqa: SLF001
        pipes = pool._call_queue._reader, pool._result_queue._writer  # noqa: SLF001
        pool.shutdown(wait=done, cancel_futures=True)
        if not done:  # nobody will read the results: an interrupt must not wait for the work
            for process in processes:
                process.terminate()
            # One of them may have been in the middle of a message. The threads on our side wait for
            # the rest of it for ever, unless nobody is left at the other end: that includes us.
            for pipe in pipes:
                pipe.close()


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal; it is for the one that reads the results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

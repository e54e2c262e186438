"""Pool: worker processes, and what to do when one of them ends."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from normtext.corpus.cutting import Shard
from normtext.corpus.job import Job
from normtext.corpus.spool import Spool
from normtext.corpus.worker import ENDED, FAILED, Hello, Reply, Request, receive, send, widen
from normtext.corpus.working import died, settle
from normtext.errors import ConfigError, NormtextError

__all__ = ["Pool"]

_ATTEMPTS = 3  # to start a worker, which may be ended by accident like any process
_FORKS = sys.platform == "linux"
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from normtext.corpus.worker import main; main()"
)


class Pool:
    """`count` processes that work on shards. Each has a thread here that talks to it.

    The processes import what they need by name, so a script needs no `__main__` guard; a stage
    defined in the script itself cannot be found by them, and raises ConfigError.
    """

    def __init__(self, job: Job, spool: Spool, count: int, *, forks: bool = _FORKS) -> None:
        self._hello = Hello(_pickled(job), str(spool.folder), forks)
        self.ahead = 2 * count  # one at work, one waiting
        self._spool = spool
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="normtext")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []
        self._closed = False

    def submit(self, shard: Shard) -> Future[None]:
        """Have a shard worked on. The future raises what makes it impossible, for any worker."""
        return self._threads.submit(settle, shard, self._spool, self._ask)

    def _ask(self, shard: Shard, guilty: Mapping[int, str] | None) -> str | None:
        worker = self._worker()
        reply = worker.ask(Request(shard, None if guilty is None else dict(guilty)))
        if reply is None:
            self._own.worker = None
            if self._closed:
                raise NormtextError("the workers were stopped")
            return died(worker.wait())
        if reply.what == FAILED:
            raise OSError(*reply.error) if reply.error else NormtextError(reply.why)
        return reply.why if reply.what == ENDED else None

    def _worker(self) -> _Worker:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = self._started()
        return worker

    def _started(self) -> _Worker:
        """A worker that knows its job. Raises NormtextError where it cannot be had."""
        status = 0
        for _ in range(_ATTEMPTS):
            with self._lock:
                if self._closed:
                    raise NormtextError("the workers were stopped")
                worker = _Worker()
                self._workers.append(worker)
            reply = worker.ask(self._hello)
            if reply is not None and reply.what == FAILED:
                raise ConfigError(f"a worker cannot load the pipeline: {reply.why}")
            if reply is not None:
                return worker
            status = worker.wait()
        raise NormtextError(f"workers do not start: {died(status)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let them end, at once where something went wrong: nobody wants what they are at."""
        with self._lock:
            self._closed = True
            if kind is not None:
                for worker in self._workers:
                    worker.kill()
        if kind is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(wait=True)


class _Worker:
    """A process. See normtext.corpus.worker."""

    def __init__(self) -> None:
        # One thread of linear algebra a process: there is a process a core.
        env = {"OPENBLAS_NUM_THREADS": "1"} | os.environ
        self._process = subprocess.Popen(  # noqa: S603 - our own code, by our own interpreter
            [sys.executable, "-c", _START, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            # Out of the way of Ctrl-C, which is for the process that reads the results.
            process_group=0 if os.name == "posix" else None,
        )
        for stream in self._streams:
            widen(stream.fileno())

    @property
    def _streams(self) -> tuple[BinaryIO, BinaryIO]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout  # type: ignore[return-value]

    def ask(self, message: msgspec.Struct) -> Reply | None:
        """Its reply, None where it ended."""
        to_it, from_it = self._streams
        try:
            send(to_it, message)
            data = receive(from_it)
        except (OSError, ValueError):  # the pipe is broken, or closed
            return None
        return None if data is None else msgspec.msgpack.decode(data, type=Reply)

    def wait(self) -> int:
        """Its exit status."""
        return self._process.wait()

    def kill(self) -> None:
        """End it now."""
        self._process.kill()

    def close(self) -> None:
        """Tell it that there is no more to do, and wait for its end."""
        for stream in self._streams:
            with suppress(OSError):
                stream.close()
        self._process.wait()


def _pickled(job: Job) -> bytes:
    here = [stage for stage in job.pipeline.stages if type(stage).__module__ == "__main__"]
    if here:
        raise ConfigError(
            f"stage '{here[0].name}' is defined in the script that runs, where worker processes do "
            "not find it: move it to a module of its own, or use workers=0"
        )
    try:
        return pickle.dumps(job)
    except Exception as error:
        raise ConfigError(f"the pipeline cannot go to another process: {error}") from error

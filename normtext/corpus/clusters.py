"""Clusters: the same shards, worked on by Ray.

A task of Ray has a worker of normtext's own work on its shard, on the node that it runs on. So a
document that ends its worker is found as it is without Ray, and Ray has to do only with the loss of
its own processes and nodes. What is done goes to the spool, which all nodes must reach by the same
name; in which order tasks end makes no difference.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

import msgspec

from normtext.corpus.cutting import Shard
from normtext.corpus.job import Job
from normtext.corpus.pool import Pool
from normtext.corpus.spool import Spool
from normtext.errors import MissingExtra, NormtextError

__all__ = ["Cluster"]

_RETRIES = 3  # of a task whose process or node is lost


class Cluster:
    """Engine: a Ray cluster, at `address`; one on this machine where that is None."""

    def __init__(self, job: Job, spool: Spool, address: str | None = None) -> None:
        try:
            import ray
        except ImportError:
            raise MissingExtra("engine='ray'", "ray") from None
        self._ray, self._address = ray, address
        self._job, self._spool = job, spool
        self._started = False

    @property
    def ahead(self) -> int:
        """Two shards a core: one at work, one waiting."""
        resources: Any = self._ray.cluster_resources()
        return 2 * max(1, int(resources.get("CPU", 1)))

    def submit(self, shard: Shard) -> Future[None]:
        """Have a shard worked on, somewhere."""
        folder = str(self._spool.folder.resolve())
        data = msgspec.msgpack.encode(shard)
        task = self._task.remote(self._shared, self._job.fingerprint, data, folder, sys.path)
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()
        task.future().add_done_callback(lambda found: self._settle(done, found))
        return done

    def _settle(self, done: Future[None], found: Future[Any]) -> None:
        error = found.exception()
        if error is None:
            done.set_result(None)
        elif isinstance(error, self._ray.exceptions.RayTaskError):
            done.set_exception(error.cause)
        else:
            done.set_exception(NormtextError(f"Ray lost a task {_RETRIES + 1} times: {error}"))

    def __enter__(self) -> Self:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # which would be told to its makers
        if not self._ray.is_initialized():
            self._ray.init(self._address, include_dashboard=False, log_to_driver=False)
            self._started = True
        # As bytes, since Ray would read it before the modules it needs can be found.
        self._shared = self._ray.put(pickle.dumps(self._job))
        self._task = self._ray.remote(num_cpus=1, max_retries=_RETRIES)(_work)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """A cluster that was there before stays."""
        if self._started:
            self._ray.shutdown()


_pools: dict[tuple[str, str], Pool] = {}
"""Of a process of Ray: its worker, for as long as it lives."""


def _work(job: bytes, fingerprint: str, shard: bytes, folder: str, path: Sequence[str]) -> None:
    key = (folder, fingerprint)
    if key not in _pools:
        sys.path += [name for name in path if name not in sys.path]
        _pools.clear()
        _pools[key] = Pool(pickle.loads(job), Spool(folder), 1)  # noqa: S301 - from our own driver
    _pools[key].submit(msgspec.msgpack.decode(shard, type=Shard)).result()

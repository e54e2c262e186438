"""Worker: a process that works on shards, one after the other, for the process that started it.

It ends with that process, and it may end at any moment: what it has done is in the spool.

On Linux a worker is two processes: one that has loaded everything and does nothing but fork the
other, which does the work. So the loss of the one that works costs milliseconds.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BufferedRWPair, FileIO
from queue import SimpleQueue
from typing import BinaryIO

import msgspec

from normtext.corpus.cutting import Shard
from normtext.corpus.job import Job
from normtext.corpus.spool import Spool
from normtext.corpus.working import died, try_out, work

__all__ = [
    "DONE",
    "ENDED",
    "FAILED",
    "Hello",
    "Reply",
    "Request",
    "main",
    "receive",
    "send",
    "widen",
]

DONE, ENDED, FAILED = "done", "ended", "failed"
"""What became of a request: it was done; the process ended; it cannot be done, by any process."""

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_LENGTH = 8
_PIPE = 1 << 20  # bytes


class Hello(msgspec.Struct):
    """What a worker is told first. job: a Job, pickled. spool: its folder."""

    job: bytes
    spool: str
    forks: bool


class Request(msgspec.Struct):
    """A shard to work on; with `guilty` (see `try_out`), document by document."""

    shard: Shard
    guilty: dict[int, str] | None = None


class Reply(msgspec.Struct):
    """What became of a request, and why."""

    what: str
    why: str = ""
    error: tuple[int, str, str] | None = None


if sys.platform == "linux":
    import fcntl

Stream = BinaryIO | BufferedRWPair


def send(stream: Stream, message: msgspec.Struct) -> None:
    """Write a message."""
    _pass_on(stream, msgspec.msgpack.encode(message))


def _pass_on(stream: Stream, data: bytes) -> None:
    stream.write(len(data).to_bytes(_LENGTH))
    stream.write(data)
    stream.flush()


def widen(end: int) -> None:
    """Let a pipe hold a shard, where the system can, so that no process waits for another."""
    if sys.platform == "linux":
        with suppress(OSError):  # there is a limit to what a user may have
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, _PIPE)


def receive(stream: Stream) -> bytes | None:
    """Read a message, None where the other end is gone."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    size = int.from_bytes(head)
    data = stream.read(size)
    return data if len(data) == size else None


def main() -> None:
    """Do what is asked on standard input, and reply on standard output."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for who reads the results
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # What a stage prints must not get among the replies.
    inward, outward = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    hello = receive(inward)
    if hello is None:
        return
    told = msgspec.msgpack.decode(hello, type=Hello)
    try:
        job: Job = pickle.loads(told.job)  # noqa: S301 - from the process that started this one
    except Exception as error:  # noqa: BLE001 - somebody's module can raise anything
        send(outward, Reply(FAILED, f"{type(error).__name__}: {error}"))
        return
    send(outward, Reply(DONE))
    spool = Spool(told.spool)
    if told.forks:
        _nurse(inward, outward, job, spool)
    else:
        _serve(_watched(inward), outward, job, spool)


def _serve(requests: Iterator[bytes], outward: Stream, job: Job, spool: Spool) -> None:
    for data in requests:
        request = msgspec.msgpack.decode(data, type=Request)
        send(outward, _reply(job, request.shard, request.guilty, spool))


def _reply(job: Job, shard: Shard, guilty: Mapping[int, str] | None, spool: Spool) -> Reply:
    try:
        if guilty is None:
            work(job, shard, spool)
        else:
            try_out(job, shard, spool, guilty)
    except MemoryError:
        os._exit(1)  # as if for want of memory, which it is: the document at fault is found
    except OSError as error:
        place = str(error.filename or spool.folder)
        return Reply(FAILED, str(error), (error.errno or 0, error.strerror or str(error), place))
    except Exception as error:  # noqa: BLE001 - to be raised where it can be seen
        return Reply(FAILED, f"{type(error).__name__}: {error}")
    return Reply(DONE)


def _nurse(inward: BinaryIO, outward: BinaryIO, job: Job, spool: Spool) -> None:
    """Hand requests on to a fork, and to another one when that has ended."""
    child: tuple[int, BufferedRWPair] | None = None
    for data in _received(inward):
        if child is None:
            child = _fork((inward, outward), job, spool)
        pid, stream = child
        reply = None
        with suppress(OSError):
            _pass_on(stream, data)
            reply = receive(stream)
        if reply is None:
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            with suppress(OSError):
                stream.close()
            child = None
            send(outward, Reply(ENDED, died(status)))
        else:
            _pass_on(outward, reply)
    if child is not None:
        child[1].close()
        os.waitpid(child[0], 0)


def _fork(
    inherited: tuple[BinaryIO, BinaryIO], job: Job, spool: Spool
) -> tuple[int, BufferedRWPair]:
    to_it, from_it = os.pipe(), os.pipe()
    pid = os.fork()
    if pid:
        os.close(to_it[0])
        os.close(from_it[1])
        return pid, _stream(from_it[0], to_it[1])
    status = 1
    try:
        _end_with_parent()
        os.close(to_it[1])
        os.close(from_it[0])
        for each in inherited:
            os.close(each.fileno())
        stream = _stream(to_it[0], from_it[1])
        _serve(_received(stream), stream, job, spool)
        status = 0
    finally:
        os._exit(status)  # nothing of the process it was forked from is to be done twice


def _stream(inward: int, outward: int) -> BufferedRWPair:
    for end in (inward, outward):
        widen(end)
    return BufferedRWPair(FileIO(inward), FileIO(outward, "wb"))


def _received(stream: Stream) -> Iterator[bytes]:
    while (data := receive(stream)) is not None:
        yield data


def _watched(inward: BinaryIO) -> Iterator[bytes]:
    """The requests; the process ends when nobody is left to send one, even while it works."""
    waiting: SimpleQueue[bytes] = SimpleQueue()

    def watch() -> None:
        for data in _received(inward):
            waiting.put(data)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
    while True:
        yield waiting.get()


def _end_with_parent() -> None:
    """Have the system end this process with the one that started it, whatever this one does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)

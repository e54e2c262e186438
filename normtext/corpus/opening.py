"""Opening: the bytes of a file, from here or from elsewhere, decompressed."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Protocol, cast

from normtext.corpus.inputs import InputFile
from normtext.corpus.remote import filesystem_of
from normtext.errors import MissingExtra

__all__ = ["open_file", "size_of", "unreadable"]

_BUFFER = 1 << 20  # bytes; a line is some kilobytes, and a call for each is felt
_CHUNK = 1 << 16  # bytes that are decompressed at once
_GZIP = 31  # what zlib calls gzip, with the largest window


@contextmanager
def open_file(file: InputFile) -> Iterator[BinaryIO]:
    """The bytes of a file. Raises OSError where they cannot be read, now or later."""
    with _opened(file) as raw:
        if file.compression == "gz":
            yield _buffered(_Decompressed(raw, lambda: zlib.decompressobj(_GZIP)))
        elif file.compression == "zst":
            yield _buffered(_Decompressed(raw, _zstandard()))
        elif isinstance(raw, io.RawIOBase):
            yield _buffered(raw)
        else:
            yield raw


def size_of(stream: BinaryIO) -> int | None:
    """How long a file is; None for a stream, whose end nobody knows."""
    try:
        return os.fstat(stream.fileno()).st_size
    except (OSError, AttributeError):
        return None


def unreadable(file: InputFile, error: Exception) -> str:
    """What is told of a file that cannot be read."""
    return f"{file.uri}: cannot be read: {getattr(error, 'strerror', None) or error}"


@contextmanager
def _opened(file: InputFile) -> Iterator[BinaryIO]:
    if file.path is not None:
        with file.path.open("rb", buffering=0) as found:
            yield cast("BinaryIO", found)
        return
    filesystem, path = filesystem_of(file.url)
    with filesystem.open(path, "rb") as found:
        yield found


def _buffered(raw: Any) -> BinaryIO:
    return io.BufferedReader(raw, _BUFFER)


class _Decompressor(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Decompressed(io.RawIOBase):
    """Compressed data, of any number of parts one after the other, as they are within.

    What is there before the place where they are damaged or cut off is read; then OSError.
    """

    def __init__(self, raw: BinaryIO, start: Callable[[], _Decompressor]) -> None:
        self._raw, self._start = raw, start
        self._part: _Decompressor | None = None
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            data = self._rest() or self._raw.read(_CHUNK)
            if not data:
                if self._part is not None and not self._part.eof:
                    raise OSError("it is cut off")
                return 0
            self._feed(data)
        ready = self._ready[: len(buffer)]
        buffer[: len(ready)] = ready
        self._ready = self._ready[len(ready) :]
        return len(ready)

    def _rest(self) -> bytes:
        """What comes after the end of a part. Some tools fill it up with zeros."""
        return self._part.unused_data.lstrip(b"\0") if self._part and self._part.eof else b""

    def _feed(self, data: bytes) -> None:
        if self._part is None or self._part.eof:
            self._part = self._start()
        try:
            self._ready = memoryview(self._part.decompress(data))
        except Exception as error:  # noqa: BLE001 - every library has its own
            raise OSError(f"it is damaged: {error}") from None


def _zstandard() -> Callable[[], _Decompressor]:
    try:
        import zstandard
    except ImportError:
        raise MissingExtra("reading .zst files", "zstd") from None
    return lambda: cast("_Decompressor", zstandard.ZstdDecompressor().decompressobj())

"""Formats: the forms in which records are stored."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from normtext.corpus.parquet import ParquetFile, rows_of
from normtext.corpus.writers import FileWriter
from normtext.errors import MissingExtra

__all__ = ["FORMATS", "Format", "RecordsFile", "format_of", "slice_of"]


class RecordsFile(Protocol):
    """A file of records that is being written, shard after shard."""

    def add(self, records: bytes) -> int:
        """Add the records of a shard, as they are kept; where in the file they begin."""

    def seal(self) -> None: ...
    def commit(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Format(Protocol):
    """A form of output."""

    @property
    def name(self) -> str: ...
    def prepare(self) -> None:
        """Raise MissingExtra where it cannot be written."""

    def pack(self, lines: bytes) -> bytes:
        """Lines of JSON as they are kept of a shard."""

    def unpack(self, records: bytes) -> bytes:
        """The lines of JSON of what is kept of a shard."""

    def create(self, path: Path, about: Mapping[str, Any]) -> RecordsFile:
        """A new file. about: what it is to say of itself, where it can."""

    def part(self, path: Path, start: int, size: int) -> bytes:
        """The records of a shard in a finished file, as they were kept; b"" if they are not."""


class _Lines:
    """Lines of JSON. What is kept of shards is put together as it is: any number of compressed
    parts are one compressed file.
    """

    def __init__(self, name: str, codec: Callable[[], tuple[_Coder, _Coder]]) -> None:
        self.name = name
        self._codec = codec

    def prepare(self) -> None:
        self._codec()

    def pack(self, lines: bytes) -> bytes:
        return self._codec()[0](lines) if lines else b""

    def unpack(self, records: bytes) -> bytes:
        return self._codec()[1](records) if records else b""

    def create(self, path: Path, about: Mapping[str, Any]) -> RecordsFile:  # noqa: ARG002
        return _LinesFile(path)

    def part(self, path: Path, start: int, size: int) -> bytes:
        return slice_of(path, start, size)


class _LinesFile(FileWriter):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._size = 0

    def add(self, records: bytes) -> int:
        start = self._size
        self.write(records)
        self._size += len(records)
        return start


class _Parquet:
    """Parquet: a row group a shard. Lines of JSON are kept of it, so that they can be compared."""

    name = "parquet"

    def prepare(self) -> None:
        try:
            import pyarrow as pa  # noqa: F401
        except ImportError:
            raise MissingExtra("writing Parquet", "parquet") from None

    def pack(self, lines: bytes) -> bytes:
        return lines

    def unpack(self, records: bytes) -> bytes:
        return records

    def create(self, path: Path, about: Mapping[str, Any]) -> RecordsFile:
        return ParquetFile(path, about)

    def part(self, path: Path, start: int, size: int) -> bytes:
        return rows_of(path, start) if size else b""


def slice_of(path: Path, start: int, size: int) -> bytes:
    """A part of a file; b"" if it cannot be read."""
    if not size:
        return b""
    try:
        with path.open("rb") as file:
            file.seek(start)
            return file.read(size)
    except OSError:
        return b""


_Coder = Callable[[bytes], bytes]


def _plain() -> tuple[_Coder, _Coder]:
    return bytes, bytes


def _gzip() -> tuple[_Coder, _Coder]:
    # Without the time, which would make every run another one.
    return lambda data: gzip.compress(data, 6, mtime=0), gzip.decompress


def _zstandard() -> tuple[_Coder, _Coder]:
    try:
        import zstandard
    except ImportError:
        raise MissingExtra("writing .zst files", "zstd") from None
    return (
        zstandard.ZstdCompressor(level=3, write_content_size=True).compress,
        zstandard.ZstdDecompressor().decompress,
    )


FORMATS: dict[str, Format] = {
    "jsonl": _Lines("jsonl", _plain),
    "jsonl.gz": _Lines("jsonl.gz", _gzip),
    "jsonl.zst": _Lines("jsonl.zst", _zstandard),
    "parquet": _Parquet(),
}


def format_of(name: str) -> Format | None:
    """The format of a file by its name; None for one that is not written."""
    return next((form for end, form in FORMATS.items() if name.lower().endswith(f".{end}")), None)

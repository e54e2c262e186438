"""Parquet: files of records in it, each shard a row group."""

from __future__ import annotations

import io
import os
import secrets
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from normtext.arrow import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ParquetFile", "rows_of", "table_of"]

_READERS = 4  # threads that turn lines into tables
_LEVEL = 3  # of zstd: a higher one costs more than it saves

_REPEATED = [
    *("status", "lang", "source.encoding", "fingerprint", "langs.list.element.lang"),
    *(f"segments.list.element.{name}" for name in ("kind", "lang", "flags.list.element")),
    *(
        f"{list_}.list.element.{name}"
        for list_ in ("removed", "labels")
        for name in ("stage", "rule", "kind")
    ),
    "changes.list.element.rules.list.element",
]
"""Columns with few values: a dictionary of the values of others only costs time."""


class ParquetFile:
    """A Parquet file, written under a hidden name beside its own and renamed on commit."""

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        self._path = Path(os.path.realpath(path))
        self._part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}.part")
        self._about = about
        self._writer: Any = None
        self._groups = 0
        # Reading JSON takes longer than writing Parquet, and lets other threads run meanwhile.
        self._readers = ThreadPoolExecutor(_READERS)
        self._tables: deque[Future[pa.Table]] = deque()

    def __enter__(self) -> Self:
        from pyarrow import parquet

        told = {b"normtext": msgspec.json.encode(self._about)}
        self._writer = parquet.ParquetWriter(
            str(self._part),
            arrow_schema().with_metadata(told),
            compression="zstd",
            compression_level=_LEVEL,
            use_dictionary=_REPEATED,
        )
        return self

    def add(self, records: bytes) -> int:
        """Add the lines of a shard; the number of its row group."""
        start = self._groups
        if records:
            self._tables.append(self._readers.submit(table_of, records))
            self._groups += 1
            self._write(until=_READERS)
        return start

    def _write(self, *, until: int) -> None:
        while len(self._tables) > until:
            self._writer.write_table(self._tables.popleft().result())

    def seal(self) -> None:
        """Have everything on the disk."""
        if self._writer is None:
            return
        self._write(until=0)
        self._writer.close()
        self._writer = None
        with self._part.open("rb+") as file:
            os.fsync(file.fileno())

    def commit(self) -> None:
        """Give the file its name: everything is in it."""
        self.seal()
        self._part.replace(self._path)

    def __exit__(self, *_: object) -> None:
        self._readers.shutdown(cancel_futures=True)
        if self._writer is not None:
            with suppress(OSError):
                self._writer.close()
        self._part.unlink(missing_ok=True)


def table_of(lines: bytes) -> pa.Table:
    """A table of records, of lines of JSON."""
    from pyarrow import json

    return json.read_json(
        io.BytesIO(lines),
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(
            explicit_schema=arrow_schema(), unexpected_field_behavior="ignore"
        ),
    )


def rows_of(path: Path, group: int) -> bytes:
    """The records of a row group as lines of JSON; b"" if they cannot be read."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            rows = file.read_row_group(group).to_pylist()
    except (OSError, IndexError, pa.ArrowException):
        return b""
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)

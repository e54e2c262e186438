"""Parquet: files of records in it, each shard a row group."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from normtext.arrow import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ParquetFile", "rows_of", "table_of"]

_LEVEL = 3  # of zstd: a higher one costs more than it saves


class ParquetFile:
    """A Parquet file, written under a hidden name beside its own and renamed on commit."""

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        self._path = Path(os.path.realpath(path))
        self._part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}.part")
        self._about = about
        self._writer: Any = None
        self._groups = 0

    def __enter__(self) -> Self:
        from pyarrow import parquet

        told = {b"normtext": msgspec.json.encode(self._about)}
        self._writer = parquet.ParquetWriter(
            str(self._part),
            arrow_schema().with_metadata(told),
            compression="zstd",
            compression_level=_LEVEL,
        )
        return self

    def add(self, records: bytes) -> int:
        """Add the lines of a shard; the number of its row group."""
        start = self._groups
        if records:
            self._writer.write_table(table_of(records))
            self._groups += 1
        return start

    def seal(self) -> None:
        """Have everything on the disk."""
        if self._writer is None:
            return
        self._writer.close()
        self._writer = None
        with self._part.open("rb+") as file:
            os.fsync(file.fileno())

    def commit(self) -> None:
        """Give the file its name: everything is in it."""
        self.seal()
        self._part.replace(self._path)

    def __exit__(self, *_: object) -> None:
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

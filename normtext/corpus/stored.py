"""Stored records: what a run wrote, read back."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from normtext.corpus.inputs import InputFile
from normtext.corpus.kinds import suffix_of
from normtext.corpus.opening import open_file
from normtext.errors import InputError, MissingExtra
from normtext.records import Record

__all__ = ["read"]

_BESIDE = (".rejects.jsonl", ".manifest.jsonl")


def read(path: str | os.PathLike[str]) -> Iterator[Record]:
    """The records of a file (.jsonl, also as .gz or .zst, or .parquet), or of a folder, by name.

    In a folder, rejects and manifests (`*.rejects.jsonl`, `*.manifest.jsonl`) and hidden files are
    left out; a file of rejects given by its own name is read. Raises InputError, naming the file
    and the line (row), for what is not a record, and MissingExtra for Parquet without pyarrow.
    """
    given = Path(path)
    if not given.exists():
        raise InputError(f"{given} does not exist")
    shards = _shards(given) if given.is_dir() else [given]
    for shard in shards:
        if suffix_of(shard.name) not in _READERS:
            raise InputError(f"{shard}: records are read from {' and '.join(_READERS)} files")
    return (record for shard in shards for record in _READERS[suffix_of(shard.name)](shard))


def _shards(folder: Path) -> Sequence[Path]:
    shards = [
        shard
        for shard in sorted(folder.iterdir())
        if suffix_of(shard.name) in _READERS
        and not shard.name.startswith(".")
        and not shard.name.endswith(_BESIDE)
        and shard.is_file()
    ]
    if not shards:
        raise InputError(f"{folder}: no shards of records in it ({', '.join(_READERS)})")
    return shards


def _read_jsonl(path: Path) -> Iterator[Record]:
    with open_file(InputFile(path, path.name)) as lines:
        for number, line in enumerate(lines, 1):
            text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if not text or text.isspace():
                continue
            try:
                if b'"schema_version"' not in text:
                    raise InputError("not a record: it has no schema_version")  # noqa: TRY301
                yield Record.from_json(text)
            except InputError as error:
                raise InputError(f"{path}, line {number}: {error}") from None


def _read_parquet(path: Path) -> Iterator[Record]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtra(f"reading {path}", "parquet") from None
    row = 0
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=256):
                for fields in batch.to_pylist():
                    row += 1
                    yield Record.from_dict(fields)
    except (InputError, pa.ArrowException) as error:
        raise InputError(f"{path}, row {row}: {error}") from None


_READERS = {".jsonl": _read_jsonl, ".parquet": _read_parquet}

"""Assembling: from shards to outputs, each of which appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import msgspec

from normtext._version import __version__
from normtext.corpus.duplicates import Duplicates
from normtext.corpus.formats import RecordsFile
from normtext.corpus.job import Job
from normtext.corpus.outcomes import Account
from normtext.corpus.outputs import Outputs
from normtext.corpus.spool import Spool
from normtext.corpus.writers import FileWriter
from normtext.errors import NormtextError

__all__ = ["Line", "assemble", "read_manifest"]

_FILE_DOCUMENTS = 1 << 16  # in a file of a folder at most
_FILE_BYTES = 1 << 28  # after which a file of a folder ends


class Line(msgspec.Struct):
    """A shard in a manifest: what it was made from, its counts, and where its records are.

    file: in a folder of shards; empty otherwise. start, sizes, digests: in bytes, of its records in
    their file (for Parquet the start is a row group), and of its rejects in theirs. The digest is
    that of the records before duplicates were looked for.
    """

    key: str
    account: dict[str, Any]
    file: str
    start: tuple[int, int]
    sizes: tuple[int, int]
    digests: tuple[str, str]


def assemble(keys: Iterable[str], job: Job, spool: Spool, outputs: Outputs) -> Account:
    """Put the shards together, in the order of their keys; the account of them all.

    Writes the records, the rejects and the manifest. They take their names when all of them are
    written, the records last.
    """
    total = Account()
    about = _header(job, outputs)
    with ExitStack() as stack:
        manifest = stack.enter_context(FileWriter(outputs.manifest))
        rejects = stack.enter_context(FileWriter(outputs.rejects, lazy=True))
        records = stack.enter_context(_records(outputs, about))
        duplicates = stack.enter_context(_Sifter(outputs, spool))
        manifest.write(_encoded(about))
        refused = 0
        for key in keys:
            done = spool.get(key)
            if done is None:
                raise NormtextError(f"the shard {key} is gone from {spool.folder}")
            data = duplicates.sift(spool.records(key))
            file, start = records.add(data, done.account.ok)
            if done.sizes[1]:
                rejects.write(spool.rejects(key))
            sizes = (len(data), done.sizes[1])
            line = Line(key, _counts(done.account), file, (start, refused), sizes, done.digests)
            manifest.write(_encoded(line))
            refused += done.sizes[1]
            total.merge(done.account)
        total.duplicates = duplicates.count
        manifest.write(_encoded({"total": _counts(total)}))
        written = (rejects, duplicates, manifest, records)
        for each in written:
            each.seal()
        for each in written:
            each.commit()
    return total


class _Sifter:
    """Marks duplicates, and takes them out where they have a file of their own."""

    def __init__(self, outputs: Outputs, spool: Spool) -> None:
        self._pack, self._unpack = outputs.format.pack, outputs.format.unpack
        self._found = Duplicates(spool.folder / "texts") if outputs.dedup else None
        self._apart: FileWriter | None = None
        if outputs.duplicates is not None:
            self._apart = FileWriter(outputs.duplicates)

    @property
    def count(self) -> int:
        return 0 if self._found is None else self._found.count

    def sift(self, records: bytes) -> bytes:
        if self._found is None or not records:
            return records
        before = self._found.count
        kept = []
        for line, is_duplicate in self._found.marked(self._unpack(records)):
            if is_duplicate and self._apart is not None:
                self._apart.write(line)
            else:
                kept.append(line)
        return records if self._found.count == before else self._pack(b"".join(kept))

    def seal(self) -> None:
        if self._apart is not None:
            self._apart.seal()

    def commit(self) -> None:
        if self._apart is not None:
            self._apart.commit()

    def __enter__(self) -> Self:
        for each in (self._found, self._apart):
            if each is not None:
                each.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._found, self._apart):
            if each is not None:
                each.__exit__(None, None, None)


def read_manifest(path: Path) -> Iterator[Line]:
    """The shards in a manifest; none where there is no manifest, or one of another kind."""
    try:
        lines = path.read_bytes().splitlines()[1:-1]
    except OSError:
        return
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=Line)
        except msgspec.DecodeError:
            return


def _header(job: Job, outputs: Outputs) -> dict[str, Any]:
    stages = {"pipeline": job.pipeline, "pages": job.pages}
    return {
        "normtext": __version__,
        "job": job.fingerprint,
        "format": job.format.name,
        "map": dict(job.renames),
        "slim": job.slim,
        "keep_lang": job.keep_lang,
        "dedup": outputs.dedup,
        "time_limit": job.time_limit,
        "pipelines": {
            name: {"fingerprint": made.fingerprint, "stages": [repr(each) for each in made.stages]}
            for name, made in stages.items()
            if made is not None
        },
    }


def _counts(account: Account) -> dict[str, Any]:
    """Counts alone: without times, which differ from run to run, and without what documents say."""
    counts = msgspec.structs.asdict(account)
    apart = ("seconds", "slowest", "refused")
    return {name: counts[name] for name in counts if name not in apart}


def _encoded(line: Line | Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(line) + b"\n"


class _Records(Protocol):
    """Takes the records of shards; returns the file that took them, and where in it they begin."""

    def add(self, records: bytes, documents: int) -> tuple[str, int]: ...
    def seal(self) -> None: ...
    def commit(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def _records(outputs: Outputs, about: Mapping[str, Any]) -> _Records:
    return _Folder(outputs, about) if outputs.is_folder else _File(outputs, about)


class _File:
    """One file for all records."""

    def __init__(self, outputs: Outputs, about: Mapping[str, Any]) -> None:
        self._file = outputs.format.create(outputs.records, about)
        self.seal, self.commit = self._file.seal, self._file.commit

    def add(self, records: bytes, documents: int) -> tuple[str, int]:  # noqa: ARG002 - see _Records
        return "", self._file.add(records)

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.__exit__(None, None, None)


class _Folder:
    """A folder of files, which takes the place of an older one when all of them are written."""

    def __init__(self, outputs: Outputs, about: Mapping[str, Any]) -> None:
        self._path, self._format = Path(os.path.realpath(outputs.records)), outputs.format
        self._about = about
        self._part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}.part")
        self._file: RecordsFile | None = None
        self._name = ""
        self._number = self._documents = self._size = 0

    def __enter__(self) -> Self:
        self._part.mkdir()
        return self

    def add(self, records: bytes, documents: int) -> tuple[str, int]:
        full = self._documents + documents > _FILE_DOCUMENTS or self._size >= _FILE_BYTES
        file = self._next() if self._file is None or full else self._file
        self._documents += documents
        self._size += len(records)
        return self._name, file.add(records)

    def _next(self) -> RecordsFile:
        if self._file is not None:
            self._file.commit()
        self._name = f"part-{self._number:05}.{self._format.name}"
        self._file = self._format.create(self._part / self._name, self._about).__enter__()
        self._number += 1
        self._documents = self._size = 0
        return self._file

    def seal(self) -> None:
        # Without a document, a folder that can be read all the same.
        file = self._next() if self._file is None else self._file
        file.commit()
        self._file = None

    def commit(self) -> None:
        old = self._part.with_suffix(".old")
        if self._path.exists():
            self._path.rename(old)
        self._part.rename(self._path)
        shutil.rmtree(old, ignore_errors=True)

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.__exit__(None, None, None)
        shutil.rmtree(self._part, ignore_errors=True)

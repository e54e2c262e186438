"""Outputs: from the names that a caller gives to the files a run writes."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from normtext.corpus.formats import FORMATS, Format, format_of
from normtext.corpus.inputs import STANDARD_STREAM, Root, find_files
from normtext.corpus.kinds import JSON_SUFFIX
from normtext.corpus.spool import Spool
from normtext.errors import ConfigError, InputError, unknown_name

__all__ = ["Outputs", "check_apart", "lines_of", "outputs_of"]

DEDUP = ("exact",)
"""The ways in which duplicates are found: by the whole of the clean text."""


class Outputs(NamedTuple):
    """What a run writes: a file or a folder of records, and beside it what belongs to them.

    dedup: how duplicates are looked for ("exact"), None for not at all. duplicates: the file that
    they go to; None where they stay among the records.
    """

    records: Path
    rejects: Path
    is_folder: bool
    format: Format
    dedup: str | None = None
    duplicates: Path | None = None

    @property
    def manifest(self) -> Path:
        """The file that says what the records were made from."""
        return self.records.with_name(f"{self.records.name}.manifest{JSON_SUFFIX}")

    @property
    def spool(self) -> Spool:
        """Where the shards are that are done, until all are."""
        return Spool(self.records.with_name(f".{self.records.name}.shards"))

    def existing(self) -> list[Path]:
        """What is there already."""
        paths = (self.records, self.rejects, self.manifest, self.duplicates)
        return [path for path in paths if path and path.exists() and not _is_empty(path)]


def outputs_of(
    out: str | os.PathLike[str],
    rejects: str | os.PathLike[str] | None,
    form: str | None = None,
    dedup: str | None = None,
    duplicates: str | os.PathLike[str] | None = None,
) -> Outputs:
    """The outputs that a caller means.

    A name that ends as a format does is a file, another one a folder. Raises ConfigError for a
    kind of file that is not written, a folder that does not exist, and one file for two outputs.
    """
    path = Path(out)
    if form is not None and form not in FORMATS:
        raise unknown_name("format", form, FORMATS)
    found = format_of(path.name)
    is_folder = path.is_dir() or (found is None and not path.suffix)
    if found is None and not is_folder:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise ConfigError(
            f"{path}: a kind of file that normtext does not write; it writes {endings} files, "
            f"folders of them, and records to {STANDARD_STREAM} (standard output)"
        )
    if found is not None and form is not None and FORMATS[form] is not found and not is_folder:
        raise ConfigError(f"{path} is not a name for the format {form}")
    if is_folder:
        _check_folder(path)
    _check_parent(path)
    beside = path.with_name(f"{path.name}.rejects{JSON_SUFFIX}")
    refused = beside if rejects is None else lines_of(rejects)
    chosen = FORMATS[form or "jsonl"] if is_folder or found is None else found
    if dedup is not None and dedup not in DEDUP:
        raise unknown_name("way to find duplicates", dedup, DEDUP)
    if dedup is None and duplicates is not None:
        raise ConfigError("a file for duplicates goes with dedup='exact'")
    sink = None if duplicates is None else lines_of(duplicates, "duplicates")
    outputs = Outputs(path, refused, is_folder, chosen, dedup, sink)
    if _same(path, refused) or _same(outputs.manifest, refused):
        raise ConfigError(f"{refused} cannot take both the records and the rejects")
    if sink is not None and any(map(_same, [sink] * 3, (path, refused, outputs.manifest))):
        raise ConfigError(f"{sink} cannot take both the duplicates and something else")
    return outputs


def lines_of(name: str | os.PathLike[str], what: str = "rejects") -> Path:
    """The file for rejects (`what`) that a caller names. Raises ConfigError."""
    path = Path(name)
    if path.is_dir():
        raise ConfigError(f"{path} is a folder; give the name of a file in it")
    if path.suffix.lower() != JSON_SUFFIX:
        raise ConfigError(
            f"{path}: a kind of file that normtext does not write; {what} go to a {JSON_SUFFIX} "
            "file"
        )
    _check_parent(path)
    return path


def check_apart(roots: Sequence[Root], outputs: Sequence[Path], *, to_stdout: bool = False) -> None:
    """Raise InputError for an output that is also an input, under whatever name.

    Only what exists can be: a run to a new file does not pay for the look at every input.
    """
    taken = [(str(path), path.stat()) for path in _files(outputs)]
    if to_stdout:
        with suppress(OSError, ValueError, io.UnsupportedOperation):
            status = os.fstat(sys.stdout.fileno())
            if stat.S_ISREG(status.st_mode):
                taken.append(("standard output", status))
    if not taken:
        return
    for file in find_files(roots, Counter()):
        try:
            if file.url:
                continue
            status = os.fstat(sys.stdin.fileno()) if file.path is None else file.path.stat()
        except (OSError, ValueError):
            continue
        for name, other in taken:
            if os.path.samestat(status, other):
                which = "standard input" if file.path is None else str(file.path)
                raise InputError(f"{name} is both an output and an input ({which})")


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from path.iterdir()
        elif path.exists():
            yield path


def _check_folder(path: Path) -> None:
    """Raise ConfigError for a folder that holds anything but shards: it would be lost."""
    if not path.is_dir():
        return
    for entry in path.iterdir():
        if not (entry.name.startswith("part-") and format_of(entry.name)):
            raise ConfigError(f"{path} is a folder that holds other files ({entry.name})")


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise ConfigError(f"{path}: the folder {path.parent} does not exist")


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _same(one: Path, other: Path) -> bool:
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))

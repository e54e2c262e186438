"""Inputs: from the names that a caller gives to the files to read, in one order on every machine.

A name is a file, a folder, a glob (for shells that leave globs alone) or `-` for standard input.
"""

from __future__ import annotations

import glob
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from normtext.characters import without_surrogates
from normtext.errors import InputError

__all__ = [
    "JSON_SUFFIX",
    "STANDARD_STREAM",
    "InputFile",
    "Root",
    "find_files",
    "resolve",
    "total_size",
]

JSON_SUFFIX = ".jsonl"
STANDARD_STREAM = "-"
"""Standard input as an input, standard output as an output."""

_SUFFIXES = (".txt", ".md", JSON_SUFFIX)
_GLOB = frozenset("*?[")
_NOT_A_FILE = "(no file)"  # what a pipe or a device in a folder is counted under

_log = logging.getLogger(__name__)


Root = tuple[Path | None, bool]
"""An input: its path, None for standard input, and whether it is a folder."""


class InputFile(NamedTuple):
    """A file to read; standard input where `path` is None.

    id: that of its document. error: why there is nothing to read (a folder that cannot be listed).
    """

    path: Path | None
    id: str
    error: str | None = None

    @property
    def holds_pages(self) -> bool:
        """Whether its documents are all the visible text of pages."""
        return False

    @property
    def uri(self) -> str:
        """The path as it was given, with forward slashes."""
        return "" if self.path is None else without_surrogates(self.path.as_posix())


def resolve(inputs: Iterable[str | os.PathLike[str]], skipped: Counter[str]) -> list[Root]:
    """Each input as a path (None for standard input), and whether it is a folder.

    skipped: counts by suffix the files that a glob matched and that are no documents. Raises
    InputError for what does not exist, and for a file named outright that is no document.
    """
    roots: list[Root] = []
    for given in inputs:
        name = os.fspath(given)
        path = Path(name)
        if name == STANDARD_STREAM:
            if (None, False) in roots:
                raise InputError("standard input ('-') can be read only once")
            roots.append((None, False))
        elif path.is_dir():
            roots.append((path, True))
        elif path.exists():
            if _suffix(name) not in _SUFFIXES:
                raise InputError(
                    f"{name} is not a kind of file that normtext reads: {', '.join(_SUFFIXES)}"
                )
            roots.append((path, False))
        elif _GLOB.isdisjoint(name):
            raise InputError(f"{name} does not exist")
        else:
            roots += _matches(name, skipped)
    if not roots:
        raise InputError("there is no input: give files, folders, globs, or - for standard input")
    return roots


def find_files(roots: Iterable[Root], skipped: Counter[str]) -> Iterator[InputFile]:
    """The files of the inputs: as given, and those of a folder by name, sub-folders among them.

    Ids are relative: to the folder, or as given for a file; a file given absolutely has its name.
    In a folder, hidden files and folders are left alone, other kinds of file are skipped and
    counted, and a folder that was listed already (through a link) is not listed again.
    """
    for path, is_folder in roots:
        if path is None:
            yield InputFile(None, "stdin")
        elif is_folder:
            yield from _walk(path, skipped)
        else:
            name = path.name if path.is_absolute() else path.as_posix()
            yield InputFile(path, without_surrogates(name))


def total_size(roots: Iterable[Root]) -> int | None:
    """The bytes in the files of the inputs; None where standard input makes that unknowable."""
    total = 0
    for file in find_files(roots, Counter()):
        if file.path is None:
            return None
        try:
            total += file.path.stat().st_size
        except OSError:
            continue  # it will cost itself when it is read
    return total


def _matches(pattern: str, skipped: Counter[str]) -> list[Root]:
    found: list[Root] = []
    for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 - keeps names as given
        if Path(name).is_dir():
            if "**" not in pattern:  # which finds what is in its folders by itself
                found.append((Path(name), True))
        elif _is_document(name, skipped):
            found.append((Path(name), False))
    if not found:
        raise InputError(f"{pattern} does not exist, and matches no document as a glob")
    return found


def _walk(folder: Path, skipped: Counter[str]) -> Iterator[InputFile]:
    """Depth first, without recursion: a tree may be deeper than Python's stack."""
    todo = [(folder, "", True)]
    listed: set[tuple[int, int]] = set()
    while todo:
        path, name, is_folder = todo.pop()
        if not is_folder:
            yield InputFile(path, without_surrogates(name))
            continue
        try:
            status = path.stat()
            here = (status.st_dev, status.st_ino)
            if here in listed:
                continue
            if status.st_ino:  # some network file systems number nothing
                listed.add(here)
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            why = f"{path}: the folder cannot be listed: {error.strerror or error}"
            yield InputFile(path, without_surrogates(name or path.name), why)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            is_folder = os.path.isdir(entry.path)  # noqa: PTH112 - False for a link to itself
            if is_folder or (_is_document(entry.name, skipped) and _is_file(entry, skipped)):
                todo.append((path / entry.name, f"{name}/{entry.name}".lstrip("/"), is_folder))


def _is_document(name: str, skipped: Counter[str]) -> bool:
    suffix = _suffix(name)
    if suffix in _SUFFIXES:
        return True
    _log.info("skipped %s: it is not %s", name, ", ".join(_SUFFIXES))
    skipped[suffix or Path(name).name] += 1
    return False


def _is_file(entry: os.DirEntry[str], skipped: Counter[str]) -> bool:
    """Not a pipe or a device, which would never end. A broken link passes: reading it says so."""
    if os.path.isfile(entry.path) or not os.path.exists(entry.path):  # noqa: PTH110, PTH113
        return True
    _log.info("skipped %s: it is not a regular file", entry.path)
    skipped[_NOT_A_FILE] += 1
    return False


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - a str in the hot loop of a walk

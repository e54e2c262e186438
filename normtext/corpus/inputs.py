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
from normtext.corpus.kinds import KINDS, compression_of, is_document, suffix_of
from normtext.corpus.remote import remote_files, remote_inputs
from normtext.errors import InputError

__all__ = [
    "STANDARD_STREAM",
    "InputFile",
    "Root",
    "find_files",
    "resolve",
    "total_size",
]

STANDARD_STREAM = "-"
"""Standard input as an input, standard output as an output."""

_GLOB = frozenset("*?[")
_NOT_A_FILE = "(no file)"  # what a pipe or a device in a folder is counted under

_log = logging.getLogger(__name__)


class Root(NamedTuple):
    """An input: its path, or its address (standard input has neither); whether it is a folder.

    prefix: before the ids of its documents.
    """

    path: Path | None
    is_folder: bool = False
    url: str = ""
    prefix: str = ""


class InputFile(NamedTuple):
    """A file to read, here (`path`) or elsewhere (`url`); standard input where it has neither.

    id: that of its document. error: why there is nothing to read (a folder that cannot be listed).
    """

    path: Path | None
    id: str
    error: str | None = None
    url: str = ""

    @property
    def is_standard_input(self) -> bool:
        return self.path is None and not self.url

    @property
    def suffix(self) -> str:
        """What kind of file it is, beneath its compression: `.jsonl`; empty for standard input."""
        return suffix_of(self._name)

    @property
    def compression(self) -> str:
        """`gz` or `zst`, empty for none."""
        return compression_of(self._name)

    @property
    def _name(self) -> str:
        return self.url if self.path is None else self.path.name

    @property
    def holds_pages(self) -> bool:
        """Whether its documents are all the visible text of pages."""
        return self.suffix in (".wet", ".warc")

    @property
    def uri(self) -> str:
        """The path as it was given, with forward slashes; the address."""
        name = self.url if self.path is None else self.path.as_posix()
        return without_surrogates(name)


def resolve(inputs: Iterable[str | os.PathLike[str]], skipped: Counter[str]) -> list[Root]:
    """The inputs as files and folders.

    skipped: counts by suffix the files that a glob matched and that are no documents. Raises
    InputError for what does not exist, and for a file named outright that is no document.
    """
    if isinstance(inputs, str | os.PathLike):
        raise InputError(f"inputs are a list, also where there is one: [{str(inputs)!r}]")
    roots: list[Root] = []
    for given in inputs:
        name = os.fspath(given)
        if name == STANDARD_STREAM:
            if Root(None) in roots:
                raise InputError("standard input ('-') can be read only once")
            roots.append(Root(None))
        elif "://" in name:
            found = remote_inputs(name, skipped)
            roots += [Root(None, is_folder=folder, url=url) for url, folder in found]
        else:
            roots += _local(name, skipped)
    if not roots:
        raise InputError("there is no input: give files, folders, globs, or - for standard input")
    return _told_apart(roots)


def find_files(roots: Iterable[Root], skipped: Counter[str]) -> Iterator[InputFile]:
    """The files of the inputs: as given, and those of a folder by name, sub-folders among them.

    Ids are relative: to the folder, or as given for a file; a file given absolutely has its name.
    Where there are several folders, ids begin with as much of a folder's name as tells it from the
    others. In a folder, hidden files and folders are left alone, other kinds of file are skipped
    and counted, and a folder that was listed already (through a link) is not listed again.
    """
    for root in roots:
        prefix = without_surrogates(root.prefix)
        if root.url and root.is_folder:
            for name, url in remote_files(root.url, skipped):
                yield InputFile(None, f"{prefix}/{name}" if prefix else name, url=url)
        elif root.url:
            yield InputFile(None, prefix or root.url.rsplit("/", 1)[-1], url=root.url)
        elif root.path is None:
            yield InputFile(None, "stdin")
        elif root.is_folder:
            for file in _walk(root.path, skipped):
                yield file._replace(id=f"{prefix}/{file.id}") if prefix else file
        else:
            name = root.path.name if root.path.is_absolute() else root.path.as_posix()
            yield InputFile(root.path, prefix or without_surrogates(name))


def _told_apart(roots: list[Root]) -> list[Root]:
    """The roots with prefixes, where documents of two of them could have the same id.

    Relative names tell themselves apart. Of others as many of the last parts are taken as are
    needed to tell them all apart.
    """
    if len(roots) == 1:
        return roots
    parts = [_parts(root) for root in roots]
    names = ["/".join(each) for each in parts]
    for length in range(1, max(map(len, parts)) + 1):
        names = ["/".join(each[-length:]) for each in parts]
        if len(set(names)) == len({root[:3] for root in roots}):
            break
    return [
        root._replace(prefix=name if root.is_folder or _is_elsewhere(root) else "")
        for root, name in zip(roots, names, strict=True)
    ]


def _parts(root: Root) -> tuple[str, ...]:
    return tuple(filter(None, root.url.split("/"))) if root.path is None else root.path.parts


def _is_elsewhere(root: Root) -> bool:
    return bool(root.url) or (root.path is not None and root.path.is_absolute())


def _local(name: str, skipped: Counter[str]) -> list[Root]:
    path = Path(name)
    if path.is_dir():
        return [Root(path, is_folder=True)]
    if path.exists():
        _check_kind(name)
        return [Root(path)]
    if _GLOB.isdisjoint(name):
        raise InputError(f"{name} does not exist")
    return _matches(name, skipped)


def _check_kind(name: str) -> None:
    if not is_document(name):
        raise InputError(f"{name} is not a kind of file that normtext reads: {KINDS}")


def total_size(roots: Iterable[Root]) -> int | None:
    """The bytes in the files of the inputs; None where that cannot be known beforehand."""
    total = 0
    for file in find_files(roots, Counter()):
        if file.path is None or file.compression:
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
                found.append(Root(Path(name), is_folder=True))
        elif is_document(name, skipped):
            found.append(Root(Path(name)))
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
            if is_folder or (is_document(entry.name, skipped) and _is_file(entry, skipped)):
                todo.append((path / entry.name, f"{name}/{entry.name}".lstrip("/"), is_folder))


def _is_file(entry: os.DirEntry[str], skipped: Counter[str]) -> bool:
    """Not a pipe or a device, which would never end. A broken link passes: reading it says so."""
    if os.path.isfile(entry.path) or not os.path.exists(entry.path):  # noqa: PTH110, PTH113
        return True
    _log.info("skipped %s: it is not a regular file", entry.path)
    skipped[_NOT_A_FILE] += 1
    return False

"""Remote files: those with an address, through fsspec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from normtext.corpus.kinds import is_document
from normtext.errors import InputError, MissingExtra

__all__ = ["filesystem_of", "remote_files", "remote_inputs"]


def filesystem_of(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it. Raises InputError for an unknown one."""
    try:
        import fsspec
    except ImportError:
        raise MissingExtra(f"reading {url}", "remote") from None
    try:
        filesystem, path = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise InputError(f"{url} cannot be reached: {error}") from None
    return filesystem, path


def remote_inputs(url: str, skipped: Counter[str]) -> list[tuple[str, bool]]:
    """The addresses that an address means, a glob maybe, and whether each is a folder."""
    filesystem, path = filesystem_of(url)
    try:
        if any(sign in path for sign in "*["):
            names = (filesystem.unstrip_protocol(name) for name in sorted(filesystem.glob(path)))
            found = [(name, False) for name in names if is_document(name, skipped)]
        elif is_document(path) and filesystem.exists(path):
            found = [(url, False)]
        else:
            found = [(url, True)] if filesystem.isdir(path) else []
    except Exception as error:  # every file system has its own
        raise InputError(f"{url} cannot be reached: {type(error).__name__}: {error}") from error
    if not found:
        raise InputError(f"{url} does not exist, or holds no documents")
    return found


def remote_files(url: str, skipped: Counter[str]) -> Iterator[tuple[str, str]]:
    """The files in a folder, by name: their names in it, and their addresses."""
    filesystem, folder = filesystem_of(url)
    for path in sorted(filesystem.find(folder)):
        name = path.removeprefix(folder).strip("/")
        hidden = any(part.startswith(".") for part in name.split("/"))
        if not hidden and is_document(path, skipped):
            yield name, filesystem.unstrip_protocol(path)

"""Writers: where the lines of records go. A file appears under its name whole, or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from normtext.errors import ConfigError

__all__ = ["FileWriter", "NullWriter", "Writer", "refuse_existing"]

_BUFFER = 1 << 20  # bytes; a record is some kilobytes, and a call for each is felt


class Writer(Protocol):
    """Takes lines. What was not committed when its context ends, is withdrawn as far as it can."""

    def write(self, line: bytes) -> None: ...
    def commit(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class NullWriter:
    """Keeps nothing."""

    def write(self, line: bytes) -> None: ...
    def commit(self) -> None: ...
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class FileWriter:
    """A file, written under a hidden name beside its own and renamed on commit.

    lazy: it is made at the first line, so a file without lines does not come into being; an
    older one of that name goes.
    """

    def __init__(self, path: Path, *, lazy: bool = False) -> None:
        # Through a link, so that the file it points to is replaced and not the link.
        self._path = Path(os.path.realpath(path))
        self._lazy = lazy
        self._part = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}.part")
        self._file: BinaryIO | None = None
        self._replaces = False

    def __enter__(self) -> Self:
        self._replaces = self._path.exists()
        if not self._lazy:
            self._file = self._part.open("xb", buffering=_BUFFER)
        return self

    def write(self, line: bytes) -> None:
        """Add a line, which ends in a line feed."""
        if self._file is None:
            self._file = self._part.open("xb", buffering=_BUFFER)
        with self._named_errors():
            self._file.write(line)

    def seal(self) -> None:
        """Have everything on the disk, so that nothing is left that could fail for its size."""
        if self._file is None or self._file.closed:
            return
        with self._named_errors():
            self._file.flush()
            os.fsync(self._file.fileno())  # else a power cut may keep the name, not the content
            self._file.close()

    def commit(self) -> None:
        """Give the file its name: everything is in it."""
        self.seal()
        if self._file is None:
            if self._replaces:
                self._path.unlink(missing_ok=True)
            return
        self._part.replace(self._path)
        self._file = None

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        """A full disk says what is wrong, but not of which file."""
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self._path)) from None

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with suppress(OSError):  # a full disk fails again when its buffer is flushed
                self._file.close()
            self._part.unlink(missing_ok=True)


def refuse_existing(paths: Iterable[Path], *, resumable: bool = False) -> None:
    """Raise ConfigError for a file that is there already."""
    more = ", or --resume to redo what changed" if resumable else ""
    for path in paths:
        if path.exists():
            raise ConfigError(f"{path} exists; pass --overwrite to replace it{more}")

"""Duplicates: documents whose clean text an earlier one has, found in bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

__all__ = ["Duplicates", "without_marks"]

# As records are written: in a string its quotes would be escaped.
_NULL = b'"duplicate_of":null,"source":{'


class _Text(msgspec.Struct):
    """What is looked at in a record."""

    id: str
    text: str
    duplicate_of: str | None = None


_decoder = msgspec.json.Decoder(_Text)


class Duplicates:
    """The digests of the texts seen so far, and the id of the first document with each.

    They are kept in a file, `path`, which goes when the context ends. An empty text is no
    duplicate of another: there is nothing in it to be the same.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.count = 0

    def __enter__(self) -> Self:
        self._path.unlink(missing_ok=True)
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._database.executescript(
            """
            pragma journal_mode = off;
            pragma synchronous = off;
            create table texts (digest blob primary key, id text) without rowid;
            begin;
            """
        )
        return self

    def marked(self, lines: bytes) -> Iterator[tuple[bytes, bool]]:
        """The lines of records, with `duplicate_of` set in those that are duplicates; and whether
        each is one.
        """
        for line in lines.splitlines(keepends=True):
            found = _decoder.decode(line)
            first = self._first(found)
            if first is None:
                yield line, False
            else:
                self.count += 1
                yield _marked(line, msgspec.json.encode(first)), True

    def _first(self, found: _Text) -> str | None:
        """The id of the first document with the same text, None if this is the first."""
        if not found.text:
            return None
        digest = sha256(found.text.encode()).digest()[:16]
        new = self._database.execute(
            "insert or ignore into texts values (?, ?)", (digest, found.id)
        ).rowcount
        if new:
            return None
        [first] = self._database.execute("select id from texts where digest = ?", (digest,))
        return str(first[0])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()
        self._path.unlink(missing_ok=True)


def without_marks(lines: bytes) -> bytes:
    """The lines of records as they were before duplicates were looked for."""
    return b"".join(_unmarked(lines.splitlines(keepends=True)))


def _marked(line: bytes, first: bytes) -> bytes:
    return line.replace(_NULL, _NULL.replace(b"null", first), 1)


def _unmarked(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        first = _decoder.decode(line).duplicate_of
        if first is None:
            yield line
        else:
            yield line.replace(_NULL.replace(b"null", msgspec.json.encode(first)), _NULL, 1)

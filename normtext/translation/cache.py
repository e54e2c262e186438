"""Caches of sentences: in memory for a run, in a SQLite file between runs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from normtext.errors import InputError
from normtext.translation.engine import Output

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Cache", "FileCache", "MemoryCache"]


class Cache(Protocol):
    """Outputs by sentence, for one model and one set of options."""

    def get(self, sentences: Sequence[str]) -> dict[str, Output]: ...
    def put(self, outputs: Mapping[str, Output]) -> None: ...


class MemoryCache:
    """The last sentences, as many as `size`."""

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._outputs: OrderedDict[str, Output] = OrderedDict()

    def get(self, sentences: Sequence[str]) -> dict[str, Output]:
        found = {}
        for sentence in sentences:
            if sentence in self._outputs:
                self._outputs.move_to_end(sentence)
                found[sentence] = self._outputs[sentence]
        return found

    def put(self, outputs: Mapping[str, Output]) -> None:
        self._outputs.update(outputs)
        while len(self._outputs) > self._size:
            self._outputs.popitem(last=False)


class FileCache:
    """A SQLite file, which several processes may use at a time. The oldest sentences go first.

    key: of the model and the options; other keys in the file are left alone.
    """

    def __init__(self, path: Path, key: str, size: int = 1_000_000) -> None:
        self._path, self._key, self._size = path, key, size
        with self._open() as base:
            base.execute(
                "CREATE TABLE IF NOT EXISTS outputs (id INTEGER PRIMARY KEY, key TEXT, "
                "sentence TEXT, text TEXT, score REAL, cut INTEGER, UNIQUE (key, sentence))"
            )

    def get(self, sentences: Sequence[str]) -> dict[str, Output]:
        found = {}
        with self._open() as base:
            for sentence in sentences:
                row = base.execute(
                    "SELECT text, score, cut FROM outputs WHERE key = ? AND sentence = ?",
                    (self._key, sentence),
                ).fetchone()
                if row is not None:
                    found[sentence] = Output(row[0], row[1], bool(row[2]))
        return found

    def put(self, outputs: Mapping[str, Output]) -> None:
        with self._open() as base:
            base.executemany(
                "INSERT OR REPLACE INTO outputs (key, sentence, text, score, cut) "
                "VALUES (?, ?, ?, ?, ?)",
                [(self._key, sentence, *output) for sentence, output in outputs.items()],
            )
            base.execute(
                "DELETE FROM outputs WHERE id <= (SELECT max(id) FROM outputs) - ?", (self._size,)
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A transaction. Raises InputError for a file that is none of SQLite's."""
        import sqlite3

        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as base, base:
                yield base
        except sqlite3.Error as error:
            raise InputError(
                f"{self._path} cannot be used as a cache of translations: {error}"
            ) from None

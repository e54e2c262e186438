"""Caches of sentences: in memory for a run, in a SQLite file between runs."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from normtext.errors import InputError
from normtext.translation.engine import Output

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
        self._do(
            "CREATE TABLE IF NOT EXISTS outputs (id INTEGER PRIMARY KEY, key TEXT, sentence TEXT, "
            "text TEXT, score REAL, cut INTEGER, UNIQUE (key, sentence))"
        )

    def get(self, sentences: Sequence[str]) -> dict[str, Output]:
        found = {}
        for start in range(0, len(sentences), 500):  # SQLite bounds the number of parameters
            some = sentences[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._do(
                f"SELECT sentence, text, score, cut FROM outputs WHERE key = ? "  # noqa: S608
                f"AND sentence IN ({marks})",
                (self._key, *some),
            )
            found.update({row[0]: Output(row[1], row[2], bool(row[3])) for row in rows})
        return found

    def put(self, outputs: Mapping[str, Output]) -> None:
        rows = [(self._key, sentence, *output) for sentence, output in outputs.items()]
        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as base, base:
                base.executemany(
                    "INSERT OR REPLACE INTO outputs (key, sentence, text, score, cut) "
                    "VALUES (?, ?, ?, ?, ?)",
                    rows,
                )
                base.execute(
                    "DELETE FROM outputs WHERE id <= (SELECT max(id) FROM outputs) - ?",
                    (self._size,),
                )
        except sqlite3.Error as error:
            raise self._wrong(error) from None

    def _do(self, statement: str, values: Sequence[str] = ()) -> list[tuple[str, str, float, int]]:
        try:
            with closing(sqlite3.connect(self._path, timeout=60)) as base, base:
                return base.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._wrong(error) from None

    def _wrong(self, error: sqlite3.Error) -> InputError:
        return InputError(f"{self._path} cannot be used as a cache of translations: {error}")

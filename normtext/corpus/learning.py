"""The lines repeated across the documents of a site: counted exactly, in bounded memory."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from normtext.corpus.inputs import find_files, resolve
from normtext.corpus.outcomes import records_of
from normtext.corpus.readers import read_documents
from normtext.errors import InputError
from normtext.presets import preset
from normtext.records import Record
from normtext.stages.strip_boilerplate.repeated import RepeatedLines

__all__ = ["FEWEST", "learn"]

FEWEST = 5  # documents of a site that hold a line: fewer may be a coincidence
_SHARE = (
    0.1  # of the documents of that site: a phrase that returns now and then is none of its pages
)
_LONGEST = 2_000  # code points: longer lines are not compared
_TOGETHER = 64


def learn(
    inputs: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    renames: Mapping[str, str] | None = None,
) -> tuple[int, int]:
    """Write the lines repeated across documents; return the numbers of documents and of lines.

    A line counts once a document, as the preset `repair` leaves it. A site is the host of the
    document's `uri`; documents without one are a site together. A line is repeated if at least five
    documents of a site hold it and at least a tenth of them. The counts are kept in a temporary
    file, so memory does not grow with the corpus.

    Raises InputError where there is nothing to read or `out` exists.
    """
    path = Path(out)
    if path.exists() and not overwrite:
        raise InputError(f"{path} exists: name another file, or overwrite it (--overwrite)")
    skipped: Counter[str] = Counter()
    readings = read_documents(find_files(resolve(inputs, skipped), skipped), renames)
    pipeline = preset("repair")
    records = (
        record
        for window in iter(lambda: list(islice(readings, _TOGETHER)), [])
        for record in records_of(pipeline, window)
        if record.status == "ok"
    )
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "counts")
        try:
            documents = _count(database, records)
            if not documents:
                raise InputError("no document could be read, so there is nothing to learn from")
            found = list(_repeated(database))
        finally:
            database.close()
    RepeatedLines.dump(path, found)
    return documents, len(found)


def _count(database: sqlite3.Connection, records: Iterable[Record]) -> int:
    database.executescript(
        """
        pragma journal_mode = off;
        pragma synchronous = off;
        create table sites (site text primary key, documents integer) without rowid;
        create table lines (site text, line text, documents integer, primary key (site, line))
            without rowid;
        """
    )
    documents = 0
    for record in records:
        site = (urlsplit(record.source.uri).hostname or "") if record.source.uri else ""
        database.execute(
            "insert into sites values (?, 1) on conflict do update set documents = documents + 1",
            (site,),
        )
        database.executemany(
            "insert into lines values (?, ?, 1) "
            "on conflict do update set documents = documents + 1",
            ((site, line) for line in _lines(record.text)),
        )
        documents += 1
    return documents


def _lines(text: str) -> Sequence[str]:
    return sorted({line for line in text.split("\n") if line and len(line) <= _LONGEST})


def _repeated(database: sqlite3.Connection) -> Iterator[tuple[str, int, int]]:
    """Lines, each with its count in the site where most documents hold it, and that site's."""
    rows = database.execute(
        """
        select line, max(lines.documents), sites.documents from lines join sites using (site)
        where lines.documents >= ? and lines.documents >= ? * sites.documents
        group by line order by line
        """,
        (FEWEST, _SHARE),
    )
    yield from rows

"""Export: the sentence table of stored records, for spreadsheets and translation memories."""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, TextIO
from xml.sax.saxutils import escape, quoteattr

from normtext._version import __version__
from normtext.corpus.stored import read
from normtext.corpus.writers import refuse_existing
from normtext.errors import ConfigError
from normtext.records import Record

__all__ = ["Row", "export", "rows"]


_BREAKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), " ")


class Row(NamedTuple):
    """A segment as a row.

    number: of the segment in its document, from 1. Offsets are half-open and in code points, into
    the clean text and into the source text.
    """

    id: str
    uri: str
    title: str
    date: str
    number: int
    lang: str
    source: str
    text: str
    translation: str
    flags: str
    start: int
    end: int
    source_start: int
    source_end: int


def export(
    records: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    separator: str = ",",
    target: str = "en",
    overwrite: bool = False,
) -> int:
    """Write the segments of stored records to a .csv, .tsv or .tmx file; how many were written.

    A .csv begins with a byte order mark, which Excel needs to see that it is UTF-8, and a cell that
    a spreadsheet would run as a formula begins with an apostrophe; separator: where Excel speaks
    French it wants `;`. A .tsv is plain: no cell is quoted, tabs and line breaks in one are spaces.
    A .tmx holds the segments that have a translation; target: the language of that.

    Raises ConfigError for another kind of file, and one that exists; InputError as `read` does.
    """
    path = Path(out)
    writers: dict[str, Callable[[TextIO, Iterable[Row]], int]] = {
        ".csv": partial(_csv, separator=separator),
        ".tsv": _tsv,
        ".tmx": partial(_tmx, target=target),
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise ConfigError(f"{path}: a sentence table is one of {', '.join(writers)}")
    if separator not in (",", ";", "|"):
        raise ConfigError(f"the separator is one of , ; | and not {separator!r}")
    if not overwrite:
        refuse_existing([path])
    found = (row for record in read(records) for row in rows(record))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
    try:
        with part.open("x", encoding=encoding, newline="") as file:
            count = writer(file, found)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def rows(record: Record) -> Iterator[Row]:
    """The segments of a record, in order."""
    source_text = record.source_text
    for number, segment in enumerate(record.segments, 1):
        yield Row(
            record.id,
            record.source.uri,
            record.metadata.title or "",
            record.metadata.date or "",
            number,
            segment.lang,
            source_text[segment.source_start : segment.source_end],
            record.text[segment.start : segment.end],
            segment.translation or "",
            " ".join(segment.flags),
            segment.start,
            segment.end,
            segment.source_start,
            segment.source_end,
        )


def _csv(file: TextIO, found: Iterable[Row], separator: str) -> int:
    writer = csv.writer(file, delimiter=separator)
    writer.writerow(Row._fields)
    count = 0
    for row in found:
        count += 1
        writer.writerow(map(_harmless, row))
    return count


def _tsv(file: TextIO, found: Iterable[Row]) -> int:
    file.write("\t".join(Row._fields) + "\n")
    count = 0
    for row in found:
        count += 1
        file.write("\t".join(str(cell).translate(_BREAKS) for cell in row) + "\n")
    return count


def _tmx(file: TextIO, found: Iterable[Row], target: str) -> int:
    file.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="normtext" creationtoolversion="{__version__}" segtype="sentence" '
        'o-tmf="normtext" adminlang="en" srclang="*all*" datatype="plaintext"/>\n<body>\n'
    )
    count = 0
    for row in found:
        if not row.translation:
            continue
        count += 1
        flags = f'<prop type="flags">{_xml(row.flags)}</prop>' if row.flags else ""
        file.write(
            f"<tu tuid={quoteattr(_printable(f'{row.id}:{row.number}'))}>{flags}"
            f"<tuv xml:lang={quoteattr(row.lang)}><seg>{_xml(row.text)}</seg></tuv>"
            f"<tuv xml:lang={quoteattr(target)}><seg>{_xml(row.translation)}</seg></tuv></tu>\n"
        )
    file.write("</body>\n</tmx>\n")
    return count


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def _harmless(cell: object) -> object:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _xml(text: str) -> str:
    return escape(_printable(text))


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold, however they are written."""
    return "".join(
        char
        for char in text
        if char in "\t\n"
        or (char >= " " and char not in "\ufffe\uffff" and not "\ud800" <= char <= "\udfff")
    )

"""Tables: CSV and Parquet files, a document a row."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec

from normtext.corpus.inputs import InputFile
from normtext.corpus.pieces import Piece, piece_of_fields
from normtext.errors import MissingExtra
from normtext.stages import Decode

__all__ = ["csv_rows", "parquet_rows"]

_SAMPLE = 1 << 18  # bytes that tell the encoding and the separator
_ROWS = 20  # of the sample that a separator is judged by
_SEPARATORS = ",;\t|"
_BATCH = 64  # rows of Parquet in memory at once
_RETURNED = re.compile(r"(?<=\r)(?!\n|\Z)")  # where a line ends that has no line feed


def csv_rows(stream: BinaryIO, file: InputFile, renames: Mapping[str, str]) -> Iterator[Piece]:
    """The rows of a CSV file. The first row names the fields; encoding and separator are found out.

    A row with more or fewer cells than the first has an error.
    """
    csv.field_size_limit(sys.maxsize)  # of all readers; a text is longer than the 128 KiB it was
    lines = _Lines(stream)
    rows = csv.reader(lines, delimiter=_separator(lines.sample))
    header = next(rows, None)
    if header is None:
        return
    missing = _missing(file, header, renames)
    if missing is not None:
        yield missing
        return
    read = 0
    for number, row in enumerate(filter(None, rows)):
        size, read = lines.read - read, lines.read
        piece = Piece(f"{file.id}#{number + 1}", file.uri, f"row {number + 1}", number, size)
        if len(row) == len(header):
            yield piece_of_fields(dict(zip(header, row, strict=True)), renames, piece)
        else:
            why = (
                f"{file.uri}, row {number + 1} (line {rows.line_num}): {len(row)} cells, the first "
                f"row has {len(header)}"
            )
            yield msgspec.structs.replace(piece, data=msgspec.json.encode(row), error=why)


def parquet_rows(stream: BinaryIO, file: InputFile, renames: Mapping[str, str]) -> Iterator[Piece]:
    """The rows of a Parquet file."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtra(f"reading {file.uri}", "parquet") from None
    number = 0
    try:
        seekable = stream if stream.seekable() else io.BytesIO(stream.read())
        with parquet.ParquetFile(seekable) as table:
            missing = _missing(file, table.schema_arrow.names, renames)
            if missing is not None:
                yield missing
                return
            for batch in table.iter_batches(batch_size=_BATCH):
                for fields in batch.to_pylist():
                    place = f"row {number + 1}"
                    piece = Piece(f"{file.id}#{number + 1}", file.uri, place, number)
                    yield piece_of_fields(fields, renames, piece)
                    number += 1
    except pa.ArrowException as error:
        why = f"{file.uri}: cannot be read after row {number}: {error}"
        yield Piece(file.id, file.uri, uri=file.uri, error=why)


def _missing(file: InputFile, names: Sequence[str], renames: Mapping[str, str]) -> Piece | None:
    """For a table without a text: what is wrong is wrong with all of it."""
    wanted = renames.get("text", "text")
    if wanted in names:
        return None
    columns = ", ".join(map(repr, names))
    why = f"{file.uri}: there is no column '{wanted}'; the columns are: {columns}; "
    why += "say which is the text: --map text=COLUMN"
    return Piece(file.id, file.uri, uri=file.uri, error=why)


class _Lines:
    """The lines of a file as text, in the encoding that its beginning is in. read: bytes of them.

    A line that is not UTF-8 in a file that begins as if it were is read for itself.
    """

    def __init__(self, stream: BinaryIO) -> None:
        # One reading, since what is before a place where the file is damaged is to be kept.
        head = getattr(stream, "read1", stream.read)(_SAMPLE)
        found = Decode().decode(head[: head.rfind(b"\n") + 1] or head)
        self.sample = found.text
        self.read = 0
        whole: Any = io.BufferedReader(_Again(head, stream))
        wide = found.encodings[0] if found.encodings[0].startswith(("utf-16", "utf-32")) else ""
        self._encoding = found.encodings[0]
        self._text = codecs.getreader(wide)(whole, "replace") if wide else None
        self._lines: Iterator[Any] = iter(self._text or whole)

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._lines):
            self.read += len(line)
            text = line if isinstance(line, str) else self._decoded(line)
            text = text.removeprefix("\ufeff") if number == 0 else text
            yield from _RETURNED.split(text) if "\r" in text else (text,)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            pass
        if self._encoding == "utf-8":
            return Decode().decode(line).text
        return line.decode(self._encoding, "replace")


class _Again(io.RawIOBase):
    """A stream from its beginning, of which some was read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)]
        self._head = self._head[len(data) :]
        if not data:
            data = memoryview(self._rest.read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)


def _separator(sample: str) -> str:
    """That by which most of the first rows have as many cells as the first, and that more than one;
    where several do, the one that makes the most cells.
    """
    best, found = (0, 0), ","
    for separator in _SEPARATORS:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        lengths = [len(row) for _, row in zip(range(_ROWS), rows, strict=False) if row]
        if lengths and lengths[0] > 1:
            score = (lengths.count(lengths[0]) * 10 // len(lengths), lengths[0])
            if score > best:
                best, found = score, separator
    return found

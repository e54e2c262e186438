"""Readers: from files to documents.

What cannot be read becomes a piece with an error, never an exception: it costs itself alone.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from normtext.corpus.archives import archived
from normtext.corpus.inputs import InputFile
from normtext.corpus.kinds import JSON_SUFFIX
from normtext.corpus.opening import open_file, size_of, unreadable
from normtext.corpus.pieces import JSON, Piece, Reading, read_piece
from normtext.corpus.tables import csv_rows, parquet_rows
from normtext.errors import ConfigError, unknown_name

__all__ = ["is_one_document", "parse_map", "read_documents", "read_pieces"]

_FIELDS = ("text", "id", "uri", "title", "date", "byline")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse_map(text: str) -> dict[str, str]:
    """The renames `ours=theirs,...` of fields. Raises ConfigError.

    >>> parse_map("uri=url,text=body")
    {'uri': 'url', 'text': 'body'}
    """
    renames: dict[str, str] = {}
    for part in text.split(","):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not (ours and equals and theirs):
            raise ConfigError(f"a map is written ours=theirs,... (uri=url,text=body), not '{text}'")
        if ours not in _FIELDS:
            raise unknown_name("field", ours, _FIELDS)
        if ours in renames:
            raise ConfigError(f"the map '{text}' gives '{ours}' twice")
        renames[ours] = theirs
    return renames


def read_documents(
    files: Iterable[InputFile], renames: Mapping[str, str] | None = None
) -> Iterator[Reading]:
    """The documents of the files, in their order.

    renames: our field names, and what the fields are called in the files.
    """
    renames = renames or {}
    return (read_piece(piece, renames) for file in files for piece in read_pieces(file, renames))


def read_pieces(file: InputFile, renames: Mapping[str, str]) -> Iterator[Piece]:
    """The documents of a file, in its order."""
    if file.error is not None:
        yield _failed(file, file.error)
    elif file.is_standard_input:
        yield from _standard_input(file)
    else:
        try:
            with open_file(file) as stream:
                yield from _READERS.get(file.suffix, _text)(stream, file, renames)
        except OSError as error:
            yield _failed(file, unreadable(file, error))


def is_one_document(file: InputFile) -> bool:
    """Whether the file as a whole is a document."""
    return not file.is_standard_input and file.suffix not in _READERS


def _text(stream: BinaryIO, file: InputFile, _: Mapping[str, str]) -> Iterator[Piece]:
    data = stream.read()
    yield Piece(file.id, file.uri, size=len(data), data=data, uri=file.uri)


def _json(stream: BinaryIO, file: InputFile, _: Mapping[str, str]) -> Iterator[Piece]:
    peeked = stream.peek(2)[:2] if hasattr(stream, "peek") else b""
    if peeked in _UTF16:  # what `>` writes in Windows PowerShell
        lines: Iterable[bytes] = codecs.iterencode(
            codecs.getreader("utf-16")(stream, "replace"), "utf-8"
        )
        yield from _json_lines(lines, file, None)
    else:
        yield from _json_lines(stream, file, size_of(stream))


def _json_lines(lines: Iterable[bytes], file: InputFile, size: int | None) -> Iterator[Piece]:
    """A document for each line that is not blank. size: what is added to a file is not read."""
    documents = offset = 0
    name = file.uri or "standard input"
    for number, raw in enumerate(lines, 1):
        length = len(raw)
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if line and not line.isspace():
            documents += 1
            place = f"line {number}"
            data = line.rstrip(b"\r\n")
            yield Piece(f"{file.id}#{documents}", name, place, offset, length, JSON, data)
        offset += length
        if offset == size:
            return


def _standard_input(file: InputFile) -> Iterator[Piece]:
    """JSON lines if the first character is a brace, as they come; otherwise one text."""
    stream = sys.stdin.buffer
    head: list[bytes] = []
    for line in stream:
        head.append(line)
        begin = line.removeprefix(codecs.BOM_UTF8).lstrip()
        if begin.startswith(b"{"):
            yield from _json_lines(chain(head, stream), file, None)
            return
        if begin:
            break
    data = b"".join([*head, stream.read()])
    if data:
        yield Piece(file.id, "standard input", size=len(data), data=data)


def _failed(file: InputFile, why: str) -> Piece:
    return Piece(file.id, file.uri, uri=file.uri, error=why)


_READERS = {
    JSON_SUFFIX: _json,
    ".csv": csv_rows,
    ".tsv": csv_rows,
    ".parquet": parquet_rows,
    ".wet": archived,
    ".warc": archived,
}

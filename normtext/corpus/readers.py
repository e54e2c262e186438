"""Readers: from files to documents.

What cannot be read becomes a piece with an error, never an exception: it costs itself alone.
"""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from normtext.corpus.inputs import JSON_SUFFIX, InputFile
from normtext.corpus.pieces import JSON, Piece, Reading, read_piece
from normtext.errors import ConfigError, unknown_name

__all__ = ["is_one_document", "parse_map", "read_documents", "read_pieces"]

_FIELDS = ("text", "id", "uri", "title", "date", "byline")
_BUFFER = 1 << 20  # bytes; a line is some kilobytes, and a call for each is felt
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
    return (read_piece(piece, renames) for file in files for piece in read_pieces(file))


def read_pieces(file: InputFile) -> Iterator[Piece]:
    """The documents of a file, in its order."""
    if file.error is not None:
        yield Piece(file.id, file.uri, uri=file.uri, error=file.error)
    elif file.path is None:
        yield from _standard_input(file.id)
    elif file.path.suffix.lower() == JSON_SUFFIX:
        yield from _json_file(file, file.path)
    else:
        yield _text_file(file, file.path)


def is_one_document(file: InputFile) -> bool:
    """Whether the file as a whole is a document."""
    return file.path is not None and file.path.suffix.lower() != JSON_SUFFIX


def _text_file(file: InputFile, path: Path) -> Piece:
    try:
        data = path.read_bytes()
    except OSError as error:
        return _unreadable(file, error)
    return Piece(file.id, file.uri, size=len(data), data=data, uri=file.uri)


def _json_file(file: InputFile, path: Path) -> Iterator[Piece]:
    try:
        yield from _json_lines(_lines(path), file.uri, file.id)
    except OSError as error:
        yield _unreadable(file, error)


def _lines(path: Path) -> Iterator[bytes]:
    with io.BufferedReader(path.open("rb", buffering=0), _BUFFER) as file:
        if file.peek(2)[:2] not in _UTF16:
            yield from file
            return
    # What `>` writes in Windows PowerShell.
    with path.open(encoding="utf-16", errors="replace", newline="\n") as text:
        for line in text:
            yield line.encode()


def _standard_input(name: str) -> Iterator[Piece]:
    """JSON lines if the first character is a brace, as they come; otherwise one text."""
    stream = sys.stdin.buffer
    head: list[bytes] = []
    for line in stream:
        head.append(line)
        begin = line.removeprefix(codecs.BOM_UTF8).lstrip()
        if begin.startswith(b"{"):
            yield from _json_lines(chain(head, stream), "standard input", name)
            return
        if begin:
            break
    data = b"".join([*head, stream.read()])
    if data:
        yield Piece(name, "standard input", size=len(data), data=data)


def _json_lines(lines: Iterable[bytes], file: str, name: str) -> Iterator[Piece]:
    """A document for each line that is not blank."""
    documents = offset = 0
    for number, raw in enumerate(lines, 1):
        size = len(raw)
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if line and not line.isspace():
            documents += 1
            yield Piece(
                f"{name}#{documents}",
                file,
                f"line {number}",
                offset,
                size,
                JSON,
                line.rstrip(b"\r\n"),
            )
        offset += size


def _unreadable(file: InputFile, error: OSError) -> Piece:
    why = f"{file.uri}: cannot be read: {error.strerror or error}"
    return Piece(file.id, file.uri, uri=file.uri, error=why)

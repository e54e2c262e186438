"""Readers: from files to documents.

What cannot be read becomes a reading with an error, never an exception: it costs itself alone.
"""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from normtext.characters import without_surrogates
from normtext.corpus.inputs import JSON_SUFFIX, InputFile
from normtext.errors import ConfigError, InputError, unknown_name
from normtext.sources import Source

__all__ = ["Reading", "parse_map", "read_documents"]

_FIELDS = ("text", "id", "uri", "title", "date", "byline")
_BUFFER = 1 << 20  # bytes; a line is some kilobytes, and a call for each is felt
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Reading(NamedTuple):
    """A document as it was read. size: bytes read for it.

    error: why it could not be read; its source then holds what there is of it.
    """

    source: Source
    size: int = 0
    error: str | None = None


def parse_map(text: str) -> dict[str, str]:
    """The renames `ours=theirs,...` of JSON fields. Raises ConfigError.

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

    renames: our field names, and what the fields are called in the JSON objects.
    """
    renames = renames or {}
    for file in files:
        if file.error is not None:
            yield Reading(Source("", file.id, file.uri), error=file.error)
        elif file.path is None:
            yield from _standard_input(file.id, renames)
        elif file.path.suffix.lower() == JSON_SUFFIX:
            yield from _json_file(file, file.path, renames)
        else:
            yield _text_file(file, file.path)


def _text_file(file: InputFile, path: Path) -> Reading:
    try:
        data = path.read_bytes()
    except OSError as error:
        return Reading(Source("", file.id, file.uri), error=_unreadable(file.uri, error))
    return Reading(Source(data, file.id, file.uri), len(data))


def _json_file(file: InputFile, path: Path, renames: Mapping[str, str]) -> Iterator[Reading]:
    try:
        yield from _json_lines(_lines(path), file.uri, file.id, renames)
    except OSError as error:
        yield Reading(Source("", file.id, file.uri), error=_unreadable(file.uri, error))


def _lines(path: Path) -> Iterator[bytes]:
    with io.BufferedReader(path.open("rb", buffering=0), _BUFFER) as file:
        if file.peek(2)[:2] not in _UTF16:
            yield from file
            return
    # What `>` writes in Windows PowerShell.
    with path.open(encoding="utf-16", errors="replace", newline="\n") as text:
        for line in text:
            yield line.encode()


def _standard_input(name: str, renames: Mapping[str, str]) -> Iterator[Reading]:
    """JSON lines if the first character is a brace, as they come; otherwise one text."""
    stream = sys.stdin.buffer
    head: list[bytes] = []
    for line in stream:
        head.append(line)
        begin = line.removeprefix(codecs.BOM_UTF8).lstrip()
        if begin.startswith(b"{"):
            yield from _json_lines(chain(head, stream), "standard input", name, renames)
            return
        if begin:
            break
    data = b"".join([*head, stream.read()])
    if data:
        yield Reading(Source(data, name), len(data))


def _json_lines(
    lines: Iterable[bytes], where: str, name: str, renames: Mapping[str, str]
) -> Iterator[Reading]:
    """A document for each line that is not blank. where: the file, for errors; name: for ids."""
    documents = 0
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if not line or line.isspace():
            continue
        documents += 1
        yield _json_document(
            line.rstrip(b"\r\n"), f"{name}#{documents}", f"{where}, line {number}", renames
        )._replace(size=len(raw))


def _json_document(line: bytes, name: str, where: str, renames: Mapping[str, str]) -> Reading:
    try:
        found = _object(line)
        document, others = _renamed(found, renames)
        name = _given_id(document) or name
        _check_text(document.get("text"), found, renames.get("text", "text"))
        return Reading(_with_extra(Source.of(document, name), others))
    except InputError as error:
        return Reading(Source(line, name), error=f"{where}: {error}")
    except RecursionError:
        return Reading(Source(line, name), error=f"{where}: the JSON is nested too deeply")


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(line)
    except ValueError:
        value = _lenient(line)
    if not isinstance(value, dict):
        raise InputError(f"a document is a JSON object, not {_json_type(value)}")
    return value


def _lenient(line: bytes) -> object:
    """What msgspec refuses and the standard library takes: lone surrogates, NaN."""
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON at column {error.colno}: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start + 1}: {error.reason}") from None
    except ValueError as error:  # a number with more digits than Python reads
        raise InputError(f"broken JSON: {error}") from None


def _renamed(
    document: dict[str, Any], renames: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The document with its fields under our names, and the fields that only look like ours: a
    map means another field by that name, or JSON cannot hold what we mean by it (`bytes`).
    """
    if not renames and "bytes" not in document:
        return document, {}
    theirs = set(renames.values())
    named = {name: value for name, value in document.items() if name not in theirs}
    others = {name: named.pop(name) for name in ("bytes", *renames) if name in named}
    named |= {ours: document[name] for ours, name in renames.items() if name in document}
    return named, others


def _with_extra(source: Source, others: dict[str, Any]) -> Source:
    """The source with more fields carried through, whatever their names."""
    if not others:
        return source
    sayable = msgspec.json.decode(Source.of({"text": "", "others": others}).extra)["others"]
    extra = msgspec.json.decode(source.extra) | sayable
    return source._replace(extra=msgspec.json.encode(extra).decode())


def _given_id(document: Mapping[str, Any]) -> str:
    given = document.get("id")
    return "" if given is None else without_surrogates(str(given))


def _check_text(text: object, document: Mapping[str, Any], name: str) -> None:
    """Raise InputError unless the text is one. name: that of its field."""
    if isinstance(text, str):
        return
    if text is not None:
        raise InputError(f"'{name}' is {_json_type(text)}, not a string")
    fields = ", ".join(map(repr, document))
    raise InputError(f"the document has no '{name}'; its fields are: {fields or 'none'}")


def _json_type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")


def _unreadable(name: str, error: OSError) -> str:
    return f"{name}: cannot be read: {error.strerror or error}"

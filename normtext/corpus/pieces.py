"""Pieces: documents as they stand in their files, and how they become sources.

Finding where a document begins and ends is quick, and done in one place; reading what is in it is
done where the work is. A piece is what goes from the one to the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from normtext.characters import without_surrogates
from normtext.errors import InputError
from normtext.records import Metadata
from normtext.sources import Source
from normtext.stages import Decode

__all__ = ["JSON", "OTHER", "TEXT", "Piece", "Reading", "piece_of_fields", "read_piece"]

BYTES, TEXT, JSON, OTHER = 0, 1, 2, 3
"""What `data` is: bytes of an unknown encoding, a text in UTF-8, an object in JSON; nothing, where
a document is not to be read, as `error` says."""


class Piece(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A document as it stands in its file.

    name: its id, unless it brings one. file, place: where it is, for people ("line 3"); offset: for
    programs, in bytes of the file once it is decompressed, or in rows of a table, from 0. size:
    bytes read for it. form: what `data` is. error: why it could not be read. The others are what
    its file says of it beside its text.
    """

    name: str
    file: str
    place: str = ""
    offset: int = 0
    size: int = 0
    form: int = BYTES
    data: bytes = b""
    uri: str = ""
    title: str | None = None
    byline: str | None = None
    date: str | None = None
    extra: str = "{}"
    error: str | None = None


class Reading(NamedTuple):
    """A document as it was read. piece: where it was.

    error: why it could not be read; its source then holds what there is of it. skipped: nothing is
    wrong with it, it is only not wanted, as `error` says.
    """

    source: Source
    piece: Piece
    error: str | None = None
    skipped: bool = False


def read_piece(piece: Piece, renames: Mapping[str, str]) -> Reading:
    """The document of a piece. renames: our field names, and what they are called in the JSON."""
    if piece.form == JSON and piece.error is None:
        return _json_document(piece, renames)
    content = piece.data.decode() if piece.form == TEXT else piece.data
    given = Metadata(title=piece.title, byline=piece.byline, date=piece.date)
    source = Source(content, piece.name, piece.uri, given, piece.extra)
    return Reading(source, piece, piece.error, piece.form == OTHER)


def piece_of_fields(fields: Mapping[str, Any], renames: Mapping[str, str], piece: Piece) -> Piece:
    """The piece with what the fields of a row say: strings, numbers, dates, ..."""
    fields, others = _renamed(dict(fields), renames)
    text = fields.get("text")
    if isinstance(text, bytes):
        fields["bytes"] = text
        del fields["text"]
    try:
        found = _with_extra(Source.of(fields), others)
    except InputError as error:
        sayable = msgspec.json.decode(Source.of({"text": "", "row": fields}).extra)["row"]
        data = msgspec.json.encode(sayable)
        said = str(error).replace("'text'", repr(renames.get("text", "text")))
        why = f"{piece.file}, {piece.place}: {said}"
        name = _given_id(fields) or piece.name
        return msgspec.structs.replace(piece, name=name, data=data, error=why)
    content, given = found.content, found.given
    is_text = isinstance(content, str)
    data = without_surrogates(content).encode() if isinstance(content, str) else content
    return msgspec.structs.replace(
        piece,
        name=found.id or piece.name,
        size=piece.size or len(data),
        form=TEXT if is_text else BYTES,
        data=data,
        uri=found.uri,
        title=given.title,
        byline=given.byline,
        date=given.date,
        extra=found.extra,
    )


def _json_document(piece: Piece, renames: Mapping[str, str]) -> Reading:
    line, where = piece.data, f"{piece.file}, {piece.place}"
    document: dict[str, Any] = {}
    try:
        found = _object(line)
        document, others = _renamed(found, renames)
        name = _given_id(document) or piece.name
        _check_text(document.get("text"), found, renames.get("text", "text"))
        source = Source.of_mapping(document)._replace(id=name)
        return Reading(_with_extra(source, others), piece)
    except InputError as error:
        return Reading(_remains(line, document, piece), piece, f"{where}: {error}")
    except RecursionError:
        source = Source(line, piece.name)
        return Reading(source, piece, f"{where}: the JSON is nested too deeply")


def _remains(line: bytes, document: Mapping[str, Any], piece: Piece) -> Source:
    """What can be saved of a document without a text: the line, its id, its address."""
    uri = document.get("uri")
    name = _given_id(document) or piece.name
    return Source(line, name, without_surrogates(uri) if isinstance(uri, str) else "")


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(line)
    except ValueError:
        value = _lenient(line)
    if not isinstance(value, dict):
        raise InputError(f"a document is a JSON object, not {_json_type(value)}")
    return value


def _lenient(line: bytes) -> object:
    """What msgspec refuses: lone surrogates, NaN, and what is not in UTF-8."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = Decode().decode(line).text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON at column {error.colno}: {error.msg}") from None
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
    if text is not None or name in document:
        raise InputError(f"'{name}' is {_json_type(text)}, not a string")
    fields = ", ".join(map(repr, document))
    raise InputError(f"the document has no '{name}'; its fields are: {fields or 'none'}")


def _json_type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")

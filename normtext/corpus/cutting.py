"""Cutting: the documents of a corpus in shards, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

import msgspec

from normtext.corpus.inputs import InputFile
from normtext.corpus.pieces import Piece
from normtext.corpus.readers import is_one_document
from normtext.corpus.selection import Found

__all__ = ["Shard", "cut", "pieces_of"]

_DOCUMENTS = 256  # in a shard at most: enough to make its cost small, few enough to redo
_BYTES = 1 << 20  # after which a shard ends: what the driver keeps of it in memory

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Piece])


class Shard(msgspec.Struct, frozen=True, gc=False):
    """Documents that are worked on together. key: a digest of them, and of what is done to them.

    size: bytes that were read for them. pages: whether they are the visible text of whole pages.
    payload: the documents, for `pieces_of`.
    """

    key: str
    documents: int
    size: int
    pages: bool
    payload: bytes


def cut(found: Iterable[Found], fingerprint: str) -> Iterator[Shard]:
    """The documents in shards. fingerprint: of what will be done to them.

    A shard ends after 256 documents or 1 MiB, and at the end of a file that holds many documents,
    so what is added to a file leaves the shards of others as they were.
    """
    pieces: list[Piece] = []
    size = 0
    last: InputFile | None = None

    def shard() -> Shard:
        assert last is not None
        payload = _encoder.encode(pieces)
        key = sha256(fingerprint.encode() + payload).hexdigest()[:32]
        return Shard(key, len(pieces), size, last.holds_pages, payload)

    for file, piece in found:
        ends = len(pieces) == _DOCUMENTS or size >= _BYTES
        if pieces and (ends or _is_apart(last, file)):
            yield shard()
            pieces, size = [], 0
        pieces.append(piece)
        size += piece.size
        last = file
    if pieces:
        yield shard()


def _is_apart(last: InputFile | None, file: InputFile) -> bool:
    """Whether no shard holds documents of both files."""
    if last is None or last is file:
        return False
    return not (is_one_document(last) and is_one_document(file))


def pieces_of(shard: Shard) -> list[Piece]:
    """The documents of a shard."""
    return _decoder.decode(shard.payload)

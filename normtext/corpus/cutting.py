"""Cutting: the documents of a corpus in shards, the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice

import msgspec

from normtext.corpus.inputs import InputFile
from normtext.corpus.pieces import Piece
from normtext.corpus.readers import is_one_document, read_pieces

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


def cut(files: Iterable[InputFile], fingerprint: str, limit: int | None = None) -> Iterator[Shard]:
    """The documents of the files in shards. fingerprint: of what will be done to them. limit: only
    so many documents.

    A shard ends after 256 documents or 1 MiB, and at the end of a file that holds many documents,
    so what is added to a file leaves the shards of others as they were.
    """
    found: list[Piece] = []
    size = 0
    left = sys.maxsize if limit is None else limit
    before: InputFile | None = None

    def shard() -> Iterator[Shard]:
        nonlocal found, size
        if found:
            assert before is not None
            payload = _encoder.encode(found)
            key = sha256(fingerprint.encode() + payload).hexdigest()[:32]
            yield Shard(key, len(found), size, before.holds_pages, payload)
        found, size = [], 0

    for file in files:
        if before is not None and not (is_one_document(before) and is_one_document(file)):
            yield from shard()
        before = file
        if not left:
            break
        for piece in islice(read_pieces(file), left):
            left -= 1
            found.append(piece)
            size += piece.size
            if len(found) == _DOCUMENTS or size >= _BYTES:
                yield from shard()
    yield from shard()


def pieces_of(shard: Shard) -> list[Piece]:
    """The documents of a shard."""
    return _decoder.decode(shard.payload)

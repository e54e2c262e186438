"""Selection: which of the documents of the input a run takes."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import chain, islice
from typing import NamedTuple

from normtext.corpus.inputs import InputFile
from normtext.corpus.pieces import Piece
from normtext.corpus.readers import read_pieces
from normtext.errors import ConfigError

__all__ = ["Found", "Part", "Sample", "found_in", "parse_part"]


class Found(NamedTuple):
    """A document, and the file it was found in."""

    file: InputFile
    piece: Piece


def found_in(files: Iterable[InputFile], renames: Mapping[str, str]) -> Iterator[Found]:
    """The documents of the files, in their order."""
    return (Found(file, piece) for file in files for piece in read_pieces(file, renames))


class Part(NamedTuple):
    """The `number`-th (from 1) of `of` runs that share a corpus: each file is of one of them.

    Where there are fewer files than runs, each shard is.
    """

    number: int
    of: int

    def files(self, files: Iterable[InputFile]) -> tuple[Iterator[InputFile], bool]:
        """The files of this part, and whether it is the shards that are to be shared out."""
        given = iter(files)
        first = list(islice(given, self.of))
        if len(first) < self.of:
            return iter(first), True
        return islice(chain(first, given), self.number - 1, None, self.of), False


def parse_part(text: str) -> Part:
    """A part as it is written, `i/n`. Raises ConfigError.

    >>> parse_part("2/10")
    Part(number=2, of=10)
    """
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise ConfigError(f"a part is written i/n, from 1/n to n/n, not '{text}'")
    return Part(int(number), int(count))


class Sample:
    """`size` documents from all over a corpus, the same ones every time.

    documents, read: how many there are in all, and how many bytes they have, once it was taken.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self.documents = self.read = 0

    def of(self, found: Iterable[Found]) -> Iterator[Found]:
        """The documents with the smallest digests of where they are, in their order."""
        kept: list[tuple[int, int, Found]] = []
        for number, each in enumerate(found):
            self.documents += 1
            self.read += each.piece.size
            where = f"{each.piece.file}\0{each.piece.place}\0{each.piece.name}"
            rank = int.from_bytes(blake2b(where.encode(), digest_size=8).digest())
            if len(kept) < self._size:
                heapq.heappush(kept, (-rank, -number, each))
            elif -rank > kept[0][0]:
                heapq.heapreplace(kept, (-rank, -number, each))
        for _, _, each in sorted(kept, key=lambda item: -item[1]):
            yield each

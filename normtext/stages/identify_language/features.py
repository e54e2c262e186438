"""What the n-gram model sees of a word: its 1- to 4-grams and, in one piece, itself.

A word stands between two spaces, so that "le" at its start differs from "le" within it. A feature
is a hash of its characters: 32 bits, so that among the hundred thousand features of the model a
stranger is taken for one of them once in thirty thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Hashes: TypeAlias = npt.NDArray[np.uint32]
    Indexes: TypeAlias = npt.NDArray[np.intp]

LONGEST_GRAM = 4
LONGEST_WORD = 30  # code points; what is longer is cut: where scripts have no spaces, a line is
# The multiplier is Knuth's for 32 bits; the length of a feature seeds its hash.
MULTIPLIER = 2_654_435_761
WHOLE = LONGEST_GRAM + 1  # the "length" of whole words
WHOLE_WORDS_FROM = LONGEST_GRAM - 1  # code points: a shorter word is a gram, between its spaces


def hash_features(words: Sequence[str]) -> tuple[Hashes, Indexes]:
    """The features of words that are not empty, one after the other, and the word each is of.

    >>> features, words = hash_features(["le", "chat"])
    >>> words.tolist().count(0)
    8
    """
    import numpy as np

    framed = [f" {word[:LONGEST_WORD]} " for word in words]
    lengths = np.fromiter(map(len, framed), np.intp, len(framed))
    codes = np.frombuffer("".join(framed).encode("utf-32-le", "surrogatepass"), np.uint32)
    owners = np.repeat(np.arange(len(framed)), lengths)
    powers, seeds = _constants()
    # A row for each size: the grams that begin at each character, those of one more than before.
    at = np.arange(codes.size)
    last = at + np.arange(LONGEST_GRAM)[:, None]
    there = np.minimum(last, codes.size - 1)
    grams = np.cumsum(codes[there] * powers[:LONGEST_GRAM, None], axis=0, dtype=np.uint32)
    grams += seeds[:LONGEST_GRAM, None]
    within = (owners[there] == owners) & (last < codes.size)
    within[0] &= codes != ord(" ")
    starts = lengths.cumsum() - lengths
    whole = np.add.reduceat(codes * powers[at - starts[owners]], starts, dtype=np.uint32)
    long = lengths >= WHOLE_WORDS_FROM + 2
    hashes = np.concatenate((grams[within], whole[long] + seeds[LONGEST_GRAM]))
    of_words = (np.broadcast_to(owners, within.shape)[within], long.nonzero()[0])
    return _mixed(hashes), np.concatenate(of_words)


@cache
def _constants() -> tuple[Hashes, Hashes]:
    """The powers of the multiplier, and what the length of a feature adds to its hash."""
    import numpy as np

    powers = np.cumprod(np.full(LONGEST_WORD + 2, MULTIPLIER, np.uint32), dtype=np.uint32)
    return powers, np.arange(1, WHOLE + 1, dtype=np.uint32) * np.uint32(0x9E3779B9)


def _mixed(hashes: Hashes) -> Hashes:
    """Every bit of a sum of products made to depend on all (the finalizer of MurmurHash3)."""
    import numpy as np

    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes

"""What the n-gram model sees of a word: its 1- to 4-grams and, in one piece, itself.

A word stands between two spaces, so that "le" at its start differs from "le" within it. A feature
is a hash of its characters: 32 bits, so that among the hundred thousand features of the model a
stranger is taken for one of them once in thirty thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
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

    words = [word[:LONGEST_WORD] for word in words]
    joined = "".join(f" {word} " for word in words)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, words), np.intp, len(words)) + 2
    owners = np.repeat(np.arange(len(words)), lengths)
    powers = np.cumprod(np.full(LONGEST_WORD + 2, MULTIPLIER, np.uint32), dtype=np.uint32)
    hashes, of_words = [], []
    grams = np.zeros_like(codes)
    for size in range(1, LONGEST_GRAM + 1):
        # Each round adds the next character to the grams of the round before.
        grams = grams[: codes.size - size + 1] + codes[size - 1 :] * powers[size - 1]
        within = owners[: grams.size] == owners[size - 1 :]
        if size == 1:
            within &= codes != ord(" ")
        hashes.append(_mixed(grams[within], size))
        of_words.append(owners[: grams.size][within])
    starts = np.cumsum(lengths) - lengths
    places = np.arange(codes.size) - np.repeat(starts, lengths)
    whole = np.add.reduceat(codes * powers[places], starts, dtype=np.uint32)
    long = lengths >= WHOLE_WORDS_FROM + 2
    hashes.append(_mixed(whole[long], WHOLE))
    of_words.append(np.arange(len(words))[long])
    return np.concatenate(hashes), np.concatenate(of_words)


def _mixed(hashes: Hashes, size: int) -> Hashes:
    """Every bit of a sum of products made to depend on all (the finalizer of MurmurHash3)."""
    import numpy as np

    hashes = hashes + np.uint32(size * 0x9E3779B9 & 0xFFFFFFFF)
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))

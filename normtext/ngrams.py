"""The character model: how likely a string is as English or French, whichever of the two.

decode asks it which encoding makes sense of bytes, repair_encoding which reading of damaged text
does. It knows nothing of words and is no language identifier: what it tells apart is text that
people wrote from text that a wrong codec made.

An n-gram model of order 4 that backs off: a character costs what the table says of the longest
n-gram it ends, plus a penalty for each longer context that the table holds. Where there is none of
two characters, the shapes of characters decide, so that a letter that was never seen is likelier
within a word than a sign. Costs are small integers, so a sum depends neither on the order of the
summands nor on the platform.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

__all__ = ["ORDER", "SHAPES", "UNIT", "CharacterModel", "load_characters", "shape"]

ORDER = 4
"""The longest n-gram: a character is judged by the three before it."""

UNIT = 16
"""Steps in one nat: what scores -37 has a probability of one in ten."""

SHAPES = {
    "line": "\n",
    "space": " \t",
    "fixed space": "\xa0\u202f\u2009",
    "lower": "abcdefghijklmnopqrstuvwxyz",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digit": "0123456789",
    "stop": ".,;:!?",
    "open": "([{",
    "close": ")]}",
    "straight quote": "\"'",
    "apostrophe": "\N{RIGHT SINGLE QUOTATION MARK}",
    "open quote": "\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}«‹„‚",
    "close quote": "\N{RIGHT DOUBLE QUOTATION MARK}»›",
    "hyphen": "-",
    "dash": "\N{EN DASH}\N{EM DASH}",
    "ellipsis": "\N{HORIZONTAL ELLIPSIS}",
    "currency": "$£€¥¢¤",
    "other sign": "%&/*+=<>@#_~^|`\\",
    "accented lower": "",  # the others go by what Unicode says
    "accented upper": "",
    "other letter": "",
    "symbol": "",
    "picture": "",
    "control": "",
}
"""Kinds of characters, by how they stand beside each other, and their characters."""

_FIRST = 0xE000  # a shape is written as a private-use character, which no text has
_SHAPE_OF = {
    char: chr(_FIRST + number) for number, chars in enumerate(SHAPES.values()) for char in chars
}
_BY_NAME = {name: chr(_FIRST + number) for number, name in enumerate(SHAPES)}


def shape(char: str) -> str:
    """The shape of a character, as the private-use character that stands for it in the table."""
    found = _SHAPE_OF.get(char)
    if found:
        return found
    if char < "\xa0" or char == "\ufffd" or "\ud800" <= char < "\uf900":
        return _BY_NAME["control"]
    if char < "\u0250" and char.isalpha() and char not in "ªº":
        return _BY_NAME["accented upper" if char.isupper() else "accented lower"]
    if char.isalpha():
        return _BY_NAME["other letter"]
    return _BY_NAME["symbol" if char < "\u2200" else "picture"]


HEAD = struct.Struct("<22s10i")
MAGIC = b"normtext characters 1\n"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CharacterModel:
    """What English and French look like, character by character. Immutable, shared by threads.

    costs: n-gram -> minus the log probability of its last character after the others, in 1/UNIT
        nat; of a single character, after characters of its shape; of a string of shapes, the last
        shape after the others; of a shape alone, any character of it that has no cost.
    penalties: context -> what is added where the table does not hold it with the character after.
    """

    costs: dict[str, int]
    penalties: dict[str, int]

    @classmethod
    def load(cls) -> CharacterModel:
        """Read the packaged table, in some 30 ms; load_characters() has one for all."""
        return cls.from_bytes(files("normtext").joinpath("models/characters.bin").read_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> CharacterModel:
        """The model of a file that scripts/build_characters.py wrote.

        The file: a first line; ten numbers of 32 bits, little-endian: how many n-grams of 1 to 4
        characters there are, how many contexts of 1 to 4, the bytes of the text of either; then the
        costs and the penalties, a byte each; then the n-grams and the contexts in their order, in
        UTF-8 and without separators, the shortest first.
        """
        magic, *numbers = HEAD.unpack_from(data)
        if magic != MAGIC:
            raise ValueError("not a table of scripts/build_characters.py")
        sizes, contexts, lengths = numbers[:4], numbers[4:8], numbers[8:]
        bounds = [HEAD.size]
        for size in (sum(sizes), sum(contexts), *lengths):
            bounds.append(bounds[-1] + size)
        costs, penalties, grams, texts = (data[start:end] for start, end in pairwise(bounds))
        return cls(
            dict(zip(_sliced(grams.decode(), sizes), costs, strict=True)),
            dict(zip(_sliced(texts.decode(), contexts), penalties, strict=True)),
        )

    def score(self, text: str, before: str = "") -> int:
        """The log probability of `text` after `before`, in 1/UNIT nat; higher is likelier.

        before: what stands before it, of which the last three characters count. Nothing there
            means that the text begins a line.

        >>> model = CharacterModel.load()
        >>> model.score("é", "caf") > model.score("Ã©", "caf")
        True
        """
        context = before[1 - ORDER :] or "\n"
        text = context + text
        find = self.costs.get
        total = 0
        for end in range(len(context) + 1, len(text) + 1):
            gram = text[end - ORDER if end > ORDER else 0 : end]
            cost = find(gram)
            total -= self._backed_off(gram) if cost is None else cost
        return total

    def cost(self, gram: str) -> int:
        """The cost of the last character of an n-gram, in 1/UNIT nat: what score() is the sum of.

        >>> model = CharacterModel.load()
        >>> model.cost("café") == -model.score("é", "caf")
        True
        """
        cost = self.costs.get(gram)
        return self._backed_off(gram) if cost is None else cost

    def _backed_off(self, gram: str) -> int:
        """The cost of the last character of an n-gram that the table does not hold."""
        total = 0
        rest = gram
        while len(rest) > 2:
            total += self.penalties.get(rest[:-1], 0)
            rest = rest[1:]
            cost = self.costs.get(rest)
            if cost is not None:
                return total + cost
        return total + self.penalties.get(rest[:-1], 0) + self._by_shape(gram)

    def _by_shape(self, gram: str) -> int:
        """The cost of the last character of an n-gram by the shapes of the two before it."""
        shapes = _shapes(gram[-3:])
        cost = self.costs.get(shapes) if len(gram) > 2 else None
        if cost is None:
            cost = self.costs[shapes[-2:]]
        of_char = self.costs.get(gram[-1])
        return cost + (self.costs[shapes[-1]] if of_char is None else of_char)


@lru_cache(maxsize=1 << 14)
def _shapes(text: str) -> str:
    return "".join(map(shape, text))


@cache
def load_characters() -> CharacterModel:
    """The packaged model, read once in a process."""
    return CharacterModel.load()


def _sliced(text: str, counts: list[int]) -> list[str]:
    """The n-grams of a table, whose lengths go up from 1."""
    grams: list[str] = []
    at = 0
    for length, count in enumerate(counts, 1):
        end = at + count * length
        grams += [text[i : i + length] for i in range(at, end, length)]
        at = end
    return grams

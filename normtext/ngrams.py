"""The character model: how likely a string is as English or French, whichever of the two.

decode asks it which encoding makes sense of bytes, repair_encoding which reading of damaged text
does. It knows nothing of words and is no language identifier: what it tells apart is text that
people wrote from text that a wrong codec made.

An n-gram model of order 4 that backs off: a character costs what the table says of the longest
n-gram it ends, plus a penalty for each longer context that the table holds. Costs are small
integers, so a sum depends neither on the order of the summands nor on the platform.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["ORDER", "UNIT", "CharacterModel", "load_characters"]

ORDER = 4
"""The longest n-gram: a character is judged by the three before it."""

UNIT = 16
"""Steps in one nat: what scores -37 has a probability of one in ten."""

HEAD = struct.Struct("<22s11i")
MAGIC = b"normtext characters 1\n"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CharacterModel:
    """What English and French look like, character by character. Immutable, shared by threads.

    costs: n-gram -> minus the log probability of its last character after the others, in 1/UNIT
        nat.
    penalties: context -> what is added where the table does not hold it with the character after.
    unknown: the cost of a character that the table does not hold at all.
    """

    costs: dict[str, int]
    penalties: dict[str, int]
    unknown: int

    @classmethod
    def load(cls) -> CharacterModel:
        """Read the packaged table, in some 30 ms; load_characters() has one for all."""
        return cls.from_bytes(files("normtext").joinpath("models/characters.bin").read_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> CharacterModel:
        """The model of a file that scripts/build_characters.py wrote.

        The file: a first line; eleven numbers of 32 bits, little-endian: how many n-grams of 1 to 4
        characters there are, how many contexts of 0 to 3, the bytes of the text of either, and the
        unknown character's cost; then the costs and the penalties, a byte each; then the n-grams
        and the contexts in their order, in UTF-8 and without separators, the shortest first.
        """
        magic, *numbers = HEAD.unpack_from(data)
        if magic != MAGIC:
            raise ValueError("not a table of scripts/build_characters.py")
        sizes, contexts, (length, rest, unknown) = numbers[:4], numbers[4:8], numbers[8:]
        bounds = [HEAD.size]
        for size in (sum(sizes), sum(contexts), length, rest):
            bounds.append(bounds[-1] + size)
        costs, penalties, text, more = (
            data[start:end] for start, end in zip(bounds, bounds[1:], strict=False)
        )
        return cls(
            dict(zip(_sliced(text.decode(), sizes, 1), costs, strict=True)),
            dict(zip(_sliced(more.decode(), contexts, 0), penalties, strict=True)),
            unknown,
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

    def _backed_off(self, gram: str) -> int:
        """The cost of the last character of an n-gram that the table does not hold."""
        total = 0
        while len(gram) > 1:
            total += self.penalties.get(gram[:-1], 0)
            gram = gram[1:]
            cost = self.costs.get(gram)
            if cost is not None:
                return total + cost
        return total + self.unknown


@cache
def load_characters() -> CharacterModel:
    """The packaged model, read once in a process."""
    return CharacterModel.load()


def _sliced(text: str, counts: list[int], shortest: int) -> list[str]:
    """The n-grams of a table, whose lengths go up by one."""
    grams: list[str] = []
    at = 0
    for length, count in enumerate(counts, shortest):
        end = at + count * length
        grams += [text[i : i + length] for i in range(at, end, length)] if length else [""] * count
        at = end
    return grams

"""Build ``normtext/models/characters.bin`` from folders of English and French text.

    python scripts/build_characters.py FOLDER... -o normtext/models/characters.bin

Only the files that SOURCES names are read, wherever they lie in the folders: text whose licence
lets weights derived from it be shipped. The same files give the same bytes: nothing is drawn at
random, and every sum has a fixed order.

An n-gram model with Witten-Bell smoothing (Bell, Cleary & Witten 1990), pruned by what leaving an
n-gram out would cost (Seymore & Rosenfeld 1996), with the back-offs computed anew. The text counts
as it is and once more typeset otherwise, so that straight and typographic quotes, spaces and
no-break spaces are all familiar; every UPPER_EVERY-th line counts in capitals too.

What follows a no-break space depends on what stands before it ("«" or a word), so there is no
n-gram of that space and one character: the model then goes by the shapes of all three.
"""

import argparse
import gzip
import math
import re
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from normtext.ngrams import HEAD, MAGIC, ORDER, SHAPES, UNIT, shape


class Source(NamedTuple):
    """Files to count: one line in `every`, `times` over."""

    name: str
    every: int = 1
    times: int = 1


# General text is little and counts threefold; of the laws and the manuals, which are large and of
# one register each, a part is enough. Text of another kind is added here, and to NOTICE.
SOURCES = (
    Source("laws.fr-en.tsv.gz", every=16),
    Source("python-docs.fr-en.tsv.gz", every=4),
    Source("flores-dev.en", times=3),
    Source("flores-dev.fr", times=3),
    Source("pud.en", times=3),
    Source("pud.fr", times=3),
    Source("sequoia-train.fr", times=3),
    Source("en_ewt-ud-dev.txt", times=3),
    Source("fr_gsd-ud-dev.txt", times=3),
    Source("fr_sequoia-ud-dev.txt", times=3),
)

UPPER_EVERY = 12  # 8 % of the text in capitals: headlines and titles
# Among how many characters of a shape what is left for those that were never seen is shared out.
UNSEEN = {"other letter": 5000, "picture": 1000}
UNSEEN_ELSE = 64
LEAST = 3  # n-grams that are rarer, counted as above, are left out at once
# Nats in all of the text: n-grams that are worth less are left out. From 8 to 32 the table halves,
# to load in 30 ms, and news text that it has not seen costs 0.5 % more a character.
COST = 32.0

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
_OE = re.compile(r"(?<=\b[cCsSmMvVbB])oe(?=u)|\boe(?=uvre|il\b|uf)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_QUOTED = re.compile(r'"\s*([^"]+?)\s*"')


def read(path: Path, every: int) -> Iterator[str]:
    """The lines of a file, English and French alike."""
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode().split("\n")
    if path.suffix == ".txt":  # a treebank
        lines = [line for line in lines if line.startswith("# text = ")]
    for line in lines[every - 1 :: every]:
        yield from line.removeprefix("# text = ").rstrip("\r").split("\t")


def straight(line: str) -> str:
    """With the quotes of a typewriter."""
    for old, new in (("’", "'"), ("“", '"'), ("”", '"'), ("…", "...")):
        line = line.replace(old, new)
    return line


def typeset(line: str, *, french: bool, key: int) -> str:
    """With the quotes, dashes and spaces of a printer; `key` chooses among the habits."""
    line = _APOSTROPHE.sub("’", line)
    line = line.replace("...", "…").replace(" -- ", "—").replace(" - ", " – ")
    if not french:
        return _QUOTED.sub(r"“\1”", line)
    space = (NBSP, NARROW)[key % 2]
    line = _OE.sub("œ", line)
    line = _QUOTED.sub(f"«{space}\\1{space}»", line)
    line = line.replace("« ", "«" + space).replace(" »", space + "»")
    line = re.sub(r" ([:;!?%])(?=\s|$)", space + r"\1", line)
    return re.sub(r"(?<=\d) euros?\b", NBSP + "€", line)


_FRENCH = re.compile(r"\b(?:le|la|les|des|du|une?|est|et|dans|pour|que)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|is|in|for|that|a)\b")


def forms(line: str) -> Iterator[str]:
    """A line as it is counted: as it is, typeset the other way, and maybe in capitals."""
    line = unicodedata.normalize("NFC", line)
    if not line.strip() or any(0x7F <= ord(char) < 0xA0 or char == "\ufffd" for char in line):
        return
    key = zlib.crc32(line.encode())
    french = len(_FRENCH.findall(line)) > len(_ENGLISH.findall(line))
    printed = typeset(line, french=french, key=key >> 8)
    yield printed
    other = straight(line)
    yield other if other != printed else line
    if key % UPPER_EVERY == 0:
        yield printed.upper()
        yield other.upper()


def count(folders: list[Path]) -> dict[str, int]:
    """How often each n-gram of 1 to ORDER characters occurs."""
    counts: Counter[str] = Counter()
    found = {path.name: path for folder in folders for path in sorted(folder.rglob("*"))}
    for source in SOURCES:
        if source.name not in found:
            sys.exit(f"{source.name}: in none of the folders")
        here: Counter[str] = Counter()
        for line in read(found[source.name], source.every):
            for form in forms(line):
                text = f"\n{form}\n"
                for size in range(1, ORDER + 1):
                    here.update([text[i : i + size] for i in range(len(text) - size + 1)])
        for gram, number in here.items():
            counts[gram] += source.times * number
        print(f"{source.name}: {sum(n for g, n in here.items() if len(g) == 1):,} characters")
    return dict(sorted(counts.items()))


def of_shapes(counts: Mapping[str, int]) -> dict[str, float]:
    """The probabilities of characters in their shape, and of shapes after shapes.

    They are asked where no n-gram is known, so what counts is in how many different contexts a
    character stands, not how often (Kneser & Ney 1995): such places are mostly in foreign names.
    """
    shapes = {char: shape(char) for char in counts if len(char) == 1}
    all_shapes = [chr(0xE000 + number) for number in range(len(SHAPES))]
    singles: dict[str, Counter[str]] = {one: Counter() for one in all_shapes}
    # Each pair once more than it was seen: none is impossible.
    grams = Counter(first + second for first in all_shapes for second in all_shapes)
    for gram, number in counts.items():
        if len(gram) == 3:
            singles[shapes[gram[2]]][gram[2]] += 1
        if 1 < len(gram) < ORDER:
            grams["".join(shapes[char] for char in gram)] += number
    chances: dict[str, float] = {}
    for name, one in zip(SHAPES, all_shapes, strict=True):
        total, types = sum(singles[one].values()), len(singles[one]) or 1
        chances |= {char: n / (total + types) for char, n in singles[one].items() if n >= LEAST}
        chances[one] = types / (total + types) / UNSEEN.get(name, UNSEEN_ELSE)
    totals: Counter[str] = Counter()
    for gram, number in grams.items():
        totals[gram[:-1]] += number
    for gram in sorted(grams, key=len):
        number, types = grams[gram], len(all_shapes)
        if len(gram) == 2:
            chances[gram] = number / totals[gram[:-1]]
        else:
            lower = types * chances[gram[1:]]
            chances[gram] = (number + lower) / (totals[gram[:-1]] + types)
    return chances


def by_shape(chances: Mapping[str, float], gram: str) -> float:
    """The probability of the last character of an n-gram by shapes, as the model says it."""
    shapes = "".join(map(shape, gram[-3:]))
    follows = chances.get(shapes) or chances[shapes[-2:]]
    return follows * (chances.get(gram[-1]) or chances[shapes[-1]])


def smooth(counts: Mapping[str, int], base: Mapping[str, float]) -> dict[str, float]:
    """The probability of the last character of each n-gram of two and more after the others."""
    followers: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for gram, number in counts.items():
        followers[gram[:-1]] += 1
        total[gram[:-1]] += number
    chances: dict[str, float] = {}
    for gram in sorted(counts, key=lambda gram: (len(gram), gram)):
        context = gram[:-1]
        if len(gram) == 1 or (len(gram) == 2 and context in SHAPES["fixed space"]):
            continue
        shorter = chances.get(gram[1:]) or by_shape(base, gram)
        types = followers[context]
        chances[gram] = (counts[gram] + types * shorter) / (total[context] + types)
    return chances


def prune(
    counts: Mapping[str, int], chances: Mapping[str, float], base: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """The n-grams worth keeping, and what each context leaves for the others."""
    kept: dict[str, float] = {}
    backoffs: dict[str, float] = {}

    def shorter(gram: str) -> float:
        """What the finished model will say without this n-gram, its own context's penalty aside."""
        factor, rest = 1.0, gram[1:]
        while len(rest) > 1:
            if rest in kept:
                return factor * kept[rest]
            factor *= backoffs.get(rest[:-1], 1.0)
            rest = rest[1:]
        return factor * by_shape(base, gram)

    for size in range(2, ORDER + 1):
        families: dict[str, list[str]] = defaultdict(list)
        for gram in chances:
            if len(gram) == size:
                families[gram[:-1]].append(gram)
        for context in sorted(families):
            worth = [
                gram
                for gram in families[context]
                if counts[gram] * abs(math.log(chances[gram] / shorter(gram))) >= COST
            ]
            if not worth:
                continue
            left = max(1.0 - math.fsum(chances[gram] for gram in worth), 1e-6)
            lower = max(1.0 - math.fsum(map(shorter, worth)), 1e-6)
            backoffs[context] = min(left / lower, 1.0)
            kept.update((gram, chances[gram]) for gram in worth)
    return kept, backoffs


def packed(table: Mapping[str, float]) -> tuple[list[int], bytes, bytes]:
    """The n-grams of a table by length, their costs, and their text."""
    grams = sorted(table, key=lambda gram: (len(gram), gram))
    sizes = [sum(len(gram) == size for gram in grams) for size in range(1, ORDER + 1)]
    costs = [min(255, round(-UNIT * math.log(table[gram]))) for gram in grams]
    return sizes, bytes(costs), "".join(grams).encode()


def main() -> None:
    """Count, smooth, prune, write, print the sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("-o", dest="target", type=Path, required=True)
    options = parser.parse_args()
    counts = count(options.folders)
    base = of_shapes(counts)
    counts = {
        gram: number for gram, number in counts.items() if number >= LEAST and max(gram) <= "\uffff"
    }
    kept, backoffs = prune(counts, smooth(counts, base), base)
    sizes, costs, grams = packed(kept | {gram: base[gram] for gram in base if gram <= "\uffff"})
    their_sizes, penalties, contexts = packed(backoffs)
    options.target.write_bytes(
        HEAD.pack(MAGIC, *sizes, *their_sizes, len(grams), len(contexts))
        + costs
        + penalties
        + grams
        + contexts
    )
    print(f"{len(counts):,} n-grams counted, {sizes} kept, {their_sizes} contexts")
    print(f"{options.target}: {options.target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

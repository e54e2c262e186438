"""Build ``normtext/models/langdetect.npz`` from the profiles of an installed langdetect 1.0.9.

    python scripts/build_langdetect.py normtext/models/langdetect.npz

The profiles (counts of 1-, 2- and 3-grams in 55 languages, Nakatani Shuyo, Apache-2.0) become small
integers; nothing is trained. The same inputs give the same bytes: the members of the archive are
stored, not compressed (deflate differs between zlib builds; the wheel compresses them anyway), with
a fixed date. Upper case comes from this Python's Unicode data, hence the check of its version.

Members of the archive; K characters, S slots, G n-grams, E pairs of an n-gram and a language:

==========  ==========  ========================================================================
languages   (55,)       BCP 47 tags, in the order of the columns
classes     (131072,)   code point -> class of its normalised character; the last serves all above
upper       ()          classes from this one on are upper case
ones        (K,)        class -> n-gram of one character, 0 for none
base2       (K,)        class of the first character -> base; base + class of the second is a slot
check2      (S2,)       slot -> the first class it belongs to, or FREE; else the pair is unknown
grams2      (S2,)       slot -> n-gram of two characters, 0 where the pair only begins longer ones
base3       (S2,)       slot of a pair -> base; base + class of the third character is a slot
check3      (S3,)       slot -> slot of the pair it belongs to, or FREE
grams3      (S3,)       slot -> n-gram of three characters
counts      (G,)        how many languages have the n-gram; n-grams are numbered from 1
columns     (E,)        those languages, n-gram by n-gram
weights     (E,)        round(SCALE * log(1 + p / SMOOTHING)), p the language's frequency of it
vietnamese  (120, 3)    letter, mark and the letter that they compose, as code points
==========  ==========  ========================================================================

A weight is langdetect's log(SMOOTHING + p) less the log(SMOOTHING) of a language without the
n-gram, so that those need no entry; it is the same for all languages and changes no posterior.

The two levels of slots are a double array (Aoe 1989), a trie packed by first fit: a look-up is one
addition and one comparison a level, with no hashing and no collision.
"""

import argparse
import io
import json
import math
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.utils.ngram import NGram

Array = npt.NDArray[Any]

UNICODE = "14.0.0"  # Python 3.11; Unicode 15 added no upper-case letter, Unicode 16 did
SMOOTHING = 0.5 / 10_000  # langdetect's ALPHA_DEFAULT / BASE_FREQ
SCALE = 256  # steps in one nat; rounding moves the score of a sentence by some 0.02 nat
FOLD = 24  # as many weights are added up in 16 bits, unsigned, before the sum widens
TAGS = {"zh-cn": "zh-CN", "zh-tw": "zh-TW"}
TABLE = 0x20000  # no upper-case letter and no character of a profile lies above
FREE = 0xFFFF
SPACE, UNKNOWN = 0, 1  # the first two classes


def read_profiles(folder: Path) -> tuple[list[str], dict[str, dict[int, float]]]:
    """The language codes, and for each n-gram a text can give its frequency in each language.

    The profiles hold 25,819 n-grams of characters that ``normalize`` maps elsewhere (mostly Chinese
    variants): no text can reach them, so they stay out.
    """
    codes = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    grams: dict[str, dict[int, float]] = {}
    for column, code in enumerate(codes):
        profile = json.loads((folder / code).read_text(encoding="utf-8"))
        for gram, count in profile["freq"].items():
            if all(NGram.normalize(char) == char for char in gram):
                frequency = count / profile["n_words"][len(gram) - 1]
                grams.setdefault(gram, {})[column] = frequency
    assert not any(gram[1:2] == " " for gram in grams if len(gram) == 3), "unreachable"
    return codes, grams


def classify(grams: Mapping[str, object]) -> tuple[dict[str, int], int, Array]:
    """Character -> class, the first upper-case class, and the table over code points."""
    chars = sorted({char for gram in grams for char in gram} - {" "})
    lower = [char for char in chars if not char.isupper()]
    classes = {" ": SPACE} | {char: 2 + number for number, char in enumerate(lower)}
    upper = 2 + len(lower)  # upper itself: an upper-case letter that no profile has
    capitals = [char for char in chars if char.isupper()]
    classes |= {char: upper + 1 + number for number, char in enumerate(capitals)}
    table = np.full(TABLE, UNKNOWN, np.uint16)
    for code in range(TABLE):
        char = NGram.normalize(chr(code))
        table[code] = classes.get(char, upper if char.isupper() else UNKNOWN)
    return classes, upper, table


def pack(children: Mapping[int, list[int]], size: int) -> tuple[Array, Array]:
    """Bases and checks of one level: first fit, the nodes with the most children first."""
    bases = np.zeros(size, np.uint16)
    checks = np.full(FREE + size, FREE, np.uint16)
    taken = np.zeros(checks.size, bool)
    taken[0] = True  # slot 0 is nobody's: it stands for "unknown"
    for node in sorted(children, key=lambda node: (-len(children[node]), node)):
        offsets = np.array(children[node])
        start, clash, width = 0, np.ones(1, bool), 4096
        while clash.all():
            clash = np.zeros(width, bool)
            for offset in offsets:
                clash |= taken[start + offset : start + offset + width]
            start += width
        base = start - width + int(np.argmin(clash))
        bases[node] = base
        checks[base + offsets] = node
        taken[base + offsets] = True
    return bases, checks


def build(folder: Path) -> dict[str, Array]:
    """All members of the archive."""
    codes, grams = read_profiles(folder)
    classes, upper, table = classify(grams)
    numbers = {gram: number for number, gram in enumerate(sorted(grams), 1)}
    size = max(classes.values()) + 1

    ones = np.zeros(size, np.uint16)
    pairs: dict[int, list[int]] = {}
    for pair in sorted({gram[:2] for gram in grams if len(gram) > 1}):
        pairs.setdefault(classes[pair[0]], []).append(classes[pair[1]])
    base2, check2 = pack(pairs, size)
    slots = {
        (first, second): int(base2[first]) + second
        for first, seconds in pairs.items()
        for second in seconds
    }
    end2 = max(slots.values()) + size  # room for any class after any base
    grams2 = np.zeros(end2, np.uint16)
    triples: dict[int, list[int]] = {}
    for gram, number in numbers.items():
        keys = [classes[char] for char in gram]
        if len(gram) == 1:
            ones[keys[0]] = number
        elif len(gram) == 2:
            grams2[slots[keys[0], keys[1]]] = number
        else:
            triples.setdefault(slots[keys[0], keys[1]], []).append(keys[2])
    base3, check3 = pack(triples, end2)
    grams3 = np.zeros(int(base3.max()) + size, np.uint16)
    for gram, number in numbers.items():
        if len(gram) == 3:
            first, second, third = (classes[char] for char in gram)
            grams3[int(base3[slots[first, second]]) + third] = number

    entries = [
        (column, round(SCALE * math.log1p(frequency / SMOOTHING)))
        for gram in numbers
        for column, frequency in sorted(grams[gram].items())
    ]
    assert FOLD * max(weight for _, weight in entries) < 1 << 16, "choose a smaller SCALE"
    return {
        "languages": np.array([TAGS.get(code, code) for code in codes]),
        "classes": table,
        "upper": np.array(upper, np.uint16),
        "ones": ones,
        "base2": base2,
        "check2": check2[:end2],
        "grams2": grams2,
        "base3": base3,
        "check3": check3[: grams3.size],
        "grams3": grams3,
        "counts": np.array([len(grams[gram]) for gram in numbers], np.uint8),
        "columns": np.array([column for column, _ in entries], np.uint8),
        "weights": np.array([weight for _, weight in entries], np.uint16),
        "vietnamese": np.array(
            [
                (ord(letter), ord(mark), ord(composed))
                for mark, row in zip(NGram.DMARK_CLASS, NGram.NORMALIZED_VI_CHARS, strict=True)
                for letter, composed in zip(NGram.TO_NORMALIZE_VI_CHARS, row, strict=True)
            ],
            np.uint16,
        ),
    }


def write(path: Path, members: Mapping[str, Array]) -> None:
    """Write an archive that numpy.load reads, with no date and no compression in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in members.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # else the platform's
            archive.writestr(info, buffer.getvalue())


def main() -> None:
    """Parse, build, write, print the sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--profiles", type=Path, default=Path(PROFILES_DIRECTORY))
    options = parser.parse_args()
    if unicodedata.unidata_version != UNICODE:
        parser.error(
            f"run it with Unicode {UNICODE} (Python 3.11), not {unicodedata.unidata_version}"
        )
    members = build(options.profiles)
    write(options.target, members)
    for name, array in members.items():
        print(f"{name:12} {array.dtype!s:8} {array.shape!s:12} {array.nbytes:>9,}")


if __name__ == "__main__":
    main()

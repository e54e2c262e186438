"""Titles of labelled pages: what becomes of the line, and what metadata.title says.

    python benchmarks/quality_metadata.py --data PAGES.jsonl.gz [--folds 0,1,2] [--show]

PAGES: a page a line, `id, lang, url, title, lines, residue`: `title` is what the page says of
itself in its markup, `residue` lists the lines that a lenient extractor kept.

in text: pages on which a line is the title, but for case, spaces and typography, or with the name
of the site behind it ("Title | Site"). survives: of those the pages whose text still has such a
line. right, wrong, none: what metadata.title is; `other` is a wrong one of a page whose title
stands in no line. precision: right of all that were read.

Sites are dealt into five folds as in scripts/build_boilerplate.py; --folds takes those alone.
--show prints the wrong ones.
"""

import argparse
import gzip
import json
import re
import unicodedata
import zlib
from difflib import SequenceMatcher
from pathlib import Path

from normtext.presets import preset

FOLDS = 5
ALIKE = 0.85  # of the words of both, in their order
SEPARATOR = re.compile(r"\s+[|–—«»·•:-]\s+|\s*\|\s*")
WORD = re.compile(r"\w+")


def fold_of(page):
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", page["url"]).split("/")[0].lower()
    return zlib.crc32((host or str(page["id"])).encode()) % FOLDS


def flat(text):
    """The words of a text, alike in all typographies."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def readings(text):
    """A title as it is, and without what stands behind its last separators: names of the site."""
    ends = [match.start() for match in SEPARATOR.finditer(text)]
    found = {flat(text), *(flat(text[:end]) for end in ends)}
    return {reading for reading in found if reading.count(" ") >= 2} or {flat(text)}


def behind(title):
    """What stands behind the first separator or colon, where that is most of it: "AFP: Title"."""
    _, _, rest = re.sub(r"\s+[|–—«»·•:-]\s+|: ", "\0", title, count=1).partition("\0")
    return flat(rest) if 2 * len(rest) > len(title) else None


def is_title(line, title):
    """Whether a line says the title: both whole, or one of them without the name of the site, or
    in all but a word or two of many.
    """
    said, whole = flat(line), flat(title)
    if said in readings(title) or whole in readings(line) or said == behind(title):
        return True
    if not len(whole) <= 2 * len(said) <= 4 * len(whole):
        return False
    return SequenceMatcher(None, said.split(), whole.split(), autojunk=False).ratio() >= ALIKE


def judged(page, lines, pipeline):
    """Whether the title is a line, survives as one, and what metadata.title is."""
    record = pipeline.normalize("\n".join(lines))
    found, title = record.metadata.title, page["title"]
    there = any(is_title(line, title) for line in lines)
    survives = there and any(is_title(line, title) for line in record.text.split("\n"))
    if not found:
        said = "none"
    elif is_title(found, title):
        said = "right"
    else:
        said = "wrong" if there else "other"
    return there, survives, said, found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", default=",".join(map(str, range(FOLDS))))
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    folds = set(map(int, args.folds.split(",")))
    with gzip.open(args.data, "rt", encoding="utf-8") as rows:
        pages = [page for page in map(json.loads, rows) if fold_of(page) in folds]
    names = ("pages", "in text", "survives", "right", "wrong", "other", "none", "precision")
    for name in ("article", "page"):
        pipeline = preset(name)
        print(f"\n{name:5}" + "".join(f"{column:>10}" for column in names))
        for lang in ("en", "fr"):
            counts = dict.fromkeys(names, 0)
            for page in pages:
                kept = page["residue"] if name == "article" else range(len(page["lines"]))
                if page["lang"] != lang or not kept:
                    continue
                lines = [page["lines"][at] for at in kept]
                there, survives, said, found = judged(page, lines, pipeline)
                counts["pages"] += 1
                counts["in text"] += there
                counts["survives"] += survives
                counts[said] += 1
                if args.show and said in ("wrong", "other"):
                    print(f"  {said} {page['title']!r}: {found!r}")
            read = counts["right"] + counts["wrong"] + counts["other"]
            counts["precision"] = f"{100 * counts['right'] / max(1, read):.1f}"
            print(f"{lang:5}" + "".join(f"{counts[column]:>10}" for column in names))


if __name__ == "__main__":
    main()

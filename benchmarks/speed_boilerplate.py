"""What `strip_boilerplate` costs by itself: a clean document, a line of a page, of a long page.

    python benchmarks/speed_boilerplate.py --clean FILE... [--data PAGES.jsonl.gz]

FILE: clean prose, a sentence a line, taken as documents of 2.3 kB; of all of them every eighth.
PAGES: a page a line, `lines`; every eighth.

Each document counts with the least of several rounds. Machines differ, and one machine from minute
to minute: between the documents a fixed piece of work is timed, and printed; set times against it.
"""

import argparse
import gzip
import json
import re
import time
from pathlib import Path

import normtext
from normtext.pipeline import Pipeline

CLEAN = 2200  # code points from which a document is full
LONG = (300, 3000, 8000)  # lines
SHARE = 8
ROUNDS = 15
WORDS = re.compile(r"\b\w+ed\b")
TEXT = "The council said on Thursday that it had not been able to finance the works. " * 6


def fixed_work():
    counts = {}
    for word in TEXT.split():
        counts[word] = counts.get(word, 0) + 1
    return WORDS.findall(TEXT), sorted(counts)


def clean_documents(files):
    for file in files:
        lines, size = [], 0
        for line in file.read_text(encoding="utf-8").split("\n"):
            lines.append(line)
            size += len(line)
            if size > CLEAN:
                yield "\n".join(lines)
                lines, size = [], 0


def timed(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return (time.perf_counter() - start) * 1e6


def cost(preset, texts):
    """Microseconds of the stage over all texts, and of the fixed work beside one."""
    stages = normtext.load(preset).stages
    at = [stage.name for stage in stages].index("strip_boilerplate")
    before, stage = Pipeline(stages[:at]), stages[at]
    documents = [before.document(text) for text in texts]
    least, fixed = ([float("inf")] * len(documents) for _ in range(2))
    for _ in range(ROUNDS):
        for number, document in enumerate(documents):
            least[number] = min(least[number], timed(stage.find, document))
            fixed_work()  # the first after a long document finds nothing of its own in the cache
            fixed[number] = min(fixed[number], timed(fixed_work))
    return sum(least), sum(fixed) / len(fixed)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clean", type=Path, nargs="+", required=True)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    print("microseconds                       stage   fixed work")
    for language in sorted({file.suffix for file in args.clean}):
        files = [file for file in sorted(args.clean) if file.suffix == language]
        texts = list(clean_documents(files))[::SHARE]
        total, fixed = cost("article", texts)
        print(f"a clean document {language:12}{total / len(texts):11.0f} {fixed:12.1f}")
    if args.data is None:
        return
    with gzip.open(args.data, "rt", encoding="utf-8") as rows:
        pages = ["\n".join(json.loads(row)["lines"]) for row in rows][::SHARE]
    lines = "\n".join(pages).split("\n")
    total, fixed = cost("page", pages)
    print(f"a line of a page {'':12}{total / len(lines):11.1f} {fixed:12.1f}")
    for count in LONG:
        total, fixed = cost("page", ["\n".join(lines[:count])])
        print(f"a line of {count:<19}{total / min(count, len(lines)):11.1f} {fixed:12.1f}")


if __name__ == "__main__":
    main()

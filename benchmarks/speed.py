"""CPU time of the default pipeline beside ftfy.fix_text + langdetect.detect in a loop.

    python benchmarks/speed.py [FOLDER]

The documents are the text files of FOLDER (the seeds, unless told otherwise), each alone. Both
sides run in this process, in turn, and the best of several rounds counts: ratios are to be trusted
more than times. Prints the ratio, and what each stage costs.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import normtext
from normtext.pipeline import Pipeline

ROUNDS = 7


def cpu(function, items, repeat):
    """Best CPU time of `function` over all items, in microseconds an item."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(repeat):
            for item in items:
                function(item)
        best = min(best, time.process_time() - start)
    return best / repeat / len(items) * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    seeds = Path(__file__).parent.parent / "seeds"
    parser.add_argument("folder", nargs="?", type=Path, default=seeds)
    folder = parser.parse_args().folder
    data = [file.read_bytes() for file in sorted(folder.glob("*.txt"))]
    texts = [item.decode() for item in data]
    pipeline = normtext.load("article")
    size = sum(map(len, data)) / len(data)
    print(f"{len(data)} documents of {size:.0f} bytes on average; microseconds of CPU a document")

    for count in range(1, len(pipeline.stages) + 1):
        part = Pipeline(pipeline.stages[:count])
        added = cpu(part.document, data, 20)
        print(f"  up to {part.stages[-1].name:22}{added:8.0f}")
    ours = cpu(lambda item: pipeline.normalize(item).to_json(), data, 20)
    print(f"  to JSON {'':20}{ours:8.0f}")

    try:
        import ftfy
        import langdetect
    except ImportError as error:
        print(f"no comparison: {error.name} is not installed")
        return
    langdetect.DetectorFactory.seed = 0
    langdetect.detect("warm up")

    def peers(text):
        return langdetect.detect(ftfy.fix_text(text))

    theirs = cpu(peers, texts, 1)
    print(f"  ftfy.fix_text + langdetect.detect {theirs:8.0f}")
    print(f"ratio: {theirs / ours:.1f} times faster")


if __name__ == "__main__":
    main()

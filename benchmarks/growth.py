"""Growth with size: hostile texts at one size and at four times it.

    python benchmarks/growth.py [--size CHARACTERS]

A linear pipeline takes four times as long (noise apart). Prints CPU seconds at both sizes and their
ratio for each kind of text.
"""

from __future__ import annotations

import argparse
import time

import normtext

KINDS = {
    "one word": "a",
    "one accented word": "é",
    "combining marks, unordered": "\u0301\u0316",
    "spaces": " ",
    "line feeds": "\n",
    "carriage returns": "ab\r",
    "zero width spaces": "a\u200b",
    "prose": "Il a plu sur la ville toute la nuit, dit-on. ",
    "full stops": ". ",
    "mojibake": "Ã© voilÃ \xa0",
    "ampersands": "&amp;",
    "entities": "&eacute; ",
    "furniture": "Share\n",
    "headings": "A heading\n",
    "items": "- an item\n",
    "surrogates": "\ud800a",
}


def seconds(pipeline, text):
    """Best CPU time of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        pipeline.normalize(text)
        best = min(best, time.process_time() - start)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=50_000, help="characters of the smaller text")
    size = parser.parse_args().size
    pipeline = normtext.load("article")
    print(f"{'':28}{size:>10,}{4 * size:>10,}{'ratio':>8}")
    for kind, unit in KINDS.items():
        small, large = (
            seconds(pipeline, unit * (count // len(unit))) for count in (size, 4 * size)
        )
        print(f"{kind:28}{small:10.3f}{large:10.3f}{large / small:8.1f}")


if __name__ == "__main__":
    main()

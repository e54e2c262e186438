"""CPU time of repair_encoding beside ftfy.fix_text, in one process.

    python benchmarks/speed_repair.py --data FOLDER

FOLDER holds ``wmt10.fr``, ``wmt10.en`` and what quality_repair.py asks for. Documents of some
2,200 characters: clean French and English, typeset; ASCII; and single lines damaged in each way,
where a ratio below 1 is time lost. Both sides take turns, and the best of several rounds counts:
ratios are to be trusted more than times. What a text makes them load is loaded before.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import ftfy
from damage import clean_lines
from quality_repair import draw

from normtext.document import Document
from normtext.stages import RepairEncoding

ROUNDS = 5


def documents(lines: Sequence[str], size: int = 2200) -> list[str]:
    """Lines put together."""
    found: list[str] = []
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        if sum(map(len, taken)) >= size:
            found.append("\n".join(taken))
            taken.clear()
    return found


def best(function: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """Best CPU time over all texts, in microseconds a text."""
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            function(text)
        least = min(least, time.process_time() - start)
    return least / len(texts) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    stage = RepairEncoding()

    def ours(text: str) -> object:
        return stage.find(Document(text, text))

    french = documents(clean_lines([folder / "wmt10.fr"], "fr"))[:100]
    english = (folder / "wmt10.en").read_text(encoding="utf-8")
    ascii_only = documents(english.encode("ascii", "ignore").decode().split("\n"))[:100]
    print(f"{'microseconds of CPU a text':30}{'normtext':>10}{'ftfy':>10}{'ratio':>8}")
    typeset = documents(clean_lines([folder / "wmt10.en"], "en"))[:100]
    by_class = {"clean French": french, "clean English": typeset, "ASCII": ascii_only}
    clean = set(by_class)
    for name, cases in draw(folder, 0).items():
        lines = [case.damaged for case in cases if case.length == "sentence"][:60]
        if lines:
            by_class[name] = lines
    for name, texts in by_class.items():
        rounds = ROUNDS if name in clean else 2
        times = best(ours, texts, rounds), best(ftfy.fix_text, texts, rounds)
        print(f"{name:30}{times[0]:10.1f}{times[1]:10.1f}{times[1] / times[0]:8.2f}", flush=True)


if __name__ == "__main__":
    main()

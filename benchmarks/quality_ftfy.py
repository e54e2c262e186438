"""Where ftfy repairs a text, whether normtext does as well or better, in many languages.

    python benchmarks/quality_ftfy.py --data FOLDER [--lines 30] [--differences]
    python benchmarks/quality_ftfy.py --cases test_cases.json

FOLDER holds ``flores-dev.XX``, sentences of a language a line. Every n-th of them is damaged in the
ways that ftfy knows. --cases takes ftfy's own tests, which are in its source distribution.

A text that comes back exactly is better than one that does not; where neither does, the one that
shares more with the text as it was. Where ftfy's cases expect U+FFFD, what was lost is better. ftfy
is asked for its defaults but the quotes, ligatures and wide forms, which the preset `repair` of
normtext leaves alone; white space, which ftfy leaves alone, is not compared. What ftfy does better
is printed, with --differences all that is not the same.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import ftfy
from damage import misread

import normtext

CHAINS = (
    *((name,) for name in ("cp1252", "latin-1", "mac_roman", "cp437", "cp1250", "cp1251")),
    *(("cp1252", "cp1252"), ("latin-1", "cp1252")),
)
CONFIG = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False
)


class Case(NamedTuple):
    """A damaged text, the text it was, and where it is from."""

    source: str
    damage: str
    damaged: str
    truth: str


def of_languages(folder: Path, count: int) -> Iterator[Case]:
    """Sentences of each language in the folder, damaged in each way that changes them."""
    for path in sorted(folder.glob("flores-dev.*")):
        lines = path.read_text(encoding="utf-8").strip().split("\n")
        for line in lines[:: max(1, len(lines) // count)]:
            for chain in CHAINS:
                yield Case(path.suffix[1:], " > ".join(chain), misread(line, *chain), line)
            first = misread(line, "cp1252")
            yield Case(path.suffix[1:], "no-break space lost", first.replace("\xa0", " "), line)
            lost = "".join("\ufffd" if char in "\x81\x8d\x8f\x90\x9d" else char for char in first)
            yield Case(path.suffix[1:], "undefined lost", lost, line)


def of_ftfy(path: Path) -> Iterator[Case]:
    """Ftfy's own cases."""
    for case in json.loads(path.read_text(encoding="utf-8")):
        truth = case.get("fixed-encoding", case["fixed"])
        yield Case("ftfy", case["label"], case["original"], truth)


def verdict(case: Case) -> str:
    """Whose text is better."""
    ours = " ".join(normtext.fix_text(case.damaged).split())
    theirs = " ".join(ftfy.fix_text(case.damaged, CONFIG).split())
    if ours == theirs:
        return "same"
    truths = [" ".join(text.split()) for text in (case.truth, normtext.fix_text(case.truth))]
    if _is_right(ours, truths) or _is_right(theirs, truths):
        return "ours" if _is_right(ours, truths) else "ftfy's"
    near = [max(_likeness(text, truth) for truth in truths) for text in (ours, theirs)]
    return "ours, nearly" if near[0] >= near[1] else "ftfy's, nearly"


def _is_right(text: str, truths: list[str]) -> bool:
    """Whether a text is one of those meant, in which U+FFFD stands for what was lost."""
    patterns = (re.escape(truth).replace("\ufffd", ".{0,2}") for truth in truths)
    return any(re.fullmatch(pattern, text) for pattern in patterns)


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--lines", type=int, default=30, help="sentences of each language")
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--differences", action="store_true")
    options = parser.parse_args()
    cases: list[Case] = []
    if options.data:
        cases += of_languages(options.data, options.lines)
    if options.cases:
        cases += of_ftfy(options.cases)
    verdicts: dict[str, Counter[str]] = {}
    for case in cases:
        if case.damaged.isascii() and case.source != "ftfy":
            continue
        found = verdict(case)
        row = case.source if case.source == "ftfy" else case.damage
        verdicts.setdefault(row, Counter())[found] += 1
        if found != "same" and (options.differences or found.startswith("ftfy's")):
            print(f"{found} better: {case.source}, {case.damage}")
            print(f"  {case.damaged!r}")
            print(f"  normtext {normtext.fix_text(case.damaged)!r}")
            print(f"  ftfy     {ftfy.fix_text(case.damaged, CONFIG)!r}")
    names = ("same", "ours", "ours, nearly", "ftfy's, nearly", "ftfy's")
    print(f"{'whose is better':24}", *(f"{name:>15}" for name in names))
    for row, counts in verdicts.items():
        print(f"{row:24}", *(f"{counts[name]:15}" for name in names))


if __name__ == "__main__":
    main()

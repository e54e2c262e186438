"""How much damaged English and French text comes back exactly, beside ftfy.

    python benchmarks/quality_repair.py --data FOLDER [--sample 60] [--misses NAME]

FOLDER holds ``wmt12.en``, ``wmt12.fr``, ``wmt13.en`` and ``wmt13.fr``: clean text, a sentence a
line. It is typeset and damaged in the ways of ``damage.py``, with a fixed seed. A case counts where
the repaired text equals the text as it was, or as the tool leaves that. normtext is its preset
`repair`, ftfy its defaults but the quotes, which it would straighten.

--sample takes so many cases of each class; --misses prints what normtext missed in classes whose
name begins so.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from damage import Case, cases, clean_lines, texts

import normtext

LANGUAGES = ("fr", "en")
Repair = Callable[[str], str]


def peers() -> Iterator[tuple[str, Repair]]:
    """The tools, by name."""
    yield "normtext", normtext.fix_text
    try:
        import ftfy
    except ImportError:
        return
    plain = ftfy.TextFixerConfig(uncurl_quotes=False)
    yield "ftfy", lambda text: ftfy.fix_text(text, plain)


def draw(folder: Path, sample: int) -> dict[str, list[Case]]:
    """Cases by class, at most `sample` of each."""
    rng = random.Random(23)
    by_class: dict[str, list[Case]] = {}
    for lang in LANGUAGES:
        lines = clean_lines([folder / f"wmt12.{lang}", folder / f"wmt13.{lang}"], lang)
        for case in cases(texts(lines, lang, rng), lang, rng):
            by_class.setdefault(case.damage, []).append(case)
    return {
        name: rng.sample(found, min(sample, len(found))) if sample else found
        for name, found in by_class.items()
    }


def is_right(repair: Repair, case: Case) -> bool:
    """Whether the damage is undone; what the tool does to the undamaged text is not asked here."""
    repaired = repair(case.damaged)
    return repaired == case.truth or repaired == repair(case.truth)


def report(by_class: Mapping[str, list[Case]], tools: Mapping[str, Repair]) -> None:
    """A row for each class, and for the documents of single-byte mix-ups."""
    print(f"{'exact recovery, %':30}{'cases':>6}", *(f"{name:>10}" for name in tools))
    for name, found in by_class.items():
        _row(name, found, tools)
        if name == "single-byte mix-up":
            documents = [case for case in found if case.length == "document"]
            _row("  its documents alone", documents, tools)


def _row(name: str, found: list[Case], tools: Mapping[str, Repair]) -> None:
    rates = [
        100 * sum(is_right(repair, case) for case in found) / max(1, len(found))
        for repair in tools.values()
    ]
    print(f"{name:30}{len(found):6}", *(f"{rate:10.1f}" for rate in rates), flush=True)


def show_misses(by_class: Mapping[str, list[Case]], prefix: str) -> None:
    """What normtext makes of what it does not repair, word by word."""
    for name, found in by_class.items():
        if not name.startswith(prefix):
            continue
        for case in found:
            if is_right(normtext.fix_text, case):
                continue
            words = normtext.fix_text(case.damaged).split(" "), case.truth.split(" ")
            left = (Counter(words[0]) - Counter(words[1])), (Counter(words[1]) - Counter(words[0]))
            print(name, case.lang, case.length, list(left[0])[:6], "for", list(left[1])[:6])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=0, help="cases of each class; 0: all")
    parser.add_argument("--misses", help="print what normtext misses in classes that begin so")
    options = parser.parse_args()
    by_class = draw(options.data, options.sample)
    if options.misses is None:
        report(by_class, dict(peers()))
    else:
        show_misses(by_class, options.misses)


if __name__ == "__main__":
    main()

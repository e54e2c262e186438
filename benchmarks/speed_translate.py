"""Speed of translation beside argostranslate on the same text, and how many outputs are identical.

    python benchmarks/speed_translate.py PACKAGE.argosmodel SENTENCES.txt [--sample 50]

SENTENCES: one a line. Needs argostranslate (the extra `argos`), which is driven as a program would
drive it: its own `translate`, with the splitter of the package, a line at a time, at each of its
thread settings. The best of them is compared, and so is a setting with ten lines a paragraph, which
argostranslate translates together. For identity its splitter is set aside, so that both translate
the same sentences.

Two figures of each: sentences a second by the clock, and the processor's time for a sentence, which
other programs on the machine disturb less.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from normtext.translation.archive import unpack
from normtext.translation.argos import ArgosEngine
from normtext.translation.cache import MemoryCache
from normtext.translation.direct import DirectEngine
from normtext.translation.packages import Package
from normtext.translation.profiles import PROFILES
from normtext.translation.protection import Protection
from normtext.translation.translator import Translator

SETTINGS = ((1, 0), (1, 1), (1, 2), (2, 1))
"""Threads of argostranslate: translations at a time, and threads of each; 0 is its default."""

PARAGRAPH = 10

IMPORT = "import time; t = time.process_time(); import ctranslate2, sentencepiece; "
IMPORT += "print(time.process_time() - t)"


def argos_runs(package):
    """By name, what translates a list of sentences as a user of argostranslate would."""
    from argostranslate import package as packages
    from argostranslate import settings, translate

    runs = {}
    for inter, intra in SETTINGS:
        settings.inter_threads, settings.intra_threads = inter, intra
        theirs = translate.PackageTranslation(None, None, packages.Package(package.folder))
        theirs.translate("Il pleut.")  # loads the model, at these settings
        runs[f"argostranslate, threads {inter} x {intra}"] = by_lines(theirs.translate)
        if intra == 1:
            name = f"argostranslate, threads {inter} x {intra}, paragraphs"
            runs[name] = by_paragraphs(theirs.translate)
    return runs


def by_lines(translate):
    return lambda lines: [translate(line) for line in lines]


def by_paragraphs(translate):
    def run(lines):
        starts = range(0, len(lines), PARAGRAPH)
        return [translate(" ".join(lines[at : at + PARAGRAPH])) for at in starts]

    return run


def our_runs(package):
    return {
        f"normtext, {name}": Translator(
            DirectEngine(package, PROFILES[name], 0), PROFILES[name], Protection(), MemoryCache(0)
        ).translate
        for name in ("argos-exact", "default", "fast")
    }


def measured(runs, sentences, rounds):
    """The best time of the clock and of the processor for a sentence, by name; in turn."""
    best = {name: (float("inf"), float("inf")) for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            clock, processor = perf_counter(), process_time()
            run(sentences)
            spent = (perf_counter() - clock, process_time() - processor)
            best[name] = tuple(
                min(old, new / len(sentences)) for old, new in zip(best[name], spent, strict=True)
            )
    return best


def report(found, reference):
    for name, (clock, processor) in found.items():
        line = f"{name:<48} {1 / clock:7.1f} a second  {processor * 1000:6.1f} ms of processor"
        if reference:
            line += f"  {reference[0] / clock:5.2f} times, {reference[1] / processor:5.2f} a core"
        print(line, flush=True)


def identity(package, sentences):
    theirs = [output.text for output in ArgosEngine(package).translate(sentences)]
    for name in ("argos-exact", "default"):
        ours = DirectEngine(package, PROFILES[name], 0).translate(sentences)
        same = sum(one.text == other for one, other in zip(ours, theirs, strict=True))
        print(f"identical, {name}: {same} of {len(sentences)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("sentences", type=Path)
    parser.add_argument(
        "--sample", type=int, default=50, help="sentences for argostranslate, from all over"
    )
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--skip-identity", action="store_true")
    parser.add_argument("--skip-speed", action="store_true")
    asked = parser.parse_args()
    sentences = asked.sentences.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as scratch:
        package = Package.of(unpack(asked.package, Path(scratch)))
        if not asked.skip_identity:
            identity(package, sentences)
        if not asked.skip_speed:
            sample = sentences[:: max(1, len(sentences) // asked.sample)]
            theirs = measured(argos_runs(package), sample, asked.rounds)
            report(theirs, None)
            lines = [best for name, best in theirs.items() if "paragraphs" not in name]
            reference = tuple(map(min, zip(*lines, strict=True)))
            report(measured(our_runs(package), sentences, asked.rounds), reference)
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True
    )
    print(f"import of the extra: {float(done.stdout):.3f} s of processor")


if __name__ == "__main__":
    main()

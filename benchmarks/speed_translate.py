"""Speed of translation beside argostranslate on the same text, and how many outputs are identical.

    python benchmarks/speed_translate.py PACKAGE.argosmodel SENTENCES.txt [--speed 200]

SENTENCES: one a line. Needs argostranslate (the extra `argos`), which is driven as a program would
drive it, a sentence at a time, at each of its thread settings; the best of them is compared. Its
own splitter is set aside, so that both translate the same sentences.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from normtext.translation.archive import unpack
from normtext.translation.argos import ArgosEngine
from normtext.translation.direct import DirectEngine
from normtext.translation.packages import Package
from normtext.translation.profiles import PROFILES

IMPORT = "import time; t = time.perf_counter(); import ctranslate2, sentencepiece; "
IMPORT += "print(time.perf_counter() - t)"


def timed(engine, sentences, repeats=1):
    best = float("inf")
    engine.translate(sentences[:4])
    for _ in range(repeats):
        began = perf_counter()
        outputs = engine.translate(sentences)
        best = min(best, perf_counter() - began)
    return len(sentences) / best, [output.text for output in outputs]


def argos_engines(package):
    """With the thread settings that a user can choose."""
    from argostranslate import settings

    for inter, intra in ((1, 0), (1, 1), (2, 1), (1, 2)):
        settings.inter_threads, settings.intra_threads = inter, intra
        yield f"argostranslate, inter {inter}, intra {intra}", ArgosEngine(package)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--speed", type=int, default=200, help="sentences to measure speed on")
    parser.add_argument("--skip-identity", action="store_true")
    asked = parser.parse_args()
    sentences = asked.sentences.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as scratch:
        package = Package.of(unpack(asked.package, Path(scratch)))
        if not asked.skip_identity:
            exact = DirectEngine(package, PROFILES["argos-exact"], 0)
            ours = [output.text for output in exact.translate(sentences)]
            theirs = [output.text for output in ArgosEngine(package).translate(sentences)]
            same = sum(one == other for one, other in zip(ours, theirs, strict=True))
            print(f"identical: {same} of {len(sentences)}", flush=True)
        some = sentences[: asked.speed]
        best = 0.0
        for name, engine in argos_engines(package):
            speed, _ = timed(engine, some)
            best = max(best, speed)
            print(f"{name:<36} {speed:7.1f} sentences a second", flush=True)
        for name in ("argos-exact", "default", "fast"):
            speed, _ = timed(DirectEngine(package, PROFILES[name], 0), some, repeats=2)
            print(f"normtext, {name:<26} {speed:7.1f} sentences a second, {speed / best:.1f} times")
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True
    )
    print(f"import of the extra: {float(done.stdout):.3f} s")


if __name__ == "__main__":
    main()

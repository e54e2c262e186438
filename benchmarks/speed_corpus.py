"""CPU time of the corpus runner beyond the stages, and memory of the process that drives it.

    python benchmarks/speed_corpus.py [--megabytes 40] [--workers 1] [--formats jsonl,jsonl.zst]

Documents of about 2.2 kB go through a pipeline without stages, in processes of their own. Printed
are microseconds of CPU a document, of all processes, without those it takes to start (a run over
one document): in all; and beyond what the pipeline takes of them in a loop, also as a share of what
a loop with `json` takes, since a machine may be slow. And the most memory that the driver and the
greatest of the workers had.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUN = """
import resource, sys, time
from normtext import corpus
from normtext.pipeline import Pipeline
if __name__ == "__main__":
    corpus.run([sys.argv[1]], sys.argv[2], Pipeline([]), workers=int(sys.argv[3]), overwrite=True)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(sum(each.ru_utime + each.ru_stime for each in used), *(each.ru_maxrss for each in used))
"""
WORDS = "la ville a vendu le vieux dépôt à un café hier soir, dit le maire. the council"


def write(path, size):
    """Documents of about 2.2 kB; how many."""
    chance = random.Random(1)
    words = WORDS.split()
    texts = [" ".join(chance.choices(words, k=440)) for _ in range(50)]
    count = written = 0
    with path.open("w", encoding="utf-8") as file:
        while written < size:
            written += file.write(json.dumps({"text": texts[count % 50], "k": count}) + "\n")
            count += 1
    return count


def used(source, out, workers):
    """Seconds of CPU, and MB of the driver and of the greatest other process, of one run."""
    args = [sys.executable, "-c", RUN, source, out, str(workers)]
    done = subprocess.run(args, capture_output=True, check=True, text=True)
    seconds, driver, worker = map(float, done.stdout.split())
    return seconds, driver / 1024, worker / 1024


def loop(source):
    """Seconds of CPU of the pipeline alone."""
    from normtext.pipeline import Pipeline

    texts = [json.loads(line)["text"] for line in source.open("rb")]
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for _ in Pipeline([]).run(texts):
            pass
        best = min(best, time.process_time() - start)
    return best


def naive(source):
    """Seconds of CPU of a loop that reads and writes the same documents with `json`."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        with source.open(encoding="utf-8") as lines, Path(f"{source}.copy").open("w") as out:
            out.writelines(json.dumps(json.loads(line)) + "\n" for line in lines)
        best = min(best, time.process_time() - start)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=40)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--formats", default="jsonl")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        one, source = Path(folder) / "one.jsonl", Path(folder) / "in.jsonl"
        write(one, 1)
        count = write(source, asked.megabytes * 1_000_000)
        print(f"{count:,} documents, {source.stat().st_size / 1e6:,.0f} MB")
        small = asked.megabytes <= 200  # a large one is for the memory
        alone = loop(source) / count * 1e6 if small else float("nan")
        plain = naive(source) / count * 1e6 if small else float("nan")
        if small:
            print(f"a loop of json.loads and json.dumps: {plain:.1f} us; the pipeline: {alone:.1f}")
        for form in asked.formats.split(","):
            out = Path(folder) / f"out.{form}"
            start = min(used(one, out, asked.workers)[0] for _ in range(asked.rounds))
            runs = [used(source, out, asked.workers) for _ in range(asked.rounds)]
            each = (min(runs)[0] - start) / count * 1e6
            beyond = f", {each - alone:.1f} beyond the pipeline, " if small else ""
            beyond += f"{(each - alone) / plain:.2f} of the loop" if small else ""
            print(
                f"{form:12} {each:6.1f} us a document{beyond}; "
                f"driver {max(run[1] for run in runs):.0f} MB, worker {runs[0][2]:.0f} MB; "
                f"{start:.1f} s of CPU to start"
            )


if __name__ == "__main__":
    main()

"""Faults: what a run keeps of a corpus in which every hundredth document is a fault.

    python benchmarks/faults.py [--documents 100000] [--faults 1000] [--workers 2] [--kills 3]

The faults, at random places: documents that raise, kill their worker, crash it, end it, ask for all
memory, run for ever, are broken JSON, or have no text. Meanwhile workers are killed at random, and
so is the run itself, `--kills` times, after which it is resumed. Prints the account, and whether
the outputs are those of the documents without a fault; ends with 1 if they are not.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
LIMIT = 1.0  # seconds, which a document that runs for ever takes three times
RUN = """
import sys
sys.path[:0] = [sys.argv[1]]
from faulty import DoAsTold
from normtext import corpus
from normtext.pipeline import Pipeline
print(corpus.run([sys.argv[2]], sys.argv[3], Pipeline([DoAsTold()]), workers=int(sys.argv[4]),
    resume=True, time_limit=float(sys.argv[5])))
"""
ORDERS = {
    "raises": ("!raise", 40),
    "killed": ("!kill", 15),
    "segfault": ("!segfault", 10),
    "exits": ("!exit", 5),
    "memory": ("!memory", 5),
    "hangs": ("!hang", 1),
}
LINES = {"broken JSON": ('{"text": "broken', 14), "no text": ('{"body": "no text"}', 10)}


def corpus_with_faults(path, documents, faults, chance):
    """Write it; return what each fault is, by number of the document from 1."""
    kinds = {**ORDERS, **LINES}
    weights = [weight for _, weight in kinds.values()]
    chosen = chance.sample(range(1, documents + 1), faults)
    what = dict(zip(chosen, chance.choices(list(kinds), weights, k=faults), strict=True))
    with path.open("w") as file:
        for number in range(1, documents + 1):
            fault = what.get(number)
            text = f"Document {number}. " + "Il pleut sur la ville. " * 20
            if fault in ORDERS:
                text += ORDERS[fault][0]
            line = LINES[fault][0] if fault in LINES else json.dumps({"text": text.strip()})
            file.write(line + "\n")
    return what


def processes_of(pid):
    """Processes below a process, those below them too."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *processes_of(child)]
    return found


def disturbed(args, moments, chance):
    """Run, killing workers now and then, and the run itself after so many seconds; the last time
    to the end. Returns how many workers and runs were killed, and what the last run printed.
    """
    workers = runs = 0
    while True:
        process = subprocess.Popen(args, stdout=subprocess.PIPE)
        began, last = time.monotonic(), not moments
        end = None if last else began + moments.pop()
        while process.poll() is None:
            time.sleep(chance.uniform(0.2, 2.0))
            below = processes_of(process.pid)
            if end is not None and time.monotonic() > end:
                process.send_signal(signal.SIGKILL)
                process.wait()
                runs += 1
                time.sleep(5)
                assert not any(is_alive(pid) for pid in below), "an orphan lives for 5 seconds"
                break
            for pid in below:
                if chance.random() < 0.02:
                    subprocess.run(["kill", "-9", str(pid)], check=False, stderr=subprocess.DEVNULL)
                    workers += 1
        out = process.stdout.read().decode()
        if process.returncode == 0:
            return workers, runs, out
        if last:
            sys.exit(f"the run ended with {process.returncode}")


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--faults", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        what = corpus_with_faults(source, asked.documents, asked.faults, chance)
        print("faults:", dict(Counter(what.values()).most_common()))
        began = time.monotonic()
        args = [sys.executable, "-c", RUN, TESTS, source, out, asked.workers, LIMIT]
        moments = [chance.uniform(2, 20) for _ in range(asked.kills)]
        workers, runs, told = disturbed(list(map(str, args)), moments, chance)
        print(told.rstrip())
        print(f"killed at random: {workers} workers, {runs} runs")
        print(f"{time.monotonic() - began:.0f} s in all")
        ids = [json.loads(line)["id"] for line in out.open("rb")]
        expected = [
            f"in.jsonl#{number}" for number in range(1, asked.documents + 1) if number not in what
        ]
        rejects = {}
        for line in out.with_name("out.jsonl.rejects.jsonl").open("rb"):
            record = json.loads(line)
            rejects[record["id"]] = record["error"]
        kept = ids == expected
        refused = rejects.keys() == {f"in.jsonl#{number}" for number in what}
        print(f"in {asked.documents:,} = ok {len(ids):,} + rejected {len(rejects):,}")
        print("records exactly those without a fault:", kept)
        print("rejects exactly the faults:", refused)
        sys.exit(not (kept and refused))


if __name__ == "__main__":
    main()

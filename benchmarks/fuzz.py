"""Coverage-guided fuzzing with atheris (`pip install atheris`): what nobody thought of.

    python benchmarks/fuzz.py TARGET [--seconds 600] [--seeds FOLDER]

Targets: decode, repair, rules, segmentation, readers. Each input must give what the laws promise:
a record that restores its source, or the error that is documented. A finding is printed with the
input, and left in the present folder as `crash-*`; keep it as a case in tests/cases/found.toml.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["normtext"]):
    import normtext
    import normtext.corpus
    from normtext.errors import NormtextError
    from normtext.patterns import beginnings, widths
    from normtext.pipeline import Pipeline
    from normtext.presets import pipeline_of
    from normtext.records import Record
    from normtext.rules import RuleSet
    from normtext.slow_shapes import slow_shape

import re

SEEDS = (
    b"Share this:\n\nThe caf\xc3\x83\xc2\xa9 is  open.\n\nComments are closed.",
    "Par Zoé Martin, le 27 octobre 2022\n\nL’été, « Où ça ? » dit M. Dupont.".encode(),
    "Photo : AFP / Ann Lee".encode("utf-16"),
    b"caf\xe9 &eacute; &amp;amp;eacute;\x00\xe2\x80\x99 e\xcc\x81",
    b'{"text": "It rained.", "id": "1"}\n{"text": null}\n',
    rb'[[rule]]\nid = "a.b"\npattern = "(?:\\w+ ?){1,9}x"',
)


def law_abiding(pipeline: Pipeline) -> Callable[[bytes], None]:
    """What a pipeline must do with any bytes, and with any text."""

    def target(data: bytes) -> None:
        for source in (data, data.decode("utf-8", "surrogateescape")):
            record = pipeline.normalize(source)
            told = pipeline.source_document(source).source
            assert normtext.restore(record) == told, "the source does not come back"
            assert Record.from_json(record.to_json()) == record, "the record does not come back"
            assert not re.search("[\ud800-\udfff]", record.text)

    return target


def rules(data: bytes) -> None:
    """A file of rules is loaded or refused; a pattern is looked into without harm."""
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(data)
        file.flush()
        with contextlib.suppress(NormtextError):
            RuleSet.load(Path(file.name))
    pattern = data[:80].decode("latin-1")
    try:
        slow = slow_shape(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return
    if not slow:
        beginnings(pattern, 3)
        widths(pattern)


def readers(data: bytes) -> None:
    """A file of records or documents is read, or refused with an error that is documented."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("a.jsonl", data), ("b.jsonl.gz", gzip.compress(data))):
            file = Path(folder) / name
            file.write_bytes(content)
            with contextlib.suppress(NormtextError):
                list(normtext.read(file))


def targets() -> dict[str, Callable[[bytes], None]]:
    """By name."""
    return {
        "decode": law_abiding(pipeline_of(["decode"])),
        "repair": law_abiding(normtext.preset("repair")),
        "rules": rules,
        "segmentation": law_abiding(normtext.preset("article")),
        "readers": readers,
    }


def main() -> None:
    known = targets()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=known)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seeds", type=Path, help="a folder of inputs to begin with")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS):
            (Path(corpus) / str(number)).write_bytes(seed)
        folders = [corpus, *([str(asked.seeds)] if asked.seeds else [])]
        limits = [f"-max_total_time={asked.seconds}", "-timeout=10", "-max_len=2000", "-seed=1"]
        atheris.Setup([sys.argv[0], *limits, *folders], known[asked.target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()

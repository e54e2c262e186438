"""Coverage-guided fuzzing with atheris (`pip install atheris`): what nobody thought of.

    python benchmarks/fuzz.py TARGET [--seconds 600] [--seeds FOLDER]

Targets: decode, repair, segmentation, rules, readers (documents in files of every kind, and what a
run wrote), records (lines of JSON), archives (packages of models). Each input must give what is
promised: a record that restores its source, a document or the reason why it cannot be read, or the
error that is documented; and an archive leaves nothing behind but the folder of its package. A
finding is printed with the input, and left in the present folder as `crash-*`; keep it as a case:
tests/cases/found.toml, or the tests of what was found to fail.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["normtext"]):
    import normtext
    from normtext.corpus.inputs import InputFile
    from normtext.corpus.readers import read_documents
    from normtext.errors import InputError, ModelError, NormtextError
    from normtext.pipeline import Pipeline
    from normtext.presets import pipeline_of
    from normtext.records import Record
    from normtext.rules import RuleSet
    from normtext.slow_shapes import slow_shape
    from normtext.stages.strip_boilerplate.glances import told
    from normtext.translation.archive import unpack

import re

warnings.simplefilter("ignore")  # of standard modules: `zipfile` about names that are there twice

RECORD = normtext.normalize("Share this:\n\nThe cafÃ© is  open.").to_json().encode()

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where files cost least."""

SEEDS = (
    b"Share this:\n\nThe caf\xc3\x83\xc2\xa9 is  open.\n\nComments are closed.",
    "Par Zoé Martin, le 27 octobre 2022\n\nL’été, « Où ça ? » dit M. Dupont.".encode(),
    "Photo : AFP / Ann Lee".encode("utf-16"),
    b"caf\xe9 &eacute; &amp;amp;eacute;\x00\xe2\x80\x99 e\xcc\x81",
    b'{"text": "It rained.", "id": "1"}\n{"text": null}\n',
    b'\1text,id\n"It, rained.",1\nIl pleut,2,3\n',
    b"\3WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 10\r\n\r\nIt rained.\r\n\r\n",
    RECORD,
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
        told(pattern)


KINDS = (".jsonl", ".csv", ".tsv", ".wet", ".warc", ".parquet", ".txt")


def readers(data: bytes) -> None:
    """A file gives documents and errors, whatever is in it; what a run wrote is read or refused."""
    kind, content = (KINDS[data[0] % len(KINDS)], data[1:]) if data else (".txt", data)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        for name, written in ((f"a{kind}", content), (f"b{kind}.gz", gzip.compress(content))):
            file = Path(folder) / name
            file.write_bytes(written)
            list(read_documents([InputFile(file, name)]))
            with contextlib.suppress(InputError):
                list(normtext.read(file))
        (Path(folder) / f"c{kind}.gz").write_bytes(content)  # what is no gzip
        list(read_documents([InputFile(Path(folder) / f"c{kind}.gz", "c")]))


def records(data: bytes) -> None:
    """A line is a record, which can be written and read again, or it is refused."""
    for line in (data, data.decode("utf-8", "surrogateescape")):
        try:
            record = Record.from_json(line)
        except InputError:
            continue
        assert Record.from_json(record.to_json()) == record
        assert isinstance(normtext.restore(record), str)


METADATA = json.dumps({"from_code": "fr", "to_code": "en", "package_version": "1.0"}).encode()
NAMES = (
    "a/metadata.json", "a/model/model.bin", "a/model/config.json", "a/sentencepiece.model", "a",
    "a/", "a/model", "../a", "a/../../b", "/a", "a/./b", "b/c", "a\\b", "a//b", "A/model", "C:a",
    "a/\0b", "a/" + "long" * 70, "a/" + "deep/" * 900, "./a/b", "a/model/model.bin/c", "~/a",
)  # fmt: skip


def archives(data: bytes) -> None:
    """A package is unpacked, or is refused and leaves nothing behind, inside its folder or out."""
    given = atheris.FuzzedDataProvider(data)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        file, parent = Path(folder) / "a.argosmodel", Path(folder) / "within" / "parent"
        parent.mkdir(parents=True)
        if given.ConsumeIntInRange(0, 7):  # else whatever bytes they are
            with zipfile.ZipFile(file, "w") as made:
                for name in NAMES[: given.PickValueInList([0, 4, 4, 4])]:  # a whole package
                    made.writestr(name, METADATA)
                for _ in range(given.ConsumeIntInRange(0, 5)):
                    _put(made, given)
        written = bytearray(file.read_bytes() if file.exists() else data)
        while file.exists() and given.ConsumeBool():
            written[given.ConsumeIntInRange(0, len(written) - 1)] = given.ConsumeIntInRange(0, 255)
        file.write_bytes(written)
        try:
            made_folder = {unpack(file, parent)}
        except ModelError:
            made_folder = set()
        assert set(parent.iterdir()) == made_folder, list(parent.iterdir())
        assert set(parent.parent.iterdir()) == {parent}
        assert set(Path(folder).iterdir()) == {file, parent.parent}


def _put(made: zipfile.ZipFile, given: atheris.FuzzedDataProvider) -> None:
    known = given.ConsumeIntInRange(0, len(NAMES))
    name = NAMES[known] if known < len(NAMES) else given.ConsumeUnicodeNoSurrogates(12)
    member = zipfile.ZipInfo(name or "a")
    if given.ConsumeBool():
        member.external_attr = given.ConsumeIntInRange(0, 0xFFFF) << 16
    if given.ConsumeBool():
        member.compress_type = given.PickValueInList([0, 8, 12, 14])
    made.writestr(member, METADATA if name.endswith("metadata.json") else given.ConsumeBytes(20))


def targets() -> dict[str, Callable[[bytes], None]]:
    """By name."""
    return {
        "decode": law_abiding(pipeline_of(["decode"])),
        "repair": law_abiding(normtext.preset("repair")),
        "rules": rules,
        "segmentation": law_abiding(normtext.preset("article")),
        "readers": readers,
        "records": records,
        "archives": archives,
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
        limits = [f"-max_total_time={asked.seconds}", "-timeout=30", "-max_len=2000", "-seed=1"]
        atheris.Setup([sys.argv[0], *limits, *folders], known[asked.target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()

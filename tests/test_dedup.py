"""Exact duplicates over a corpus."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from normtext import corpus
from normtext.corpus import read
from normtext.errors import ConfigError
from normtext.presets import pipeline_of

run = partial(corpus.run, workers=0)
REPAIR = pipeline_of(["decode", "normalize_unicode", "normalize_whitespace"])
FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
# Far enough apart for shards of their own; the third is the first only when it is clean.
TEXTS = ["Il pleut.", '"duplicate_of":null,"source":{', "Il  pleut. ", "", ""]
TEXTS += [*map(str, range(600)), "7", TEXTS[1], "Il pleut."]
EXPECTED = {
    "in.jsonl#3": "in.jsonl#1",
    "in.jsonl#606": "in.jsonl#13",
    "in.jsonl#607": "in.jsonl#2",
    "in.jsonl#608": "in.jsonl#1",
}


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_duplicates_name_the_first_with_their_text(tmp_path, source, form):
    out = tmp_path / f"out.{form}"
    summary = run([source], out, REPAIR, dedup="exact")
    assert (summary.ok, summary.duplicates) == (len(TEXTS), 4)
    assert "duplicates 4" in str(summary)
    found = list(read(out))
    assert {record.id: record.duplicate_of for record in found if record.duplicate_of} == EXPECTED
    assert [record.text for record in found] == [" ".join(text.split()) for text in TEXTS]
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize("form", FORMATS)
def test_duplicates_in_a_file_of_their_own(tmp_path, source, form):
    out, apart = tmp_path / f"out.{form}", tmp_path / "twice.jsonl"
    run([source], out, REPAIR, dedup="exact", duplicates=apart)
    assert {record.id: record.duplicate_of for record in read(apart)} == EXPECTED
    kept = [record.id for record in read(out)]
    assert len(kept) == len(TEXTS) - 4
    assert not EXPECTED.keys() & set(kept)


@pytest.mark.parametrize("form", FORMATS)
def test_marks_are_not_in_the_way_of_a_resumed_run(tmp_path, source, form, monkeypatch):
    from normtext.corpus import shards

    out = tmp_path / f"out.{form}"
    run([source], out, REPAIR)
    plain = out.read_bytes()
    run([source], out, REPAIR, dedup="exact", overwrite=True)
    marked = out.read_bytes()
    monkeypatch.setattr(shards, "work", None)  # nothing is left to be done
    for dedup, expected in ((None, plain), ("exact", marked), ("exact", marked)):
        run([source], out, REPAIR, dedup=dedup, resume=True)
        assert out.read_bytes() == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dedup": "near"}, "unknown way to find duplicates 'near'.* Known: exact"),
        ({"duplicates": "d.jsonl"}, "goes with dedup='exact'"),
        ({"dedup": "exact", "duplicates": "d.txt"}, r"duplicates go to a \.jsonl file"),
        ({"dedup": "exact", "duplicates": "out.jsonl"}, "cannot take both"),
    ],
)
def test_wrong_requests(tmp_path, source, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=message):
        run([source], "out.jsonl", REPAIR, **options)

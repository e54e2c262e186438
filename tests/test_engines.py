"""Other people's engines: Arrow in, Arrow out; and Ray, with the same bytes as the local runner."""

from __future__ import annotations

import json
import os
import pickle
import signal
import threading
import time
from pathlib import Path

import pytest
from faulty import DoAsTold

import normtext
from normtext import corpus
from normtext.corpus import ArrowMapper
from normtext.errors import ConfigError, MissingExtra, SourceTypeError
from normtext.pipeline import Pipeline

TOLD = Pipeline([DoAsTold()])
TEXTS = ["Il pleut  à Paris.", None, "It rains.", ""]


@pytest.fixture
def table():
    pa = pytest.importorskip("pyarrow")
    return pa.table({"text": TEXTS, "id": ["a", "b", "c", "d"], "n": [1, 2, 3, 4]})


def check(records) -> None:
    """Of a table or a list of rows."""
    rows = records if isinstance(records, list) else records.to_pylist()
    assert [row["id"] for row in rows] == ["a", "b", "c", "d"]
    assert [row["status"] for row in rows] == ["ok", "rejected", "ok", "ok"]
    assert [row["lang"] for row in rows] == ["fr", "und", "en", "und"]
    assert json.loads(rows[0]["extra"]) == {"n": 1}


def test_a_batch_is_its_records(table):
    records = ArrowMapper()(table)
    assert records.schema.equals(normtext.arrow_schema())
    check(records)
    pipeline = normtext.preset("article")
    expected = pipeline.normalize({"text": TEXTS[0], "id": "a", "n": 1}).to_dict()
    assert records.to_pylist()[0] == expected
    empty = ArrowMapper()(table.slice(0, 0))
    assert (empty.num_rows, empty.schema) == (0, normtext.arrow_schema())
    renamed = table.rename_columns(["body", "key", "n"])
    check(ArrowMapper(renames={"text": "body", "id": "key"})(renamed))
    with pytest.raises(ConfigError, match=r"takes a pipeline, .* not 'article'"):
        ArrowMapper("article")
    with pytest.raises(SourceTypeError, match="not dict: for pandas"):
        ArrowMapper()({"text": ["a"]})
    assert ArrowMapper(slim=True)(table).to_pylist()[0]["segments"][0]["text"] is None


def test_batches_as_spark_hands_them_over(table):
    mapper = pickle.loads(pickle.dumps(ArrowMapper()))
    batches = iter(table.to_batches(max_chunksize=1))
    found = mapper.over(batches)
    next(found)
    assert len(list(batches)) == 3  # no batch was asked for before its time


def test_polars(table):
    pl = pytest.importorskip("polars")
    frame = pl.from_arrow(ArrowMapper()(pl.from_arrow(table).to_arrow()))
    check(frame.to_dicts())


def test_datasets(table, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    found = (
        datasets.Dataset(table)
        .with_format("arrow")
        .map(ArrowMapper(), batched=True, batch_size=2, remove_columns=["n"])
    )
    check(found.with_format(None).to_list())


# --- frames


def test_frames():
    pd = pytest.importorskip("pandas")
    records = [
        normtext.normalize(text, id=str(number))
        for number, text in enumerate(
            ["Il pleut sur la ville. Il neige sur les toits.", "It rains."]
        )
    ]
    documents = normtext.to_frame(records)
    assert list(documents["id"]) == ["0", "1"]
    assert list(documents["source_chars"]) == [46, 9]
    sentences = normtext.to_frame(iter(records), per="sentence")
    assert list(sentences["segment_lang"])[:2] == ["fr", "fr"]
    first = sentences.iloc[1]
    assert (
        records[0].text[first["start"] : first["end"]] == first["text"] == "Il neige sur les toits."
    )
    for frame in (documents, sentences):
        assert frame.columns.is_unique
        assert not [name for name in frame if frame[name].map(type).isin([list, dict, tuple]).any()]
        assert isinstance(frame, pd.DataFrame)
    assert list(normtext.to_frame([]).columns) == list(documents.columns)
    with pytest.raises(ConfigError, match="per is 'document' or 'sentence', not 'word'"):
        normtext.to_frame(records, per="word")
    with pytest.raises(SourceTypeError, match="many records"):
        normtext.to_frame(records[0])
    with pytest.raises(SourceTypeError, match="not NoneType"):
        normtext.to_frame(None)
    with pytest.raises(SourceTypeError, match="not str"):
        normtext.to_frame(["It rained."])


def test_frames_without_pandas(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"normtext\[frames\]"):
        normtext.to_frame([])


# --- Ray


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def kill_one(killed: list) -> None:
    """The first process of Ray that works on a shard."""
    for _ in range(1_200):
        time.sleep(0.05)
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                is_ours = path.read_bytes().startswith(b"ray::_work")
            except OSError:
                continue
            if is_ours:
                time.sleep(0.3)
                os.kill(int(path.parent.name), signal.SIGKILL)
                killed.append(path.parent.name)
                return


@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_ray_writes_the_same_bytes_though_it_loses_a_worker(tmp_path):
    ray = pytest.importorskip("ray")
    texts = [f"text {number}" + " !slow" * (number % 100 == 0) for number in range(1_000)]
    texts[300] += " !kill"
    texts[700] += " !raise"
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    for engine in ("local", "ray"):
        (tmp_path / engine).mkdir()
    killed: list = []
    killer = threading.Thread(target=kill_one, args=(killed,))
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        killer.start()
        corpus.run([source], tmp_path / "ray" / "out.jsonl", TOLD, engine="ray")
        pa = pytest.importorskip("pyarrow")
        found = ray.data.from_arrow(pa.table({"text": ["Il  pleut."]}))
        [row] = found.map_batches(ArrowMapper(), batch_format="pyarrow").take_all()
        assert row["text"] == "Il pleut."
    finally:
        killer.join()
        ray.shutdown()
    corpus.run([source], tmp_path / "local" / "out.jsonl", TOLD, workers=2)
    assert killed
    assert outputs(tmp_path / "ray") == outputs(tmp_path / "local")


def test_an_unknown_engine(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(ConfigError, match=r"unknown engine 'dask'.* Known: local, ray"):
        corpus.run([tmp_path / "a.txt"], tmp_path / "out.jsonl", engine="dask")


def test_ray_that_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(MissingExtra, match=r"normtext\[ray\]"):
        corpus.run([tmp_path / "a.txt"], tmp_path / "out.jsonl", engine="ray")

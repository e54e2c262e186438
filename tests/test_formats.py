"""What can be read, what is written, and that others can read it."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections import Counter
from functools import partial
from itertools import chain
from pathlib import Path

import pytest

import normtext
from normtext import corpus
from normtext.corpus import read
from normtext.corpus.inputs import InputFile, find_files, resolve
from normtext.corpus.readers import read_documents, read_pieces
from normtext.corpus.selection import parse_part
from normtext.errors import ConfigError, InputError, MissingExtra
from normtext.presets import pipeline_of

run = partial(corpus.run, workers=0)
REPAIR = pipeline_of(["decode", "normalize_unicode", "normalize_whitespace"])
FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
TEXTS = ["Déjà vu.", "", "a\nb"]
WET = (
    b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
    b"Content-Type: application/warc-fields\r\n\r\na: b\r\n\r\n"
    b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://example.org/a\r\n"
    b"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n"
    b"Il pleut.\r\n\r\n"
    b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://example.org/b\r\n"
    b"WARC-Record-ID: <urn:uuid:2>\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\n"
    b"<p>x</p\r\n\r\n"
)


def readings(*inputs, **renames):
    skipped = Counter()
    return list(read_documents(find_files(resolve(inputs, skipped), skipped), renames))


def save(path: Path, data: bytes) -> Path:
    """Compressed as its name says."""
    if path.suffix == ".gz":
        data = gzip.compress(data)
    elif path.suffix == ".zst":
        data = pytest.importorskip("zstandard").compress(data)
    path.write_bytes(data)
    return path


def parquet_bytes(rows: list[dict]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    buffer = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), buffer)
    return buffer.getvalue()


def table(kind: str) -> bytes:
    """The same three documents, in each form that has fields."""
    if kind == "jsonl":
        return "".join(json.dumps({"text": text, "n": 1}) + "\n" for text in TEXTS).encode()
    if kind == "csv":
        return 'text,n\nDéjà vu.,1\n"",1\n"a\nb",1\n'.encode()
    if kind == "tsv":
        return 'text\tn\nDéjà vu.\t1\n""\t1\n"a\nb"\t1\n'.encode()
    return parquet_bytes([{"text": text, "n": 1} for text in TEXTS])


# --- reading


@pytest.mark.parametrize("compression", ["", ".gz", ".zst"])
@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv", "parquet"])
def test_the_same_documents_in_every_form(tmp_path, kind, compression):
    found = readings(save(tmp_path / f"in.{kind}{compression}", table(kind)))
    assert [reading.error for reading in found] == [None] * 3
    assert [reading.source.content for reading in found] == TEXTS
    assert [json.loads(reading.source.extra)["n"] in {1, "1"} for reading in found] == [True] * 3
    assert [reading.source.id for reading in found] == [
        f"in.{kind}{compression}#{number}" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("compression", ["", ".gz", ".zst"])
def test_archives(tmp_path, compression):
    pytest.importorskip("warcio")
    path = save(tmp_path / f"a.warc.wet{compression}", WET)
    text, html = readings(path)
    assert text.source[:3] == (b"Il pleut.", "urn:uuid:1", "http://example.org/a")
    assert html.skipped
    summary = run([path], tmp_path / "out.jsonl")
    assert (summary.documents, summary.ok, summary.skipped) == (2, 1, 1)
    [record] = read(tmp_path / "out.jsonl")
    assert record.fingerprint == normtext.preset("page").fingerprint
    [skipped] = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert (skipped.status, skipped.error) == ("skipped", "text/html is not plain text")


@pytest.mark.parametrize("separator", ",;\t|")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_a_table_of_any_separator_and_encoding(tmp_path, separator, encoding):
    rows = [["id", "Texte", "prix"], ["k", "L’été, déjà ; c'est l'évidence même.", "1,5"]]
    rows += [[f"k{n}", "Il a plu : « rien »\r\nà déclarer", "2"] for n in range(3)]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"
    (tmp_path / "in.csv").write_bytes(text.encode(encoding))
    found = readings(tmp_path / "in.csv", text="Texte")
    assert [reading.source.content for reading in found] == [row[1] for row in rows[1:]]
    assert [reading.source.id for reading in found] == ["k", "k0", "k1", "k2"]
    assert json.loads(found[0].source.extra) == {"prix": "1,5"}
    sizes = [reading.piece.size for reading in found]
    assert min(sizes) > 0


def test_a_table_that_begins_as_if_it_were_utf8(tmp_path):
    rows = b"text\n" + b"plain\n" * 60_000 + "déjà\n".encode("windows-1252")
    (tmp_path / "in.csv").write_bytes(rows)
    assert readings(tmp_path / "in.csv")[-1].source.content == "déjà"


def test_a_row_with_other_cells_than_the_first(tmp_path):
    (tmp_path / "in.csv").write_bytes(b"id,text\n1,a\n2\n\n3,b,c\n4,d\n")
    found = readings(tmp_path / "in.csv")
    assert [reading.source.content for reading in found] == ["a", b'["2"]', b'["3","b","c"]', "d"]
    assert "row 2 (line 3): 1 cells, the first row has 2" in found[1].error
    assert found[3].error is None


@pytest.mark.parametrize("data", [b"text,id\rone,1\rtwo,2", b"text,id\rone,1\r\ntwo,2\n"])
def test_rows_that_end_in_a_carriage_return(tmp_path, data):
    (tmp_path / "in.csv").write_bytes(data)
    assert [reading.source.content for reading in readings(tmp_path / "in.csv")] == ["one", "two"]


def test_a_carriage_return_in_a_cell(tmp_path):
    (tmp_path / "in.csv").write_bytes(b'text\n"one\rtwo"\n')
    assert [reading.source.content for reading in readings(tmp_path / "in.csv")] == ["one\rtwo"]


def test_a_long_cell(tmp_path):
    (tmp_path / "in.csv").write_text("text\n" + "x" * 500_000 + "\n")
    [reading] = readings(tmp_path / "in.csv")
    assert len(reading.source.content) == 500_000


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_without_texts(tmp_path, kind):
    data = b"a,b\n1,2\n3,4\n" if kind == "csv" else parquet_bytes([{"a": 1, "b": 2}])
    path = save(tmp_path / f"in.{kind}", data)
    save(tmp_path / "other.txt", b"a document")
    summary = run([tmp_path], tmp_path / "out.jsonl", REPAIR)
    assert (summary.ok, summary.rejected) == (1, 1)
    [reject] = read(summary.rejects)
    why = f"{path.as_posix()}: there is no column 'text'; the columns are: 'a', 'b'; "
    why += "say which is the text: --map text=COLUMN"
    assert reject.error == why


def test_rows_of_other_types(tmp_path):
    import datetime as dt

    rows = [
        {"text": "a", "id": 7, "date": dt.date(2024, 5, 1), "x": [1.5], "when": None},
        {"text": None, "id": 8, "date": None, "x": None, "when": dt.datetime(2024, 5, 1)},  # noqa: DTZ001
    ]
    a, b = readings(save(tmp_path / "in.parquet", parquet_bytes(rows)))
    assert (a.source.id, a.source.given.date) == ("7", "2024-05-01")
    assert json.loads(a.source.extra) == {"x": [1.5], "when": None}
    assert (b.source.id, b.error.rsplit(": ", 1)[-1]) == ("8", "the document's 'text' is null")
    assert b"2024-05-01" in b.source.content
    null = save(tmp_path / "c.parquet", parquet_bytes([{"body": None, "x": "a"}]))
    assert readings(null, text="body")[0].error.endswith("the document's 'body' is null")
    [c] = readings(save(tmp_path / "b.parquet", parquet_bytes([{"text": "é".encode("latin-1")}])))
    assert c.source.content == b"\xe9"


@pytest.mark.parametrize("suffix", ["jsonl.gz", "jsonl.zst", "csv.gz", "txt.gz", "parquet"])
def test_a_file_that_is_cut_off_keeps_what_is_before(tmp_path, suffix):
    lines = "".join(json.dumps({"text": os.urandom(40).hex()}) + "\n" for _ in range(20_000))
    data = parquet_bytes([{"text": "a"}]) if suffix == "parquet" else lines.encode()
    if suffix.startswith("csv"):
        data = b"text\n" + data.replace(b'"', b"").replace(b",", b"")
    path = save(tmp_path / f"in.{suffix}", data)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    *whole, last = readings(path)
    assert all(reading.error is None for reading in whole)
    assert f"in.{suffix}: cannot be read" in last.error
    assert len(whole) > 100 or suffix in {"txt.gz", "parquet"}
    summary = run([path], tmp_path / "out.jsonl", REPAIR)
    assert (summary.ok, summary.rejected) == (len(whole), 1)


def test_a_file_that_grows_is_read_as_it_was(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text":"a"}\n{"text":"b"}\n')
    pieces = read_pieces(InputFile(path, "in"), {})
    first = next(pieces)
    with path.open("ab") as file:
        file.write(b'{"text":"c"}\n{"te')
    assert [first, *pieces] == [*read_pieces(InputFile(path, "in"), {})][:2]


def test_an_unreadable_file_among_a_thousand(tmp_path, monkeypatch):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(1_000):
        (folder / f"{number:04}.txt").write_text(f"text {number}")
    path_open = Path.open

    def refuse(path, *args, **options):
        if path.name == "0500.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return path_open(path, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    summary = run([folder], tmp_path / "out.jsonl", REPAIR)
    assert (summary.documents, summary.ok, summary.rejected) == (1_000, 999, 1)
    [reject] = read(summary.rejects)
    assert reject.id == "0500.txt"
    assert reject.error.endswith("0500.txt: cannot be read: Permission denied")


def test_two_documents_with_one_id_are_two_records(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text":"a","id":"x"}\n{"text":"b","id":"x"}\n')
    run([tmp_path / "in.jsonl"], tmp_path / "out.jsonl", REPAIR)
    found = [(record.id, record.text) for record in read(tmp_path / "out.jsonl")]
    assert found == [("x", "a"), ("x", "b")]


@pytest.mark.parametrize(
    ("inputs", "ids"),
    [
        (["x/a"], ["t.txt"]),
        (["x/a", "x/b"], ["a/t.txt", "b/t.txt"]),
        (["x/a", "y/a"], ["x/a/t.txt", "y/a/t.txt"]),
        (["x/a/t.txt", "y/a/t.txt"], ["x/a/t.txt", "y/a/t.txt"]),
        (["x/a/t.txt", "x/b"], ["t.txt", "b/t.txt"]),
        (["x/a", "x/a"], ["a/t.txt", "a/t.txt"]),
    ],
)
def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path, inputs, ids):
    for folder in ("x/a", "x/b", "y/a"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "t.txt").write_text("t")
    found = readings(*(tmp_path / name for name in inputs))
    assert [reading.source.id for reading in found] == ids or (
        inputs[0].endswith(".txt") and [reading.source.id for reading in found][1] == ids[1]
    )


def test_a_file_given_twice_is_read_twice(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    path = tmp_path / "a.txt"
    assert run([path, path], tmp_path / "out.jsonl", REPAIR).documents == 2
    assert [record.text for record in read(tmp_path / "out.jsonl")] == ["a", "a"]


def test_a_rejected_line_keeps_its_address(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"url":"http://x","key":"k"}\n')
    [reading] = readings(tmp_path / "in.jsonl", uri="url", id="key")
    assert reading.source[1:3] == ("k", "http://x")


def test_addresses(tmp_path):
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe({"/in/b.jsonl.gz": gzip.compress(b'{"text":"b"}\n'), "/in/sub/a.txt": b"a"})
    memory.pipe({"/in/x.pdf": b"", "/in/.hidden.txt": b"no"})
    try:
        found = readings("memory://in")
        assert [reading.source.id for reading in found] == ["b.jsonl.gz#1", "sub/a.txt"]
        assert [reading.source.content for reading in found] == ["b", b"a"]
        assert readings("memory://in/*.gz")[0].source.content == "b"
        [one] = readings("memory://in/sub/a.txt")
        assert one.source.uri == "memory://in/sub/a.txt"
        summary = run(["memory://in", tmp_path / "b.txt"][:1], tmp_path / "out.jsonl", REPAIR)
        assert (summary.ok, summary.files_skipped) == (2, {".pdf": 1})
        for url, message in [
            ("memory://nowhere/a.txt", "does not exist"),
            ("nothing://a.txt", "cannot be reached"),
        ]:
            with pytest.raises(InputError, match=message):
                readings(url)
    finally:
        memory.rm("/in", recursive=True)


@pytest.mark.parametrize(
    ("module", "name", "extra"),
    [
        ("fsspec", "memory://a.txt", "remote"),
        ("zstandard", "a.txt.zst", "zstd"),
        ("warcio.archiveiterator", "a.wet", "warc"),
        ("pyarrow", "a.parquet", "parquet"),
    ],
)
def test_what_is_missing_is_named(tmp_path, monkeypatch, module, name, extra):
    monkeypatch.setitem(sys.modules, module, None)
    path = name if ":" in name else tmp_path / name
    if ":" not in name:
        path.write_bytes(b"x")
    with pytest.raises(MissingExtra, match=rf"normtext\[{extra}\]"):
        readings(path)


# --- which documents


def test_languages_that_are_wanted(tmp_path):
    texts = {
        "en": "The council has sold the old depot to the owner of a café, who wants it.",
        "fr": "La ville a vendu l'ancien dépôt au patron d'un café, qui veut un lieu pour tous.",
        "de": "Die Stadt hat das alte Depot an den Besitzer eines Cafés verkauft.",
        "und": "12:30",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text * 60)
    inputs = [tmp_path / f"{name}.txt" for name in texts]
    summary = run(inputs, tmp_path / "out.jsonl", REPAIR, keep_lang=["fr", "en"])
    assert (summary.documents, summary.ok, summary.skipped) == (4, 3, 1)
    [skipped] = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert (skipped.id, skipped.error) == ("de.txt", "it is in de, not in fr, en")
    assert (skipped.status, skipped.text) == ("skipped", "")
    assert len(skipped.source.sha256) == 64


def test_a_language_that_nothing_is_in_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("Il pleut.")
    with pytest.raises(ConfigError, match="unknown language 'english'"):
        run([tmp_path / "a.txt"], tmp_path / "out.jsonl", REPAIR, keep_lang=["fr", "english"])
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def many(tmp_path: Path, files: int) -> list[Path]:
    paths = [tmp_path / f"{name}.jsonl" for name in range(files)]
    for path in paths:
        path.write_text("".join(f'{{"text":"{path.stem} {n}"}}\n' for n in range(600)))
    return paths


@pytest.mark.parametrize("files", [1, 2, 7])
def test_parts_are_the_whole_and_share_nothing(tmp_path, files):
    inputs = many(tmp_path, files)
    texts = []
    for number in (1, 2, 3):
        out = tmp_path / f"out{number}.jsonl"
        run(inputs, out, REPAIR, part=parse_part(f"{number}/3"))
        texts.append([record.text for record in read(out)])
    everything = [f"{path.stem} {n}" for path in inputs for n in range(600)]
    assert Counter(chain(*texts)) == Counter(everything)
    assert sum(map(bool, texts)) == 3 or files == 1


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "a/b", "-1/2"])
def test_a_bad_part(text):
    with pytest.raises(ConfigError, match="a part is written i/n"):
        parse_part(text)


def test_a_sample_is_from_all_over_and_tells_of_the_whole(tmp_path):
    inputs = many(tmp_path, 3)
    summaries = [run(inputs, tmp_path / f"{n}.jsonl", REPAIR, sample=30) for n in "ab"]
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    ids = [record.id for record in read(tmp_path / "a.jsonl")]
    assert len(ids) == 30
    assert {name.split(".")[0] for name in ids} == {"0", "1", "2"}
    assert ids == sorted(ids, key=lambda name: (name[0], int(name.split("#")[1])))
    size = sum(path.stat().st_size for path in inputs)
    assert summaries[0].whole == (1_800, size)
    assert "the whole  1,800 documents" in str(summaries[0])


# --- writing


def written(tmp_path: Path, out: str, texts=TEXTS, **options) -> Path:
    lines = "".join(json.dumps({"text": text, "id": text}) + "\n" for text in texts)
    (tmp_path / "in.jsonl").write_text(lines)
    path = tmp_path / out
    run([tmp_path / "in.jsonl"], path, normtext.preset("article"), **options)
    return path


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("slim", [False, True])
def test_every_format_holds_the_same_records(tmp_path, form, slim):
    expected = list(read(written(tmp_path, "plain.jsonl")))
    for out in (f"out.{form}", "folder"):
        path = written(tmp_path, out, slim=slim, format=form if out == "folder" else None)
        assert list(read(path)) == expected
        if out == "folder":
            assert [each.name for each in path.iterdir()] == [f"part-00000.{form}"]
            assert (tmp_path / "folder.manifest.jsonl").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_resumed_to_the_same_bytes(tmp_path, form, monkeypatch):
    texts = [f"text {number}" for number in range(600)]
    out = written(tmp_path, f"out.{form}", texts)
    beside = tmp_path / f"out.{form}.manifest.jsonl"
    before = out.read_bytes(), beside.read_bytes()
    from normtext.corpus import shards

    done = []
    work = shards.work
    monkeypatch.setattr(shards, "work", lambda *args: (done.append(1), work(*args)))
    written(tmp_path, f"out.{form}", texts, resume=True)
    assert (out.read_bytes(), beside.read_bytes()) == before
    assert done == []
    written(tmp_path, f"out.{form}", [*texts[:-1], "other"], resume=True)
    assert done == [1]
    written(tmp_path, f"out.{form}", texts, resume=True)
    assert (out.read_bytes(), beside.read_bytes()) == before


def test_a_folder_of_several_files(tmp_path, monkeypatch):
    from normtext.corpus import assembling

    monkeypatch.setattr(assembling, "_FILE_DOCUMENTS", 300)
    texts = [f"text {number}" for number in range(1_000)]
    path = written(tmp_path, "folder", texts)
    assert len(list(path.iterdir())) == 4
    assert [record.text for record in read(path)] == texts
    (path / "notes.txt").touch()
    with pytest.raises(ConfigError, match=r"a folder that holds other files \(notes.txt\)"):
        written(tmp_path, "folder", texts, overwrite=True)
    (path / "notes.txt").unlink()
    with pytest.raises(ConfigError, match="folder exists; pass --overwrite"):
        written(tmp_path, "folder", texts)
    written(tmp_path, "folder", texts[:10], overwrite=True)
    assert len(list(path.iterdir())) == 1


@pytest.mark.parametrize("texts", [TEXTS, ["\x7fELF" + "\x01" * 100]], ids=["some", "none"])
@pytest.mark.parametrize("form", FORMATS)
def test_others_read_what_is_written(tmp_path, form, texts):
    path = written(tmp_path, f"out.{form}", texts)
    if len(texts) == 1:
        (tmp_path / "in.jsonl").write_text("{broken")
        run([tmp_path / "in.jsonl"], path, overwrite=True)
    rows = [record.to_dict() for record in read(path)]
    count = len(rows)
    is_parquet = form == "parquet"
    pd = pytest.importorskip("pandas")
    frame = pd.read_parquet(path) if is_parquet else pd.read_json(path, lines=True)
    assert len(frame) == count
    pl = pytest.importorskip("polars")
    if is_parquet:
        assert pl.read_parquet(path).to_dicts() == rows
    elif count:
        assert pl.read_ndjson(path)["text"].to_list() == [row["text"] for row in rows]
    duckdb = pytest.importorskip("duckdb")
    read_it = "read_parquet" if is_parquet else "read_json"
    query = f"select count(*), count(segments) from {read_it}('{path}')"
    with duckdb.connect() as connection:
        if count or is_parquet:
            assert connection.sql(query).fetchall() == [(count, count)]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_datasets_reads_what_is_written(tmp_path, form, monkeypatch):
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    datasets = pytest.importorskip("datasets")
    path = written(tmp_path, f"out.{form}")
    kind = "parquet" if form == "parquet" else "json"
    found = datasets.load_dataset(
        kind, data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert found["text"][:] == [record.text for record in read(path)]


def test_parquet_says_what_it_was_made_with(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = written(tmp_path, "out.parquet")
    schema = parquet.read_schema(path)
    assert schema.equals(normtext.arrow_schema())
    about = json.loads(schema.metadata[b"normtext"])
    assert about["pipelines"]["pipeline"]["fingerprint"] == normtext.preset("article").fingerprint
    manifest = (tmp_path / "out.parquet.manifest.jsonl").read_text().splitlines()
    assert about == json.loads(manifest[0])

"""The corpus layer: what is read, what is written, and that in = ok + rejected."""

from __future__ import annotations

import io
import json
import os
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

import normtext
from normtext import corpus
from normtext.corpus import Summary, explanation, read
from normtext.corpus.inputs import find_files, resolve
from normtext.corpus.readers import parse_map, read_documents
from normtext.document import Annotations, Document
from normtext.errors import ConfigError, InputError, MissingExtra
from normtext.pipeline import Pipeline
from normtext.presets import pipeline_of
from normtext.rules import Rule, RuleSet
from normtext.spans import Span

run = partial(corpus.run, workers=0)  # in this process, which is quick to start
OUTPUTS = ["out.jsonl", "out.jsonl.manifest.jsonl"]
REPAIR = pipeline_of(["decode", "normalize_unicode", "normalize_whitespace"])


@dataclass(frozen=True)
class Trouble:
    """A stage that raises on one word, and says of another what no encoding can hold."""

    name: ClassVar[str] = "make_trouble"
    rules: ClassVar[RuleSet] = RuleSet.of(Rule(id="make.trouble", kind="trouble", why="a test"))

    def annotate(self, doc: Document) -> Annotations:
        if doc.text == "raise":
            raise ZeroDivisionError("oh")
        return Annotations(lang="\ud800" if doc.text == "surrogate" else "fr")


def files(folder: Path, contents: dict[str, bytes | str]) -> Path:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def readings(*inputs, renames=None):
    skipped = Counter()
    return list(read_documents(find_files(resolve(inputs, skipped), skipped), renames))


def line(data: bytes, tmp_path: Path, renames=None):
    (tmp_path / "d.jsonl").write_bytes(data)
    return readings(tmp_path / "d.jsonl", renames=renames)


def records(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def link(path: Path, target: str, *, to_folder: bool = False) -> None:
    try:
        path.symlink_to(target, target_is_directory=to_folder)
    except OSError:
        pytest.skip("this system makes no symbolic links")


# --- inputs


def test_the_documents_of_a_folder_have_its_relative_paths_as_ids(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files(
        tmp_path / "in",
        {
            "b.txt": "b",
            "a.TXT": "a",
            "é.md": "e",
            "sub/deep/c.txt": "c",
            "sub/two.jsonl": '{"text":"1"}\n{"text":"2","id":"given"}\n',
            ".hidden.txt": "no",
            ".git/config.txt": "no",
            "x.pdf": "no",
            "y.pdf": "no",
            "README": "no",
        },
    )
    skipped = Counter()
    found = list(read_documents(find_files(resolve(["in"], skipped), skipped)))
    assert [(reading.source.id, reading.source.uri) for reading in found] == [
        ("a.TXT", "in/a.TXT"),
        ("b.txt", "in/b.txt"),
        ("sub/deep/c.txt", "in/sub/deep/c.txt"),
        ("sub/two.jsonl#1", ""),
        ("given", ""),
        ("é.md", "in/é.md"),
    ]
    assert skipped == {".pdf": 2, "README": 1}


def test_files_and_globs_keep_their_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(files(tmp_path, {"in/b.txt": "b", "in/a.txt": "a", "in/c.pdf": "c"}))
    direct = readings(Path("in") / "b.txt", "in/a.txt")
    assert [reading.source[1:3] for reading in direct] == [
        ("in/b.txt", "in/b.txt"),
        ("in/a.txt", "in/a.txt"),
    ]
    assert readings("in/*") == readings("**/*") == direct[::-1]
    assert [item.source.id for item in readings("i[n]")] == ["a.txt", "b.txt"]
    (tmp_path / "[x].txt").write_bytes(b"a file before a glob")
    assert [reading.source.id for reading in readings("[x].txt")] == ["[x].txt"]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "there is no input"),
        ("page.html", r"inputs are a list, .* \['page.html'\]"),
        (["nowhere.txt"], "nowhere.txt does not exist"),
        (["*.nothing"], "matches no document"),
        (["page.html"], r"page.html is not a kind of file that normtext reads: \.txt, "),
        (["-", "-"], "only once"),
    ],
)
def test_wrong_inputs_are_named(tmp_path, monkeypatch, inputs, message):
    monkeypatch.chdir(files(tmp_path, {"page.html": ""}))
    with pytest.raises(InputError, match=message):
        resolve(inputs, Counter())


def test_links_in_circles_and_links_to_nothing(tmp_path):
    folder = files(tmp_path / "in", {"a.txt": "a", "sub/b.txt": "b"})
    link(folder / "sub" / "loop", "..", to_folder=True)
    link(folder / "self.txt", "self.txt")
    link(folder / "broken.txt", "nowhere.txt")
    found = readings(folder)
    assert [(reading.source.id, reading.error is None) for reading in found] == [
        ("a.txt", True),
        ("broken.txt", False),
        ("self.txt", False),
        ("sub/b.txt", True),
    ]
    assert "broken.txt: cannot be read: " in found[1].error


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    folder = files(tmp_path / "in", {"a.txt": "a"})
    os.mkfifo(folder / "pipe.txt")
    assert [reading.source.id for reading in readings(folder)] == ["a.txt"]


def test_a_folder_that_cannot_be_listed_costs_itself_alone(tmp_path, monkeypatch):
    folder = files(tmp_path / "in", {"a.txt": "a", "closed/b.txt": "b", "d.txt": "d"})
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = readings(folder)
    assert [(reading.source.id, bool(reading.error)) for reading in found] == [
        ("a.txt", False),
        ("closed", True),
        ("d.txt", False),
    ]
    assert "the folder cannot be listed: Permission denied" in found[1].error


def test_a_file_that_vanishes_costs_itself_alone(tmp_path):
    folder = files(tmp_path / "in", {"a.txt": "a", "b.txt": "b", "c.jsonl": '{"text":"c"}'})
    found = find_files(resolve([folder], Counter()), Counter())
    first = next(read_documents(found))
    (folder / "b.txt").unlink()
    (folder / "c.jsonl").unlink()
    rest = list(read_documents(found))
    assert first.error is None
    assert [reading.source.id for reading in rest] == ["b.txt", "c.jsonl"]
    assert all("cannot be read" in reading.error for reading in rest)


# --- JSON lines


@pytest.mark.parametrize(
    ("raw", "content", "extra"),
    [
        (b'{"text":"a"}', "a", {}),
        (b'{"text":""}', "", {}),
        (b'  {"text":"a"}  \r\n', "a", {}),
        (b'\xef\xbb\xbf{"text":"a"}', "a", {}),
        (b'\n\r\n \n{"text":"a"}\n\n', "a", {}),
        (b'{"text":"\\ud800"}', "\ud800", {}),
        (b'{"text":"a","n":NaN}', "a", {"n": None}),
        (
            b'{"text":"a","n":[1,{"m":null}],"bytes":"b"}',
            "a",
            {"n": [1, {"m": None}], "bytes": "b"},
        ),
        (b'{"text":"a","n":"\\udc00"}', "a", {"n": "\ufffd"}),
        (b'{"text":"' + b"x" * 2_000_000 + b'"}', "x" * 2_000_000, {}),
        ('\ufeff{"text":"é"}\r\n'.encode("utf-16-le"), "é", {}),
        (b'{"text":"caf\xe9 \x80"}', "café €", {}),
    ],
)
def test_a_line_that_is_a_document(tmp_path, raw, content, extra):
    [reading] = line(raw, tmp_path)
    assert reading.error is None
    assert reading.source.content == content
    assert reading.source.id == "d.jsonl#1"
    assert json.loads(reading.source.extra) == extra


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"text":"a"', "broken JSON at column 12: Expecting ',' delimiter"),
        (b"nonsense", "broken JSON at column 1"),
        (b'{"text":"a"} {"text":"b"}', "broken JSON at column 14: Extra data"),
        (b"[1]", "a document is a JSON object, not a list"),
        (b"null", "not null"),
        (b'"a"', "not a string"),
        (b"true", "not a boolean"),
        (b"{}", "the document has no 'text'; its fields are: none"),
        (b'{"body":"a"}', "the document has no 'text'; its fields are: 'body'"),
        (b'{"text":null}', "'text' is null, not a string"),
        (b'{"text":1.5}', "'text' is a number, not a string"),
        (b'{"text":NaN}', "'text' is a number, not a string"),
        (b'{"text":["a"]}', "'text' is a list, not a string"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested too deeply"),
        (b'{"text":' + b"1" * 5000 + b"}", "broken JSON: "),
    ],
)
def test_a_broken_line_is_rejected_and_kept(tmp_path, raw, message):
    path = files(tmp_path, {"d.jsonl": b'{"text":"1"}\n\n' + raw + b'\r\n{"text":"3"}'}) / "d.jsonl"
    summary = run([path], tmp_path / "out.jsonl", REPAIR)
    assert (summary.documents, summary.ok, summary.rejected) == (3, 2, 1)
    assert [record.text for record in read(tmp_path / "out.jsonl")] == ["1", "3"]
    [reject] = read(summary.rejects)
    assert (reject.status, reject.id) == ("rejected", "d.jsonl#2")
    assert f"{path.as_posix()}, line 3: " in reject.error
    assert message in reject.error
    assert reject.text == raw.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('"k"', "k"),
        ("17", "17"),
        ("null", "d.jsonl#1"),
        ('""', "d.jsonl#1"),
        ('"\\ud800"', "\ufffd"),
    ],
)
def test_given_ids(tmp_path, given, expected):
    [reading] = line(b'{"text":"a","id":%s}' % given.encode(), tmp_path)
    assert reading.source.id == expected


def test_a_rejected_line_keeps_its_given_id(tmp_path):
    [reading] = line(b'{"id":"k"}', tmp_path)
    assert (reading.source.id, reading.source.content) == ("k", b'{"id":"k"}')


@pytest.mark.parametrize(
    ("raw", "renames", "source", "extra"),
    [
        ('{"body":"b","url":"u","key":7}', "text=body,uri=url,id=key", ("b", "7", "u"), {}),
        ('{"text":"t","url":"u"}', "uri=url,id=url", ("t", "u", "u"), {}),
        # Their own `text` and `id` mean something else, and are carried through.
        (
            '{"body":"b","text":"t","id":1}',
            "text=body,id=key",
            ("b", "d.jsonl#1", ""),
            {"text": "t", "id": 1},
        ),
        ('{"text":"i","id":"t","x":2}', "text=id,id=text", ("t", "i", ""), {"x": 2}),
    ],
)
def test_a_map_renames_fields(tmp_path, raw, renames, source, extra):
    [reading] = line(raw.encode(), tmp_path, parse_map(renames))
    assert reading.source[:3] == source
    assert json.loads(reading.source.extra) == extra


def test_a_map_is_named_in_the_error(tmp_path):
    [missing] = line(b'{"text":"t"}', tmp_path, {"text": "body"})
    assert "the document has no 'body'; its fields are: 'text'" in missing.error
    [wrong] = line(b'{"body":1}', tmp_path, {"text": "body"})
    assert "'body' is a number" in wrong.error


@pytest.mark.parametrize("text", ["", "text", "text=", "=body", "txt=body", "text=a,text=b"])
def test_a_bad_map(text):
    with pytest.raises(ConfigError, match=r"map|unknown field 'txt'; did you mean 'text'"):
        parse_map(text)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"Un texte\r\nen deux lignes", [("stdin", b"Un texte\r\nen deux lignes")]),
        (b"\n [1]\n", [("stdin", b"\n [1]\n")]),
        (b' \n {"text":"a"}\n{"text":"b"}', [("stdin#1", "a"), ("stdin#2", "b")]),
        (b'\xef\xbb\xbf{"text":"a"}', [("stdin#1", "a")]),
    ],
)
def test_standard_input(monkeypatch, data, expected):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = readings("-")
    assert [(reading.source.id, reading.source.content) for reading in found] == expected


# --- the run


def test_everything_is_accounted_for(tmp_path):
    folder = files(
        tmp_path / "in",
        {
            "good.txt": "Il  pleut.",
            "empty.txt": "",
            "latin.txt": "déjà vu".encode("windows-1252"),
            "program.txt": b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe\0\0\x03\0>\0\x01" * 40,
            "lines.jsonl": '{"text":"a"}\n{oops\n',
            "other.pdf": "%PDF",
        },
    )
    link(folder / "gone.txt", "nowhere")
    told = []
    out = tmp_path / "out.jsonl"
    summary = run([folder], out, REPAIR, on_progress=told.append)
    assert (summary.documents, summary.ok, summary.rejected) == (7, 4, 3)
    assert sum(account.documents for account in told) == 7
    assert summary.files_skipped == {".pdf": 1}
    assert summary.rejects == tmp_path / "out.jsonl.rejects.jsonl"
    kept, refused = list(read(out)), list(read(summary.rejects))
    assert [record.id for record in kept] == ["empty.txt", "good.txt", "latin.txt", "lines.jsonl#1"]
    assert [record.text for record in kept] == ["", "Il pleut.", "déjà vu", "a"]
    errors = {record.id: record for record in refused}
    assert errors.keys() == {"gone.txt", "lines.jsonl#2", "program.txt"}
    assert errors["program.txt"].error == "looks like a binary file, not text"
    assert "binary" in errors["program.txt"].source.flags
    assert all(record.status == "rejected" for record in refused)
    assert sum(record.stats.source_chars for record in kept + refused) == summary.source_chars
    assert {record.fingerprint for record in kept + refused} == {REPAIR.fingerprint}


def test_a_single_line_of_50_mb_is_a_document(tmp_path):
    line = "mot de " * (50_000_000 // 7)
    summary = run([files(tmp_path / "in", {"long.txt": line})], tmp_path / "out.jsonl")
    assert (summary.documents, summary.ok) == (1, 1)
    [record] = read(tmp_path / "out.jsonl")
    assert record.text == line.rstrip()
    assert record.source_text == line


def test_a_stage_at_fault_costs_its_document_alone(tmp_path):
    lines = "".join(json.dumps({"text": text}) + "\n" for text in ["a", "raise", "surrogate", "b"])
    source = files(tmp_path, {"d.jsonl": lines}) / "d.jsonl"
    summary = run([source], tmp_path / "out.jsonl", Pipeline([Trouble()]))
    assert (summary.ok, summary.rejected) == (2, 2)
    raised, unsayable = read(summary.rejects)
    assert "stage 'make_trouble' raised ZeroDivisionError: oh" in raised.error
    assert raised.text == "raise"
    assert "the record is not JSON" in unsayable.error
    assert unsayable.text == "surrogate"


def test_workers_change_nothing(tmp_path):
    lines = "".join(
        "{broken\n" if number % 7 == 0 else json.dumps({"text": f"n°  {number}"}) + "\n"
        for number in range(300)
    )
    source = files(tmp_path, {"d.jsonl": lines}) / "d.jsonl"
    one = run([source], tmp_path / "one.jsonl", REPAIR)
    two = run([source], tmp_path / "two.jsonl", REPAIR, workers=2)
    assert (one.documents, one.rejected) == (two.documents, two.rejected) == (300, 43)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert one.rejects.read_bytes() == two.rejects.read_bytes()


def test_the_limit_counts_documents(tmp_path):
    source = files(tmp_path, {"d.jsonl": '{"text":"a"}\n{bad\n{"text":"c"}\n'}) / "d.jsonl"
    summary = run([source], tmp_path / "out.jsonl", REPAIR, limit=2)
    assert (summary.documents, summary.ok, summary.rejected) == (2, 1, 1)


def test_the_default_pipeline_is_the_preset_article(tmp_path):
    source = files(tmp_path, {"a.txt": "Il pleut."}) / "a.txt"
    run([source], tmp_path / "out.jsonl")
    [record] = normtext.read(tmp_path / "out.jsonl")
    assert record.fingerprint == normtext.preset("article").fingerprint


def test_documents_are_taken_as_they_are_needed(tmp_path, monkeypatch, capfdbinary):
    """Memory is bounded: when the first record is done, no later document was read."""
    folder = files(tmp_path / "in", {f"{name}.txt": name for name in "abc"})
    reads = []
    path_open = Path.open

    def note(path, *args, **options):
        reads.append(path.name)
        return path_open(path, *args, **options)

    monkeypatch.setattr(Path, "open", note)
    seen = []
    run([folder], "-", REPAIR, on_outcome=lambda _: seen.append(len(reads)))
    assert seen == [1, 2, 3]
    assert [json.loads(line)["text"] for line in capfdbinary.readouterr().out.splitlines()] == [
        *"abc"
    ]


def test_a_summary_can_be_read():
    summary = Summary(
        documents=1200, ok=1195, rejected=2, skipped=3, langs={"fr": 1000, "en": 196}, removals={},
        files_skipped={".pdf": 2}, source_chars=10**6, size=10**6, seconds=2.0, slowest=[],
        rejects=Path("r.jsonl"), refused=[("a.csv", "in/a.csv: no column\n'text'")],
    )  # fmt: skip
    assert str(summary).splitlines() == [
        "documents  1,200 (1,000,000 characters) in 2.0 s, 600 a second",
        "records    1,195",
        "rejected   2, in r.jsonl",
        "because    in/a.csv: no column 'text' (and 1 more)",
        "skipped    3",
        "languages  fr 1,000, en 196",
        "left alone files: .pdf 2",
    ]


# --- outputs


@pytest.fixture
def source(tmp_path):
    return files(tmp_path, {"a.jsonl": '{"text":"a"}\n'}) / "a.jsonl"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_whole_or_not_at_all(tmp_path, source):
    def look(_):
        assert not (tmp_path / "out.jsonl").exists()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([source], tmp_path / "out.jsonl", REPAIR, on_progress=look)
    assert names(tmp_path) == [".out.jsonl.shards", "a.jsonl"]
    run([source], tmp_path / "out.jsonl", REPAIR, resume=True)
    assert names(tmp_path) == ["a.jsonl", *OUTPUTS]
    data = (tmp_path / "out.jsonl").read_bytes()
    assert data.endswith(b"}\n")
    assert b"\r" not in data


def test_an_output_that_exists(tmp_path, source):
    out = files(tmp_path, {"out.jsonl": "old", "out.jsonl.rejects.jsonl": "stale"}) / "out.jsonl"
    with pytest.raises(ConfigError, match=r"out.jsonl exists; pass --overwrite"):
        run([source], out, REPAIR)
    with pytest.raises(ConfigError, match=r"rejects.jsonl exists"):
        run([source], tmp_path / "new.jsonl", REPAIR, rejects=tmp_path / "out.jsonl.rejects.jsonl")
    assert out.read_text() == "old"
    run([source], out, REPAIR, overwrite=True)
    assert names(tmp_path) == ["a.jsonl", *OUTPUTS]  # the stale rejects are of another run
    assert [record.text for record in read(out)] == ["a"]


def test_an_error_leaves_an_older_output_alone(tmp_path):
    files(tmp_path, {"empty.jsonl": "\n", "out.jsonl": "old"})
    with pytest.raises(InputError, match="no documents"):
        run([tmp_path / "empty.jsonl"], tmp_path / "out.jsonl", REPAIR, overwrite=True)
    assert (tmp_path / "out.jsonl").read_text() == "old"
    assert names(tmp_path) == ["empty.jsonl", "out.jsonl"]


def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path, source, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as error:
        run([source], tmp_path / "out.jsonl", REPAIR)
    assert error.value.filename == os.path.realpath(tmp_path / "out.jsonl.manifest.jsonl")
    assert names(tmp_path) == [".out.jsonl.shards", "a.jsonl"]


def test_an_output_through_a_link_replaces_what_the_link_names(tmp_path, source):
    (tmp_path / "real.jsonl").write_text("old")
    link(tmp_path / "link.jsonl", "real.jsonl")
    run([source], tmp_path / "link.jsonl", REPAIR, overwrite=True)
    assert (tmp_path / "link.jsonl").is_symlink()
    assert [record.text for record in read(tmp_path / "real.jsonl")] == ["a"]


@pytest.mark.parametrize("how", ["same", "other path", "in a folder", "hard link", "rejects"])
def test_an_output_is_not_an_input(tmp_path, source, how):
    (tmp_path / "sub").mkdir()
    inputs, out, more = [source], source, {}
    if how == "other path":
        out = tmp_path / "sub" / ".." / "a.jsonl"
    elif how == "in a folder":
        inputs = [tmp_path]
    elif how == "hard link":
        out = tmp_path / "sub" / "b.jsonl"
        out.hardlink_to(source)
    elif how == "rejects":
        out, more = tmp_path / "out.jsonl", {"rejects": source}
    before = source.read_bytes()
    with pytest.raises(InputError, match="both an output and an input"):
        run(inputs, out, REPAIR, overwrite=True, **more)
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        (["out.csv"], r"does not write; it writes \.jsonl, .* files, folders of them, and records"),
        (["out.jsonl", "bad.txt"], r"bad\.txt: a kind of file that normtext does not write"),
        (["no/where/out.jsonl"], "the folder .* does not exist"),
        (["."], r"is a folder that holds other files \(a\.jsonl\)"),
        (["out.jsonl", "out.jsonl"], "both the records and the rejects"),
    ],
)
def test_wrong_outputs(tmp_path, source, monkeypatch, outputs, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=message):
        run([source], outputs[0], REPAIR, rejects=outputs[1] if len(outputs) > 1 else None)
    assert names(tmp_path) == ["a.jsonl"]


# --- read


@pytest.fixture
def stored(tmp_path, source):
    run([source], tmp_path / "stored.jsonl", REPAIR)
    source.unlink()
    return tmp_path / "stored.jsonl"


def test_records_come_back_as_they_were(tmp_path):
    text = "Share this:\n\nIl  pleut.\n\nIt rained."
    files(tmp_path, {"a.txt": text})
    run([tmp_path / "a.txt"], tmp_path / "out.jsonl")
    [reading] = readings(tmp_path / "a.txt")
    expected = normtext.preset("article").normalize(reading.source)
    assert list(read(tmp_path / "out.jsonl")) == [expected]


def test_a_folder_of_shards(tmp_path, stored):
    data = stored.read_bytes()
    for name in ("part-2.jsonl", "part-1.jsonl", ".hidden.jsonl", "x.rejects.jsonl", "notes.txt"):
        (tmp_path / name).write_bytes(data.replace(b"a.jsonl#1", name.encode()))
    assert [record.id for record in read(tmp_path)] == ["part-1.jsonl", "part-2.jsonl", "a.jsonl#1"]
    assert [record.id for record in read(tmp_path / "x.rejects.jsonl")] == ["x.rejects.jsonl"]


def test_parquet(tmp_path, stored):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    expected = list(read(stored))
    table = pa.Table.from_pylist(
        [record.to_dict() for record in expected], schema=normtext.arrow_schema()
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    assert list(read(tmp_path / "a.parquet")) == expected
    assert list(read(str(tmp_path))) == expected * 2  # beside the .jsonl
    (tmp_path / "b.parquet").write_bytes(b"nonsense")
    with pytest.raises(InputError, match=r"b\.parquet, row 0: "):
        list(read(tmp_path / "b.parquet"))
    parquet.write_table(pa.table({"id": [1]}), tmp_path / "c.parquet")
    with pytest.raises(InputError, match=r"c\.parquet, row 1: not a record"):
        list(read(tmp_path / "c.parquet"))


def test_parquet_without_pyarrow(tmp_path, monkeypatch):
    (tmp_path / "a.parquet").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"normtext\[parquet\]"):
        list(read(tmp_path / "a.parquet"))


@pytest.mark.parametrize(
    "bad", [b"{", b"[]", b'{"text":"a document, not a record"}', b'{"schema_version":99}', b"\xff"]
)
def test_a_line_that_is_no_record(stored, bad):
    with stored.open("ab") as file:
        file.write(b"\n" + bad + b"\n")
    found = read(stored)
    assert next(found).text == "a"
    with pytest.raises(InputError, match=r"stored\.jsonl, line 3: "):
        next(found)


def test_nothing_to_read(tmp_path):
    (tmp_path / "a.csv").touch()
    (tmp_path / "empty").mkdir()
    for path, message in [
        (tmp_path / "none.jsonl", "does not exist"),
        (tmp_path / "a.csv", "records are read from"),
        (tmp_path / "empty", "no shards of records"),
    ]:
        with pytest.raises(InputError, match=message):
            read(path)  # at once, not at the first record


# --- explanations


def test_an_explanation_says_where_what_and_why(tmp_path):
    text = "Un\r\n  deux   trois\r\n\r\n\r\n\r\nde\N{COMBINING ACUTE ACCENT}"
    (tmp_path / "a.txt").write_bytes(text.encode())
    [record] = explanation.explained(str(tmp_path / "a.txt"), REPAIR)
    entries = explanation.entries(record, explanation.reasons(REPAIR))
    assert [entry.span for entry in entries] == sorted(entry.span for entry in entries)
    assert all(text[entry.span.slice] == entry.before for entry in entries)
    assert all(entry.why for entry in entries)
    accent = entries[-1]
    assert accent[:5] == (6, Span(27, 29), "changed", "e\N{COMBINING ACUTE ACCENT}", "é")
    assert accent.row()[4:7] == (r"e\u0301", "é", "unicode.nfc")
    gap = next(entry for entry in entries if entry.rules == ("whitespace.gap",))
    assert (gap.line, gap.around) == (2, (r" \x20deux ", "trois"))


def test_records_are_explained_from_their_ledger(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"one  two")
    run([tmp_path / "a.txt"], tmp_path / "out.jsonl", REPAIR)
    [record] = explanation.explained(str(tmp_path / "out.jsonl"), pipeline_of(["decode"]))
    assert record.source_text == "one  two"
    assert record.fingerprint == REPAIR.fingerprint

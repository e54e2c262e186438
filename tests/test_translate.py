"""Translation through the real code path, on the tiny package that is for tests only."""

import csv
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_offline import OFFLINE
from translation import ARCHIVE, FakeEngine

import normtext
from normtext.cli import commands
from normtext.corpus.export import export
from normtext.errors import ConfigError, MissingModel, ModelError
from normtext.presets import preset, stage_of
from normtext.stages.translate import _loaded
from normtext.translation.archive import unpack
from normtext.translation.argos import ArgosEngine
from normtext.translation.direct import DirectEngine
from normtext.translation.engine import Output
from normtext.translation.packages import Package
from normtext.translation.profiles import PROFILES

FRENCH = [
    "Le ministre peut prendre un règlement.",
    "La présente loi lie Sa Majesté.",
    "le nombre de juges",
    "Le tribunal peut rejeter la demande du ministre.",
]
MIXED = (
    "La présente loi lie Sa Majesté du chef du Canada.  The dog is in the garden with the cat.\n\n"
    "Le ministre peut prendre un règlement.\n\n12:30\n"
)

PIECES = [
    *FRENCH,
    *("The dog is in the garden with the cat.", "12:30", "→ …", "http://a.ca/b", "@zoe #tag"),
    *(
        "\n\n",
        " ",
        "\t",
        "« Oui ! »",
        "👩🏽",
        "`x = 1`",
        "\u00a0",
        "=Titre",
        "_a_b_",
        "\x00",
        "e\u0301",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return unpack(ARCHIVE, tmp_path_factory.mktemp("package"))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, folder):
    monkeypatch.setenv("NORMTEXT_MODELS", str(folder.parent))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "argos"))


@pytest.fixture
def no_models(tmp_path, monkeypatch):
    monkeypatch.setenv("NORMTEXT_MODELS", str(tmp_path / "none"))


def _engine(folder, profile="default"):
    return DirectEngine(Package.of(folder), PROFILES[profile], 2)


def test_the_package_says_what_it_is_for(folder):
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert "FOR TESTS ONLY" in metadata["note"]
    assert "Open Government Licence - Canada" in metadata["note"]
    assert ARCHIVE.stat().st_size < 3_000_000


def test_segments_one_to_one():
    record = preset("article", translate=True).normalize(MIXED)
    assert [(segment.lang, segment.translation is None) for segment in record.segments] == [
        ("fr", False),
        ("en", True),
        ("fr", False),
        ("und", True),
    ]
    translated = record.translated()
    told = [translated.text[span.slice] for span in translated.spans]
    for segment, text in zip(record.segments, told, strict=True):
        assert text == (segment.text if segment.translation is None else segment.translation)
    assert normtext.Record.from_json(record.to_json()).translated() == translated
    assert normtext.restore(record) == MIXED


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_a_document_in_english_is_its_segments_and_what_stands_between(folder, text):
    pipeline = preset("article", translate=True, model=str(folder), profile="fast", threads=1)
    record = pipeline.normalize(text)
    translated = record.translated()
    at = begin = 0
    for segment, span in zip(record.segments, translated.spans, strict=True):
        told = segment.text if segment.translation is None else segment.translation
        assert translated.text[span.slice] == told
        assert translated.text[begin : span.start] == record.text[at : segment.start]
        assert segment.translation is None or segment.lang != "en"
        at, begin = segment.end, span.end
    assert translated.text[begin:] == record.text[at:]
    assert normtext.restore(record) == normtext.source_text(text)


def test_white_space_between_segments_is_as_it_was():
    text = f"\n  {FRENCH[0]}\t{FRENCH[1]}\n\n\n{FRENCH[2]}  \n"
    translated = normtext.translate(text, "fr", "en")
    record = preset("article", translate=True).normalize(text)
    first, second, third = (segment.translation for segment in record.segments)
    assert translated == f"\n  {first}\t{second}\n\n\n{third}  \n"


@pytest.mark.parametrize("text", ["", "12:30 → 14:00", "\n\n", "The dog is in the garden."])
def test_nothing_to_translate_stays(text):
    assert normtext.translate(text, "fr", "en") == text


def test_answers_do_not_depend_on_what_stands_beside(folder):
    engine = _engine(folder)
    together = engine.translate(FRENCH * 3)
    assert together == [engine.translate([one])[0] for one in FRENCH * 3]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda one: engine.translate([one])[0], FRENCH)) == together[:4]


def test_windows_and_workers_change_nothing():
    documents = [f"{one} {FRENCH[number % 3]}" for number, one in enumerate(FRENCH * 20)]
    pipeline = preset("repair").stages
    pipeline = normtext.Pipeline(
        [
            *pipeline,
            stage_of("segment_sentences"),
            stage_of("identify_language"),
            stage_of("translate", threads=1),
        ]
    )
    alone = [pipeline.normalize(document) for document in documents]
    assert any(segment.translation for record in alone for segment in record.segments)
    assert [(r.text, r.segments) for r in pipeline.run(documents)] == [
        (r.text, r.segments) for r in alone
    ]
    assert list(pipeline.run(documents, workers=2)) == list(pipeline.run(documents))


def test_profiles_differ_where_they_say(folder):
    exact, default = _engine(folder, "argos-exact"), _engine(folder)
    pieces = ["▁a", "_", "b"]
    assert exact._tokenizer.decode(pieces, underscores=False) == "a b"
    assert default._tokenizer.decode(pieces, underscores=True) == "a_b"
    assert all(-20 < output.score <= 0 for output in default.translate(FRENCH))
    assert len(_engine(folder, "fast").translate(FRENCH)) == len(FRENCH)


def test_an_empty_batch_is_empty(folder):
    assert _engine(folder).translate([]) == []


@pytest.mark.usefixtures("no_models")
def test_a_missing_model_is_said_before_the_first_document():
    pipeline = preset("article", translate="fr-en")
    with pytest.raises(MissingModel, match="normtext models install fr-en"):
        pipeline.run(["Il pleut."])
    with pytest.raises(MissingModel):
        normtext.translate(FRENCH[0], "fr", "en")


@pytest.mark.usefixtures("no_models")
def test_the_command_says_a_missing_model(tmp_path):
    (tmp_path / "a.txt").write_text(MIXED, encoding="utf-8")
    asked = ["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out.jsonl"), "--translate"]
    done = CliRunner().invoke(commands, [*asked, "fr-en"])
    assert done.exit_code == 2
    assert "normtext models install fr-en" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    "options",
    [
        {"pair": "fr"},
        {"pair": "en-en"},
        {"profile": "quick"},
        {"engine": "x"},
        {"guards": ("ecko",)},
        {"threads": -1},
        {"threads": 1_000_000},
        {"pair": "fr-CA-en"},
        {"names": "Zoé"},
        {"glossary": "dépôt"},
        {"glossary": [["dépôt"]]},
    ],
)
def test_wrong_options_are_refused(options):
    with pytest.raises(ConfigError):
        stage_of("translate", **options)


def test_a_folder_of_another_pair_is_refused(folder):
    with pytest.raises(ModelError, match="translates fr-en, not de-en"):
        stage_of("translate", pair="de-en", model=str(folder)).prepare()


def test_guards_can_be_switched_off():
    text = "Le 12 mars, la présente loi lie Sa Majesté."
    flags = {
        flag
        for guards in ((), ("number",))
        for record in [normtext.preset("article", translate=True, guards=guards).normalize(text)]
        for segment in record.segments
        for flag in segment.flags
    }
    assert flags <= {"number"}


@pytest.mark.usefixtures("no_models")
def test_the_fingerprint_tells_models_and_options_apart(folder):
    without = preset("article", translate=True).fingerprint
    with_model = preset("article", translate=True, model=str(folder)).fingerprint
    fast = preset("article", translate=True, model=str(folder), profile="fast").fingerprint
    assert len({without, with_model, fast, preset("article").fingerprint}) == 4
    assert preset("article", translate=True, model=str(folder), threads=1).fingerprint == with_model


def _translate_in_child(engine, queue):
    try:
        engine.translate(["Il pleut."])
    except ModelError as error:
        queue.put(str(error))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_raises_rather_than_hang(folder):
    engine = _engine(folder)
    engine.translate(["Il pleut."])
    fork = multiprocessing.get_context("fork")
    queue = fork.Queue()
    child = fork.Process(target=_translate_in_child, args=(engine, queue))
    child.start()
    assert "get_context('spawn')" in queue.get(timeout=60)
    child.join(60)
    assert child.exitcode == 0


TRANSLATE = """
import normtext
print(normtext.translate("Le ministre peut prendre un règlement.\\n\\nIl pleut.", "fr", "en"))
list(normtext.preset("article", translate=True).run(["La présente loi lie Sa Majesté."] * 3))
assert not seen, seen
"""
BLOCKED = """
import socket
seen = []
def blocked(*_, **__):
    seen.append("socket")
    raise PermissionError("sockets are blocked")
socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = blocked
try:
    socket.socket()
except PermissionError:
    assert seen.pop() == "socket"  # the block works
"""


@pytest.mark.parametrize("start", [OFFLINE, BLOCKED], ids=["audit hook", "blocked"])
def test_translation_opens_no_socket(start):
    done = subprocess.run(
        [sys.executable, "-c", start + TRANSLATE],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_stage_loads_nothing_until_it_is_used():
    code = "import sys, normtext; normtext.normalize('Il pleut.'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"ctranslate2", "sentencepiece", "sqlite3", "http.client"}
    assert not heavy & set(done.stdout.split())


def test_run_and_export(tmp_path):
    (tmp_path / "a.txt").write_text(f"=Titre;\n\n{MIXED}", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    asked = ["run", str(tmp_path / "a.txt"), "-o", str(out), "--translate", "fr-en"]
    done = CliRunner().invoke(commands, asked)
    assert done.exit_code == 0, done.stderr
    assert "about 3 segments to translate, in a" in done.stderr
    [record] = normtext.read(out)
    for suffix in ("csv", "tsv", "tmx"):
        done = CliRunner().invoke(
            commands, ["export", str(out), "-o", str(tmp_path / f"s.{suffix}")]
        )
        assert done.exit_code == 0, done.stderr
    data = (tmp_path / "s.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert table[0]["text"] == f"'{record.segments[0].text}"
    for row, segment in list(zip(table, record.segments, strict=True))[1:]:
        assert (row["text"], row["translation"]) == (segment.text, segment.translation or "")
        assert (
            record.source_text[int(row["source_start"]) : int(row["source_end"])] == row["source"]
        )
    export(out, tmp_path / "s.csv", separator=";", overwrite=True)
    first = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert first.startswith("id;uri;title;")
    lines = (tmp_path / "s.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(record.segments) + 1
    assert {line.count("\t") for line in lines} == {13}
    units = ET.parse(tmp_path / "s.tmx").getroot().findall(".//tu")
    told = [segment for segment in record.segments if segment.translation]
    assert [unit.find("./tuv[2]/seg").text for unit in units] == [one.translation for one in told]


def test_export_refuses_what_it_cannot_do(tmp_path):
    records = tmp_path / "r.jsonl"
    record = normtext.normalize("« Il\u00a0pleut. »")
    records.write_text(record.to_json() + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"is one of .csv, .tsv, .tmx"):
        export(records, tmp_path / "s.xlsx")
    with pytest.raises(ConfigError, match="the separator is one of"):
        export(records, tmp_path / "s.csv", separator="\t")
    assert export(records, tmp_path / "s.tsv") == 1
    assert "« Il\u00a0pleut. »" in (tmp_path / "s.tsv").read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match="exists"):
        export(records, tmp_path / "s.tsv")


ANSWERS = {
    "Le chat dort sur le lit.": ("Le chat dort sur le lit.", "echo"),
    "Le chien dort sur le lit.": ("The dog dog dog dog dog dog sleeps.", "repetition"),
    "Le juge remet un avis au tribunal.": ("The judge.", "length"),
    "Le juge remet 3 avis au tribunal.": ("The judge gives 4 notices to the court.", "number"),
    "Il pleut sur la ville depuis hier.": (Output("It rains since then.", -2.0), "low_score"),
    "Il neige sur la ville depuis hier.": (
        Output("It snows over the town", -0.1, cut=True),
        "truncated",
    ),
}


def test_every_guard_through_the_stage(monkeypatch):
    """From what an engine says to the flags of the records, with the texts one to one."""
    engine = FakeEngine({text: said for text, (said, _) in ANSWERS.items()}, fails=["Il grêle."])
    engine.table["Il vente sur la ville."] = "It blows on the town."
    engine.repeats = engine.table
    monkeypatch.setattr("normtext.stages.translate.engine_of", lambda *_: engine)
    _loaded.cache_clear()
    documents = [*ANSWERS, "Il grêle.", "Il vente sur la ville."]
    try:
        records = list(preset("article", translate=True).run(documents))
    finally:
        _loaded.cache_clear()  # what is loaded is kept for the process
    found = [record.segments[0] for record in records]
    assert [segment.flags for segment in found] == [
        *((flag,) for _, flag in ANSWERS.values()),
        ("failed",),
        (),
    ]
    assert found[-2].translation is None
    assert records[-2].translated().text == "Il grêle."


def test_spans_and_long_segments_of_a_model():
    """What the guards see to with a real model, and what it does without them."""
    link = "Le ministre remet au juge http://depot.ca/avis avant midi."
    endless = f"{'a' * 400} pluie"
    segments = {
        profile: [
            segment
            for record in preset("article", translate=True, profile=profile).run([link, endless])
            for segment in record.segments
        ]
        for profile in ("default", "argos-exact")
    }
    kept, cut = segments["default"]
    assert "http://depot.ca/avis" in kept.translation
    assert "span" not in kept.flags
    assert "truncated" in cut.flags
    bare, failed = segments["argos-exact"]
    assert "http://depot.ca/avis" not in bare.translation
    assert "span" in bare.flags
    assert (failed.translation, failed.flags) == (None, ("failed",))


@pytest.mark.parametrize(
    "options",
    [
        {"glossary": {"ministre": "Minister X"}},
        {"glossary": [["ministre", "Minister X"]]},
        {"glossary": (("ministre", "Minister X"),)},
    ],
)
def test_a_glossary_as_programs_and_toml_give_it(options):
    stage = stage_of("translate", **options)
    assert stage == stage_of("translate", glossary=(("ministre", "Minister X"),))
    assert "Minister X" in normtext.translate(FRENCH[0], "fr", "en", **options)


def test_other_languages_on_request(folder, tmp_path, monkeypatch):
    """Every segment whose language an installed model translates, and none but those."""
    german = tmp_path / "models" / "german"
    shutil.copytree(folder, german)
    shutil.copytree(folder, tmp_path / "models" / "french")
    metadata = json.loads((german / "metadata.json").read_text(encoding="utf-8"))
    (german / "metadata.json").write_text(json.dumps({**metadata, "from_code": "de"}))
    monkeypatch.setenv("NORMTEXT_MODELS", str(tmp_path / "models"))
    text = f"{FRENCH[0]}\n\nDer Hund schläft im Garten, und die Katze auch.\n\n"
    text += "El perro duerme en el jardín de la casa, y el gato también."

    def translated(**options):
        record = preset("article", translate=True, **options).normalize(text)
        return [(segment.lang, segment.translation is not None) for segment in record.segments]

    assert translated() == [("fr", True), ("de", False), ("es", False)]
    assert translated(every=True) == [("fr", True), ("de", True), ("es", False)]


def test_a_pair_behind_the_option_is_no_input(tmp_path):
    (tmp_path / "a.txt").write_text(MIXED, encoding="utf-8")
    asked = ["run", "--translate", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out.jsonl")]
    done = CliRunner().invoke(commands, asked)
    assert (done.exit_code, "write --translate=fr-en, or put it last" in done.stderr) == (2, True)


@pytest.fixture
def argos(folder):
    pytest.importorskip(
        "argostranslate", reason="argostranslate brings torch and an AGPL splitter: not a test need"
    )
    return ArgosEngine(Package.of(folder))


def test_argos_exact_is_what_argostranslate_says(argos, folder):
    ours = _engine(folder, "argos-exact").translate(FRENCH)
    assert [one.text for one in ours] == [one.text for one in argos.translate(FRENCH)]

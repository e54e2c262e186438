"""The one-liners, the presets, and what they say of wrong names."""

import inspect
from pathlib import Path

import pytest
from hypothesis import given
from strategies import sources

import normtext
from normtext.errors import ConfigError, SourceTypeError
from normtext.presets import PRESETS, STAGES, pipeline_of, preset, stage_of

# A wrong request, and what the message must say.
REFUSED = {
    "preset": (lambda: preset("artcle"), "'artcle'; did you mean 'article'? Known: article, page,"),
    "far preset": (lambda: preset("zzz"), "unknown preset 'zzz'. Known: article, page, repair"),
    "normalize": (lambda: normtext.normalize("a", preset="pages"), "did you mean 'page'?"),
    "option": (lambda: preset("repair", colour=1), "unknown option 'colour'"),
    "stage": (lambda: stage_of("decod"), "'decod'; did you mean 'decode'? Known: decode"),
    "option of a stage": (lambda: stage_of("decode", x=1), "'x': these stages take none"),
    "no module": (lambda: pipeline_of(["no_such:Stage"]), "'no_such:Stage' cannot be imported"),
    "no class": (lambda: pipeline_of(["normtext.spans:Spam"]), "cannot be imported"),
    "a function": (lambda: pipeline_of(["normtext.api:clean"]), "api:clean' is not a class"),
    "order": (lambda: pipeline_of(["normalize_unicode", "decode"]), "a decoder after an editor"),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "message"), REFUSED.values(), ids=REFUSED)
def test_refuses(request_, message):
    with pytest.raises(ConfigError) as refused:
        request_()
    assert message in str(refused.value)


@pytest.mark.parametrize("name", ["normtext.spans:Span", "builtins:int"])
def test_refuses_a_class_that_is_no_stage(name):
    with pytest.raises(ConfigError):
        pipeline_of([name], no_such_option=1) if name == "builtins:int" else pipeline_of([name])


@given(source=sources)
def test_the_one_liners_are_presets(source):
    assert normtext.clean(source) == normtext.normalize(source).text
    assert normtext.fix_text(source) == normtext.normalize(source, preset="repair").text
    assert normtext.normalize(source) == preset("article").normalize(source)


@pytest.mark.skipif("identify_language" not in STAGES, reason="no stage identifies a language")
@given(source=sources)
def test_detect_never_raises_on_content(source):
    lang = normtext.detect(source)
    ranked = normtext.detect_langs(source)
    assert ranked[0][0] == lang
    assert lang == lang.strip() != ""
    assert all(0 <= score <= 1 for _, score in ranked)


@pytest.mark.skipif("identify_language" not in STAGES, reason="no stage identifies a language")
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The ferry leaves at seven whatever the weather.", "en"),
        ("Le bac part à sept heures quel que soit le temps.", "fr"),
        ("", "und"),
        (" \n\t", "und"),
        ("12:30 - 45 %", "und"),
        ("\N{GRINNING FACE}\N{GRINNING FACE}", "und"),
    ],
)
def test_detect(text, lang):
    assert normtext.detect(text) == lang
    assert normtext.detect(text.encode()) == lang


def test_clean_and_fix_text():
    dirty = "\ufeffLâ€™Ã©tÃ©  dernier &amp; aprÃ¨s\r\n\r\n\r\n\r\nfin\u200b "
    assert normtext.clean(dirty) == normtext.fix_text(dirty) == "L’été dernier & après\n\nfin"
    assert normtext.fix_text("“Curly” ‘quotes’ stay, l'apostrophe aussi.") == (
        "“Curly” ‘quotes’ stay, l'apostrophe aussi."
    )
    assert normtext.fix_text(b"caf\xe9") == "café"


@pytest.mark.parametrize("missing", [None, float("nan"), 5, ["a"]])
@pytest.mark.parametrize(
    "function", [normtext.clean, normtext.fix_text, normtext.normalize, normtext.source_text]
)
def test_missing_values_are_told(function, missing):
    with pytest.raises(SourceTypeError, match="not"):
        function(missing)


def test_only_records_are_restored():
    with pytest.raises(SourceTypeError, match=r"restore\(\) takes a record, not str"):
        normtext.restore("It rained.")


def test_given_metadata_wins_and_the_rest_is_carried():
    record = normtext.normalize(
        {"text": "Un titre\n\nDu texte.", "id": "x", "uri": "u", "title": "T", "views": 3}
    )
    assert (record.id, record.source.uri, record.metadata.title) == ("x", "u", "T")
    assert record.extra == '{"views":3}'
    assert normtext.normalize("a", id="y").id == "y"


def test_a_path_is_read(tmp_path):
    file = tmp_path / "page.txt"
    file.write_bytes("L’été à Noël".encode("windows-1252"))
    record = normtext.normalize(file)
    assert record.text == "L’été à Noël"
    assert record.source.encoding == "windows-1252"
    assert record.source.uri == file.as_posix()
    assert normtext.source_text(file) == normtext.restore(record)


def test_sha256_is_of_the_bytes_or_of_the_utf_8():
    from hashlib import sha256

    assert normtext.normalize(b"caf\xe9").source.sha256 == sha256(b"caf\xe9").hexdigest()
    assert normtext.normalize("café").source.sha256 == sha256("café".encode()).hexdigest()


def test_presets_and_stages():
    assert list(STAGES)[:4] == [
        "decode", "repair_encoding", "normalize_unicode", "normalize_whitespace",
    ]  # fmt: skip
    assert list(PRESETS) == ["article", "page", "repair"]
    for name, (purpose, stages) in PRESETS.items():
        assert purpose
        assert [one.name for one in preset(name).stages] == list(stages)
    for name, cls in STAGES.items():
        assert stage_of(name) == cls()
        assert stage_of(name).name == name


def test_a_stage_of_ones_own_by_name():
    [one] = pipeline_of(["normtext.stages.decode:Decode"]).stages
    assert one == stage_of("decode")


def test_load_is_the_preset():
    assert normtext.load("repair") == preset("repair")


@pytest.mark.parametrize("cls", STAGES.values(), ids=STAGES)
def test_options_are_keyword_only_and_refused_when_unknown(cls):
    parameters = inspect.signature(cls).parameters.values()
    assert all(one.kind is one.KEYWORD_ONLY and one.default is not one.empty for one in parameters)
    with pytest.raises(ConfigError, match="unknown option 'no_such_option'"):
        stage_of(cls.name, no_such_option=1)


def test_seeds_come_back():
    seeds = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
    assert len(seeds) == 5
    for seed in seeds:
        for name in PRESETS:
            record = normtext.normalize(seed, preset=name)
            assert normtext.restore(record) == seed.read_bytes().decode()

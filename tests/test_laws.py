"""Every law, on every stage and preset, over every kind of source."""

import re
import unicodedata
from inspect import signature
from pathlib import Path

import pytest
from casefiles import load
from hypothesis import given, settings
from strategies import SENTENCES, ordinary_text, sources, texts

import normtext
from normtext.pipeline import Pipeline
from normtext.presets import PRESETS, STAGES, preset, stage_of
from normtext.testing import check_pipeline, laws_for
from normtext.testing.hostile import ENTITIES
from normtext.testing.sources import rule_lines

_RULES = Path(__file__).parent / "data" / "laws.rules.toml"
_REPEATED = Path(__file__).parent / "data" / "laws.repeated.json"

OPTIONS = (
    ("strip_boilerplate", "setting", "wet"),
    ("strip_boilerplate", "more_rules", str(_RULES)),
    ("strip_boilerplate", "keep", ("byline", "model")),
    ("strip_boilerplate", "tag_only", True),
    ("strip_boilerplate", "repeated_lines", str(_REPEATED)),
    ("identify_language", "language_engine", "langdetect"),
    ("translate", "every", True),
    ("translate", "only", True),
    ("translate", "profile", "fast"),
    ("translate", "glossary", (("chien", "hound"),)),
    ("translate", "names", ("Lille",)),
    ("translate", "guards", ()),
    ("translate", "threads", 1),
)
"""(stage, option, a value that is not its default): one for every option that there is."""

OTHERWISE_TESTED = {("translate", option) for option in ("pair", "engine", "model", "cache")}
"""Options that name what there must be: packages, libraries, files."""

NEEDED = {
    "identify_language": ("segment_sentences",),
    "translate": ("segment_sentences", "identify_language"),
}
"""What must come before a stage for it to have something to do."""


def _pipeline(name, **options):
    return Pipeline([*map(stage_of, NEEDED.get(name, ())), stage_of(name, **options)])


SUBJECTS = {
    **{name: _pipeline(name) for name in STAGES},
    **{f"preset {name}": preset(name) for name in PRESETS},
    **{
        f"{name}, {option} {value}": _pipeline(name, **{option: value})
        for name, option, value in OPTIONS
    },
}
OF_TEXT = {"valid", "named", "idempotent", "aligned", "conserved", "replayable"}
"""Laws that an option of what only describes the text cannot break; the stage itself is tried."""

LAWS = [
    pytest.param(pipeline, law, id=f"{name}: {law}")
    for name, pipeline in SUBJECTS.items()
    for law in laws_for(pipeline)
    if law not in OF_TEXT or name in NEEDED or not name.startswith(tuple(NEEDED))
]

_NEVER = re.compile("[\0-\x08\x0b-\x1f\x80-\x9f\ufeff\u202a-\u202e\u2066-\u2069]|\n\n\n")


def check_clean(text):
    """What the text of a record never contains."""
    found = _NEVER.search(text)
    assert found is None, found
    assert text == text.strip()
    assert all(line == line.strip() for line in text.split("\n"))
    assert unicodedata.is_normalized("NFC", text)


GIANTS = {
    "no space": "a" * 100_000,
    "marks": "e" + "\u0301\u0323" * 50_000,
    "one mark": "e" + "\u0301" * 100_000,
    "entities": "&amp;" * 20_000,
    "ampersands": "&" * 100_000,
    "nested entity": "&" + "amp;" * 100_000 + "eacute;",
    "joiners": "\u200d" * 100_000,
    "escapes": "\x1b[" * 50_000,
    "spaces": "a" + " " * 100_000 + "\x1f" * 1_000 + "b",
    "blank lines": "a" + "\n \n" * 20_000 + "b",
    "mojibake": "Ã©" * 20_000,
    "jamo": "\u1100" * 50_000 + "\u1161" * 50_000,
    "capitals and stops": "A." * 50_000,
    "bytes": b"\xc3" * 100_000,
    "one line": SENTENCES[2] * (1_000_000 // len(SENTENCES[2])),
}


@pytest.mark.parametrize(("pipeline", "law"), LAWS)
def test_law(pipeline, law):
    check_pipeline(pipeline, laws=[law], settings=settings.default)


def test_stages_that_describe_have_something_to_describe():
    for name, pipeline in SUBJECTS.items():
        if name.startswith(tuple(NEEDED)):
            [segment] = pipeline.normalize("Le chien dort dans la maison.").segments
            assert segment.lang == "fr", name
            assert (segment.translation is not None) is name.startswith("translate"), name


def test_the_local_editors_are_known():
    local = {name for name in STAGES if "local" in laws_for(stage_of(name))}
    assert local == {"normalize_unicode", "normalize_whitespace"}


def test_every_option_is_held_to_the_laws():
    """An option that is added is tried here, with a value that is not its default."""
    known = {
        (name, option) for name, made in STAGES.items() for option in signature(made).parameters
    }
    assert known == {(name, option) for name, option, _ in OPTIONS} | OTHERWISE_TESTED


@pytest.mark.parametrize("name", PRESETS)
@given(source=sources)
def test_source_comes_back(name, source):
    record = normtext.normalize(source, preset=name)
    assert normtext.restore(record) == normtext.source_text(source, preset=name)


@pytest.mark.parametrize("name", PRESETS)
@given(source=sources)
def test_what_text_never_contains(name, source):
    record = normtext.normalize(source, preset=name)
    if "unstable" not in record.source.flags:
        check_clean(record.text)


def test_what_text_never_contains_after_four_rounds():
    check_clean(normtext.normalize("e&#38;#38;#38;#8203;\u0301", preset="repair").text)


@pytest.mark.parametrize("name", PRESETS)
@given(text=ordinary_text)
def test_ordinary_text_is_stable(name, text):
    assert "unstable" not in normtext.normalize(text, preset=name).source.flags


@given(text=texts)
def test_surrogates_are_told(text):
    record = normtext.normalize(text, preset="repair")
    lone = re.search("[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]", text)
    assert ("lone_surrogates" in record.source.flags) is (lone is not None)
    assert not any("\ud800" <= char <= "\udfff" for char in record.text)


@pytest.mark.parametrize("source", GIANTS.values(), ids=GIANTS)
@pytest.mark.parametrize("name", [*STAGES, "preset page"])
def test_giants(name, source):
    """Nothing here is timed: what takes more than linear time makes itself felt."""
    pipeline = SUBJECTS[name]
    record = pipeline.normalize(source)
    assert normtext.restore(record) == pipeline.source_document(source).source
    assert normtext.Record.from_json(record.to_json()) == record


def _sources_with(line):
    prose = "\n\n".join(SENTENCES[:4])
    yield from (line, f"{line}\n\n{prose}", f"{prose}\n\n{line}", f"Share this:\n{line}\n{prose}")


def test_sources_fire_every_rule():
    """A property that never reaches the code proves nothing."""
    pipeline = preset("article", repeated_lines=str(_REPEATED), more_rules=str(_RULES))
    missing = {rule.id: rule for stage in pipeline.stages for rule in stage.rules.values()}

    def fire(source):
        doc = pipeline.document(source)
        fired = [marked.mark.rule for marked in doc.marks]
        for rule in (*fired, *(edit.rule for layer in doc.layers for edit in layer.edits)):
            missing.pop(rule, None)

    fire(f"{SENTENCES[1]}\n\n{SENTENCES[1]}\n\n{SENTENCES[2]}")
    sold = "The depot of the council is sold"
    fire(f"News\n{sold}\nBy Ann Lee\n\n{SENTENCES[1]} {sold}.")
    for case in load("decode.toml", "case"):
        fire(bytes.fromhex(case.get("bytes", "")))
    for rule in tuple(missing.values()):
        for source in (one for line in rule_lines([rule]) for one in _sources_with(line)):
            if rule.id in missing:
                fire(source)
    for line in (*ENTITIES, "Le chat dort.", "Facebook and Twitter"):
        for source in _sources_with(line):
            fire(source)
    assert missing == {}

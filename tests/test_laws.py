"""Every law, on every stage and preset, over every kind of source."""

import laws
import pytest
from hypothesis import assume, given
from strategies import ENTITIES, RULE_LINES, SENTENCES, lines, ordinary_text, sources, texts

import normtext
from normtext.presets import PRESETS, STAGES, preset, stage_of
from normtext.stage import LocalEditor

SUBJECTS = {
    **{name: stage_of(name) for name in STAGES},
    **{f"preset {name}": preset(name) for name in PRESETS},
}
LOCAL = {name: one for name, one in SUBJECTS.items() if isinstance(one, LocalEditor)}

GIANTS = {
    "no space": "a" * 100_000,
    "marks": "e" + "\u0301\u0323" * 50_000,
    "one mark": "e" + "\u0301" * 100_000,
    "entities": "&amp;" * 100_000,
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
    "one line": SENTENCES[2] * (5_000_000 // len(SENTENCES[2])),
}


@pytest.mark.parametrize("law", laws.OF_SOURCES, ids=lambda law: law.__name__)
@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
@given(source=sources)
def test_law(subject, law, source):
    law(subject, source)


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_is_a_plain_value(subject):
    laws.plain_value(subject)


@pytest.mark.parametrize("editor", LOCAL.values(), ids=LOCAL)
@given(first=lines, second=lines)
def test_local_editors_see_lines(editor, first, second):
    assume(first.strip() and second.strip())
    laws.local(editor, first, second)


def test_the_local_editors_are_known():
    assert {"repair_encoding", "normalize_unicode", "normalize_whitespace"} <= LOCAL.keys()


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
        laws.clean(record.text)


def test_what_text_never_contains_after_four_rounds():
    laws.clean(normtext.normalize("e&#38;#38;#38;#8203;\u0301", preset="repair").text)


@pytest.mark.parametrize("name", PRESETS)
@given(text=ordinary_text)
def test_ordinary_text_is_stable(name, text):
    assert "unstable" not in normtext.normalize(text, preset=name).source.flags


@given(text=texts)
def test_surrogates_are_told(text):
    record = normtext.normalize(text, preset="repair")
    lone = any("\ud800" <= char <= "\udfff" for char in text)
    assert ("lone_surrogates" in record.source.flags) is lone
    assert not any("\ud800" <= char <= "\udfff" for char in record.text)


@pytest.mark.parametrize("source", GIANTS.values(), ids=GIANTS)
@pytest.mark.parametrize("name", [*STAGES, "preset page"])
def test_giants(name, source):
    """Nothing here is timed: what takes more than linear time makes itself felt."""
    pipeline = laws.as_pipeline(SUBJECTS[name])
    record = pipeline.normalize(source)
    assert normtext.restore(record) == laws.source_text(pipeline, source)
    assert normtext.Record.from_json(record.to_json()) == record


@pytest.mark.parametrize("name", PRESETS)
def test_sources_fire_every_rule_of_text(name):
    """A property that never reaches the code proves nothing."""
    pipeline = preset(name)
    fired = set()
    prose = "\n\n".join(SENTENCES[:4])
    for line in (*RULE_LINES, *ENTITIES):
        for text in (
            line,
            f"{line}\n\n{prose}",
            f"{prose}\n\n{line}",
            f"Share this:\n{line}\n{prose}",
        ):
            record = pipeline.normalize(text)
            fired |= {rule for change in record.changes for rule in change.rules}
            fired |= {entry.rule for entry in (*record.removed, *record.labels)}
    local = {rule for one in pipeline.stages if isinstance(one, LocalEditor) for rule in one.rules}
    assert local <= fired, local - fired

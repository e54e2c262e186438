"""The public kit: its strategies tell the truth, and each of its laws can be broken."""

import re
import sys
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import normtext
from normtext import testing
from normtext.document import Annotations, Segment
from normtext.edits import Edit, Finding, Mark, apply_edits
from normtext.errors import ConfigError, MissingExtra
from normtext.pipeline import Pipeline
from normtext.rules import Rule, RuleSet
from normtext.spans import Span
from normtext.stages import NormalizeWhitespace
from normtext.testing.editing import RULES
from normtext.testing.mojibake import CHAINS

ANY_ONE = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=500)
"""Finds an example, and leaves it as large as it is."""


@given(doc=st.one_of(testing.documents(), testing.mixed_documents()))
def test_documents_know_the_truth(doc):
    assert doc.mended() == doc.clean
    assert [span.span for span in doc.spans] == sorted(span.span for span in doc.spans)
    assert all(doc.text[span.span.slice] != span.clean for span in doc.spans)
    words = " ".join(sentence.text for sentence in doc.sentences)
    assert " ".join(doc.clean.split("\n\n")) == words


@given(doc=testing.documents("fr", dirty=False))
def test_clean_documents_are_clean(doc):
    assert doc.text == doc.clean
    assert doc.spans == ()
    assert doc.lang == "fr"


@given(doc=testing.mixed_documents())
def test_mixed_documents_are_mixed(doc):
    assert {sentence.lang for sentence in doc.sentences} == {"en", "fr"}


@pytest.mark.parametrize("kind", ["mojibake", "entity", "invisible", "space", "boilerplate"])
def test_documents_have_every_damage_and_shrink(kind):
    quiet = settings(database=None, derandomize=True, max_examples=300)
    doc = find(
        testing.documents(), lambda doc: kind in {span.kind for span in doc.spans}, settings=quiet
    )
    assert len(doc.sentences) == 1
    assert {span.kind for span in doc.spans} == {kind}


@given(found=testing.mojibake())
def test_mojibake_can_be_undone(found):
    text = found.text
    for encoding in reversed(found.chain):
        text = text.encode(encoding).decode()
    assert text == found.clean
    assert found.chain in CHAINS


@given(found=testing.encoded())
def test_encoded_text_can_be_decoded(found):
    assert found.data.decode(found.encoding) == found.text


@given(data=st.data(), text=st.one_of(testing.french_text(), st.text(max_size=30)))
def test_edits_are_valid(data, text):
    finding = data.draw(testing.edits(text))
    got, layer = apply_edits(text, finding, "testing", set(RULES))
    assert layer.undo(got) == text


@given(data=st.data(), text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_records_restore(data, text):
    record = data.draw(testing.record(text, "fr"))
    assert (record.text, record.lang) == (text, "fr")
    assert normtext.Record.from_json(record.to_json()) == record
    for segment in record.segments:
        assert record.text[segment.start : segment.end] == segment.text
    for change in record.changes:
        source = normtext.restore(record)
        assert source[change.source_start : change.source_end] == change.source_text


@given(data=st.data(), text=st.text("a\n\r \ud800\udc00", max_size=12))
def test_edits_of_any_text_are_valid(data, text):
    finding = data.draw(testing.edits(text))
    got, layer = apply_edits(text, finding, "testing", set(RULES))
    assert layer.undo(got) == text


@settings(max_examples=300)
@given(record=testing.record(st.text("\n", min_size=1, max_size=2), "fr"))
def test_records_of_blank_lines_restore(record):
    assert normtext.Record.from_json(record.to_json()) == record
    assert normtext.restore(record) == record.source_text


def test_records_differ_from_their_sources():
    found = find(testing.record(), lambda record: len(record.changes) > 1, settings=ANY_ONE)
    assert found.lang in ("en", "fr")
    assert normtext.restore(found) != found.text


@pytest.mark.parametrize(
    "wanted", ["\ud800", "\u202e", "\u200b", "\0", "\u0301" * 40, "&amp;" * 40], ids=ascii
)
def test_hostile_text_holds_it(wanted):
    assert wanted in find(testing.hostile_text(), lambda text: wanted in text, settings=ANY_ONE)


def test_an_unknown_language_is_refused():
    with pytest.raises(ConfigError, match=r"unknown language 'de'[.;].* Known: en, fr"):
        testing.sentences("de")


def test_missing_hypothesis_names_the_extra(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("normtext.testing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(MissingExtra, match=r"'normtext\[testing\]'"):
        __import__("normtext.testing")


# Stages that break a law each.


@dataclass(frozen=True)
class Stage:
    name: ClassVar[str] = "break_laws"
    rules: ClassVar[RuleSet] = RuleSet.of(
        Rule(id="test.a", kind="test", why="a test", examples=(("a", "b"),))
    )

    def find(self, doc):
        return Finding([Edit(Span(*at.span()), "b", "test.a") for at in re.finditer("a", doc.text)])


class Sloppy(Stage):
    def find(self, doc):
        found = re.finditer("a.", doc.text)
        return Finding([Edit(Span(*at.span()), "ab", "test.a") for at in found])


class Nameless(Stage):
    def find(self, doc):  # noqa: ARG002
        return Finding((), [Mark(Span(0, 0), "test", "test.a")])


class Raising(Stage):
    def find(self, doc):
        return Finding([]) if "a" not in doc.text else 1 / 0


@dataclass(frozen=True)
class Remembering(Stage):
    seen: list = field(default_factory=list, hash=False)

    def find(self, doc):
        self.seen.append(doc.text)
        return Finding() if len(self.seen) % 2 else super().find(doc)


class Restless(Stage):
    def find(self, doc):
        found = re.finditer("a+", doc.text)
        return Finding([Edit(Span(at.end() - 1, at.end()), "", "test.a") for at in found])


class FarSighted(Stage):
    local: ClassVar[bool] = True

    def find(self, doc):
        return super().find(doc) if "\n" in doc.text else Finding()


class Unequal:
    name = "break_laws"
    rules = Stage.rules
    find = Stage.find


class Unlike(Stage):
    def find(self, doc):
        return Finding([Edit(Span(*at.span()), "c", "test.a") for at in re.finditer("a", doc.text)])


@dataclass(frozen=True)
class Skipping:
    name: ClassVar[str] = "skip_text"
    rules: ClassVar[RuleSet] = RuleSet()

    def annotate(self, doc):
        middle = len(doc.text) // 2
        segments = (Segment(Span(0, middle), "sentence", 0),) if middle else ()
        return Annotations(segments)


BREAKING = {
    "valid": Sloppy(),
    "named": Nameless(),
    "total": Raising(),
    "deterministic": Remembering(),
    "idempotent": Restless(),
    "local": FarSighted(),
    "plain value": Unequal(),
    "segmented": Skipping(),
    "exemplified": Unlike(),
}


@pytest.mark.parametrize(("law", "stage"), BREAKING.items(), ids=BREAKING)
def test_a_stage_that_breaks_it_is_found(law, stage):
    with pytest.raises(testing.LawsBroken) as raised:
        testing.check_stage(stage, laws=[law])
    assert raised.value.laws == (law,)
    assert f"stage '{stage.name}' breaks the law '{law}': " in str(raised.value)
    assert "\n  why: " in str(raised.value)
    assert f"\n  alone: check_stage(..., laws=['{law}'])" in str(raised.value)


def test_the_smallest_input_and_the_edit_are_told():
    with pytest.raises(testing.LawsBroken) as raised:
        testing.check_stage(Restless(), laws=["idempotent"])
    assert "\n  smallest input: 'aa'\n  edit: Change(start=0, end=0" in str(raised.value)


def test_a_stage_that_keeps_them_passes():
    testing.check_stage(Stage())


def _with(pipeline, change):
    """A pipeline that lies about its records."""

    class Lying(Pipeline):
        def normalize(self, source, id=None):
            return change(super().normalize(source, id))

    return Lying(pipeline.stages)


LIES = {
    "conserved": lambda record: msgspec_replace(record, changes=()),
    "replayable": lambda record: msgspec_replace(record, text=record.text + "!"),
    "undisturbed": lambda record: msgspec_replace(record, lang="xx"),
}


def msgspec_replace(record, **changes):
    import msgspec

    return msgspec.structs.replace(record, **changes)


@pytest.mark.parametrize(("law", "change"), LIES.items(), ids=LIES)
def test_a_pipeline_that_lies_is_found(law, change):
    with pytest.raises(testing.LawsBroken):
        testing.check_pipeline(_with(Pipeline([Stage()]), change), laws=[law])


def test_a_wrong_alignment_is_found(monkeypatch):
    monkeypatch.setattr("normtext.alignment.Alignment.source_span", lambda *_: Span(0, 1))
    with pytest.raises(testing.LawsBroken, match="the way back"):
        testing.check_stage(NormalizeWhitespace(), laws=["aligned"])


def test_a_stage_declares_exemptions():
    class Exempt(Restless):
        exempt_from: ClassVar[dict] = {"idempotent": "it takes one letter at a time"}

    assert "idempotent" not in testing.laws_for(Exempt())
    assert "idempotent" in testing.laws_for(Restless())
    testing.check_stage(Exempt(), laws=["idempotent"])


@pytest.mark.parametrize(
    ("exempt", "message"),
    [({"idempotence": "x"}, "unknown law 'idempotence'"), ({"local": " "}, "does not say why")],
)
def test_exemptions_are_checked(exempt, message):
    class Exempt(Stage):
        exempt_from: ClassVar[dict] = exempt

    with pytest.raises(ConfigError, match=message):
        testing.laws_for(Exempt())


def test_an_unknown_law_is_refused():
    with pytest.raises(ConfigError, match="unknown law 'locl'; did you mean 'local'"):
        testing.check_stage(Stage(), laws=["locl"])


def test_every_law_is_tried_here():
    assert {*BREAKING, *LIES, "aligned"} == set(testing.LAWS)


def test_a_stage_and_a_pipeline_are_not_the_same():
    with pytest.raises(ConfigError, match="hand a pipeline to check_pipeline"):
        testing.check_stage(Pipeline([Stage()]))
    with pytest.raises(ConfigError, match="hand a stage to check_stage"):
        testing.check_pipeline(Stage())


def test_a_stage_that_returns_no_finding_is_told_what_it_returns():
    class Wordy(Stage):
        def find(self, doc):
            return doc.text

    with pytest.raises(testing.LawsBroken, match="returns a Finding of edits, not str"):
        testing.check_stage(Wordy(), laws=["valid"])

"""Pipeline: what it takes, in which order it runs, and what one bad document costs."""

import pickle
from dataclasses import dataclass
from typing import ClassVar

import oracle
import pytest
from hypothesis import given

from normtext.document import Annotations, Decoded, Document, Segment
from normtext.edits import Edit, Finding, Layer, Mark
from normtext.errors import ConfigError, InvalidEdit, MissingExtra, SourceTypeError, StageError
from normtext.pipeline import Pipeline
from normtext.rules import Rule, RuleSet
from normtext.spans import Span
from normtext.stages import Decode, NormalizeUnicode, NormalizeWhitespace, RepairEncoding

NO_EDITS = Layer("", (), (), ())
RULES = RuleSet.of(*(Rule(id=name, kind="test", why="for the test") for name in oracle.RULES))


@dataclass(frozen=True)
class _Stage:
    name: str = "do_something"
    rules: ClassVar[RuleSet] = RULES


@dataclass(frozen=True)
class DecodeLatin(_Stage):
    def decode(self, data):
        return Decoded(data.decode("latin-1"), ("latin-1",))


@dataclass(frozen=True)
class MakeEdits(_Stage):
    """The same layer of edits whatever the text."""

    layer: Layer = NO_EDITS

    def find(self, _doc):
        marks = [mark for mark in self.layer.removals if mark is not None]
        return Finding(self.layer.edits, marks)


@dataclass(frozen=True)
class RaiseOnMark(_Stage):
    """Raises on texts that hold an X."""

    def find(self, doc):
        if "X" in doc.text:
            raise ValueError(f"an X in {doc.text!r}")
        return Finding()


@dataclass(frozen=True)
class AnnotateLength(_Stage):
    def annotate(self, doc):
        return Annotations(lang="en", lang_score=float(len(doc.text)))


@dataclass(frozen=True)
class AnnotateTogether(_Stage):
    """Puts the number of documents that it saw at once into the score."""

    def annotate_batch(self, docs):
        if any("X" in doc.text for doc in docs):
            raise ValueError("an X")
        return [Annotations(lang="fr", lang_score=float(len(docs))) for _ in docs]


@dataclass(frozen=True)
class DoBoth(MakeEdits):
    def annotate(self, _doc):
        return Annotations()


@dataclass(frozen=True)
class Swap(_Stage):
    """Never settles: a becomes b, and b becomes a."""

    local: ClassVar[bool] = True

    def find(self, doc):
        other = {"a": "b", "b": "a"}.get(doc.text[:1])
        return Finding([Edit(Span(0, 1), other, "test.one")] if other else [])


# Stages that make no pipeline, and what the message must say.
REFUSED = {
    "class": ([Decode], "is not a stage; did you mean Decode()? A stage has a name, rules"),
    "text": (["decode"], "'decode' is not a stage. A stage has a name, rules, and one of decode"),
    "none": ([None], "None is not a stage"),
    "nothing to do": ([_Stage()], "stage 'do_something' must have exactly one of decode, find"),
    "two things to do": ([DoBoth()], "stage 'do_something' must have exactly one of decode, find"),
    "two decoders": (
        [Decode(), DecodeLatin("decode_again")],
        "stage 'decode_again' is a decoder after a decoder: the order is one decoder",
    ),
    "decoder after editor": ([NormalizeUnicode(), Decode()], "is a decoder after an editor"),
    "editor after annotator": (
        [AnnotateLength(), NormalizeUnicode()],
        "stage 'normalize_unicode' is an editor after an annotator",
    ),
    "decoder after annotator": ([AnnotateTogether(), Decode()], "is a decoder after an annotator"),
    "twice": ([RepairEncoding(), RepairEncoding()], "two stages are named 'repair_encoding'"),
    "one name": ([MakeEdits("x"), RaiseOnMark("x")], "two stages are named 'x'"),
}  # fmt: skip


@pytest.mark.parametrize(("stages", "message"), REFUSED.values(), ids=REFUSED)
def test_refuses(stages, message):
    with pytest.raises(ConfigError) as refused:
        Pipeline(stages)
    assert message in str(refused.value)


def test_takes_any_part_of_the_order():
    for stages in ([], [Decode()], [NormalizeWhitespace()], [AnnotateLength()],
                   [Decode(), AnnotateLength(), AnnotateTogether("annotate_more")]):  # fmt: skip
        assert Pipeline(iter(stages)).stages == tuple(stages)
    assert Pipeline([]).normalize("as it is\r").text == "as it is\r"


def test_is_a_value():
    pipeline = Pipeline([Decode(), NormalizeUnicode()])
    assert (
        pipeline == Pipeline([Decode(), NormalizeUnicode()]) == pickle.loads(pickle.dumps(pipeline))
    )
    assert pipeline != Pipeline([Decode()])
    assert pipeline.fingerprint != Pipeline([Decode()]).fingerprint
    with pytest.raises(AttributeError):
        pipeline.stages = ()


@given(stack=oracle.stacks())
def test_a_records_offsets_are_the_oracles(stack):
    source, text, layers = stack
    record = Pipeline([MakeEdits(layer.stage, layer) for layer in layers]).normalize(source)
    expected = oracle.merged(oracle.changes_of(oracle.atoms_of(source, layers)))
    assert (record.text, record.source_text) == (text, source)
    assert [
        (Span(one.start, one.end), Span(one.source_start, one.source_end), one.rules)
        for one in record.changes
    ] == [
        (span, origin, rules)
        for span, origin, rules, removal in expected
        # What one editor did and another undid is no change.
        if not removal and text[span.slice] != source[origin.slice]
    ]
    assert [
        (Span(one.source_start, one.source_end), one.stage, one.rule, one.kind)
        for one in record.removed
    ] == [
        (origin, removal[0], removal[1].rule, removal[1].kind)
        for _, origin, _, removal in expected
        if removal
    ]


def test_local_editors_that_never_settle_are_told():
    record = Pipeline([Swap()]).normalize("a!")
    assert record.source.flags == ("unstable",)
    assert record.source_text == "a!"


def test_editors_that_are_not_local_run_once():
    edit = Edit(Span(0, 1), "aa", "test.one")  # an insertion: it would go on for ever
    stage = MakeEdits("double_it", Layer("", (edit,), ("a",), (None,)))
    assert Pipeline([stage]).normalize("a").text == "aa"


def test_annotators_see_the_final_text():
    record = Pipeline([NormalizeWhitespace(), AnnotateLength()]).normalize("  a  ")
    assert (record.lang, record.lang_score) == ("en", 1.0)


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ({"lang": "en"}, r"stage 'do_something': it returns doc\.annotations .* not dict"),
        (
            Annotations(segments=(Segment(span=Span(0, 2), kind="sentence", block=0),)),
            r"stage 'do_something': segment 0\.\.2 .* is outside the text",
        ),
    ],
)
def test_annotations_that_are_none_are_refused(monkeypatch, annotations, message):
    monkeypatch.setattr(AnnotateLength, "annotate", lambda _stage, _doc: annotations)
    with pytest.raises(InvalidEdit, match=message):
        Pipeline([AnnotateLength()]).normalize("a")


def test_batch_annotators_see_many_documents():
    pipeline = Pipeline([AnnotateTogether()])
    assert [record.lang_score for record in pipeline.run(["a"] * 5)] == [5.0] * 5
    assert len(list(pipeline.run(["a"] * 200))) == 200


def test_a_bad_document_costs_no_other_of_its_batch():
    records = list(Pipeline([AnnotateTogether()]).run(["a", "X", "b", None]))
    assert [record.status for record in records] == ["ok", "rejected", "ok", "rejected"]
    assert records[1].error == "stage 'do_something' raised ValueError: an X"


def test_what_a_stage_raises():
    pipeline = Pipeline([RaiseOnMark()])
    with pytest.raises(
        StageError, match="stage 'do_something' raised ValueError: an X in"
    ) as raised:
        pipeline.normalize("aXb")
    assert isinstance(raised.value.__cause__, ValueError)
    with pytest.raises(StageError):
        list(pipeline.run(["a", "X"], on_error="raise"))


def test_a_bad_edit_is_the_stages():
    layer = Layer("", (Edit(Span(0, 9), "", "test.one"),), ("a",), (None,))
    with pytest.raises(InvalidEdit, match=r"'do_something', rule 'test\.one', span 0\.\.9"):
        Pipeline([MakeEdits(layer=layer)]).normalize("a")


def test_a_rejected_record_says_what_and_why():
    pipeline = Pipeline([Decode(), RaiseOnMark()])
    document = {"text": "aXb", "id": "one", "uri": "u", "views": 3}
    [record] = pipeline.run([document])
    assert (record.id, record.status, record.text) == ("one", "rejected", "aXb")
    assert record.error == "stage 'do_something' raised ValueError: an X in 'aXb'"
    assert (record.source.uri, record.extra) == ("u", '{"views":3}')
    assert record.source_text == "aXb"


def test_an_iterator_in_is_an_iterator_out():
    """Nothing is read ahead: memory is bounded."""
    read = []
    documents = (read.append(number) or str(number) for number in range(1_000))
    records = Pipeline([NormalizeUnicode()]).run(documents)
    assert next(records).text == "0"
    assert len(read) == 1


def test_refuses_bad_arguments_at_once():
    with pytest.raises(ConfigError, match="on_error is 'record' or 'raise', not 'skip'"):
        Pipeline([]).run([], on_error="skip")
    with pytest.raises(ConfigError, match="workers is a number of processes from 1 on, not None"):
        Pipeline([]).run([], workers=None)
    with pytest.raises(ConfigError, match="workers is a number of processes from 1 on, not 0"):
        Pipeline([]).run([], workers=0)


def test_wrong_sources_raise_where_asked():
    with pytest.raises(SourceTypeError):
        Pipeline([]).normalize(None)
    with pytest.raises(SourceTypeError):
        list(Pipeline([]).run(["a", None], on_error="raise"))


def test_workers_change_nothing():
    """Two processes give what one gives, bad documents among the good."""
    pipeline = Pipeline([Decode(), RepairEncoding(), RaiseOnMark(), NormalizeWhitespace()])
    documents = [f"Document {number} : lâ€™Ã©tÃ©  \r\n" for number in range(150)]
    documents[3::40] = ["X", None, {"id": "empty"}, b"\xff\xfe\xfd"]
    alone = list(pipeline.run(documents))
    assert [record.status for record in alone].count("rejected") == 3
    assert list(pipeline.run(iter(documents), workers=2)) == alone


def test_a_document_that_cannot_be_sent_to_a_process():
    records = list(Pipeline([]).run(["a", lambda: None, "b"], workers=2))
    assert [record.status for record in records] == ["ok", "rejected", "ok"]


class _Unspeakable:
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(_Unspeakable(), id="an object"),
        pytest.param({"text": "a", "id": _Unspeakable()}, id="an id"),
        pytest.param({"text": "a", "views": _Unspeakable()}, id="a field"),
    ],
)
def test_an_object_that_cannot_be_told(document):
    records = list(Pipeline([]).run(["a", document, "b"]))
    assert [record.text for record in records[::2]] == ["a", "b"]


@dataclass(frozen=True)
class RaiseSurrogate(_Stage):
    def find(self, doc):
        raise ValueError(doc.text + "\ud800")


def test_a_message_with_surrogates():
    [record] = Pipeline([RaiseSurrogate()]).run(["a"])
    assert record.to_json()


def test_a_missing_value_has_no_id():
    [record] = Pipeline([]).run([float("nan")])
    assert record.id == ""


def test_errors_cross_processes():
    error = MissingExtra("arrow_schema()", "parquet")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_document_is_for_authors_of_stages():
    doc = Pipeline([NormalizeUnicode()]).document("e\u0301")
    assert isinstance(doc, Document)
    assert (doc.source, doc.text) == ("e\u0301", "é")


@dataclass(frozen=True)
class MarkEachX:
    """A local editor that only marks."""

    name: ClassVar[str] = "mark_each_x"
    local: ClassVar[bool] = True
    rules: ClassVar[RuleSet] = RuleSet.of(Rule(id="x.x", kind="x", why="for a test"))
    mark: Mark | None = None

    def find(self, doc):
        spans = [Span(at, at + 1) for at, char in enumerate(doc.text) if char == "x"]
        return Finding((), [self.mark or Mark(span, "x", "x.x") for span in spans])


def test_a_mark_is_made_once_however_many_rounds_there_are():
    pipeline = Pipeline([NormalizeWhitespace(), MarkEachX()])
    for source in ("a  x", "a x"):
        [label] = pipeline.normalize(source).labels
        assert source[label.source_start : label.source_end] == "x"


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        (Mark(Span(5, 1000), "x", "x.x"), "it is outside the text"),
        (Mark(Span(0, 1), "x", "nobody.knows"), "its rule is not of this stage"),
        (Mark(Span(0, 1), "x", "x.x", None, (("date", Span(0, 9)),)), "it is outside the text"),
    ],
)
def test_a_wrong_mark_is_refused(mark, message):
    with pytest.raises(InvalidEdit, match=message):
        Pipeline([MarkEachX(mark)]).normalize("x")


def test_a_segment_outside_the_text_is_refused():
    class Annotate:
        name = "annotate"
        rules = RuleSet()

        def annotate(self, _doc):
            return Annotations(segments=(Segment(Span(0, 99), "other", 0),))

    [record] = Pipeline([Annotate()]).run(["a"])
    assert record.status == "rejected"
    assert "outside the text, which has 1 code points" in record.error


def test_not_local_is_not_local():
    class Once(MarkEachX):
        local = False
        calls = 0

        def find(self, _doc):
            type(self).calls += 1
            return Finding()

    Pipeline([Once()]).normalize("x")
    assert Once.calls == 1


def test_a_decoder_of_ones_own_cannot_bring_surrogates_in():
    class Escape:
        name = "escape"
        rules = RuleSet()

        def decode(self, data):
            return Decoded(data.decode("utf-8", "surrogateescape"), ("utf-8",))

    record = Pipeline([Escape()]).normalize(b"caf\xe9")
    assert (record.text, record.source.flags) == ("caf\ufffd", ("lone_surrogates",))
    assert record.to_json()


def test_what_one_editor_undoes_is_no_change():
    def swap(old, new):
        class Swap:
            name = f"swap_{old}"
            rules = RuleSet.of(Rule(id="swap.it", kind="x", why="for a test"))

            def find(self, doc):
                at = doc.text.find(old)
                return Finding([Edit(Span(at, at + 1), new, "swap.it")])

        return Swap()

    record = Pipeline([swap("a", "b"), swap("b", "a")]).normalize("xax")
    assert (record.text, record.changes, record.source_text) == ("xax", (), "xax")


def test_the_fingerprint_is_of_values_not_of_addresses():
    class Plain:
        name = "plain"
        rules = RuleSet()

        def __init__(self, size=1):
            self.size = size

        def find(self, _doc):
            return Finding()

    assert Pipeline([Plain()]).fingerprint == Pipeline([Plain()]).fingerprint
    assert Pipeline([Plain()]).fingerprint != Pipeline([Plain(2)]).fingerprint


def test_the_fields_of_a_document_without_text_are_kept():
    [record] = Pipeline([]).run([{"body": "hello", "id": 7}])
    assert (record.status, record.id, record.extra) == ("rejected", "7", '{"body":"hello"}')

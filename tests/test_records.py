"""Records: plain values that can be written, read, queried and turned back into the source."""

import json
import pickle

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from strategies import documents, sources

import normtext
from normtext.errors import InputError
from normtext.presets import PRESETS, preset
from normtext.records import (
    SCHEMA_VERSION,
    Change,
    LangShare,
    Metadata,
    MetadataSpan,
    Paragraph,
    Record,
    Removal,
    Segment,
    SourceInfo,
    Stats,
)
from normtext.spans import Span

FULL = Record(
    schema_version=SCHEMA_VERSION,
    id="full",
    error="why it was rejected",
    text="Titre\n\nUn été. Deux étés.",
    lang="fr",
    lang_score=0.9876,
    langs=(LangShare("fr", 0.75), LangShare("en", 0.25)),
    segments=(
        Segment(0, "title", "Titre", 0, 5, 0, 5, "fr", 0.5, "Title", ("copied",)),
        Segment(1, "sentence", "Un été.", 7, 14, 19, 28, "fr", 0.9, "A summer.", ("copied",)),
        Segment(1, "sentence", "Deux étés.", 15, 25, 29, 39),
    ),
    removed=(
        Removal(7, 19, "Share this:\n", "strip_boilerplate", "en.share", "share_widget", 1.0),
    ),
    changes=(
        Change(10, 11, 22, 24, "Ã©", ("mojibake.windows-1252",)),
        Change(12, 13, 25, 27, "Ã©", ("mojibake.windows-1252", "html.entity")),
    ),
    labels=(Removal(0, 5, "Titre", "strip_boilerplate", "fr.caption", "caption", 0.25),),
    metadata=Metadata(
        "Titre", "Zoé", "2022-10-27", "AFP", ("un", "deux"), (MetadataSpan("title", 0, 5),)
    ),
    stats=Stats(39, 25, 5, 12, 4),
    duplicate_of="other",
    source=SourceInfo("https://example.org", "utf-8", "0" * 64, ("mixed_encoding",)),
    extra='{"x":1}',
    fingerprint="0123456789abcdef",
)
EMPTY = Record(schema_version=SCHEMA_VERSION)
SOURCE = "Titre\n\nShare this:\nUn Ã©tÃ©. Deux étés."

# Data that is no record, and what the message must say.
REFUSED = {
    "text of numbers": ({"text": 5}, r"Expected `str`, got `int` - at `\$.text`"),
    "null text": ({"text": None}, r"Expected `str`, got `null` - at `\$.text`"),
    "segment without a start": (
        {"segments": [{"block": 0, "kind": "title", "text": "a"}]},
        r"missing required field `start` - at `\$.segments\[0\]`",
    ),
    "start of text": (
        {"changes": [{**msgspec.to_builtins(FULL.changes[0]), "start": "x"}]},
        r"Expected `int`, got `str` - at `\$.changes\[0\].start`",
    ),
    "score": ({"lang_score": "high"}, r"at `\$.lang_score`"),
    "source": ({"source": []}, r"at `\$.source`"),
    "another schema": ({"schema_version": 2}, "schema_version is 2, this normtext reads 1"),
}


def _same(record):
    return record == FULL and repr(record) == repr(FULL)


def test_round_trips():
    assert _same(Record.from_dict(FULL.to_dict()))
    assert _same(Record.from_json(FULL.to_json()))
    assert _same(Record.from_json(FULL.to_json().encode()))
    assert _same(Record.from_dict(json.loads(FULL.to_json())))
    assert _same(pickle.loads(pickle.dumps(FULL)))
    assert hash(FULL) == hash(pickle.loads(pickle.dumps(FULL)))


def test_source_text():
    assert FULL.source_text == normtext.restore(FULL) == SOURCE
    assert [segment.source_text for segment in FULL.segments] == [
        "Titre",
        "Un Ã©tÃ©.",
        "Deux étés.",
    ]
    copied = pickle.loads(pickle.dumps(FULL))
    assert copied.segments[1].source_text == "Un Ã©tÃ©."


def test_a_segment_outside_a_record_has_no_source():
    with pytest.raises((AttributeError, KeyError)):
        Segment(0, "title", "Titre", 0, 5, 0, 5).source_text  # noqa: B018 - the access is the test


def test_paragraphs():
    first, *rest = FULL.segments
    assert FULL.paragraphs == (
        Paragraph(Span(0, 5), "title", (first,)),
        Paragraph(Span(7, 25), "paragraph", tuple(rest)),
    )
    assert EMPTY.paragraphs == ()


@given(source=documents)
def test_paragraphs_are_lines(source):
    record = normtext.normalize(source)
    blank = [line for line in record.text.split("\n") if line]
    for paragraph in record.paragraphs:
        line = blank[paragraph.segments[0].block]
        assert record.text[paragraph.span.slice] == line.strip()
    together = [segment for paragraph in record.paragraphs for segment in paragraph.segments]
    assert together == list(record.segments)


def test_slim_records_are_completed():
    slim = FULL.to_dict()
    for segment in slim["segments"]:
        segment["text"] = None
    assert _same(Record.from_dict(slim))
    assert _same(Record.from_json(json.dumps(slim)))


@pytest.mark.parametrize(("changed", "message"), REFUSED.values(), ids=REFUSED)
def test_refuses(changed, message):
    data = {**FULL.to_dict(), **changed}
    with pytest.raises(InputError, match=message):
        Record.from_dict(data)
    with pytest.raises(InputError, match=message):
        Record.from_json(json.dumps(data))


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "[]", "null", '"text"', "{'id': 1}", b"\xff", b'{"id": "\xff"}',
        '{"id": "\ud800"}', "[" * 100_000, '{"x": ' * 100_000,
    ],
    ids=lambda line: repr(line)[:20],
)  # fmt: skip
def test_refuses_what_is_no_object(line):
    with pytest.raises(InputError, match="not a record of schema 1: "):
        Record.from_json(line)


@pytest.mark.parametrize("data", [None, 5, [1, 2]])
def test_refuses_what_is_no_mapping(data):
    with pytest.raises(InputError, match="not a record of schema 1: "):
        Record.from_dict(data)


@pytest.mark.parametrize("data", [{}, {"url": "x", "body": "y"}])
def test_refuses_what_says_nothing_of_a_schema(data):
    with pytest.raises(InputError, match="missing required field `schema_version`"):
        Record.from_dict(data)


def test_refuses_text_for_a_mapping():
    with pytest.raises(InputError):
        Record.from_dict("abc")


def test_new_columns_are_let_through():
    assert _same(Record.from_dict({**FULL.to_dict(), "added_later": 1}))


def test_records_are_frozen():
    with pytest.raises(AttributeError):
        FULL.text = "x"
    with pytest.raises(AttributeError):
        FULL.segments[0].text = "x"


def _names(type_):
    """The field names of an Arrow type, all the way down."""
    if pa.types.is_list(type_):
        return _names(type_.value_type)
    if pa.types.is_struct(type_):
        return {field.name: _names(field.type) for field in type_}
    return str(type_)


def _shape(value):
    """The same of a value of to_dict()."""
    if isinstance(value, list | tuple):
        return _shape(value[0])
    if isinstance(value, dict):
        return {key: _shape(item) for key, item in value.items()}
    return {str: "string", int: "int32", float: "double"}[type(value)]


def test_the_arrow_schema_is_that_of_to_dict():
    schema = normtext.arrow_schema()
    named = {field.name: _names(field.type) for field in schema}
    assert named == _shape(FULL.to_dict())
    assert list(named) == list(FULL.to_dict())
    for name, shape in _shape(FULL.to_dict()).items():
        if isinstance(shape, dict):
            assert list(named[name]) == list(shape)


def _through_arrow(records):
    schema = normtext.arrow_schema()
    table = pa.Table.from_pylist([record.to_dict() for record in records], schema=schema)
    table.validate(full=True)
    return [Record.from_dict(row) for row in table.to_pylist()]


def test_the_fullest_and_the_emptiest_record_through_arrow():
    assert _through_arrow([FULL, EMPTY]) == [FULL, EMPTY]


@pytest.mark.parametrize("name", PRESETS)
@settings(max_examples=30)
@given(source=sources)
def test_records_through_arrow(name, source):
    record = preset(name).normalize(source)
    [back] = _through_arrow([record])
    assert back == record
    assert normtext.restore(back) == record.source_text


def test_lists_are_empty_never_null():
    data = json.loads(EMPTY.to_json())
    assert all(data[name] == [] for name in ("langs", "segments", "removed", "changes", "labels"))
    assert data["metadata"]["hashtags"] == data["source"]["flags"] == []


def test_to_dict_is_what_json_says():
    assert FULL.to_dict() == json.loads(FULL.to_json())


def test_a_record_made_of_another_leaves_it_alone():
    record = normtext.normalize("Share this:\n\nThe cafÃ© is open. It is.")
    before = [segment.source_text for segment in record.segments]
    other = msgspec.structs.replace(record, removed=(), changes=(), id="other")
    assert [segment.source_text for segment in record.segments] == before
    assert other.segments == record.segments

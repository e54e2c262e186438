"""Sources: what may be handed over as a document, and what is said of the rest."""

import json
import math
import os
import types
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_text

from normtext.errors import InputError, NormtextError, SourceTypeError
from normtext.records import Metadata
from normtext.sources import Source

# Not documents, and what the message must say.
REFUSED = {
    "None": (None, "None is not a document: drop missing values first (pandas: series.dropna()"),
    "NaN": (math.nan, "NaN is not a document: drop missing values first"),
    "number": (7, "not int; for many documents use normtext.preset(...).run(documents)"),
    "float": (0.5, "not float"),
    "list": (["a"], "a document is str, bytes, pathlib.Path or a mapping with 'text' or 'bytes'"),
    "tuple": (("a", "b"), "not tuple"),
    "object": (object(), "not object"),
}

# Mappings without text, and what the message must say.
INCOMPLETE = {
    "no field": ({}, "the document has no 'text' (str) and no 'bytes'; its fields are: none"),
    "other fields": ({"id": 1, "body": "a"}, "its fields are: 'id', 'body'"),
    "null text": ({"text": None}, "the document's 'text' is null"),
    "number as text": ({"text": 5}, "the document's 'text' is int, not str"),
    "NaN as text": ({"text": math.nan}, "the document's 'text' is float, not str"),
    "bytes as text": ({"text": b"a"}, "the document's 'text' is bytes, not str"),
    "text as bytes": ({"bytes": "a"}, "the document's 'bytes' is str, not bytes"),
}


@pytest.mark.parametrize(("source", "message"), REFUSED.values(), ids=REFUSED)
def test_refuses(source, message):
    with pytest.raises(SourceTypeError) as refused:
        Source.of(source)
    assert message in str(refused.value)
    assert isinstance(refused.value, TypeError)
    assert isinstance(refused.value, NormtextError)


@pytest.mark.parametrize(("source", "message"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_refuses_a_mapping_without_text(source, message):
    with pytest.raises(InputError) as refused:
        Source.of(source)
    assert message in str(refused.value)
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("source", ["a", "", "\ud800", "no such file.txt", "\0", "a" * 300])
def test_takes_text(source):
    assert Source.of(source) == Source(source)


@pytest.mark.parametrize("source", [b"a\xff", bytearray(b"a\xff"), memoryview(b"a\xff")])
def test_takes_bytes(source):
    assert Source.of(source) == Source(b"a\xff")


def test_takes_a_path(tmp_path):
    file = tmp_path / "one.txt"
    file.write_bytes(b"caf\xe9")
    assert Source.of(file) == Source(b"caf\xe9", id=file.as_posix(), uri=file.as_posix())
    assert Source.of(file, "mine").id == "mine"
    with pytest.raises(FileNotFoundError):
        Source.of(tmp_path / "two.txt")


def test_warns_of_text_that_names_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text("content", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"also the name of a file; .* pathlib.Path\('page.txt'\)"):
        assert Source.of("page.txt").content == "page.txt"
    Source.of("page.txt\n")  # warnings are errors here: a text of two lines draws none
    Source.of(".")  # nor does a folder


def test_a_warning_points_to_the_caller(tmp_path, monkeypatch):
    import normtext

    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text("content", encoding="utf-8")
    with pytest.warns(UserWarning, match="name of a file") as warned:
        normtext.preset("repair").normalize("page.txt")
    assert warned[0].filename == __file__


def test_takes_a_mapping():
    source = Source.of(
        {
            "text": "Bonjour",
            "id": 12,
            "uri": "https://example.org/a",
            "title": "Titre",
            "date": "2022-10-27",
            "byline": "",
            "views": 3,
            "tags": ["a", {"b": None}],
        }
    )
    assert source.content == "Bonjour"
    assert (source.id, source.uri) == ("12", "https://example.org/a")
    assert source.given == Metadata(title="Titre", date="2022-10-27")
    assert json.loads(source.extra) == {"views": 3, "tags": ["a", {"b": None}]}


def test_takes_any_mapping_and_leaves_it_alone():
    fields = types.MappingProxyType({"bytes": b"a", "x": 1})
    assert Source.of(fields) == Source(b"a", extra='{"x":1}')
    assert dict(fields) == {"bytes": b"a", "x": 1}


def test_text_comes_before_bytes():
    assert Source.of({"text": "a", "bytes": b"b"}).content == "a"
    assert Source.of({"text": None, "bytes": b"b"}).content == b"b"
    assert Source.of({"text": ""}).content == ""


def test_an_id_given_beside_a_mapping_wins():
    assert Source.of({"text": "a", "id": "b"}, "c").id == "c"
    assert Source.of("a", "x\ud800").id == "x\N{REPLACEMENT CHARACTER}"


_json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        any_text,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(any_text, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(fields=st.dictionaries(any_text, _json_values, max_size=4))
def test_extra_is_json_whatever_it_holds(fields):
    ours = {"text", "bytes", "id", "uri", "title", "date", "byline"}
    fields = {key: value for key, value in fields.items() if key not in ours}
    source = Source.of({"text": "a", **fields})
    source.extra.encode()
    found = json.loads(source.extra)
    assert isinstance(found, dict)
    if "\\ud" not in ascii(fields):
        assert found == json.loads(json.dumps(fields))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Path("a/b"), "a/b"),
        ({1}, [1]),
        (math.nan, None),
        (10**30, 10**30),
        ({(1, 2): "pair"}, {"(1, 2)": "pair"}),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ([complex(1, 2)], ["(1+2j)"]),
    ],
)
def test_extra_says_what_json_cannot(value, expected):
    assert json.loads(Source.of({"text": "a", "x": value}).extra) == {"x": expected}


def test_surrogates_in_fields_are_replaced():
    source = Source.of({"text": "a", "id": "i\ud800", "uri": "u\udc80", "title": "t\udfff"})
    for value in (source.id, source.uri, source.given.title):
        assert value[1:] == "\N{REPLACEMENT CHARACTER}"


def test_a_deep_field_is_carried_or_refused():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    try:
        Source.of({"text": "a", "x": deep})
    except InputError:
        return


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX only")
def test_a_file_name_that_is_no_text(tmp_path):
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_bytes(b"a")
    except OSError:  # some file systems take UTF-8 only
        pytest.skip("this file system takes no such name")
    source = Source.of(Path(os.fsdecode(name)))
    assert (source.id + source.uri).encode()


def test_given_metadata_that_is_missing():
    source = Source.of({"text": "a", "title": math.nan, "id": math.nan})
    assert (source.given.title, source.id) == (None, "")


def test_an_id_that_is_a_number():
    assert Source.of("a", 5).id == "5"

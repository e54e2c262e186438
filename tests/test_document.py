"""Document: from a source text to the present text, with marks that follow."""

import dataclasses

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_bytes, texts

from normtext.document import Annotations, Decoded, Document
from normtext.edits import Edit, Finding, Mark
from normtext.errors import InvalidEdit
from normtext.spans import Span

_RULES = frozenset(oracle.RULES)


def _document(source, layers):
    doc = Document.of(source)
    for layer in layers:
        doc = doc.edited(layer.stage, Finding(layer.edits), _RULES)
    return doc


@given(stack=oracle.stacks())
def test_edits_and_alignment(stack):
    source, text, layers = stack
    doc = _document(source, layers)
    assert (doc.source, doc.text) == (source, text)
    spans = oracle.source_spans(oracle.atoms_of(source, layers))
    assert [doc.alignment.source_span(Span(at, at + 1)) for at in range(len(text))] == spans


@given(stack=oracle.stacks(), data=st.data())
def test_marks_follow_the_text(stack, data):
    """A mark made at some depth stands, in the present text, where its characters went."""
    source, _, layers = stack
    depth = data.draw(st.integers(0, len(layers)))
    doc = _document(source, layers[:depth])
    if not doc.text:
        return
    start = data.draw(st.integers(0, len(doc.text) - 1))
    mark = Mark(
        Span(start, data.draw(st.integers(start + 1, len(doc.text)))), "kind", "test.one", 0.5
    )
    before = doc.text
    doc = doc.edited("mark_things", Finding((), [mark]), _RULES)
    for layer in layers[depth:]:
        doc = doc.edited(layer.stage, Finding(layer.edits), _RULES)
    went = oracle.text_spans(oracle.atoms_of(before, layers[depth:]))
    wanted = Span(went[mark.span.start].start, went[mark.span.end - 1].end)
    assert list(doc.marks_in_text()) == ([(wanted, mark)] if wanted.length else [])


@given(text=texts)
def test_text_holds_no_surrogate(text):
    doc = Document.of(text)
    assert doc.source == doc.text
    assert doc.source.encode().decode() == doc.source
    if text.isascii():
        assert doc.source == text


@given(data=any_bytes)
def test_bytes_are_utf_8_without_a_decoder(data):
    doc = Document.of(data)
    marked = data.removeprefix(b"\xef\xbb\xbf")
    assert doc.source == marked.decode("utf-8", "replace")
    assert ("invalid_bytes" in doc.flags) is (doc.source.encode() != marked)


def test_a_byte_order_mark_is_no_text():
    assert Document.of("\ufeffa").source == "a"
    assert Document.of(b"\xef\xbb\xbfa").source == "a"
    assert Document.of("\ufeff\ufeffa").source == "\ufeffa"  # the second one is
    assert Document.of(b"\xef\xbb\xbf\xef\xbb\xbfa").source == "\ufeffa"
    assert Document.of("a\ufeff").source == "a\ufeff"


def test_surrogates():
    assert Document.of("a\ud800b").source == "a\N{REPLACEMENT CHARACTER}b"
    assert Document.of("a\ud800b").flags == ("lone_surrogates",)
    assert Document.of("\ud83d\ude00").source == "\N{GRINNING FACE}"


def test_a_pair_of_surrogates_is_not_lone():
    assert Document.of("\ud83d\ude00").flags == ()


def test_nothing_found_is_the_same_document():
    doc = Document.of("a")
    assert doc.edited("edit_things", Finding(), frozenset()) is doc


def test_marks_alone_make_no_layer():
    mark = Mark(Span(0, 6), "byline", "test.one", None, (("byline", Span(3, 6)),))
    doc = Document.of("By Zoé").edited("mark_things", Finding((), [mark]), _RULES)
    assert doc.layers == ()
    assert [(marked.depth, marked.values) for marked in doc.marks] == [(0, ("Zoé",))]


def test_refuses_bad_edits():
    with pytest.raises(InvalidEdit, match="stage 'edit_things'"):
        Document.of("a").edited("edit_things", Finding([Edit(Span(0, 2), "", "r.a")]), {"r.a"})


def test_decoded():
    mark = Mark(Span(0, 1), "encoding", "test.one")
    doc = Document.decoded(Decoded("a", ("latin-1", "utf-8"), ("x",), (mark,)), "decode_it")
    assert (doc.encoding, doc.flags, doc.text) == ("latin-1", ("x",), "a")
    assert [(marked.stage, marked.mark) for marked in doc.marks] == [("decode_it", mark)]


def test_is_frozen():
    doc = Document.of("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        doc.text = "b"
    assert doc.flagged("x").flags == ("x",)
    assert doc.annotated(Annotations(lang="fr")).annotations.lang == "fr"
    assert doc == Document.of("a")

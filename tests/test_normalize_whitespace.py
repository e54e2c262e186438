"""NormalizeWhitespace: one kind of line end, and no white space that says nothing."""

import re

import pytest
from casefiles import parametrize
from hypothesis import given
from hypothesis import strategies as st
from strategies import SENTENCES

from normtext.document import Document
from normtext.pipeline import Pipeline
from normtext.stages import NormalizeWhitespace
from normtext.testing.hostile import SPACES

PIPELINE = Pipeline([NormalizeWhitespace()])

_spaced = st.lists(
    st.sampled_from(
        (*SPACES, "a", "b", "é", "."),
    ),
    max_size=24,
).map("".join)


def _plainly(text):
    """The same, by whole-string functions and without any account of it."""
    text = re.sub("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]", "\n", text)
    lines = [line.strip() for line in text.split("\n")]
    lines = [re.sub("[ \t\x1f]{2,}|\x1f", _one_space, line) for line in lines]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _one_space(gap):
    return "\t" if "\t" in gap[0] else " "


@parametrize("whitespace.toml", "case", "case")
def test_case(case):
    record = PIPELINE.normalize(case["before"])
    assert record.text == case["after"]
    if "rules" in case:
        rules = {rule for change in record.changes for rule in change.rules}
        assert sorted(rules) == case["rules"]


@given(text=_spaced)
def test_is_what_plain_code_makes_of_it(text):
    assert PIPELINE.normalize(text).text == _plainly(text)


@given(text=_spaced)
def test_only_white_space_changes(text):
    record = PIPELINE.normalize(text)
    assert "".join(record.text.split()) == "".join(text.split())
    assert all(not change.source_text.strip() for change in record.changes)


@given(text=_spaced)
def test_finds_nothing_just_where_there_is_nothing(text):
    """The quick look at a text agrees with the sweep over its lines."""
    edits = NormalizeWhitespace().find(Document.of(text)).edits
    assert bool(edits) is (_plainly(text) != text)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_good_text_stays(sentence):
    assert NormalizeWhitespace().find(Document.of(sentence)).edits == ()

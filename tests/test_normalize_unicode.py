"""NormalizeUnicode: form C, and nothing that cannot be seen."""

import sys
import unicodedata

import pytest
from casefiles import parametrize
from hypothesis import given
from hypothesis import strategies as st
from strategies import SENTENCES

from normtext.document import Document
from normtext.pipeline import Pipeline
from normtext.stages import NormalizeUnicode
from normtext.stages.normalize_unicode import _PLAIN, _TOUCHED, _continues, _nfc

PIPELINE = Pipeline([NormalizeUnicode()])
EVERY = [
    char
    for char in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(char) not in ("Cs", "Co", "Cn") or char in "\ufffe\uffff\ufdd0\ufdef"
]
"""Every assigned character, and some that never will be."""

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}

_composing = st.one_of(
    st.sampled_from("aeqΑᄀ가한ᅡᆨกا क्षがは゛゙ṩ\u0344\u0f73\u0958Å"),
    st.characters(categories=["Mn", "Mc", "Me"]),
    st.characters(min_codepoint=0x300, max_codepoint=0x345),
    st.characters(min_codepoint=0x1100, max_codepoint=0x11FF),
    st.characters(exclude_categories=["Cs"]),
)


@parametrize("unicode.toml", "case", "case")
def test_case(case):
    record = PIPELINE.normalize(case["before"])
    assert record.text == case["after"]
    rules = {rule for change in record.changes for rule in change.rules}
    assert sorted(rules) == case.get("rules", [])


@given(text=st.text(_composing, max_size=40))
def test_units_give_the_form_of_the_whole(text):
    """Where nothing is deleted, unit by unit is what Python makes of the whole text."""
    kept = "".join(char for char in text if not _TOUCHED.match(char)).removeprefix("\ufeff")
    assert PIPELINE.normalize(kept).text == unicodedata.normalize("NFC", kept)


@pytest.fixture(scope="module")
def cleaned():
    """The stage's answer to every character, each between two letters that join with none."""
    return PIPELINE.normalize("".join(f"a{char}b" for char in EVERY)).text


def test_every_character_alone(cleaned):
    kept = "".join(f"a{LIGATURES.get(char, '' if _goes(char) else char)}b" for char in EVERY)
    assert cleaned == unicodedata.normalize("NFC", kept)


def _goes(char):
    """By the stage's own table; the next test asks whether that table is whole."""
    return _TOUCHED.match(char) is not None


def test_no_control_and_no_direction_is_left(cleaned):
    left = set(cleaned)
    controls = {char for char in left if unicodedata.category(char) == "Cc"}
    assert controls == set("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"), "white space is another stage's"
    directed = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not [char for char in left if unicodedata.bidirectional(char) in directed]
    assert not left & {"\ufeff", "\ufffe", "\uffff", *map(chr, range(0xFDD0, 0xFDF0))}


@pytest.mark.xfail(reason="those of the other planes are let through", strict=True)
@pytest.mark.parametrize("code", [0x1FFFE, 0x10FFFF])
def test_no_noncharacter_is_left(code):
    assert PIPELINE.normalize(f"a{chr(code)}b").text == "ab"


def test_nothing_composes_across_units():
    """Each character that composition joins to the one before it is said to continue a unit."""
    for char in EVERY:
        parts = unicodedata.normalize("NFD", char)
        assert all(map(_continues, parts[1:])), ascii(char)
        if unicodedata.combining(char):
            assert _continues(char), ascii(char)


def test_plain_characters_are_in_form_in_any_order():
    assert not _TOUCHED.search("".join(_PLAIN))
    for char in _PLAIN:
        assert unicodedata.is_normalized("NFC", char)
        assert not unicodedata.combining(char)
        assert not _continues(char)


@given(
    marks=st.lists(st.characters(categories=["Mn"]), min_size=33, max_size=80),
    first=st.sampled_from("aeქΑ가"),
)
def test_towers_of_marks_are_sorted_as_python_sorts_them(marks, first):
    unit = first + "".join(marks)
    assert _nfc(unit) == unicodedata.normalize("NFC", unit)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_good_text_stays(sentence):
    stage = NormalizeUnicode()
    assert not stage.find(Document.of(sentence)).edits


def test_each_unit_is_an_edit_of_its_own():
    record = PIPELINE.normalize("e\u0301a e\u0301, x\u200by")
    told = [(one.source_text, record.text[one.start : one.end]) for one in record.changes]
    assert told == [("e\u0301", "é"), ("e\u0301", "é"), ("\u200b", "")]

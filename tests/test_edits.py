"""apply_edits takes what is valid, and says what is wrong with the rest."""

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normtext.edits import NOTHING, Edit, Finding, Layer, Mark, apply_edits, minimal_edit, replay
from normtext.errors import InvalidEdit, NormtextError
from normtext.spans import Span
from normtext.testing.laws_of_edits import flaw_of

TEXT = "one two\nthree\n\nfour"

# What is wrong, its edits as (start, end, new text, rule), and what the message must say.
REFUSED = {
    "empty": ([(3, 3, "x", "r.a")], "its span is empty: to insert"),
    "backwards": ([(4, 3, "x", "r.a")], "its span is empty"),
    "before the text": ([(-1, 2, "x", "r.a")], "outside the text, which has 19 code points"),
    "after the text": ([(17, 20, "x", "r.a")], "outside the text, which has 19 code points"),
    "overlap": ([(0, 5, "x", "r.a"), (4, 6, "y", "r.a")], "the edit before it, which ends at 5"),
    "twice the same": ([(0, 2, "x", "r.a"), (0, 2, "y", "r.a")], "overlaps the edit before it"),
    "no-op": ([(0, 3, "one", "r.a")], "it changes nothing"),
    "shared beginning": ([(0, 3, "old", "r.a")], "shares its beginning or end"),
    "shared end": ([(0, 3, "tie", "r.a")], "shares its beginning or end"),
    "insertion of two neighbours": ([(0, 2, "onx", "r.a")], "see minimal_edit()"),
    "longer than a line": ([(4, 13, "", "r.a")], "longer than a line: make one edit a line"),
    "line break inside": ([(6, 9, "x", "r.a")], "longer than a line"),
    "unknown rule": ([(0, 3, "x", "r.z")], "its rule is not of this stage"),
    "lone surrogate": ([(0, 3, "\ud800", "r.a")], "lone surrogate"),
    "the last surrogate": ([(0, 3, "\udfff", "r.a")], "lone surrogate"),
    "overlap at the end": ([(15, 18, "", "r.a"), (16, 19, "", "r.a")], "which ends at 18"),
}  # fmt: skip

TAKEN = {
    "nothing": ([], TEXT),
    "change": ([(0, 3, "six", "r.a")], "six two\nthree\n\nfour"),
    "beyond ASCII": ([(0, 3, "œuf", "r.a")], "œuf two\nthree\n\nfour"),
    "insertion after": ([(2, 3, "es", "r.a")], "ones two\nthree\n\nfour"),
    "insertion before": ([(0, 1, "no", "r.a")], "none two\nthree\n\nfour"),
    "deletion of all": ([(0, 7, "", "r.a"), (8, 13, "", "r.a"), (15, 19, "", "r.a")], "\n\n\n"),
    "a line with its break": ([(8, 14, "", "r.a")], "one two\n\nfour"),
    "a line with breaks on both sides": ([(7, 15, "", "r.a")], "one twofour"),
    "a line with the blank line after it": ([(8, 15, "", "r.a")], "one two\nfour"),
    "neighbours": ([(0, 3, "x", "r.a"), (3, 4, "y", "r.a")], "xytwo\nthree\n\nfour"),
    "out of order": ([(15, 19, "4", "r.a"), (0, 3, "1", "r.a")], "1 two\nthree\n\n4"),
}


def _finding(edits):
    return Finding([Edit(Span(start, end), new, rule) for start, end, new, rule in edits])


@pytest.mark.parametrize(("edits", "message"), REFUSED.values(), ids=REFUSED)
def test_refuses(edits, message):
    with pytest.raises(InvalidEdit) as refused:
        apply_edits(TEXT, _finding(edits), "edit_things", {"r.a", "r.b"})
    start, end, _, rule = edits[-1]
    assert message in str(refused.value)
    assert f"stage 'edit_things', rule '{rule}', span {start}..{end}: " in str(refused.value)
    assert isinstance(refused.value, NormtextError)


@pytest.mark.parametrize(("edits", "expected"), TAKEN.values(), ids=TAKEN)
def test_takes(edits, expected):
    text, layer = apply_edits(TEXT, _finding(edits), "edit_things", {"r.a"})
    assert text == expected
    assert layer.undo(text) == TEXT
    assert replay(TEXT, [layer]) == text
    assert layer.edits == tuple(sorted(layer.edits))
    assert layer.replaced == tuple(TEXT[edit.span.slice] for edit in layer.edits)


@given(stack=oracle.stacks())
def test_layers_undo_and_replay(stack):
    source, text, layers = stack
    assert replay(source, layers) == text
    for layer in reversed(layers):
        text = layer.undo(text)
    assert text == source


def test_a_removal_is_a_deletion_of_just_what_was_marked():
    marks = [
        Mark(Span(0, 3), "kind", "r.a", 0.7),  # deleted: a removal
        Mark(Span(4, 7), "kind", "r.b"),  # deleted by another rule
        Mark(Span(8, 13), "kind", "r.a"),  # rewritten
        Mark(Span(15, 18), "kind", "r.a"),  # deleted, and more with it
    ]
    edits = [(0, 3, "", "r.a"), (4, 7, "", "r.a"), (8, 13, "x", "r.a"), (15, 19, "", "r.a")]
    finding = _finding(edits)._replace(marks=marks)
    _, layer = apply_edits(TEXT, finding, "edit_things", {"r.a", "r.b"})
    assert layer.removals == (marks[0], None, None, None)


@given(
    text=st.text("ab\n", min_size=1, max_size=8),
    new=st.text("abc", max_size=8),
    ends=st.tuples(st.integers(0, 8), st.integers(0, 8)),
)
def test_minimal_edit_is_minimal_and_right(text, new, ends):
    start, end = sorted(min(at, len(text)) for at in ends)
    if start == end or "\n" in text[start:end]:
        return
    wanted = text[:start] + new + text[end:]
    edits = list(minimal_edit(text, Span(start, end), new, "r.a"))
    assert len(edits) == (text != wanted)
    got, _ = apply_edits(text, Finding(edits), "edit_things", {"r.a"})
    assert got == wanted
    for edit in edits:
        assert Span(start, end).covers(edit.span), "it reaches beyond what it was asked for"
        assert not flaw_of(text[edit.span.slice], edit.text)


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("abcx", "abcy", Edit(Span(3, 4), "y", "r.a")),
        ("xabc", "yabc", Edit(Span(0, 1), "y", "r.a")),
        ("abxcd", "abyzcd", Edit(Span(2, 3), "yz", "r.a")),
        ("abcd", "abxcd", Edit(Span(1, 2), "bx", "r.a")),
        ("abcd", "ad", Edit(Span(1, 3), "", "r.a")),
    ],
)
def test_minimal_edit_leaves_out_what_both_share(text, new, expected):
    assert list(minimal_edit(text, Span(0, len(text)), new, "r.a")) == [expected]


@pytest.mark.parametrize(("text", "at"), [("a", 0), ("a", 1), ("ab", 0), ("ab", 1), ("ab", 2)])
def test_minimal_edit_inserts_at_an_empty_span(text, at):
    edits = list(minimal_edit(text, Span(at, at), "x", "r.a"))
    got, _ = apply_edits(text, Finding(edits), "edit_things", {"r.a"})
    assert got == text[:at] + "x" + text[at:]


def test_nothing_changes_nothing():
    assert apply_edits(TEXT, NOTHING, "edit_things", set()) == (
        TEXT,
        Layer("edit_things", (), (), ()),
    )


def test_an_empty_layer_undoes_nothing():
    assert Layer("edit_things", (), (), ()).undo(TEXT) == TEXT

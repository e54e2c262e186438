"""The alignment against the oracle, on random stacks of edits."""

import oracle
from hypothesis import given
from hypothesis import strategies as st

from normtext.alignment import Alignment, Change, Removal
from normtext.edits import Edit, Finding, Mark, apply_edits
from normtext.spans import Span


def _plain(change):
    removal = change.removal
    return (
        change.span,
        change.source,
        change.rules,
        None if removal is None else (removal.stage, removal.mark),
    )


@given(stack=oracle.stacks())
def test_changes_are_the_oracles(stack):
    source, _, layers = stack
    expected = oracle.changes_of(oracle.atoms_of(source, layers))
    assert list(map(_plain, Alignment.of(layers).changes)) == expected


@given(stack=oracle.stacks())
def test_text_is_the_oracles(stack):
    source, text, layers = stack
    assert "".join(atom.text for atom in oracle.atoms_of(source, layers)) == text


@given(stack=oracle.stacks())
def test_ledger_is_the_oracles(stack):
    source, _, layers = stack
    expected = oracle.merged(oracle.changes_of(oracle.atoms_of(source, layers)))
    assert list(map(_plain, Alignment.of(layers).ledger())) == expected


@given(stack=oracle.stacks(), data=st.data())
def test_spans_map_to_the_source(stack, data):
    source, text, layers = stack
    alignment = Alignment.of(layers)
    expected = oracle.source_spans(oracle.atoms_of(source, layers))
    assert [alignment.source_span(Span(at, at + 1)) for at in range(len(text))] == expected
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        wanted = Span(expected[start].start, expected[end - 1].end)
        assert alignment.source_span(Span(start, end)) == wanted


@given(stack=oracle.stacks(), data=st.data())
def test_spans_map_to_the_text(stack, data):
    source, _, layers = stack
    alignment = Alignment.of(layers)
    expected = oracle.text_spans(oracle.atoms_of(source, layers))
    assert [alignment.text_span(Span(at, at + 1)) for at in range(len(source))] == expected
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, len(source)))
    wanted = Span(expected[start].start, expected[end - 1].end)
    assert alignment.text_span(Span(start, end)) == wanted


@given(stack=oracle.stacks(), data=st.data())
def test_changes_within_a_span(stack, data):
    _, text, layers = stack
    alignment = Alignment.of(layers)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    expected = [change for change in alignment.changes if start <= change.span.start < end]
    assert list(alignment.changes_within(Span(start, end))) == expected


@given(stack=oracle.stacks())
def test_layers_may_be_composed_one_by_one(stack):
    _, _, layers = stack
    alignment = Alignment()
    for layer in layers:
        alignment = alignment.after(layer)
    assert alignment == Alignment.of(layers)
    assert hash(alignment) == hash(Alignment.of(layers))


def _layer(text, stage, *edits, marks=()):
    return apply_edits(text, Finding(edits, marks), stage, {"r.a", "r.b"})


def test_nothing_maps_to_itself():
    alignment = Alignment()
    assert alignment.source_span(Span(3, 5)) == alignment.text_span(Span(3, 5)) == Span(3, 5)
    assert alignment.source_span(Span(3, 3)) == Span(3, 3)
    assert alignment.ledger() == []


def test_an_empty_span_maps_to_where_it_begins():
    _, gone = _layer("abcd", "s1", Edit(Span(1, 3), "", "r.a"))
    assert Alignment.of([gone]).source_span(Span(1, 1)) == Span(3, 3)
    _, grown = _layer("abcd", "s1", Edit(Span(1, 2), "xyz", "r.a"))
    assert Alignment.of([grown]).text_span(Span(2, 2)) == Span(4, 4)
    _, whole = _layer("abcd", "s1", Edit(Span(1, 3), "xyz", "r.a"))  # maps as a whole
    assert Alignment.of([whole]).text_span(Span(2, 2)) == Span(1, 1)
    assert Alignment.of([whole]).source_span(Span(2, 2)) == Span(1, 1)


def test_an_edit_over_an_image_swallows_it():
    text, first = _layer("a--b", "s1", Edit(Span(1, 3), "xyz", "r.a"))
    _, second = _layer(text, "s2", Edit(Span(0, 5), "Q", "r.b"))
    changes = Alignment.of([first, second]).changes
    assert changes == (Change(Span(0, 1), Span(0, 4), ("r.a", "r.b")),)


def test_an_edit_over_a_part_of_an_image_fuses_with_it():
    text, first = _layer("a--b", "s1", Edit(Span(1, 3), "xyz", "r.a"))
    span = Span(3, 5)  # "z" of the image, and "b"
    text, second = _layer(text, "s2", Edit(span, "", "r.b"), marks=[Mark(span, "kind", "r.b")])
    changes = Alignment.of([first, second]).changes
    assert text == "axy"
    assert changes == (Change(Span(1, 3), Span(1, 4), ("r.a", "r.b")),)


def test_a_removal_swallows_what_it_covers_and_stays_one():
    text, first = _layer("a b  c\nd", "s1", Edit(Span(3, 4), "", "r.a"))
    mark = Mark(Span(0, 6), "kind", "r.b", 0.5)
    text, second = _layer(text, "s2", Edit(mark.span, "", "r.b"), marks=[mark])
    [change] = Alignment.of([first, second]).changes
    assert text == "d"
    assert change == Change(Span(0, 0), Span(0, 7), ("r.a", "r.b"), Removal("s2", mark))


def test_two_removals_of_one_image_are_no_removal():
    text, first = _layer("a-b", "s1", Edit(Span(1, 2), "xy", "r.a"))
    marks = [Mark(Span(1, 2), "kind", "r.b"), Mark(Span(2, 3), "kind", "r.b")]
    edits = [Edit(mark.span, "", "r.b") for mark in marks]
    _, second = _layer(text, "s2", *edits, marks=marks)
    assert Alignment.of([first, second]).changes == (
        Change(Span(1, 1), Span(1, 2), ("r.a", "r.b")),
    )


def test_deletions_at_the_border_of_an_edit_stay_apart():
    text, first = _layer("<abc>", "s1", Edit(Span(0, 1), "", "r.a"), Edit(Span(4, 5), "", "r.a"))
    mark = Mark(Span(0, 3), "kind", "r.b")
    _, second = _layer(text, "s2", Edit(mark.span, "", "r.b"), marks=[mark])
    changes = Alignment.of([first, second]).changes
    assert [tuple(change.source) for change in changes] == [(0, 1), (1, 4), (4, 5)]
    assert [change.removal is not None for change in changes] == [False, True, False]


def test_changes_that_touch_are_one_run():
    _, layer = _layer("abcd", "s1", Edit(Span(1, 2), "x", "r.a"), Edit(Span(2, 3), "y", "r.b"))
    alignment = Alignment.of([layer])
    assert len(alignment.changes) == 2
    assert alignment.ledger() == [Change(Span(1, 3), Span(1, 3), ("r.a", "r.b"))]


def test_removals_that_touch_stay_two():
    marks = [Mark(Span(0, 2), "kind", "r.a"), Mark(Span(2, 4), "kind", "r.b")]
    edits = [Edit(mark.span, "", mark.rule) for mark in marks]
    _, layer = _layer("abcd", "s1", *edits, marks=marks)
    assert len(Alignment.of([layer]).ledger()) == 2


def test_repr_shows_the_changes():
    _, layer = _layer("ab", "s1", Edit(Span(1, 2), "x", "r.a"))
    assert repr(Alignment.of([layer])).startswith("Alignment([Change(span=Span(start=1, end=2)")
    assert Alignment.of([layer]) != "something else"

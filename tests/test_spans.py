"""Spans are slices."""

from hypothesis import given
from hypothesis import strategies as st

from normtext.spans import Span

_SPANS = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda pair: Span(*sorted(pair)))
_TEXT = "abcdefghijklmnopqrst"


@given(span=_SPANS)
def test_length_is_of_the_slice(span):
    assert len(_TEXT[span.slice]) == span.length == span.end - span.start


@given(span=_SPANS, by=st.integers(0, 9))
def test_shifted_reads_the_same_text(span, by):
    assert ("." * by + _TEXT)[span.shifted(by).slice] == _TEXT[span.slice]
    assert span.shifted(by).shifted(-by) == span


@given(outer=_SPANS, inner=_SPANS)
def test_covers_all_positions(outer, inner):
    if inner.length:
        wanted = set(range(*inner)) <= set(range(*outer))
    else:
        wanted = outer.start <= inner.start <= outer.end
    assert outer.covers(inner) is wanted


def test_is_a_pair():
    assert tuple(Span(1, 4)) == (1, 4)
    assert repr(Span(1, 4)) == "Span(start=1, end=4)"

"""Languages of segments in a document: neighbours lend to the doubtful, and only to them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normtext.stages.identify_language.judgement import NONE, Guess, Judgement
from normtext.stages.identify_language.neighbours import SURE, settle

ENGLISH = Judgement(Guess("en", 0.999), (Guess("en", 0.999),))
FRENCH = Judgement(Guess("fr", 0.999), (Guess("fr", 0.999),))
DOUBTFUL = Judgement(NONE, (Guess("en", 0.5), Guess("fr", 0.45)))
RATHER_ENGLISH = Judgement(Guess("en", 0.8), (Guess("en", 0.8), Guess("fr", 0.15)))
SPANISH = Judgement(Guess("es", 0.97), (Guess("es", 0.97), Guess("fr", 0.02)))
SURELY_NEITHER = Judgement(NONE, (Guess("it", 0.51), Guess("es", 0.49)))
WORDLESS = Judgement(NONE)


@pytest.mark.parametrize(
    ("judgements", "langs"),
    [
        ([], ""),
        ([DOUBTFUL], "und"),
        ([WORDLESS, FRENCH], "und fr"),
        ([DOUBTFUL, FRENCH, FRENCH], "fr fr fr"),
        ([FRENCH, FRENCH, DOUBTFUL], "fr fr fr"),
        ([FRENCH, FRENCH, RATHER_ENGLISH, FRENCH, FRENCH, FRENCH], "fr fr fr fr fr fr"),
        ([FRENCH, FRENCH, ENGLISH, FRENCH, FRENCH, FRENCH], "fr fr en fr fr fr"),
        ([FRENCH, SPANISH, FRENCH], "fr es fr"),
        ([FRENCH, SURELY_NEITHER, FRENCH], "fr und fr"),
        ([*[FRENCH] * 3, DOUBTFUL, *[ENGLISH] * 3, DOUBTFUL], "fr fr fr en en en en en"),
        ([ENGLISH, FRENCH] * 4 + [RATHER_ENGLISH, FRENCH], "en fr " * 4 + "en fr"),
    ],
)
def test_segments_and_their_neighbours(judgements, langs):
    assert [guess.lang for guess in settle(judgements)] == langs.split()


scores = st.floats(0, 1).map(lambda value: round(value, 4))
judgements = st.one_of(
    st.sampled_from([ENGLISH, FRENCH, DOUBTFUL, RATHER_ENGLISH, SPANISH, WORDLESS]),
    st.builds(
        lambda score: Judgement(Guess("fr", score), (Guess("fr", score),)),
        st.floats(0.01, 1).map(lambda value: round(value, 4)),
    ),
)


@given(st.lists(judgements, max_size=40))
def test_sure_and_wordless_segments_are_left_alone(rows):
    settled = settle(rows)
    assert len(settled) == len(rows)
    for row, guess in zip(rows, settled, strict=True):
        assert 0 <= guess.score <= 1
        assert math.isfinite(guess.score)
        if row.answer.score >= SURE or not row.likely:
            assert guess == row.answer
        assert guess == row.answer or guess.lang in {other.answer.lang for other in rows} - {"und"}


def test_many_segments_do_not_vanish_in_rounding():
    settled = settle([FRENCH, *[DOUBTFUL] * 5_000, FRENCH])
    assert {guess.lang for guess in settled} == {"fr"}

"""Features of words: what the model was trained on is what it is asked with."""

from hypothesis import given
from hypothesis import strategies as st

from normtext.stages.identify_language.features import LONGEST_WORD, hash_features
from normtext.stages.identify_language.words import is_code, without_names, words_of

PINNED = [
    *(2360790256, 3220432397, 2360790256, 997298836, 2156177293),
    *(1060107216, 3639671097, 1289723637, 875296100, 1988316965),
    *(2645822918, 2125155615, 3543220497),
]

words = st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=8)


@given(words)
def test_features_of_a_word_do_not_depend_on_its_neighbours(some):
    hashes, owners = hash_features(some)
    for number, word in enumerate(some):
        alone, _ = hash_features([word])
        assert sorted(hashes[owners == number]) == sorted(alone)


def test_features_are_what_they_were():
    """A change of the hashes would turn the trained weights into noise."""
    hashes, _ = hash_features(["été"])
    assert hashes.tolist() == PINNED
    long = "a" * LONGEST_WORD
    assert hash_features([long])[0].tolist() == hash_features([long + "b"])[0].tolist()


@given(st.text(max_size=200))
def test_words_are_made_of_letters(text):
    for word in words_of(text):
        assert not any(char.isdecimal() or char.isspace() for char in word)


@given(st.text(max_size=200))
def test_any_text_can_be_asked(text):
    assert isinstance(is_code(text), bool)
    without_names(text)

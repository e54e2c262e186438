"""The character model: what it prefers, and that its table is what the script wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normtext.ngrams import SHAPES, CharacterModel, load_characters, shape


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("café", "cafÃ©"),
        ("l’été", "lâ€™Ã©tÃ©"),
        ("l’été", "l?été"),
        ("« Où ? »", "Ç O\N{LATIN SMALL LETTER U WITH GRAVE} ? È"),
        ("DÉJÀ", "DéJà"),
        ("cœur", "c½ur"),
        ("30 €", "30 ¤"),
        ("“yes”", "Òyes\u00d3"),
        ("the", "xqz"),
    ],
)
def test_prefers(right, wrong):
    model = load_characters()
    assert model.score(right, " ") > model.score(wrong, " ")


@given(one=st.text(), other=st.text(), before=st.text(max_size=5))
def test_scores_add_up(one, other, before):
    model = load_characters()
    before = before or "\n"
    whole = model.score(one + other, before)
    assert whole == model.score(one, before) + model.score(other, before + one)
    assert whole <= 0


@given(before=st.text(min_size=4, max_size=9), text=st.text(max_size=9))
def test_three_characters_of_context(before, text):
    model = load_characters()
    assert model.score(text, before) == model.score(text, before[-3:])


def test_nothing_before_begins_a_line():
    model = load_characters()
    assert model.score("Il") == model.score("Il", "\n")
    assert model.score("") == 0


def test_every_character_has_a_shape():
    shapes = {shape(chr(code)) for code in range(0x11000)}
    assert len(shapes) == len(SHAPES)
    assert shape("é") != shape("É") != shape("E") != shape("語")
    assert shape("\xa0") != shape(" ")


def test_loading_again_gives_the_same():
    again = CharacterModel.load()
    assert again.costs == load_characters().costs
    assert again.penalties == load_characters().penalties


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="not a table"):
        CharacterModel.from_bytes(b"\0" * 100)

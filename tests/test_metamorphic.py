"""What must hold between one answer and another, and cases that were found once."""

import pytest
from casefiles import load
from hypothesis import given
from hypothesis import strategies as st

import normtext
from normtext import testing
from normtext.pipeline import Pipeline
from normtext.presets import stage_of
from normtext.testing.grammar import grammar

REPAIR = normtext.load("repair")
ARTICLE = normtext.load("article")
LOCAL = Pipeline(stage_of(name) for name in ("repair_encoding", "normalize_unicode"))

_PROSE = st.one_of(testing.english_text(), testing.french_text())


PROSE = {
    "en": "The mayor sold the old bridge. Nobody saw it.\n\nA neighbour found three boats nearby.",
    "fr": "Le maire a vendu le vieux pont. Ma sœur a tout vu.\n\nUne voisine a trouvé un bateau.",
}


@given(found=testing.mojibake(chain=["sloppy-windows-1252"]))
def test_damage_that_lost_nothing_is_repaired(found):
    assert REPAIR.normalize(found.text).text == REPAIR.normalize(found.clean).text


@given(first=_PROSE, second=testing.mojibake(_PROSE).map(lambda found: found.text))
def test_two_documents_joined_give_both(first, second):
    joined = LOCAL.normalize(f"{first}\n{second}").text
    assert joined == f"{LOCAL.normalize(first).text}\n{LOCAL.normalize(second).text}"


@given(docs=st.lists(testing.documents().map(lambda doc: doc.text), min_size=2, max_size=4))
def test_order_changes_nothing(docs):
    forwards = list(ARTICLE.run(docs))
    assert list(ARTICLE.run(docs[::-1])) == forwards[::-1]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_boilerplate_around_a_document_comes_off(lang):
    """A rate with its floor, over lines of ours that no rule was written from."""
    lines = [line for kind in grammar(lang).boilerplate.values() for line in kind]
    prose = PROSE[lang]
    clean = ARTICLE.normalize(prose).text
    off = [
        line
        for line in lines
        if ARTICLE.normalize(f"{line}\n\n{prose}\n\n{line}").text == clean
        or ARTICLE.normalize(f"{prose}\n\n{line}").text == clean
    ]
    assert len(off) / len(lines) >= 0.75, set(lines) - set(off)


@pytest.mark.parametrize("case", load("found.toml", "case"), ids=lambda case: case["why"])
def test_what_was_found_once(case):
    source = case["text"] if "text" in case else bytes.fromhex(case["hex"])
    record = ARTICLE.normalize(source)
    assert normtext.restore(record) == ARTICLE.source_document(source).source

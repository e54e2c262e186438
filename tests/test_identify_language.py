"""identify_language: cases written by somebody else, documents, and determinism."""

import concurrent.futures

import pytest
from casefiles import load, parametrize

import normtext
from normtext.stages.identify_language.engines import ENGINES, load_engine
from normtext.stages.identify_language.function_words import load_function_words

CASES = load("language.toml", "case")


@parametrize("language.toml", "case", "case")
def test_the_language_is_told_or_left(case):
    wanted = case["lang"] if isinstance(case["lang"], list) else [case["lang"]]
    assert normtext.detect(case["text"]) in wanted


@pytest.mark.parametrize("word", ["Photos", "Menu", "", "12:30", "😀", "a"])
def test_nothing_to_go_by_is_undetermined(word):
    assert normtext.detect_langs(word) == [("und", 0.0)]


def test_a_document_has_the_language_of_most_of_its_text():
    french = "Le conseil a voté le budget de la ville après trois heures de débat. "
    english = "The council voted the budget. "
    record = normtext.normalize(french * 3 + english)
    assert record.lang == "fr"
    assert [share.lang for share in record.langs] == ["fr", "en"]
    assert sum(share.share for share in record.langs) == pytest.approx(1, abs=1e-3)
    assert record.lang_score > 0.9


def test_an_empty_document_has_no_shares():
    record = normtext.normalize("")
    assert (record.lang, record.langs) == ("und", ())


@pytest.mark.parametrize("name", ENGINES)
def test_threads_agree_at_first_use(name):
    """The library langdetect gave exceptions and wrong labels when eight threads met it first."""
    load_engine.cache_clear()
    load_function_words.cache_clear()
    texts = [case["text"] for case in CASES]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: load_engine(name).judge(texts), range(8)))
    assert all(answer == answers[0] for answer in answers)

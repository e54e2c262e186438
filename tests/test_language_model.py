"""The language model beside langdetect, the gate before it, and the laws that both keep."""

import importlib.util
import random
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from normtext.stages.identify_language.engines import ENGINES, load_engine
from normtext.stages.identify_language.function_words import load_function_words
from normtext.stages.identify_language.judgement import NONE
from normtext.stages.identify_language.langdetect import LangdetectModel
from normtext.stages.identify_language.langdetect_text import cleaned

needs_langdetect = pytest.mark.skipif(
    importlib.util.find_spec("langdetect") is None,
    reason="compares with langdetect 1.0.9, which is not installed",
)

ENGLISH = "The cabinet met on Monday, and nobody in it would say what had been decided."
FRENCH = "Le conseil s'est réuni lundi, et personne n'a voulu dire ce qui avait été décidé."
PIECES = (
    *(ENGLISH, FRENCH, "BREAKING NEWS", "ABCdeF", "Việt Nam", "e\N{COMBINING ACUTE ACCENT}té"),
    *("a\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING DOT BELOW}", "日本語のテキスト", "Привет, мир"),
    *("مرحبا", "한국어", "ţară țară", "1999", "’", " ", "\n", "\t", "x" * 300, "\ud800"),
    *("http://example.com/a?b=c", "some.one@example.org", "a@b", "@@", "0@", "://"),
    "\N{MATHEMATICAL BOLD CAPITAL A}",
)
# Unicode 16 made these upper case; the model was built with Unicode 14.
NEW_CAPITALS = {chr(code) for code in (*range(0xA7CB, 0xA7DD), *range(0x10D50, 0x10D66))}
any_text = st.text(st.characters().filter(lambda char: char not in NEW_CAPITALS), max_size=80)
texts = any_text | st.lists(st.sampled_from(PIECES) | any_text, max_size=8).map("".join)


@pytest.fixture(scope="module")
def model() -> LangdetectModel:
    return LangdetectModel.load()


@pytest.fixture(scope="module")
def names() -> list[str]:
    """The n-grams by their number in the model: those of the profiles that a text can reach,
    sorted.
    """
    from langdetect import detector_factory
    from langdetect.utils.ngram import NGram

    detector_factory.init_factory()
    grams = detector_factory._factory.word_lang_prob_map
    return sorted(gram for gram in grams if all(NGram.normalize(char) == char for char in gram))


def lang_of(text: str) -> str:
    return load_engine("normtext").judge([text])[0].answer.lang


def ours(model: LangdetectModel, names: list[str], text: str) -> Counter[str]:
    grams, _ = model._grams([cleaned(text, model.vietnamese)])
    return Counter(names[number - 1] for number in grams.ravel().tolist() if number)


def theirs(text: str) -> Counter[str]:
    from langdetect import detector_factory

    detector = detector_factory._factory.create()
    detector.append(text)
    detector.cleaning_text()
    return Counter(detector._extract_ngrams())


@needs_langdetect
@settings(deadline=None, max_examples=300)
@given(text=texts)
@example(text="")
@example(text="日本 abc 日本 日本 日本 日本 日本 def 日本")
def test_same_ngrams_as_langdetect(model: LangdetectModel, names: list[str], text: str) -> None:
    assert ours(model, names, text) == theirs(text)


@needs_langdetect
@pytest.mark.parametrize(
    "text",
    [
        "a" * 9_999 + "bcd",
        "é" * 10_001,
        "e\N{COMBINING ACUTE ACCENT}" * 12_000,
        "foo.bar@example.org " * 3_000,
        "foo.bar@" * 3_000,
        "http://example.com/ fin " * 2_000,
        ("a" * 64 + "@" + "b" * 500 + ".c et ") * 60,
        "mot " * 4_000,
    ],
    ids=lambda text: text[:12],
)
def test_same_ngrams_where_langdetect_cuts(
    model: LangdetectModel, names: list[str], text: str
) -> None:
    assert ours(model, names, text) == theirs(text)


@settings(deadline=None)
@given(batch=st.lists(texts, max_size=6))
def test_one_text_is_judged_alike_alone_and_in_a_batch(
    model: LangdetectModel, batch: list[str]
) -> None:
    odds = model.log_odds(batch)
    assert odds.shape == (len(batch), len(model.languages))
    assert [row.tolist() for row in odds] == [model.log_odds([text])[0].tolist() for text in batch]
    for name in ENGINES:
        judge = load_engine(name).judge
        assert judge(batch) == [judge([text])[0] for text in batch]


@settings(deadline=None)
@given(text=texts)
@pytest.mark.parametrize("name", ENGINES)
def test_judgements_are_guesses(name: str, text: str) -> None:
    judgement = load_engine(name).judge([text])[0]
    for guess in (judgement.answer, *judgement.likely):
        assert 0 <= guess.score <= 1
        assert guess.score == round(guess.score, 4)
        assert (guess.lang == "und") == (guess.score == 0)
    scores = [guess.score for guess in judgement.likely]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) < 1.01
    assert judgement.answer in (NONE, *judgement.likely[:1])


def test_a_batch_of_many_sizes_is_judged_alike() -> None:
    rng = random.Random(7)
    batch = [" ".join(rng.choices(PIECES, k=rng.randrange(40))) for _ in range(60)]
    for name in ENGINES:
        judge = load_engine(name).judge
        assert judge(batch) == [judge([text])[0] for text in batch]


def test_loading_again_changes_nothing(model: LangdetectModel) -> None:
    assert (LangdetectModel.load().log_odds(PIECES) == model.log_odds(PIECES)).all()


def test_the_model_cannot_be_written_to(model: LangdetectModel) -> None:
    with pytest.raises(ValueError, match="read-only"):
        model.weights[0, 0] = 1


@pytest.mark.parametrize("text", ["a" * 10**7, "é@" * 10**6, "http://" * 10**5, "日" * 10**6])
def test_a_long_text_is_cut(text: str) -> None:
    judge = load_engine("normtext").judge
    assert judge([text]) == judge([text[:10_000]])


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("the", "en"),
        ("aujourd'hui", "fr"),
        ("aujourd\N{RIGHT SINGLE QUOTATION MARK}hui", "fr"),
        ("Drapeau de la France", "fr"),
        ("Deteriorating Situation in Mali", "en"),
        ("Bonjour tout le monde", "fr"),
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (ENGLISH.upper(), "en"),
        (FRENCH.upper(), "fr"),
        ("Esta es una frase en español.", "es"),
        ("Questa è una frase italiana.", "it"),
        ("Dit is een zin in het Nederlands.", "nl"),
        ("Det här är en mening på svenska.", "sv"),
        ("Això és una frase en català.", "ca"),
    ],
)
def test_language(text: str, lang: str) -> None:
    assert lang_of(text) == lang


@pytest.mark.parametrize(
    "text",
    [
        *("Photos", "Source", "Menu", "Contact", "Internet"),
        *("Paris", "", " ", "12 345", "12/05/2015", "10 %", "\N{GRINNING FACE}", "..."),
        *("\ud800", "https://example.com/the/and/of", "www.example.com", "someone@example.com"),
        *("@someone", "#paris", "IMG_2034.jpg", "photo.jpg", "print('hello world')"),
        "for (int i = 0; i < n; i++) { return this; }",
        "<div class='the'>of and</div>",
        "SELECT * FROM users WHERE id = 3;",
    ],
)
def test_cannot_tell(text: str) -> None:
    assert lang_of(text) == "und"


@pytest.mark.parametrize(
    "text",
    [
        "Tè : baloard deus Morets.",
        "Enfants, soi fòrabandit del païs de jos la tèrra.",
        "Yon ti souri parèt sou lèv mwen.",
        "Fòk m di nou, m gen 2 gran frè ak yon ti sè bò manman.",
        "Els científics van anunciar ahir la invenció d'una nova eina.",
    ],
)
def test_near_languages_are_not_french(text: str) -> None:
    assert lang_of(text) not in ("en", "fr")


def test_word_lists() -> None:
    words = load_function_words()
    assert not words.english & words.french
    for word in words.english | words.french:
        assert word == word.lower()
        assert len(word.split()) == 1

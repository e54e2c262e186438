"""The translator around an engine: what is sent, protected, retried, flagged, cached."""

import pytest
from translation import FakeEngine

from normtext.errors import InputError, ModelError
from normtext.translation.cache import FileCache, MemoryCache
from normtext.translation.engine import Output
from normtext.translation.guards import GUARDS, suspicions
from normtext.translation.pieces import split_long
from normtext.translation.profiles import PROFILES
from normtext.translation.protection import Protection, lost
from normtext.translation.translator import Translator


def _translator(engine, *, profile="default", protection=None, cache=None):
    return Translator(engine, PROFILES[profile], protection or Protection(), cache or MemoryCache())


def test_order_duplicates_and_what_has_no_letters():
    engine = FakeEngine()
    sentences = ["Il pleut fort.", "12:30", "Oui.", "", "Il pleut fort.", "→ …"]
    texts = [found.text for found in _translator(engine).translate(sentences)]
    assert texts == ["[Il pleut fort.]", None, "[Oui.]", None, "[Il pleut fort.]", None]
    assert engine.asked == [["Oui.", "Il pleut fort."]]


def test_a_sentence_that_fails_costs_no_other():
    engine = FakeEngine(fails=["Deux."])
    found = _translator(engine).translate(["Un.", "Deux.", "Trois."])
    assert [one.text for one in found] == ["[Un.]", None, "[Trois.]"]
    assert [one.flags for one in found] == [(), ("failed",), ()]


def test_our_own_errors_are_not_a_failed_sentence():
    class Forked(FakeEngine):
        def translate(self, *_, **__):
            raise ModelError("forked")

    with pytest.raises(ModelError, match="forked"):
        _translator(Forked()).translate(["Un."])


@pytest.mark.parametrize(
    "kept",
    [
        "https://a.ca/b?c=d&e=_f_",
        "www.a.ca/b",
        "zoe.martin@a-b.ca",
        "@zoe_m",
        "#dépôt",
        "`x = 1`",
        "🇨🇦",
        "👩🏽",
        "☂️",
    ],
)
def test_protected_spans_come_through(kept):
    source = f"Il pleut {kept} sur la ville."
    engine = FakeEngine({source: "It rains on the town."})
    [found] = _translator(engine).translate([source])
    assert found.text == f"[Il pleut] {kept} [sur la ville.]"
    assert "span" not in found.flags
    [found] = _translator(engine, profile="argos-exact").translate([source])
    assert found.text == "It rains on the town."
    assert "span" in found.flags


def test_a_span_that_came_through_leaves_the_sentence_whole():
    source = "Il pleut (https://a.ca)."
    engine = FakeEngine({source: "It rains (https://a.ca)."})
    assert _translator(engine).translate([source])[0].text == "It rains (https://a.ca)."
    assert len(engine.asked) == 1


def test_glossary_and_names():
    protection = Protection({"dépôt": "warehouse"}, ["Belle Rive"])
    engine = FakeEngine({"Le dépôt de Belle Rive ferme.": "The depot of Fair Shore closes."})
    [found] = _translator(engine, protection=protection).translate(
        ["Le dépôt de Belle Rive ferme."]
    )
    assert found.text == "[Le] warehouse [de] Belle Rive [ferme.]"
    assert not protection.kept("Les dépôts de Belle Rives")


def test_nothing_but_protected_spans_asks_no_model():
    protection = Protection({"dépôt": "warehouse"}, ["Belle Rive"])
    engine = FakeEngine()
    found = _translator(engine, protection=protection).translate(
        ["https://depot.ca/a", "Belle Rive 12", "Dépôt : dépôt, Belle Rive", "dépôt, 12"]
    )
    assert [one.text for one in found] == [
        None,
        None,
        "[Dépôt :] warehouse, Belle Rive",
        "warehouse, 12",
    ]
    assert {one.flags for one in found} == {()}
    assert engine.asked == [["Dépôt : dépôt, Belle Rive"], ["Dépôt :"]]


def test_what_is_lost_is_counted():
    kept = Protection().kept("@a et @a")
    assert lost(kept, "@a and @b") == ["@a"]
    assert not lost(kept, "@a and @a")


def test_a_loop_is_tried_once_more_without_repeats():
    loop = "the the the the the the"
    engine = FakeEngine({"Il pleut.": loop, "Il vente.": loop}, repeats={"Il pleut.": "It rains."})
    engine.repeats["Il vente."] = loop
    found = _translator(engine).translate(["Il pleut.", "Il vente."])
    assert found[0] == ("It rains.", ())
    assert found[1].text == loop
    assert "repetition" in found[1].flags


@pytest.mark.parametrize(
    ("source", "translation", "flags"),
    [
        ("Le chat dort sur le lit.", "The cat sleeps on the bed.", ()),
        ("Le chat dort sur le lit.", "Le chat dort sur le lit.", ("echo",)),
        ("Jean Martin, Paris", "Jean Martin, Paris", ()),
        ("Il y a 3 chats.", "There are three cats.", ()),
        ("Il y a 3 chats.", "There are 4 cats.", ("number",)),
        ("Il a 1 250,50 $ et 3 %.", "He has $1,250.50 and 3%.", ()),
        ("Il dort sur le lit.", "Il dort dort dort dort dort.", ("repetition",)),
        ("Non, non, non, non, non !", "No, no, no, no, no!", ()),
        ("Il pleut sur la ville et sur les champs.", "Rain.", ("length",)),
    ],
)
def test_suspicions(source, translation, flags):
    assert suspicions(source, translation, -0.2) == flags


def test_an_unsure_model_is_flagged():
    assert suspicions("Il pleut.", "It rains.", -3.0) == ("low_score",)


def test_long_sentences_are_split_at_punctuation_first():
    sentence = " ; ".join(["le chat dort"] * 100)
    engine = FakeEngine()
    [found] = _translator(engine).translate([sentence])
    assert found.text.count("[") > 1
    assert "truncated" not in found.flags
    [found] = _translator(engine).translate(["chat " * 300])
    assert "truncated" in found.flags


@pytest.mark.parametrize("text", ["a" * 50, "un deux, trois ; quatre " * 20, "…" * 9 + " a"])
def test_pieces_are_the_sentence(text):
    pieces, _ = split_long(text, 7, len)
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 7


def test_a_translation_that_was_cut_is_flagged():
    engine = FakeEngine({"Il pleut.": Output("It rains", -0.1, cut=True)})
    assert _translator(engine).translate(["Il pleut."])[0].flags == ("truncated",)


def test_the_cache_serves_and_forgets():
    engine, cache = FakeEngine(), MemoryCache(size=2)
    translator = _translator(engine, cache=cache)
    for sentences in (["Un.", "Deux."], ["Un."], ["Trois."], ["Un.", "Deux."]):
        translator.translate(sentences)
    assert engine.asked == [["Un.", "Deux."], ["Trois."], ["Deux."]]


def test_a_file_keeps_sentences_between_runs(tmp_path):
    path = tmp_path / "cache.sqlite"
    first, second, other = FakeEngine(), FakeEngine(), FakeEngine()
    expected = _translator(first, cache=FileCache(path, "a")).translate(["Un.", "Deux."])
    assert _translator(second, cache=FileCache(path, "a")).translate(["Un.", "Deux."]) == expected
    assert not second.asked
    _translator(other, cache=FileCache(path, "b")).translate(["Un."])
    assert other.asked == [["Un."]]
    FileCache(path, "a", size=1).put({"Trois.": Output("Three.", 0.0)})
    assert list(FileCache(path, "a").get(["Un.", "Deux.", "Trois."])) == ["Trois."]


def test_a_file_that_is_no_cache_is_said(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, and no data base.\n" * 100)
    with pytest.raises(InputError, match=r"notes.txt cannot be used as a cache"):
        FileCache(path, "a")


def test_every_guard_is_documented():
    assert all(GUARDS.values())
    assert set(GUARDS) >= set(suspicions("le chat 3 dort là", "le chat 4 dort là", -9.0))

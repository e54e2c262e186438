"""The sentence splitter: what holds for any text, each rule and each abbreviation, hard cases."""

import pickle
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normtext.stages.segment_sentences import boundaries, stops
from normtext.stages.segment_sentences.abbreviations import KINDS, WordLists
from normtext.stages.segment_sentences.boundaries import SentenceSplitter

CASES = tomllib.loads(
    (Path(__file__).parent / "cases" / "sentence_boundaries.toml").read_text(encoding="utf-8")
)["case"]
SPLITTER = SentenceSplitter.load()
LISTS = SPLITTER.words

# Prose made of what the rules look at, so that generated text reaches them.
PIECES = """
    Dupont dort sleeps The le i J M. Dr. p. XIV cf. etc. Inc. p.m. U.S. J.-C. févr. 1 2 1. 2. IV.
    P.S. Yahoo! oh! ... … ? ! ?! . " “ ” « » ' ( ) (...) [1] ² 😀 :-) — - • , ; c’est l’art. dit
    demanda-t-il ** 3.14 a@b.fr \ud800 e\u0301 \u200b Ǆ
"""
SPACES = st.sampled_from(["", " ", " ", "  ", "\u00a0", "\u202f", "\t", "\n", "\x1c", "\u2028"])
PROSE = st.lists(st.tuples(st.sampled_from(PIECES.split()), SPACES)).map(
    lambda pairs: "".join(map("".join, pairs))
)
ANY = st.text(st.characters(codec=None)) | PROSE | st.text(" .!?\"'()«»aA1\ud800\u0301")


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in SPLITTER.split(text)]


@given(ANY)
def test_the_sentences_partition_the_block(text):
    at = 0
    for start, end in SPLITTER.split(text):
        assert not text[at:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(ANY, st.integers(0), st.integers(0))
def test_only_the_block_is_read(text, one, other):
    start, end = sorted((one % (len(text) + 1), other % (len(text) + 1)))
    alone = [(a + start, b + start) for a, b in SPLITTER.split(text[start:end])]
    assert SPLITTER.split(text, start, end) == alone


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ('Oui. ", dit-il', 6),  # the comma would go on
        ("The U.S. L’hiver", 10),  # the apostrophe would make "L" an opener
        ('Il dit " Oui. " Non', 15),  # a closing quote at the very end of the block
        ("Il dort. [12] Elle", 12),  # half a footnote mark
    ],
)
def test_the_character_after_the_block_is_not_read(text, end):
    assert SPLITTER.split(text, 0, end) == SPLITTER.split(text[:end])


@given(ANY)
def test_another_splitter_agrees(text):
    copy = pickle.loads(pickle.dumps(SPLITTER))
    assert copy == SPLITTER == SentenceSplitter.load()
    assert copy.split(text) == SPLITTER.split(text)


@given(ANY)
def test_the_short_way_agrees_with_the_rules(text):
    shortened = SPLITTER.split(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boundaries, "_is_plain", lambda *_: False)
        assert SPLITTER.split(text) == shortened


def test_it_is_a_plain_value():
    assert repr(SPLITTER) == "SentenceSplitter(words=WordLists(languages=('en', 'fr')))"
    assert hash(SPLITTER) == hash(SentenceSplitter.load())
    with pytest.raises(AttributeError):
        SPLITTER.words = LISTS


# --- Linear work -------------------------------------------------------------------------------


class Counted(str):
    """A text that counts the code points that are copied out of it or counted over."""

    __slots__ = ()
    work = 0

    def __getitem__(self, key):
        piece = super().__getitem__(key)
        Counted.work += len(piece)
        return piece

    def count(self, part, start, end):
        Counted.work += end - start
        return super().count(part, start, end)


class CountedPattern:
    """A pattern that counts the code points that its matches cover."""

    def __init__(self, pattern):
        self.pattern = pattern

    def finditer(self, text, start, end):
        for found in self.pattern.finditer(text, start, end):
            Counted.work += found.end() - found.start()
            yield found

    def match(self, text, start, end):
        found = self.pattern.match(text, start, end)
        Counted.work += found.end() - start
        return found


HOSTILE = [
    *(
        "a",
        ".",
        ". ",
        "a.",
        "a. ",
        "A. ",
        "e.g. ",
        '"',
        '" ',
        '. "',
        '. " ',
        'e.g. " ',
        "(",
        ". ( ",
    ),
    *(
        ") ",
        "1.",
        "1. ",
        "9. ",
        "...a",
        ". \u00a0",
        "?!",
        "«",
        ". « ",
        "».",
        ".»",
        ". »",
        "😀",
        "! 😀",
    ),
    *(
        ". 😀",
        "[1]",
        ".[1]",
        ". [1] ",
        ":-) ",
        ".'",
        "’",
        "l’art. ",
        "— ",
        ". — ",
        "-t-il",
        "Dr. ",
        "\ud800.",
    ),
]


@pytest.mark.parametrize("part", [*HOSTILE, ".\0" + " " * 50, ". a" + "\0" * 50])
@pytest.mark.parametrize("frame", ["{}", "x.{}", ". {}", "x. {}x"])
def test_the_work_grows_with_the_length(part, frame, monkeypatch):
    def work(size):
        Counted.work = 0
        text = Counted(frame.format((part * size)[:size]))
        SPLITTER.split(text)
        return Counted.work

    for name in ("_MARKS", "_AFTER"):
        monkeypatch.setattr(boundaries, name, CountedPattern(getattr(boundaries, name)))
    for size in (2_000, 8_000):
        # A stop costs its window of 24 and a few looks around; the worst text is nothing but stops.
        assert work(size) <= 60 * (size + 100)


def test_no_pattern_can_backtrack_far():
    """The count above sees what a pattern matched, not what it tried: it must not try twice."""
    for pattern in (boundaries._MARKS, boundaries._AFTER):
        blanked = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "x", pattern.pattern)
        repeats = re.findall(r"[*+?}]+", blanked)
        open_ended = [repeat for repeat in repeats if repeat[0] in "*+"]
        assert open_ended
        assert all(repeat[1:] == "+" for repeat in open_ended), "possessive: *+ or ++"
    # A run of marks is one match, whatever follows it: the search never starts inside it again.
    assert [m.span() for m in boundaries._MARKS.finditer("?" * 99 + "a")] == [(0, 99)]


# --- Rules and data ----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", stops.RULES, ids=lambda rule: rule.decide.__name__)
def test_each_rule_decides_its_example(rule, monkeypatch):
    seen = []

    def ends_sentence(stop):
        decided, ends = stops.deciding_rule(stop)
        assert ends == stops.ends_sentence(stop)
        seen.append(decided)
        return ends

    monkeypatch.setattr(boundaries, "ends_sentence", ends_sentence)
    assert sentences(rule.example.replace("|", "")) == rule.example.split("| ")
    assert rule in seen
    assert rule.decide.__doc__


# What may follow an abbreviation of each group without ending the sentence, and what ends it.
FOLLOWED = {
    "before_name": ("Xavier", None),
    "never_final": ("Xavier", None),
    "before_number": ("5 x", "Xavier"),
    "months": ("5 x", "Xavier"),
    "may_end": ("Xavier", "The x"),
    "before_lower": ("xavier", "Xavier"),
    "announces": ("Xavier", None),
    "marked_names": ("Xavier", "The x"),
    "interjections": ("xavier", "Xavier"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_abbreviation_acts_as_its_group_says(kind):
    entries = [entry for entry, group in LISTS.kinds.items() if group == kind]
    assert entries
    goes_on, ends = FOLLOWED[kind]
    head = "" if kind == "announces" else "Voici (l’"
    for entry in entries:
        stopped = entry if entry[-1] in "!?" else entry + "."
        assert len(entry) < boundaries.WINDOW
        assert len(sentences(f"{head}{stopped} {goes_on} dort.")) == 1, entry
        if ends:
            assert len(sentences(f"{head}{stopped} {ends} dort.")) == 2, entry


def test_a_particle_is_an_opener():
    assert LISTS.particles <= LISTS.openers


def test_a_wrong_data_file_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "lang" / "xx" / "abbreviations.toml"
    path.parent.mkdir(parents=True)
    monkeypatch.setattr("normtext.stages.segment_sentences.abbreviations.files", lambda _: tmp_path)
    path.write_text('titles = ["Dr"]')
    with pytest.raises(ValueError, match="unknown group titles; known are before_name"):
        WordLists.load(("xx",))
    path.write_text('may_end = ["co"]\nmonths = ["co"]')
    with pytest.raises(ValueError, match="'co' stands in may_end and in months"):
        WordLists.load(("xx",))


# --- Hard cases --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["name"],
            marks=[pytest.mark.xfail(strict=True, reason=case["known_failure"])]
            if "known_failure" in case
            else [],
        )
        for case in CASES
    ],
)
def test_hard_case(case):
    assert sentences(case.get("text", " ".join(case["sentences"]))) == case["sentences"]

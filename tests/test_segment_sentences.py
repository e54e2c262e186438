"""segment_sentences: kinds of lines, titles, and sentences as written by somebody else."""

import pytest
from casefiles import parametrize

import normtext
from normtext.edits import Finding, Mark
from normtext.pipeline import Pipeline
from normtext.rules import LineRule, RuleSet
from normtext.spans import Span
from normtext.stages import SegmentSentences


def check_sentences(case):
    text = case.get("text", " ".join(case["sentences"]))
    record = Pipeline([SegmentSentences()]).normalize(text)
    found = [segment.text for segment in record.segments]
    assert found in [case["sentences"], *case.get("also", [])]


@parametrize("sentences.toml", "case", "case")
def test_sentences_are_found(case):
    check_sentences(case)


@parametrize("sentences_hard.toml", "case", "case")
def test_hard_sentences_are_found(case):
    check_sentences(case)


MORE = "The mayor was said to be asleep by nine; others saw him later, on the road to the weir."
PROSE = "It rained on the harbour all afternoon, and nobody came to the meeting in the old hall."


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"A title\n\n{PROSE}", ["title", "sentence"]),
        (f"{PROSE}\n\nA heading\n\n{MORE}", ["sentence", "heading", "sentence"]),
        (f"{PROSE}\n\nMilk\n- two eggs\n- flour", ["sentence", "sentence", "item", "item"]),
        (f"{PROSE}\n\n1. Boil it.\n2. Eat it.", ["sentence", "item", "item"]),
        (f"{PROSE}\n***\n{MORE}", ["sentence", "other", "sentence"]),
        (f"A title\nFlag of Norway\n\n{PROSE}", ["title", "caption", "sentence"]),
        (f"The depot is sold.\nBy Ann Lee\n\n{PROSE}", ["title", "sentence"]),
        (f"{PROSE} {PROSE}", ["sentence", "sentence"]),
        (f"Ends openly:\n\n{PROSE}", ["sentence", "sentence"]),
        ("Roses are red\nViolets are blue", ["sentence", "sentence"]),
        ("", []),
    ],
)
def test_lines_have_their_kinds(text, kinds):
    assert [segment.kind for segment in normtext.normalize(text).segments] == kinds


def test_paragraphs_gather_the_segments_of_a_line():
    record = normtext.normalize(f"A title\n\n{PROSE} Then it stopped.")
    title, paragraph = record.paragraphs
    assert (title.kind, paragraph.kind) == ("title", "paragraph")
    assert [segment.text for segment in paragraph.segments] == [PROSE, "Then it stopped."]
    assert record.text[slice(*paragraph.span)] == f"{PROSE} Then it stopped."


class _Names:
    """An editor that finds a line to be the title, more or less."""

    name = "names"
    rules = RuleSet.of(
        LineRule(
            id="a.title", kind="title", why="w", pattern="x", removes=False, hits=("x",),
            misses=("y", "z"),
        )
    )  # fmt: skip

    def __init__(self, line, score):
        self.line, self.score = line, score

    def find(self, doc):
        at = doc.text.index(self.line)
        span = Span(at, at + len(self.line))
        return Finding((), (Mark(span, "title", "a.title", self.score),))


class _Named(_Names):
    name = "named"


@pytest.mark.parametrize(
    ("line", "score", "title"),
    [
        ("The depot", 0.9, "The depot"),
        ("The depot", None, "The depot"),
        ("The depot", 0.4, None),  # the first line is none, then, and it is not likely enough
        ("A section", 0.4, "A section"),  # by its form
    ],
)
def test_a_likely_title_is_the_title(line, score, title):
    text = f"A section\nThe depot\n{PROSE}"
    record = Pipeline([_Names(line, score), SegmentSentences()]).normalize(text)
    assert record.metadata.title == title


def test_a_sure_title_counts_whatever_was_said_before():
    text = f"A section\nThe depot\n{PROSE}"
    stages = [_Names("The depot", 0.4), _Named("A section", 0.9), SegmentSentences()]
    assert Pipeline(stages).normalize(text).metadata.title == "A section"

"""How many single lines of furniture go from a document of prose, and that their likes stay."""

import pytest
from casefiles import load

from normtext.pipeline import Pipeline
from normtext.presets import stage_of

PROSE = [
    "The river rose by two metres in the night and flooded the lower part of the town.",
    "Nobody was hurt, but forty families had to leave their homes before dawn.",
    "The fire brigade pumped water out of cellars until late in the afternoon.",
    "According to the mayor, the old dam above the mill held better than expected.",
    "Engineers had warned for years that its northern wall was in a poor state.",
    "A plan to rebuild it was drawn up in 2011 and then put aside for lack of money.",
    "Farmers along the valley lost most of the hay that they had stored for the winter.",
    "The council will meet next week to decide how the damage is to be paid for.",
]
FILES = ["lines_en.toml", "lines_en_held.toml"]
PLACES = {"middle": 4, "end": 8}


def _lines(file, table):
    return [line for family in load(file, table) for line in family["lines"].strip().split("\n")]


def _gone(lines, at):
    """The lines of which nothing is left in prose: a document each."""
    stage = Pipeline([stage_of("strip_boilerplate")])
    documents = ("\n".join([*PROSE[:at], line, *PROSE[at:]]) for line in lines)
    kept = [stage.normalize(document).text.split("\n") for document in documents]
    return [line for line, left in zip(lines, kept, strict=True) if line not in left]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("file", FILES)
def test_furniture_goes(file, place):
    lines = _lines(file, "furniture")
    assert len(_gone(lines, PLACES[place])) >= 0.9 * len(lines)


@pytest.mark.parametrize("file", FILES)
def test_what_looks_like_furniture_stays(file):
    lines = _lines(file, "others")
    assert len(_gone(lines, PLACES["middle"])) <= 0.01 * len(lines), _gone(lines, 4)


@pytest.mark.parametrize("file", FILES)
def test_at_the_end_labels_may_go_and_sentences_stay(file):
    """A last line of one word or two ("Reply", "Archives") is more often a label than text."""
    gone = _gone(_lines(file, "others"), PLACES["end"])
    sentences = [line for line in gone if len(line.split()) > 3]
    assert len(sentences) <= 0.015 * len(_lines(file, "others")), sentences

"""How many single lines of furniture go from a document of prose, and that their likes stay.

Single lines may fail. Of the files `_held`, what failed was looked at once, at the end, if at all.
"""

import pytest
from casefiles import FOLDER, load

from normtext.pipeline import Pipeline
from normtext.stages import StripBoilerplate

PROSE = {
    "en": [
        "The river rose by two metres in the night and flooded the lower part of the town.",
        "Nobody was hurt, but forty families had to leave their homes before dawn.",
        "The fire brigade pumped water out of cellars until late in the afternoon.",
        "According to the mayor, the old dam above the mill held better than expected.",
        "Engineers had warned for years that its northern wall was in a poor state.",
        "A plan to rebuild it was drawn up in 2011 and then put aside for lack of money.",
        "Farmers along the valley lost most of the hay that they had stored for the winter.",
        "The council will meet next week to decide how the damage is to be paid for.",
    ],
    "fr": [
        "La rivière est montée de deux mètres dans la nuit et a noyé le bas de la ville.",
        "Personne n'est blessé, mais quarante familles ont dû partir de chez elles avant l'aube.",
        "Les pompiers ont vidé des caves jusque tard dans l'après-midi.",
        "Selon le maire, le vieux barrage du moulin a mieux tenu que prévu.",
        "Des ingénieurs disaient depuis des années que son mur nord était en mauvais état.",
        "Un plan pour le refaire, dressé en 2011, fut mis de côté faute d'argent.",
        "Les fermiers de la vallée ont perdu presque tout le foin de l'hiver.",
        "Le conseil se réunit la semaine prochaine pour dire comment payer les dégâts.",
    ],
}
FILES = sorted(file.name for file in FOLDER.glob("lines_*.toml"))
PLACES = {"middle": 4, "end": 8}
GOES = {"middle": 0.8, "end": 0.9}
"""Shares of the lines of furniture that go at least: below what was measured."""


def _lines(file, table):
    return [line for family in load(file, table) for line in family["lines"].split("\n") if line]


def _gone(file, table, place):
    """The lines of which nothing is left in prose: a document each."""
    stage, at = Pipeline([StripBoilerplate()]), PLACES[place]
    prose = PROSE["fr" if file.startswith("lines_fr") else "en"]
    return [
        line
        for line in _lines(file, table)
        if line not in stage.normalize("\n".join([*prose[:at], line, *prose[at:]])).text.split("\n")
    ]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("file", FILES)
def test_furniture_goes(file, place):
    gone = _gone(file, "furniture", place)
    assert len(gone) >= GOES[place] * len(_lines(file, "furniture"))


@pytest.mark.parametrize("file", FILES)
def test_what_looks_like_furniture_stays(file):
    gone = _gone(file, "others", "middle")
    assert len(gone) <= 0.01 * len(_lines(file, "others")), gone


@pytest.mark.parametrize("file", FILES)
def test_at_the_end_labels_may_go_and_sentences_stay(file):
    """A last line of one word or two ("Reply", "Archives") is more often a label than text."""
    sentences = [line for line in _gone(file, "others", "end") if len(line.split()) > 3]
    assert len(sentences) <= 0.015 * len(_lines(file, "others")), sentences

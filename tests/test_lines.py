"""Lines of furniture, and others in the same words, each in a document of prose.

Single lines may fail: what is held to is how many. Half of the lines of a language, in the files
`_held`, were not looked at while its rules were made.
"""

import pytest
from casefiles import FOLDER, load

from normtext.pipeline import Pipeline
from normtext.stages import StripBoilerplate

PROSE = {
    "en": (
        "It rained on the harbour all afternoon, and nobody came to the meeting in the old hall.",
        "The mayor was said to be asleep by nine; others saw him later, on the road to the weir.",
        "A boy found the keys in the spring, and by then nobody remembered what they had opened.",
    ),
    "fr": (
        "Il a plu sur le port tout l'après-midi, et personne n'est venu dans la vieille salle.",
        "On disait le maire endormi à neuf heures ; d'autres l'ont vu plus tard, près du barrage.",
        "Un enfant a trouvé les clés au printemps, et nul ne savait plus ce qu'elles ouvraient.",
    ),
}
FILES = sorted(file.name for file in FOLDER.glob("lines_*.toml"))
GOES, STAYS = 0.8, 0.98
"""Shares of the lines of furniture that go at least, and of the others that stay at least."""


def _share_that_goes(file, table):
    """Of the lines of a table, each between paragraphs."""
    above, middle, below = PROSE[file.split("_")[1].removesuffix(".toml")]
    lines = [line for family in load(file, table) for line in family["lines"].split("\n") if line]
    stage = Pipeline([StripBoilerplate()])
    kept = sum(
        line in stage.normalize(f"{above}\n\n{middle}\n\n{line}\n\n{below}").text for line in lines
    )
    return 1 - kept / len(lines)


@pytest.mark.parametrize("file", FILES)
def test_lines_of_furniture_go(file):
    assert _share_that_goes(file, "furniture") >= GOES


@pytest.mark.parametrize("file", FILES)
def test_other_lines_stay(file):
    assert _share_that_goes(file, "others") <= 1 - STAYS

"""The title: kept in the text, read where it is sure, and none otherwise."""

import pytest
from casefiles import parametrize

import normtext
from normtext.stages.strip_boilerplate.lines import lines_of
from normtext.stages.strip_boilerplate.titles import candidates, title_of

PROSE = "The mill was built in 1802 by a miller from the coast, and it burned down twice."


@parametrize("titles.toml", "case", "case")
def test_the_title_is_kept_and_read(case):
    pipeline = normtext.preset(case["preset"])
    record = pipeline.normalize(case["text"])
    assert (record.metadata.title or "") == case["title"]
    lines = record.text.split("\n")
    assert [line for line in case["keeps"] if line in lines] == case["keeps"]
    kinds = [segment.text for segment in record.segments if segment.kind == "title"]
    assert kinds == ([case["title"]] if case["title"] else [])
    assert pipeline.normalize(record.text).text == record.text


@parametrize("titles.toml", "case", "case")
def test_the_title_is_read_where_nothing_is_removed(case):
    record = normtext.preset(case["preset"], tag_only=True).normalize(case["text"])
    assert (record.metadata.title or "") == case["title"]
    assert all(label.kind != "title" for label in record.labels)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("2021-05-03", "2021-05-03"),
        ("2021-05-03 10:00:00+02:00", "2021-05-03T10:00:00+02:00"),
        ("3 May 2021", "2021-05-03"),
        ("Publié le 03/05/2021", "2021-05-03"),
        ("03/05/2021", "03/05/2021"),
        ("last spring", "last spring"),
    ],
)
def test_a_given_date_is_iso_where_it_can_be_read(given, stored):
    record = normtext.normalize({"text": "It rained.", "date": given})
    assert record.metadata.date == stored


@pytest.mark.parametrize("line", ["a b", "Home | " * 20, "Alpha beta gamma delta", "x" * 80])
def test_few_lines_are_looked_at(line):
    """However long the document and whatever it holds."""
    for lines in ([line] * 3000, [line, PROSE] * 1500, [PROSE] * 3000):
        left = lines_of("\n".join(lines))
        assert len(candidates(left, ())) <= 80


def test_a_heading_below_prose_is_not_the_title():
    lines = lines_of(f"The old mill\n{PROSE}\nHow it burned\n{PROSE}\nPhoto\nA new mill\n{PROSE}")
    assert [lines[at].text for at in candidates(lines, ())] == ["The old mill", "A new mill"]


def test_without_prose_there_is_no_title():
    left = lines_of("Potato bread\n4 potatoes\nflour")
    assert title_of(left, ()) is None


HEAD_LINES = [
    ("Publié : 03.05.2021", None, "2021-05-03"),
    ("Par l'AFP, le 3 mai 2021", "l'AFP", "2021-05-03"),
    ("Jean Villers, publié le 3 mai 2021", "Jean Villers", "2021-05-03"),
    ("Publié le 3 mai 2021 à 18h05Mis à jour le 4 mai 2021", None, "2021-05-03T18:05"),
    ("Ann Lee, published on 3 May 2021", "Ann Lee", "2021-05-03"),
    ("Reuters May 3, 2021 11:03 PM", "Reuters", "2021-05-03T23:03"),
    ("By Ann Lee | The Valley Post", "Ann Lee", None),
    ("May 3, 2021 by Ann Lee", "Ann Lee", "2021-05-03"),
    ("May 3, 2021 2 min read", None, "2021-05-03"),
    # near misses
    ("Les Bienfaits, publié le 13 septembre 2006", None, None),
    ("Rapport Durand, publié le 3 mai 2021", None, None),
    ("The Goldfinch, published September 23, 2013", None, None),
    ("May 3, 2021 by accident", None, None),
    ("Published 03/05/2021", None, None),
    ("Date : 3 mai 2021", None, None),
]


@pytest.mark.parametrize(("line", "byline", "date"), HEAD_LINES)
def test_a_line_below_the_title_is_read_or_left(line, byline, date):
    text = f"Depot sold\n{line}\n\nThe council has sold the depot to a friend of hers, they say."
    metadata = normtext.normalize(text).metadata
    assert (metadata.byline, metadata.date) == (byline, date)

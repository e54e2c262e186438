"""Metadata read from the text: wrong metadata is worse than none."""

from casefiles import parametrize

import normtext


@parametrize("metadata.toml", "case", "case")
def test_metadata_are_read_or_left(case):
    metadata = normtext.normalize(case["text"]).metadata
    found = {
        field: getattr(metadata, field) or "" for field in ("title", "byline", "date", "credit")
    }
    assert found == {field: case[field] for field in found}
    assert list(metadata.hashtags) == case["hashtags"]


def test_each_field_says_where_it_was_read():
    text = (
        "\N{NEWSPAPER} The depot is sold\nBy Ann Lee\n4 May 2021\n\n"
        "The council has sold it to a friend of the mayor.\n\n#Depot #Council"
    )
    record = normtext.normalize(text)
    read = [
        (span.field, text[span.source_start : span.source_end]) for span in record.metadata.spans
    ]
    assert read == [
        ("title", "The depot is sold"),
        ("byline", "Ann Lee"),
        ("date", "4 May 2021"),
        ("hashtags", "Depot"),
        ("hashtags", "Council"),
    ]
    assert record.metadata.date == "2021-05-04"


def test_given_metadata_beats_what_is_read():
    record = normtext.normalize(
        {
            "text": "The depot is sold\nBy Ann Lee\n\nThe council has sold it to a friend of hers.",
            "title": "Depot sold",
            "byline": "A. Lee",
            "date": "2020-01-01",
        }
    )
    assert (record.metadata.title, record.metadata.byline) == ("Depot sold", "A. Lee")
    assert record.metadata.date == "2020-01-01"

"""The sample documents, line by line."""

from pathlib import Path

import pytest
from casefiles import load

import normtext

SEEDS = Path(__file__).parent.parent / "seeds"
CASES = load("seeds.toml", "seed")


@pytest.fixture(params=CASES, ids=[case["file"][:3] for case in CASES])
def seed(request):
    case = request.param
    return case, normtext.normalize(SEEDS / case["file"])


def test_each_line_is_kept_or_removed_with_its_kind(seed):
    case, record = seed
    assert [[item.kind, item.text.strip()] for item in record.removed] == case["removed"]
    lines = [line for line in record.text.split("\n") if line]
    assert len(lines) == case["kept_lines"]
    source = (SEEDS / case["file"]).read_text("utf-8").split("\n")
    gone = [line for _, line in case["removed"]]
    kept = [line for line in source if line]
    for line in gone:
        kept.remove(line)
    assert sorted(lines) == sorted(kept)


def test_the_metadata_are_read(seed):
    case, record = seed
    for field in ("title", "byline", "date", "credit"):
        assert (getattr(record.metadata, field) or "") == case[field], field
    assert list(record.metadata.hashtags) == case["hashtags"]


def test_the_segments_have_their_kinds(seed):
    case, record = seed
    by_kind = {}
    for segment in record.segments:
        by_kind.setdefault(segment.kind, []).append(segment.text)
    assert by_kind.get("heading", []) == case["headings"]
    assert by_kind.get("caption", []) == case["captions"]
    counts = {kind: len(texts) for kind, texts in by_kind.items()}
    assert counts == case["segment_counts"]


def test_the_languages_are_told(seed):
    case, record = seed
    assert record.lang == case["lang"]
    of_line = {segment.text: segment.lang for segment in record.segments}
    for line, lang in case["langs_of"]:
        assert of_line[line] == lang


def test_nothing_else_is_changed(seed):
    case, record = seed
    assert record.stats.changed_chars == case["changed_chars"]
    assert record.source_text == normtext.source_text(SEEDS / case["file"])


def test_typography_comes_through():
    text = (
        "« Bonjour », dit l’œuvre : “non”, “'oui'” \u2014 12\u202f000\u00a0€ !\n"
        "Caesar 6×6 NG, l'été n° 3, naïve café…"
    )
    assert normtext.clean(text) == text

"""strip_boilerplate: every example of every line rule, and whole documents."""

import re
from functools import partial

import numpy as np
import pytest
from casefiles import load, parametrize

import normtext
from normtext.pipeline import Pipeline
from normtext.rules import LineRule
from normtext.stages import StripBoilerplate
from normtext.stages.strip_boilerplate.lines import is_bare, lines_of, plain
from normtext.stages.strip_boilerplate.matcher import Matcher
from normtext.stages.strip_boilerplate.model import FEATURE_STEPS, WEIGHT_STEPS, Layer
from normtext.stages.strip_boilerplate.scoring import Furniture, model_of
from normtext.stages.strip_boilerplate.words import letters, spaced

UNWRITTEN = ("duplicate.head", "title.head", "model", "repeated.line")  # decided otherwise
RULES = [
    rule
    for rule in StripBoilerplate().rules.values()
    if isinstance(rule, LineRule) and rule.id not in UNWRITTEN
]
LINES = [(rule, line, True) for rule in RULES for line in rule.hits]
LINES += [(rule, line, False) for rule in RULES for line in rule.misses]
DOCUMENTS = load("boilerplate.toml", "document")
MORE = "The mayor was said to be asleep by nine; others saw him later, on the road to the weir."
PROSE = "It rained on the harbour all afternoon, and nobody came to the meeting in the old hall."


@pytest.mark.parametrize(
    ("rule", "line", "hit"), LINES, ids=[f"{rule.id}-{line}" for rule, line, _ in LINES]
)
def test_a_rule_matches_its_examples_and_not_its_near_misses(rule, line, hit, request):
    if line in rule.known_failures:
        request.applymarker(pytest.mark.xfail(reason="known failure of the rule", strict=True))
    assert any(Matcher([rule]).hits([line])) is hit


@pytest.mark.parametrize("line", [line for rule in RULES if rule.anchor for line in rule.hits])
def test_an_anchor_removes_its_line_anywhere(line):
    record = Pipeline([StripBoilerplate()]).normalize(f"{PROSE}\n\n{line}\n\n{MORE}")
    assert record.text == f"{PROSE}\n\n{MORE}"
    assert [removal.text.strip() for removal in record.removed] == [line]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_fires_beside_an_anchor(rule):
    """A rule that never fires is never tested by the laws either."""
    text = f"A title\n\n{rule.hits[0]}\n\nShare this:\n\n{PROSE}"
    record = Pipeline([StripBoilerplate()]).normalize(text)
    assert (
        rule.id in {item.rule for item in (*record.removed, *record.labels)}
        or rule.hits[0] not in record.text
    )


def test_every_language_has_near_misses_in_every_rule():
    assert all(len(rule.misses) >= 2 for rule in RULES if rule.id.split(".")[0] in ("en", "fr"))


@parametrize("boilerplate.toml", "document", "document")
def test_furniture_goes_and_content_stays(document):
    lines = document["lines"]
    record = normtext.normalize("\n".join(line[1] for line in lines))
    content = [normtext.clean(line[1]) for line in lines if line[0] == "c"]
    expected = [line[1] for line in lines if line[0] == "c"]
    assert [line for line in record.text.split("\n") if line] == expected
    assert set(content) <= set(record.text.split("\n"))


def test_the_kinds_are_right_for_most_lines():
    """Not for all: the README of the cases lists kinds that people could argue about."""
    wanted = [(line[1], line[2]) for case in DOCUMENTS for line in case["lines"] if line[0] == "b"]
    found = {}
    for case in DOCUMENTS:
        record = normtext.normalize("\n".join(line[1] for line in case["lines"]))
        found.update((item.text.strip(), item.kind) for item in record.removed)
    right = sum(found.get(line) == kind for line, kind in wanted)
    assert right >= 0.85 * len(wanted)


def test_rates_over_the_documents():
    """Floors over all documents: what is lost matters more than what is left."""
    lines = [line for document in DOCUMENTS for line in document["lines"] if line[0] == "b"]
    left = [line for document in DOCUMENTS for line in document.get("stays", ())]
    assert len(left) <= 0.05 * len(lines)


def test_the_longer_break_stays_between_paragraphs():
    pipeline = Pipeline([StripBoilerplate()])
    for before, after in (("\n", "\n\n"), ("\n\n", "\n"), ("\n\n", "\n\n")):
        assert pipeline.normalize(f"{PROSE}{before}Share this:{after}B").text == f"{PROSE}\n\nB"
    assert pipeline.normalize(f"{PROSE}\nShare this:\nB").text == f"{PROSE}\nB"
    assert pipeline.normalize("Share this:\n\nShare this:\n").text == ""


def test_a_page_of_nothing_but_furniture_is_empty_and_restorable():
    source = "Share this:\nSkip to content\n\nTweet"
    record = normtext.normalize(source)
    assert (record.text, record.source_text) == ("", source)
    assert record.stats.removed_chars == len(source)


@pytest.mark.parametrize(
    "lines",
    [
        ["12", "15", "18", "20"],
        ["The mayor says he will sell the old depot in May", "The mayor says he will not sell it"],
        [
            "The mayor says he will sell the old depot in May",
            "The mayor says he will not sell the old depot in May",
        ],
        [
            "France beat Germany 3-1 in the cup final in Paris today",
            "Germany beat France 3-1 in the cup final in Paris today",
        ],
        ["Le maire vendra le vieux dépôt en mai", "Le maire ne vendra pas le vieux dépôt en mai"],
    ],
)
def test_content_without_an_anchor_is_left_alone(lines):
    text = "\n".join([*lines, "", PROSE, "", MORE])
    assert normtext.clean(text) == text


@pytest.mark.parametrize(
    "lines",
    [
        ["Source: Le Monde", "Source: Reuters", "Source: The Guardian"],
        ["By Ann Lee", "By Sam Poe", "By Kim Roe"],
        ["12 mai 2021", "3 juin 2021", "4 juin 2021"],
    ],
)
def test_a_form_that_comes_again_is_the_form_of_the_text(lines):
    text = "\n".join([PROSE, MORE, *lines])
    assert normtext.clean(text) == text


def test_what_is_said_often_is_meant():
    text = "\n".join(["A title for them all", *[PROSE] * 12])
    assert normtext.clean(text) == text


def test_rounds_are_few_however_long_the_text():
    """Counted, not timed: a round reads all lines, so there must not be one for each."""
    from normtext.stages.strip_boilerplate import decide

    counts = []
    for size in (50, 400):
        passes = 0

        def counting(*args, real=decide._round, **options):
            nonlocal passes
            passes += 1
            return real(*args, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(decide, "_round", counting)
            normtext.clean(f"Share this:\n{PROSE}\n" * size)
        counts.append(passes)
    assert counts[0] == counts[1] <= 4


def test_what_opens_a_document_is_found_without_comparing_lines():
    """Counted, not timed: a page of nothing but furniture took quadratic time once."""
    compared = []

    class Number(int):
        __hash__ = int.__hash__

        def __eq__(self, other):
            compared.append(other)
            return int(self) == int(other)

    numbers = [Number(at) for at in range(300)]
    lines = lines_of("Share\n" * len(numbers))
    furniture = Furniture(partial(model_of, "residue"), lines, [None] * len(lines))
    opening = furniture.opening(numbers)
    assert all(number in opening for number in numbers)
    assert len(compared) <= len(numbers)


def test_rules_chosen_at_a_glance_are_those_that_match():
    """What a line's length and the beginnings of its words rule out, no pattern would match."""
    # Decoration, and a second language behind " / ", are put aside before: that is tested above.
    lines = sorted({line for _, line, _ in LINES if is_bare(line) and " / " not in line})
    asked = {rule.id: re.compile(rule.pattern, re.IGNORECASE).fullmatch for rule in RULES}
    for line, hit in zip(lines, Matcher(RULES).hits(lines), strict=True):
        matching = [name for name, fullmatch in asked.items() if fullmatch(plain(line))]
        assert [hit.rule.id if hit else None] == (matching[:1] or [None]), line


def test_a_layer_sums_whole_numbers_exactly_however_many_lines_there_are():
    rng = np.random.default_rng(0)
    columns, weights, units = (rng.integers(-9000, 9000, shape) for shape in ((70, 5), (6, 4), 3))
    found = Layer(weights.astype(float), units.astype(float)).logits(columns.astype(float))
    for row, logit in zip(columns.tolist(), found.tolist(), strict=True):
        *inner, own = [
            sum(value * weight for value, weight in zip([*row, FEATURE_STEPS], column, strict=True))
            for column in weights.T.tolist()
        ]
        total = own + sum(
            round(max(0, value) / WEIGHT_STEPS) * unit
            for value, unit in zip(inner, units.tolist(), strict=True)
        )
        assert logit == np.float32(total / (FEATURE_STEPS * WEIGHT_STEPS))


@pytest.mark.parametrize("beside", ["a", "œ", "ł", "\N{EM DASH}"])
def test_letters_by_a_table_are_those_of_the_pattern(beside):
    """The tables of two encodings, and the pattern for texts that neither can tell."""
    for char in map(chr, (*range(0x500), *range(0x2000, 0x2200))):
        text = f"{beside}{char}B\n"
        assert spaced(text) == re.sub(r"(?!\n)[\W\d_]", " ", text.lower())
        assert letters(text) == re.sub(r"[\W_]", "", text.lower())

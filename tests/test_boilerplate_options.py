"""strip_boilerplate: its options, what it learns, and its rates over other forms of text."""

import json

import pytest
from casefiles import load

import normtext
from normtext import corpus
from normtext.errors import ConfigError, NormtextError, RuleError
from normtext.presets import preset
from normtext.stages import StripBoilerplate

PROSE = "It rained on the harbour all afternoon, and nobody came to the meeting in the old hall."
PAGE = f"The old depot is sold\nBy Ann Lee\n4 May 2021\n\n{PROSE}\n\nShare this:\nComments\n"
MINE = """
[[rule]]
id = "mine.zork"
kind = "zork"
anchor = true
why = "my own furniture"
seen_in = "my own pages"
pattern = 'zork \\d+'
removes = ["zork 5"]
keeps = ["zork", "le zork 5"]
"""
FORMS = [document for lang in ("en", "fr") for document in load(f"forms_{lang}.toml", "document")]


def test_kept_kinds_stay_and_are_still_read():
    record = normtext.preset("article", keep="byline,share_widget").normalize(PAGE)
    assert "By Ann Lee" in record.text
    assert "Share this:" in record.text
    assert "4 May 2021" not in record.text
    assert (record.metadata.byline, record.metadata.date) == ("Ann Lee", "2021-05-04")
    assert {"byline", "share_widget"} <= {label.kind for label in record.labels}


def test_a_kept_rule_stays_and_its_kind_goes():
    record = normtext.preset("article", keep=("en.share.this",)).normalize(
        f"{PROSE}\n\nShare this:\n\nShare on Facebook"
    )
    assert record.text == f"{PROSE}\n\nShare this:"


def test_the_model_can_be_left_out():
    with_model = normtext.normalize(FORMS[0]["text"])
    without = normtext.preset("article", keep="model").normalize(FORMS[0]["text"])
    assert len(without.removed) <= len(with_model.removed)
    assert all(removal.rule != "model" for removal in without.removed)


def test_tag_only_leaves_the_text_whole_and_says_what_would_go():
    removed = normtext.normalize(PAGE)
    tagged = normtext.preset("article", tag_only=True).normalize(PAGE)
    assert tagged.text == PAGE.strip()
    assert tagged.removed == ()
    assert tagged.metadata == removed.metadata
    would = {(label.text.strip(), label.rule, label.kind) for label in tagged.labels}
    assert {(item.text.strip(), item.rule, item.kind) for item in removed.removed} <= would


@pytest.mark.parametrize("options", [{"keep": "share_widget"}, {"tag_only": True}])
def test_a_second_run_changes_nothing(options):
    pipeline = normtext.preset("article", **options)
    for document in FORMS:
        text = "\n".join(line[2:] for line in document["text"].split("\n") if line)
        once = pipeline.normalize(text)
        assert pipeline.normalize(once.text).text == once.text


@pytest.mark.parametrize("name", ["article", "page"])
def test_nothing_is_left_for_a_second_run(name):
    pipeline = preset(name)
    for document in FORMS:
        once = pipeline.normalize("\n".join(line[2:] for line in document["text"].split("\n")))
        assert pipeline.normalize(once.text).removed == ()


def test_rules_of_ones_own(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(MINE, encoding="utf-8")
    for given in (file, str(file), tmp_path, [file]):
        record = normtext.preset("article", more_rules=given).normalize(f"{PROSE}\nzork 12")
        assert [(item.rule, item.kind) for item in record.removed] == [("mine.zork", "zork")]
    file.write_text(MINE.replace("\\d+", "(\\d+)+"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"mine\.toml.*mine\.zork.*slow"):
        StripBoilerplate(more_rules=file)


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ('removes = ["zork 5"]', 'removes = ["zork V"]', "does not match its own example 'zork V'"),
        ('"le zork 5"', '"zork 6"', "matches its own example 'zork 6'"),
        ('"mine.zork"', '"en.skip"', "rule 'en.skip' is one of ours"),
    ],
)
def test_a_rule_that_contradicts_itself_or_is_ours_is_refused(tmp_path, was, now, message):
    file = tmp_path / "mine.toml"
    assert was in MINE
    file.write_text(MINE.replace(was, now), encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        StripBoilerplate(more_rules=file)
    file.write_text(file.read_text("utf-8") + 'known_failures = ["zork V", "zork 6"]\n', "utf-8")
    if now != '"en.skip"':
        StripBoilerplate(more_rules=file)


def test_examples_are_single_lines(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(MINE.replace('["zork 5"]', '["le\\nzork 5"]'), encoding="utf-8")
    with pytest.raises(RuleError, match=r"mine\.zork.*is more than a line"):
        StripBoilerplate(more_rules=file)


def test_patterns_nested_ever_deeper_are_taken_or_refused(tmp_path):
    file = tmp_path / "mine.toml"
    refused = []
    for depth in range(100, 600, 25):
        nested = "(" * depth + "ab" + ")?" * depth
        file.write_text(MINE.replace("zork \\d+'", f"zork \\d+|{nested}'"), encoding="utf-8")
        try:
            StripBoilerplate(more_rules=file)
        except RuleError as error:
            refused.append(str(error))
    assert refused


def test_options_that_do_not_exist_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="tag_only is true or false, not 'no'"):
        StripBoilerplate(tag_only="no")
    with pytest.raises(RuleError, match=r"absent\.toml: cannot be read: No such file"):
        StripBoilerplate(more_rules=tmp_path / "absent.toml")
    with pytest.raises(ConfigError, match="unknown kind or rule 'captoin'; did you mean 'caption'"):
        StripBoilerplate(keep=("captoin",))
    with pytest.raises(ConfigError, match="unknown setting 'dry'"):
        StripBoilerplate(setting="dry")
    (tmp_path / "no.model").write_text("{}", encoding="utf-8")
    for name in ("no.model", "absent.model"):
        with pytest.raises(NormtextError, match=name):
            StripBoilerplate(repeated_lines=tmp_path / name)


def test_repeated_lines_are_learned_and_go(tmp_path):
    often = "The harbour gazette, since 1911, every morning but Sunday at your door."
    rows = [
        {
            "text": f"{PROSE[: 40 + number]}\n{often}\nYes." if number < 30 else "Yes.",
            "uri": f"https://{'a' if number < 30 else 'b'}.example/{number}",
        }
        for number in range(90)
    ]
    rows += [{"text": "Twice told", "uri": "https://c.example/1"}] * 4
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    model = tmp_path / "lines.model"
    assert corpus.learn([source], model) == (94, 2)
    with pytest.raises(NormtextError, match="exists"):
        corpus.learn([source], model)
    learned = json.loads(model.read_text(encoding="utf-8"))["lines"]
    assert learned == {often: [30, 30], "Yes.": [60, 60]}
    record = normtext.preset("article", repeated_lines=model).normalize(f"{PROSE}\n{often}\nNo.")
    assert record.text == f"{PROSE}\nNo."
    assert [(item.rule, item.kind) for item in record.removed] == [("repeated.line", "repeated")]


LISTED = [
    "Effets indésirables", "Dyspnée", "Maux de tête", "Rash", "Tableau 4 :", "Infections urinaires",
    "Peu fréquent (1/1000 à 1/100)", "Troubles cutanés et des tissus sous-cutanés", "Toux",
]  # fmt: skip


@pytest.mark.parametrize("name", ["article", "page"])
@pytest.mark.parametrize("text", ["\n".join(LISTED), "\n".join([PROSE, *LISTED, PROSE, *LISTED])])
def test_short_lines_alone_open_no_document_to_the_model(name, text):
    assert preset(name).normalize(text).removed == ()


def test_the_model_is_not_asked_about_plain_text(monkeypatch):
    """Counted, not timed: what it would cost is most of what the stage costs."""
    from normtext.stages.strip_boilerplate import model

    asked = []

    def counting(*_, **__):
        asked.append(1)
        raise AssertionError

    monkeypatch.setattr(model.Model, "margins", counting)
    monkeypatch.setattr(model.Model, "look", counting)
    normtext.normalize("\n\n".join([PROSE, "A title", *[PROSE] * 3, *LISTED]))
    # However much it tells of furniture: what stands between prose is a heading.
    normtext.normalize(f"{PROSE}\n\nComments\n\nNo {PROSE}\n\nLogin and account\n\nOr {PROSE}")
    # Nor what stands first, above prose.
    normtext.normalize(f"Login and account\n\n{PROSE}\n\nOr {PROSE}")
    # Nor what reads like a sentence, or tells of furniture in a quarter of its words.
    normtext.normalize(
        f"{PROSE}\n\nLogin and comment.\n\nA tree\n\nTwo old trees comment\n\nOr {PROSE}"
    )
    assert not asked
    with pytest.raises(NormtextError, match="strip_boilerplate"):
        normtext.normalize(PAGE)
    assert asked


def test_rounds_are_few_on_long_pages(monkeypatch):
    from normtext.stages.strip_boilerplate import decide

    text = "\n".join(line[2:] for form in FORMS for line in form["text"].split("\n"))
    rounds = []
    real = decide._round
    monkeypatch.setattr(
        decide, "_round", lambda *args, **options: rounds.append(1) or real(*args, **options)
    )
    for name in ("article", "page"):
        rounds.clear()
        preset(name).normalize(text)
        assert len(rounds) <= 5


def test_removals_of_the_model_say_how_likely():
    found = [
        removal
        for document in FORMS
        for removal in normtext.normalize(
            "\n".join(line[2:] for line in document["text"].split("\n"))
        ).removed
    ]
    scores = [removal.score for removal in found if removal.rule == "model"]
    assert scores
    assert all(0.3 < score < 1 for score in scores)
    assert {removal.kind for removal in found if removal.rule == "model"} == {"boilerplate"}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_rates_over_other_forms(lang):
    """Floors below what was measured: what is lost matters more than what is left."""
    counts = {("b", True): 0, ("b", False): 0, ("c", True): 0, ("c", False): 0}
    for document in FORMS:
        if not document["id"].startswith(lang):
            continue
        lines = [(line[0], line[2:]) for line in document["text"].split("\n") if line[2:]]
        kept = normtext.normalize("\n".join(text for _, text in lines)).text.split("\n")
        for label, text in lines:
            counts[label, text in kept] += 1
    assert counts["b", False] >= 0.8 * (counts["b", False] + counts["b", True])
    assert counts["c", True] >= 0.98 * (counts["c", False] + counts["c", True])

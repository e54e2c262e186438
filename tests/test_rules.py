"""Every example of every rule; and what RuleSet.load says of files that are not right."""

import re

import pytest
from casefiles import load

from normtext.errors import RuleError
from normtext.pipeline import Pipeline
from normtext.presets import STAGES, stage_of
from normtext.rules import LineRule, Rule, RuleSet
from normtext.stage import Decoder

EXAMPLES = [
    pytest.param(name, rule.id, *example, id=f"{rule.id}-{number}")
    for name in STAGES
    for rule in stage_of(name).rules.values()
    for number, example in enumerate(rule.examples)
]
RULES = [
    pytest.param(name, rule, id=rule.id)
    for name in STAGES
    for rule in stage_of(name).rules.values()
]

GOOD = {
    "id": "'fr.share.on'",
    "kind": "'share_widget'",
    "why": "'share widget'",
    "seen_in": "'a page'",
    "pattern": "'partager sur \\w+'",
    "removes": "['Partager sur Facebook']",
    "keeps": "['Il faut partager.', 'Share prices fell']",
}

# What is wrong, what the good rule is given instead (None: the key is left out), the message.
REFUSED = {
    "bad pattern": ({"pattern": "'a('"}, r"the pattern is not valid: .*unterminated subpattern"),
    "back-reference": ({"pattern": r"'(a)\1'"}, "may be slow: a back-reference"),
    "named back-reference": ({"pattern": "'(?P<x>a)(?P=x)'"}, "may be slow: a back-reference"),
    "nested repeats": ({"pattern": "'(a+)+'"}, "an unbounded repeat inside a repeat"),
    "adjacent repeats": ({"pattern": r"'\w+\d*x'"}, "two unbounded repeats of the same characters"),
    "no hit": ({"removes": None}, "give at least one example that it removes"),
    "empty hits": ({"removes": "[]"}, "give at least one example that it removes"),
    "no near miss": ({"keeps": None}, "two near misses that it keeps, one in each language"),
    "one near miss": ({"keeps": "['Il faut partager.']"}, "two near misses that it keeps"),
    "removes and marks": ({"marks": "['Partager sur X']"}, "it removes or it marks, not both"),
    "unknown key": ({"patern": "'a'"}, "unknown key 'patern'; did you mean 'pattern'[?] Known: "),
    "far key": ({"zzz": "'a'"}, "unknown key 'zzz'[.] Known: anchor"),
    "key of the class": ({"hits": "['a']"}, "unknown key 'hits'"),
    "anchor of text": ({"anchor": "'yes'"}, "'anchor' must be true or false"),
    "number as why": ({"why": "5"}, "'why' must be a string"),
    "keeps of text": ({"keeps": "'one'"}, "'keeps' must be a list"),
    "unknown place": ({"place": "'hed'"}, "unknown place 'hed'; did you mean 'head'"),
    "id of one word": ({"id": "'share'"}, "an id is lower-case words joined by dots"),
    "id in capitals": ({"id": "'Fr.Share'"}, "an id is lower-case words joined by dots"),
    "empty kind": ({"kind": "''"}, "'kind' is (empty|missing)"),
    "empty why": ({"why": "''"}, "'why' is (empty|missing)"),
    **{
        f"no {key}": ({key: None}, f"'{key}' is missing")
        for key in ("id", "kind", "why", "seen_in", "pattern")
    },
}  # fmt: skip


def _toml(changes):
    pairs = {**GOOD, **changes}
    return "[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in pairs.items() if value)


def _load(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return RuleSet.load(file)


@pytest.mark.parametrize(("name", "rule", "before", "after"), EXAMPLES)
def test_example(name, rule, before, after):
    """The stage alone turns before into after, and names the rule (an example that changes
    nothing shows what a rule leaves alone).
    """
    record = Pipeline([stage_of(name)]).normalize(before)
    assert record.text == after
    if before != after:
        entries = [*record.removed, *record.labels]
        named = {one for change in record.changes for one in change.rules}
        assert rule in named | {entry.rule for entry in entries}


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_every_rule_has_examples(name, rule):
    if isinstance(rule, LineRule):
        assert rule.hits
    elif isinstance(stage_of(name), Decoder):
        assert rule.id in {
            rule for case in load("decode.toml", "case") for rule in case.get("rules", ())
        }
    else:
        assert rule.examples


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_every_rule_is_told(name, rule):
    assert rule.id == rule.id.strip().lower()
    assert len(rule.why) > 5, name
    assert re.fullmatch("[a-z]+(_[a-z]+)*", rule.kind)
    assert stage_of(name).rules[rule.id] is rule


def test_ids_are_unique():
    ids = [rule for name in STAGES for rule in stage_of(name).rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("changes", "message"), REFUSED.values(), ids=REFUSED)
def test_load_refuses(tmp_path, changes, message):
    with pytest.raises(RuleError, match=message) as refused:
        _load(tmp_path, _toml(changes))
    text = str(refused.value)
    assert "mine.toml" in text
    assert ("rule 'None'" if changes.get("id", "") is None else "rule '") in text


def test_load_takes_a_good_rule(tmp_path):
    [rule] = _load(tmp_path, _toml({"anchor": "true", "place": "'head'"})).values()
    assert (rule.id, rule.anchor, rule.place, rule.removes) == ("fr.share.on", True, "head", True)
    assert rule.hits == ("Partager sur Facebook",)
    assert rule.misses == ("Il faut partager.", "Share prices fell")


def test_load_takes_a_rule_that_marks(tmp_path):
    [rule] = _load(tmp_path, _toml({"removes": None, "marks": "['Partager sur X']"})).values()
    assert rule.removes is False
    assert rule.hits == ("Partager sur X",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule", "mine.toml: cannot be read as rules: "),
        ("[[rules]]\nid = 'a.b'", "unknown table 'rules'; did you mean 'rule'?"),
        (_toml({}) + "\n" + _toml({}), "rule 'fr.share.on' is defined twice"),
    ],
)
def test_load_refuses_the_file(tmp_path, text, message):
    with pytest.raises(RuleError, match=re.escape(message)):
        _load(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_toml({}).replace("[[rule]]", "[rule]"), id="one table, not a list"),
        pytest.param("rule = 5", id="no table at all"),
        pytest.param(_toml({"pattern": "5"}), id="a pattern that is no text"),
        pytest.param(_toml({"keeps": "[1, 2]"}), id="examples that are no text"),
        pytest.param(_toml({"pattern": "'a{99999999999}'"}), id="too large a repeat"),
    ],
)
def test_load_refuses_what_is_no_rule(tmp_path, text):
    with pytest.raises(RuleError, match=r"mine\.toml"):
        _load(tmp_path, text)


def test_load_names_the_file_of_a_duplicate(tmp_path):
    with pytest.raises(RuleError, match=r"mine\.toml"):
        _load(tmp_path, _toml({}) + _toml({}))


def test_load_names_the_file_of_an_unknown_part(tmp_path):
    with pytest.raises(RuleError, match=r"mine\.toml"):
        _load(tmp_path, "[parts]\none = '{two}'\n" + _toml({}))


def test_load_names_the_rule_of_an_unknown_part(tmp_path):
    with pytest.raises(RuleError, match=r"rule 'fr\.share\.on': unknown part 'netwrk'"):
        _load(tmp_path, "[parts]\nnetwork = 'X'\n" + _toml({"pattern": "'a {netwrk}'"}))


def test_load_puts_parts_in_their_place(tmp_path):
    parts = "[parts]\nnet = '(?:X|Facebook)'\nnets = '{net}(?:, {net}){0,9}'\n"
    [rule] = _load(tmp_path, parts + _toml({"pattern": "'partager sur {nets}'"})).values()
    assert rule.pattern == "partager sur (?:X|Facebook)(?:, (?:X|Facebook)){0,9}"


def test_load_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RuleError, match=r"absent\.toml: cannot be read: No such file"):
        RuleSet.load(tmp_path / "absent.toml")


def test_load_refuses_a_file_that_is_not_utf_8(tmp_path):
    (tmp_path / "mine.toml").write_bytes(b"\xff")
    with pytest.raises(RuleError, match="cannot be read as rules"):
        RuleSet.load(tmp_path / "mine.toml")


def _rule(name, kind="kind"):
    return Rule(id=name, kind=kind, why="because of the test")


def test_a_set_is_a_value():
    one, two = _rule("a.b"), _rule("a.c", "another")
    rules = RuleSet.of(one, two)
    assert list(rules) == ["a.b", "a.c"]
    assert (rules["a.c"], len(rules)) == (two, 2)
    assert rules == RuleSet.of(one) | RuleSet.of(two)
    assert hash(rules) == hash(RuleSet.of(one, two))
    assert rules != RuleSet.of(two, one)
    with pytest.raises(KeyError):
        rules["a.d"]


def test_a_set_refuses_twins():
    with pytest.raises(RuleError, match=r"rule 'a\.b' is defined twice"):
        RuleSet.of(_rule("a.b"), _rule("a.b", "another"))
    with pytest.raises(RuleError, match=r"rule 'a\.b' is defined twice"):
        RuleSet.of(_rule("a.b")) | RuleSet.of(_rule("a.b"))

"""Which patterns are refused for the time that they may take."""

import re

import pytest
from casefiles import parametrize
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from patterns_in_code import known_later, patterns

from normtext.patterns import alternatives
from normtext.rules import LONGEST_LINE, LineRule
from normtext.slow_shapes import slow_shape
from normtext.stages.strip_boilerplate import StripBoilerplate
from normtext.stages.strip_boilerplate.glances import _known, digest, glances, told
from normtext.stages.strip_boilerplate.lines import core_span, is_bare, plain
from normtext.stages.strip_boilerplate.matcher import Matcher
from normtext.starts import WILD, is_simple, starts
from normtext.translation import guards

_CHARACTERS = [chr(code) for code in range(0x250)]
_KINDS = st.sampled_from(
    (r"\w", r"\d", r"\s", r"\S", r"\W", ".", "a", "A", "é", "-", r"[\w-]", "[ -]", "[^a]", r"[^\s]")
)
_RANGES = (
    st.tuples(st.sampled_from("aAdzZéÉñ09"), st.sampled_from("aAmzZéÉûÿ09"))
    .filter(lambda ends: ends[0] <= ends[1])
    .map("-".join)
    .map("[{}]".format)
)


def _share(left, right, flags):
    """Whether some character fits both sets, by trying them all."""
    one, two = re.compile(left, flags), re.compile(right, flags)
    return any(one.fullmatch(char) and two.fullmatch(char) for char in _CHARACTERS)


@parametrize("patterns.toml", "case", "case")
def test_case(case):
    assert slow_shape(case["pattern"], re.IGNORECASE) == case["flaw"]


@given(left=_KINDS, right=_KINDS, between=st.sampled_from(("", "x?", r"\b")))
def test_neighbours_that_share_a_character(left, right, between):
    """The walk over the parse tree agrees with trying every character."""
    if _share(left, right, 0):
        assert slow_shape(f"{left}+{between}{right}*:")


@pytest.mark.parametrize(
    ("left", "right"), [("[a-z]", "[A-Z]"), ("[à-ö]", "[ê-ø]"), ("[b-d]", "[c-e]")]
)
def test_ranges_that_share_a_character(left, right):
    assert _share(left, right, re.IGNORECASE)
    assert slow_shape(f"{left}+{right}+:", re.IGNORECASE)


@given(left=st.one_of(_KINDS, _RANGES), right=st.one_of(_KINDS, _RANGES))
def test_neighbours_that_share_nothing_are_taken(left, right):
    # "Not this letter" is taken for "or its capital": it may refuse too much, never too little.
    if "[^a]" not in (left, right) and not _share(left, right, re.IGNORECASE):
        assert slow_shape(f"{left}+{right}+:", re.IGNORECASE) == ""


BOUNDED = {guards._LOOP, guards._CHARACTERS}
"""Back-references: what repeats itself cannot be said otherwise. They see 4,000 characters."""

KNOWN_LATER = {
    ("normtext.stages.strip_boilerplate.matcher", "test"),  # of rules, below
    ("normtext.translation.protection", "_terms"),  # words, escaped
    ("normtext.slow_shapes", "slow_shape"),  # compiled to be looked into
    ("normtext.slow_shapes", "_in_set"),  # a category, on one character
    ("normtext.dates", ""),  # held by the module, and found there
}
"""Where what is compiled is no pattern of the code."""

PATTERNS = patterns()


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=map(ascii, PATTERNS))
def test_no_pattern_of_the_package_has_a_slow_shape(pattern):
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    slow = slow_shape(text, pattern.flags & ~re.UNICODE)
    assert slow == "" or (pattern in BOUNDED and slow == "a back-reference")


RULES = [rule for rule in StripBoilerplate().rules.values() if isinstance(rule, LineRule)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_rule_of_the_package_has_a_slow_shape(rule):
    """When they are loaded they are taken to be fast."""
    assert slow_shape(rule.pattern, re.IGNORECASE) == ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_glances_of_the_rules_are_those_of_their_patterns(rule):
    """Else run scripts/build_glances.py: what it writes is not up to date."""
    assert rule.pattern == "(?!)" or digest(rule.pattern) in _known()
    assert glances(rule.pattern) == told(rule.pattern)


def test_all_patterns_of_the_package_are_found():
    assert known_later() == KNOWN_LATER
    assert {"normtext.dates._FORMS[0]", "normtext.translation.pieces._CUTS[1]"} <= set(PATTERNS)


def _firsts(pattern):
    return set().union(*(start.firsts for start in starts(pattern, 3, 1)))


def test_large_classes_stand_for_any_character():
    """Told apart one by one, three in a row would be millions."""
    assert _firsts(r"[\x18-ÿ]++") == {WILD * 3, WILD * 2, WILD}
    assert _firsts(r"[ab][\0-\U0010ffff]c") == {f"a{WILD}c", f"b{WILD}c"}


def test_classes_beside_each_other_stand_for_any_character():
    """Fuzzing found it: the two repeats made ten thousand beginnings each, and their product."""
    assert _firsts("[a-z]*[a-z]*") > {WILD * 3, "a", "az", "zz"}
    assert len(_firsts("[a-i]*[a-i]*")) == 1 + 9 + 9**2 + 9**3
    assert _firsts("[!-Z][!-Z][!-Z]") == {WILD * 3}
    assert _firsts(r"(?:(?:a?){4000}){4000}") == {"", "a", "aa", "aaa"}
    assert _firsts(r"(?:ab){2,}") == {"aba"}
    assert _firsts("(?:" * 20 + "a" + "){0,3}" * 20) == {"", "a", "aa", "aaa"}
    assert _firsts("(?>ab|c)d|(e)\\1") == {"abd", "cd", "e", f"e{WILD}", f"e{WILD * 2}"}


_PARTS = (
    "a", " ", "B?", "c*", "(?-i:D)", "[e ]", "[^ f]", "[^g]", r"\w", r"\s", ".", "(?:h |i){1,3}",
    "(?:j k)?", "(?>l m)", "(?i:N)", "(?-i:o|[P-R] )", r"\b", "(?= s)", " {2}", "(?: t)+",
    "(?:n|o p)", "(?:ab |cd)?",
)  # fmt: skip


_ODD = "ſİıKß３– "  # what matches in more cases than two, or is put aside


@given(data=st.data(), parts=st.lists(st.sampled_from(_PARTS), min_size=1, max_size=5))
def test_what_matches_is_found_at_a_glance(data, parts):
    """A matcher answers as the whole pattern does."""
    pattern = "".join(parts)
    compiled = re.compile(pattern, re.IGNORECASE)
    try:
        matching = st.from_regex(compiled, fullmatch=True)
        line = data.draw(matching | st.text(f"abdehijklmnor R{_ODD}", min_size=1, max_size=8))
    except InvalidArgument:  # such a pattern matches nothing
        return
    assume("\n" not in line and " / " not in line and len(line) <= LONGEST_LINE)
    rule = LineRule(
        id="a.b", kind="k", why="w", pattern=pattern, hits=("a",), misses=("b", "c"), checked=True
    )
    core = plain(line if is_bare(line) else line[core_span(line).slice])
    assert any(Matcher([rule]).hits([line])) is bool(compiled.fullmatch(core))


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a", [""]),
        ("a b(?:b|(?-i:Cd))c", ["bCd", "bbc"]),
        (r"\w+ (?-i:[A-C])é?", ["A", "Aé", "B", "Bé", "C", "Cé"]),
        (r"a(?: b)?\s?c", ["", "bc", f"b{WILD}c", "c"]),
        ("a.{2}", ["", WILD]),
        ("(?:h |ij ){1,2}k", ["h k", "ij ", "k"]),
        ("(?:a |b)?(?>[c-d]? )e?", ["", " ", " e", "c ", "c e", "d ", "d e", "e"]),
        (r"(a )\1b", [WILD * 3, f"{WILD}b", f"{WILD * 2}b", "b"]),
    ],
)
def test_second_words(pattern, found):
    told = set().union(*(start.seconds for start in starts(pattern, 1, 3)))
    assert told == set(found)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a|bc", [(1, "a"), (2, "b")]),
        ("(?:ab )?(?:c|de)", [(5, "a"), (1, "c"), (2, "d")]),
        (r"\b(?=x)(?!y)(?:a|(?>bc)?d)", [(1, "a"), (3, "b"), (1, "d")]),
        ("(?i:a)|(?P<b>b)?c", [(1, "a"), (2, "b"), (1, "c")]),
        ("", [(0, "")]),
        ("(?:" * 50 + "(?:a|b)?c" + ")" * 50, [(2, "a"), (2, "b"), (1, "c")]),
    ],
)
def test_ways_to_begin_are_told_apart(pattern, found):
    told = [(start.longest, *start.firsts) for start in starts(pattern, 1, 9)]
    merged = {(longest, first) for longest, *firsts in told for first in firsts}
    assert merged == set(found)


def test_ways_to_begin_are_bounded():
    many = "|".join(f"{first}{second}" for first in "abcdefgh" for second in "ijklmnopqrstuvwxyz")
    assert 1 < len(starts("".join(f"(?:{char}|{char}b)?" for char in "acdefghij" * 3), 3, 2)) < 129
    assert len(starts(f"(?:{many}) (?:{many})", 3, 2)) == 1
    assert len(starts(f"(?:x )?(?:{many}) (?:{many})", 3, 2)) == 2


def test_simple_characters():
    """Of all characters, a simple one matches only itself and its other case among simple ones."""
    every = "".join(map(chr, range(0xD800))) + "".join(map(chr, range(0xE000, 0x20000)))
    for char in filter(is_simple, map(chr, range(0x180))):
        matching = re.findall(re.escape(char), every, re.IGNORECASE)
        simple = {other for other in matching if is_simple(other)}
        assert simple <= {char, char.lower(), char.upper()}
        assert all(len(other.lower()) == 1 for other in simple)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("(?x:a#)\n|b)|c", ["(?x:a#)\n|b)|c"]),
        ("(?#[)((a]|b)|c)|d", ["(?#[)((a]|b)|c)|d"]),
        (r"a|b(?:c|d)|[|]\||e", ["a", "b(?:c|d)", r"[|]\|", "e"]),
        ("[]|]|[^]|]|a", ["[]|]", "[^]|]", "a"]),
        (r"(a)|\1|c", [r"(a)|\1|c"]),
        ("(?x)a|b", ["(?x)a|b"]),
        ("a||b", ["a", "", "b"]),
    ],
)
def test_alternatives(pattern, found):
    assert alternatives(pattern) == found


def test_what_is_no_pattern_is_an_error_of_re():
    with pytest.raises(re.error):
        slow_shape("a(")

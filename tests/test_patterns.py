"""Which patterns are refused for the time that they may take."""

import importlib
import pkgutil
import re

import pytest
from casefiles import parametrize
from hypothesis import given
from hypothesis import strategies as st

import normtext
from normtext.patterns import WILD, beginnings
from normtext.slow_shapes import slow_shape

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


BOUNDED = {"normtext.translation.guards._LOOP", "normtext.translation.guards._CHARACTERS"}
"""Back-references: what repeats itself cannot be said otherwise. They see 4,000 characters."""


def _patterns():
    """Every compiled pattern that a module of the package holds."""
    for info in pkgutil.walk_packages(normtext.__path__, "normtext."):
        if not info.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(info.name)).items():
                if isinstance(value, re.Pattern) and f"{info.name}.{name}" not in BOUNDED:
                    yield pytest.param(value, id=f"{info.name}.{name}")


@pytest.mark.parametrize("pattern", list(_patterns()))
def test_no_pattern_of_the_package_has_a_slow_shape(pattern):
    """Those of rules are looked into when they are loaded."""
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    assert slow_shape(text, pattern.flags & ~re.UNICODE) == ""


def test_large_classes_stand_for_any_character():
    """Told apart one by one, three in a row would be millions."""
    assert beginnings(r"[\x18-ÿ]++", 3) == {WILD * 3, WILD * 2, WILD}
    assert beginnings(r"[ab][\0-\U0010ffff]c", 3) == {f"a{WILD}c", f"b{WILD}c"}


def test_classes_beside_each_other_stand_for_any_character():
    """Fuzzing found it: the two repeats made ten thousand beginnings each, and their product."""
    assert len(beginnings("[a-z]*[a-z]*", 3)) == 1 + 26 + 26**2 + 26**3
    assert beginnings("[!-Z][!-Z][!-Z]", 3) == {WILD * 3}
    assert beginnings(r"(?:(?:a?){4000}){4000}", 3) == {"", "a", "aa", "aaa"}
    assert beginnings(r"(?:ab){2,}", 3) == {"aba"}


def test_what_is_no_pattern_is_an_error_of_re():
    with pytest.raises(re.error):
        slow_shape("a(")

"""Which rule a line answers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from normtext.patterns import WILD
from normtext.rules import LONGEST_LINE, LineRule, RuleSet
from normtext.spans import Span
from normtext.stages.strip_boilerplate.glances import BEGINNING, glance
from normtext.stages.strip_boilerplate.lines import core_span, is_bare, plain

__all__ = ["Hit", "Matcher", "matcher_of"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that a line answers to, and its fields as spans of that line.

    score: how likely the line is furniture, where that was reckoned; None where the rule says so.
    """

    rule: LineRule
    fields: tuple[tuple[str, Span], ...] = ()
    score: float | None = None


_HASHTAG = re.compile(r"#(\w+)")
_NUMBERED = re.compile(r"_\d+\Z")  # one name cannot be given to two groups: credit, credit_2


_LABEL = 60  # code points of a line that may well come again
_BETWEEN = " / "  # the two languages of a line
_DIGIT = re.compile(r"\d")


class _Candidate:
    """A rule, what its lines are like, and its pattern, compiled when needed."""

    __slots__ = ("digit", "longest", "pattern", "rule")

    def __init__(self, rule: LineRule, longest: int, *, digit: bool) -> None:
        self.rule, self.longest, self.digit = rule, longest, digit
        self.pattern: re.Pattern[str] | None = None

    @property
    def test(self) -> _Test:
        """The length of its longest line, its test of a whole line, and its rule."""
        if self.pattern is None:
            self.pattern = re.compile(self.rule.pattern, re.IGNORECASE)
        return self.longest, self.pattern.fullmatch, self.rule


_Test = tuple[int, Callable[[str], re.Match[str] | None], LineRule]


class Matcher:
    """Line rules, asked together: only those are tried that a line allows at a glance."""

    def __init__(self, rules: Iterable[LineRule]) -> None:
        self._candidates: list[_Candidate] = []
        self._beginning: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            longest, digit, beginnings = glance(rule.pattern)
            self._candidates.append(_Candidate(rule, longest, digit=digit))
            for beginning in beginnings:
                self._beginning.setdefault(beginning, []).append(number)
        self._short = lru_cache(maxsize=1 << 12)(self._asked)  # menus say the same on every page
        self._allowed = lru_cache(maxsize=1 << 13)(self._tests)  # bounded: lines begin in any way

    def _tests(self, beginning: str, digit: bool) -> list[_Test]:  # noqa: FBT001 - a cache key
        """Of the rules that can match a line that begins so, and has a digit or none, in order."""
        alike = map("".join, product(*((char, WILD) for char in beginning[:BEGINNING])))
        found = {number for text in alike for number in self._beginning.get(text, ())}
        candidates = [self._candidates[number] for number in sorted(found)]
        return [item.test for item in candidates if digit or not item.digit]

    def hit(self, line: str) -> Hit | None:
        """The first rule that matches the whole of a line, decoration apart; None for long lines.

        A line in two languages ("Share / Partager") answers to the rule of its first half if its
        second answers to one too.
        """
        if len(line) > LONGEST_LINE:
            return None
        if len(line) <= _LABEL:
            return self._short(line)
        return self._asked(line) if _BETWEEN in line else self._hit(line)

    def _asked(self, line: str) -> Hit | None:
        halves = line.split(_BETWEEN)
        if len(halves) == 2 and self._hit(halves[1]) and (first := self._hit(halves[0])):
            return Hit(first.rule, first.fields)
        return self._hit(line)

    def _hit(self, line: str) -> Hit | None:
        core, start = line, 0
        if not is_bare(line):
            start, end = core_span(line)
            core = line[start:end]
        beginning = plain(core[:BEGINNING]).lower()
        tests = self._allowed(beginning, _DIGIT.search(core) is not None)
        if tests:
            core = plain(core)
        length = len(core)
        for longest, fullmatch, rule in tests:
            if length <= longest and (match := fullmatch(core)):
                return Hit(rule, tuple(_fields(rule, match, start)))
        return None


def matcher_of(rules: RuleSet) -> Matcher:
    """The line rules of a set, anchors first: of two rules a line answers to the surer."""
    found = [rule for rule in rules.values() if isinstance(rule, LineRule)]
    return Matcher(sorted(found, key=lambda rule: not rule.anchor))


def _fields(rule: LineRule, match: re.Match[str], offset: int) -> Iterable[tuple[str, Span]]:
    for name, value in match.groupdict().items():
        if value:
            yield _NUMBERED.sub("", name), Span(*match.span(name)).shifted(offset)
    if rule.kind == "hashtags":
        for tag in _HASHTAG.finditer(match.string):
            yield "hashtag", Span(*tag.span(1)).shifted(offset)

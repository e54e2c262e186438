"""Which rule a line answers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import product

from normtext.rules import LONGEST_LINE, LineRule, RuleSet
from normtext.spans import Span
from normtext.stages.strip_boilerplate.glances import BEGINNING, LABEL, SECOND, Glance, Way, glances
from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.lines import core_span, is_bare, plain
from normtext.starts import WILD, is_simple

__all__ = ["Matcher", "matcher_of"]


_HASHTAG = re.compile(r"#(\w+)")
_NUMBERED = re.compile(r"_\d+\Z")  # one name cannot be given to two groups: credit, credit_2


_BETWEEN = " / "  # the two languages of a line


_Test = tuple[int, Callable[[str], re.Match[str] | None], LineRule]
"""The length of the longest line, the test of a whole line, and the rule that it is of."""


class _Candidate:
    """One of the alternatives of a rule, compiled when needed."""

    __slots__ = ("_compiled", "_longest", "_pattern", "_rule")

    def __init__(self, rule: LineRule, glance: Glance) -> None:
        self._rule, self._pattern = rule, glance.pattern
        self._longest = max(way.longest for way in glance.ways)
        self._compiled: re.Pattern[str] | None = None

    @property
    def test(self) -> _Test:
        if self._compiled is None:
            self._compiled = re.compile(self._pattern, re.IGNORECASE)
        return self._longest, self._compiled.fullmatch, self._rule


_Ways = list[tuple[int, Way]]
"""Ways in which lines begin, each with the number of its candidate."""


class Matcher:
    """Line rules, asked together: only those are tried that a line allows at a glance."""

    def __init__(self, rules: Iterable[LineRule]) -> None:
        self._candidates: list[_Candidate] = []
        self._ways: _Ways = []
        self._beginning: dict[str, _Ways] = {}
        for rule in rules:
            for glance in glances(rule.pattern):
                for way in glance.ways:
                    known = len(self._candidates), way
                    self._ways.append(known)
                    for beginning in way.beginnings:
                        self._beginning.setdefault(beginning, []).append(known)
                self._candidates.append(_Candidate(rule, glance))
        self._short = lru_cache(maxsize=1 << 12)(self._asked)  # menus say the same on every page
        # Bounded: lines begin in any way.
        self._of_beginning = lru_cache(maxsize=1 << 13)(self._alike)
        self._allowed = lru_cache(maxsize=1 << 13)(self._tests)

    def _alike(self, beginning: str) -> _Ways:
        """The ways to begin of a line that begins so."""
        if not is_simple(beginning):
            return self._ways
        alike = map("".join, product(*((char, WILD) for char in beginning.lower())))
        return [known for text in alike for known in self._beginning.get(text, ())]

    def _tests(self, beginning: str, second: str, shortest: int) -> Sequence[_Test]:
        """What can match a line that begins so, and whose second word does, in the order of rules.

        shortest: a length that it has at least.
        """
        found = self._of_beginning(beginning)
        if is_simple(second):
            found = [known for known in found if known[1].allows(second, shortest)]
        return [self._candidates[number].test for number in sorted({number for number, _ in found})]

    def hits(self, lines: Sequence[str]) -> list[Hit | None]:
        """Of each line the first rule that matches the whole of it, decoration apart; None for long
        lines. lines: without line breaks.

        A line in two languages ("Share / Partager") answers to the rule of its first half if its
        second answers to one too.
        """
        if not all(map(str.isascii, lines)):
            # Made plain at once: a line of one text costs as much as all of them.
            lines = plain("\n".join(lines)).split("\n")
        short, hit = self._short, self._hit
        return [
            (short if len(line) <= LABEL or _BETWEEN in line else hit)(line)
            if len(line) <= LONGEST_LINE
            else None
            for line in lines
        ]

    def _asked(self, line: str) -> Hit | None:
        halves = line.split(_BETWEEN)
        if len(halves) == 2 and self._hit(halves[1]) and (first := self._hit(halves[0])):
            return Hit(first.rule, first.fields)
        return self._hit(line)

    def _hit(self, line: str) -> Hit | None:
        core, start, length = line, 0, len(line)
        if not is_bare(line):
            start, end = core_span(line)
            core, length = line[start:end], end - start
        shortest = LABEL + 1 if length > LABEL else 0
        space = core.find(" ") + 1
        second = core[space : space + SECOND] if space else ""
        tests = self._allowed(core[:BEGINNING], second, shortest)
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

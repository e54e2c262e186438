"""Which rule a line answers to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from normtext.patterns import first_characters, widths
from normtext.rules import LONGEST_LINE, LineRule
from normtext.spans import Span
from normtext.stages.strip_boilerplate.lines import core_span, plain

__all__ = ["Hit", "Matcher"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that a line answers to, and its fields as spans of that line."""

    rule: LineRule
    fields: tuple[tuple[str, Span], ...] = ()


_HASHTAG = re.compile(r"#(\w+)")
_NUMBERED = re.compile(r"_\d+\Z")  # one name cannot be given to two groups: credit, credit_2


class _Candidate:
    """A rule, what can be told of its lines at a glance, and its pattern, compiled when needed."""

    __slots__ = ("firsts", "longest", "pattern", "rule", "shortest")

    def __init__(self, rule: LineRule) -> None:
        self.rule = rule
        self.firsts = first_characters(rule.pattern)
        self.shortest, self.longest = widths(rule.pattern)
        self.pattern: re.Pattern[str] | None = None

    def fullmatch(self, line: str) -> re.Match[str] | None:
        if self.pattern is None:
            self.pattern = re.compile(self.rule.pattern, re.IGNORECASE)
        return self.pattern.fullmatch(line)

    def may_match(self, first: str, length: int) -> bool:
        """Whether it can match some line of up to so many code points that begins so."""
        return self.longest > length - _STEP and (self.firsts is None or first in self.firsts)


_STEP = 20  # code points: lines are sorted by length in steps


class Matcher:
    """Line rules, asked together: only those are tried that a line's beginning and length allow."""

    def __init__(self, rules: Iterable[LineRule]) -> None:
        self._candidates = [_Candidate(rule) for rule in rules]
        self._allowed: dict[tuple[str, int], list[_Candidate]] = {}
        firsts = {char for item in self._candidates for char in item.firsts or ()}
        for length in range(0, LONGEST_LINE + _STEP, _STEP):
            for first in ("", *firsts):
                self._allowed[first, length // _STEP] = [
                    item for item in self._candidates if item.may_match(first, length)
                ]

    def hit(self, line: str) -> Hit | None:
        """The first rule that matches the whole of a line, decoration apart; None for long lines.

        A line in two languages ("Share / Partager") answers to the rule of its first half if its
        second answers to one too.
        """
        if len(line) > LONGEST_LINE:
            return None
        halves = line.split(" / ") if " / " in line else ()
        if len(halves) == 2 and self._hit(halves[1]) and (first := self._hit(halves[0])):
            return Hit(first.rule)
        return self._hit(line)

    def _hit(self, line: str) -> Hit | None:
        start, end = core_span(line)
        if start == end:
            return None
        first, step = line[start].lower(), -(-(end - start) // _STEP)
        candidates = self._allowed.get((first, step))
        if candidates is None:
            candidates = self._allowed["", step]
        if not candidates:
            return None
        core = plain(line[start:end])
        for candidate in candidates:
            if match := candidate.fullmatch(core):
                return Hit(candidate.rule, tuple(_fields(candidate.rule, match, start)))
        return None


def _fields(rule: LineRule, match: re.Match[str], offset: int) -> Iterable[tuple[str, Span]]:
    for name, value in match.groupdict().items():
        if value:
            yield _NUMBERED.sub("", name), Span(*match.span(name)).shifted(offset)
    if rule.kind == "hashtags":
        for tag in _HASHTAG.finditer(match.string):
            yield "hashtag", Span(*tag.span(1)).shifted(offset)

"""Which rule a line answers to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from normtext.rules import LONGEST_LINE, LineRule
from normtext.spans import Span
from normtext.stages.strip_boilerplate.lines import bare

__all__ = ["Hit", "Matcher"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that a line answers to, and its fields as spans of that line."""

    rule: LineRule
    fields: tuple[tuple[str, Span], ...] = ()


_HASHTAG = re.compile(r"#(\w+)")
_NUMBERED = re.compile(r"_\d+\Z")  # one name cannot be given to two groups: credit, credit_2


@dataclass(frozen=True)
class Matcher:
    """Line rules, asked together: one search tells that a line answers to none of them."""

    rules: tuple[LineRule, ...]

    @cached_property
    def _patterns(self) -> list[tuple[LineRule, re.Pattern[str]]]:
        return [(rule, re.compile(rule.pattern, re.IGNORECASE)) for rule in self.rules]

    @cached_property
    def _any(self) -> re.Pattern[str]:
        unnamed = (re.sub(r"\(\?P<\w+>", "(?:", rule.pattern) for rule in self.rules)
        return re.compile("|".join(f"(?:{pattern})" for pattern in unnamed), re.IGNORECASE)

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
        core, offset = bare(line)
        if not core or not self._any.fullmatch(core):
            return None
        for rule, pattern in self._patterns:
            if match := pattern.fullmatch(core):
                return Hit(rule, tuple(_fields(rule, match, offset)))
        return None


def _fields(rule: LineRule, match: re.Match[str], offset: int) -> Iterable[tuple[str, Span]]:
    for name, value in match.groupdict().items():
        if value:
            yield _NUMBERED.sub("", name), Span(*match.span(name)).shifted(offset)
    if rule.kind == "hashtags":
        for tag in _HASHTAG.finditer(match.string):
            yield "hashtag", Span(*tag.span(1)).shifted(offset)

"""Rules: the names and reasons behind every edit, and the data behind the line rules.

Every edit and mark names a rule. Rules that are patterns over one line live in TOML files
(`lang/*/rules/*.toml`); rules whose work is done by code are written beside that code. Both carry
examples, and one test runs every example of every rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from normtext.errors import RuleError, unknown_name
from normtext.slow_shapes import slow_shape

__all__ = ["LONGEST_LINE", "LineRule", "Rule", "RuleSet"]

LONGEST_LINE = 400
"""Code points. Line rules do not look at longer lines: those are prose."""

PLACES = ("near", "head", "tail", "ends")

_ID = re.compile(r"model|[a-z0-9]++(?:[._-][a-z0-9]++)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named reason to change or mark text.

    id: stable; renaming one is a breaking change.
    kind: what it finds, in one word ("share_widget", "control", "mojibake").
    why: the reason, for the ledger.
    seen_in: where the pattern was seen or is described.
    examples: pairs (before, after) that the rule's stage alone must turn into one another.
    """

    id: str
    kind: str
    why: str
    seen_in: str = ""
    examples: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise RuleError(
                f"rule '{self.id}': an id is lower-case words joined by dots, like 'fr.share.on'"
            )
        for name in ("kind", "why"):
            if not getattr(self, name):
                raise RuleError(f"rule '{self.id}': '{name}' is empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule(Rule):
    """A rule that is a pattern over one whole line.

    pattern: matched against the line from end to end, case-insensitively, after the line's
        decoration (bullets, arrows, emoji) is put aside, curly apostrophes are read as `'` and
        no-break spaces as spaces. Named groups become metadata fields.
    anchor: it needs no context, so it removes its line wherever that stands.
    place: where a rule that is not an anchor acts: "near", beside a line that is removed; "head",
        also among the first lines; "tail", also among the last; "ends", either of them.
    removes: whether it removes the line or only marks it (a caption stays).
    hits: lines it must match; misses: lines it must not, one in each language at least.
    known_failures: lines it should not match, but does (or the reverse): strict expected failures.
    checked: whether the pattern is known to be fast, so that it need not be looked into.
    """

    pattern: str
    anchor: bool = False
    place: str = "near"
    removes: bool = True
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    known_failures: tuple[str, ...] = ()
    checked: bool = field(default=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super(LineRule, self).__post_init__()
        if self.place not in PLACES:
            raise RuleError(f"rule '{self.id}': {unknown_name('place', self.place, PLACES)}")
        if not self.hits or len(self.misses) < 2:
            raise RuleError(
                f"rule '{self.id}': give at least one example that it removes (or marks) and two "
                "near misses that it keeps, one in each language"
            )
        if self.checked:
            return
        try:
            flaw = slow_shape(self.pattern, re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            raise RuleError(f"rule '{self.id}': the pattern is not valid: {error}") from None
        if flaw:
            raise RuleError(f"rule '{self.id}': the pattern may be slow: {flaw}")


@dataclass(frozen=True, eq=True)
class RuleSet(Mapping[str, Rule]):
    """Rules by id, in the order of their definition. A plain value: equal by content."""

    rules: tuple[Rule, ...] = field(default=())

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise RuleError(f"rule '{rule.id}' is defined twice")
            seen.add(rule.id)

    @classmethod
    def of(cls, *rules: Rule) -> RuleSet:
        """A set of rules written in Python."""
        return cls(rules)

    @classmethod
    def load(cls, *files: Path | Traversable, checked: bool = False) -> RuleSet:
        """Read and check TOML files of `[[rule]]` tables.

        checked: whether their patterns are known to be fast: to look into one takes milliseconds.

        Raises RuleError, naming the file and the rule, for anything that is not right.
        """
        homes: dict[str, Path | Traversable] = {}
        rules: list[LineRule] = []
        for file in files:
            for rule in _read(file, checked=checked):
                if rule.id in homes:
                    raise RuleError(
                        f"{file}: rule '{rule.id}' is defined twice, first in {homes[rule.id]}"
                    )
                homes[rule.id] = file
                rules.append(rule)
        return cls(tuple(rules))

    def __or__(self, other: RuleSet) -> RuleSet:
        return RuleSet(self.rules + other.rules)

    def __getitem__(self, id: str) -> Rule:
        return self._by_id[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self.rules)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.rules)

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}


# The names a rule has in TOML, where they read as what happens to a line.
_TOML_NAMES = {"marks": "hits", "removes": "hits", "keeps": "misses"}
_KEYS = {field.name for field in fields(LineRule)} - {
    "hits",
    "misses",
    "examples",
    "removes",
    "checked",
}


def _read(file: Path | Traversable, *, checked: bool) -> Iterable[LineRule]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"{file}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleError(f"{file}: cannot be read as rules: {error}") from None
    try:
        yield from _line_rules(tables, checked=checked)
    except RuleError as error:
        raise RuleError(f"{file}: {error}") from None


def _line_rules(tables: Mapping[str, Any], *, checked: bool) -> Iterator[LineRule]:
    for name in tables:
        if name not in ("rule", "parts"):
            raise RuleError(str(unknown_name("table", name, ["rule", "parts"])))
    rows = tables.get("rule", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RuleError("rules are tables in a list: write [[rule]] above each")
    parts: dict[str, str] = {}
    for name, part in tables.get("parts", {}).items():
        parts[name] = _assembled(str(part), parts, f"part '{name}'")
    for row in rows:
        pattern = row.get("pattern", "")
        if isinstance(pattern, str):
            pattern = _assembled(pattern, parts, f"rule '{row.get('id')}'")
        yield _line_rule({**row, "pattern": pattern}, checked=checked)


_PART = re.compile(r"\{([a-z]\w*)\}")


def _assembled(pattern: str, parts: Mapping[str, str], where: str) -> str:
    """A pattern with each `{name}` replaced by the part of that name, defined above it."""

    def part(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise RuleError(f"{where}: {unknown_name('part', match[1], parts)}")
        return parts[match[1]]

    return _PART.sub(part, pattern)


def _line_rule(table: Mapping[str, Any], *, checked: bool) -> LineRule:
    given: dict[str, Any] = {"removes": "removes" in table}
    if "removes" in table and "marks" in table:
        raise RuleError(f"rule '{table.get('id')}': it removes or it marks, not both")
    for key, value in table.items():
        if key not in _KEYS and key not in _TOML_NAMES:
            known = _KEYS | _TOML_NAMES.keys()
            raise RuleError(f"rule '{table.get('id')}': {unknown_name('key', key, known)}")
        wanted = bool if key == "anchor" else list if key in _LISTS else str
        if not isinstance(value, wanted) or (
            isinstance(value, list) and not all(isinstance(item, str) for item in value)
        ):
            raise RuleError(f"rule '{table.get('id')}': '{key}' must be {_TYPES[wanted]}")
        given[_TOML_NAMES.get(key, key)] = tuple(value) if isinstance(value, list) else value
    for key in ("id", "kind", "why", "seen_in", "pattern"):
        if not given.get(key):
            raise RuleError(f"rule '{table.get('id')}': '{key}' is missing")
    return LineRule(**given, checked=checked)


_TYPES = {bool: "true or false", str: "a string", list: "a list of strings"}
_LISTS = ("removes", "marks", "keeps", "known_failures")

"""The stage: lines that are not the text, and what can be read out of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import ClassVar

from normtext.dates import iso_date
from normtext.document import Document
from normtext.edits import NOTHING, Edit, Finding, Mark
from normtext.errors import ConfigError, RuleError, unknown_name
from normtext.rules import LineRule, RuleSet
from normtext.spans import Span
from normtext.stages.strip_boilerplate.decide import Decision, decided
from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.lines import Line, lines_of
from normtext.stages.strip_boilerplate.matcher import Matcher, matcher_of
from normtext.stages.strip_boilerplate.reach import labelled
from normtext.stages.strip_boilerplate.removal import removal_spans
from normtext.stages.strip_boilerplate.repeated import REPEATED, RepeatedLines
from normtext.stages.strip_boilerplate.scoring import MODEL, Furniture, model_of
from normtext.stages.strip_boilerplate.titles import KEPT

__all__ = ["StripBoilerplate"]

_LANGUAGES = ("mul", "en", "fr")  # all of them, always: a document's language is not known yet
_SETTINGS = ("residue", "wet")

_DUPLICATE = LineRule(
    id="duplicate.head",
    kind="duplicate",
    why="the title or the standfirst again",
    pattern="(?!)",  # decided by duplicates.py, by comparison
    hits=("",),
    misses=("", ""),
)

_TITLE = LineRule(
    id="title.head",
    kind="title",
    why="the title of the text",
    pattern="(?!)",  # decided by titles.py, by a weighted sum
    removes=False,
    hits=("",),
    misses=("", ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripBoilerplate:
    """Removes what the page put around the text: share widgets, navigation, comment forms, ...

    Bylines, dates, credits and hashtags that stand on lines of their own go into the metadata.
    Everything removed is in the record's `removed`, with its rule, or with `model` and how likely
    the line is furniture.

    setting: `residue` for text that somebody extracted from a page already, where only what is
    most likely furniture goes; `wet` for all the visible text of a page, most of which does.
    more_rules: files or folders of rules of your own (docs/rules.md), or a RuleSet; where a line
    answers to one of them and to one of ours, yours counts.
    keep: kinds and rules whose lines stay in the text; they are labels then, and still metadata.
    tag_only: whether everything stays in the text, and is only labelled.
    repeated_lines: a file that `normtext learn` made: lines that go wherever they stand.

    What it leaves alone: all of a text in which nothing is sure to be furniture, headings and list
    items. Content is worth more than tidiness: a page keeps some of its furniture rather than lose
    a line of its article. Raises ConfigError for an option that does not exist and RuleError for a
    rule that is not right.

    >>> from normtext.pipeline import Pipeline
    >>> text = "Skip to content\\n\\nBy Ann Lee\\n\\nComments are welcome.\\n\\nShare this:"
    >>> record = Pipeline([StripBoilerplate()]).normalize(text)
    >>> record.text, record.metadata.byline
    ('Comments are welcome.', 'Ann Lee')
    >>> record = Pipeline([StripBoilerplate(keep=("byline",))]).normalize(text)
    >>> record.text, record.metadata.byline
    ('By Ann Lee\\n\\nComments are welcome.', 'Ann Lee')
    """

    name: ClassVar[str] = "strip_boilerplate"

    setting: str = "residue"
    more_rules: RuleSet | str | Path | Sequence[str | Path] = RuleSet()  # noqa: RUF009 - a frozen value
    keep: Sequence[str] = ()
    tag_only: bool = False
    repeated_lines: RepeatedLines | str | Path = RepeatedLines()  # noqa: RUF009 - a frozen value

    def __post_init__(self) -> None:
        if self.setting not in _SETTINGS:
            raise unknown_name("setting", self.setting, _SETTINGS)
        if not isinstance(self.tag_only, bool):
            raise ConfigError(f"tag_only is true or false, not {self.tag_only!r}")
        if not isinstance(self.more_rules, RuleSet):
            object.__setattr__(self, "more_rules", _own_rules(self.more_rules))
        if not isinstance(self.repeated_lines, RepeatedLines):
            object.__setattr__(self, "repeated_lines", RepeatedLines.load(self.repeated_lines))
        object.__setattr__(self, "keep", _names(self.keep))
        known = {name for rule in self.rules.values() for name in (rule.id, rule.kind)}
        for name in self.keep:
            if name not in known:
                raise unknown_name("kind or rule", name, known)

    @property
    def rules(self) -> RuleSet:
        """The line rules of both languages, yours, the model, and what comparison decides."""
        return _rules(self.more_rules)

    def find(self, doc: Document) -> Finding:
        """A mark and an edit for each line that goes; marks for lines that are more than prose."""
        lines = lines_of(doc.text)
        matcher = _matcher(self.more_rules)
        hits = matcher.hits([line.text for line in lines])
        if any(hits):
            hits = [_certain(hit, line) for hit, line in zip(hits, lines, strict=True)]
        if self.repeated_lines:
            hits = [self._learned(line, hit) for line, hit in zip(lines, hits, strict=True)]
        named, title = self._decided(lines, hits, ())
        kept = self._kept(hits, named)
        gone = self._decided(lines, hits, kept).gone if kept else named
        marks = []
        if any(hits):
            marks += [_mark(hit, lines[at], lines[at].span) for at, hit in labelled(hits, named)]
        if self.tag_only:
            kept, gone = named, {}
        marks += [_mark(named[at], lines[at], lines[at].span) for at in kept if at in named]
        if title and title.chance >= KEPT and title.at not in gone:
            line = lines[title.at]
            marks.append(_mark(Hit(_TITLE, score=title.chance), line, line.span))
        if not (gone or marks):
            return NOTHING
        edits: list[Edit] = []
        order = sorted(gone)
        for at, span in zip(order, removal_spans(doc.text, lines, order), strict=True):
            marks.append(_mark(gone[at], lines[at], span))
            edits.append(Edit(span, "", gone[at].rule.id))
        return Finding(edits, sorted(marks))

    def _decided(
        self, lines: Sequence[Line], hits: Sequence[Hit | None], staying: Collection[int]
    ) -> Decision:
        """What goes, and the title.

        Lines that stay answer to nothing: they are text, and open nothing.
        """
        if staying:
            hits = [None if at in staying else hit for at, hit in enumerate(hits)]
        duplicate = None if self._keeps(_DUPLICATE) else Hit(_DUPLICATE)
        model = partial(model_of, self.setting)
        scores = None if self._keeps(MODEL) else Furniture(model, lines, hits)
        return decided(lines, hits, duplicate, scores, staying)

    def _kept(self, hits: Sequence[Hit | None], named: Mapping[int, Hit]) -> Collection[int]:
        """The lines that would go, or open others to going, were it not for `keep`."""
        if not self.keep:
            return ()
        answering = {at for at, hit in enumerate(hits) if hit and self._keeps(hit.rule)}
        return answering | {at for at, hit in named.items() if self._keeps(hit.rule)}

    def _learned(self, line: Line, hit: Hit | None) -> Hit | None:
        """A line that is repeated goes; where a rule reads something in it, by that rule."""
        assert isinstance(self.repeated_lines, RepeatedLines)
        known = hit is not None and (hit.rule.anchor or hit.fields)
        return hit if known or line.text not in self.repeated_lines else Hit(REPEATED)

    def _keeps(self, rule: LineRule) -> bool:
        return rule.id in self.keep or rule.kind in self.keep


def _names(names: object) -> tuple[str, ...]:
    """As given, or separated by commas."""
    if isinstance(names, str):
        return tuple(name.strip() for name in names.split(",") if name.strip())
    if not isinstance(names, Collection):
        raise ConfigError(f"keep takes kinds and rules, not {names!r}")
    return tuple(names)


def _own_rules(given: object) -> RuleSet:
    """Rules from a file or a folder of TOML files, or from several."""
    paths = [given] if isinstance(given, str | Path) else given
    if not isinstance(paths, Collection):
        raise ConfigError(f"more_rules takes files, folders or a RuleSet, not {given!r}")
    found: list[Path] = []
    for path in map(Path, paths):
        found += sorted(path.glob("*.toml")) if path.is_dir() else [path]
    rules = RuleSet.load(*found)
    for rule in rules.rules:
        if rule.id in _ours():
            raise RuleError(f"rule '{rule.id}' is one of ours: name it otherwise")
        assert isinstance(rule, LineRule)
        _check_examples(rule)
    return rules


def _check_examples(rule: LineRule) -> None:
    try:
        matcher = Matcher([rule])
    except RecursionError:
        raise RuleError(f"rule '{rule.id}': the pattern is nested too deeply") from None
    examples = [(line, True) for line in rule.hits] + [(line, False) for line in rule.misses]
    for line, matches in examples:
        if "\n" in line:
            raise RuleError(f"rule '{rule.id}': its example {line!r} is more than a line")
        if line not in rule.known_failures and any(matcher.hits([line])) is not matches:
            does = "does not match" if matches else "matches"
            raise RuleError(
                f"rule '{rule.id}' {does} its own example {line!r}: mend the pattern, or name the "
                "line in known_failures"
            )


def _certain(hit: Hit | None, line: Line) -> Hit | None:
    """A hit, and none for a date that cannot be told for certain: removed, it would be nowhere."""
    if hit is None or hit.rule.kind != "date":
        return hit
    dates = (line.text[span.slice] for name, span in hit.fields if name == "date")
    return hit if all(iso_date(date, rule=hit.rule.id) for date in dates) else None


def _mark(hit: Hit, line: Line, span: Span) -> Mark:
    fields = tuple((name, part.shifted(line.span.start)) for name, part in hit.fields)
    return Mark(span, hit.rule.kind, hit.rule.id, hit.score, fields)


@lru_cache(maxsize=16)
def _rules(more: RuleSet) -> RuleSet:
    return more | _ours() | RuleSet.of(_DUPLICATE, _TITLE, MODEL, REPEATED)


@cache
def _ours() -> RuleSet:
    return RuleSet.load(*_files(), checked=True)  # by the tests


def _files() -> Iterator[Traversable]:
    for language in _LANGUAGES:
        folder = files("normtext") / "lang" / language / "rules"
        yield from sorted(folder.iterdir(), key=lambda file: file.name)


@lru_cache(maxsize=16)
def _matcher(more: RuleSet) -> Matcher:
    return matcher_of(more | _ours())

"""The stage: lines that are not the text, and what can be read out of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import ClassVar

from normtext.dates import iso_date
from normtext.document import Document
from normtext.edits import NOTHING, Edit, Finding, Mark
from normtext.rules import LineRule, RuleSet
from normtext.spans import Span
from normtext.stages.strip_boilerplate.decide import labelled, removed
from normtext.stages.strip_boilerplate.lines import Line, lines_of
from normtext.stages.strip_boilerplate.matcher import Hit, Matcher
from normtext.stages.strip_boilerplate.removal import removal_spans

__all__ = ["StripBoilerplate"]

_LANGUAGES = ("mul", "en", "fr")  # all of them, always: a document's language is not known yet

_DUPLICATE = LineRule(
    id="duplicate.head",
    kind="duplicate",
    why="the title or the standfirst again",
    pattern="(?!)",  # decided by duplicates.py, by comparison
    hits=("",),
    misses=("", ""),
)


@dataclass(frozen=True, slots=True)
class StripBoilerplate:
    """Removes what the page put around the text: share widgets, navigation, comment forms, ...

    Bylines, dates, credits and hashtags that stand on lines of their own go into the metadata.
    Everything removed is in the record's `removed`, with its rule.

    What it leaves alone: any line that no rule names, all of a text in which nothing is sure to be
    furniture, headings and list items, and lines of more than 400 code points. Content is worth
    more than tidiness: a page keeps some of its furniture rather than lose a line of its article.

    >>> from normtext.pipeline import Pipeline
    >>> record = Pipeline([StripBoilerplate()]).normalize(
    ...     "Skip to content\\n\\nBy Ann Lee\\n\\nComments are welcome.\\n\\nShare this:\\nComments"
    ... )
    >>> record.text, record.metadata.byline
    ('Comments are welcome.', 'Ann Lee')
    """

    name: ClassVar[str] = "strip_boilerplate"

    @property
    def rules(self) -> RuleSet:
        """The line rules of both languages, and what is decided by comparison."""
        return _rules()

    def find(self, doc: Document) -> Finding:
        """A mark and an edit for each line that goes; marks for lines that are more than prose."""
        lines = list(lines_of(doc.text))
        hits = [_hit(line) for line in lines]
        gone = removed(lines, hits, Hit(_DUPLICATE))
        marks = [_mark(hit, lines[at], lines[at].span) for at, hit in labelled(hits, gone)]
        edits: list[Edit] = []
        order = sorted(gone)
        for at, span in zip(order, removal_spans(doc.text, lines, order), strict=True):
            marks.append(_mark(gone[at], lines[at], span))
            edits.append(Edit(span, "", gone[at].rule.id))
        return Finding(edits, sorted(marks)) if marks else NOTHING


def _hit(line: Line) -> Hit | None:
    """The rule that a line answers to; none for a date that cannot be told for certain: removed, it
    would be nowhere.
    """
    hit = _matcher().hit(line.text)
    if hit is None or hit.rule.kind != "date":
        return hit
    dates = (line.text[span.slice] for name, span in hit.fields if name == "date")
    return hit if all(map(iso_date, dates)) else None


def _mark(hit: Hit, line: Line, span: Span) -> Mark:
    fields = tuple((name, part.shifted(line.span.start)) for name, part in hit.fields)
    return Mark(span, hit.rule.kind, hit.rule.id, None, fields)


@cache
def _rules() -> RuleSet:
    return RuleSet.load(*_files()) | RuleSet.of(_DUPLICATE)


def _files() -> Iterator[Traversable]:
    for language in _LANGUAGES:
        folder = files("normtext") / "lang" / language / "rules"
        yield from sorted(folder.iterdir(), key=lambda file: file.name)


@cache
def _matcher() -> Matcher:
    """The line rules, anchors first: a line that answers to two rules answers to the surer."""
    rules = [rule for rule in _rules().values() if isinstance(rule, LineRule)]
    return Matcher(sorted(rules, key=lambda rule: not rule.anchor))

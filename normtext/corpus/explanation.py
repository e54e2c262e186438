"""Explanations: what was done to a document, where, by which rule and why."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from normtext.corpus.inputs import STANDARD_STREAM, InputFile
from normtext.corpus.kinds import JSON_SUFFIX, suffix_of
from normtext.corpus.opening import open_file
from normtext.corpus.outcomes import records_of
from normtext.corpus.readers import read_documents
from normtext.corpus.stored import read
from normtext.errors import InputError
from normtext.pipeline import Pipeline
from normtext.presets import STAGES, stage_of
from normtext.records import Record
from normtext.spans import Span

__all__ = ["Entry", "entries", "explained", "headline", "reasons", "visible"]

_AROUND = 24  # code points on either side of a change: enough to find it by eye
_LINE_END = re.compile(r"\r\n?|\n")


class Entry(NamedTuple):
    """One removal, change, or mark without consequence.

    line: in the source, from 1, of the first character that can be seen. span: in the source text.
    what: `changed`, or `removed` or `marked` and the kind ("removed share_widget"). why: of the
    rules, joined. around: what stands before and after it on the line, as it can be seen.
    """

    line: int
    span: Span
    what: str
    before: str
    after: str
    rules: tuple[str, ...]
    why: str
    around: tuple[str, str]

    def row(self) -> tuple[int, int, int, str, str, str, str, str]:
        """Line, start, end, what, before, after, rules and why; texts as they can be seen."""
        before, after = visible(self.before), visible(self.after)
        return (self.line, *self.span, self.what, before, after, ", ".join(self.rules), self.why)


def entries(record: Record, why: Mapping[str, str]) -> list[Entry]:
    r"""Everything that was done to the source of a record, in its order.

    why: the reasons of rules, by id.

    >>> import normtext
    >>> [entry] = entries(normtext.normalize("one\ntwo  three"), {"whitespace.gap": "a gap"})
    >>> entry.line, entry.what, entry.before, entry.after, entry.why
    (2, 'changed', ' ', '', 'a gap')
    """
    source = record.source_text
    starts = [0, *(match.end() for match in _LINE_END.finditer(source))]
    found = []
    for span, what, before, after, rules in _ledger(record):
        # A removal may begin with the line break before it; what is seen is on the next line.
        seen = span.start + len(before) - len(before.lstrip() or before)
        line = bisect_right(starts, seen)
        reasons = dict.fromkeys(why[rule] for rule in rules if rule in why)
        around = _around(source, span)
        found.append(Entry(line, span, what, before, after, rules, "; ".join(reasons), around))
    return sorted(found, key=lambda entry: entry.span)


def _ledger(record: Record) -> Iterator[tuple[Span, str, str, str, tuple[str, ...]]]:
    for change in record.changes:
        span = Span(change.source_start, change.source_end)
        after = record.text[change.start : change.end]
        yield span, "changed", change.source_text, after, change.rules
    for verb, removals in (("removed", record.removed), ("marked", record.labels)):
        for removal in removals:
            span = Span(removal.source_start, removal.source_end)
            yield span, f"{verb} {removal.kind}", removal.text, "", (removal.rule,)


def _around(source: str, span: Span) -> tuple[str, str]:
    left = source[max(0, span.start - _AROUND) : span.start]
    right = source[span.end : span.end + _AROUND]
    # Between two letters, since the ends of these are ends of nothing.
    parts = (_LINE_END.split(left)[-1], _LINE_END.split(right)[0])
    return visible(f"x{parts[0]}x")[1:-1], visible(f"x{parts[1]}x")[1:-1]


def headline(record: Record) -> str:
    """A record in one line: its name, language and encoding, and how much of it was touched."""
    name = visible(record.id)  # it may come from a file name or from JSON, with anything in it
    if record.error is not None:
        return f"{name}  {record.status}: {visible(record.error)}"
    stats = record.stats
    about = (record.lang, record.source.encoding, *record.source.flags)
    return (
        f"{name}  {', '.join(filter(None, about))}, {stats.source_chars:,} characters: "
        f"{stats.removed_chars:,} removed, {stats.changed_chars:,} changed"
    )


def visible(text: str) -> str:
    r"""The text with everything that cannot be seen written as an escape: controls, white space
    other than single spaces inside, and what joins another character.

    >>> print(visible(" a\N{NO-BREAK SPACE}b c\ne\N{COMBINING ACUTE ACCENT}"))
    \x20a\xa0b c\ne\u0301
    """
    return "".join(
        char if _is_seen(char) and not _is_hidden_space(text, at) else _escape(char)
        for at, char in enumerate(text)
    )


def _is_seen(char: str) -> bool:
    return char.isprintable() and not unicodedata.combining(char) and char != "\\"


def _is_hidden_space(text: str, at: int) -> bool:
    return text[at] == " " and (at in (0, len(text) - 1) or text[at - 1] == " ")


def _escape(char: str) -> str:
    return "\\x20" if char == " " else char.encode("unicode_escape").decode()


def reasons(pipeline: Pipeline) -> dict[str, str]:
    """Why each rule exists, by its id: the rules of the pipeline, and of all our stages."""
    ours = [stage_of(name) for name in STAGES]
    return {rule.id: rule.why for each in (*ours, *pipeline.stages) for rule in each.rules.values()}


def explained(
    file: str, pipeline: Pipeline, renames: Mapping[str, str] | None = None
) -> Iterator[Record]:
    """The records to explain: those that a file holds, or those of the documents that it holds.

    A file with the suffix of neither is a document: somebody named it, so it is text. Raises
    InputError for what does not exist, and for a folder.
    """
    path = Path(file)
    if file != STANDARD_STREAM:
        if not path.is_file():
            wrong = "is a folder; name a file in it" if path.is_dir() else "does not exist"
            raise InputError(f"{file} {wrong}")
        if suffix_of(file) == JSON_SUFFIX and _holds_records(path):
            yield from read(path)
            return
    named = None if file == STANDARD_STREAM else path
    files = [InputFile(named, path.name if named else "stdin")]
    for reading in read_documents(files, renames):
        yield from records_of(pipeline, [reading])


def _holds_records(path: Path) -> bool:
    """By its first line: documents have no fingerprint of a pipeline."""
    with open_file(InputFile(path, path.name)) as lines:
        first = next((line for line in lines if not line.isspace()), b"")
    try:
        fields = msgspec.json.decode(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and {"schema_version", "fingerprint"} <= fields.keys()

"""Record: the clean text of one document, aligned with its source. Schema version 1.

The classes below are the schema: the same names and types in Python, in JSON and in Parquet.
Offsets are half-open and in code points: `start`, `end` into `text`; `source_start`, `source_end`
into the source text. Lists are empty, never null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from normtext.errors import InputError
from normtext.spans import Span

__all__ = [
    "SCHEMA_VERSION",
    "Change",
    "LangShare",
    "Metadata",
    "MetadataSpan",
    "Paragraph",
    "Record",
    "Removal",
    "Segment",
    "SourceInfo",
    "Stats",
    "Translated",
]

SCHEMA_VERSION = 1


class Change(msgspec.Struct, frozen=True, gc=False):
    """A maximal run where the text differs from the source and that is not a removal."""

    start: int
    end: int
    source_start: int
    source_end: int
    source_text: str
    rules: tuple[str, ...]


class Removal(msgspec.Struct, frozen=True, gc=False):
    """Something that was removed or, in `labels`, recognised and kept.

    text: the slice of the source text. score: the rule's certainty, 0 to 1.
    """

    source_start: int
    source_end: int
    text: str
    stage: str
    rule: str
    kind: str
    score: float


class Segment(msgspec.Struct, frozen=True, dict=True):
    """A title, heading, sentence, ... of the clean text, in order.

    block: the number of its line among the lines that are not blank. kind: `title`, `standfirst`,
    `heading`, `sentence`, `item`, `caption` or `other`. text: `record.text[start:end]`, or None in
    a slim record. lang: BCP 47, `und` when it cannot be told.
    """

    block: int
    kind: str
    text: str | None
    start: int
    end: int
    source_start: int
    source_end: int
    lang: str = "und"
    lang_score: float = 0.0
    translation: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def source_text(self) -> str:
        """What the segment was in the source, computed from the record's ledger.

        Raises AttributeError for a segment that was built by hand, outside a record.
        """
        ledger: _Ledger | None = vars(self).get("_ledger")  # set by the record it belongs to
        if ledger is None:
            raise AttributeError("a segment that belongs to no record has no source text")
        return ledger.source_text()[self.source_start : self.source_end]


class LangShare(msgspec.Struct, frozen=True, gc=False):
    """The share (0 to 1) of the clean text's characters that is in a language."""

    lang: str
    share: float


class MetadataSpan(msgspec.Struct, frozen=True, gc=False):
    """Where in the source a metadata field was read."""

    field: str
    source_start: int
    source_end: int


class Metadata(msgspec.Struct, frozen=True):
    """What the text says of itself. date: ISO 8601. hashtags: without the `#`."""

    title: str | None = None
    byline: str | None = None
    date: str | None = None
    credit: str | None = None
    hashtags: tuple[str, ...] = ()
    spans: tuple[MetadataSpan, ...] = ()


class Stats(msgspec.Struct, frozen=True, gc=False):
    """Counts of code points, and of white-space separated words of the clean text."""

    source_chars: int = 0
    chars: int = 0
    words: int = 0
    removed_chars: int = 0
    changed_chars: int = 0


class SourceInfo(msgspec.Struct, frozen=True):
    """Where the document came from.

    encoding: of its bytes; empty for a document that was given as text. sha256: of the bytes, or
    of the UTF-8 of the text. flags: `invalid_bytes`, `mixed_encoding`, `lone_surrogates`,
    `binary`, `unstable`.
    """

    uri: str = ""
    encoding: str = ""
    sha256: str = ""
    flags: tuple[str, ...] = ()


class Paragraph(NamedTuple):
    """The segments of one line of the clean text.

    kind: of its first segment, `paragraph` where that is a sentence.
    """

    span: Span
    kind: str
    segments: tuple[Segment, ...]


class Translated(NamedTuple):
    """A record's text in another language, and where in it each of its segments is."""

    text: str
    spans: tuple[Span, ...]


class Record(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One document: its clean text, what is in it, and everything that was done to it.

    Unchanged runs, `changes` and `removed` tile the source text exactly, so `source_text` gives it
    back.

    >>> import normtext
    >>> record = normtext.normalize("Share this:\\n\\nIt was cafÃ© weather.")
    >>> record.text
    'It was café weather.'
    >>> record.removed[0].kind, record.changes[0].source_text
    ('share_widget', 'Ã©')
    >>> record.source_text
    'Share this:\\n\\nIt was cafÃ© weather.'
    """

    schema_version: int
    id: str = ""
    status: str = "ok"
    error: str | None = None
    text: str = ""
    lang: str = "und"
    lang_score: float = 0.0
    langs: tuple[LangShare, ...] = ()
    segments: tuple[Segment, ...] = ()
    removed: tuple[Removal, ...] = ()
    changes: tuple[Change, ...] = ()
    labels: tuple[Removal, ...] = ()
    metadata: Metadata = Metadata()
    stats: Stats = Stats()
    duplicate_of: str | None = None
    source: SourceInfo = SourceInfo()
    extra: str = "{}"
    fingerprint: str = ""

    def __post_init__(self) -> None:
        if self.segments:
            ledger = _Ledger(self.text, self.removed, self.changes)
            segments = self.segments
            if any(vars(segment) for segment in segments):  # they belong to another record
                segments = tuple(msgspec.structs.replace(segment) for segment in segments)
                msgspec.structs.force_setattr(self, "segments", segments)
            for segment in segments:
                msgspec.structs.force_setattr(segment, "_ledger", ledger)

    @property
    def source_text(self) -> str:
        """The source text, rebuilt from the text and the ledger."""
        return _Ledger(self.text, self.removed, self.changes).source_text()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The segments by line of the clean text."""
        return tuple(_paragraphs(self.segments))

    def translated(self) -> Translated:
        """The text with each segment's translation in its place, and the white space between.

        A segment without a translation stays as it is. The spans, half-open in code points of the
        translated text, are those of the segments, in their order.
        """
        pieces: list[str] = []
        spans: list[Span] = []
        at = length = 0
        for segment in self.segments:
            told = segment.translation
            if told is None:
                told = self.text[segment.start : segment.end]
            between = self.text[at : segment.start]
            pieces += [between, told]
            spans.append(Span(length + len(between), length + len(between) + len(told)))
            at, length = segment.end, spans[-1].end
        return Translated("".join([*pieces, self.text[at:]]), tuple(spans))

    def to_dict(self) -> dict[str, Any]:
        """The record as dicts, lists and plain values, fields in the order of the schema."""
        return msgspec.json.decode(msgspec.json.encode(self))  # type: ignore[no-any-return]

    def to_json(self) -> str:
        """The record as one line of JSON."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Record:
        """The record of `to_dict`. A slim record's segments get their text back.

        Raises InputError, naming the field, for what is not a record of this schema.
        """
        try:
            return msgspec.convert(dict(data), cls).complete()
        except (msgspec.ValidationError, TypeError, ValueError) as error:
            raise InputError(f"not a record of schema {SCHEMA_VERSION}: {error}") from None

    @classmethod
    def from_json(cls, line: str | bytes) -> Record:
        """The record of one line of JSON. Raises InputError, as from_dict does."""
        try:
            return msgspec.json.decode(line, type=cls).complete()
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise InputError(f"not a record of schema {SCHEMA_VERSION}: {error}") from None

    def complete(self) -> Record:
        """The record with the text of every segment.

        Raises InputError for a record of another schema version.
        """
        if self.schema_version != SCHEMA_VERSION:
            raise InputError(
                f"schema_version is {self.schema_version}, this normtext reads {SCHEMA_VERSION}"
            )
        if all(segment.text is not None for segment in self.segments):
            return self
        whole = (
            msgspec.structs.replace(segment, text=self.text[segment.start : segment.end])
            for segment in self.segments
        )
        return msgspec.structs.replace(self, segments=tuple(whole))


class _Ledger:
    """The source text, rebuilt once for all the segments of a record that ask for it."""

    __slots__ = ("_changes", "_removed", "_source", "_text")

    def __init__(
        self, text: str, removed: tuple[Removal, ...], changes: tuple[Change, ...]
    ) -> None:
        self._text, self._removed, self._changes = text, removed, changes
        self._source: str | None = None

    def source_text(self) -> str:
        if self._source is None:
            self._source = "".join(self._pieces())
        return self._source

    def _pieces(self) -> Iterator[str]:
        at = source_at = 0  # how far the text and the source have been told
        entries: list[Removal | Change] = [*self._removed, *self._changes]
        entries.sort(key=lambda entry: entry.source_start)
        for entry in entries:
            unchanged = entry.source_start - source_at
            yield self._text[at : at + unchanged]
            at += unchanged
            if isinstance(entry, Change):
                yield entry.source_text
                at = entry.end
            else:
                yield entry.text
            source_at = entry.source_end
        yield self._text[at:]


def _paragraphs(segments: Iterable[Segment]) -> Iterator[Paragraph]:
    for _, group in groupby(segments, key=lambda segment: segment.block):
        members = tuple(group)
        kind = members[0].kind
        span = Span(members[0].start, members[-1].end)
        yield Paragraph(span, "paragraph" if kind == "sentence" else kind, members)

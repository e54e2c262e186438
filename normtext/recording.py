"""From a Document, at the end of its pipeline, to a Record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from normtext.alignment import Alignment
from normtext.characters import without_surrogates
from normtext.dates import iso_date
from normtext.document import Document, MarkedSpan
from normtext.edits import Mark
from normtext.records import (
    SCHEMA_VERSION,
    Change,
    LangShare,
    Metadata,
    MetadataSpan,
    Record,
    Removal,
    Segment,
    SourceInfo,
    Stats,
)
from normtext.sources import Source
from normtext.spans import Span

__all__ = ["make_record", "reject"]


def make_record(doc: Document, source: Source, fingerprint: str) -> Record:
    """The record of a document and of the source it was made from."""
    alignments = _alignments(doc)
    alignment = alignments[-1]
    removed, changes = _ledger(doc, alignment)
    return Record(
        schema_version=SCHEMA_VERSION,
        id=source.id,
        text=doc.text,
        lang=doc.annotations.lang,
        lang_score=doc.annotations.lang_score,
        langs=tuple(LangShare(lang, share) for lang, share in doc.annotations.langs),
        segments=tuple(_segments(doc, alignment)),
        removed=removed,
        changes=changes,
        labels=tuple(_labels(doc, alignments)),
        metadata=_metadata(doc, alignments, source.given),
        stats=Stats(
            source_chars=len(doc.source),
            chars=len(doc.text),
            words=len(doc.text.split()),
            removed_chars=sum(item.source_end - item.source_start for item in removed),
            changed_chars=sum(item.source_end - item.source_start for item in changes),
        ),
        source=SourceInfo(source.uri, doc.encoding, _sha256(source, doc), doc.flags),
        extra=source.extra,
        fingerprint=fingerprint,
    )


def reject(source: Source, error: str, fingerprint: str, flags: tuple[str, ...] = ()) -> Record:
    """The record of a document that could not be normalised: its text as given, and why."""
    doc = Document.of(source.content)
    return Record(
        schema_version=SCHEMA_VERSION,
        id=source.id,
        status="rejected",
        error=without_surrogates(error),
        text=doc.source,
        stats=Stats(source_chars=len(doc.source), chars=len(doc.source)),
        source=SourceInfo(
            source.uri, doc.encoding, _sha256(source, doc), tuple(dict.fromkeys(doc.flags + flags))
        ),
        extra=source.extra,
        fingerprint=fingerprint,
    )


def _sha256(source: Source, doc: Document) -> str:
    content = source.content
    return sha256(content if isinstance(content, bytes) else doc.source.encode()).hexdigest()


def _alignments(doc: Document) -> Sequence[Alignment]:
    """The alignment at each depth: `[k]` maps the text after k layers to the source."""
    alignments = [Alignment()]
    for layer in doc.layers:
        alignments.append(alignments[-1].after(layer))
    return alignments


def _ledger(doc: Document, alignment: Alignment) -> tuple[tuple[Removal, ...], tuple[Change, ...]]:
    removed: list[Removal] = []
    changes: list[Change] = []
    for (start, end), (source_start, source_end), rules, removal in alignment.ledger():
        text = doc.source[source_start:source_end]
        if removal is None and text == doc.text[start:end]:
            continue  # one editor undid what another did
        if removal is None:
            changes.append(Change(start, end, source_start, source_end, text, rules))
        else:
            removed.append(_removal(Span(source_start, source_end), text, *removal))
    return tuple(removed), tuple(changes)


def _removal(source: Span, text: str, stage: str, mark: Mark) -> Removal:
    score = 1.0 if mark.score is None else round(mark.score, 4)
    return Removal(source.start, source.end, text, stage, mark.rule, mark.kind, score)


def _labels(doc: Document, alignments: Sequence[Alignment]) -> Iterator[Removal]:
    """The marks that no edit acted on, in the order of the source."""
    acted = {
        (layer.stage, depth, mark.span, mark.rule)
        for depth, layer in enumerate(doc.layers)
        for mark in layer.removals
        if mark is not None
    }
    labels = [
        (_source_span(marked, marked.mark.span, alignments), marked)
        for marked in doc.marks
        if (marked.stage, marked.depth, marked.mark.span, marked.mark.rule) not in acted
        and marked.mark.kind != "title"  # it is in the metadata, and a segment
    ]
    for source, marked in sorted(labels, key=lambda label: label[0]):
        yield _removal(source, doc.source[source.slice], marked.stage, marked.mark)


def _source_span(marked: MarkedSpan, span: Span, alignments: Sequence[Alignment]) -> Span:
    return alignments[marked.depth].source_span(span)


def _segments(doc: Document, alignment: Alignment) -> Iterator[Segment]:
    text = doc.text
    moved = bool(alignment.changes)
    for segment in doc.annotations.segments:
        start, end = source_start, source_end = segment.span
        if moved:
            source_start, source_end = alignment.source_span(segment.span)
        yield Segment(
            segment.block,
            segment.kind,
            text[start:end],
            start,
            end,
            source_start,
            source_end,
            segment.lang,
            segment.lang_score,
            segment.translation,
            segment.flags,
        )


def _metadata(doc: Document, alignments: Sequence[Alignment], given: Metadata) -> Metadata:
    """What the marks and the title say, where the caller did not say it; the first of each wins."""
    found: dict[str, str] = {}
    hashtags: list[str] = []
    spans: list[MetadataSpan] = []

    def note(name: str, source: Span) -> None:
        spans.append(MetadataSpan(name, source.start, source.end))

    title = doc.annotations.title
    if title is not None:
        found["title"] = doc.text[title.slice]
        note("title", alignments[-1].source_span(title))
    for marked in doc.marks:
        for (name, span), value in zip(marked.mark.fields, marked.values, strict=True):
            source = _source_span(marked, span, alignments)
            said = (iso_date(value, rule=marked.mark.rule) or "") if name == "date" else value
            if name == "hashtag":
                hashtags.append(said)
                note("hashtags", source)
            elif said and name not in found:
                found[name] = said
                note(name, source)
    return Metadata(
        title=given.title or found.get("title"),
        byline=given.byline or found.get("byline"),
        date=_given_date(given.date) or found.get("date"),
        credit=found.get("credit"),
        hashtags=tuple(dict.fromkeys(hashtags)),
        spans=tuple(spans),
    )


def _given_date(given: str | None) -> str | None:
    """In ISO 8601 where it can be read for certain, and as given where it cannot."""
    if not given:
        return given
    try:
        datetime.fromisoformat(given)
    except ValueError:
        return iso_date(given) or given
    return given.replace(" ", "T", 1)

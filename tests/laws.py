"""The laws of normtext's design, one function each: a stage or a pipeline, and a source.

Each raises AssertionError where the law does not hold. They know nothing of how a stage works:
what apply_edits refuses is checked here a second time, by other code.
"""

import copy
import json
import pickle
import re
import unicodedata
from itertools import pairwise

import normtext
from normtext.document import Document
from normtext.edits import replay
from normtext.pipeline import Pipeline
from normtext.records import Record
from normtext.spans import Span


def as_pipeline(subject):
    return subject if isinstance(subject, Pipeline) else Pipeline([subject])


def source_text(pipeline, source):
    return pipeline.source_document(source).source


def valid(subject, source):
    """1: edits are sorted, disjoint, in bounds and minimal, and each changes something."""
    doc = as_pipeline(subject).document(source)
    text = doc.source
    for layer in doc.layers:
        assert layer.edits, "a layer without edits"
        at = 0
        for edit in layer.edits:
            (start, end), new, _ = edit
            assert at <= start < end <= len(text), edit
            is_minimal(text[start:end], new)
            at = end
        text = replay(text, [layer])


def is_minimal(old, new):
    assert old != new
    if len(old) == 1 and len(new) > 1:  # an insertion borrows one neighbour
        return
    assert not new or (old[0] != new[0] and old[-1] != new[-1]), (old, new)
    assert "\n" not in old.strip("\r\n"), f"longer than a line: {old!r}"


def named(subject, source):
    """2: every edit and mark names a rule of its stage, and a mark lies in its text."""
    pipeline = as_pipeline(subject)
    doc = pipeline.document(source)
    rules = {stage.name: stage.rules for stage in pipeline.stages}
    texts = [doc.source]
    for layer in doc.layers:
        assert {edit.rule for edit in layer.edits} <= rules[layer.stage].keys()
        texts.append(replay(texts[-1], [layer]))
    for marked in doc.marks:
        mark = marked.mark
        assert mark.rule in rules[marked.stage], mark
        assert 0 <= mark.span.start < mark.span.end <= len(texts[marked.depth]), mark
        for (_, span), value in zip(mark.fields, marked.values, strict=True):
            assert mark.span.covers(span), mark
            assert texts[marked.depth][span.slice] == value


def total(subject, source):
    """3: any source gives a record, and the record can be written and read back."""
    record = as_pipeline(subject).normalize(source)
    line = record.to_json()
    assert record.status == "ok"
    assert "\n" not in line
    assert Record.from_json(line) == record
    assert Record.from_json(line.encode()) == record
    assert Record.from_dict(record.to_dict()) == record
    assert Record.from_dict(json.loads(line)) == record


def deterministic(subject, source):
    """4: equal over calls, instances and history."""
    pipeline = as_pipeline(subject)
    first = pipeline.normalize(source)
    assert pipeline.normalize(source) == first
    twin = Pipeline([copy.deepcopy(stage) for stage in pipeline.stages])
    twin.normalize("Share this:\n\nUne autre histoire : lâ€™Ã©tÃ© &amp; <b>.\n")
    assert twin.normalize(source) == first
    assert next(twin.run([source])) == first


def idempotent(subject, source):
    """5: a second pass over the clean text changes no character of it."""
    pipeline = as_pipeline(subject)
    first = pipeline.normalize(source)
    if "unstable" in first.source.flags:
        return
    second = pipeline.normalize(first.text)
    assert second.text == first.text.removeprefix("\ufeff")  # in a source it is a byte order mark
    assert second.changes == ()
    assert second.removed == ()


def local(editor, first, second):
    """6: a local editor edits two lines together as it edits each apart."""

    def edits(text):
        return sorted(editor.find(Document(text, text)).edits)

    by = len(first) + 1
    apart = [edit._replace(span=edit.span.shifted(by)) for edit in edits(second)]
    assert edits(f"{first}\n{second}") == edits(first) + apart


def aligned(subject, source):
    """7: each character maps to a source span; starts and ends never decrease."""
    doc = as_pipeline(subject).document(source)
    alignment = doc.alignment
    last = Span(0, 0)
    for at, char in enumerate(doc.text):
        span = alignment.source_span(Span(at, at + 1))
        assert 0 <= span.start < span.end <= len(doc.source)
        assert last.start <= span.start
        assert last.end <= span.end
        image = alignment.text_span(span)
        assert image.start <= at < image.end, "the way back leads elsewhere"
        if image.length == span.length == 1 and not alignment.changes_within(Span(at, at + 1)):
            assert doc.source[span.slice] == char
        last = span


def conserved(subject, source):
    """8: unchanged runs, changes and removals tile the source text, in order, without overlap."""
    pipeline = as_pipeline(subject)
    record = pipeline.normalize(source)
    told = source_text(pipeline, source)
    at = source_at = 0
    entries = sorted(
        [*record.changes, *record.removed], key=lambda entry: (entry.source_start, entry.source_end)
    )
    for entry in entries:
        start, end = entry.source_start, entry.source_end
        assert source_at <= start < end <= len(told)
        unchanged = start - source_at
        assert record.text[at : at + unchanged] == told[source_at:start]
        at += unchanged
        if entry in record.changes:
            assert entry.start == at
            assert entry.source_text == told[start:end]
            assert record.text[entry.start : entry.end] != entry.source_text or len(entry.rules) > 1
            assert entry.rules
            at = entry.end
        else:
            assert entry.text == told[start:end]
        source_at = end
    assert record.text[at:] == told[source_at:]
    assert list(record.removed) == sorted(record.removed, key=lambda entry: entry.source_start)
    assert list(record.changes) == sorted(record.changes, key=lambda entry: entry.source_start)
    for one, two in pairwise(record.changes):
        assert (one.end, one.source_end) != (two.start, two.source_start), "not maximal"
    for entry in (*record.removed, *record.labels):
        assert entry.text == told[entry.source_start : entry.source_end] != ""
        assert 0 <= entry.score <= 1
    for entry in record.metadata.spans:
        assert 0 <= entry.source_start < entry.source_end <= len(told)
    stats = record.stats
    assert stats.source_chars == len(told)
    assert stats.chars == len(record.text)
    assert stats.words == len(record.text.split())
    assert stats.removed_chars == sum(len(entry.text) for entry in record.removed)
    assert stats.changed_chars == sum(len(entry.source_text) for entry in record.changes)


def replayable(subject, source):
    """9: the layers rebuild the text from the source, and the record the source from the text."""
    pipeline = as_pipeline(subject)
    doc = pipeline.document(source)
    record = pipeline.normalize(source)
    assert replay(doc.source, doc.layers) == doc.text == record.text
    text = doc.text
    for layer in reversed(doc.layers):
        text = layer.undo(text)
    assert text == doc.source == source_text(pipeline, source)
    assert normtext.restore(record) == doc.source
    assert normtext.restore(Record.from_json(record.to_json())) == doc.source


def plain_value(subject):
    """10: equal by configuration, picklable, with a repr that can be read."""
    twin = pickle.loads(pickle.dumps(subject))
    assert twin == subject
    assert hash(twin) == hash(subject)
    assert repr(twin) == repr(subject)
    assert repr(subject).startswith(type(subject).__name__ + "(")
    assert " at 0x" not in repr(subject)
    assert as_pipeline(twin).fingerprint == as_pipeline(subject).fingerprint


def undisturbed(subject, source):
    """14: one bad document never costs another."""
    pipeline = as_pipeline(subject)
    bad = [None, float("nan"), {"id": "no text"}, 7, ["a"], {"text": 1}]
    documents = [item for one in bad for item in (one, source)]
    records = list(pipeline.run(documents))
    assert len(records) == len(documents)
    assert {record.status for record in records[::2]} == {"rejected"}
    assert all(record.error and record.to_json() for record in records[::2])
    assert all(record == pipeline.normalize(source) for record in records[1::2])


def segmented(subject, source):
    """The record's segments: in order, apart, exact, with white space between at most."""
    pipeline = as_pipeline(subject)
    record = pipeline.normalize(source)
    if not record.segments:
        return
    told = record.source_text
    alignment = pipeline.document(source).alignment
    at = block = 0
    for segment in record.segments:
        assert at <= segment.start < segment.end <= len(record.text)
        assert not record.text[at : segment.start].strip(), "text that no segment holds"
        assert record.text[segment.start : segment.end] == segment.text
        assert segment.text == segment.text.strip()
        origin = Span(segment.source_start, segment.source_end)
        assert origin == alignment.source_span(Span(segment.start, segment.end))
        assert segment.source_text == told[segment.source_start : segment.source_end]
        assert segment.block >= block
        at, block = segment.end, segment.block
    assert not record.text[at:].strip()


OF_SOURCES = (
    valid, named, total, deterministic, idempotent, aligned, conserved, replayable, undisturbed,
    segmented,
)  # fmt: skip
"""The laws that take a subject and any source."""

_NEVER = re.compile("[\0-\x08\x0b-\x1f\x80-\x9f\ufeff\u202a-\u202e\u2066-\u2069]|\n\n\n")


def clean(text):
    """What the contract says the text of a record never contains."""
    found = _NEVER.search(text)
    assert found is None, found
    assert text == text.strip()
    assert all(line == line.strip() for line in text.split("\n"))
    assert unicodedata.is_normalized("NFC", text)

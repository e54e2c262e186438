"""The laws of records and pipelines. They know nothing of how a stage works."""

from __future__ import annotations

import copy
import json
import pickle
from itertools import pairwise

from normtext.errors import StageError
from normtext.pipeline import Pipeline
from normtext.records import Change, Record, Removal
from normtext.spans import Span
from normtext.stage import Decoder, Editor
from normtext.testing.law import Broken, law, require

__all__ = [
    "conserved", "deterministic", "exemplified", "idempotent", "plain_value", "segmented", "total",
    "undisturbed",
]  # fmt: skip


@law("total", "any source gives a record, and the record can be written and read back")
def total(pipeline: Pipeline, source: str | bytes) -> None:
    try:
        record = pipeline.normalize(source)
    except StageError as error:
        raise Broken(str(error)) from None
    line = record.to_json()
    require(record.status == "ok", f"the record's status is '{record.status}'")
    require("\n" not in line, "its JSON is longer than a line")
    for again in (
        Record.from_json(line),
        Record.from_json(line.encode()),
        Record.from_dict(record.to_dict()),
        Record.from_dict(json.loads(line)),
    ):
        require(again == record, "the record read back is another")


_BEFORE = "Share this:\n\nUne autre histoire : lâ€™Ã©tÃ© &amp; <b>.\n"


@law("deterministic", "answers are equal over calls, copies and history")
def deterministic(pipeline: Pipeline, source: str | bytes) -> None:
    first = pipeline.normalize(source)
    require(pipeline.normalize(source) == first, "a second call gives another record")
    twin = Pipeline([copy.deepcopy(stage) for stage in pipeline.stages])
    twin.normalize(_BEFORE)
    require(twin.normalize(source) == first, "after another document, it is another record")
    require(next(twin.run([source])) == first, "run() gives another record than normalize()")


@law("idempotent", "a second pass over the clean text changes no character of it")
def idempotent(pipeline: Pipeline, source: str | bytes) -> None:
    first = pipeline.normalize(source)
    if "unstable" in first.source.flags:
        return
    second = pipeline.normalize(first.text)
    text = first.text.removeprefix("\ufeff")  # in a source it is a byte order mark
    for entry in (*second.changes, *second.removed):
        raise Broken(f"a second pass turned {text!r} into {second.text!r}", entry)
    require(second.text == text, f"a second pass turned {text!r} into {second.text!r}")


@law("conserved", "unchanged runs, changes and removals tile the source text")
def conserved(pipeline: Pipeline, source: str | bytes) -> None:
    record = pipeline.normalize(source)
    told = pipeline.source_document(source).source
    entries: list[Change | Removal] = [*record.changes, *record.removed]
    entries.sort(key=lambda entry: (entry.source_start, entry.source_end))
    at = source_at = 0
    for entry in entries:
        start, end = entry.source_start, entry.source_end
        require(source_at <= start < end <= len(told), "it overlaps or is outside", entry)
        between = told[source_at:start]
        require(
            record.text[at : at + len(between)] == between,
            f"before it the source has {between!r}, the text another, and nothing says so",
            entry,
        )
        at += len(between)
        if isinstance(entry, Change):
            require(entry.start == at, f"it begins at {entry.start} in the text, not {at}", entry)
            require(entry.source_text == told[start:end], "it is not what the source has", entry)
            same = record.text[entry.start : entry.end] == entry.source_text
            require(not same or len(entry.rules) > 1, "it changes nothing", entry)
            require(entry.rules, "it names no rule", entry)
            at = entry.end
        else:
            require(entry.text == told[start:end], "it is not what the source has", entry)
        source_at = end
    require(record.text[at:] == told[source_at:], "the end of the source is not accounted for")
    _in_order(record)
    _measured(record, told)


def _in_order(record: Record) -> None:
    for entries in (record.removed, record.changes):
        starts = [entry.source_start for entry in entries]
        require(starts == sorted(starts), "the ledger is out of order")
    for one, two in pairwise(record.changes):
        touching = (one.end, one.source_end) == (two.start, two.source_start)
        require(not touching, "two changes that touch are not one", two)


def _measured(record: Record, told: str) -> None:
    for entry in (*record.removed, *record.labels):
        text = told[entry.source_start : entry.source_end]
        require(entry.text == text != "", "it is not what the source has", entry)
        require(0 <= entry.score <= 1, "its score is not between 0 and 1", entry)
    for field in record.metadata.spans:
        require(0 <= field.source_start < field.source_end <= len(told), "it is outside", field)
    found = record.stats
    counts = (
        found.source_chars,
        found.chars,
        found.words,
        found.removed_chars,
        found.changed_chars,
    )
    expected = (
        len(told),
        len(record.text),
        len(record.text.split()),
        sum(len(entry.text) for entry in record.removed),
        sum(len(entry.source_text) for entry in record.changes),
    )
    require(counts == expected, f"its stats are {found}")


@law("undisturbed", "one bad document never costs another")
def undisturbed(pipeline: Pipeline, source: str | bytes) -> None:
    alone = pipeline.normalize(source)
    bad: list[object] = [None, float("nan"), {"id": "no text"}, 7, ["a"], {"text": 1}]
    documents = [item for one in bad for item in (one, source)]
    records = list(pipeline.run(documents))
    require(len(records) == len(documents), "a document has no record")
    for record in records[::2]:
        require(record.status == "rejected" and record.error, "what is no document is not rejected")
        record.to_json()
    require(all(record == alone for record in records[1::2]), "a bad document changed another")


@law("segmented", "segments are in order, apart, exact, with white space between at most")
def segmented(pipeline: Pipeline, source: str | bytes) -> None:
    record = pipeline.normalize(source)
    if not record.segments:
        return
    told = record.source_text
    alignment = pipeline.document(source).alignment
    at = block = 0
    for segment in record.segments:
        start, end = segment.start, segment.end
        require(at <= start < end <= len(record.text), "it is out of order or outside", segment)
        require(not record.text[at:start].strip(), "text before it is in no segment", segment)
        text = record.text[start:end]
        require(text == segment.text == text.strip(), "its text is not that of its span", segment)
        origin = Span(segment.source_start, segment.source_end)
        require(origin == alignment.source_span(Span(start, end)), "its source is wrong", segment)
        require(segment.source_text == told[origin.slice], "its source text is wrong", segment)
        require(segment.block >= block, "its block comes before the last one", segment)
        at, block = end, segment.block
    require(not record.text[at:].strip(), f"text after {at} is in no segment")


@law(
    "plain value",
    "stages are equal by configuration, can be pickled, and print readably",
    "nothing",
)
def plain_value(pipeline: Pipeline, _source: str | bytes) -> None:
    for subject in (*pipeline.stages, pipeline):
        name = type(subject).__name__
        try:
            twin = pickle.loads(pickle.dumps(subject))  # noqa: S301 - ours, just made
        except Exception as error:  # noqa: BLE001 - somebody's stage can raise anything
            raise Broken(f"{name} cannot be pickled: {error}") from None
        advice = "make it a frozen dataclass"
        require(" at 0x" not in repr(subject), f"its repr is {name}'s address: {advice}")
        require(twin == subject, f"a copy of {name} is not equal to it: {advice}")
        require(hash(twin) == hash(subject), f"a copy of {name} has another hash: {advice}")
        require(repr(twin) == repr(subject), f"a copy of {name} has another repr: {advice}")
    require(Pipeline(pipeline.stages).fingerprint == pipeline.fingerprint, "two fingerprints")


@law("exemplified", "a stage does to the examples of its rules what they say", "nothing")
def exemplified(pipeline: Pipeline, _source: str | bytes) -> None:
    for stage in pipeline.stages:
        if isinstance(stage, Editor) and not isinstance(stage, Decoder):
            for rule in stage.rules.values():
                for before, after in rule.examples:
                    got = Pipeline([stage]).document(before).text
                    said = f"rule '{rule.id}' says that {before!r} becomes {after!r}"
                    require(got == after, f"{said}; it became {got!r}")

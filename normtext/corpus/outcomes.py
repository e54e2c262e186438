"""Outcomes: what became of each document, as lines of JSON and as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import tee
from time import perf_counter

import msgspec

from normtext.corpus.pieces import Piece, Reading
from normtext.pipeline import Pipeline
from normtext.recording import reject
from normtext.records import Record, Stats

__all__ = ["Account", "Outcome", "outcome_of", "outcomes_of", "records_of"]

_BINARY = "looks like a binary file, not text"
_SLOWEST = 5  # documents that are named
_REFUSED = 3  # the same


class Outcome(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What became of one document. line: its record in JSON, with its line feed.

    kinds: those of its removals. size: bytes that were read for it. seconds: what it took.
    """

    line: bytes
    id: str
    status: str
    error: str | None
    lang: str
    kinds: tuple[str, ...]
    source_chars: int
    size: int
    seconds: float = 0.0


class Account(msgspec.Struct):
    """The counts of some documents: documents = ok + rejected + skipped.

    duplicates: those of `ok` whose text an earlier document has, where they were looked for.

    size: bytes read. seconds: of work. slowest: seconds and ids of documents. refused: ids of the
    first that were rejected, and why.
    """

    documents: int = 0
    ok: int = 0
    rejected: int = 0
    skipped: int = 0
    duplicates: int = 0
    source_chars: int = 0
    size: int = 0
    seconds: float = 0.0
    langs: dict[str, int] = {}
    removals: dict[str, int] = {}
    slowest: list[tuple[float, str]] = []
    refused: list[tuple[str, str]] = []

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Account:
        """The account of some outcomes."""
        account = cls()
        account.add(outcomes)
        return account

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count these outcomes, too."""
        langs, removals = Counter(self.langs), Counter(self.removals)
        times, refused = list(self.slowest), list(self.refused)
        for outcome in outcomes:
            self.documents += 1
            self.source_chars += outcome.source_chars
            self.size += outcome.size
            self.seconds += outcome.seconds
            times.append((outcome.seconds, outcome.id))
            if outcome.status == "ok":
                self.ok += 1
                langs[outcome.lang] += 1
                removals.update(outcome.kinds)
            elif outcome.status == "skipped":
                self.skipped += 1
            else:
                self.rejected += 1
                refused.append((outcome.id, outcome.error or ""))
        self.refused = refused[:_REFUSED]
        self._count(langs, removals, times)

    def merge(self, other: Account) -> None:
        """Count what another account counts, too."""
        for name in ("documents", "ok", "rejected", "skipped", "source_chars", "size", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.refused = [*self.refused, *other.refused][:_REFUSED]
        langs = Counter(self.langs) + Counter(other.langs)
        self._count(
            langs, Counter(self.removals) + Counter(other.removals), self.slowest + other.slowest
        )

    def _count(
        self, langs: Counter[str], removals: Counter[str], times: list[tuple[float, str]]
    ) -> None:
        self.langs, self.removals = _ordered(langs), _ordered(removals)
        self.slowest = sorted(times, key=lambda time: (-time[0], time[1]))[:_SLOWEST]


def _ordered(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first, and by name where they are as frequent."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def records_of(pipeline: Pipeline, readings: Iterable[Reading]) -> Iterator[Record]:
    """A record for each reading; rejected is what could not be read, and what is binary."""
    readings, theirs = tee(readings)
    records = pipeline.run(reading.source for reading in theirs if reading.error is None)
    for source, _, error, skipped in readings:
        if error is not None:
            refused = reject(source, error, pipeline.fingerprint)
            yield _without_text(refused) if skipped else refused
            continue
        record = next(records)
        flags = record.source.flags
        if "binary" in flags and record.status == "ok":
            record = reject(source, _BINARY, pipeline.fingerprint, flags)
        yield record


def _without_text(record: Record) -> Record:
    """Of a document that is not wanted: it is where it was."""
    return msgspec.structs.replace(record, status="skipped", text="", stats=Stats())


def outcomes_of(
    pipeline: Pipeline, readings: Iterable[Reading], *, slim: bool = False
) -> Iterator[Outcome]:
    """What becomes of each reading."""
    readings, theirs = tee(readings)
    began = perf_counter()
    for record, reading in zip(records_of(pipeline, theirs), readings, strict=True):
        now = perf_counter()
        yield outcome_of(record, reading, seconds=now - began, slim=slim)
        began = now


def outcome_of(
    record: Record, reading: Reading, *, seconds: float = 0.0, slim: bool = False
) -> Outcome:
    """The outcome of a reading whose record is known."""
    piece = reading.piece
    try:
        line = msgspec.json.encode(_slim(record) if slim else record)
    except (ValueError, TypeError) as error:  # a stage put in it what JSON cannot hold
        why = f"the record is not JSON: {error}"
        record = reject(reading.source, why, record.fingerprint)
        line = msgspec.json.encode(record)
    if record.status != "ok":
        line = line[:-1] + b',"input":' + _place(piece) + b"}"
    return Outcome(
        line + b"\n",
        record.id,
        record.status,
        record.error,
        record.lang,
        tuple(removal.kind for removal in record.removed),
        record.stats.source_chars,
        piece.size,
        seconds,
    )


def _slim(record: Record) -> Record:
    segments = tuple(msgspec.structs.replace(each, text=None) for each in record.segments)
    return msgspec.structs.replace(record, segments=segments)


def _place(piece: Piece) -> bytes:
    """Where a document is that has no record: so that it can be found, and tried again."""
    return msgspec.json.encode(
        {"file": piece.file, "place": piece.place, "offset": piece.offset, "size": piece.size}
    )

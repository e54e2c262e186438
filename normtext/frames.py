"""Frames: records as flat tables, for pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from normtext.errors import ConfigError, MissingExtra, SourceTypeError
from normtext.records import Record

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["to_frame"]


def to_frame(
    records: Iterable[Record], per: Literal["document", "sentence"] = "document"
) -> pd.DataFrame:
    """The records as a pandas frame: a row for each document, or for each of its segments.

    Every column holds plain values, and its name says whose they are: `lang` is the document's,
    `segment_lang` the segment's. Offsets are half-open, in code points. Raises ConfigError for
    another `per`, SourceTypeError for what is no record, and MissingExtra without pandas.

    >>> import normtext
    >>> frame = to_frame([normtext.normalize("Il pleut. It rains.", id="a")], per="sentence")
    >>> frame[["id", "number", "text"]].values.tolist()
    [['a', 1, 'Il pleut.'], ['a', 2, 'It rains.']]
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtra("to_frame()", "frames") from None
    if isinstance(records, Record) or not isinstance(records, Iterable):
        kind = type(records).__name__
        raise SourceTypeError(f"to_frame() takes many records, not {kind}: put one in a list")
    records = map(_checked, records)
    if per == "document":
        return pd.DataFrame([_document(record) for record in records], columns=_DOCUMENT)
    if per == "sentence":
        rows = [row for record in records for row in _segments(record)]
        return pd.DataFrame(rows, columns=_SEGMENT)
    raise ConfigError(f"per is 'document' or 'sentence', not {per!r}")


def _checked(record: object) -> Record:
    if not isinstance(record, Record):
        raise SourceTypeError(f"to_frame() takes records, not {type(record).__name__}")
    return record


_METADATA = ("title", "byline", "date", "credit")
_STATS = ("source_chars", "chars", "words", "removed_chars", "changed_chars")
_DOCUMENT = [
    *("id", "status", "error", "text", "lang", "lang_score", *_METADATA, "hashtags", *_STATS),
    *("duplicate_of", "uri", "encoding", "sha256", "flags", "extra", "fingerprint"),
]
_SEGMENT = [
    *("id", "uri", "title", "date", "number", "block", "kind", "text", "segment_lang"),
    *("segment_lang_score", "translation", "flags", "start", "end", "source_start", "source_end"),
]


def _document(record: Record) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _DOCUMENT if hasattr(record, name)}
    row |= {name: getattr(record.metadata, name) for name in _METADATA}
    row |= {name: getattr(record.stats, name) for name in _STATS}
    row |= {name: getattr(record.source, name) for name in ("uri", "encoding", "sha256")}
    row["hashtags"] = " ".join(record.metadata.hashtags)
    row["flags"] = " ".join(record.source.flags)
    return row


def _segments(record: Record) -> Iterator[dict[str, Any]]:
    about = {
        "id": record.id,
        "uri": record.source.uri,
        "title": record.metadata.title,
        "date": record.metadata.date,
    }
    for number, segment in enumerate(record.complete().segments, 1):
        row = {name: getattr(segment, name) for name in _SEGMENT if hasattr(segment, name)}
        row |= {"segment_lang": segment.lang, "segment_lang_score": segment.lang_score}
        yield {**row, **about, "number": number, "flags": " ".join(segment.flags)}

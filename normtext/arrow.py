"""The schema of records in Arrow and Parquet: explicit, never inferred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normtext.errors import MissingExtra

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["arrow_schema"]


def arrow_schema() -> pa.Schema:
    """The Arrow schema of `Record.to_dict()`, field by field in its order.

    Raises MissingExtra where pyarrow is not installed.

    >>> arrow_schema().names[:5]
    ['schema_version', 'id', 'status', 'error', 'text']
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra("arrow_schema()", "parquet") from None

    string, int32, float64 = pa.string(), pa.int32(), pa.float64()
    strings = pa.list_(string)
    source_span = [("source_start", int32), ("source_end", int32)]
    span = [("start", int32), ("end", int32), *source_span]

    def rows(*fields: tuple[str, pa.DataType]) -> pa.ListType:
        return pa.list_(pa.struct(list(fields)))

    removal = rows(
        *source_span,
        ("text", string),
        ("stage", string),
        ("rule", string),
        ("kind", string),
        ("score", float64),
    )
    return pa.schema(
        [
            ("schema_version", int32),
            ("id", string),
            ("status", string),
            ("error", string),
            ("text", string),
            ("lang", string),
            ("lang_score", float64),
            ("langs", rows(("lang", string), ("share", float64))),
            (
                "segments",
                rows(
                    ("block", int32),
                    ("kind", string),
                    ("text", string),
                    *span,
                    ("lang", string),
                    ("lang_score", float64),
                    ("translation", string),
                    ("flags", strings),
                ),
            ),
            ("removed", removal),
            ("changes", rows(*span, ("source_text", string), ("rules", strings))),
            ("labels", removal),
            (
                "metadata",
                pa.struct(
                    [
                        ("title", string),
                        ("byline", string),
                        ("date", string),
                        ("credit", string),
                        ("hashtags", strings),
                        ("spans", rows(("field", string), *source_span)),
                    ]
                ),
            ),
            (
                "stats",
                pa.struct(
                    [
                        ("source_chars", int32),
                        ("chars", int32),
                        ("words", int32),
                        ("removed_chars", int32),
                        ("changed_chars", int32),
                    ]
                ),
            ),
            ("duplicate_of", string),
            (
                "source",
                pa.struct(
                    [("uri", string), ("encoding", string), ("sha256", string), ("flags", strings)]
                ),
            ),
            ("extra", string),
            ("fingerprint", string),
        ]
    )

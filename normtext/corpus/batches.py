"""Batches: documents in Arrow, for engines of your own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normtext.arrow import arrow_schema
from normtext.corpus.outcomes import outcomes_of
from normtext.corpus.parquet import table_of
from normtext.corpus.pieces import Piece, piece_of_fields, read_piece
from normtext.errors import ConfigError, SourceTypeError
from normtext.pipeline import Pipeline
from normtext.presets import preset

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ArrowMapper"]


@dataclass(frozen=True)
class ArrowMapper:
    """A function from a table of documents to the table of their records, row by row.

    A row's columns are fields of documents (`text` or, renamed, what `renames` says; `id`, `uri`,
    ...); other columns are carried through in `extra`. A rejected document has its row, too: its
    `status` says so. The records have the columns of `normtext.arrow_schema()`, whatever is in
    them. It can be pickled, and loads its models at the first row.

    >>> import pyarrow as pa
    >>> records = ArrowMapper()(pa.table({"text": ["Il pleut  à Paris.", None]}))
    >>> records["text"].to_pylist(), records["status"].to_pylist()
    (['Il pleut à Paris.', '{"text":null}'], ['ok', 'rejected'])
    """

    pipeline: Pipeline = field(default_factory=preset)
    renames: Mapping[str, str] = field(default_factory=dict)
    slim: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.pipeline, Pipeline):
            raise ConfigError(
                f"ArrowMapper takes a pipeline, such as normtext.preset('article'), not "
                f"{self.pipeline!r}"
            )

    def __call__(self, table: pa.Table) -> pa.Table:
        """The records of a table (or a record batch), as a table.

        Raises SourceTypeError for a data frame, which must be made one first.
        """
        if not hasattr(table, "to_pylist"):
            raise SourceTypeError(
                f"ArrowMapper maps a table of Arrow, not {type(table).__name__}: for pandas "
                "pyarrow.Table.from_pandas(frame), for polars frame.to_arrow()"
            )
        pieces = (
            piece_of_fields(fields, self.renames, Piece("", "the batch", f"row {number}", number))
            for number, fields in enumerate(table.to_pylist())
        )
        readings = (read_piece(piece, self.renames) for piece in pieces)
        lines = b"".join(
            outcome.line for outcome in outcomes_of(self.pipeline, readings, slim=self.slim)
        )
        return table_of(lines) if lines else arrow_schema().empty_table()

    def over(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The records of many batches, each as soon as it is asked for: for Spark's mapInArrow."""
        for batch in batches:
            yield from self(batch).to_batches()

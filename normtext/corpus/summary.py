"""Summary: what a run did, in numbers, and in a few lines to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did. `print(summary)` says it in a few lines.

    documents: read; each is `ok`, `rejected` or `skipped`. langs, removals: how many documents are
    in a language, and how many removals are of a kind, the most frequent first. files_skipped: how
    many files of other kinds were left alone, by suffix. size: bytes read. slowest: seconds and ids
    of documents.  rejects: the file that the rejected and the skipped are in, if any.
    """

    documents: int
    ok: int
    rejected: int
    skipped: int
    langs: Mapping[str, int]
    removals: Mapping[str, int]
    files_skipped: Mapping[str, int]
    source_chars: int
    size: int
    seconds: float
    slowest: Sequence[tuple[float, str]]
    rejects: Path | None

    def __str__(self) -> str:
        pace = f"{self.documents / self.seconds:,.0f} a second" if self.seconds else "at once"
        lines = {
            "documents": f"{self.documents:,} ({self.source_chars:,} characters) in "
            f"{self.seconds:,.1f} s, {pace}",
            "records": f"{self.ok:,}",
            "rejected": f"{self.rejected:,}" + (f", in {self.rejects}" if self.rejects else ""),
            "skipped": f"{self.skipped:,}" if self.skipped else "",
            "languages": _counts(self.langs),
            "removals": _counts(self.removals),
            "left alone": _counts(self.files_skipped) and f"files: {_counts(self.files_skipped)}",
        }
        return "\n".join(f"{name:<10} {value}" for name, value in lines.items() if value)


def _counts(of: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in of.items())

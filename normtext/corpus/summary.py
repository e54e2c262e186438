"""Summary: what a run did, in numbers, and in a few lines to read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import msgspec

from normtext.characters import one_line

__all__ = ["Summary", "reason"]

_LONGEST = 300  # characters of a reason
_SLOW = 1.0  # seconds that a document takes before people are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did. `print(summary)` says it in a few lines.

    documents: read; each is `ok`, `rejected` or `skipped`. langs, removals: how many documents are
    in a language, and how many removals are of a kind, the most frequent first. files_skipped: how
    many files of other kinds were left alone, by suffix. size: bytes read. slowest: seconds and ids
    of documents. refused: ids of the first that were rejected, and why. rejects: the file that the
    rejected and the skipped are in, if any.
    duplicates: how many of the `ok` are duplicates of an earlier one.
    worked: seconds of work in all processes. whole: where a sample was taken, how many documents
    there are in all, and how many bytes they have.
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
    refused: Sequence[tuple[str, str]] = ()
    worked: float = 0.0
    duplicates: int = 0
    whole: tuple[int, int] | None = None

    def __str__(self) -> str:
        pace = f"{self.documents / self.seconds:,.0f} a second" if self.seconds else "at once"
        lines = {
            "documents": f"{self.documents:,} ({self.source_chars:,} characters) in "
            f"{self.seconds:,.1f} s, {pace}",
            "records": f"{self.ok:,}",
            "rejected": f"{self.rejected:,}" + (f", in {self.rejects}" if self.rejects else ""),
            "because": self._reason(),
            "skipped": f"{self.skipped:,}" if self.skipped else "",
            "duplicates": f"{self.duplicates:,}" if self.duplicates else "",
            "languages": _counts(self.langs),
            "removals": _counts(self.removals),
            "left alone": _counts(self.files_skipped) and f"files: {_counts(self.files_skipped)}",
        }
        if self.slowest and self.slowest[0][0] >= _SLOW:
            lines["slowest"] = ", ".join(f"{name} {took:.1f} s" for took, name in self.slowest)
        if self.whole is not None:
            lines["the whole"] = self._of_the_whole(*self.whole)
        return "\n".join(f"{name:<10} {one_line(value)}" for name, value in lines.items() if value)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file, as one JSON object."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        data["rejects"] = None if self.rejects is None else str(self.rejects)
        Path(path).write_bytes(msgspec.json.format(msgspec.json.encode(data)) + b"\n")

    def _reason(self) -> str:
        """Why the first was rejected: it often is what the others were."""
        if not self.refused:
            return ""
        name, why = self.refused[0]
        others = f" (and {self.rejected - 1:,} more)" if self.rejected > 1 else ""
        return reason(name, why)[:_LONGEST] + others

    def _of_the_whole(self, documents: int, size: int) -> str:
        """An estimate, by the bytes of the documents: longer ones take longer."""
        seconds = self.worked * size / max(1, self.size)
        return (
            f"{documents:,} documents, {size / 1e6:,.1f} MB: about {seconds:,.0f} s of work "
            f"({seconds / 3600:,.1f} hours) in one process"
        )


def reason(name: str, why: str) -> str:
    """Why a document has no record, with its name where that is not said already.

    >>> reason("b.csv", "in/b.csv: cannot be read"), reason("a#2", "in/a, line 2: broken JSON")
    ('in/b.csv: cannot be read', 'a#2: in/a, line 2: broken JSON')
    """
    return why if why.partition(": ")[0].endswith(name) else f"{name}: {why}"


def _counts(of: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in of.items())

"""Formats: the forms in which records are stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["FORMATS", "Format", "format_of"]


class Format(Protocol):
    """A form of output."""

    name: str

    def encode(self, lines: Sequence[bytes]) -> bytes:
        """Lines of JSON as they are kept of a shard."""


class Lines:
    """Lines of JSON, as they are."""

    name = "jsonl"

    def encode(self, lines: Sequence[bytes]) -> bytes:
        return b"".join(lines)

    def __repr__(self) -> str:
        return self.name


FORMATS: dict[str, Format] = {"jsonl": Lines()}


def format_of(name: str) -> Format | None:
    """The format of a file by its name; None for one that is not written."""
    return next((form for end, form in FORMATS.items() if name.lower().endswith(f".{end}")), None)

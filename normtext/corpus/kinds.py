"""Kinds of files: which of them hold documents, by their names."""

from __future__ import annotations

import logging
import os
from collections import Counter
from pathlib import Path

__all__ = ["JSON_SUFFIX", "KINDS", "compression_of", "is_document", "suffix_of"]

JSON_SUFFIX = ".jsonl"

_SUFFIXES = (".txt", ".md", JSON_SUFFIX, ".csv", ".tsv", ".parquet", ".wet", ".warc")
_COMPRESSED = (".gz", ".zst")

KINDS = f"{', '.join(_SUFFIXES)}, and each with {' or '.join(_COMPRESSED)}"
"""The kinds of files that hold documents, for people."""

_log = logging.getLogger(__name__)


def suffix_of(name: str) -> str:
    """What kind of file it is, beneath its compression.

    >>> suffix_of("in/DUMP.JSONL.gz")
    '.jsonl'
    """
    name, suffix = os.path.splitext(name.lower())  # noqa: PTH122 - in the hot loop of a walk
    return os.path.splitext(name)[1] if suffix in _COMPRESSED else suffix  # noqa: PTH122


def compression_of(name: str) -> str:
    """`gz` or `zst`, empty for none."""
    return next((end[1:] for end in _COMPRESSED if name.lower().endswith(end)), "")


def is_document(name: str, skipped: Counter[str] | None = None) -> bool:
    """Whether the file holds documents. skipped: counts by suffix those that do not."""
    suffix = suffix_of(name)
    if suffix in _SUFFIXES:
        return True
    if skipped is not None:
        _log.info("skipped %s: it is not %s", name, KINDS)
        skipped[suffix or Path(name).name] += 1
    return False

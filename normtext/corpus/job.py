"""Job: what is done to the documents of a run. A plain value, the same for every worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from normtext.corpus.formats import Format
from normtext.pipeline import Pipeline

__all__ = ["Job"]

_VERSION = 1  # of what is kept of a shard: raise it where an older one must not be taken up


@dataclass(frozen=True)
class Job:
    """What is done to documents, and in which form their records are kept.

    pages: the pipeline for files that hold the visible text of whole pages; `pipeline` unless
    given. renames: our field names, and what they are called in the files. time_limit: seconds a
    document may take, None for as long as it takes. slim: without the texts of segments.
    keep_lang: the languages that are wanted; without any, all are.
    """

    pipeline: Pipeline
    format: Format
    pages: Pipeline | None = None
    renames: Mapping[str, str] = field(default_factory=dict)
    time_limit: float | None = None
    slim: bool = False
    keep_lang: tuple[str, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Equal fingerprints mean equal outputs for equal documents."""
        parts = (
            _VERSION,
            self.pipeline.fingerprint,
            self.pages and self.pages.fingerprint,
            sorted(self.renames.items()),
            self.format.name,
            self.time_limit,
            self.slim,
            self.keep_lang,
        )
        return sha256(repr(parts).encode()).hexdigest()[:16]

    def pipeline_for(self, *, pages: bool) -> Pipeline:
        """The pipeline for the documents of a file."""
        return self.pages if pages and self.pages is not None else self.pipeline

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "fingerprint"}

"""Forecast: how many segments a run will translate, and how long that takes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from time import perf_counter

from normtext.corpus.inputs import find_files, resolve, total_size
from normtext.corpus.readers import read_documents
from normtext.pipeline import Pipeline

__all__ = ["forecast"]

_DOCUMENTS = 16


def forecast(
    pipeline: Pipeline,
    inputs: Iterable[str | os.PathLike[str]],
    renames: Mapping[str, str] | None = None,
    workers: int = 1,
) -> str | None:
    """A line on the segments to translate and the time it takes, from the first 16 documents.

    None for standard input, which can be read but once, and where those documents hold nothing to
    translate. The time is that of one process, shared out to the workers as if there were as many
    cores.
    """
    roots = resolve(inputs, Counter())
    total = total_size(roots)
    if not total:
        return None
    readings = list(islice(read_documents(find_files(roots, Counter()), renames), _DOCUMENTS))
    size = sum(reading.piece.size for reading in readings)
    sources = [reading.source for reading in readings if reading.error is None]
    began = perf_counter()
    segments = sum(
        segment.translation is not None
        for record in pipeline.run(sources)
        for segment in record.segments
    )
    seconds = perf_counter() - began
    if not segments or not size:
        return None
    share = max(total / size, 1.0)
    seconds *= share / max(1, min(workers, os.cpu_count() or 1))
    return f"about {segments * share:,.0f} segments to translate, in {_about(seconds)}"


def _about(seconds: float) -> str:
    """A time in words.

    >>> _about(0.4), _about(45), _about(700)
    ('a second or two', 'about 45 seconds', 'about 12 minutes')
    """
    if seconds < 2:
        return "a second or two"
    if seconds < 120:
        return f"about {seconds:,.0f} seconds"
    return f"about {seconds / 60:,.0f} minutes"

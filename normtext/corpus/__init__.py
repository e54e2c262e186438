"""A corpus in, records out; and records back.

>>> import normtext.corpus
>>> summary = normtext.corpus.run(["articles/"], "records.jsonl")  # doctest: +SKIP
>>> for record in normtext.corpus.read("records.jsonl"):  # doctest: +SKIP
...     print(record.id, record.lang)
"""

from __future__ import annotations

from normtext.corpus.batches import ArrowMapper
from normtext.corpus.learning import learn
from normtext.corpus.runner import run
from normtext.corpus.selection import Part
from normtext.corpus.stored import read
from normtext.corpus.summary import Summary

__all__ = ["ArrowMapper", "Part", "Summary", "learn", "read", "run"]

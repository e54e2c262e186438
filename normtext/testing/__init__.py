"""The laws of normtext, for your stages: strategies that know the truth, and one call for all laws.

Needs the extra `testing` (Hypothesis). See docs/testing.md.

>>> from normtext.stages import NormalizeUnicode
>>> from normtext.testing import check_stage
>>> check_stage(NormalizeUnicode(), laws=["valid"])
"""

from __future__ import annotations

from normtext.errors import MissingExtra

try:
    import hypothesis as _  # noqa: F401 - asked for here, where the answer can be a clear one
except ImportError as error:
    raise MissingExtra("normtext.testing", "testing") from error

from normtext.testing.check import LAWS, LawsBroken, check_pipeline, check_stage, laws_for
from normtext.testing.documents import boilerplate_blocks, documents, mixed_documents
from normtext.testing.editing import edits, record
from normtext.testing.encodings import Encoded, encoded
from normtext.testing.gold import GoldDocument, GoldSentence, GoldSpan
from normtext.testing.grammar import english_text, french_text, sentences
from normtext.testing.hostile import hostile_text
from normtext.testing.law import Law
from normtext.testing.mojibake import Mojibake, mojibake
from normtext.testing.sources import sources

__all__ = [
    "LAWS",
    "Encoded",
    "GoldDocument",
    "GoldSentence",
    "GoldSpan",
    "Law",
    "LawsBroken",
    "Mojibake",
    "boilerplate_blocks",
    "check_pipeline",
    "check_stage",
    "documents",
    "edits",
    "encoded",
    "english_text",
    "french_text",
    "hostile_text",
    "laws_for",
    "mixed_documents",
    "mojibake",
    "record",
    "sentences",
    "sources",
]

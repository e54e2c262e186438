"""The stages, in the order in which a pipeline runs them."""

from __future__ import annotations

from normtext.stages.decode import Decode
from normtext.stages.identify_language import IdentifyLanguage
from normtext.stages.normalize_unicode import NormalizeUnicode
from normtext.stages.normalize_whitespace import NormalizeWhitespace
from normtext.stages.repair_encoding import RepairEncoding
from normtext.stages.segment_sentences import SegmentSentences
from normtext.stages.strip_boilerplate import StripBoilerplate
from normtext.stages.translate import Translate

__all__ = [
    "Decode",
    "IdentifyLanguage",
    "NormalizeUnicode",
    "NormalizeWhitespace",
    "RepairEncoding",
    "SegmentSentences",
    "StripBoilerplate",
    "Translate",
]

"""segment_sentences: the clean text as titles, headings, items and sentences."""

from __future__ import annotations

from normtext.stages.segment_sentences.stage import SegmentSentences

__all__ = ["SegmentSentences"]

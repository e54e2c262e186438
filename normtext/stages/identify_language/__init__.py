"""identify_language: the language of each segment and of the document."""

from __future__ import annotations

from normtext.stages.identify_language.stage import IdentifyLanguage

__all__ = ["IdentifyLanguage"]

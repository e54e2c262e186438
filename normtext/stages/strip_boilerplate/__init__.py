"""strip_boilerplate: what is on a page but is not its text, line by line."""

from __future__ import annotations

from normtext.stages.strip_boilerplate.stage import StripBoilerplate

__all__ = ["StripBoilerplate"]

"""decode: bytes to source text."""

from __future__ import annotations

from normtext.stages.decode.stage import Decode

__all__ = ["Decode"]

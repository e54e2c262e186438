"""repair_encoding: mojibake and HTML entities, line by line, with exact spans.

ftfy decides what is damage and how to undo it; its steps are replayed with the position of every
character, so that each repaired character maps to just what it came from. ftfy's other fixes are
not used: quotes stay as they are, and control characters, line ends and compatibility forms belong
to other stages.
"""

from __future__ import annotations

from normtext.stages.repair_encoding.stage import RepairEncoding

__all__ = ["RepairEncoding"]

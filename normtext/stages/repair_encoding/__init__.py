"""repair_encoding: mojibake, entities and escapes, line by line, with exact spans.

A gate finds the lines that may be damaged. ftfy's reading of such a line is the reference; ours,
which the character model of English and French judges, replaces it where it still shows damage.
Steps are replayed with the position of every character, so that each repaired one maps to just what
it came from. ftfy's other fixes are not used: quotes stay as they are, and control characters, line
ends and compatibility forms belong to other stages.
"""

from __future__ import annotations

from normtext.stages.repair_encoding.stage import RepairEncoding

__all__ = ["RepairEncoding"]

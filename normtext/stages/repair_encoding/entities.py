"""HTML entities in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normtext.edits import Edit, minimal_edit
from normtext.spans import Span

__all__ = ["may_hold_entities", "undo_entities"]

# "&eacute;" and its escapes "&amp;eacute;", "&amp;amp;eacute;": all levels at once.
_ENTITY = re.compile(r"&(?:amp;|#0{0,5}38;|#x0{0,5}26;)*(#?[0-9A-Za-z]{1,24};)", re.IGNORECASE)

# In text that holds tags an entity may be meant: "&lt;b&gt;" beside "<b>".
_TAG = re.compile(r"<[A-Za-z/!]")


def may_hold_entities(text: str) -> bool:
    """Whether there is anything to look at."""
    return "&" in text and _ENTITY.search(text) is not None


def undo_entities(line: str) -> Iterator[Edit]:
    """Edits that make the entities of a line characters, unless it holds tags."""
    if not may_hold_entities(line) or _TAG.search(line):
        return
    from ftfy.fixes import unescape_html

    for match in _ENTITY.finditer(line):
        entity = "&" + match[1]
        new = unescape_html(entity)
        if new == entity:  # nobody's entity: only the ampersands are escaped
            new = match[0] if match.start(1) == match.start() + 1 else entity
        yield from minimal_edit(line, Span(*match.span()), new, "html.entity")

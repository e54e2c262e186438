"""The stage: lines that may be damaged, and the edits that repair them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from normtext.document import Document
from normtext.edits import NOTHING, Edit, Finding, minimal_edit
from normtext.rules import Rule, RuleSet
from normtext.spans import Span
from normtext.stages.repair_encoding.gate import Gate
from normtext.stages.repair_encoding.traced import Traced

__all__ = ["RepairEncoding"]

# "&eacute;" and its escapes "&amp;eacute;", "&amp;amp;eacute;": all levels at once.
_ENTITY = re.compile(r"&(?:amp;|#0{0,5}38;|#x0{0,5}26;)*(#?[0-9A-Za-z]{1,24};)", re.IGNORECASE)

# In text that holds tags an entity may be meant: "&lt;b&gt;" beside "<b>".
_TAG = re.compile(r"<[A-Za-z/!]")

# U+0085 is no line end here: in mojibake it is half of a letter.
_LINE = re.compile("[^\n\r\v\f\x1c\x1d\x1e\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")

# Code points that ftfy sees at once. Longer lines are cut, at a space if there is one near.
_LONGEST = 20_000


def _rule(encoding: str, *examples: tuple[str, str]) -> Rule:
    why = f"UTF-8 that was read as {encoding}"
    return Rule(id=f"mojibake.{encoding}", kind="mojibake", why=why, examples=examples)


@dataclass(frozen=True, slots=True)
class RepairEncoding:
    """Text that was decoded or escaped wrongly, as it was meant.

    What it leaves alone: entities in lines that hold HTML tags, quotes, ligatures, and whatever
    ftfy does not recognise as damage.

    >>> from normtext.pipeline import Pipeline
    >>> record = Pipeline([RepairEncoding()]).normalize("l'Ã©tÃ© &amp; l'hiver")
    >>> record.text
    "l'été & l'hiver"
    >>> [(change.source_text, change.rules) for change in record.changes][0]
    ('Ã©', ('mojibake.latin-1',))
    """

    name: ClassVar[str] = "repair_encoding"
    local: ClassVar[bool] = True
    rules: ClassVar[RuleSet] = RuleSet.of(
        Rule(
            id="html.entity",
            kind="entity",
            why="HTML entity in plain text",
            examples=(("caf&eacute;", "café"), ("a &amp;amp; b", "a & b"), ("&#233;", "é")),
        ),
        _rule("latin-1", ("trÃ¨s Ã\xa0 lâ\x80\x99aise", "très à l’aise")),
        _rule("windows-1252", ("lâ€™Ã©tÃ©", "l’été")),
        _rule("windows-1251", ("РїСЂРёРІРµС‚", "привет")),
        _rule("windows-1250", ("lâ€™Ă©tĂ©", "l’été")),
        _rule("windows-1253", ("lβ€™Γ©tΓ©", "l’été")),
        _rule("windows-1254", ("Å\x9eIÄ\x9e Ä°ÅŸ", "ŞIĞ İş")),
        _rule("windows-1257", ("lā€™Ć©tĆ©", "l’été")),
        _rule("iso-8859-2", ("lâ\x80\x99Ă\u0160tĂ\u0160", "l’été")),
        _rule("macroman", ("l‚Äô√©t√©", "l’été")),
        _rule("cp437", ("lΓÇÖ├⌐t├⌐", "l’été")),
        Rule(
            id="mojibake.inconsistent",
            kind="mojibake",
            why="UTF-8 that was read as something else, inside text that was not",
            examples=(("œuvre — voilÃ© dÃ©jÃ© œuvre ž š", "œuvre — voilé déjé œuvre ž š"),),
        ),
        Rule(
            id="mojibake.c1",
            kind="mojibake",
            why="Windows-1252 that was read as Latin-1",
            examples=(("l\x92\u00e9t\u00e9 \u2014 \x93oui\x94", "l’été — “oui”"),),
        ),
    )

    def find(self, doc: Document) -> Finding:
        """The edits; none, without asking ftfy, where nothing can be damaged."""
        text = doc.text
        suspicious = _gate().suspects(text)
        if not suspicious and "&" not in text:
            return NOTHING
        edits: list[Edit] = []
        for match in _LINE.finditer(text):
            line = match[0]
            found = list(_entities(line)) if "&" in line else []
            if not found and suspicious:
                found = list(_repairs(line))
            edits += (edit._replace(span=edit.span.shifted(match.start())) for edit in found)
        return Finding(edits)


@cache
def _gate() -> Gate:
    """Ftfy is loaded when the first text is looked at."""
    return Gate()


def _repairs(line: str) -> Iterator[Edit]:
    for start, end in _pieces(line):
        piece = line[start:end]
        if _gate().is_bad(piece):
            yield from (edit._replace(span=edit.span.shifted(start)) for edit in _repair(piece))


def _pieces(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(line) - start > _LONGEST:
        cut = line.rfind(" ", start + _LONGEST // 2, start + _LONGEST) + 1 or start + _LONGEST
        yield start, cut
        start = cut
    yield start, len(line)


def _entities(line: str) -> Iterator[Edit]:
    if _TAG.search(line):
        return
    from ftfy.fixes import unescape_html

    for match in _ENTITY.finditer(line):
        entity = "&" + match[1]
        new = unescape_html(entity)
        if new == entity:  # nobody's entity: only the ampersands are escaped
            new = match[0] if match.start(1) == match.start() + 1 else entity
        yield from minimal_edit(line, Span(*match.span()), new, "html.entity")


def _repair(line: str) -> Iterator[Edit]:
    import ftfy

    _, steps = ftfy.fix_encoding_and_explain(line)
    if not steps:
        return
    traced: Traced[str] | Traced[bytes] = Traced.of(line)
    for step in steps:
        traced = traced.after(*step)
    yield from traced.edits(line, _cause(steps))


_PAGES = (1250, 1251, 1252, 1253, 1254, 1257)  # those that ftfy knows

_RULES = {
    **{f"sloppy-windows-{page}": f"mojibake.windows-{page}" for page in _PAGES},
    **{name: f"mojibake.{name}" for name in ("latin-1", "iso-8859-2", "macroman", "cp437")},
    "decode_inconsistent_utf8": "mojibake.inconsistent",
    "fix_c1_controls": "mojibake.c1",
}


def _cause(steps: Sequence[tuple[str, str]]) -> str:
    """The rule that names what the first step undoes."""
    if steps[0][1] == "latin-1" and steps[1][1] == "windows-1252":
        return "mojibake.c1"
    return _RULES[steps[0][1]]

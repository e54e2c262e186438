"""normalize_whitespace: one kind of line end, no white space at the ends of lines, no gaps.

No-break and thin spaces inside a line are typography and stay. A tab stays where it stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from normtext.document import Document
from normtext.edits import NOTHING, Edit, Finding
from normtext.rules import Rule, RuleSet
from normtext.spans import Span

__all__ = ["NormalizeWhitespace"]

# Line ends of Unicode (UAX 14 classes BK, CR, NL) and the separators of bidi class B. U+001F, of
# bidi class S, separates like a space.
_OTHER_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
_LINE = re.compile(f"([^\n{_OTHER_LINE_ENDS}]*)(\r\n|\n+|[{_OTHER_LINE_ENDS}]|$)")
_MOST_BREAKS = 2  # one blank line is a paragraph break, more say nothing more
_GAP = re.compile("[ \t\x1f]*\x1f[ \t\x1f]*|[ \t]{2,}")


def _rule(name: str, why: str, *examples: tuple[str, str]) -> Rule:
    return Rule(id=f"whitespace.{name}", kind="whitespace", why=why, examples=examples)


@dataclass(frozen=True, slots=True)
class NormalizeWhitespace:
    """Lines end in a line feed, and begin and end in something that can be seen.

    What it does, each by its own rule: every line end becomes a line feed; white space at the
    ends of a line goes; a run of spaces and tabs becomes one space (a tab, if it holds one);
    three line breaks or more become two; white space at the ends of the text goes.

    What it leaves alone: no-break, thin and other wide spaces inside a line, single tabs.

    >>> from normtext.pipeline import Pipeline
    >>> Pipeline([NormalizeWhitespace()]).normalize("one  two \\r\\n\\r\\n\\r\\nthree\\n").text
    'one two\\n\\nthree'
    """

    name: ClassVar[str] = "normalize_whitespace"
    local: ClassVar[bool] = True
    rules: ClassVar[RuleSet] = RuleSet.of(
        _rule("line-end", "line ends are line feeds", ("a\r\nb", "a\nb"), ("a\u2028b", "a\nb")),
        _rule("line-edge", "white space at an end of a line", ("a \n\tb", "a\nb"), ("\xa0a", "a")),
        _rule(
            "gap",
            "several spaces in a row",
            ("a   b", "a b"),
            ("a \t b", "a\tb"),
            ("a\x1fb", "a b"),
        ),
        _rule("blank-lines", "more than one blank line", ("a\n\n\n\nb", "a\n\nb")),
        _rule("text-edge", "blank lines at an end of the text", ("\n\na\n", "a")),
    )

    def find(self, doc: Document) -> Finding:
        """The edits; none, at the cost of a few searches, for a text that needs none."""
        return NOTHING if _is_clean(doc.text) else Finding(list(_edits(doc.text)))


def _is_clean(text: str) -> bool:
    if "  " in text or "\t" in text or "\n\n\n" in text or text[:1] == "\n" or text[-1:] == "\n":
        return False
    if any(char in text for char in _OTHER_LINE_ENDS) or "\x1f" in text:
        return False
    return not any(line and (line[0].isspace() or line[-1].isspace()) for line in text.split("\n"))


def _edits(text: str) -> Iterator[Edit]:
    """One sweep over the lines: what is inside a line, then the break after it."""
    end_of_text = len(text.rstrip())
    seen = False  # a line that is not blank
    breaks = 0  # since then
    for match in _LINE.finditer(text):
        (start, end), line = match.span(1), match[1]
        bare = line.strip()
        if bare:
            seen, breaks = True, 0
            left = end - len(line.lstrip())
            yield from _delete(start, left, "line-edge")
            yield from _gaps(text, left, left + len(bare))
            yield from _delete(left + len(bare), end, "line-edge")
        else:
            yield from _delete(start, end, "line-edge")
        before, breaks = breaks, breaks + (len(match[2]) if match[2] != "\r\n" else 1)
        if not seen or end >= end_of_text:
            yield from _delete(end, match.end(), "text-edge")
        elif breaks > _MOST_BREAKS:
            yield from _delete(end + max(_MOST_BREAKS - before, 0), match.end(), "blank-lines")
        elif match[2] == "\r\n":
            yield from _delete(end, end + 1, "line-end")
        elif match[2][0] != "\n":
            yield Edit(Span(end, end + 1), "\n", "whitespace.line-end")


def _gaps(text: str, start: int, end: int) -> Iterator[Edit]:
    for match in _GAP.finditer(text, start, end):
        tab = match[0].find("\t")
        space = max(match[0].find(" "), 0) if tab < 0 else tab
        kept = match.start() + space
        if text[kept] == "\x1f":
            yield Edit(Span(kept, kept + 1), " ", "whitespace.gap")
        yield from _delete(match.start(), kept, "gap")
        yield from _delete(kept + 1, match.end(), "gap")


def _delete(start: int, end: int, rule: str) -> Iterator[Edit]:
    if start < end:
        yield Edit(Span(start, end), "", f"whitespace.{rule}")

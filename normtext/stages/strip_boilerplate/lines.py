"""Lines as the rules see them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from normtext.prose import is_prose
from normtext.spans import Span
from normtext.stages.strip_boilerplate.hits import Hit

__all__ = ["Line", "answering", "core_span", "is_bare", "lines_of", "plain"]

# Put aside before a rule looks: bullets, arrows, rules, emoji, and the white space between.
_SYMBOLS = "•·●▪■□◦‣>›→►▶|*=_~–—⁃\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
_LEADING = re.compile(f"[\\s{_SYMBOLS}-]*")
_TRAILING = re.compile(f"[\\s{_SYMBOLS}…-]")

# Characters read alike: curly apostrophes and straight ones, spaces that break and spaces that do
# not. One to one, so that positions stay.
_ALIKE = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("\xa0", " "), ("\u202f", " "), ("\u2009", " "))


class Line(NamedTuple):
    """A line that is not blank."""

    number: int
    """Its place among the lines of the document."""
    start: int
    """Where it stands in the text."""
    text: str
    """Without its line break."""
    prose: bool
    """Whether it is running text."""
    hit: Hit | None = None
    """The rule that it answers to, of those that remove."""
    stays: bool = False
    """Whether it may not go."""

    @property
    def span(self) -> Span:
        """Where it stands in the text, without its line break."""
        return Span(self.start, self.start + len(self.text))


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    found: list[Line] = []
    start = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            found.append(Line(len(found), start, line, is_prose(line)))
        start += len(line) + 1
    return found


def answering(
    lines: Sequence[Line], hits: Sequence[Hit | None], staying: Collection[int] = ()
) -> list[Line]:
    """The same lines with what they answer to, and whether they stay."""
    found = [*lines]
    if any(hits) or staying:
        for at, hit in enumerate(hits):
            removing = hit if hit and hit.rule.removes else None
            if removing or at in staying:
                found[at] = lines[at]._replace(hit=removing, stays=at in staying)
    return found


def is_bare(line: str) -> bool:
    """Whether a line has no decoration, told from its ends: so are most lines."""
    return line[:1].isalnum() and (line[-1] in ".!?" or line[-1].isalnum())


def core_span(line: str) -> Span:
    """Where a line stands without its decoration.

    >>> core_span("\N{NEWSPAPER} L'été \N{RIGHTWARDS ARROW}")
    Span(start=2, end=7)
    """
    leading = _LEADING.match(line)
    start = leading.end() if leading else 0
    end = len(line)
    while end > start and _TRAILING.match(line, end - 1):
        end -= 1
    return Span(start, end)


def plain(line: str) -> str:
    """A line with typographic apostrophes and spaces as the typewriter has them, one to one."""
    if line.isascii():
        return line
    for typographic, typed in _ALIKE:  # much faster than one `translate`
        line = line.replace(typographic, typed)
    return line

"""What each line of a clean text is: a title, a heading, an item, a paragraph, ...

Decided by shape and neighbours alone. A wrong kind costs little: the segments cover the same text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from normtext.prose import CLOSING, can_be_title, ends_sentence, is_prose
from normtext.spans import Span

__all__ = ["Block", "blocks_of", "kinds_of", "without_marker"]

_LONGEST_HEADING = 100
_ITEM = re.compile(r"(?:[-*•·▪◦‣►]|\d{1,2}[.)]|\(?(?:\d{1,2}|[a-z])\))\s+\S")
_STOPS = (".", "…")
_SHORT = 1000  # code points of a text whose first line is hardly any but its title
_OPEN_END = (",", ";", ":")  # what comes next belongs to it


class Block(NamedTuple):
    """A line that is not blank. `cut`: a line of the head was removed between it and the next."""

    span: Span
    text: str
    cut: bool


def blocks_of(text: str, cuts: Sequence[int]) -> Iterator[Block]:
    """The lines of a text that are not blank.

    cuts: where in the text lines about the author, the date or the title itself were removed.
    """
    start = 0
    at = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            while at < len(cuts) and cuts[at] < end:
                at += 1
            cut = at < len(cuts) and _next_line(text, end) >= cuts[at]
            yield Block(Span(start, end), line, cut)
        start = end + 1


def _next_line(text: str, end: int) -> int:
    """Where the next line begins that is not empty; -1 after the last."""
    following = text.find("\n", end)
    while 0 <= following < len(text) and text[following] == "\n":
        following += 1
    return following


def kinds_of(
    blocks: Sequence[Block], captions: frozenset[int], title: int | None = None
) -> list[str]:
    """The kind of each block. captions: the numbers of blocks that are known to be captions.

    title: the number of the title; -1 if there is none, None if it is not known.
    """
    kinds = [_kind(blocks, at) for at in range(len(blocks))]
    for at in captions:
        kinds[at] = "caption"
    if title is None and _is_title(blocks):
        title = 0
    if title is not None and title >= 0:
        kinds[title] = "title"
        below = next((at for at in range(title + 1, len(blocks)) if kinds[at] != "caption"), 0)
        if below and blocks[below].cut and kinds[below] == "sentence":
            kinds[below] = "standfirst"
    return kinds


def _kind(blocks: Sequence[Block], at: int) -> str:
    text = blocks[at].text
    if not any(map(str.isalpha, text)):
        return "other"
    if _ITEM.match(text):
        return "item"
    if at + 1 < len(blocks) and _is_heading(text) and _follows(blocks[at + 1].text):
        return "heading"
    return "sentence"


def _is_heading(text: str) -> bool:
    """A short line that does not end like a sentence; a question may be one."""
    if len(text) > _LONGEST_HEADING or _has_stop(text) or text.endswith(_OPEN_END):
        return False
    return text[0] not in '«"“—–(' and not text[0].islower()


def _has_stop(text: str) -> bool:
    """Whether a line ends with a full stop or an ellipsis, whatever closes behind it."""
    return text.rstrip(CLOSING).endswith(_STOPS)


def _follows(text: str) -> bool:
    """Whether a line can be what a heading announces: prose, or any whole sentence."""
    return is_prose(text) or ends_sentence(text)


def _is_title(blocks: Sequence[Block]) -> bool:
    """Whether the first line is the title: prose follows, and it does not end like a sentence, or
    what was removed just below it (a byline, a date, the title again) says that it is one.
    Without that, of a long text the first line may as well be a heading.
    """
    if len(blocks) < 2:
        return False
    text = blocks[0].text
    if not can_be_title(text) or text[0] in "—–#":
        return False
    if not any(is_prose(block.text) for block in blocks[1:5]):
        return False
    if not any(block.cut for block in blocks[:2]) and blocks[-1].span.end > _SHORT:
        return False
    if not _has_stop(text):
        return not text[0].islower()
    return any(block.cut for block in blocks[:2]) and not re.search(r"[.!?…]\s", text[:-1])


def without_marker(text: str, span: Span) -> Span:
    """A span without the symbols, emoji and spaces that it begins with.

    >>> without_marker("\N{NEWSPAPER} Le titre", Span(0, 10))
    Span(start=2, end=10)
    """
    start = span.start
    while start < span.end and unicodedata.category(text[start]) in _MARKERS:
        start += 1
    return Span(start, span.end) if start < span.end else span


_MARKERS = frozenset(("So", "Sk", "Cf", "Mn", "Me", "Zs"))

"""Text in quoted-printable, the encoding of mails (RFC 2045, section 6.7), that nobody decoded.

It is told from other text with equals signs by having no other kind: each is followed by two
hexadecimal digits, in capitals, or ends a line. Lines that end so go on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normtext.edits import Edit, minimal_edit
from normtext.spans import Span

__all__ = ["RULE", "lines_of", "may_be_quoted", "undo_quoted"]

RULE = "escape.quoted-printable"

_SOFT_BREAK = "=[ \t]*+(?:\r?\n|$)"
_TOKEN = re.compile(
    f"(?P<bytes>=[0-9A-F]{{2}}(?:(?:{_SOFT_BREAK})?=[0-9A-F]{{2}})*+)|{_SOFT_BREAK}"
)
_BYTE = re.compile("=[0-9A-F]{2}")
_STRAY = re.compile("=(?![0-9A-F]{2}|[ \t]*(?:\r?\n|$))")
_CONTINUED = re.compile("=[ \t]*$")

_BEYOND_ASCII = re.compile("=[89A-F][0-9A-F]")

# What mail programs leave: a long line broken, a space at the end of a line kept.
_MAILED = re.compile("^[^\\n]{60,75}=[ \t]*\r?\n[^\\n=]|[\\w.,;:!?]=20$", re.MULTILINE)

# One byte may be a value ("id=A0", "width=80em"); in a word it is an accent, "œ" or "’".
_IN_WORD = re.compile(
    "[a-z]=[C-F][0-9A-F](?:=[89AB][0-9A-F])?(?:=\n)?[a-z ,.]"
    "|[A-Za-z](?:=92|=E2=80=99)(?:s|t|d|m|re|ve|ll)(?![A-Za-z])|=9C(?:u|il)"
)
# From one "://" to the next and no further, so that a line of many is not read again for each.
_ADDRESS = re.compile(r"[?&][\w.-]*=[89A-F]|://(?:(?!://|=[89A-F])\S)*+=[89A-F]")


def may_be_quoted(text: str) -> bool:
    """Whether there is anything to look at."""
    if "=" not in text:
        return False
    return bool(_BEYOND_ASCII.search(text) or _MAILED.search(text))


def lines_of(spans: Iterator[Span], text: str) -> Iterator[Span]:
    """Lines with those that they are broken into put together.

    spans: of the lines of the text, without what ends them.
    """
    start = end = -1
    for span in spans:
        broken = start >= 0 and _CONTINUED.search(text, start, end)
        if start >= 0 and not (broken and text[end : span.start] in ("\n", "\r\n")):
            yield Span(start, end)
            start = -1
        start = span.start if start < 0 else start
        end = span.end
    if start >= 0:
        yield Span(start, end)


def undo_quoted(line: str) -> Iterator[Edit]:
    """Edits that decode a line, which may be broken into several; none where it is not quoted."""
    if not may_be_quoted(line) or not line.isascii():
        return
    if _STRAY.search(line) or _ADDRESS.search(line):
        return
    certain = _MAILED.search(line) or _IN_WORD.search(line)
    if not certain and len(_BEYOND_ASCII.findall(line)) < 2:
        return
    encoding = _encoding(line)
    if not encoding:
        return
    for match in _TOKEN.finditer(line):
        if match["bytes"]:
            yield from _characters(line, Span(*match.span()), encoding)
        else:
            yield Edit(Span(*match.span()), "", RULE)


def _characters(line: str, run: Span, encoding: str) -> Iterator[Edit]:
    """An edit for each character. Where a break parts its bytes it comes from the first of them,
    since no edit goes beyond a line, and the others are deleted.
    """
    spans = [Span(*match.span()) for match in _BYTE.finditer(line, run.start, run.end)]
    at = 0
    for char in _data(line[run.start : run.end]).decode(encoding):
        end = at + len(char.encode(encoding))
        first = last = spans[at]
        for span in spans[at + 1 : end]:
            if span.start > last.end:
                yield Edit(Span(first.start, last.end), char, RULE)
                yield Edit(Span(last.end, span.start), "", RULE)
                char, first = "", span  # noqa: PLW2901 - it is said once
            last = span
        yield from minimal_edit(line, Span(first.start, last.end), char, RULE)
        if end < len(spans) and spans[end].start > last.end:
            yield Edit(Span(last.end, spans[end].start), "", RULE)
        at = end


def _encoding(line: str) -> str:
    """UTF-8, or else Windows-1252; "" where the bytes are text in neither."""
    runs = [_data(match[0]) for match in _TOKEN.finditer(line) if match["bytes"]]
    for encoding in ("utf-8", "windows-1252"):
        try:
            text = "".join(run.decode(encoding) for run in runs)
        except UnicodeDecodeError:
            continue
        return encoding if text.isprintable() or _no_controls(text) else ""
    return ""


def _no_controls(text: str) -> bool:
    return not any((char < " " and char != "\t") or "\x7f" <= char < "\xa0" for char in text)


def _data(run: str) -> bytes:
    return bytes.fromhex(re.sub(_SOFT_BREAK, "", run).replace("=", ""))

r"""Characters that were written as escapes and never read back: `\u00e9`, `\xc3\xa9`, `%C3%A9`.

In prose they are damage; in source code, paths, addresses and text about them they are meant. So
a line is left alone that shows code, and a word that is part of a path or an address; no escape of
an ASCII character is undone, nor one that is not UTF-8 where bytes are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normtext.edits import Edit, minimal_edit
from normtext.spans import Span

__all__ = ["may_hold_escapes", "undo_escapes"]

_PERCENT = re.compile("%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]")


def may_hold_escapes(text: str) -> bool:
    """Whether there is anything to look at, at the cost of two searches for a character."""
    if "\\" in text and ("\\u" in text or "\\x" in text):
        return True
    return "%" in text and _PERCENT.search(text) is not None


# Runs of escapes, since a character may take several.
_RUN = re.compile(
    r"(?<!\\)(?P<unicode>(?:\\u[0-9A-Fa-f]{4})+)"
    r"|(?<!\\)(?P<bytes>(?:\\x[89A-Fa-f][0-9A-Fa-f])+)"
    r"|(?P<percent>(?:%[89A-Fa-f][0-9A-Fa-f])+)"
)

# What code has and prose has not: string prefixes and quoted escapes, calls, assignments, braces,
# regular expressions, other escapes, prompts, the ends of statements.
_CODE = re.compile(
    r"""\b[bru]{1,2}["']|(?<!\w)["'`]\\[ux]|[{}`^]|\$[a-z{(]|[\w.]\(\W|\)\.\w|\[[\\^]|[=!<>+*&-]="""
    r"""|\w\s?=\s?\S|["')];\s*$|\\[nrtdwsbNU0](?![a-z])|^\s*(?:>>>|//|/\*|<)|\\\\|::|->|=>|\|\|"""
)

_WORD = re.compile(r"\S+")

# A word that is an address or a path, or part of one.
_ADDRESS = re.compile(
    r"://|www\.|[?&][\w.%-]+=|[/\\][\w.%~-]+[/\\]|^[/~]|^[A-Za-z]:[/\\]|@[\w-]+\.|\.\w{2,4}$"
    r"|^[\w%.-]+[/#]"
)


def undo_escapes(line: str) -> Iterator[Edit]:
    """Edits that make the escapes of a line characters."""
    if not may_hold_escapes(line) or _CODE.search(line):
        return
    for word in _WORD.finditer(line):
        if not may_hold_escapes(word[0]) or _ADDRESS.search(_without_escapes(word[0])):
            continue
        for match in _RUN.finditer(line, word.start(), word.end()):
            kind = match.lastgroup
            new = _unicode(match[0]) if kind == "unicode" else _bytes(match[0])
            if new is not None:
                yield from minimal_edit(line, Span(*match.span()), new, f"escape.{kind}")


def _without_escapes(word: str) -> str:
    """The word with a letter for each run, so that no backslash looks like a path."""
    return _RUN.sub("e", word)


def _unicode(run: str) -> str | None:
    r"""The characters of `\u` escapes; surrogate pairs are one. None of ASCII, none of a half."""
    units = bytes.fromhex(run.replace("\\u", ""))
    try:
        text = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None
    return text if all(char >= "\xa0" for char in text) else None


def _bytes(run: str) -> str | None:
    """The characters of bytes in hexadecimal, which must be UTF-8."""
    try:
        text = bytes.fromhex(run.replace("\\x", "").replace("%", "")).decode()
    except UnicodeDecodeError:
        return None
    return text if all(char >= "\xa0" for char in text) else None

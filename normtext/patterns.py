"""The alternatives of a regular expression."""

from __future__ import annotations

import re
from re import _parser as sre_parse  # type: ignore[attr-defined]  # no public parse tree exists

__all__ = ["alternatives"]


def alternatives(pattern: str) -> list[str]:
    """The patterns that a pattern offers to choose from, in order: what the whole matches is what
    the first of them does that matches.

    >>> alternatives(r"share(?: on|d)|like [|]")
    ['share(?: on|d)', 'like [|]']
    """
    # What refers to a group, or changes how a pattern is read, is not cut.
    if sre_parse.parse(pattern, re.IGNORECASE).state.flags & ~_PLAIN or _REFERENCE.search(pattern):
        return [pattern]
    depth, starts = 0, [0]
    for token in _TOKEN.finditer(pattern):
        sign = token.group()
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            starts.append(token.end())
    ends = [*(start - 1 for start in starts[1:]), len(pattern)]
    return [pattern[start:end] for start, end in zip(starts, ends, strict=True)]


_PLAIN = re.IGNORECASE | re.UNICODE
_REFERENCE = re.compile(r"\\[1-9]|\(\?(?:P=|\(|#|[aiLmsu]*x)")  # or a comment
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)

"""Shapes of regular expressions that can take more than linear time to fail.

A rule's pattern meets hostile text, so these are refused, by the parse tree, when it is loaded:

- a back-reference;
- an unbounded repeat inside a repeat: `(a+)+`, `(a+){1,9}`;
- two unbounded repeats that can match the same character, with nothing between them that must
  match: `\\w+\\d*x`, `\\s+y*[ -]*x`, `\\w+(?:\\w+|-)x`;
- a repeat whose turns can be cut in several ways: `(?:\\w\\d?)*`, `(?:ab|[a-z]{2})*`, and a bounded
  one where the ways are many: `(?:\\w{1,9} ?){1,9}`. A possessive repeat gives nothing back, and
  mends it: `(?:\\w{1,9}+ ?){1,9}`.

It refuses more than need be rather than less. Other bounded repeats are let through: a line
rule sees at most `rules.LONGEST_LINE` code points.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from re import _constants as sre  # type: ignore[attr-defined]  # no public parse tree exists
from re import _parser as sre_parse  # type: ignore[attr-defined]
from typing import Any

__all__ = ["slow_shape"]

# One character of each kind that patterns tell apart: two parts overlap if one of these fits
# both. Every literal of the pattern itself is tried too.
_PROBES = " \t\n\u00a0aAzZéÉ059_-–'’\"«».,:;!?/|#@&()[]\u2022\U0001f5de"

_FEW = 3
"""Turns of a repeat that may be cut in several ways: the ways are few, too."""

_MANY = 5
"""Ways to cut a turn that count in a bounded repeat, where they are powers of its turns."""

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_CHARACTERS = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
_WIDTHLESS = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)

_REFERENCE = "a back-reference"
_NESTED = "an unbounded repeat inside a repeat"
_BESIDE = "two unbounded repeats of the same characters beside each other"
_AMBIGUOUS = "a repeat whose turns can be cut in several ways"


def slow_shape(pattern: str, flags: int = 0) -> str:
    """Why a pattern may be slow, or an empty string. Raises re.error for one that is no pattern.

    >>> slow_shape(r"(?:\\w+\\s?)+:")
    'an unbounded repeat inside a repeat'
    >>> slow_shape(r"share (this|on) \\w+")
    ''
    """
    tree = sre_parse.parse(pattern, flags)
    if "(?<" in pattern:  # what may be wrong with one that can be parsed: a look-behind's width
        re.compile(pattern, flags)
    return next(_Flaws(tree.state.flags).of(list(tree)), "")


class _Flaws:
    """The flaws of a tree under some flags, found in one walk."""

    def __init__(self, flags: int) -> None:
        self.flags = flags

    def of(self, tree: Sequence[Any]) -> Iterator[str]:
        """Of a pattern, or of what stands in a look-ahead: nothing stands before it."""
        yield from self._sequence(tree, [])

    def _sequence(self, tree: Iterable[Any], open_: list[Any]) -> Iterator[str]:
        """open_: the unbounded repeats that what follows may stand beside; kept up to date."""
        for op, arg in _flattened(tree):
            if op in (sre.GROUPREF, sre.GROUPREF_EXISTS):
                yield _REFERENCE
            if op is sre.POSSESSIVE_REPEAT:  # it gives nothing back
                yield from self.of(arg[2])
            elif op in _REPEATS:
                yield from self._repeat(arg, open_)
            elif op is sre.BRANCH:
                yield from self._branch(arg[1], open_)
            elif op in (sre.ASSERT, sre.ASSERT_NOT):
                yield from self.of(arg[1])
            if op not in (*_REPEATS, *_WIDTHLESS, sre.BRANCH):
                open_.clear()

    def _repeat(self, arg: tuple[int, int, Any], open_: list[Any]) -> Iterator[str]:
        low, high, inner = arg
        if high > 1 and any(_holds_unbounded(part) for part in inner):
            yield _NESTED
        unbounded = high is sre.MAXREPEAT
        body = list(_flattened(inner))
        if high > _FEW and self._ambiguous(body, 2 if unbounded else _MANY):
            yield _AMBIGUOUS
        if unbounded and any(self._overlap(one, inner) for one in open_):
            yield _BESIDE
        within = [] if unbounded else list(open_)
        yield from self._sequence(inner, within)
        if low > 0:
            open_.clear()
        open_ += [inner] if unbounded else [one for one in within if one not in open_]

    def _branch(self, branches: Iterable[Any], open_: list[Any]) -> Iterator[str]:
        before, after = list(open_), []
        for branch in branches:
            one = list(before)
            yield from self._sequence(branch, one)
            after += one
        open_[:] = after

    def _ambiguous(self, body: Sequence[Any], ways: int) -> bool:
        """Whether what a turn of a repeat may take, the next turn may take as well, in `ways`."""
        first = list(_leading(body))
        for place, (op, arg) in enumerate(body):
            ends = all(_may_be_empty(node) for node in body[place + 1 :])
            if ends and any(self._overlap(part, first) for part in _optional(op, arg, ways)):
                return True
            if op is sre.BRANCH and ways == 2:
                after = [*_leading(body[place + 1 :]), *(first if ends else ())]
                bodies = [list(_flattened(branch)) for branch in arg[1]]
                if any(self._alike(one, other, after) for one, other in combinations(bodies, 2)):
                    return True
        return False

    def _alike(self, one: Sequence[Any], other: Sequence[Any], after: Sequence[Any]) -> bool:
        """Whether a text may be read as either alternative, or as one and a part of the other."""
        for place, (left, right) in enumerate(zip(one, other, strict=False)):
            if left[0] not in _CHARACTERS or right[0] not in _CHARACTERS:
                return self._overlap(list(_leading(one[place:])), list(_leading(other[place:])))
            if not self._overlap([left], [right]):
                return False
        longer = max(one, other, key=len)[min(len(one), len(other)) :]
        return not longer or self._overlap(list(_leading(longer)), after)

    def _overlap(self, left: Any, right: Any) -> bool:
        """Whether some character can stand in both parts."""
        probes = {*_PROBES, *_literals(left), *_literals(right)}
        return any(
            _fits(left, probe, self.flags) and _fits(right, probe, self.flags) for probe in probes
        )


def _flattened(tree: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """A sequence with the contents of its groups in their places."""
    for op, arg in tree:
        if op is sre.SUBPATTERN:
            yield from _flattened(arg[3])
        elif op is sre.ATOMIC_GROUP:
            yield from _flattened(arg)
        else:
            yield op, arg


def _children(op: Any, arg: Any) -> Iterator[Any]:
    if op in _REPEATS:
        yield arg[2]
    elif op is sre.SUBPATTERN:
        yield arg[3]
    elif op is sre.ATOMIC_GROUP:
        yield arg
    elif op is sre.BRANCH:
        yield from arg[1]
    elif op in (sre.ASSERT, sre.ASSERT_NOT):
        yield arg[1]


def _holds_unbounded(node: Any) -> bool:
    op, arg = node
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[1] is sre.MAXREPEAT:
        return True
    return any(_holds_unbounded(inner) for child in _children(op, arg) for inner in child)


def _may_be_empty(node: Any) -> bool:
    op, arg = node
    if op in _REPEATS:
        return arg[0] == 0 or all(map(_may_be_empty, arg[2]))
    if op is sre.BRANCH:
        return any(all(map(_may_be_empty, branch)) for branch in arg[1])
    if op is sre.SUBPATTERN:
        return all(map(_may_be_empty, arg[3]))
    if op is sre.ATOMIC_GROUP:
        return all(map(_may_be_empty, arg))
    return op in _WIDTHLESS


def _leading(tree: Iterable[Any]) -> Iterator[Any]:
    """The single characters, sets and references that a match of a sequence can begin with."""
    for node in _flattened(tree):
        op, arg = node
        if op in _REPEATS:
            yield from _leading(arg[2])
        elif op is sre.BRANCH:
            for branch in arg[1]:
                yield from _leading(branch)
        elif op not in _WIDTHLESS:
            yield node
        if not _may_be_empty(node):
            return


def _optional(op: Any, arg: Any, ways: int) -> Iterator[list[Any]]:
    """What a node may take or leave at its end: more turns of a repeat, a longer alternative.

    ways: how many there must be at least.
    """
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[1] - arg[0] + 1 >= ways:
        yield list(_leading(arg[2]))
    elif op is sre.BRANCH:
        bodies = [list(_flattened(branch)) for branch in arg[1]]
        if ways == 2 and any(all(map(_may_be_empty, body)) for body in bodies):
            yield from (list(_leading(body)) for body in bodies if body)
        for body in bodies:
            if body:
                yield from _optional(*body[-1], ways)


def _literals(tree: Any) -> Iterator[str]:
    for op, arg in tree:
        if op in (sre.LITERAL, sre.NOT_LITERAL) and arg <= sys.maxunicode:
            yield from (chr(arg).lower(), chr(arg).upper()[0])
        elif op is sre.RANGE:
            yield from (chr(arg[0]), chr(arg[1]))
        elif op is sre.IN:
            yield from _literals(item for item in arg if item[0] in (sre.LITERAL, sre.RANGE))
        for inner in _children(op, arg):
            yield from _literals(inner)


def _fits(tree: Any, probe: str, flags: int) -> bool:
    """Whether a character can stand anywhere in the tree (an overestimate is safe)."""
    for op, arg in tree:
        if op is sre.ANY:
            return True
        if op is sre.LITERAL and (arg == ord(probe) or chr(arg).lower() == probe.lower()):
            return True
        if op is sre.NOT_LITERAL and arg != ord(probe):
            return True
        if op is sre.IN and any(_in_set(arg, case) for case in _cases(probe, flags)):
            return True
        if any(_fits(inner, probe, flags) for inner in _children(op, arg)):
            return True
    return False


def _cases(probe: str, flags: int) -> Iterable[str]:
    return (probe.lower(), probe.upper()[0]) if flags & re.IGNORECASE else (probe,)


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _in_set(items: Any, probe: str) -> bool:
    code = ord(probe)
    negated = found = False
    for op, arg in items:
        if op is sre.NEGATE:
            negated = True
        elif op is sre.LITERAL:
            found |= arg == code
        elif op is sre.RANGE:
            found |= arg[0] <= code <= arg[1]
        elif op is sre.CATEGORY:
            found |= re.match(_CATEGORIES[arg], probe) is not None
    return found is not negated

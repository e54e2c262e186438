"""Where a text could be damaged at all, found at the cost of a look-up for each distinct run.

Every alternative of ftfy's badness expression, and every sign of ours, needs a character beyond
ASCII. So the verdict on a text follows from its unbroken runs of characters beyond ASCII and their
neighbours, and of those a language has few: most are no damage whatever stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from normtext.stages.repair_encoding.signs import (
    EITHER,
    LINE_ENDS,
    SIGHT,
    shows_damage,
    shows_mixup,
)

__all__ = ["AFTER", "BEFORE", "Gate"]

_ASCII_TO_SPACE = bytes([32] * 128 + list(range(128, 256)))
_RUN = re.compile("[^\x00-\x7f]+")
_LINE_END = re.compile(f"[{LINE_ENDS}]")
_WIDE_LINE_ENDS = frozenset("\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")

# What is tried: runs of few bytes, of Latin letters or typographic signs in UTF-8. Of the words of
# other scripts texts have too many.
_LONGEST_RUN = 8
_USUAL_FIRST = b"\xc2\xc3\xc4\xc5\xe2"
BEFORE, AFTER = 2, 4  # ASCII characters that ftfy's expression looks at
_FEW = 8  # distinct runs that are cheaper to look for one by one

# ASCII neighbours, one for each kind that the signs tell apart: letters of both cases, digits,
# space, other white space, punctuation they name and other. `-` also keeps trials apart.
_TRIALS = tuple(
    (before, after)
    for before in ("a", "A", "1", " ", "\n", ".", "-", "n")
    for after in ("a", "A", "1", " ", "\n", ".", "-", "?", "SS", "t-", "b")
)
# Of ftfy's alternatives those of "Ã" and "Â" look at both sides, the others at one.
_FTFYS_TRIALS = (
    *(("a", "a"), ("A", "A"), ("1", "1"), (" ", " "), ("\n", "\n"), (".", "."), ("-", "-")),
    *(("a", " "), ("a ", " "), ("a\n", " "), (".", " "), ("-", "- "), ("-", "-a"), ("-", " a")),
)


class Gate:
    """Answers "could this be damage?", never wrongly with no."""

    def __init__(self) -> None:
        from ftfy.badness import is_bad

        # Bounded: hostile text must not fill memory. Pure, so that history cannot change answers.
        self._may_be_damage = lru_cache(maxsize=1 << 16)(self._is_damage_somewhere)
        self._may_be_bad = lru_cache(maxsize=1 << 16)(self._is_bad_somewhere)
        self._is_bad = lru_cache(maxsize=1 << 16)(is_bad)

    def suspects(self, text: str) -> bool:
        """Whether some line of the text may show damage."""
        return next(self.places(text), None) is not None

    def places(self, text: str) -> Iterator[int]:
        """Where the runs begin that may be damage, in no order."""
        if text.isascii():
            return
        runs = set(text.encode().translate(_ASCII_TO_SPACE).split())
        odd = [run.decode() for run in filter(self._may_be_damage, runs)]
        for start, end in _occurrences(text, odd):
            run = text[start:end]
            if not _WIDE_LINE_ENDS.isdisjoint(run):
                yield from range(start, end)
            elif _begins_with_sign(text[max(0, start - 1) : end + SIGHT]) or (
                self._may_be_bad(run) and self._is_bad_at(text, start, end)
            ):
                yield start

    def _is_bad_at(self, text: str, start: int, end: int) -> bool:
        """Whether ftfy calls a run bad where it stands."""
        before = text[max(0, start - BEFORE) : start]
        run = text[start:end]
        after = text[end : end + AFTER]
        return self._is_bad(before + run + after) or (
            # The expression tells where a line begins.
            not f"{before}{after}".isprintable()
            and self._is_bad(_LINE_END.split(before)[-1] + run + _LINE_END.split(after)[0])
        )

    def _is_damage_somewhere(self, run: bytes) -> bool:
        """Whether a run is damage beside some ASCII characters."""
        if len(run) > _LONGEST_RUN or run[0] not in _USUAL_FIRST:
            return True
        middle = run.decode()
        if self._may_be_bad(middle) or shows_damage(middle) or shows_mixup(middle):
            return True
        tried = "-".join([f"{before}{middle}{after}" for before, after in _TRIALS])
        return shows_damage(tried) or shows_mixup(tried)

    def _is_bad_somewhere(self, run: str) -> bool:
        """Whether ftfy calls a run bad beside some ASCII characters."""
        tried = "-".join([f"{before}{run}{after}" for before, after in _FTFYS_TRIALS])
        return self._is_bad(run) or self._is_bad(tried)


@lru_cache(maxsize=1 << 16)
def _begins_with_sign(context: str) -> bool:
    """Whether there is a sign of ours in the first run of a context."""
    run = _RUN.search(context)
    return run is not None and any(EITHER.match(context, at) for at in range(*run.span()))


def _occurrences(text: str, runs: list[str]) -> Iterator[tuple[int, int]]:
    """Where some runs stand. Inside longer ones too, where that costs less than it spares."""
    if len(runs) > _FEW:
        wanted = set(runs)
        yield from (match.span() for match in _RUN.finditer(text) if match[0] in wanted)
        return
    for run in runs:
        at = text.find(run)
        while at >= 0:
            yield at, at + len(run)
            at = text.find(run, at + 1)

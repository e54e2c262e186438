"""Where a text could be damaged at all, found at the cost of a look-up for each distinct run.

Every alternative of ftfy's badness expression, and every sign of ours, needs a character beyond
ASCII, with at most two ASCII ones before and four after. So the verdict on a text follows from its
unbroken runs of characters beyond ASCII and their neighbours, and of those a language has few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from normtext.stages.repair_encoding.signs import shows_damage, shows_mixup

__all__ = ["AFTER", "BEFORE", "Gate"]

_ASCII_TO_SPACE = bytes([32] * 128 + list(range(128, 256)))
_RUN = re.compile("[^\x00-\x7f]+")
_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e]")
_WIDE_LINE_ENDS = frozenset("\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")

# What is tried: runs of few bytes, of Latin letters or typographic signs in UTF-8. Of the words of
# other scripts texts have too many.
_LONGEST_RUN = 8
_USUAL_FIRST = b"\xc2\xc3\xc4\xc5\xe2"
BEFORE, AFTER = 2, 4  # ASCII characters that the expressions look at
_FEW = 8  # distinct runs that are cheaper to look for one by one

# ASCII neighbours, one for each kind that the expressions tell apart: letters of both cases,
# digits, space, other white space, punctuation they name and other. `-` also keeps trials apart.
_TRIALS_BEFORE = ("a", "A", "1", " ", "\n", ".", "-", "a ", "a\n", "n")
_TRIALS_AFTER = ("a", "A", "1", " ", "\n", ".", "-", "-a", "- ", " a", "?", "SS", "t-", "b")


class Gate:
    """Answers "could this be damage?", never wrongly with no."""

    def __init__(self) -> None:
        from ftfy.badness import is_bad

        self.is_bad = is_bad
        # Bounded: hostile text must not fill memory. Pure, so that history cannot change answers.
        self._may_be_damage = lru_cache(maxsize=1 << 16)(self._is_damage_somewhere)
        self._is_damage = lru_cache(maxsize=1 << 16)(self.shows_damage)

    def shows_damage(self, line: str) -> bool:
        """Whether a line is bad by ftfy's expression or holds a sign of ours."""
        return self.is_bad(line) or shows_damage(line) or shows_mixup(line)

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
            before = text[max(0, start - BEFORE) : start]
            run = text[start:end]
            after = text[end : end + AFTER]
            if not _WIDE_LINE_ENDS.isdisjoint(run):
                yield from range(start, end)
            elif self._is_damage(f"{before}{run}{after}") or (
                # The expressions tell where a line begins and ends.
                not f"{before}{after}".isprintable()
                and self._is_damage(_LINE_END.split(before)[-1] + run + _LINE_END.split(after)[0])
            ):
                yield start

    def _is_damage_somewhere(self, run: bytes) -> bool:
        """Whether a run is damage beside some ASCII characters."""
        if len(run) > _LONGEST_RUN or run[0] not in _USUAL_FIRST:
            return True
        middle = run.decode()
        trials = [f"{one}{middle}{two}" for one in _TRIALS_BEFORE for two in _TRIALS_AFTER]
        return self.shows_damage("-".join(trials)) or self.shows_damage(middle)


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

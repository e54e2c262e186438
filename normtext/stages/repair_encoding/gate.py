"""Which texts ftfy could change at all. It can change one only where its badness expression hits.

Every alternative of that expression needs a character beyond ASCII, with at most two ASCII ones on
each side. So the verdict on a text follows from its unbroken runs of characters beyond ASCII, and
of those a language has few: they are looked up.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["Gate"]

_ASCII_TO_SPACE = bytes([32] * 128 + list(range(128, 256)))

_LONGEST_RUN = 24  # bytes. Longer ones are rare in Latin scripts and hardly ever met twice.

# ASCII neighbours, one for each kind that the expression tells apart: letters of both cases,
# digits, space, other white space, punctuation it names and other. `-` also keeps trials apart.
_BEFORE = ("a", "A", "1", " ", "\n", ".", "-", "a ", "a\n")
_AFTER = ("a", "A", "1", " ", "\n", ".", "-", "-a", "- ", " a")


class Gate:
    """Answers "could this be mojibake?" at the cost of a look-up for each distinct run."""

    def __init__(self) -> None:
        from ftfy.badness import BADNESS_RE, is_bad

        self.is_bad = is_bad
        # Bounded: hostile text must not fill memory. Pure, so that history cannot change answers.
        self._may_be_bad = lru_cache(maxsize=1 << 16)(lambda run: _may_be_bad(run, BADNESS_RE))

    def suspects(self, text: str) -> bool:
        """Whether some line of the text may be bad: never False for one that is."""
        if text.isascii():
            return False
        runs = set(text.encode().translate(_ASCII_TO_SPACE).split())
        return any(map(self._may_be_bad, runs))


def _may_be_bad(run: bytes, badness: re.Pattern[str]) -> bool:
    if len(run) > _LONGEST_RUN:
        return True
    middle = run.decode()
    trials = (f"{before}{middle}{after}" for before in _BEFORE for after in _AFTER)
    return badness.search("-".join(trials)) is not None

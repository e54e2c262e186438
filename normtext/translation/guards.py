"""Guards: what can be seen to be wrong with a translation, without knowing the right one."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["GUARDS", "looping", "suspicions"]

GUARDS = {
    "echo": "the source was copied rather than translated",
    "repetition": "words repeat in a loop, after one more attempt without repeats",
    "length": "much shorter or longer than a translation is",
    "number": "a number of the source is missing or another",
    "span": "a URL, email, @user, #tag, emoji, code, name or glossary term is missing",
    "low_score": "the model itself is unsure",
    "truncated": "the sentence, or its translation, was too long for the model and had to be cut",
    "failed": "the model failed on this segment: it stays as it is in the source",
}
"""The flags of a segment that the stage `translate` sets, and what they mean."""

_SHORTEST, _LONGEST = 0.4, 2.2
"""Of lengths in code points, English to French, from 30 code points of French on. All of 125,115
pairs of Canadian federal acts are within, 99.6 % of 19,930 of the docs of Python."""

_LONG_ENOUGH = 30

_UNSURE = -1.5
"""The mean logarithm of the probability of a token: each is as good as one of four or five."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d++(?:[.,'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} ]\d++)*+")
_LOOP = re.compile(r"\b(\w++(?:\W++\w++){0,3})(?:\W++\1\b){3}", re.IGNORECASE)
_CHARACTERS = re.compile(r"(\S)\1{9}|(\S\S)\2{9}|(\S{3})\3{9}|(\S{4})\4{9}")
_SPELLED = dict(
    enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
)


def suspicions(source: str, translation: str, score: float) -> tuple[str, ...]:
    """The guards that object to a translation, in the order of GUARDS; those of a pair alone.

    >>> suspicions("Le dépôt de 1998 est vendu à la ville.", "The depot of 1989 is sold.", -0.3)
    ('number',)
    """
    checks = {
        "echo": _is_echo(source, translation),
        "repetition": looping(translation) and not looping(source),
        "length": _is_odd_length(source, translation),
        "number": _loses_number(source, translation),
        "low_score": score < _UNSURE,
    }
    return tuple(name for name, objects in checks.items() if objects)


def looping(text: str) -> bool:
    """Whether one to four words, or as many characters, repeat over and over."""
    return bool(_LOOP.search(text[:4000]) or _CHARACTERS.search(text[:4000]))


def _is_echo(source: str, translation: str) -> bool:
    """Four words or more, not all of them names, and nearly all of them the same."""
    words, others = _WORD.findall(source), Counter(_WORD.findall(translation.casefold()))
    if len(words) < 4 or sum(word[:1].islower() for word in words) < 2:
        return False
    same = Counter(word.casefold() for word in words) & others
    return same.total() >= 0.8 * len(words)


def _is_odd_length(source: str, translation: str) -> bool:
    if len(source) < _LONG_ENOUGH:
        return not translation.strip()
    return not _SHORTEST <= len(translation) / len(source) <= _LONGEST


def _loses_number(source: str, translation: str) -> bool:
    """Grouping and the decimal sign differ between languages, so digits alone are compared."""
    wanted = Counter(map(_digits, _NUMBER.findall(source)))
    if not wanted:
        return False
    found = Counter(map(_digits, _NUMBER.findall(translation)))
    words = Counter(_WORD.findall(translation.casefold()))
    for number, times in (wanted - found).items():
        spelled = _SPELLED.get(int(number), "") if len(number) < 4 else ""
        if words[spelled] < times:
            return True
    return any(number not in wanted for number in found)


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit())

"""Which line of the head is the title of the text.

Each line above the first prose that stays, and among its first lines, is looked at: its form, the
words that it has in common with the prose below it, what stands beside it (a date, a name, other
headlines), and whether a line at the top of the page ("Title | Site") or a trail above it ("Home >
Title") says it too. A weighted sum of that is a chance for each, and for none of them.
`scripts/build_titles.py` builds the weights; `models/titles.json` says from what.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from normtext.prose import can_be_title, ends_sentence
from normtext.stages.strip_boilerplate.lines import Line
from normtext.stages.strip_boilerplate.words import letters, spaced, words_of

__all__ = ["KEPT", "Title", "candidates", "title_of"]

KEPT = 0.25
"""The chance from which a line stays in the text as its title: to keep one line more costs little.
"""

_REACH = 12  # lines from a title to prose at most
_STARTS = 6  # lines of prose that the text may begin with: some of the page's own may stay above
_BODY = 8  # lines of prose whose words are compared
_CLOSE = 3  # of these and of the lines beside a title, those that say most
_READ = 500  # code points of each
_BESIDE = 5  # lines below a title that may be a name or a date
_HEAD = 4  # lines at the top of a page that may name the title
_TRAIL = 6  # lines above a title that may lead to it
_LONGEST = 200  # code points of a line that may say it
_LABEL = 90  # code points of a line with a name or a date
_LONG, _STEM = 5, 6  # letters of a word that tells what a text is about, and of it that count
_MANY = 5  # words in common: more say no more

# What these look for begins with what they say first: re skips all else at once.
_SEPARATOR = re.compile(r"[|»«›·•:–—-](?:(?<=\s.)(?=\s)|(?<=\|))")
_STOPS = (".", "!", "…")
_SENTENCE = re.compile(r"[.!…]['\")\]”’»\s]{0,4}\Z")  # a title may be a question
_PARTED = re.compile(r"[.!?…](?<=\w.) [A-ZÀ-ÖØ-Þ(]")
_DATED = re.compile(  # 8:15, 2022, 3/5/
    r"\d(?:\d?[:h.]\d\d|(?:(?<=\b1)9|(?<=\b2)0)\d\d\b|(?<=\b.)\d?/\d{1,2}/)"
)
_NAME = re.compile(
    r"(?:(?:by|par)\b:? ?)?(?-i:[A-ZÀ-ÖØ-Þ])[\w.'’-]{0,30}(?: (?:(?:and|et|de|van|von) )?"
    r"(?-i:[A-ZÀ-ÖØ-Þ])[\w.'’-]{0,30}){1,4}",
    re.IGNORECASE,
)


class Title(NamedTuple):
    """Where the title stands among the lines, and how likely it is one."""

    at: int
    chance: float


def title_of(lines: Sequence[Line], gone: Collection[int]) -> Title | None:
    """The likeliest title, or None where no line can be one.

    gone: the lines that most likely go.
    """
    found = candidates(lines, gone)
    if not found:
        return None
    weights = _weights()
    sums = {
        at: weights["bias"] + sum(weights[name] * value for name, value in told.items())
        for at, told in found.items()
    }
    best = max(sums, key=sums.__getitem__)  # of equals the first
    most = max(0.0, sums[best])
    # Lines that say the same do not compete with each other.
    others = {_flat(lines[at].text): value for at, value in sorted(sums.items(), key=_value)}
    every = math.exp(-most) + sum(math.exp(value - most) for value in others.values())
    return Title(_bare(lines, best, found), round(math.exp(sums[best] - most) / every, 4))


def _bare(lines: Sequence[Line], best: int, found: Collection[int]) -> int:
    """Of a line "Title | Site" and one that says the title alone, the latter; else `best`."""
    parts = _parts(lines[best].text)
    return next((at for at in found if _flat(lines[at].text) in parts), best)


def _parts(text: str) -> set[str]:
    """What stands before each separator of a line."""
    if len(text) > _LONGEST:
        return set()
    return {_flat(text[: match.start()]) for match in _SEPARATOR.finditer(text)}


def _value(item: tuple[int, float]) -> float:
    return item[1]


def candidates(lines: Sequence[Line], gone: Collection[int]) -> dict[int, Mapping[str, float]]:
    """The lines that may be the title, by number, and what can be told of each."""
    kept: list[int] = []
    for at, line in enumerate(lines):
        if line.prose and at not in gone:
            kept.append(at)
            if len(kept) == _STARTS + _BODY:
                break
    asked = [at for at in _near(kept) if _may_be(lines[at], in_doubt=at in gone)]
    if not asked:
        return {}
    page = _Page(lines, gone, kept[: bisect(kept, asked[-1]) + _BODY])
    return {at: page.told(at) for at in asked}


def _near(kept: Sequence[int]) -> Iterator[int]:
    """The numbers of lines close above prose that stays, and of that prose; none directly below
    other such prose: that is a heading within the text.
    """
    done = 0
    for prose in kept[:_STARTS]:
        yield from range(max(done, prose - _REACH), prose + 1)
        done = prose + 2


def _may_be(line: Line, *, in_doubt: bool) -> bool:
    """Whether a line may be a title. in_doubt: whether it may be one though it is a sentence."""
    text = line.text
    if not (in_doubt and len(text) <= _LABEL) and (
        text.endswith(_STOPS) or _SENTENCE.search(text[-6:])
    ):
        return False
    if line.hit is not None and (line.hit.rule.anchor or line.hit.fields):
        return False
    return can_be_title(text)


class _Page:
    """The lines of a document, as far as its title is told from them."""

    def __init__(self, lines: Sequence[Line], gone: Collection[int], kept: Sequence[int]) -> None:
        self.lines, self.gone, self.kept = lines, gone, kept
        said = spaced("\n".join(lines[at].text[:_READ] for at in kept)).split("\n")
        self.body = dict(zip(kept, said, strict=True))
        self.heads = set().union(*(_parts(line.text) for line in lines[:_HEAD]))
        self._flats: dict[int, str] = {}

    def told(self, at: int) -> Mapping[str, float]:
        """What speaks for a line and against it, by name; what is not there is 0."""
        lines, gone = self.lines, self.gone
        line = lines[at]
        text = line.text.strip()
        words, flat = len(text.split()), self._flat(at)
        stems = _stems(words_of([text])[0])
        below = [prose for prose in self.kept if prose > at][:_BODY]
        known, near = self._common(stems, below), self._common(stems, below[:_CLOSE])
        following = lines[at + 1 : at + 1 + _BESIDE]
        labels = [other.text for other in following if len(other.text) <= _LABEL]
        told = [step for step, other in enumerate(following) if other.hit and other.hit.fields]
        beside = (near for near in (at - 2, at - 1, at + 1, at + 2) if 0 <= near < len(lines))
        above = lines[at - 1].text[:_LABEL] if at else ""
        distance = below[0] - at if below else _REACH
        return {
            "common": min(_MANY, known) / _MANY,
            "common_share": known / max(1, len(stems)),
            "common_near": near / max(1, len(stems)),
            "two_words": words == 2,
            "usual_length": 6 <= words <= 22,
            "long": words > 22,
            "sentence": ends_sentence(text) and not text.endswith("?"),
            "sentences": _PARTED.search(text) is not None,
            "prose": line.prose,
            "lower": text[0].islower(),
            "quoted": text[0] in "\"'“«‘",
            "capitals": text.isupper(),
            "separated": _SEPARATOR.search(text) is not None,
            "answers": line.hit is not None,
            "first": at == 0,
            "distance": min(distance, _REACH) / _REACH,
            "prose_below": any(
                other.prose and at + 1 + step not in gone for step, other in enumerate(following)
            ),
            "gone": at in gone,
            "gone_above": at - 1 in gone,
            "gone_below": at + 1 in gone,
            "read_below": bool(told),
            "read_close": bool(told) and told[0] < _CLOSE,
            "dated_below": any(map(_DATED.search, labels)),
            "name_below": any(_NAME.fullmatch(label.strip()) for label in labels[:_CLOSE]),
            "headlines_beside": sum(self._is_headline(near, flat) for near in beside) / 4,
            "label_above": 0 < len(above.split()) <= 3,
            "headline_above": at > 0 and self._is_headline(at - 1, flat),
            "named": words > 2 and flat in self.heads,
            "trail_above": words > 2 and any(
                len(lines[above].text) <= 2 * _LONGEST and self._leads(above, flat)
                for above in range(max(0, at - _TRAIL), at)
            ),
        }  # fmt: skip

    def _common(self, stems: Collection[str], prose: Sequence[int]) -> int:
        """How many of the stems begin a word of these lines of prose."""
        said = " ".join(["", *map(self.body.__getitem__, prose)])
        return sum([f" {stem}" in said for stem in stems])

    def _is_headline(self, at: int, flat: str) -> bool:
        line = self.lines[at]
        if (line.prose and at not in self.gone) or (line.hit is not None and line.hit.fields):
            return False
        return len(line.text[:_LABEL].split()) >= 4 and self._flat(at) != flat

    def _leads(self, at: int, flat: str) -> bool:
        said = self._flat(at)
        return said != flat and said.endswith(flat)

    def _flat(self, at: int) -> str:
        """As below, of a line: those of a head are asked for one after the other."""
        if at not in self._flats:
            self._flats[at] = _flat(self.lines[at].text)
        return self._flats[at]


def _flat(text: str) -> str:
    """The letters of a line, alike in all typographies."""
    return letters(text[: 2 * _LONGEST])


def _stems(words: Sequence[str]) -> set[str]:
    return {word[:_STEM] for word in words if len(word) >= _LONG}


@cache
def _weights() -> Mapping[str, float]:
    text = (files("normtext") / "models" / "titles.json").read_text(encoding="utf-8")
    weights: Mapping[str, float] = json.loads(text)["weights"]
    return weights

"""Short segments take evidence from their neighbours; sure ones are left alone.

The languages of a document's segments are taken for a chain (a hidden Markov model): a segment has
the language of the one before, or, with a probability fitted to the document, any that the document
has. Where the sure segments never change language, a title of two words is nearly certain to be in
theirs; where every second one differs, neighbours say nothing. Each segment then gets the language
that is likeliest given all of them (forward-backward), which, unlike the likeliest path (Viterbi),
has a probability of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from normtext.stages.identify_language.judgement import Guess, Judgement

Vector: TypeAlias = list[float]

SURE = 0.9  # such a segment keeps its own answer
# What an engine leaves for each language that it does not name.
REST = 0.001
# How many segments, beforehand, are in a language that no segment of the document is sure to be in.
OTHER = 0.05


def settle(judgements: Sequence[Judgement]) -> list[Guess]:
    """The language of each segment, in their order in the document.

    >>> from normtext.stages.identify_language.judgement import NONE
    >>> french = Guess("fr", 0.999)
    >>> photos = (Guess("en", 0.4), Guess("fr", 0.35))
    >>> rows = [Judgement(french, (french,)), Judgement(NONE, photos), Judgement(NONE)]
    >>> [guess.lang for guess in settle(rows)]
    ['fr', 'fr', 'und']
    """
    answers = [judgement.answer for judgement in judgements]
    worded = [place for place, judgement in enumerate(judgements) if judgement.likely]
    told = [answers[place] for place in worded]
    sure = [answer.lang for answer in told if answer.score >= SURE]
    if not sure or len(sure) == len(worded):
        return answers
    shares = _shares([answer.lang for answer in told if answer.score])
    languages = list(shares)
    evidence = _evidence([judgements[place].likely for place in worded], languages)
    weights = [*((1 - OTHER) * share for share in shares.values()), OTHER]
    doubtful = [number for number, answer in enumerate(told) if answer.score < SURE]
    posteriors = _posteriors(evidence, weights, _switch_rate(sure), doubtful)
    for number, posterior in posteriors:
        best = max(posterior)
        if posterior[-1] < best:
            answers[worded[number]] = Guess(languages[posterior.index(best)], round(best, 4))
    return answers


def _shares(langs: Sequence[str]) -> dict[str, float]:
    counts = Counter(langs)
    return {lang: counts[lang] / len(langs) for lang in sorted(counts)}


def _switch_rate(langs: Sequence[str]) -> float:
    """How often the language changes from one sure segment to the next, with one change in two
    added for what was not seen.
    """
    changes = sum(before != after for before, after in pairwise(langs))
    return (changes + 0.5) / len(langs)


def _evidence(rows: Sequence[tuple[Guess, ...]], languages: Sequence[str]) -> list[Vector]:
    """How much speaks for each language, and, at the end, for any other, in each segment."""
    known: dict[tuple[Guess, ...], Vector] = {}  # most segments are told alike
    for likely in rows:
        if likely not in known:
            named = {guess.lang: guess.score for guess in likely}
            values = [named.get(lang, 0.0) + REST for lang in languages]
            known[likely] = [*values, max(0.0, 1 - sum(values)) + REST]
    return [known[likely] for likely in rows]


def _posteriors(
    evidence: Sequence[Vector], shares: Vector, rate: float, wanted: Sequence[int]
) -> Iterator[tuple[int, Vector]]:
    """The share of each language in the segments wanted, given all the evidence, the last first."""
    stays = 1 - rate
    changed_to = [rate * share for share in shares]
    forward: list[Vector] = []
    before = shares
    for row in evidence[: wanted[-1] + 1]:
        before = _normalized(
            [
                seen * (stays * value + change)
                for seen, value, change in zip(row, before, changed_to, strict=True)
            ]
        )
        forward.append(before)
    after = [1.0] * len(shares)
    asked, last = frozenset(wanted), len(evidence) - 1
    for number in range(last, wanted[0] - 1, -1):
        if number in asked:
            ahead = forward[number]
            both = [value * later for value, later in zip(ahead, after, strict=True)]
            yield number, ahead if number == last else _normalized(both)
        seen = [value * later for value, later in zip(evidence[number], after, strict=True)]
        changed = rate * sum([value * share for value, share in zip(seen, shares, strict=True)])
        after = _normalized([stays * value + changed for value in seen])


def _normalized(values: Vector) -> Vector:
    total = sum(values)
    return [value / total for value in values]

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
from collections.abc import Sequence
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
    sure = [answers[place].lang for place in worded if answers[place].score >= SURE]
    if not sure or len(sure) == len(worded):
        return answers
    shares = _shares([answers[place].lang for place in worded if answers[place].score])
    languages = list(shares)
    evidence = [_evidence(judgements[place], languages) for place in worded]
    weights = [*((1 - OTHER) * share for share in shares.values()), OTHER]
    posteriors = _posteriors(evidence, weights, _switch_rate(sure))
    for place, posterior in zip(worded, posteriors, strict=True):
        best = max(posterior)
        if answers[place].score < SURE and posterior[-1] < best:
            answers[place] = Guess(languages[posterior.index(best)], round(best, 4))
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


def _evidence(judgement: Judgement, languages: Sequence[str]) -> Vector:
    """How much speaks for each language, and, at the end, for any other."""
    named = {guess.lang: guess.score for guess in judgement.likely}
    values = [named.get(lang, 0.0) + REST for lang in languages]
    return [*values, max(0.0, 1 - sum(values)) + REST]


def _posteriors(evidence: Sequence[Vector], shares: Vector, rate: float) -> list[Vector]:
    """The share of each language in each segment, given all the evidence."""
    forward: list[Vector] = []
    before = shares
    for row in evidence:
        before = _normalized(
            [
                seen * ((1 - rate) * value + rate * share)
                for seen, value, share in zip(row, before, shares, strict=True)
            ]
        )
        forward.append(before)
    posteriors = [forward[-1]]
    after = [1.0] * len(shares)
    for row, ahead in zip(evidence[:0:-1], forward[-2::-1], strict=True):
        seen = [value * later for value, later in zip(row, after, strict=True)]
        changed = rate * sum(value * share for value, share in zip(seen, shares, strict=True))
        after = _normalized([(1 - rate) * value + changed for value in seen])
        posteriors.append(
            _normalized([value * later for value, later in zip(ahead, after, strict=True)])
        )
    return posteriors[::-1]


def _normalized(values: Vector) -> Vector:
    total = sum(values)
    return [value / total for value in values]

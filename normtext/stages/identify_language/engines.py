"""The engines: normtext's own, and langdetect's model for those who know its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import ClassVar

from normtext.stages.identify_language.function_words import FunctionWords, load_function_words
from normtext.stages.identify_language.judgement import NONE, Engine, Judgement, likely_of
from normtext.stages.identify_language.langdetect import LangdetectModel
from normtext.stages.identify_language.linear import LinearModel
from normtext.stages.identify_language.words import (
    is_code,
    may_hold_code,
    rough_words_of,
    without_names,
    words_of,
)

MAX_CHARS = 10_000  # what comes after is not read; langdetect's own limit

# The least share of the likeliest language that is an answer, by the number of words. Chosen on
# held-out lines of FLORES-200 dev so that at most 1 % of the texts in 57 other languages are called
# English or French; see benchmarks/quality_language.py.
THRESHOLDS = (1.0, 0.87, 0.76, 0.7, 0.55, 0.5)

_NOTHING = Judgement(NONE)


@dataclass(frozen=True, slots=True)
class Normtext:
    """Function words first, then a linear model of ours over words and n-grams.

    Each text is judged by itself; case plays no part. Code, markup, addresses and numbers are in no
    language. Only the first 10,000 characters are read.
    """

    function_words: FunctionWords
    model: LinearModel
    name: ClassVar[str] = "normtext"

    @classmethod
    def load(cls) -> Normtext:
        """Read the word lists and the model packaged with normtext."""
        return cls(load_function_words(), LinearModel.load())

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """The language of each text, or `und`.

        >>> engine = load_engine("normtext")
        >>> texts = ["Bonjour tout le monde", "the", "x = f(y);", "12:30"]
        >>> [judgement.answer.lang for judgement in engine.judge(texts)]
        ['fr', 'en', 'und', 'und']
        """
        judgements = [_NOTHING] * len(texts)
        places: list[int] = []
        unclear: list[list[str]] = []
        texts = [text[:MAX_CHARS] for text in texts]
        codes = may_hold_code(texts)
        clear = self.function_words.clear
        for place, (text, rough) in enumerate(zip(texts, rough_words_of(texts), strict=True)):
            if codes and is_code(text):
                continue
            guess = clear(rough)
            if guess is not NONE:
                judgements[place] = Judgement(guess, (guess,))
            elif words := words_of(without_names(text)):
                places.append(place)
                unclear.append(words)
        if unclear:
            found = likely_of(self.model.languages, self.model.probabilities(unclear))
            for place, words, likely in zip(places, unclear, found, strict=True):
                threshold = THRESHOLDS[min(len(words), len(THRESHOLDS) - 1)]
                sure = likely and likely[0].score >= threshold
                judgements[place] = Judgement(likely[0] if sure else NONE, likely)
        return judgements


@dataclass(frozen=True, slots=True)
class Langdetect:
    """langdetect's own profiles, evaluated exactly instead of by sampling.

    It knows 55 languages and always names one of them where there is a letter.
    """

    model: LangdetectModel
    name: ClassVar[str] = "langdetect"

    @classmethod
    def load(cls) -> Langdetect:
        """Read the profiles packaged with normtext."""
        return cls(LangdetectModel.load())

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """The language that langdetect's model finds likeliest."""
        found = likely_of(self.model.languages, self.model.probabilities(texts)) if texts else []
        return [Judgement(likely[0] if likely else NONE, likely) for likely in found]


ENGINES: MappingProxyType[str, Callable[[], Engine]] = MappingProxyType(
    {"normtext": Normtext.load, "langdetect": Langdetect.load}
)
"""The engines by name, and how each is loaded."""


@cache
def load_engine(name: str) -> Engine:
    """An engine, read once in a process and shared by its threads."""
    return ENGINES[name]()

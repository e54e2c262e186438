"""The gate before the model: what plainly is English or French, what is no language, what cannot be
told.

A text with enough function words of English, or of French, and hardly any of the other, is answered
from them alone, without the model: that is most sentences, and it is what makes the stage fast. A
text with no word in it (numbers, addresses, code, emoji) is ``und``. The rest goes to the model,
with the function words as evidence; an answer of little score is ``und`` too, since a wrong
language costs more than none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from normtext.stages.identify_language.langdetect import UND, Guess, LangdetectModel
from normtext.stages.identify_language.langdetect_text import MAX_CHARS

# Two distinct words that are a fifth of all words, or three that are a tenth, settle 95 % of the
# English and 96 % of the French sentences of FLORES-200 dev, none of them wrongly, and take 14 of
# 57,810 sentences in 57 other languages, Occitan and Haitian Creole for English or French. The
# scores are below what that gives, for the sake of texts unlike those.
CLEAR_TWO = 0.99
CLEAR_MORE = 0.999

# What the words say to the model, in nats. RATE: 33 % of the words of FLORES-200 dev in English and
# 30 % in French are in their list. NOISE: in other languages 0.3 % are on average, at most 1 % in
# all but Estonian, Catalan, Occitan and Igbo; 1 % is on the safe side. PRIOR is what English and
# French are given over another language: such documents come to this library. It and the threshold
# (0.9 for a single word, 0.08 less for each word more, at least 0.7) were chosen on FLORES-200 dev,
# so that about 1 % of the single words, word pairs and pieces of 20 characters in other languages
# are called English or French. SHARED, for each of English's shared words, was set by hand to let a
# few headlines pass ("Deteriorating Situation in Mali": 0.74).
RATE, NOISE = 0.3, 0.01
HIT, MISS = math.log(RATE / NOISE), math.log((1 - RATE) / (1 - NOISE))
SHARED = 2.0
PRIOR = 2.0
THRESHOLD, THRESHOLD_STEP, THRESHOLD_FLOOR = 0.98, 0.08, 0.7

SIGNS = "{}<>=\\|_`;"  # in a text that has none of them no code is looked for
# UTF-8 bytes a character from which on a text is mostly in another script, and answered by the
# model.
FOREIGN = 1.25
CODE = re.compile(r"""[{}<>=\\|`^~;+*_]|\w\(|["']\)|\)[;:]""")
# One such sign in 15 characters is code: no sentence of FLORES-200 dev and UD PUD has as many.
CODE_SHARE = 15
NO_WORD = re.compile(r"[/@#_\\]")  # addresses, handles, hashtags, names in code,
NO_NAME = re.compile(r"\.[a-z]")  # and of files and sites
LONGEST_WORD = 40  # code points in Latin script; other scripts may leave no space between words
LETTER = re.compile(r"[^\W\d_]")


class Words(NamedTuple):
    """The function words, as written in ``normtext/lang``."""

    english: frozenset[str]
    french: frozenset[str]
    shared: frozenset[str]  # English ones that other languages have
    known: frozenset[str]  # all of them

    @classmethod
    def load(cls) -> Words:
        """Read the packaged lists."""
        from importlib.resources import files

        def read(path: str) -> frozenset[str]:
            lines = files("normtext").joinpath(path).read_text(encoding="utf-8").splitlines()
            return frozenset(line for line in lines if line and not line.startswith("#"))

        english = read("lang/en/function_words.txt")
        french = read("lang/fr/function_words.txt")
        shared = read("lang/en/shared_words.txt")
        return cls(english, french, shared, english | french | shared)


class Unclear(NamedTuple):
    """A text for the model to judge, and the evidence for English and for French, in nats."""

    place: int  # among the texts
    text: str
    english: float
    french: float
    threshold: float


def judge(texts: Sequence[str]) -> list[Guess]:
    """The language of each text, or ``und`` with a score of 0.

    Each is judged by itself, whatever the others are; case plays no part. Only the first 10,000
    characters are read. A wrong "en" or "fr" is what it avoids: names, single words that both
    languages write and languages that the model does not know are ``und`` where that can be seen.

    >>> [guess.lang for guess in judge(["Bonjour tout le monde", "COMMENTS", "the", "x = f(y);"])]
    ['fr', 'und', 'en', 'und']
    """
    words_of_english, words_of_french, _, known = load_words()
    texts = [text[:MAX_CHARS] for text in texts]
    guesses = [Guess(UND, 0.0)] * len(texts)
    unclear: list[Unclear] = []
    # Most documents hold no sign of code: asking once spares asking for each text.
    plain = not _may_be_code("\n".join(texts))
    for index, text in enumerate(texts):
        tokens = _tokens(text)
        found = [token for token in tokens if token in known]
        english = [token for token in found if token in words_of_english]
        french = [token for token in found if token in words_of_french]
        score = 0.0 if _is_foreign(text) else _clear(english, french, len(tokens))
        if score and (plain or not (_may_be_code(text) and _is_code(text))):
            guesses[index] = Guess("en" if len(english) > len(french) else "fr", score)
        elif not _is_code(text):
            kept = _kept(text, tokens)
            if LETTER.search(kept):
                count = len(tokens)
                shared = len(found) - len(english) - len(french)
                for_english = _evidence(len(english), count - shared) + SHARED * shared
                for_french = _evidence(len(french), count)
                threshold = max(THRESHOLD_FLOOR, THRESHOLD - THRESHOLD_STEP * count)
                unclear.append(Unclear(index, kept, for_english, for_french, threshold))
    if unclear:
        for item, guess in zip(unclear, _ask_model(unclear), strict=True):
            if guess.score >= item.threshold:
                guesses[item.place] = guess
    return guesses


@cache
def load_words() -> Words:
    """The word lists, read once in a process."""
    return Words.load()


@cache
def load_model() -> LangdetectModel:
    """The model, read once in a process and immutable: 8 MB."""
    return LangdetectModel.load()


def _tokens(text: str) -> list[str]:
    """The words as the lists write them: in lower case, cut after an apostrophe."""
    text = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'", "' ")
    return text.replace(",", " ").split()


def _clear(english: list[str], french: list[str], count: int) -> float:
    """The score of the early answer, 0.0 if there is none."""
    found, others = (english, french) if len(english) > len(french) else (french, english)
    if len(found) < max(2, 3 * len(others)):
        return 0.0
    distinct = len(set(found))
    if distinct > 2 and len(found) * 10 >= count:
        return CLEAR_MORE
    return CLEAR_TWO if distinct == 2 and len(found) * 5 >= count else 0.0


def _evidence(hits: int, count: int) -> float:
    """What so many function words among so many words say for a language: a binomial log likelihood
    ratio.

    That one or two words are none of them says nothing.
    """
    return PRIOR + (hits * HIT + (count - hits) * MISS if hits or count > 2 else 0.0)


def _is_foreign(text: str) -> bool:
    return not text.isascii() and len(text.encode("utf-8", "replace")) > FOREIGN * len(text)


def _may_be_code(text: str) -> bool:
    return any(sign in text for sign in SIGNS)


def _is_code(text: str) -> bool:
    return len(CODE.findall(text)) * CODE_SHARE >= len(text)


def _kept(text: str, tokens: Sequence[str]) -> str:
    """The tokens that are words, for the model."""
    tokens = [token for token in tokens if len(token) <= LONGEST_WORD or not token.isascii()]
    if NO_WORD.search(text) or NO_NAME.search(text.lower()):
        tokens = [token for token in tokens if not (NO_WORD.search(token) or NO_NAME.search(token))]
    return " ".join(tokens)


def _ask_model(unclear: Sequence[Unclear]) -> list[Guess]:
    import numpy as np

    model = load_model()
    evidence = np.zeros((len(unclear), len(model.languages)))
    evidence[:, model.languages.index("en")] = [item.english for item in unclear]
    evidence[:, model.languages.index("fr")] = [item.french for item in unclear]
    return model.identify([item.text for item in unclear], evidence)

"""The stage: segments judged each by itself, the document by most of its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from normtext.document import Annotations, Document, Segment
from normtext.errors import unknown_name
from normtext.rules import RuleSet
from normtext.stages.identify_language.engines import ENGINES, load_engine
from normtext.stages.identify_language.judgement import UND, Guess
from normtext.stages.identify_language.neighbours import settle

__all__ = ["IdentifyLanguage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyLanguage:
    """The language of each segment, and of the document: that of most of its text.

    The engine `normtext` names English and French and a hundred other languages; it says `und`
    rather than guess where a short text gives nothing to go by. The engine `langdetect` gives the
    answers of langdetect's profiles, without their chance. Either gives the same answers over
    calls, threads and processes. A short segment takes evidence from its neighbours. Without
    segments the document is judged as one text.

    >>> from normtext.pipeline import Pipeline
    >>> from normtext.stages import SegmentSentences
    >>> pipeline = Pipeline([SegmentSentences(), IdentifyLanguage()])
    >>> record = pipeline.normalize("Le chat dort sur le lit. And the dog is in the garden. 12:30")
    >>> [(segment.lang, segment.text) for segment in record.segments]
    [('fr', 'Le chat dort sur le lit.'), ('en', 'And the dog is in the garden.'), ('und', '12:30')]
    """

    name: ClassVar[str] = "identify_language"
    rules: ClassVar[RuleSet] = RuleSet()

    language_engine: Literal["normtext", "langdetect"] = "normtext"

    def __post_init__(self) -> None:
        if self.language_engine not in ENGINES:
            raise unknown_name("language engine", self.language_engine, ENGINES)

    def annotate(self, doc: Document) -> Annotations:
        """The annotations with the languages filled in."""
        text, segments = doc.text, doc.annotations.segments
        judge = load_engine(self.language_engine).judge
        spans = [segment.span for segment in segments]
        guesses = settle(judge([text[start:end] for start, end in spans]))
        lengths = [end - start for start, end in spans]
        shares = _shares(guesses, lengths)
        whole = _of_most(guesses, lengths, shares) or judge([text])[0].answer
        return doc.annotations._replace(
            segments=tuple(
                Segment(span, kind, block, lang, score, translation, flags)
                for (span, kind, block, _, _, translation, flags), (lang, score) in zip(
                    segments, guesses, strict=True
                )
            ),
            lang=whole.lang,
            lang_score=whole.score,
            langs=shares or ((whole.lang, 1.0),) * bool(text),
        )


def _shares(guesses: Sequence[Guess], lengths: Sequence[int]) -> tuple[tuple[str, float], ...]:
    """The share of each language in the characters of all segments, the largest first."""
    characters: Counter[str] = Counter()
    for guess, length in zip(guesses, lengths, strict=True):
        characters[guess.lang] += length
    total = sum(lengths)
    ranked = sorted(characters.items(), key=lambda item: (-item[1], item[0]))
    return tuple((lang, round(count / total, 4)) for lang, count in ranked)


def _of_most(
    guesses: Sequence[Guess], lengths: Sequence[int], shares: Sequence[tuple[str, float]]
) -> Guess | None:
    """The language of most of what has one, and the mean score of its characters.

    None where most of the text has none: then the text as a whole may still tell.
    """
    if not shares or shares[0][0] == UND:
        return None
    lang = shares[0][0]
    weights = [
        (length, length * guess.score)
        for guess, length in zip(guesses, lengths, strict=True)
        if guess.lang == lang
    ]
    characters, sure = map(sum, zip(*weights, strict=True))
    return Guess(lang, round(sure / characters, 4))

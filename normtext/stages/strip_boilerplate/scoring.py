"""What a model makes of lines: which open a document to it, and which are likely furniture."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TYPE_CHECKING

from normtext.prose import ends_sentence
from normtext.rules import LineRule
from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.lines import Line
from normtext.stages.strip_boilerplate.words import words_of

if TYPE_CHECKING:  # NumPy is loaded when the model is asked
    from normtext.stages.strip_boilerplate.model import Model, Sight
    from normtext.stages.strip_boilerplate.shapes import Floats

__all__ = ["MODEL", "Furniture", "model_of"]

MODEL = LineRule(
    id="model",
    kind="boilerplate",
    why="by its shape and by where it stands it is most likely furniture",
    seen_in="pages whose lines were labelled by people",
    pattern="(?!)",  # decided by model.py, by a weighted sum
    hits=("",),
    misses=("", ""),
)


def model_of(setting: str) -> Model:
    """The model of a setting, `residue` or `wet`; loaded when first asked for."""
    from normtext.stages.strip_boilerplate.model import load_model

    return load_model(setting)


# Of the words of a line that may open a document, more than this share tells of furniture: what
# tells of less hardly ever does, and need not be reckoned.
_ABOUT = 0.25
_MOSTLY = 0.5  # the same of a line that is about furniture
_FIRST = 8  # lines of furniture that may stand above the first line of the text


class Furniture:
    """The lines of a document as a model sees them.

    The model is loaded and asked only where that can matter: most clean documents cost no more than
    a glance at their short lines.
    """

    def __init__(
        self, model: Callable[[], Model], lines: Sequence[Line], hits: Sequence[Hit | None]
    ) -> None:
        self._model, self._lines, self._hits = model, lines, hits
        self._alone: Mapping[int, float] | None = None
        self._sight: Sight | None = None
        self._margins: Floats | None = None

    def opening(self, left: Sequence[int]) -> AbstractSet[int]:
        """Of the lines that are left those that tell that there is furniture in the document: lines
        about furniture by their words, or that a rule knows, and likely by themselves and where
        they stand; two of them, or one that is likelier, and more so where it stands at an end:
        there a heading without its text looks like furniture.
        """
        asked = self._about(left)
        if not asked:
            return frozenset()
        opens, alone = self._model().opens, self._looked(left)
        asked = [at for at in asked if alone[at] > opens.alone]
        if not asked:
            return frozenset()
        margins = dict(zip(left, self.margins(left).tolist(), strict=True))
        found = {at for at in asked if margins[at] > opens.together}
        ends = {at for at in (left[0], left[-1]) if self._hits[at] is None}
        single = any(margins[at] > (opens.end if at in ends else opens.single) for at in found)
        return found if single or len(found) > 1 else frozenset()

    def likely(self, left: Sequence[int]) -> Mapping[int, Hit]:
        """Of the lines that are left the likely ones, and what removes them."""
        found, probability = {}, self._model().probability
        for at, margin in zip(left, self.margins(left).tolist(), strict=True):
            if margin > 0:
                hit = self._hits[at]
                found[at] = Hit(hit.rule if hit else MODEL, score=probability(margin))
        return found

    def margins(self, left: Sequence[int]) -> Floats:
        """How far each line that is left is above what removes it, in logits."""
        # Lines only ever go: as many as before are the same.
        if self._margins is None or len(self._margins) != len(left):
            self._margins = self._model().margins(self._look(left))
        return self._margins

    def beginning(self, left: Sequence[int]) -> int:
        """Where, among the lines that are left, the first stands that is not about furniture, if it
        is more than a word; else -1. What an extractor left begins so with its title, a
        greeting, its first verse.
        """
        if self._model().begins:
            for place, at in enumerate(left[:_FIRST]):
                text = self._lines[at].text
                if self._hits[at] is None and _telling_shares([text])[0] < _MOSTLY:
                    return place if len(text.split()) > 1 else -1
        return -1

    def _about(self, left: Sequence[int]) -> list[int]:
        """Of the lines that are left those that a rule knows, and labels whose words tell of
        furniture: of what reads like a sentence only a rule can be sure. A line alone between prose
        is a heading, a first line above prose a title: they tell of nothing.
        """
        lines, hits = self._lines, self._hits
        places = [place for place, at in enumerate(left) if hits[at] or not lines[at].prose]
        other = {*places, len(left)}  # than prose that no rule knows
        asked = [
            left[place] for place in places if (place and place - 1 in other) or place + 1 in other
        ]
        labels = [at for at in asked if not (hits[at] or ends_sentence(lines[at].text))]
        shares = _telling_shares([lines[at].text for at in labels])
        telling = {at for at, share in zip(labels, shares, strict=True) if share > _ABOUT}
        return [at for at in asked if hits[at] or at in telling]

    def _looked(self, left: Sequence[int]) -> Mapping[int, float]:
        """Of each line that is left how likely it is by itself, in logits."""
        if self._alone is None:
            self._alone = dict(zip(left, self._look(left).alone.tolist(), strict=True))
        return self._alone

    def _look(self, left: Sequence[int]) -> Sight:
        if self._sight is None or len(self._sight.lines) != len(left):
            from normtext.stages.strip_boilerplate.answers import answers

            texts = [self._lines[at].text for at in left]
            self._sight = self._model().look(texts, answers([self._hits[at] for at in left]))
        return self._sight


def _telling_shares(lines: Sequence[str]) -> list[float]:
    """Of the words of each line, the share that tells of furniture."""
    tells = _telling().__contains__
    return [sum(map(tells, words)) / max(1, len(words)) for words in words_of(lines)]


@cache
def _telling() -> Collection[str]:
    from normtext.stages.strip_boilerplate.shapes import lexicon

    _, words, plain = lexicon()
    return frozenset(word for word, counts in words.items() if counts & ~plain)

"""What a model makes of lines: which open a document to it, and which are likely furniture."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TYPE_CHECKING

from normtext.rules import LineRule
from normtext.stages.strip_boilerplate.lines import Line
from normtext.stages.strip_boilerplate.matcher import Hit
from normtext.stages.strip_boilerplate.words import words_of

if TYPE_CHECKING:  # NumPy is loaded when the model is asked
    from normtext.stages.strip_boilerplate.model import Model
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


# Of the words of a line that opens a document, the share that tells of furniture: of two such
# lines, and of one alone. Others are hardly ever sure, and need not be reckoned.
_ABOUT, _ABOUT_ALONE = 0.2, 0.3


class Furniture:
    """The lines of a document as a model sees them.

    The model is loaded and asked only where that can matter: most clean documents cost no more than
    a glance at their short lines.
    """

    def __init__(
        self, model: Callable[[], Model], lines: Sequence[Line], hits: Sequence[Hit | None]
    ) -> None:
        self._model, self._lines, self._hits = model, lines, hits
        self._alone: Sequence[float] | None = None

    def sure(self, left: Sequence[int]) -> AbstractSet[int]:
        """Of the lines that are left those that are furniture by themselves, if there are two, and
        those that are so sure that they need no other: short lines whose words tell of furniture,
        in which nothing can be read, such as a name or a date.
        """
        lines, hits = self._lines, self._hits
        asked = [at for at in left if not (lines[at].prose or ((hit := hits[at]) and hit.fields))]
        shares = _telling_shares([lines[at].text for at in asked])
        about = {at: share for at, share in zip(asked, shares, strict=True) if share >= _ABOUT}
        if not about or (len(about) == 1 and max(about.values()) < _ABOUT_ALONE):
            return frozenset()
        asked = list(about)
        model = self._model()
        if self._alone is not None:
            alone = [self._alone[at] for at in asked]
        else:
            alone = model.alone(*self._given(asked)).tolist()
        several, single = model.opens
        found = {at for at, logit in zip(asked, alone, strict=True) if logit > several}
        return found if len(found) > 1 or max(alone) > single else frozenset()

    def likely(self, left: Sequence[int], *, surely: bool) -> Mapping[int, Hit]:
        """Of the lines that are left those that are likely furniture, and what removes them.

        surely: whether only what is likelier than elsewhere.
        """
        model = self._model()
        least = model.surer if surely else 0.0
        found = {}
        for at, margin in zip(left, self.margins(left).tolist(), strict=True):
            if margin > least and not _is_untold(self._lines[at], model.untold):
                hit = self._hits[at]
                found[at] = Hit(hit.rule if hit else MODEL, score=model.probability(margin))
        return found

    def margins(self, left: Sequence[int]) -> Floats:
        """How far each line that is left is above what removes it, in logits."""
        alone, margins = self._model().margins(*self._given(left))
        if len(left) == len(self._lines):
            self._alone = alone.tolist()
        return margins

    def _given(self, numbers: Sequence[int]) -> tuple[list[str], Floats]:
        from normtext.stages.strip_boilerplate.answers import answers

        texts = [self._lines[at].text for at in numbers]
        return texts, answers([self._hits[at] for at in numbers])


def _is_untold(line: Line, most: int | None) -> bool:
    """Whether a line is prose, or has more words than that, and none of them tells of furniture."""
    if most is None or not (line.prose or len(line.text.split()) > most):
        return False
    return not any(_telling_shares([line.text]))


def _telling_shares(lines: Sequence[str]) -> list[float]:
    """Of the words of each line, the share that tells of furniture."""
    tells = _telling().__contains__
    return [sum(map(tells, words)) / max(1, len(words)) for words in words_of(lines)]


@cache
def _telling() -> Collection[str]:
    from normtext.stages.strip_boilerplate.shapes import lexicon

    _, words, plain = lexicon()
    return frozenset(word for word, counts in words.items() if counts & ~plain)

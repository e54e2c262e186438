"""The model: how likely furniture each line is, by its shape and by where it stands.

Two layers: the first, a weighted sum, sees a line alone; the second sees also its context, to which
the scores of the first belong, and has hidden units: where a line stands means another thing for a
caption than for a paragraph. Numbers and weights are rounded to whole steps, whose sums are exact
in floating point too, so that answers are the same everywhere.
`scripts/build_boilerplate.py` builds the weights; `models/boilerplate.json` says from what.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from normtext.stages.strip_boilerplate.context import context, context_names, surroundings
from normtext.stages.strip_boilerplate.shapes import Floats, Shapes, shape_names, shapes

__all__ = [
    "FEATURE_STEPS", "HITS", "WEIGHT_STEPS", "Layer", "Model", "Opens", "Sight",
    "column_names", "load_model", "rounded", "seen",
]  # fmt: skip

HITS = ("anchor", "near", "place")
"""What a line may answer to: an anchor, a rule that wants a neighbour, or one for head or tail."""

FEATURE_STEPS = 256
WEIGHT_STEPS = 4096


_BLOCK = 32  # lines multiplied at once: larger tables start threads, at many times the cost


@dataclass(frozen=True)
class Layer:
    """Weights of a sum of columns, and of hidden units: other such sums, where they are above zero.

    weights: a row for each column, last the bias; the sums of the units, last that of the layer.
    units: how much each unit adds to the sum of the layer.
    """

    weights: Floats
    units: Floats

    def logits(self, columns: Floats) -> Floats:
        """One for each line. Whole numbers below 2**53 add up exactly, in any order."""
        logits = np.empty(len(columns), np.float32)
        for at in range(0, len(columns), _BLOCK):
            block = slice(at, at + _BLOCK)
            sums = columns[block] @ self.weights[:-1] + self.weights[-1] * FEATURE_STEPS
            units = np.rint(np.maximum(sums[:, :-1], 0) / WEIGHT_STEPS)
            logits[block] = (sums[:, -1] + units @ self.units) / (FEATURE_STEPS * WEIGHT_STEPS)
        return logits


class Opens(NamedTuple):
    """From which sum of the first layer a line may open a document, and from which margin it does:
    together with another, as a single line, and as a single line at an end of the document.
    """

    alone: float
    together: float
    single: float
    end: float


class Sight(NamedTuple):
    """Lines, their shapes, those as the layers see them; and how likely furniture each line is by
    itself, in logits.
    """

    lines: Sequence[str]
    shapes: Shapes
    columns: Floats
    alone: Floats


@dataclass(frozen=True)
class Model:
    """Two layers, and how large their sum is from which a line goes.

    remove: for an English and for a French text; between the two, by its share of French function
    words.
    bare: how much higher that is where nothing is prose: a poem, a recipe, a list of results are
    made of lines that look like furniture.
    begins: whether the first line that does not tell of furniture stays.
    opens: what a line must have that opens a document.
    calibration: slope and intercept that turn a margin into the probability of furniture.
    """

    layers: tuple[Layer, Layer]
    remove: tuple[float, float]
    bare: float
    begins: bool
    opens: Opens
    calibration: tuple[float, float]

    def look(self, lines: Sequence[str], answers: Floats) -> Sight:
        """What each line shows by itself.

        lines: not blank, at least one. answers: for each line a row of zeros and ones, as in HITS.
        """
        told = shapes(lines)
        columns = seen(told, answers)
        return Sight(lines, told, columns, self.layers[0].logits(columns))

    def margins(self, sight: Sight) -> Floats:
        """How far each line is above what removes it, in logits; below zero it stays."""
        lines, told, columns, alone = sight
        where = surroundings(lines, told)
        around = rounded(context(where, alone))
        total = self.layers[1].logits(np.hstack((columns, around)))
        prose = float(told.chars[where.prose].sum() / told.chars.sum())
        return np.asarray(total - np.float32(self._least(told.french, prose)))

    def _least(self, french: float, prose: float) -> float:
        """The logit from which lines go, by shares of the text: its French, its prose."""
        of_english, of_french = self.remove
        least = of_english + (of_french - of_english) * round(french, 2)
        return least + self.bare * (1 - round(prose, 2))

    def probability(self, margin: float) -> float:
        """How likely a line of that margin is furniture."""
        slope, intercept = self.calibration
        return round(1 / (1 + math.exp(-(slope * margin + intercept))), 4)


def seen(told: Shapes, answers: Floats) -> Floats:
    """A row for each line of what it shows by itself."""
    return rounded(np.hstack((told.table, answers)))


def rounded(columns: Floats) -> Floats:
    """In whole steps."""
    return np.rint(columns * FEATURE_STEPS)


def column_names(layer: int) -> tuple[str, ...]:
    """What the weights of a layer are for, in order."""
    names = (*shape_names(), *(f"answers_{hit}" for hit in HITS))
    return names if layer == 0 else (*names, *context_names())


@cache
def load_model(setting: str) -> Model:
    """The model of a setting, `residue` or `wet`."""
    text = (files("normtext") / "models" / "boilerplate.json").read_text(encoding="utf-8")
    data = json.loads(text)["settings"][setting]
    first, second = (
        Layer(
            np.array([layer["weights"][name] for name in (*column_names(number), "bias")], float),
            np.array(layer["units"], float),
        )
        for number, layer in enumerate(data["layers"])
    )
    slope, intercept = data["calibration"]
    remove = (data["remove"]["en"], data["remove"]["fr"])
    return Model(
        (first, second), remove, data["bare"], data["begins"], Opens(**data["opens"]),
        (slope, intercept),
    )  # fmt: skip

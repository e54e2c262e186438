"""The linear model: how likely furniture each line is, by its shape and by where it stands.

Two layers, each a weighted sum: the first sees a line alone; the second sees also its context, to
which the scores of the first belong. Numbers and weights are rounded to whole steps, whose
sums are exact in floating point too, so that answers are the same everywhere.
`scripts/build_boilerplate.py` builds the weights; `models/boilerplate.json` says from what.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from normtext.stages.strip_boilerplate.context import context, context_names, surroundings
from normtext.stages.strip_boilerplate.shapes import Floats, Shapes, shape_names, shapes

__all__ = [
    "FEATURE_STEPS", "HITS", "WEIGHT_STEPS", "Model", "column_names", "load_model", "logits",
    "rounded", "seen", "threshold",
]  # fmt: skip

HITS = ("anchor", "near", "place")
"""What a line may answer to: an anchor, a rule that wants a neighbour, or one for head or tail."""

FEATURE_STEPS = 256
WEIGHT_STEPS = 4096


@dataclass(frozen=True)
class Model:
    """Weights of two layers, and how large their sum is from which a line goes.

    remove: for an English and for a French text; between the two, by its share of French function
    words.
    opens: how large the sum of the first layer is from which a line opens a document together with
    another such line, and from which it does so alone.
    surer: how far above `remove` lines are that go from a document that holds no anchor.
    untold: the most words of a line that goes, though none of them tells of furniture, unless it is
    prose; None where any line may go.
    calibration: slope and intercept that turn a margin into the probability of furniture.
    """

    layers: tuple[Floats, ...]
    remove: tuple[float, float]
    opens: tuple[float, float]
    surer: float
    untold: int | None
    calibration: tuple[float, float]

    def alone(self, lines: Sequence[str], answers: Floats) -> Floats:
        """How likely furniture each line is by itself, in logits.

        lines: not blank, at least one. answers: for each line a row of zeros and ones, as in HITS.
        """
        return logits(seen(shapes(lines), answers), self.layers[0])

    def margins(self, lines: Sequence[str], answers: Floats) -> tuple[Floats, Floats]:
        """As `alone`; and how far each line is above what removes it; below zero it stays."""
        told = shapes(lines)
        columns = seen(told, answers)
        alone = logits(columns, self.layers[0])
        around = rounded(context(surroundings(lines, told), alone))
        total = logits(np.hstack((columns, around)), self.layers[1])
        return alone, total - np.float32(threshold(self.remove, told.french))

    def probability(self, margin: float) -> float:
        """How likely a line of that margin is furniture."""
        slope, intercept = self.calibration
        return round(1 / (1 + math.exp(-(slope * margin + intercept))), 4)


def threshold(remove: tuple[float, float], french: float) -> float:
    """The logit from which lines go, by the language of the text."""
    of_english, of_french = remove
    return of_english + (of_french - of_english) * round(french, 2)


def seen(told: Shapes, answers: Floats) -> Floats:
    """A row for each line of what it shows by itself."""
    return rounded(np.hstack((told.table, answers)))


def rounded(columns: Floats) -> Floats:
    """In whole steps."""
    return np.rint(columns * FEATURE_STEPS)


def logits(columns: Floats, weights: Floats) -> Floats:
    """Weighted sums; the last weight is the bias. Whole numbers below 2**53 add up exactly.

    Not by `@`, which starts threads for tables of this size, at many times the cost.
    """
    sums = (columns * weights[:-1]).sum(axis=1) + weights[-1] * FEATURE_STEPS
    return np.asarray(sums / (FEATURE_STEPS * WEIGHT_STEPS), np.float32)


def column_names(layer: int) -> tuple[str, ...]:
    """What the weights of a layer are for, in order."""
    names = (*shape_names(), *(f"answers_{hit}" for hit in HITS))
    return names if layer == 0 else (*names, *context_names())


@cache
def load_model(setting: str) -> Model:
    """The model of a setting, `residue` or `wet`."""
    text = (files("normtext") / "models" / "boilerplate.json").read_text(encoding="utf-8")
    data = json.loads(text)["settings"][setting]
    layers = tuple(
        np.array([*(weights[name] for name in column_names(number)), weights["bias"]], np.float64)
        for number, weights in enumerate(data["layers"])
    )
    slope, intercept = data["calibration"]
    remove = (data["remove"]["en"], data["remove"]["fr"])
    opens = (data["opens"]["together"], data["opens"]["alone"])
    return Model(layers, remove, opens, data["surer"], data["untold"], (slope, intercept))

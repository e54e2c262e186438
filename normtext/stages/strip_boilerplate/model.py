"""The linear model: how likely furniture each line is, by its shape and by where it stands.

Two layers, each a weighted sum: the first sees a line alone; the second sees also its context, to
which the scores of the first belong. Numbers and weights are rounded and summed as
integers, so that answers are the same everywhere. `scripts/build_boilerplate.py` builds the
weights; `models/boilerplate.json` says from what.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from normtext.stages.strip_boilerplate.context import (
    Surroundings,
    context,
    context_names,
    surroundings,
)
from normtext.stages.strip_boilerplate.shapes import Floats, shape_names, shapes

__all__ = [
    "FEATURE_STEPS", "HITS", "WEIGHT_STEPS", "Model", "alone", "column_names", "load_model",
    "rounded", "threshold",
]  # fmt: skip

Ints = npt.NDArray[np.int64]

HITS = ("anchor", "near", "place")
"""What a line may answer to: an anchor, a rule that wants a neighbour, or one for head or tail."""

FEATURE_STEPS = 256
WEIGHT_STEPS = 4096


@dataclass(frozen=True)
class Model:
    """Weights of two layers, and how large their sum is from which a line goes.

    remove: for an English and for a French text; between the two, by its share of French function
    words. sure: how far above that a line is sure to be furniture, and so opens the document.
    calibration: slope and intercept that turn a margin into the probability of furniture.
    """

    layers: tuple[Ints, ...]
    remove: tuple[float, float]
    sure: float
    calibration: tuple[float, float]

    def margins(self, lines: Sequence[str], answers: Floats) -> Floats:
        """For each line how far it is above what removes it, in logits; below zero it stays.

        lines: not blank, at least one. answers: for each line a row of zeros and ones, as in HITS.
        """
        around, seen = alone(lines, answers)
        told = context(around, self._layer(0, seen))
        logits = self._layer(1, np.hstack((seen, rounded(told))))
        return logits - np.float32(threshold(self.remove, around))

    def _layer(self, number: int, columns: Ints) -> Floats:
        *weights, bias = self.layers[number]
        sums = columns @ np.asarray(weights) + bias * FEATURE_STEPS
        logits: Floats = (sums / (FEATURE_STEPS * WEIGHT_STEPS)).astype(np.float32)
        return logits

    def probability(self, margin: float) -> float:
        """How likely a line of that margin is furniture."""
        slope, intercept = self.calibration
        return float(1 / (1 + np.exp(-(slope * margin + intercept))))


def threshold(remove: tuple[float, float], around: Surroundings) -> float:
    """The logit from which lines go, by the language of the text."""
    english, french = remove
    return english + (french - english) * round(around.shapes.french, 2)


def alone(lines: Sequence[str], answers: Floats) -> tuple[Surroundings, Ints]:
    """The surroundings of lines, and a row for each of what it shows by itself."""
    told = shapes(lines)
    return surroundings(lines, told), rounded(np.hstack((told.table, answers)))


def rounded(columns: Floats) -> Ints:
    """In whole steps."""
    return np.rint(columns * FEATURE_STEPS).astype(np.int64)


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
        np.array([*(weights[name] for name in column_names(number)), weights["bias"]], np.int64)
        for number, weights in enumerate(data["layers"])
    )
    slope, intercept = data["calibration"]
    remove = (data["remove"]["en"], data["remove"]["fr"])
    return Model(layers, remove, data["sure"], (slope, intercept))

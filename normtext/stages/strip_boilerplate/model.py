"""The linear model: how likely furniture each line is, by its shape and by where it stands.

Three layers, each a weighted sum: the first sees a line alone; the second and the third see also
the context that the scores of the layer before make. Numbers and weights are rounded and summed as
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
    "FEATURE_STEPS", "HITS", "WEIGHT_STEPS", "Model", "alone", "column_names", "load_model", "rounded"
]  # fmt: skip

Ints = npt.NDArray[np.int64]

HITS = ("anchor", "near", "place")
"""What a line may answer to: an anchor, a rule that wants a neighbour, or one for head or tail."""

FEATURE_STEPS = 256
WEIGHT_STEPS = 4096


@dataclass(frozen=True)
class Model:
    """Weights of three layers, and the two logits from which on lines go.

    remove: a line goes if its logit is above, in a document that holds something sure; sure: the
    line is sure to be furniture, and so makes the others go. calibration: slope and intercept
    that turn a logit into the probability of furniture.
    """

    layers: tuple[Ints, ...]
    remove: float
    sure: float
    calibration: tuple[float, float]

    def logits(self, lines: Sequence[str], answers: Floats) -> Floats:
        """A logit for each line; above zero it is rather furniture.

        lines: not blank, at least one. answers: for each line a row of zeros and ones, as in HITS.
        """
        around, seen = alone(lines, answers)
        logits = self._layer(0, seen)
        for layer in range(1, len(self.layers)):
            logits = self._layer(layer, np.hstack((seen, rounded(context(around, logits)))))
        return logits

    def _layer(self, number: int, columns: Ints) -> Floats:
        *weights, bias = self.layers[number]
        sums = columns @ np.asarray(weights) + bias * FEATURE_STEPS
        logits: Floats = (sums / (FEATURE_STEPS * WEIGHT_STEPS)).astype(np.float32)
        return logits

    def probability(self, logit: float) -> float:
        """How likely a line of that logit is furniture."""
        slope, intercept = self.calibration
        return float(1 / (1 + np.exp(-(slope * logit + intercept))))


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
    return Model(layers, data["remove"], data["sure"], (slope, intercept))

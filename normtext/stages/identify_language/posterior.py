"""Probabilities from log likelihoods, the same on any machine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float64]
    IntArray: TypeAlias = npt.NDArray[np.int64]

# exp(-i / 64) in units of 2**-30, for i up to 16 nats: sums of integers depend on no order, and no
# two libraries of mathematics round them differently.
STEPS = 64
EXP = (*(round(2**30 * math.exp(-step / STEPS)) for step in range(16 * STEPS)), 0)


def exponentials() -> IntArray:
    """The table as an array."""
    import numpy as np

    return np.array(EXP)


def normalized(nats: FloatArray, table: IntArray) -> FloatArray:
    """The share of each column in its row, from log likelihoods in nats: (texts, languages)."""
    import numpy as np

    steps = (nats.max(axis=1, keepdims=True) - nats) * STEPS
    mass = table.take(steps.astype(np.intp), mode="clip")
    shares: FloatArray = mass / mass.sum(axis=1, keepdims=True)
    return shares

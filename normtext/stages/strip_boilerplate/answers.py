"""What lines answer to, as the model sees it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from normtext.stages.strip_boilerplate.hits import Hit
from normtext.stages.strip_boilerplate.model import HITS
from normtext.stages.strip_boilerplate.shapes import Floats

__all__ = ["answers"]


def answers(hits: Sequence[Hit | None]) -> Floats:
    """A row of zeros and ones for each line, in the order of HITS."""
    table = np.zeros((len(hits), len(HITS)), np.float32)
    for at, hit in enumerate(hits):
        if hit is not None and hit.rule.removes:
            rule = hit.rule
            table[at, 0 if rule.anchor else 1 if rule.place == "near" else 2] = 1
    return table

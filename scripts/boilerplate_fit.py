"""How the layers of the model of strip_boilerplate are fitted; all weights are whole numbers.

`linear` is a logistic regression with an L2 penalty, fitted by Newton's method. `network` has
hidden units beside the straight way, each a weighted sum that counts where it is above zero, and is
fitted by Adam with decoupled weight decay (Loshchilov and Hutter 2019), with columns left out at
random. Equal inputs give equal weights up to the rounding of the linear algebra library.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from normtext.stages.strip_boilerplate.model import FEATURE_STEPS, WEIGHT_STEPS, Layer

__all__ = ["linear", "network"]

Floats = npt.NDArray[np.floating[Any]]

PENALTY = 1.0  # of 1, 3, 10, 30: the largest that cost nothing on unseen sites
HIDDEN = 32  # units; twice as many gained nothing, nor did the mean of several networks
EPOCHS, BATCH = 6, 256
RATE, DECAY = 3e-3, 0.01
LEFT_OUT = 0.3  # share of the columns of a line
LEAST = 0.25  # deviation that a column is scaled by: what is rare must not weigh too much


def linear(columns: Floats, wanted: Floats, weight: Floats) -> Layer:
    """A layer without units."""
    scaled, mean, deviation = _standard(columns, weight)
    scaled = np.hstack((scaled, np.ones((len(scaled), 1), np.float32)))
    beta = np.zeros(scaled.shape[1])
    penalty = np.full(len(beta), PENALTY)
    penalty[-1] = 1e-6
    for _ in range(15):
        chance = _chance(scaled @ beta.astype(np.float32))
        slope = scaled.T @ (weight * (chance - wanted)).astype(np.float32) + penalty * beta
        root = np.sqrt(np.maximum(weight * chance * (1 - chance), 1e-8 * weight))
        bent = scaled * root.astype(np.float32)[:, None]
        step = np.linalg.solve((bent.T @ bent).astype(np.float64) + np.diag(penalty), slope)
        beta -= step
        if np.abs(step).max() < 1e-3:
            break
    return Layer(_whole(_unscaled(beta[:-1, None], beta[-1:], mean, deviation)), np.empty(0))


def network(columns: Floats, wanted: Floats, weight: Floats) -> Layer:
    """A layer with units."""
    scaled, mean, deviation = _standard(columns, weight)
    weight = (weight / weight.mean()).astype(np.float32)
    wanted = wanted.astype(np.float32)
    rng = np.random.default_rng(0)
    lines, width = scaled.shape

    def drawn(*shape: int) -> Floats:
        return rng.normal(0, np.sqrt(2 / shape[0]), shape).astype(np.float32)

    # To the units and their bias; from the units; straight, and its bias.
    fitted = [
        drawn(width, HIDDEN), np.zeros(HIDDEN, np.float32), drawn(HIDDEN) / np.float32(np.sqrt(2)),
        np.zeros(width, np.float32), np.zeros(1, np.float32),
    ]  # fmt: skip
    decays = (DECAY, 0, DECAY, DECAY, 0)
    means, squares = ([np.zeros_like(part) for part in fitted] for _ in range(2))
    steps = EPOCHS * (lines // BATCH)
    for step in range(steps):
        if step % (lines // BATCH) == 0:
            order = rng.permutation(lines)
        some = order[step % (lines // BATCH) * BATCH :][:BATCH]
        seen = scaled[some]
        seen = seen * (rng.random(seen.shape, np.float32) > LEFT_OUT) / np.float32(1 - LEFT_OUT)
        inner = seen @ fitted[0] + fitted[1]
        units = np.maximum(inner, 0)
        chance = _chance(units @ fitted[2] + seen @ fitted[3] + fitted[4])
        wrong = (chance - wanted[some]) * weight[some] / BATCH
        back = np.outer(wrong, fitted[2]) * (inner > 0)
        slopes = (
            seen.T @ back, back.sum(0), units.T @ wrong, seen.T @ wrong, wrong.sum(keepdims=True),
        )  # fmt: skip
        rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
        for at, slope in enumerate(slopes):
            means[at] += 0.1 * (slope - means[at])
            squares[at] += 0.001 * (slope**2 - squares[at])
            mean_now = means[at] / (1 - 0.9 ** (step + 1))
            root = np.sqrt(squares[at] / (1 - 0.999 ** (step + 1))) + 1e-8
            fitted[at] -= np.float32(rate) * (mean_now / root + decays[at] * fitted[at])
    to_units, unit_bias, from_units, straight, bias = fitted
    every = np.hstack((to_units, straight[:, None]))
    return Layer(
        _whole(_unscaled(every, np.append(unit_bias, bias), mean, deviation)), _whole(from_units)
    )


def _chance(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def _standard(columns: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Columns of mean 0 and deviation 1, and what they were; such as never vary become 0."""
    scaled = np.divide(columns, FEATURE_STEPS, dtype=np.float32, casting="same_kind")
    weight = weight.astype(np.float32)
    mean = weight @ scaled / weight.sum()
    scaled -= mean
    deviation = np.sqrt(weight @ scaled**2 / weight.sum())
    deviation = np.where(deviation < 1e-3, np.inf, np.maximum(deviation, LEAST))
    scaled /= deviation
    return scaled, mean, deviation


def _unscaled(weights: Floats, bias: Floats, mean: Floats, deviation: Floats) -> Floats:
    """The same weights for columns as they were, and last their bias."""
    weights = weights / deviation[:, None]
    return np.vstack((weights, bias - mean @ weights))


def _whole(weights: Floats) -> Floats:
    return np.rint(np.asarray(weights, np.float64) * WEIGHT_STEPS)

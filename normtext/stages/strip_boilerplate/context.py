"""Where a line stands, in numbers: its neighbours, how far prose is, its place, its repeats.

Neighbours are told by a score that each line got before: how likely furniture it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from normtext.stages.strip_boilerplate.shapes import Floats, Shapes, lexicon

__all__ = ["Surroundings", "context", "context_names", "surroundings"]

_WINDOWS = (1, 2, 4, 8, 16)  # lines before, and lines after
_REACHES = (3, 8, 20)  # the same, for the prose that would stay
_SURE = 0.6  # of a score: a line that is most likely furniture
_FEWEST, _MANY = 10, 25  # words of a line of prose: if it ends like a sentence, if it does not
_LETTERS = 4  # of a word that may tell what a text is about
_AT_MOST = 3.0  # a single line can say no more for or against the block that it stands in

Bools = npt.NDArray[np.bool_]


class Surroundings(NamedTuple):
    """What the context of lines is told from, whatever their scores."""

    shapes: Shapes
    prose: Bools
    often: Floats
    """How many lines read exactly so."""
    known: Floats
    """The share of a line's longer words that other lines, of prose, have too."""


def surroundings(lines: Sequence[str], told: Shapes) -> Surroundings:
    """The surroundings of lines, and their shapes."""
    prose = ((told.words >= _FEWEST) & told.stop & (told.function >= 0.2)) | (
        (told.words >= _MANY) & (told.function >= 0.25)
    )
    repeats = Counter(lines)
    often = np.fromiter(map(repeats.__getitem__, lines), np.float32, len(lines))
    return Surroundings(told, prose, often, _known(told.found, prose))


def _known(found: Sequence[Sequence[str]], prose: Bools) -> Floats:
    common = _function_words()
    telling = [{word for word in words if len(word) >= _LETTERS} - common for words in found]
    vocabulary: Counter[str] = Counter()
    for words, is_prose in zip(telling, prose.tolist(), strict=True):
        if is_prose:
            vocabulary.update(words)
    shares = (
        sum([vocabulary[word] > is_prose for word in words]) / len(words) if words else 0.0
        for words, is_prose in zip(telling, prose.tolist(), strict=True)
    )
    return np.fromiter(shares, np.float32, len(found))


@cache
def _function_words() -> frozenset[str]:
    classes, words, _ = lexicon()
    mask = sum(0xFF << (8 * at) for at, name in enumerate(classes) if name.startswith("function"))
    return frozenset(word for word, counts in words.items() if counts & mask)


def context_names() -> tuple[str, ...]:
    """The names of the columns of `context`."""
    sides = ("before", "after")
    return (
        "score", "logit",
        *(f"{what}_{side}_{width}" for width in _WINDOWS for what in ("score", "prose")
          for side in sides),
        *(f"chars_{side}_{step}" for step in (1, 2) for side in sides),
        *(f"kept_{side}_{width}" for width in _REACHES for side in sides),
        "since_prose", "until_prose", "since_furniture", "until_furniture",
        "in_stretch", "lines_to_stretch", "lines_from_stretch",
        "in_block", "in_block_score", "lines_to_block", "lines_from_block",
        "place", "done_chars", "done_prose", "before_prose", "after_prose",
        "first", "last", "lines_above", "lines_below",
        "often", "often_prose", "known", "known_prose",
        "lines", "share_prose", "share_prose_chars", "mean_score", "median_chars",
        "french", "french_score",
    )  # fmt: skip


def context(around: Surroundings, logits: Floats) -> Floats:
    """A row of numbers for each line. logits: how likely furniture the lines were found before."""
    told, prose, often, known = around
    n = len(logits)
    score = np.tanh(logits / 2)
    at = np.arange(n, dtype=np.float32)
    chars, log_chars = told.chars, np.log1p(told.chars)
    there = prose.astype(np.float32)
    columns: list[npt.NDArray[Any]] = [score, logits / 5]
    for width in _WINDOWS:
        for values in (score, there):
            columns += [part / width for part in _sums(values, width)]
    for step in (1, 2):
        columns += [_moved(log_chars, step), _moved(log_chars[::-1], step)[::-1]]
    kept = chars * (logits < 0)
    for width in _REACHES:
        columns += [np.log1p(part) for part in _sums(kept, width)]
    standing, sure = prose & (logits < 0), score > _SURE
    for marked in (standing, sure):
        columns += [np.log1p(_since(marked)), np.log1p(_since(marked[::-1])[::-1])]
    gain = np.where(standing, np.minimum(told.words, 60), -3.25 - 2 * (told.words <= 3))
    columns += _stretch(gain)
    block = _stretch(np.clip(-logits, -_AT_MOST, _AT_MOST) * log_chars / 3)
    columns += [block[0], block[0] * score, *block[1:]]
    prose_chars = np.cumsum(there * chars)
    all_prose, all_chars = max(1.0, float(prose_chars[-1])), float(chars.sum())
    done = prose_chars / all_prose
    columns += [
        at / max(1, n - 1), np.cumsum(chars) / all_chars, done, done <= 0, done >= 1 - 1e-6,
        at == 0, at == n - 1, np.log1p(at), np.log1p(n - 1 - at),
        np.log(often), (often > 1) & prose, known, known * there,
    ]  # fmt: skip
    whole = (np.log1p(n), there.mean(), prose_chars[-1] / all_chars, score.mean())
    columns += [np.full(n, value) for value in (*whole, np.log1p(np.median(chars)), told.french)]
    columns.append(told.french * score)
    return np.column_stack(columns).astype(np.float32)


def _sums(values: Floats, width: int) -> tuple[Floats, Floats]:
    """Of each line, the sum over so many lines before it, and after it."""
    n = len(values)
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    at = np.arange(n)
    before = total[at] - total[np.maximum(at - width, 0)]
    after = total[np.minimum(at + 1 + width, n)] - total[at + 1]
    return before.astype(np.float32), after.astype(np.float32)


def _moved(values: Floats, step: int) -> Floats:
    """Of each line, the value of the line so many steps before it; 0 where there is none."""
    return np.concatenate((np.zeros(step, np.float32), values))[: len(values)]


def _since(there: Bools) -> Floats:
    """Of each line, how many lines above it the next one stands that is there, or the beginning."""
    at = np.arange(len(there))
    last = np.maximum.accumulate(np.where(there, at, -1))
    return (at - np.concatenate(([-1], last[:-1]))).astype(np.float32)


def _stretch(gain: Floats) -> list[Floats]:
    """The run of lines that gains most: what is in it, and how far it is from other lines."""
    at = np.arange(len(gain))
    total = np.cumsum(gain, dtype=np.float64)
    low = np.minimum.accumulate(np.concatenate(([0.0], total[:-1])))
    end = int(np.argmax(total - low))
    start = int(np.argmin(np.concatenate(([0.0], total[:end]))))
    inside = ((at >= start) & (at <= end)).astype(np.float32)
    to, since = np.maximum(0, start - at), np.maximum(0, at - end)
    return [inside, np.log1p(to).astype(np.float32), np.log1p(since).astype(np.float32)]

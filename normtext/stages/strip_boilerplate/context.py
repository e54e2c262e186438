"""Where a line stands, in numbers: its neighbours, how far prose is, its place, its repeats.

Neighbours are told by a score that each line got before: how likely furniture it is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from normtext.stages.strip_boilerplate.shapes import Floats, Shapes, lexicon, shape_names

__all__ = ["Surroundings", "context", "context_names", "surroundings"]

_WINDOWS = (1, 2, 4, 8, 16)  # lines before, and lines after
_REACHES = (3, 8, 20)  # the same, for the prose that would stay
_SURE = 0.6  # of a score: a line that is most likely furniture
_FEWEST, _MANY = 10, 25  # words of a line of prose: if it ends like a sentence, if it does not
_LETTERS = 4  # of a word that may tell what a text is about
_OFTEN = 8  # repeats of a line: more say no more
_HEADS = ("comments", "related", "subscribe", "legal")  # of what a short line may be the heading
_HEAD = 8  # words of the longest such line
_ABOUT = 1 / 3  # the share of its words that are of the class
_ENOUGH = 5  # such headings: more say no more
_AT_MOST = 3.0  # a single line can say no more for or against the block that it stands in

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


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
    once: set[str] = set()  # words of prose, and those that two lines of it hold
    twice: set[str] = set()
    for at in np.flatnonzero(prose).tolist():
        twice |= once & telling[at]
        once |= telling[at]
    shares = (
        len(words & (twice if is_prose else once)) / len(words) if words else 0.0
        for words, is_prose in zip(telling, prose.tolist(), strict=True)
    )
    return np.fromiter(shares, np.float32, len(found))


@cache
def _function_words() -> frozenset[str]:
    classes, words, _ = lexicon()
    mask = sum(0xFF << (8 * at) for at, name in enumerate(classes) if name.startswith("function"))
    return frozenset(word for word, counts in words.items() if counts & mask)


@cache
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
        *(f"{what}_{name}" for what in ("below", "since", "headings", "above", "until")
          for name in _HEADS),
    )  # fmt: skip


def context(around: Surroundings, logits: Floats) -> Floats:
    """A row of numbers for each line. logits: how likely furniture the lines were found before."""
    told, prose, often, known = around
    n = len(logits)
    table = np.empty((len(context_names()), n), np.float32)
    column = iter(table)

    def put(*columns: npt.NDArray[Any] | float) -> None:
        for values in columns:
            next(column)[:] = values

    score = np.tanh(logits / 2)
    at = np.arange(n)
    chars, log_chars = told.chars, np.log1p(told.chars)
    there = prose.astype(np.float32)
    put(score, logits / 5)
    for width, sums in zip(_WINDOWS, _sums(np.stack((score, there)), _WINDOWS), strict=True):
        put(*sums / width)
    for step in (1, 2):
        put(_moved(log_chars, step), _moved(log_chars[::-1], step)[::-1])
    for sums in _sums((chars * (logits < 0))[None], _REACHES):
        put(*np.log1p(sums))
    standing, sure = prose & (logits < 0), score > _SURE
    for marked in (standing, sure):
        put(np.log1p(_since(marked, at)), np.log1p(_since(marked[::-1], at)[::-1]))
    gain = np.where(standing, np.minimum(told.words, 60), -3.25 - 2 * (told.words <= 3))
    put(*_stretch(gain, at))
    block = _stretch(np.clip(-logits, -_AT_MOST, _AT_MOST) * log_chars / 3, at)
    put(block[0], block[0] * score, *block[1:])
    so_far, prose_so_far = chars.cumsum(dtype=np.float64), (there * chars).cumsum(dtype=np.float64)
    all_chars, all_prose = so_far[-1], prose_so_far[-1]
    done = prose_so_far / max(1.0, all_prose)
    put(
        at / max(1, n - 1), so_far / all_chars, done, done <= 0, done >= 1 - 1e-6,
        at == 0, at == n - 1, np.log1p(at), np.log1p(n - 1 - at),
        np.log(np.minimum(often, _OFTEN)), (often > 1) & prose, known, known * there,
        math.log1p(n), there.sum() / n, all_prose / all_chars, score.sum() / n,
        np.sort(log_chars)[n // 2], told.french, told.french * score, *_headings(around, at),
    )  # fmt: skip
    return table.T


def _headings(around: Surroundings, at: Ints) -> Floats:
    """Of each line, whether headings of comments, of other articles and so on stand above it and
    below it, how near the nearest is, and how many stand above. A row for each of these and class.
    """
    told = around.shapes
    head = (told.table[:, _dense()].T >= _ABOUT) & (told.words <= _HEAD) & ~around.prose
    before = np.cumsum(head, axis=1) - head
    after = before[:, -1:] + head[:, -1:] - before - head
    since, until = (
        np.stack([_since(row, at) for row in rows]) for rows in (head, head[:, ::-1])
    )
    below, above = before > 0, after > 0
    return np.concatenate(
        (
            below, np.log1p(since * below), np.minimum(before, _ENOUGH) / _ENOUGH,
            above, np.log1p(until[:, ::-1] * above),
        )
    )  # fmt: skip


@cache
def _dense() -> list[int]:
    names = shape_names()
    return [names.index(f"dense_{name}") for name in _HEADS]


def _sums(values: Floats, widths: Sequence[int]) -> Floats:
    """Of each line, the sums over so many lines before it and after it, for each row of values.

    Shape: widths, values times two (before, after), lines.
    """
    n = values.shape[1]
    total = np.zeros((len(values), n + 1))
    np.cumsum(values, axis=1, out=total[:, 1:])
    at, width = np.arange(n), np.array(widths)[:, None]
    before = total[:, :-1] - total[:, np.maximum(at - width, 0)].swapaxes(0, 1)
    after = total[:, np.minimum(at + 1 + width, n)].swapaxes(0, 1) - total[:, 1:]
    return np.stack((before, after), axis=2).reshape(len(widths), -1, n)


def _moved(values: Floats, step: int) -> Floats:
    """Of each line, the value of the line so many steps before it; 0 where there is none."""
    moved = np.zeros_like(values)
    moved[step:] = values[:-step]
    return moved


def _since(there: Bools, at: Ints) -> Ints:
    """Of each line, how many lines above it the next one stands that is there, or the beginning."""
    last = np.full(len(there) + 1, -1)
    np.maximum.accumulate(np.where(there, at, -1), out=last[1:])
    return np.asarray(at - last[:-1])


def _stretch(gain: Floats, at: Ints) -> list[Floats]:
    """The run of lines that gains most: what is in it, and how far it is from other lines."""
    total = np.zeros(len(gain) + 1)
    np.cumsum(gain, out=total[1:])
    low = np.minimum.accumulate(total[:-1])
    end = int(np.argmax(total[1:] - low))
    start = int(np.argmin(total[: end + 1]))
    inside = (at >= start) & (at <= end)
    to, since = np.maximum(0, start - at), np.maximum(0, at - end)
    return [inside.astype(np.float32), np.log1p(to), np.log1p(since)]

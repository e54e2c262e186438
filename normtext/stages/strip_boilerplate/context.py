"""Where a line stands, in numbers: its neighbours, how far prose is, its place, its repeats.

Neighbours are told by a score that each line got before: how likely furniture it is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from normtext.stages.strip_boilerplate.shapes import Floats, Shapes, fill, lexicon, shape_names

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
    if not prose.any():
        return np.zeros(len(found), np.float32)
    every = {word for word in set(chain.from_iterable(found)) if len(word) >= _LETTERS}
    tells = every.difference(_function_words()).intersection
    telling = [tells(words) for words in found]
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
    score = np.tanh(logits / 2)
    at = np.arange(n)
    chars, log_chars = told.chars, np.log1p(told.chars)
    there = prose.astype(np.float32)
    stays = logits < 0
    standing, sure = prose & stays, score > _SURE
    windows = _sums((score, there, chars * stays), (*_WINDOWS, *_REACHES))
    near, reach = windows[: len(_WINDOWS), :2], windows[len(_WINDOWS) :, 2]
    gain = np.where(standing, np.minimum(told.words, 60), -3.25 - 2 * (told.words <= 3))
    worth = np.minimum(np.maximum(-logits, -_AT_MOST), _AT_MOST) * log_chars / 3
    (in_stretch, in_block), distances = _stretches((gain, worth), at)
    logs = _logs(reach, _since((standing, sure)), distances, at, n - 1 - at)
    kept, to_stretch, to_block, lines = logs[:10], logs[10:12], logs[12:14], logs[14:]
    so_far, prose_so_far = chars.cumsum(dtype=np.float64), (there * chars).cumsum(dtype=np.float64)
    all_chars, all_prose = so_far[-1], prose_so_far[-1]
    done = prose_so_far / max(1.0, all_prose)

    table = np.empty((len(context_names()), n), np.float32)
    fill(
        table, score, logits / 5, (near / _WIDTHS).reshape(-1, n),
        _moved(log_chars), kept, in_stretch, to_stretch,
        in_block, in_block * score, to_block,
        at / max(1, n - 1), so_far / all_chars, done, done <= 0, done >= 1 - 1e-6,
        at == 0, at == n - 1, lines,
        np.log(np.minimum(often, _OFTEN)), (often > 1) & prose, known, known * there,
        math.log1p(n), there.sum() / n, all_prose / all_chars, score.sum() / n,
        np.sort(log_chars)[n // 2], told.french, told.french * score, _headings(around),
    )  # fmt: skip
    return table.T


def _headings(around: Surroundings) -> Floats:
    """Of each line, whether headings of comments, of other articles and so on stand above it and
    below it, how near the nearest is, and how many stand above. A row for each of these and class.
    """
    told = around.shapes
    head = (told.table[:, _dense()].T >= _ABOUT) & (told.words <= _HEAD) & ~around.prose
    if not head.any():  # as in most documents: no line has one above it or below it
        return np.zeros((5 * len(_HEADS), head.shape[1]))
    before: Ints = np.cumsum(head, axis=1) - head
    after: Ints = before[:, -1:] + head[:, -1:] - before - head
    near = _since(list(head))
    below, above = before > 0, after > 0
    return np.concatenate(
        (
            below, np.log1p(near[:, 0] * below), np.minimum(before, _ENOUGH) / _ENOUGH,
            above, np.log1p(near[:, 1] * above),
        )
    )  # fmt: skip


@cache
def _dense() -> npt.NDArray[np.intp]:
    names = shape_names()
    return np.array([names.index(f"dense_{name}") for name in _HEADS], np.intp)


_WIDTHS = np.array(_WINDOWS)[:, None, None, None]


def _sums(rows: Sequence[Floats], widths: Sequence[int]) -> Floats:
    """Of each line, the sums over so many lines before it and after it, for each row of values.

    Shape: widths, rows, two (before, after), lines.
    """
    n = len(rows[0])
    total = np.zeros((len(rows), n + 1))
    np.cumsum(rows, axis=1, out=total[:, 1:])
    at, width = np.arange(n), np.array(widths)[:, None]
    sums = np.empty((len(widths), len(rows), 2, n))
    before, after = sums[:, :, 0].swapaxes(0, 1), sums[:, :, 1].swapaxes(0, 1)
    np.subtract(total[:, None, :-1], total[:, np.maximum(at - width, 0)], out=before)
    np.subtract(total[:, np.minimum(at + 1 + width, n)], total[:, None, 1:], out=after)
    return sums


def _moved(values: Floats) -> Floats:
    """Of each line, the values of the lines one before it, one after it, two before, two after; 0
    where there is none.
    """
    moved = np.zeros((4, len(values)), np.float32)
    moved[0, 1:], moved[1, :-1] = values[:-1], values[1:]
    moved[2, 2:], moved[3, :-2] = values[:-2], values[2:]
    return moved


def _since(rows: Sequence[Bools]) -> Ints:
    """Of each line, how many lines above it the next one stands that is there, or the beginning;
    and how many lines below it, or the end.

    Shape: rows, two (above, below), lines.
    """
    n = len(rows[0])
    at = np.arange(n)
    there = np.empty((len(rows), 2, n), bool)
    there[:, 0] = rows
    there[:, 1] = there[:, 0, ::-1]
    last = np.full((len(rows), 2, n + 1), -1)
    np.maximum.accumulate(np.where(there, at, -1), axis=2, out=last[:, :, 1:])
    since: Ints = at - last[:, :, :-1]
    since[:, 1] = since[:, 1, ::-1].copy()
    return since


def _stretches(gains: Sequence[Floats], at: Ints) -> tuple[Floats, Ints]:
    """For each row of gains, the run of lines that gains most: what is in it, and how far lines are
    above it and below it. Shapes: rows, lines; rows, two, lines.
    """
    total = np.zeros((len(gains), len(at) + 1))
    np.cumsum(gains, axis=1, out=total[:, 1:])
    low = np.minimum.accumulate(total[:, :-1], axis=1)
    inside = np.zeros((len(gains), len(at)), np.float32)
    far = np.empty((len(gains), 2, len(at)), np.int64)
    for row, end in enumerate((total[:, 1:] - low).argmax(axis=1).tolist()):
        start = int(total[row, : end + 1].argmin())
        inside[row, start : end + 1] = 1
        far[row, 0], far[row, 1] = start - at, at - end
    return inside, np.maximum(0, far)


def _logs(*blocks: Any) -> Floats:
    """The logarithms of counts, a row each."""
    n = blocks[-1].size
    rows = [block.reshape(-1, n) for block in blocks]
    return np.asarray(np.log1p(np.concatenate(rows, dtype=np.float64)))

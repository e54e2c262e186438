"""What a line looks like, in numbers: its length, characters, ends, and what its words are about.

One row a line. What grows with the text is done by NumPy, or by C code of Python over whole lines;
of each line at most LONGEST_LINE code points are read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from normtext.rules import LONGEST_LINE
from normtext.stages.strip_boilerplate.words import words_of

__all__ = ["Floats", "Lexicon", "Shapes", "fill", "lexicon", "shape_names", "shapes"]

Floats = npt.NDArray[np.floating[Any]]

_LANGUAGES = ("en", "fr", "mul")
_BYTE = 8  # bits of a count: a line of LONGEST_LINE code points has at most 200 words
_TABLE = 0x3000  # code points told apart one by one; above are letters without case, and emoji
_MOST = 3  # words of one class, commas, bars: more say no more
_QUESTION = ord("?")
_BACK = np.array([[1], [2], [3]])  # characters from the end of a line
_PLAIN = ("function_en", "function_fr", "reader", "month")  # classes of words that any text has

_SPACE, _LOWER, _UPPER, _DIGIT, _STOP, _COLON, _COMMA, _BAR, _QUOTE, _BRACKET, _SIGN = range(11)
_KINDS = 11
_SIGNS = {
    _STOP: ".!?…",
    _COMMA: ",;",
    _COLON: ":",
    _QUOTE: "\"'“”«»‘’",
    _BRACKET: "()[]{}",
    _BAR: "|›•·>/→–—-*",
}


class Lexicon(NamedTuple):
    """Word classes: their names, and for each word a count of one in the byte of each class."""

    classes: tuple[str, ...]
    words: dict[str, int]
    plain: int
    """The bytes of the classes whose words any text has."""


class Shapes(NamedTuple):
    """Numbers of lines, a row a line, and what else the context is told from."""

    table: Floats
    chars: Floats
    words: Floats
    function: Floats
    """The share of function words, in whichever language there are more."""
    stop: npt.NDArray[np.bool_]
    """Whether the line ends like a sentence."""
    french: float
    """Of the function words of all lines, the share that is French."""
    found: Sequence[Sequence[str]]
    """The words of each line, in lower case."""


@cache
def lexicon() -> Lexicon:
    """The word classes of all languages, together."""
    tables: dict[str, list[str]] = {}
    for language in _LANGUAGES:
        file = files("normtext") / "lang" / language / "furniture_words.toml"
        for name, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
            tables.setdefault(name, []).extend(words.split())
    counts: dict[str, int] = {}
    for at, members in enumerate(tables.values()):
        for word in set(members):
            counts[word] = counts.get(word, 0) + (1 << (_BYTE * at))
    classes = tuple(tables)
    plain = sum(0xFF << (_BYTE * classes.index(name)) for name in (*_PLAIN, "clock"))
    return Lexicon(classes, counts, plain)


@cache
def shape_names() -> tuple[str, ...]:
    """The names of the columns of `Shapes.table`."""
    return (
        "log_chars", "log_words", "word_length", "one_word", "few_words", "long",
        "ends_sentence", "ends_ellipsis", "ends_colon", "ends_question", "ends_letter",
        "starts_upper", "starts_lower", "starts_digit", "starts_sign",
        "capitalised", "upper", "digits", "not_letters", "commas", "bars", "quotes", "brackets",
        "signs", "sentences", "function", "no_letter", "all_upper", "furniture", "no_furniture",
        *(f"{kind}_{name}" for kind in ("about", "dense", "first", "last")
          for name in lexicon().classes),
    )  # fmt: skip


def shapes(lines: Sequence[str]) -> Shapes:
    """The shapes of lines, none of which is blank."""
    lines = [line[:LONGEST_LINE] for line in lines]
    n = len(lines)
    found = words_of(lines)
    words = np.fromiter(map(len, found), np.float32, n)
    some = np.maximum(words, 1)
    about, first, last = _classes(found)
    classes = lexicon().classes
    english, french = (about[classes.index(name)] for name in ("function_en", "function_fr"))
    function = np.maximum(english, french) / some
    telling = about[_telling_classes()].sum(0)

    chars = np.fromiter(map(len, lines), np.int64, n)
    codes = np.frombuffer("\n".join([*lines, ""]).encode("utf-32-le", "replace"), np.uint32)
    kinds = _kinds().take(codes, mode="clip")
    of_line = np.repeat(np.arange(0, n * _KINDS, _KINDS), chars + 1)
    count = np.bincount(of_line + kinds, minlength=n * _KINDS).reshape(n, _KINDS).T
    letters = count[_UPPER] + count[_LOWER]
    ends = (chars + 1).cumsum() - 1
    starts = ends - chars
    initial = kinds[starts]
    final, before, earlier = kinds[np.maximum(ends - _BACK, starts)]
    closing = (final == _QUOTE) | (final == _BRACKET)
    stop = (final == _STOP) | (
        closing & ((before == _STOP) | ((before == _SPACE) & (earlier == _STOP)))
    )
    capital = kinds == _UPPER
    begins = np.zeros((2, len(kinds)), np.bool_)  # a capitalised word, the next sentence
    begins[0, 0] = capital[0]
    np.greater(capital[1:], (capital | (kinds == _LOWER))[:-1], out=begins[0, 1:])
    begins[1, :-2] = (kinds[:-2] == _STOP) & (kinds[1:-1] == _SPACE) & capital[2:]
    capitalised, sentences = np.add.reduceat(begins, starts, axis=1, dtype=np.int64)
    table = np.empty((len(shape_names()), n), np.float32)
    fill(
        table,
        np.log1p(chars), np.log1p(words), letters / some / 10, words <= 1, words <= 3, chars >= 120,
        stop, (final == _STOP) & (before == _STOP), final == _COLON, codes[ends - 1] == _QUESTION,
        (final == _LOWER) | (final == _UPPER),
        initial == [[_UPPER], [_LOWER], [_DIGIT]], initial >= _STOP,
        capitalised / some, count[_UPPER] / np.maximum(letters, 1),
        count[_DIGIT] / chars, 1 - letters / chars, _share(count[_COMMA : _BAR + 1]),
        count[_QUOTE:] > 0, _share(sentences), function,
        words == 0, (count[_LOWER] == 0) & (words > 0),
        np.minimum(1, telling / some), telling == 0,
        _share(about), np.minimum(1, about / some), first, last,
    )  # fmt: skip
    in_french = french.sum()
    share = float(in_french / max(1.0, in_french + english.sum()))
    return Shapes(table.T, chars.astype(np.float32), words, function, stop, share, found)


def fill(table: Floats, *blocks: Any) -> None:
    """Fill the rows of a table in order: a block is many rows, one, or a number for all of one."""
    at = 0
    for block in blocks:
        if getattr(block, "ndim", 0) > 1:
            table[at : at + len(block)] = block
            at += len(block)
        else:  # a row by its number: twice as fast as a slice
            table[at] = block
            at += 1


def _share(counts: npt.NDArray[Any]) -> Floats:
    return np.asarray(np.minimum(_MOST, counts) / _MOST)


@cache
def _telling_classes() -> npt.NDArray[np.intp]:
    """The rows of the classes that tell of furniture."""
    rows = [at for at, name in enumerate(lexicon().classes) if name not in _PLAIN]
    return np.array(rows, np.intp)


def _classes(found: Sequence[Sequence[str]]) -> tuple[Floats, Floats, Floats]:
    """For each word class and line, how many words are of it, whether the first is, and the last.

    The counts of all classes are bytes of one number, so that one sum adds them all up.
    """
    look_up, width = lexicon().words.get, len(lexicon().classes)
    sums = (sum(filter(None, map(look_up, words))) for words in found)
    firsts = (look_up(words[0], 0) if words else 0 for words in found)
    lasts = (look_up(words[-1], 0) if words else 0 for words in found)
    data = b"".join([number.to_bytes(width, "little") for number in chain(sums, firsts, lasts)])
    counts = np.frombuffer(data, np.uint8).reshape(3, -1, width).swapaxes(1, 2).astype(np.float32)
    return counts[0], counts[1], counts[2]


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    table = np.full(_TABLE + 1, _SIGN, np.uint8)
    for code in range(_TABLE):
        char = chr(code)
        if char.isspace():
            table[code] = _SPACE
        elif char.isupper():
            table[code] = _UPPER
        elif char.isalpha():
            table[code] = _LOWER
        elif char.isdigit():
            table[code] = _DIGIT
    for kind, signs in _SIGNS.items():
        table[[ord(sign) for sign in signs]] = kind
    return table

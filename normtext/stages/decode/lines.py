"""Bytes that are not UTF-8 as a whole: line by line, UTF-8 where that makes sense, and elsewhere
the single-byte encoding that suits those lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from normtext.document import Decoded
from normtext.edits import Mark
from normtext.ngrams import UNIT, CharacterModel, load_characters
from normtext.spans import Span
from normtext.stages.decode.foreign import NOT_WESTERN, detect
from normtext.stages.decode.western import best_reading, windows_of

__all__ = ["decode_lines"]

# Well-formed sequences of two bytes and more: table 3-7 of the Unicode standard.
_MULTIBYTE = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
# Of those, what English and French are full of: Latin-1, œ, typographic signs, and emoji.
_USUAL = re.compile(
    rb"(?:[\xc2\xc3][\x80-\xbf]|\xc5[\x92\x93\xb8]|\xe2[\x80-\x84\x98-\x9e][\x80-\xbf]"
    rb"|\xf0\x9f[\x80-\xbf]{2})+"
)
# The beginning of a sequence whose end was cut off; and of those, what is frequent in UTF-8 and
# rare at the end of a text in another encoding.
_CUT = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")
_USUAL_CUT = re.compile(
    rb"(?:[\xc2\xc3\xc5\xf0]|\xe2[\x80-\xbf]?|\xef[\xb8\xbf]|\xf0\x9f[\x80-\xbf]?)\Z"
)
_HIGH = bytes(range(0x80, 0x100))
_MARKED = "surrogateescape"  # odd bytes as U+DC80 to U+DCFF, which UTF-8 cannot hold

_MOST = 16  # windows of a line that are weighed
# What it costs to take the end of a file for cut within a character, in nats: more than an accent
# costs there in Windows-1252 ("café", 1 to 3), less than "â" or "Ã" (5 to 9). And a byte that is
# not UTF-8 where the rest is: in Mac Roman "l’é" is well-formed too, two bytes of Armenian.
_CUT_COST = 4 * UNIT
_ODD_COST = 2 * UNIT
# What a byte that is not UTF-8 may cost as a character, with the three after it, before it is
# called invalid: 97 % of the signs and accents of WMT 2008 cost less, 85 % of random bytes more.
_MOST_COST = 24 * UNIT


@dataclass(slots=True)
class _Line:
    """A line, and how it is to be read: "" where it is ASCII."""

    data: bytes
    encoding: str


def decode_lines(data: bytes) -> Decoded:
    """The text of bytes that are text but not UTF-8, from one end to the other."""
    model = load_characters()
    cut = _cut(data)
    high, odd = _high_bytes(data), _odd_bytes(data)
    if not _is_mostly_utf8(data, high - cut, odd - cut):
        reading = best_reading(model, data)
        if reading.mean < NOT_WESTERN and (found := detect(data)):
            return found
        if not cut and high == odd:
            return _whole(data, reading.encoding)
    lines = [_Line(line, _first_guess(line)) for line in data.splitlines(keepends=True)]
    if cut and lines[-1].encoding == "single":
        lines[-1].encoding = "?"
    single = b"".join(line.data for line in lines if line.encoding == "single")
    doubtful = b"".join(line.data for line in lines if line.encoding == "?")
    encoding = best_reading(model, single or doubtful).encoding
    for line in lines:
        if line.encoding == "?":
            at_end = cut if line is lines[-1] else 0
            reads = _reads_as_utf8(model, line.data, encoding, at_end)
            line.encoding = "utf-8" if reads else encoding
        elif line.encoding == "single":
            line.encoding = encoding
    if all(line.encoding in ("", encoding) for line in lines):
        return _whole(data, encoding)
    return _joined(model, lines, encoding, cut)


def _whole(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), (encoding,))
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, "replace"), (encoding,), ("invalid_bytes",))


def _cut(data: bytes) -> int:
    """How many bytes at the end may be the beginning of a character."""
    match = _CUT.search(data, max(0, len(data) - 3))
    if not match:
        return 0
    before = data[: match.start()]
    if not _MULTIBYTE.search(before) and not (
        before.isascii() and _USUAL_CUT.search(data, match.start())
    ):
        return 0  # nothing else looks like UTF-8
    return len(match[0])


def _is_mostly_utf8(data: bytes, high: int, odd: int) -> bool:
    """Whether so much of the data is well-formed that it was meant to be.

    At least half of the bytes above 7F where sequences are the usual ones, else four in five: in
    Big5 more than half of them can be, by accident.

    high, odd: how many bytes are above 7F, and how many of them belong to no well-formed sequence.
    """
    if 5 * odd <= high or 2 * odd > high:
        return 5 * odd <= high
    return 2 * (high - _high_bytes(_USUAL.sub(b"", data))) >= high - odd


def _odd_bytes(data: bytes) -> int:
    """How many bytes above 7F belong to no well-formed sequence."""
    return len(data) - len(data.decode("utf-8", _MARKED).encode("utf-8", "ignore"))


def _high_bytes(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH))


def _first_guess(line: bytes) -> str:
    """How a line is to be read, or "?" if the model has to say, or "single" for no UTF-8."""
    if line.isascii():
        return ""
    if not _MULTIBYTE.search(line):
        return "single"
    # In Windows-1252 "é", a no-break space and "»" are three bytes that are well-formed UTF-8.
    return "utf-8" if _USUAL.sub(b"", line).isascii() else "?"


def _reads_as_utf8(model: CharacterModel, line: bytes, encoding: str, cut: int) -> bool:
    """Whether UTF-8, with odd bytes in between, is the likelier reading of a line.

    cut: how many bytes at its end may be the beginning of a character.
    """
    balance = -_CUT_COST if cut else 0
    balance -= _ODD_COST * (_odd_bytes(line) - cut)
    windows = windows_of(line, _MOST)
    for window in windows:
        before, run = window
        whole = run[:-cut] if cut and window is windows[-1] and line.endswith(run) else run
        balance += model.score("".join(_pieces(whole, encoding)), before.decode("utf-8", "ignore"))
        balance -= model.score(run.decode(encoding, "replace"), before.decode(encoding, "replace"))
    return balance >= 0


def _joined(model: CharacterModel, lines: list[_Line], encoding: str, cut: int) -> Decoded:
    """The text of all lines, with a mark for each that is read otherwise than most."""
    sizes = {"utf-8": 0, encoding: 0}
    for line in lines:
        if line.encoding:
            sizes[line.encoding] += len(line.data)
    most = "utf-8" if sizes["utf-8"] >= sizes[encoding] else encoding
    texts: list[str] = []
    marks: list[Mark] = []
    at, invalid = 0, False
    for line in lines:
        text, rule = _text(model, line, encoding, cut if line is lines[-1] else 0)
        if rule == "decode.bytes" or (line.encoding == encoding and _has_gaps(line.data, encoding)):
            invalid = True
        if line.encoding not in ("", most):
            rule = rule or f"decode.{line.encoding}"
        if rule:
            marks.append(Mark(Span(at, at + len(text)), "encoding", rule))
        texts.append(text)
        at += len(text)
    encodings = tuple(name for name in (most, *sizes) if sizes[name])
    flags = ("mixed_encoding",) * all(sizes.values()) + ("invalid_bytes",) * invalid
    return Decoded("".join(texts), tuple(dict.fromkeys(encodings)), flags, tuple(marks))


def _has_gaps(data: bytes, encoding: str) -> bool:
    """Whether the data hold bytes that the encoding has no character for."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False


def _text(model: CharacterModel, line: _Line, encoding: str, cut: int) -> tuple[str, str]:
    """The text of a line, and the rule for it if it holds bytes that are not of its encoding."""
    if line.encoding not in ("", "utf-8"):
        return line.data.decode(line.encoding, "replace"), ""
    try:
        return line.data.decode(), ""
    except UnicodeDecodeError:
        return _patched(model, line.data, encoding, cut), "decode.bytes"


def _pieces(data: bytes, encoding: str) -> Iterator[str]:
    """Well-formed sequences as UTF-8 and the bytes between in the other encoding."""
    at = 0
    for match in _MULTIBYTE.finditer(data):
        yield data[at : match.start()].decode(encoding, "replace")
        yield match[0].decode()
        at = match.end()
    yield data[at:].decode(encoding, "replace")


def _patched(model: CharacterModel, line: bytes, encoding: str, cut: int) -> str:
    """A line of UTF-8 in which odd bytes are read in the other encoding if that makes sense.

    What does not is U+FFFD, and so is a character that was cut off at the end.
    """
    text = line[: len(line) - cut].decode("utf-8", _MARKED)
    done: list[str] = []
    at = 0
    for match in _ODD.finditer(text):
        done.append(text[at : match.start()])
        byte = bytes([ord(match[0]) - 0xDC00])
        left = "".join(done[-4:])[-3:]
        char = byte.decode(encoding, "replace")
        after = text[match.end() : match.end() + 3]
        cost = -model.score(char + after, left) if "\ufffd" not in char else _MOST_COST + 1
        done.append(char if cost <= _MOST_COST else "\ufffd")
        at = match.end()
    done.append(text[at:])
    return "".join(done) + ("\ufffd" if cut else "")


_ODD = re.compile("[\udc80-\udcff]")

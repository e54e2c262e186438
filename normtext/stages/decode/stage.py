"""decode: bytes to source text. A wrong byte never loses a document.

In this order: a byte order mark; UTF-16 without one (half of its bytes are NUL); strict UTF-8; then
line by line, UTF-8 where that is valid and Windows-1252 where it is not.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from normtext.document import Decoded
from normtext.edits import Mark
from normtext.rules import Rule, RuleSet
from normtext.spans import Span

__all__ = ["Decode"]

# The longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Well-formed sequences of two bytes and more: table 3-7 of the Unicode standard.
_MULTIBYTE = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
# The beginning of a sequence whose end was cut off. A single byte counts only if it begins what is
# frequent in UTF-8 and rare at the end of a text in Windows-1252: there E9 is the end of "café".
_CUT = re.compile(rb"(?:[\xc2\xc3\xc5\xe2]|[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})\Z")

_SAMPLE = 65_536  # bytes looked at to tell text from other files
_HIGH = bytes(range(0x80, 0x100))
_CONTROL = bytes([*range(1, 9), *range(14, 27), *range(28, 32), 127])
_LEAST_NULS = 0.25  # of UTF-16 text in a Latin script about half of the bytes are NUL
_MOST_CONTROLS = 0.01  # of the bytes of a text; PNG, PDF, ZIP and ELF files have 5 to 12 %


def _rule(encoding: str, why: str) -> Rule:
    return Rule(id=f"decode.{encoding}", kind="encoding", why=why)


@dataclass(frozen=True, slots=True)
class Decode:
    """The text of bytes whose encoding nobody stated.

    Never raises. What no encoding explains is U+FFFD and leaves the flag `invalid_bytes`; a file
    whose lines differ in encoding has the flag `mixed_encoding`, and a mark for each line that was
    decoded otherwise than most; what does not look like text at all has the flag `binary`.

    >>> Decode().decode("Déjà".encode("windows-1252"))
    Decoded(text='Déjà', encodings=('windows-1252',), flags=(), marks=())
    """

    name: ClassVar[str] = "decode"
    rules: ClassVar[RuleSet] = RuleSet.of(
        _rule("windows-1252", "a line that is not UTF-8 among lines that are"),
        _rule("bytes", "bytes that are not UTF-8 in a line that otherwise is"),
    )

    def decode(self, data: bytes) -> Decoded:
        """The text, its encodings, and what is odd about it."""
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return _whole(data[len(mark) :], encoding)
        if b"\0" in data and (encoding := _utf16(data)):
            return _whole(data, encoding)
        try:
            return Decoded(data.decode(), ("utf-8",))
        except UnicodeDecodeError:
            pass
        if _is_binary(data[:_SAMPLE]):
            return Decoded(data.decode("utf-8", "replace"), ("utf-8",), ("invalid_bytes", "binary"))
        return _mixed(data) if _is_mostly_utf8(data) else _whole(data, "windows-1252")


def _whole(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return Decoded(text, (encoding,), ("invalid_bytes",))
    return Decoded(text, (encoding,))


def _utf16(data: bytes) -> str:
    """The byte order of UTF-16 without a mark, by where the NULs are; "" for anything else."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if even + odd < _LEAST_NULS * len(data) or len(data) < 4:
        return ""
    if odd > 8 * max(even, 1):
        return "utf-16-le"
    return "utf-16-be" if even > 8 * max(odd, 1) else ""


def _is_binary(sample: bytes) -> bool:
    """Whether bytes that are not UTF-8 are not text either."""
    controls = len(sample) - len(sample.translate(None, _CONTROL + b"\0"))
    return controls > _MOST_CONTROLS * len(sample)


def _high_bytes(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH))


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether at least half of the bytes above 7F belong to well-formed or cut-off sequences."""
    valid = sum(len(match[0]) for match in _MULTIBYTE.finditer(data))
    cut = _CUT.search(data)
    valid += len(cut[0]) if cut else 0
    return 2 * valid >= _high_bytes(data)


def _mixed(data: bytes) -> Decoded:
    """Line by line: a line that is not UTF-8 in a file that is."""
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for line in data.splitlines(keepends=True):
        text, rule = _line(line)
        if rule:
            marks.append(Mark(Span(at, at + len(text)), "encoding", rule))
        texts.append(text)
        at += len(text)
    text = "".join(texts)
    mixed = any(mark.rule == "decode.windows-1252" for mark in marks)
    flags = ("mixed_encoding",) * mixed + ("invalid_bytes",) * ("\ufffd" in text or not mixed)
    return Decoded(text, ("utf-8", "windows-1252")[: 1 + mixed], flags, tuple(marks))


def _line(line: bytes) -> tuple[str, str]:
    """The text of a line, and the rule for it if it is not plain UTF-8."""
    try:
        return line.decode(), ""
    except UnicodeDecodeError:
        pass
    if not _is_mostly_utf8(line):
        return line.decode("windows-1252", "replace"), "decode.windows-1252"
    return "".join(_pieces(line)), "decode.bytes"


def _pieces(line: bytes) -> Iterator[str]:
    """Well-formed sequences as UTF-8 and the bytes between as Windows-1252.

    A character that was cut off at the end is U+FFFD.
    """
    cut = _CUT.search(line)
    end = cut.start() if cut else len(line)
    at = 0
    for match in _MULTIBYTE.finditer(line, 0, end):
        yield line[at : match.start()].decode("windows-1252", "replace")
        yield match[0].decode()
        at = match.end()
    yield line[at:end].decode("windows-1252", "replace")
    if cut:
        yield "\ufffd"

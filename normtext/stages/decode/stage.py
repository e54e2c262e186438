"""Decode: bytes to source text. A wrong byte never loses a document.

In this order: a byte order mark; UTF-16 or UTF-32 without one, by where the NULs are; strict UTF-8;
and then what the character model makes of it, line by line.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from normtext.document import Decoded
from normtext.rules import Rule, RuleSet
from normtext.stages.decode.lines import decode_lines
from normtext.stages.decode.western import WESTERN

__all__ = ["Decode"]

# The longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# "l’é" in Mac Roman is well-formed UTF-8 too: an Armenian letter between Latin ones. Where that is
# all there is beyond ASCII, the model has to say.
_ELIDED = re.compile(rb"(?<=[A-Za-z])\xd5[\x80-\xbf](?=[A-Za-z ,.])")

_UTF_8 = ("utf-8", "surrogatepass")
_SAMPLE = 65_536  # bytes looked at to tell text from other files
_CONTROL = bytes([*range(1, 9), *range(14, 27), *range(28, 32), 127])
_LEAST_SPACES = 0.02  # of UTF-16 in other scripts, Japanese included, are NULs
_LEAST_NULS = 0.25  # of UTF-16 text in a Latin script about half of the bytes are NUL
# Chinese, Japanese and Korean, their punctuation and forms of full width, and what is ASCII.
_EAST_ASIAN = re.compile(
    "[\\s\x21-\x7e\u2010-\u2026\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)
_FEW_CONTROLS, _ODD_CONTROLS = 8, 0.1  # that well-formed text may have, at least and by share
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
        _rule("utf-8", "a line of UTF-8 among lines that are not"),
        *(_rule(encoding, "a line in another encoding than most") for encoding in WESTERN),
        _rule("bytes", "bytes that are not UTF-8 in a line that otherwise is"),
    )

    def decode(self, data: bytes) -> Decoded:
        """The text, its encodings, and what is odd about it."""
        decoded = _decoded(data)
        # UTF-8 has the controls as they are; so has ASCII text in any other encoding.
        of_utf_8 = decoded.encodings == ("utf-8",)
        sample = data[:_SAMPLE] if of_utf_8 else decoded.text[:_SAMPLE].encode(*_UTF_8)
        if "binary" in decoded.flags or not _is_odd(sample):
            return decoded
        return decoded._replace(flags=(*decoded.flags, "binary"))


def _decoded(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _whole(data[len(mark) :], encoding)
    if b"\0" in data and (encoding := _wide(data)):
        return _whole(data, encoding)
    try:
        decoded = Decoded(data.decode(), ("utf-8",))
    except UnicodeDecodeError:
        decoded = None
    if decoded and not (b"\xd5" in data and _ELIDED.sub(b"", data).isascii()):
        return decoded
    if not _is_binary(data[:_SAMPLE]):
        return decode_lines(data)
    if encoding := _wide_ideographs(data):
        return _whole(data, encoding)
    return Decoded(data.decode("utf-8", "replace"), ("utf-8",), ("invalid_bytes", "binary"))


def _whole(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), (encoding,))
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, "replace"), (encoding,), ("invalid_bytes",))


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, by where the NULs are; "" for anything else."""
    if len(data) < 4:
        return ""
    # Of UTF-32 one byte in four is always NUL, and hardly anything else decodes.
    for encoding, top in (("utf-32-le", 3), ("utf-32-be", 0)):
        if not any(data[top::4]) and data.count(0) < len(data) and _is_text(data, encoding):
            return encoding
    even, odd = data[0::2].count(0), data[1::2].count(0)
    encoding, most, least = ("utf-16-le", odd, even) if odd > even else ("utf-16-be", even, odd)
    if most <= 8 * least and not (most > 2 * least and _is_text(data, encoding)):
        return ""  # a few bytes of emoji are NUL on the other side
    if even + odd >= _LEAST_NULS * len(data):
        return encoding
    # Other scripts have NULs in spaces and punctuation only, and no UTF-8 looks like them.
    nulls = not least and most >= max(_LEAST_SPACES * len(data), 4)
    return encoding if nulls and not _is_utf8(data) and _is_text(data, encoding) else ""


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether data decode, and to assigned characters almost all."""
    try:
        text = data.decode(encoding)[:_SAMPLE]
    except UnicodeDecodeError:
        return False
    odd = sum(unicodedata.category(char) in ("Cc", "Cn", "Co") for char in text)
    odd -= sum(map(text.count, "\t\n\r"))
    return odd <= _MOST_CONTROLS * len(text)


def _is_utf8(data: bytes) -> bool:
    """Whether data are UTF-8 that holds NULs, but not much else that is not text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not _is_binary(data[:_SAMPLE].replace(b"\0", b""))


def _wide_ideographs(data: bytes) -> str:
    """UTF-16 of East Asia without a space, hence without NULs; "" for anything else."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data[: _SAMPLE & -2].decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_EAST_ASIAN.sub("", text)) <= _MOST_CONTROLS * len(text):
            return encoding
    return ""


def _is_binary(sample: bytes) -> bool:
    """Whether bytes that are not UTF-8 are not text either."""
    return _controls(sample, b"\0") > _MOST_CONTROLS * len(sample)


def _is_odd(sample: bytes) -> bool:
    """Whether what decodes is a protocol, or a dump, rather than text: NULs are no sign of it."""
    return _controls(sample) > max(_FEW_CONTROLS, _ODD_CONTROLS * len(sample))


def _controls(sample: bytes, others: bytes = b"") -> int:
    return len(sample) - len(sample.translate(None, _CONTROL + others))

"""Text in other scripts and languages: chardet says what it is in, and is believed when it is sure.

It is asked only about bytes that make no English or French in any encoding, and is imported then.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from normtext.document import Decoded
from normtext.stages.decode.western import Window

__all__ = ["NOT_WESTERN", "detect"]

# Means of the best Western reading, in nats a byte, of FLORES-200 dev and WMT 2008 and 2009: other
# scripts have -11 to -15, other languages in Latin script -5 to -11, of English and French texts
# 96 % more than -4.5. Of the 64 that had less chardet was sure of none, in an encoding of ours.
NOT_WESTERN = -4.5
OTHER_SCRIPT = -10.5
LEAST_HIGH = 4  # bytes above 7F, below which nothing is certain
LEAST_SHARE = 0.25  # of the bytes of other scripts are above 7F; of English and French at most 8 %

# What chardet must be certain of: right answers of FLORES-200 dev have at least 0.16, random bytes
# at most 0.02.
LEAST_CONFIDENCE = 0.1

_SAMPLE = 1 << 15  # bytes that chardet is shown
_SAFE = re.compile(rb"[ \n]")  # bytes that are part of a character in none of the encodings

# What is accepted, by Python's names. The Western ones are not: those are ours to tell apart. Nor
# are rarities, and EBCDIC, for which bytes that are no text are taken.
_ACCEPTED = frozenset(
    codecs.lookup(name).name
    for name in (
        *("windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255"),
        *("windows-1256", "windows-1257", "windows-1258", "iso-8859-2", "iso-8859-4"),
        *("iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-13"),
        *("koi8-r", "koi8-u", "cp866", "cp855", "mac_cyrillic", "cp852", "cp874", "tis-620"),
        *("shift_jis", "cp932", "euc-jp", "gb2312", "gbk", "gb18030", "big5", "cp950"),
        *("big5hkscs", "euc-kr", "cp949", "johab"),
    )
)


def detect(data: bytes, windows: Sequence[Window], mean: float) -> Decoded | None:
    """The text in another script or language; None if Western text is the better answer.

    Where it is neither, everything that is not ASCII or UTF-8 is U+FFFD.
    mean: how well the best Western reading suits the windows.
    """
    if sum(window.high for window in windows) < LEAST_HIGH:
        return None
    sample = _sample(data)
    encoding = _chardet(sample)
    if encoding:
        text = data.decode(encoding, "replace")
        return Decoded(text, (encoding,), ("invalid_bytes",) * ("\ufffd" in text))
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    if mean < OTHER_SCRIPT and high >= LEAST_SHARE * len(sample):
        return Decoded(data.decode("utf-8", "replace"), ("utf-8",), ("invalid_bytes",))
    return None


def _sample(data: bytes) -> bytes:
    """The beginning of the data, not cut within a character if that can be helped."""
    if len(data) <= _SAMPLE:
        return data
    start = data[:_SAMPLE]
    return start[: max((match.end() for match in _SAFE.finditer(start)), default=_SAMPLE)]


def _chardet(sample: bytes) -> str:
    """What chardet says, by Python's name, if it is sure and it is ours to accept; else ""."""
    import chardet

    found = chardet.detect(sample)
    if not found["encoding"] or found["confidence"] < LEAST_CONFIDENCE:
        return ""
    try:
        encoding = codecs.lookup(found["encoding"]).name
    except LookupError:  # it knows encodings that Python does not
        return ""
    return encoding if encoding in _ACCEPTED else ""

"""Text in other scripts and languages, where no encoding makes English or French of the bytes.

Latin scripts go by their alphabets; about the others charset-normalizer is asked, and imported
then. What neither is sure of stays U+FFFD.
"""

from __future__ import annotations

import re

from normtext.document import Decoded
from normtext.stages.decode.alphabets import WESTERN_EUROPE, encoding_by_alphabet
from normtext.stages.decode.western import windows_of

__all__ = ["NOT_WESTERN", "detect"]

# Means of the best Western reading, in nats a byte, of FLORES-200 dev and WMT 2008 and 2009: other
# scripts have -11 to -15, other languages in Latin script -5 to -11, of English and French texts
# 96 % more than -4.5.
NOT_WESTERN = -4.5
LEAST_HIGH = 4  # bytes above 7F, below which nothing is certain
LEAST_SHARE = 0.25  # of the bytes of other scripts are above 7F; of Latin ones at most 20 %

_HIGH, _ASCII = bytes(range(0x80, 0x100)), bytes(range(0x80))
_SAMPLE = 1 << 13  # bytes that are shown to charset-normalizer
_SAFE = re.compile(rb"[ \n]")  # bytes that are part of a character in none of the encodings
_MOST_MESS = 0.1  # as charset-normalizer measures it; right answers of FLORES-200 dev have less

# What other scripts are in, by Python's names, supersets in place of what they hold.
_OTHER_SCRIPTS = (
    *("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp1253", "iso8859_7", "cp1255"),
    *("cp1256", "cp874", "cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"),
)


def detect(data: bytes) -> Decoded | None:
    """The text in another script or language; None if Western text is the better answer.

    Where it is neither, everything that is not ASCII or UTF-8 is U+FFFD.
    """
    sample = _sample(data)
    high = len(sample) - len(sample.translate(None, _HIGH))
    if high < LEAST_SHARE * len(sample):
        runs = b"".join(window.run for window in windows_of(data)).translate(None, _ASCII)
        encoding = encoding_by_alphabet(runs) if len(runs) >= LEAST_HIGH else ""
        return _decoded(data, encoding) if encoding not in ("", WESTERN_EUROPE) else None
    if high < LEAST_HIGH:
        return None
    return _decoded(data, _other_script(sample) or "utf-8")


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, (encoding,), ("invalid_bytes",) * ("\ufffd" in text))


def _sample(data: bytes) -> bytes:
    """The beginning of the data, not cut within a character if that can be helped."""
    if len(data) <= _SAMPLE:
        return data
    start = data[:_SAMPLE]
    return start[: max((match.end() for match in _SAFE.finditer(start)), default=_SAMPLE)]


def _other_script(sample: bytes) -> str:
    """What charset-normalizer finds, by Python's name, if it is sure; else ""."""
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(_OTHER_SCRIPTS), enable_fallback=False).best()
    return found.encoding if found and found.chaos < _MOST_MESS else ""

"""Text in other scripts and languages: charset-normalizer proposes, and we accept what is sure.

It is asked only about bytes that make no English or French in any encoding, and is imported then.
Where nothing is sure, the answer is U+FFFD and a flag, not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from normtext.document import Decoded
from normtext.stages.decode.western import Window

__all__ = ["ENCODINGS", "NOT_WESTERN", "detect"]

# Means of the best Western reading, in nats a byte, of FLORES-200 dev and WMT 2008: other scripts
# have -11 to -15, other languages in Latin script -5 to -11; English and French texts of 200
# characters have more than -10, and hardly ever as many high bytes.
NOT_WESTERN = -6.0
OTHER_SCRIPT = -10.5
LEAST_HIGH = 6  # bytes above 7F, below which nothing is certain
LEAST_SHARE = 0.25  # of the bytes of other scripts are above 7F; of English and French at most 8 %

_SAMPLE = 1 << 15  # bytes that are looked at
_SAFE = re.compile(rb"[ \n]")  # bytes that are part of a character in none of the encodings


class _Codec(NamedTuple):
    """An encoding, and what its text must be like."""

    letters: str  # of which most of the text beyond ASCII consists, as a class of characters
    languages: tuple[str, ...]  # as charset-normalizer names them; none for any
    coherence: float  # at least, as charset-normalizer measures it


_CYRILLIC = "\u0400-\u052f"
_GREEK = "\u0370-\u03ff"
_HEBREW = "\u0590-\u05ff"
_ARABIC = "\u0600-\u06ff"
_THAI = "\u0e00-\u0e7f"
_KANA = "\u3000-\u30ff\u4e00-\u9fff"
_HAN = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_HANGUL = "\uac00-\ud7a3"
_CENTRAL = "\u00c0-\u024f"
_EAST = ("Polish", "Czech", "Slovak", "Hungarian", "Slovene", "Croatian", "Romanian")

# How coherent: on ten texts of FLORES-200 dev in each, the least of the right answers, less a
# tenth or so; the wrong answers had less, or were of other letters. Chinese, Japanese and Korean
# are judged by their characters instead.
_CODECS = {
    "cp1251": _Codec(_CYRILLIC, (), 0.42),
    "koi8_r": _Codec(_CYRILLIC, (), 0.42),
    "koi8_u": _Codec(_CYRILLIC, (), 0.42),
    "iso8859_5": _Codec(_CYRILLIC, (), 0.42),
    "cp866": _Codec(_CYRILLIC, (), 0.42),
    "cp1253": _Codec(_GREEK, (), 0.4),
    "iso8859_7": _Codec(_GREEK, (), 0.4),
    "cp1255": _Codec(_HEBREW, (), 0.45),
    "cp1256": _Codec(_ARABIC, (), 0.25),
    "tis_620": _Codec(_THAI, (), 0.22),
    "cp932": _Codec(_KANA, (), 0.0),
    "euc_jp": _Codec(_KANA, (), 0.0),
    "gb18030": _Codec(_HAN, (), 0.0),
    "big5": _Codec(_HAN, (), 0.0),
    "cp949": _Codec(_HANGUL, (), 0.0),
    "cp1250": _Codec(_CENTRAL, _EAST, 0.4),
    "iso8859_2": _Codec(_CENTRAL, _EAST, 0.4),
    "cp1254": _Codec(_CENTRAL, ("Turkish",), 0.4),
}
_LATIN = ("cp1250", "iso8859_2", "cp1254")
_NAMES = {
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "cp1253": "windows-1253",
    "cp1254": "windows-1254",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256",
    "koi8_r": "koi8-r",
    "koi8_u": "koi8-u",
    "iso8859_2": "iso-8859-2",
    "iso8859_5": "iso-8859-5",
    "iso8859_7": "iso-8859-7",
    "euc_jp": "euc-jp",
    "tis_620": "tis-620",
}
ENCODINGS = tuple(_NAMES.get(codec, codec) for codec in _CODECS)
"""What `detect` may answer."""

_MOSTLY = 0.8  # of the characters beyond ASCII are of the encoding's letters


def detect(data: bytes, windows: Sequence[Window], mean: float) -> Decoded | None:
    """The text in another script or language; None if Western text is the better answer.

    mean: how well the best Western reading suits the windows.
    """
    if sum(window.high for window in windows) < LEAST_HIGH:
        return None
    sample = _sample(data)
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    other = mean < OTHER_SCRIPT and high >= LEAST_SHARE * len(sample)
    for codec in _proposals(sample, other=other):
        if _is_sure(sample, codec):
            text = data.decode(codec, "replace")
            flags = ("invalid_bytes",) * ("\ufffd" in text)
            return Decoded(text, (_NAMES.get(codec, codec),), flags)
    if other:
        return Decoded(data.decode("utf-8", "replace"), ("utf-8",), ("invalid_bytes",))
    return None


def _sample(data: bytes) -> bytes:
    """The beginning of the data, not cut within a character if that can be helped."""
    if len(data) <= _SAMPLE:
        return data
    start = data[:_SAMPLE]
    return start[: max((match.end() for match in _SAFE.finditer(start)), default=_SAMPLE)]


def _proposals(sample: bytes, *, other: bool) -> list[str]:
    """What charset-normalizer thinks possible, the likeliest first, if it is sure of the rest."""
    from charset_normalizer import from_bytes

    codecs = [codec for codec in _CODECS if (codec in _LATIN) != other]
    found = []
    for match in from_bytes(sample, cp_isolation=codecs if other else [*codecs, "cp1252"]):
        codec = _CODECS.get(match.encoding)
        if (
            codec
            and match.coherence >= codec.coherence
            and (not codec.languages or match.language in codec.languages)
        ):
            found.append(match.encoding)
        elif not other:
            break  # only the likeliest will do
    return found


def _is_sure(sample: bytes, codec: str) -> bool:
    """Whether a text looks like what is written in that encoding."""
    text = sample.decode(codec, "replace")
    beyond = [char for char in text if char > "\x7f"]
    letters = len(re.findall(f"[{_CODECS[codec].letters}]", text))
    if letters < _MOSTLY * len(beyond):
        return False
    if codec in ("cp932", "euc_jp"):  # Japanese without kana is too rare to believe in
        return 10 * len(re.findall("[\u3040-\u30ff]", text)) > len(beyond)
    if codec == "gb18030":  # nine in ten characters are of the 3,755 commonest
        return _common(text, "gb2312", range(0xB0, 0xD8)) > 0.9 * len(
            re.findall("[一-\u9fff]", text)
        )
    if codec == "big5":  # likewise, 5,401
        return _common(text, "big5", range(0xA4, 0xC7)) > 0.9 * len(re.findall("[一-\u9fff]", text))
    return True


def _common(text: str, codec: str, leads: range) -> int:
    """How many characters of Chinese are in the first level of their standard."""
    han = "".join(re.findall("[一-\u9fff]", text)).encode(codec, "ignore")
    return sum(byte in leads for byte in han[::2])

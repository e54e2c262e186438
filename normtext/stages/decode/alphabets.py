"""Text in languages of Latin script: the encoding in which its letters make an alphabet.

Each of these languages adds few letters to ASCII. Read in the wrong encoding a text holds others,
or signs within words, so the alphabet that holds nearly all of its letters tells the encoding.
"""

from __future__ import annotations

import codecs
from collections import Counter
from functools import cache

__all__ = ["WESTERN_EUROPE", "encoding_by_alphabet"]

WESTERN_EUROPE = "windows-1252"

# Letters beyond ASCII, in lower case where there is one, as the national orthographies have them
# (Unicode CLDR, main exemplar characters), and the encodings in use, the likelier first.
_ALPHABETS = (
    ("fr", "àâæçèéêëîïôœùûüÿ", (WESTERN_EUROPE,)),
    ("es", "áéíñóúü¿¡ºª", (WESTERN_EUROPE,)),
    ("pt", "áâãàçéêíóôõúºª", (WESTERN_EUROPE,)),
    ("de", "äöüß", (WESTERN_EUROPE,)),
    ("sv, fi", "åäöé", (WESTERN_EUROPE,)),
    ("da, no", "æøåéó", (WESTERN_EUROPE,)),
    ("it", "àèéìòóùºª", (WESTERN_EUROPE,)),
    ("ca", "àçèéíïòóúü·", (WESTERN_EUROPE,)),
    ("nl", "áéëïóöü", (WESTERN_EUROPE,)),
    ("pl", "ąćęłńóśźż", ("cp1250", "iso8859-2")),
    ("cs", "áčďéěíňóřšťúůýž", ("cp1250", "iso8859-2")),
    ("sk", "áäčďéíĺľňóôŕšťúýž", ("cp1250", "iso8859-2")),
    ("hu", "áéíóöőúüű", ("cp1250", "iso8859-2")),
    ("hr, sl", "čćđšž", ("cp1250", "iso8859-2")),
    ("ro", "ăâîşţ", ("cp1250", "iso8859-2")),
    ("tr", "çğıİöşüâîû", ("cp1254", "iso8859-9")),
    ("is", "áæéðíóöúýþ", (WESTERN_EUROPE,)),
    ("lt", "ąčęėįšųūž", ("cp1257", "iso8859-13")),
    ("lv", "āčēģīķļņšūž", ("cp1257", "iso8859-13")),
    ("et", "äõöüšž", ("cp1257", "iso8859-15")),
)
_SIGNS = frozenset("«»„“”‘’‚–—…°§€©®\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")

_LEAST = 0.97
"""Of the bytes above 7F, that are letters of the alphabet or signs: names bring in a few others."""


def encoding_by_alphabet(letters: bytes) -> str:
    """Python's name of the encoding, the first of equals; "" where no alphabet explains the bytes.

    letters: bytes above 7F.

    >>> encoding_by_alphabet("Żółćęśźźł".encode("cp1250"))
    'cp1250'
    """
    counts = Counter(bytes([byte]) for byte in letters)
    total = sum(counts.values())
    best, most = "", _LEAST * total
    for _, alphabet, encodings in _ALPHABETS:
        for encoding in encodings:
            fitting = sum(n for byte, n in counts.items() if _fits(byte, encoding, alphabet))
            if fitting > most:
                best, most = encoding, fitting
    return best


@cache
def _fits(byte: bytes, encoding: str, alphabet: str) -> bool:
    char = codecs.decode(byte, encoding, "replace")
    return char in alphabet or char.lower() in alphabet or char in _SIGNS

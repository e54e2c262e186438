"""The words of a text, and where there is no language: code, addresses."""

from __future__ import annotations

import re

# Letters, with the apostrophe that cuts them off from what follows: "l'", "don'". No digit adheres:
# "a4c224" is a code.
WORD = re.compile(r"(?<!\w)[^\W\d_]++'?+(?!\d)")
# Addresses, handles, names in code, and of files and sites.
NAME_SIGN = re.compile(r"[/@_\\]|\.[a-z]")
RUN = 4  # letters from which one letter again and again is no word
HASHTAG = re.compile(r"#\w+")
# A hashtag without spaces is read as the words its capitals show.
CAPITAL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")

CODE_SIGN = re.compile(r"[{}<>=\\|`^~;+*_()]")  # in a text that has none no code is looked for
CODE = re.compile(r"""[{}<>=\\|`^~;+*_]|\w\(|["'][):]|\)[;:]""")
# One such sign in 15 characters is code: no sentence of FLORES-200 dev and UD PUD has as many.
CODE_SHARE = 15


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case, cut after an apostrophe; "aaaa" is none.

    >>> words_of("L'eau : 12 °C, DON’T!")
    ["l'", 'eau', 'c', "don'", 't']
    """
    words = WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return [word for word in words if len(word) < RUN or word.count(word[0]) < len(word)]


def rough_words_of(text: str) -> list[str]:
    """Much the same, several times faster: punctuation adheres, an address is in one piece.

    >>> rough_words_of("L'eau : 12 °C, DON’T!")
    ["l'", 'eau', ':', '12', '°c', "don'", 't!']
    """
    text = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'", "' ")
    return text.replace(",", " ").split()


def is_code(text: str) -> bool:
    """Whether so many signs of code or markup are in a text that it is no prose.

    >>> is_code("for (int i = 0; i < n; i++) { return this; }")
    True
    """
    if not CODE_SIGN.search(text):
        return False
    return len(CODE.findall(text)) * CODE_SHARE >= len(text)


def without_names(text: str) -> str:
    """The text without addresses and names of files; hashtags as the words they are made of.

    >>> without_names("#BonneRentrée à tous sur www.example.com/rentree")
    ' Bonne Rentrée à tous sur'
    """
    if "#" in text:
        text = HASHTAG.sub(lambda tag: " " + CAPITAL.sub(" ", tag[0][1:]), text)
    if NAME_SIGN.search(text):
        text = " ".join(part for part in text.split(" ") if not NAME_SIGN.search(part.lower()))
    return text

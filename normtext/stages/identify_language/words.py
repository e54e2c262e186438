"""The words of a text, and where there is no language: code, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Letters, with the apostrophe that cuts them off from what follows: "l'", "don'". No digit adheres:
# "a4c224" is a code.
WORD = re.compile(r"(?<!\w)[^\W\d_]++'?+(?!\d)")
# Addresses, handles, names in code, and of files and sites.
NAME_SIGN = re.compile(r"[/@_\\]|\.[a-z]")
RUN = 4  # letters from which one letter again and again is no word
HASHTAG = re.compile(r"#\w+")
# A hashtag without spaces is read as the words its capitals show.
CAPITAL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")

CODE_SIGNS = r"{}<>=\|`^~;+*_()"  # in a text that has none no code is looked for
CODE_SIGN = re.compile(f"[{re.escape(CODE_SIGNS)}]")
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


def rough_words_of(texts: Sequence[str]) -> list[list[str]]:
    """Much the same of many texts, several times faster: punctuation adheres, an address is whole.

    >>> rough_words_of(["L'eau : 12 °C, DON’T!", "Oui"])
    [["l'", 'eau', ':', '12', '°c', "don'", 't!'], ['oui']]
    """
    if not texts:
        return []
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):  # some text holds one itself
        joined = "\n".join([text.replace("\n", " ") for text in texts])
    joined = joined.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'", "' ")
    return [text.split() for text in joined.replace(",", " ").split("\n")]


def may_hold_code(texts: Sequence[str]) -> bool:
    """Whether a sign of code or markup is in any of the texts: in most documents there is none."""
    joined = "".join(texts)
    return any(sign in joined for sign in CODE_SIGNS)


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

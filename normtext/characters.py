"""What characters a text holds, found at C speed.

Stages ask it first: most texts hold nothing that a stage could touch.
"""

from __future__ import annotations

__all__ = ["SPACES", "beyond_ascii", "one_line", "without_surrogates"]

SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""The characters that are white space to Python."""

_ASCII = bytes(range(128))


def beyond_ascii(text: str) -> str:
    """The characters of a text above U+007F, in order.

    >>> beyond_ascii("Déjà vu")
    'éà'
    """
    if text.isascii():
        return ""
    return text.encode().translate(None, _ASCII).decode()


def one_line(text: str) -> str:
    """The text as a terminal can show it: on one line, `?` for what cannot be printed.

    >>> one_line("a name\\nwith a bell \\a")
    'a name with a bell ?'
    """
    joined = " ".join(text.split())
    return "".join(char if char.isprintable() else "?" for char in joined)


def without_surrogates(text: str) -> str:
    """The text with surrogate pairs joined and each lone surrogate as U+FFFD.

    Python strings can hold surrogates (`json.loads`, `surrogateescape`), encodings cannot.

    >>> ascii(without_surrogates("\\ud83d\\ude00 \\ud800"))
    "'\\\\U0001f600 \\\\ufffd'"
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text

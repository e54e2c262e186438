"""What becomes of a text before langdetect's model: langdetect's own preparation, to the letter.

URLs and e-mail addresses go, Vietnamese letters and their marks are composed, the text is cut, and
Latin letters go from a text of another script. Then the texts of a batch are laid out in one array,
in blocks of 8 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    IntArray: TypeAlias = npt.NDArray[np.int32]

URL = re.compile(r"https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}")
MAIL = re.compile(r"[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}")
MAIL_REACH = 64 + 1 + 255 + 255  # the longest match
LATIN = re.compile("[A-z]")  # as langdetect has it, with the six characters between Z and a
VIETNAMESE_MARKS = (
    "\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}"
    "\N{COMBINING HOOK ABOVE}\N{COMBINING DOT BELOW}"
)
VIETNAMESE = re.compile(f"[AEIOUYaeiouyÂÊÔâêôĂăƠơƯư][{VIETNAMESE_MARKS}]")
MAX_CHARS = 10_000  # langdetect's max_text_length: what comes after is not read
BLOCK = (
    8  # characters whose weights (24) are added up in 16 bits; SCALE of the build script allows it
)
BATCH = (
    8_192  # characters scored at once, or one text: what is gathered for them stays in the cache
)


def cleaned(text: str, vietnamese: Mapping[str, str]) -> str:
    """The text without URLs and addresses, Vietnamese composed, cut to what langdetect reads.

    langdetect also collapses runs of spaces; no n-gram holds two, so here they stay.
    """
    if "://" in text:
        text = URL.sub(" ", text)
    if "@" in text:
        text = _without_mail(text)
    text = text[: 2 * MAX_CHARS + 1]
    if not text.isascii() and any(mark in text for mark in VIETNAMESE_MARKS):
        text = VIETNAMESE.sub(lambda pair: vietnamese[pair[0]], text)
    return text[:MAX_CHARS]


def batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Runs of texts of at most BATCH characters, or of one text, with the index of the first."""
    start = chars = 0
    for index, text in enumerate(texts):
        if index > start and chars + len(text) > BATCH:
            yield start, texts[start:index]
            start, chars = index, 0
        chars += len(text)
    if start < len(texts):
        yield start, texts[start:]


def padded(texts: Sequence[str]) -> tuple[IntArray, IntArray, IntArray]:
    """The code points of the texts, spaces after each to whole blocks; where each starts and ends.

    There is one space at least: the state that langdetect begins the next text in.
    """
    import numpy as np

    sizes = [(len(text) | BLOCK - 1) + 1 for text in texts]
    joined = "".join([text.ljust(size) for text, size in zip(texts, sizes, strict=True)])
    starts = np.array([0, *accumulate(sizes[:-1])], np.int32)
    ends = starts + np.array([len(text) for text in texts], np.int32)
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<i4"), starts, ends


def without_latin(
    texts: Sequence[str], codes: IntArray, starts: IntArray, ends: IntArray
) -> Sequence[str]:
    """The texts, those with few Latin letters among others without them (langdetect's
    cleaning_text).
    """
    import numpy as np

    excess = (codes >= 0x300).astype(np.int32)
    excess -= 2 * ((codes >= ord("A")) & (codes <= ord("z")))
    total = np.cumsum(excess)
    few = total[ends] > total[starts] - excess[starts]
    if not few.any():
        return texts
    return [
        LATIN.sub("", text) if drop else text
        for text, drop in zip(texts, few.tolist(), strict=True)
    ]


def _without_mail(text: str) -> str:
    """``MAIL.sub(" ", text)``, or a beginning of it that is long enough.

    The pattern tries 64 characters at each place. Whether it matches at a place depends only on the
    next MAIL_REACH characters, so windows find what one search would, and all but the beginning is
    spared.
    """
    pieces: list[str] = []
    place = size = 0
    while place < len(text) and size <= 2 * MAX_CHARS:
        stop = place + MAX_CHARS
        match = MAIL.search(text, place, stop + MAIL_REACH)
        if match and match.start() < stop:
            pieces += text[place : match.start()], " "
            size += match.start() - place + 1
            place = match.end()
        else:
            pieces.append(text[place:stop])
            size += MAX_CHARS
            place = stop
    return "".join(pieces)

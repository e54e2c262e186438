"""Bytes whose text is known: English and French in the encodings that they are met in, and damaged.

The text is cut from WMT news, typeset as newspapers and web sites do; what an encoding has not is
replaced as people did when they wrote in it. All is drawn with fixed seeds.
"""

import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"),
    *("iso-8859-1", "iso-8859-15", "mac_roman", "cp437", "cp850"),
)
LENGTHS = {40: 200, 200: 150, 2000: 60}  # characters: how many texts, in each language
SIGNS = (" 😀", " 👍", " ❤️", " 🎉", " ✅", " →")

# Sentences of FLORES-200, by the suffix of their file.
FOREIGN = {
    "ru": ("koi8-r", "windows-1251", "iso-8859-5", "cp866"),
    "uk": ("windows-1251", "koi8-u"),
    "bg": ("windows-1251",),
    "ja": ("shift_jis", "euc-jp"),
    "zh": ("gb18030",),
    "ko": ("euc-kr",),
    "el": ("iso-8859-7", "windows-1253"),
    "he": ("windows-1255",),
    "ar": ("windows-1256",),
    "th": ("tis-620",),
    "tr": ("windows-1254",),
    "pl": ("windows-1250", "iso-8859-2"),
    "cs": ("windows-1250", "iso-8859-2"),
    "hu": ("windows-1250",),
    "de": ("windows-1252",),
    "es": ("windows-1252",),
    "pt": ("windows-1252",),
    "sv": ("windows-1252",),
}


class Case(NamedTuple):
    """Bytes, and the pattern that their text must match from end to end."""

    kind: str
    encoding: str
    lang: str
    length: int
    data: bytes
    pattern: re.Pattern[str]


def exactly(*texts: str) -> re.Pattern[str]:
    """The pattern of texts that are right."""
    return re.compile("|".join(map(re.escape, texts)))


def typeset(line: str, lang: str, rng: random.Random) -> str:
    """A line with printers' quotes, dashes and spaces, most of the time."""
    line = unicodedata.normalize("NFC", line)
    line = line.replace(" - ", " – ")
    if rng.random() < 0.8:
        line = line.replace("...", "…")
    if rng.random() < 0.12:
        line += rng.choice(SIGNS)
    if lang == "en":
        line = re.sub(r"(?<=\w)'(?=\w)", "’", line)
        line = re.sub(r'"\s*([^"]+?)\s*"', r"“\1”", line).replace(" -- ", "—")
        line = re.sub(r"\bcafe\b", "café", line).replace("naive", "naïve")
        return re.sub(r"\$(?=\d)", rng.choice("£€$"), line)
    space = rng.choice((NBSP, NARROW))
    line = line.replace("\N{THIN SPACE}", space)
    if rng.random() < 0.6:
        line = re.sub(r"(?<=\w)'(?=\w)", "’", line)
    if rng.random() < 0.7:
        line = re.sub(r'"\s*([^"]+?)\s*"', f"«{space}\\1{space}»", line)
        line = line.replace("« ", "«" + space).replace(" »", space + "»")
        line = re.sub(r" (?=[:;!?](?:\s|$))", space, line)
    line = re.sub(r"(?<=\d) euros?\b", NBSP + "€", line)
    return re.sub(r"\boe(?=uvre|il\b)|(?<=\b[cs])oe(?=ur\b)", "œ", line)


_INSTEAD = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-", "œ": "oe", "Œ": "OE",
    "€": "EUR", NARROW: NBSP, "«": '"', "»": '"',
}  # fmt: skip


def fitted(text: str, encoding: str) -> str:
    """The text with what the encoding has not replaced, or left out."""

    def fits(char: str) -> bool:
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            return False
        return True

    kept = []
    for char in text:
        kept += (one for one in ((char,) if fits(char) else _INSTEAD.get(char, "")) if fits(one))
    return "".join(kept)


def texts(folder: Path, lang: str, length: int, years: tuple[str, ...]) -> list[str]:
    """Pieces of about that length that are not ASCII."""
    rng = random.Random(3)
    lines = [
        typeset(line, lang, rng)
        for year in years
        for line in (folder / f"wmt{year}.{lang}").read_text(encoding="utf-8").split("\n")
        if line.strip() and not re.search("[\x7f-\x9f]", line)
    ]
    rng.shuffle(lines)
    found: list[str] = []
    rest = iter(lines)
    for line in rest:
        text = line
        if length < 100:
            start = rng.randrange(max(1, len(line) - length))
            start = line.rfind(" ", 0, start) + 1
            end = line.find(" ", start + length - 8)
            text = line[start : end if end > 0 else len(line)]
        else:
            while len(text) < 0.85 * length and (more := next(rest, None)):
                text += ("\n" if length > 500 else " ") + more
        if not text.isascii():
            found.append(text)
        if len(found) == LENGTHS[length]:
            break
    return found


def corrupt(text: str, count: int, rng: random.Random) -> tuple[bytes, re.Pattern[str]]:
    """UTF-8 with bytes replaced. Characters that were not hit must come back as they were."""
    data = bytearray(text.encode())
    places = rng.sample(range(len(data)), count)
    for place in places:
        data[place] = rng.randrange(0x80, 0x100)
    pattern, at = "", 0
    for char in text:
        end = at + len(char.encode())
        hit = any(at <= place < end for place in places)
        pattern += ".{0,4}?" if hit else re.escape(char)
        at = end
    return bytes(data), re.compile(pattern, re.DOTALL)


def mixed(text: str, rng: random.Random) -> tuple[bytes, str] | None:
    """Lines of UTF-8, of which a quarter of those that are not ASCII are Windows-1252."""
    lines = text.split("\n")
    western = {line: fitted(line, "windows-1252") for line in lines}
    able = [number for number, line in enumerate(lines) if not western[line].isascii()]
    if len(able) < 2:
        return None
    chosen = set(rng.sample(able, max(1, len(able) // 4)))
    lines = [western[line] if number in chosen else line for number, line in enumerate(lines)]
    data = b"\n".join(
        line.encode("windows-1252" if number in chosen else "utf-8")
        for number, line in enumerate(lines)
    )
    return data, "\n".join(lines)


def western_cases(folder: Path, years: tuple[str, ...] = ("12", "13")) -> Iterator[Case]:
    """English and French, of all kinds."""
    rng = random.Random(11)
    for lang in ("fr", "en"):
        for length in LENGTHS:
            for text in texts(folder / "clean", lang, length, years):
                about = (lang, length)
                for encoding in ENCODINGS:
                    fit = fitted(text, encoding)
                    if not fit.isascii() or encoding.startswith("utf-16"):
                        yield Case("clean", encoding, *about, fit.encode(encoding), exactly(fit))
                data = text.encode()
                inner = [place for place, byte in enumerate(data) if 0x80 <= byte < 0xC0]
                cut = data[: rng.choice(inner)]
                left = cut.decode("utf-8", "ignore")
                yield Case("truncated", "utf-8", *about, cut, exactly(left, left + "\ufffd"))
                nuls = list(text)
                for _ in range(3):
                    nuls.insert(rng.randrange(len(nuls) + 1), "\0")
                told = "".join(nuls)
                yield Case("NUL bytes", "utf-8", *about, told.encode(), exactly(told))
                data, pattern = corrupt(text, 1 if length < 100 else 3, rng)
                yield Case("corrupted", "utf-8", *about, data, pattern)
                if length > 500 and (pair := mixed(text, rng)):
                    yield Case("mixed", "utf-8+1252", *about, pair[0], exactly(pair[1]))


def foreign_cases(folder: Path, count: int = 30) -> Iterator[Case]:
    """Other languages in their own encodings: one sentence, and five."""
    for lang, encodings in FOREIGN.items():
        path = folder / "languages" / f"flores-dev.{lang}"
        lines = path.read_text(encoding="utf-8").split("\n")
        for encoding in encodings:
            for size in (1, 5):
                for number in range(count):
                    start = 17 * number
                    text = "\n".join(lines[start : start + size])
                    data = text.encode(encoding, "ignore")
                    if not data.isascii():
                        told = exactly(data.decode(encoding))
                        yield Case("foreign", encoding, lang, 130 * size, data, told)

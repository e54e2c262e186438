"""Clean English and French text, typeset as publishers do, and the ways it gets damaged."""

import html
import itertools
import quopri
import random
import re
import unicodedata
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import ftfy.bad_codecs

ftfy.bad_codecs.ok()  # registers the sloppy codecs

ENCODINGS = {
    "cp1252": "sloppy-windows-1252",
    "latin-1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "mac_roman": "mac_roman",
    "cp437": "cp437",
    "cp850": "cp850",
    "cp1250": "sloppy-windows-1250",
    "cp1251": "sloppy-windows-1251",
}
"""What UTF-8 is misread as: a short name, and Python's codec that never fails."""

TRIPLES = (
    ("cp1252", "cp1252", "cp1252"),
    ("latin-1", "latin-1", "latin-1"),
    ("cp1252", "latin-1", "cp1252"),
    ("latin-1", "cp1252", "cp1252"),
    ("mac_roman", "cp1252", "cp1252"),
    ("cp1252", "cp1252", "mac_roman"),
    ("cp437", "cp1252", "latin-1"),
    ("cp1252", "cp1250", "cp1252"),
)

MIXUPS = (
    ("mac_roman", "cp1252"),
    ("mac_roman", "latin-1"),
    ("cp850", "cp1252"),
    ("cp1252", "mac_roman"),
    ("cp1252", "cp850"),
    ("cp1252", "cp437"),
    ("cp1252", "cp1251"),
    ("cp1252", "cp1250"),
    ("cp1252", "latin-1"),
)
"""One single-byte encoding read as another."""

_EMOJI = ("😀", "👍", "❤️", "🎉", "👁‍🗨", "🇫🇷", "😂", "✅", "→", "☕")
_C1 = re.compile("[\x80-\x9f]")
_UNDEFINED = {"cp1252": re.compile("[\x81\x8d\x8f\x90\x9d]"), "latin-1": _C1}
_NBSP = "\N{NO-BREAK SPACE}"


class Case(NamedTuple):
    """A damaged text and the text it was, by class of damage."""

    damage: str
    lang: str
    length: str
    damaged: str
    truth: str


def misread(text: str, *chain: str) -> str:
    """UTF-8 that was read as the first encoding, and that as the next."""
    for name in chain:
        text = text.encode().decode(ENCODINGS[name])
    return text


def typeset_french(line: str, rng: random.Random) -> str:
    """Curly apostrophes, guillemets, no-break spaces, ellipses, œ, the odd emoji."""
    if rng.random() < 0.6:
        line = re.sub(r"(?<=\w)'(?=\w)", "’", line)
    space = rng.choice((_NBSP, "\N{NARROW NO-BREAK SPACE}"))
    line = line.replace("\N{THIN SPACE}", space)
    if rng.random() < 0.7:
        line = re.sub(r'"\s*([^"]+?)\s*"', lambda match: f"«{space}{match[1]}{space}»", line)
        line = line.replace("« ", "«" + space).replace(" »", space + "»")
        line = re.sub(r" ([:;!?])(?=\s|$)", lambda match: space + match[1], line)
    if rng.random() < 0.8:
        line = line.replace("...", "…")
    line = re.sub(r"(\d) euros?\b", rf"\1{_NBSP}€", line.replace(" - ", " – "))
    line = re.sub(r"\boe(?=uvre|il\b|ur\b)", "œ", line)
    return f"{line} {rng.choice(_EMOJI)}" if rng.random() < 0.12 else line


def typeset_english(line: str, rng: random.Random) -> str:
    """Curly quotes, dashes, ellipses, currency signs, the odd accent and emoji."""
    line = re.sub(r"(?<=\w)'(?=\w)", "’", line)
    line = re.sub(r'"\s*([^"]+?)\s*"', r"“\1”", line)
    line = line.replace(" -- ", "—").replace(" - ", " – ").replace("...", "…")
    line = re.sub(r"\bnaive", "naïve", re.sub(r"\b(caf)e\b", r"\1é", line))
    if rng.random() < 0.5:
        line = re.sub(r"\$(\d)", lambda match: rng.choice("£€") + match[1], line)
    return f"{line} {rng.choice(_EMOJI)}" if rng.random() < 0.12 else line


TYPESET: dict[str, Callable[[str, random.Random], str]] = {
    "fr": typeset_french,
    "en": typeset_english,
}


def clean_lines(files: Sequence[Path], lang: str, seed: int = 3) -> list[str]:
    """Their lines, typeset; lines with C1 controls are damaged already and left out."""
    rng = random.Random(seed)
    lines = "\n".join(file.read_text(encoding="utf-8") for file in files).split("\n")
    stripped = (unicodedata.normalize("NFC", line.strip("\r\n")) for line in lines)
    typeset = (
        TYPESET[lang](line, rng) for line in stripped if line.strip() and not _C1.search(line)
    )
    return [line for line in typeset if unicodedata.is_normalized("NFC", line)]


def texts(lines: list[str], lang: str, rng: random.Random) -> dict[str, list[str]]:
    """Phrases of 20 to 70 characters, sentences, and documents of some 2,000; none plain ASCII."""
    accented = [line for line in lines if not line.isascii() and len(line) >= 60]
    rng.shuffle(accented)
    phrases = [phrase for phrase in map(_phrase, accented) if 20 <= len(phrase) <= 70]
    shuffled = rng.sample(lines, len(lines))
    documents = []
    while len(documents) < 15 and len(shuffled) > 60:
        taken: list[str] = []
        while sum(map(len, taken)) < 2000 and shuffled:
            taken.append(shuffled.pop())
        if lang == "en":  # a third of its lines have nothing to damage
            for _ in range(6):
                taken[rng.randrange(len(taken))] = rng.choice(accented)
        documents.append("\n".join(taken))
    return {"phrase": phrases[:60], "sentence": accented[60:120], "document": documents}


def _phrase(line: str) -> str:
    """Some words on both sides of the first character beyond ASCII."""
    at = next(index for index, char in enumerate(line) if not char.isascii())
    start = line.rfind(" ", 0, max(0, at - 20)) + 1
    end = line.find(" ", min(len(line), at + 20))
    phrase = line[start : end if end >= 0 else len(line)].strip(" ")
    return "" if phrase.isascii() else phrase


def cases(by_length: dict[str, list[str]], lang: str, rng: random.Random) -> Iterator[Case]:
    """Each text damaged in each way that changes it."""
    for length, all_texts in by_length.items():
        few = all_texts[: 5 if length == "document" else 20]
        damaged = itertools.chain(
            _chains(all_texts, few),
            *(_lossy(text) for text in all_texts),
            *(_escaped(text) for text in all_texts),
            *(_mixed_up(text) for text in all_texts),
            *(
                _partial_document(text, rng) if length == "document" else _partial(text, rng)
                for text in all_texts
            ),
        )
        for name, bad, truth in damaged:
            if bad != truth:
                yield Case(name, lang, length, bad, truth)


Damaged = tuple[str, str, str]


def _chains(all_texts: Sequence[str], few: Sequence[str]) -> Iterator[Damaged]:
    for text, name in itertools.product(all_texts, ENCODINGS):
        yield "chain of 1", misread(text, name), text
    for text, *chain in itertools.product(few, ENCODINGS, ENCODINGS):
        yield "chain of 2", misread(text, *chain), text
    for text, triple in itertools.product(few, TRIPLES):
        yield "chain of 3", misread(text, *triple), text


def _lossy(text: str) -> Iterator[Damaged]:
    for name in ("cp1252", "latin-1"):
        bad = misread(text, name)
        spaced = bad.replace(_NBSP, " ")
        yield "C1 removed", _C1.sub("", bad), text
        yield "no-break space to space", spaced, text
        yield "the same, spaces collapsed", re.sub(" +", " ", spaced), text
        yield "undefined to ?", _UNDEFINED[name].sub("?", bad), text
        yield "undefined to U+FFFD", _UNDEFINED[name].sub("\ufffd", bad), text
        yield "lower-cased", bad.lower(), text.lower()
        yield "upper-cased", bad.upper(), text.upper()
    twice = misread(text, "cp1252", "cp1252")
    yield "C1 removed", _C1.sub("", twice), text
    yield "no-break space to space", twice.replace(_NBSP, " "), text
    yield "undefined to U+FFFD", _UNDEFINED["cp1252"].sub("\ufffd", twice), text


def _escaped(text: str) -> Iterator[Damaged]:
    for entity in (_named, _decimal, _hexadecimal, _of_windows):
        once = "".join(char if char.isascii() else entity(char) for char in text)
        twice = once.replace("&", "&amp;")
        yield "entities", once, text
        yield "entities, twice", twice, text
        yield "entities, three times", twice.replace("&", "&amp;"), text
    for name, entity in (("cp1252", _decimal), ("latin-1", _named)):
        bad = "".join(char if char.isascii() else entity(char) for char in misread(text, name))
        yield "entities of mojibake", bad, text
    yield "\\u00e9", _each(text, lambda char: re.sub("(....)", r"\\u\1", _utf16(char))), text
    yield (
        "\\xc3\\xa9",
        _each(text, lambda char: re.sub("(..)", r"\\x\1", char.encode().hex())),
        text,
    )
    yield "%C3%A9", _each(text, urllib.parse.quote), text
    yield "quoted-printable", quopri.encodestring(text.encode()).decode("ascii"), text
    known = text.encode("cp1252", "ignore")
    yield "quoted-printable", quopri.encodestring(known).decode("ascii"), known.decode("cp1252")


def _each(text: str, escape: Callable[[str], str]) -> str:
    return "".join(char if char.isascii() else escape(char) for char in text)


def _utf16(char: str) -> str:
    return char.encode("utf-16-be").hex()


def _named(char: str) -> str:
    name = html.entities.codepoint2name.get(ord(char))
    return f"&{name};" if name else _decimal(char)


def _decimal(char: str) -> str:
    return f"&#{ord(char)};"


def _hexadecimal(char: str) -> str:
    return f"&#x{ord(char):x};"


def _of_windows(char: str) -> str:
    """Its number in Windows-1252: what old tools wrote."""
    try:
        return f"&#{char.encode('cp1252')[0]};"
    except UnicodeEncodeError:
        return _decimal(char)


def _mixed_up(text: str) -> Iterator[Damaged]:
    for written, read in MIXUPS:
        data = text.encode(ENCODINGS[written], "ignore")
        yield "single-byte mix-up", data.decode(ENCODINGS[read]), data.decode(ENCODINGS[written])


_PARTS = (("cp1252",), ("latin-1",), ("mac_roman",), ("cp437",), ("cp1252", "cp1252"))
_LEVELS: tuple[tuple[tuple[str, ...], ...], ...] = (
    ((), ("cp1252",), ("cp1252", "cp1252")),
    ((), ("cp1252",), ("latin-1",), ("mac_roman",)),
)


def _partial(text: str, rng: random.Random) -> Iterator[Damaged]:
    words = text.split(" ")
    at = rng.choice([index for index, word in enumerate(words) if not word.isascii()])
    for chain in _PARTS:
        bad = [misread(word, *chain) if index == at else word for index, word in enumerate(words)]
        yield "one phrase", " ".join(bad), text


def _partial_document(text: str, rng: random.Random) -> Iterator[Damaged]:
    lines = text.split("\n")
    accented = [index for index, line in enumerate(lines) if not line.isascii()]
    for chain in _PARTS:
        at = rng.choice(accented)
        bad = [misread(line, *chain) if index == at else line for index, line in enumerate(lines)]
        yield "one line", "\n".join(bad), text
        words = lines[at].split(" ")
        centre = rng.choice([index for index, word in enumerate(words) if not word.isascii()])
        start, end = max(0, centre - 2), centre + 3
        phrase = [*words[:start], misread(" ".join(words[start:end]), *chain), *words[end:]]
        yield "one phrase", "\n".join((*lines[:at], " ".join(phrase), *lines[at + 1 :])), text
        half = [
            " ".join(misread(w, *chain) if rng.random() < 0.5 else w for w in line.split(" "))
            for line in lines
        ]
        yield "half the words", "\n".join(half), text
    for levels in _LEVELS:
        by_line = [misread(line, *rng.choice(levels)) for line in lines]
        by_word = [
            " ".join(misread(word, *rng.choice(levels)) for word in line.split(" "))
            for line in lines
        ]
        yield "mixed levels by line", "\n".join(by_line), text
        yield "mixed levels by word", "\n".join(by_word), text

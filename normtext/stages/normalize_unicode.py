"""normalize_unicode: NFC, and nothing that cannot be seen.

Never NFKC: it would rewrite what the author wrote (superscripts, fractions, ellipses, full-width
forms). Quotes, dashes, apostrophes, guillemets and spaces of all widths are typography and stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from normtext.characters import beyond_ascii
from normtext.document import Document
from normtext.edits import NOTHING, Edit, Finding, minimal_edit
from normtext.rules import Rule, RuleSet
from normtext.spans import Span

__all__ = ["NormalizeUnicode"]

_C0 = "\x00-\x08\x0e-\x1b\x7f"  # tab and what normalize_whitespace reads as a line end apart
_C1 = "\x80-\x84\x86-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff"
_INVISIBLE = (
    "\N{SOFT HYPHEN}\N{COMBINING GRAPHEME JOINER}\N{HANGUL CHOSEONG FILLER}"
    "\N{HANGUL JUNGSEONG FILLER}\N{KHMER VOWEL INHERENT AQ}\N{KHMER VOWEL INHERENT AA}"
    "\N{MONGOLIAN VOWEL SEPARATOR}\N{ZERO WIDTH SPACE}\N{WORD JOINER}"
    "\N{FUNCTION APPLICATION}-\N{INVISIBLE PLUS}\u206a-\u206f\N{HANGUL FILLER}"
    "\N{ZERO WIDTH NO-BREAK SPACE}\N{HALFWIDTH HANGUL FILLER}\ufff0-\ufffb"
)
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_TAGS = "\U000e0000-\U000e007f"
_LIGATURES = {
    "\N{LATIN SMALL LIGATURE FF}": "ff",
    "\N{LATIN SMALL LIGATURE FI}": "fi",
    "\N{LATIN SMALL LIGATURE FL}": "fl",
    "\N{LATIN SMALL LIGATURE FFI}": "ffi",
    "\N{LATIN SMALL LIGATURE FFL}": "ffl",
    "\N{LATIN SMALL LIGATURE LONG S T}": "st",
    "\N{LATIN SMALL LIGATURE ST}": "st",
}

# Scripts written without spaces, where a zero width space is a word boundary: Thai to Tibetan,
# Myanmar, Khmer.
_UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")

# What a joiner can join: letters of scripts that shape by context, and emoji. Never Latin.
_JOINABLE = re.compile(
    "[\u0600-\u109f\u1100-\u1cff\u2190-\u2bff\ua800-\uabff\ufb50-\ufdff\ufe00-\ufe0f"
    "\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001faff]"
)

_TOUCHED = re.compile(
    f"[{_C0}{_C1}{_BIDI}{_INVISIBLE}{_JOINERS}{_TAGS}\ufffc{_NONCHARACTERS}\ufb00-\ufb06]"
)
_NAMED = re.compile(
    "(?P<escape>\x1b\\[[0-9;]*[A-Za-z])"
    f"|(?P<c0>(?:(?!\x1b\\[)[{_C0}])+|\x1b)|(?P<c1>[{_C1}]+)|(?P<bidi>[{_BIDI}]+)"
    f"|(?P<invisible>[{_INVISIBLE}{_JOINERS}]+)|(?P<tag>[{_TAGS}]+)"
    f"|(?P<object>\ufffc+)|(?P<noncharacter>[{_NONCHARACTERS}]+)|(?P<ligature>[\ufb00-\ufb06])"
)
_CONTROLS = (*range(9), *range(14, 28), 127)
_NO_CONTROLS = bytes(byte for byte in range(256) if byte not in _CONTROLS)

# A character that may begin a unit of normalisation, or an unbroken run of others. Every character
# below U+0300 begins a unit; of the others those do that are neither marks nor conjoining jamo.
_RUN = re.compile("[^\u0300-\U0010ffff]?[\u0300-\U0010ffff]+")


def _rule(name: str, kind: str, why: str, *examples: tuple[str, str]) -> Rule:
    return Rule(id=f"unicode.{name}", kind=kind, why=why, examples=examples)


@dataclass(frozen=True, slots=True)
class NormalizeUnicode:
    """Unicode normalisation form C, without control and invisible characters.

    What it leaves alone: joiners inside emoji and between letters of scripts that need them, flag
    tags after a black flag, zero width spaces in scripts without spaces, line ends (they are
    normalize_whitespace's), and every compatibility form but the Latin ligatures of fonts
    (\N{LATIN SMALL LIGATURE FI} is "fi").

    The cost of being wrong is small: what goes has no shape, and the ledger says where it was.

    >>> from normtext.pipeline import Pipeline
    >>> pipeline = Pipeline([NormalizeUnicode()])
    >>> pipeline.normalize("e\\N{COMBINING ACUTE ACCENT}te\\N{SOFT HYPHEN}").text
    'éte'
    """

    name: ClassVar[str] = "normalize_unicode"
    local: ClassVar[bool] = True
    rules: ClassVar[RuleSet] = RuleSet.of(
        _rule("nfc", "form", "the composed form (NFC) of the same characters",
              ("e\u0301", "é"), ("\u212b", "Å")),
        _rule("escape", "control", "terminal escape sequence", ("a\x1b[31mb", "ab")),
        _rule("c0", "control", "C0 control character or DEL", ("a\x00b\x7f", "ab")),
        _rule("c1", "control", "C1 control character", ("a\x9db", "ab")),
        _rule("bidi", "invisible", "mark, embedding, override or isolate of text direction: can "
              "show other text than is there (CVE-2021-42574)", ("a\u202eb\u202c", "ab")),
        _rule("invisible", "invisible", "character without a shape", ("co\u00adop", "coop"),
              ("a\u200bb\ufeff", "ab"), ("a\u200db", "ab")),
        _rule("tag", "invisible", "tag character outside a flag", ("a\U000e0041", "a")),
        _rule("object", "invisible", "placeholder of an object", ("a\ufffc", "a")),
        _rule("noncharacter", "control", "code point that is no character", ("a\ufffe", "a")),
        _rule("ligature", "form", "ligature of a font, not of the author", ("ﬁn", "fin")),
    )  # fmt: skip

    def find(self, doc: Document) -> Finding:
        """The edits; none, at the cost of a look at the characters, for a text that needs none."""
        text = doc.text
        controls = len(text.encode().translate(None, _NO_CONTROLS))
        odd = set(beyond_ascii(text)) - _PLAIN
        if not controls and not odd:
            return NOTHING
        edits: list[Edit] = []
        if controls or _TOUCHED.search("".join(odd)):
            edits += _deletions(text)
        if odd and not unicodedata.is_normalized("NFC", text):
            taken = {at for edit in edits for at in range(*edit.span)}
            edits += (edit for edit in _compositions(text) if taken.isdisjoint(range(*edit.span)))
        return Finding(edits)


# Characters of English and French text that nothing here touches in any combination.
_PLAIN = frozenset(
    chr(code)
    for code in (*range(0xA0, 0xAD), *range(0xAE, 0x300), *range(0x2010, 0x2028), 0x202F,
                 *range(0x2030, 0x2060), *range(0x20A0, 0x20C0), 0x2122, 0x2190, 0x2192)
)  # fmt: skip


def _deletions(text: str) -> Iterator[Edit]:
    """Characters that go, and the ligatures."""
    done = 0
    for touched in _TOUCHED.finditer(text):
        if touched.start() < done:
            continue
        match = _NAMED.match(text, touched.start())
        assert match is not None
        span, name = Span(*match.span()), match.lastgroup
        done = span.end
        if name == "ligature":
            yield Edit(span, _LIGATURES[match[0]], "unicode.ligature")
        elif name == "invisible":
            yield from minimal_edit(text, span, _kept(text, match), "unicode.invisible")
        elif name != "tag" or not _is_flag(text, span.start):
            yield Edit(span, "", f"unicode.{name}")


def _is_flag(text: str, start: int) -> bool:
    """Emoji flags of regions are a black flag and tags (UTS 51)."""
    return text[start - 1 : start] == "\N{WAVING BLACK FLAG}"


def _kept(text: str, match: re.Match[str]) -> str:
    """What stays of a run of invisible characters, which its visible neighbours decide."""
    start, end = match.span()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if _JOINABLE.match(before) and _JOINABLE.match(after):
        joiner = next((char for char in match[0] if char in _JOINERS), "")
        return joiner or _boundary(match[0], before)
    return _boundary(match[0], before + after)


def _boundary(run: str, neighbours: str) -> str:
    zero_width_space = "\N{ZERO WIDTH SPACE}"
    return zero_width_space if zero_width_space in run and _UNSPACED.search(neighbours) else ""


def _compositions(text: str) -> Iterator[Edit]:
    """NFC, unit by unit: a unit is what normalisation can never mix with its neighbours."""
    for match in _RUN.finditer(text):
        if unicodedata.is_normalized("NFC", match[0]):
            continue
        for start, end in _units(match[0], match.start()):
            unit = text[start:end]
            yield from minimal_edit(text, Span(start, end), _nfc(unit), "unicode.nfc")


def _units(run: str, at: int) -> Iterator[tuple[int, int]]:
    start = at
    for index, char in enumerate(run, at):
        if index > start and not _continues(char):
            yield start, index
            start = index
    yield start, at + len(run)


def _continues(char: str) -> bool:
    """Whether normalisation may join a character to what stands before it.

    Marks, conjoining jamo, and, since Unicode 16, some vowel signs that are letters.
    """
    return (
        unicodedata.category(char)[0] == "M"
        or "\u1160" <= char <= "\u11ff"
        or "\U00016d63" <= char <= "\U00016d6a"
    )


_LONGEST_SORTED = 32  # code points; see _nfc


def _nfc(unit: str) -> str:
    """NFC in linear time.

    Python's own sorts the marks after a letter by insertion, which takes minutes for a tower of
    100,000 of them; where they are in order it has nothing to sort.
    """
    if len(unit) > _LONGEST_SORTED:
        unit = "".join(_in_order("".join(unicodedata.normalize("NFD", char) for char in unit)))
    return unicodedata.normalize("NFC", unit)


def _in_order(text: str) -> Iterator[str]:
    """Runs of marks in canonical order (a stable sort by combining class)."""
    run: list[str] = []
    for char in text:
        if unicodedata.combining(char):
            run.append(char)
            continue
        yield from sorted(run, key=unicodedata.combining)
        run.clear()
        yield char
    yield from sorted(run, key=unicodedata.combining)

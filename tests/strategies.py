"""What the tests are fed with: hostile and ordinary sources."""

import ftfy.bad_codecs
from hypothesis import strategies as st

from normtext.presets import STAGES, stage_of
from normtext.rules import LineRule

ftfy.bad_codecs.ok()  # registers the sloppy codecs that mojibake is made with

SENTENCES = (
    "It rained. It rained again, and nobody minded.",
    "The café on the corner — “the good one” — opens at 7 a.m.",
    "L’été dernier, Zoé a déjà mangé l’œuf du cœur : « Où ça ? » Là-bas, à Noël !",
    "Le gouvernement a annoncé mardi une hausse de 3,5 % des prix de l’électricité.",
    "¿Dónde está el niño? Mañana será otro día.",
    "Größere Übung macht schließlich den Meister.",
    "Żółta łódź płynie przez wąską rzekę.",
    "Привет, как дела сегодня?",
    "Αυτό είναι ένα μικρό κείμενο.",
    "İstanbul’da güneşli bir gün, çok şükür.",
    "Примјер текста, 日本語のテキスト, ภาษาไทย, العربية, हिन्दी.",
)
"""Written for these tests, in several languages."""

MISREAD_AS = (
    "latin-1",
    "sloppy-windows-1252",
    "sloppy-windows-1250",
    "sloppy-windows-1251",
    "sloppy-windows-1253",
    "sloppy-windows-1254",
    "sloppy-windows-1257",
    "iso-8859-2",
    "macroman",
    "cp437",
)


def misread(text, encoding):
    """UTF-8 that somebody read as another encoding; what that encoding has not is U+FFFD."""
    return text.encode().decode(encoding, "replace")


_WORDS = ("l’été", "à ", "œuvre", "“oui”", "ça", "Zoé", "привет", "\N{GRINNING FACE}")

MOJIBAKE = (
    *(misread(word, encoding) for encoding in MISREAD_AS for word in _WORDS),
    misread(misread("déjà", "latin-1"), "sloppy-windows-1252"),
    "l\x92\xe9t\xe9",
    "voilÃ",
)

ENTITIES = (
    "&amp;", "&eacute;", "&amp;amp;eacute;", "&#233;", "&#xe9;", "&lt;b&gt;", "<b>", "</b>", "<",
    "&", "&zork;", "&amp;zork;", "&#0;", "&#8203;", "&nbsp;", "&#10;", "&#38;", "&#xD800;",
    "&Atilde;&copy;", "&rsquo;", "&shy;", "&#x202e;",
)  # fmt: skip

INVISIBLE = (
    "\0", "\x07", "\x1b[31m", "\x1b", "\x7f", "\x85", "\x92", "\xad", "\u034f", "\u061c", "\u180e",
    "\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u202c", "\u2060", "\u2066", "\u2069",
    "\ufeff", "\ufffc", "\ufffd", "\ufffe", "\ufdd0", "\U000e0041", "\U000e007f",
)  # fmt: skip

SPACES = (
    " ", "  ", "\t", " \t ", "\xa0", "\u202f", "\u2009", "\u3000", "\u1680", "\x1f", "\n", "\n\n",
    "\n\n\n\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\u2028", "\u2029", "\n \n",
)  # fmt: skip

LETTERS = (
    "a", "B", "é", "œ", "e\u0301", "e\u0301\u0323", "e\u0301\u034f\u0307\u0323", "\u0301", "\u0345",
    "\u212b", "\u1100\u1161", "\u11a8", "\ufb01", "\ufb03", "ก", "\u0e33", "ا", "ل", "क्\u200dष",
    "\u0f71\u0f72", "한", "ß", "ⅷ", "½", "ｆ", "«\xa0", "\xa0»", "’", "…", "—", "!", ".", "1",
)  # fmt: skip

EMOJI = (
    "\N{GRINNING FACE}",
    "\N{WOMAN}\u200d\N{MAN}\u200d\N{GIRL}",
    "\N{HEAVY BLACK HEART}\ufe0f",
    "\N{WAVING BLACK FLAG}\U000e0067\U000e0062\U000e007f",
    "1\ufe0f\u20e3",
    "\N{REGIONAL INDICATOR SYMBOL LETTER F}\N{REGIONAL INDICATOR SYMBOL LETTER R}",
)

SURROGATES = ("\ud800", "\udc80", "\udce9", "\ud83d\ude00")


def _lines_of_rules():
    """What the rules' own examples hold: text made to fire each of them."""
    for name in STAGES:
        for rule in stage_of(name).rules.values():
            yield from (before for before, _ in rule.examples)
            if isinstance(rule, LineRule):
                yield from (*rule.hits, *rule.misses)


RULE_LINES = tuple(dict.fromkeys(_lines_of_rules()))

_DAMAGE = (*MOJIBAKE, *ENTITIES, *INVISIBLE, *SPACES, *LETTERS, *EMOJI)

any_text = st.text(st.characters(), max_size=60)
"""Any code points, surrogates among them."""

odd_text = st.lists(
    st.one_of(st.sampled_from((*_DAMAGE, *SURROGATES)), st.characters()), max_size=24
).map("".join)

trouble = st.lists(st.sampled_from((*_DAMAGE, " ", "\n", *SENTENCES)), max_size=24).map("".join)

_one_line = st.one_of(st.sampled_from(SENTENCES), st.sampled_from(RULE_LINES), trouble)

documents = st.builds(
    lambda lines, ends: "".join(line + end for line, end in zip(lines, ends, strict=False)),
    st.lists(_one_line, max_size=8),
    st.lists(st.sampled_from(("\n", "\n\n", "\r\n", "\n\n\n", "\u2028")), min_size=8, max_size=8),
)
"""Lines that rules know among lines that they do not."""

_PIECES_OF_BYTES = (
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0", b"\n", b"\r\n", b" ",
    b"caf\xe9", b"\xc3", b"\xe2\x80", b"\x81", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x80",
    b"\xc0\x80",
    *(sentence.encode() for sentence in SENTENCES),
    *(sentence.encode("windows-1252", "replace") for sentence in SENTENCES[:6]),
)  # fmt: skip

any_bytes = st.one_of(
    st.binary(max_size=60),
    st.lists(st.one_of(st.sampled_from(_PIECES_OF_BYTES), st.binary(max_size=3)), max_size=16).map(
        b"".join
    ),
)

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252", "latin-1",
    "macroman", "windows-1251", "utf-7",
)  # fmt: skip

encoded = st.builds(
    lambda text, encoding: text.encode(encoding, "replace"),
    st.one_of(documents, trouble),
    st.sampled_from(ENCODINGS),
)

mixed_lines = st.lists(
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        st.sampled_from(SENTENCES),
        st.sampled_from(("utf-8", "windows-1252")),
    ),
    max_size=6,
).map(b"\n".join)

texts = st.one_of(any_text, odd_text, trouble, documents)
sources = st.one_of(texts, texts, any_bytes, encoded, mixed_lines)

ordinary_text = st.lists(
    st.one_of(
        st.sampled_from((*SENTENCES, *RULE_LINES)),
        st.sampled_from(
            (" ", "\n", "\n\n", "  ", "\t", "\xa0", "\u202f", "\u200b", "\xad", "&amp;")
        ),
        st.sampled_from(("&eacute;", "&nbsp;", "e\u0301", "\ufb01", *EMOJI, *MOJIBAKE[:16])),
        st.text(st.characters(max_codepoint=0x24F, exclude_categories=["C"]), max_size=20),
    ),
    max_size=16,
).map("".join)
"""Text as people write it and as it is usually damaged."""

lines = st.one_of(trouble, odd_text, st.sampled_from(SENTENCES), st.text(max_size=30)).map(
    lambda text: " ".join(text.encode("utf-8", "replace").decode().splitlines())
)
"""Text without any line end and without surrogates."""

"""What the tests are fed with beside `normtext.testing`: sources of all kinds, for all stages."""

from hypothesis import strategies as st

from normtext.pipeline import Pipeline
from normtext.presets import STAGES, preset, stage_of
from normtext.testing import documents as gold_documents
from normtext.testing import encoded as encoded_text
from normtext.testing import hostile_text, sources
from normtext.testing.encodings import any_bytes, mixed_lines
from normtext.testing.hostile import EMOJI, ENTITIES, INVISIBLE, LETTERS, SPACES, any_text
from normtext.testing.mojibake import misread as misread_as
from normtext.testing.sources import rule_lines

__all__ = ["any_bytes", "any_text", "encoded", "mixed_lines"]

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
    return misread_as(text, [encoding])


_WORDS = ("l’été", "à ", "œuvre", "“oui”", "ça", "Zoé", "привет", "\N{GRINNING FACE}")

MOJIBAKE = (
    *(misread(word, encoding) for encoding in MISREAD_AS for word in _WORDS),
    misread_as("déjà", ["latin-1", "sloppy-windows-1252"]),
    "l\x92\xe9t\xe9",
    "voilÃ",
)

RULE_LINES = rule_lines(rule for name in STAGES for rule in stage_of(name).rules.values())

_EVERYTHING = Pipeline(preset("article").stages)

texts = st.one_of(hostile_text(), sources(_EVERYTHING).filter(lambda one: isinstance(one, str)))
sources = sources(_EVERYTHING)
documents = gold_documents().map(lambda doc: doc.text)

_DAMAGE = (*MOJIBAKE, *ENTITIES, *INVISIBLE, *SPACES, *LETTERS, *EMOJI)
_trouble = st.lists(st.sampled_from((*_DAMAGE, " ", "\n", *SENTENCES)), max_size=24).map("".join)
encoded = encoded_text(st.one_of(documents, _trouble)).map(lambda found: found.data)

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

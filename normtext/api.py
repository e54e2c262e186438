"""The one-liners. Each is a thin call into a preset: there is one code path."""

from __future__ import annotations

from functools import cache
from typing import Any

from normtext.errors import SourceTypeError
from normtext.pipeline import Pipeline
from normtext.presets import pipeline_of
from normtext.presets import preset as _preset
from normtext.records import Record
from normtext.sources import Source
from normtext.stages.identify_language.engines import load_engine
from normtext.stages.identify_language.judgement import UND

__all__ = [
    "clean",
    "detect",
    "detect_langs",
    "fix_text",
    "load",
    "normalize",
    "restore",
    "source_text",
    "translate",
]


def normalize(
    source: object,
    id: str | None = None,
    preset: str = "article",
    translate: str | bool | None = None,  # noqa: FBT001 - as in normalize(text, translate=True)
) -> Record:
    """The record of one document: its clean text, what is in it, and all that was done to it.

    source: a str, bytes, a pathlib.Path, or a mapping with `text` or `bytes` and, if any, `id`,
    `uri`, `title`, `date`, `byline`. Any str or bytes gives a record. translate: a pair such as
    "fr-en", or True for that one, has the segments translated too. Raises SourceTypeError for
    None and NaN, InputError for a mapping without text, ConfigError for an unknown preset,
    MissingModel where no model is installed.

    >>> record = normalize("By Jo March\\n\\nIt rained.  It rained again.")
    >>> [segment.text for segment in record.segments if segment.kind == "sentence"]
    ['It rained.', 'It rained again.']
    """
    return _ready(preset, translate).normalize(source, id)


def clean(text: str | bytes) -> str:
    """The clean text of a document: `frame.text.map(normtext.clean)`.

    >>> clean("Share this:\\n\\nThe cafÃ© is open.")
    'The café is open.'
    """
    return _ready("article").normalize(text).text


def fix_text(text: str | bytes) -> str:
    """The text with its damage repaired (preset `repair`). Quotes stay as they are.

    >>> fix_text("lâ€™Ã©tÃ©")
    'l’été'
    """
    return _ready("repair").normalize(text).text


def detect(text: str | bytes) -> str:
    """The language of a text, as a BCP 47 tag; `und` when it cannot be told.

    Never raises on content.

    >>> detect("Le chat dort sur le canapé."), detect("12:30")
    ('fr', 'und')
    """
    return detect_langs(text)[0][0]


def detect_langs(text: str | bytes) -> list[tuple[str, float]]:
    """The languages a text, taken as a whole, may be in, with their probabilities (0 to 1).

    The likeliest first; those under 0.01 are left out. Where none can be told, the one item is
    `("und", 0.0)`.

    >>> detect_langs("Il fait beau aujourd'hui.")
    [('fr', 0.99)]
    """
    judgement = load_engine("normtext").judge([source_text(text)])[0]
    if judgement.answer.lang == UND:
        return [(UND, 0.0)]
    return [(guess.lang, guess.score) for guess in judgement.likely]


def translate(text: str | bytes, source: str = "fr", target: str = "en", **options: Any) -> str:
    """A text in another language, offline, with its white space as it was.

    Sentences in the target language stay as they are. options: of the stage `translate`. The first
    call loads the model. Raises MissingModel, with the command that installs one, and MissingExtra
    without the extra `translate`.
    """
    names = ("decode", "segment_sentences", "identify_language", "translate")
    pipeline = pipeline_of(names, pair=f"{source}-{target}", only=True, **options)
    return pipeline.normalize(text).translated().text


def restore(record: Record) -> str:
    """The source text of a record, rebuilt from its clean text and its ledger.

    Raises SourceTypeError for what is no record.

    >>> source = "Share this:\\n\\nThe cafÃ© is  open."
    >>> restore(normalize(source)) == source_text(source)
    True
    """
    if not isinstance(record, Record):
        raise SourceTypeError(f"restore() takes a record, not {type(record).__name__}")
    return record.source_text


def source_text(source: object, *, preset: str = "article") -> str:
    """The text that offsets into the source count in: the decoded text of a source.

    A leading byte order mark is encoding, not text; lone surrogates, and bytes that no encoding
    explains, are U+FFFD.
    """
    return _ready(preset).source_document(Source.of(source).content).source


def load(preset: str = "article", **options: Any) -> Pipeline:
    """A preset's pipeline with its tables and models loaded, rather than at first use."""
    pipeline = _preset(preset, **options)
    pipeline.normalize("Bonjour à tous. Good morning, everybody: it’s a fine day.")
    return pipeline


@cache
def _ready(name: str, translate: str | bool | None = None) -> Pipeline:  # noqa: FBT001
    return _preset(name, translate=translate)

"""Languages: a quick judgement of a document, before anything is done to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from normtext.corpus.pieces import Reading
from normtext.errors import unknown_name
from normtext.pipeline import Pipeline
from normtext.presets import pipeline_of
from normtext.stages.identify_language.linear import LinearModel

__all__ = ["known_languages", "wanted"]

_SLICE = 500  # code points or bytes, from the beginning, the middle and the end


def known_languages(languages: Iterable[str]) -> tuple[str, ...]:
    """The languages. Raises ConfigError for one that no document could be found to be in."""
    given = tuple(languages)
    known = ("und", *LinearModel.load().languages) if given else ()
    for language in given:
        if language not in known:
            raise unknown_name("language", language, known)
    return given


def wanted(reading: Reading, languages: Sequence[str]) -> Reading:
    """The reading, skipped where it is in none of these languages. What cannot be told is kept."""
    if reading.error is not None:
        return reading
    lang = _judge().normalize(_sample(reading.source.content)).lang
    if lang == "und" or lang in languages:
        return reading
    return reading._replace(error=f"it is in {lang}, not in {', '.join(languages)}", skipped=True)


def _sample(content: str | bytes) -> str | bytes:
    if len(content) <= 3 * _SLICE:
        return content
    middle = (len(content) - _SLICE) // 2
    parts = (content[:_SLICE], content[middle : middle + _SLICE], content[-_SLICE:])
    return "\n".join(parts) if isinstance(content, str) else b"\n".join(parts)  # type: ignore[arg-type]


@cache
def _judge() -> Pipeline:
    return pipeline_of(["decode", "identify_language"])

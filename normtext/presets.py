"""The one table of stages by their public names, and the ready pipelines."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable
from typing import Any

from normtext.errors import ConfigError, unknown_name
from normtext.pipeline import Pipeline
from normtext.stage import Stage
from normtext.stages import (
    Decode,
    IdentifyLanguage,
    NormalizeUnicode,
    NormalizeWhitespace,
    RepairEncoding,
    SegmentSentences,
    StripBoilerplate,
    Translate,
)

__all__ = ["PRESETS", "STAGES", "pipeline_of", "preset", "stage_of"]

STAGES: dict[str, type] = {
    "decode": Decode,
    "repair_encoding": RepairEncoding,
    "normalize_unicode": NormalizeUnicode,
    "normalize_whitespace": NormalizeWhitespace,
    "strip_boilerplate": StripBoilerplate,
    "segment_sentences": SegmentSentences,
    "identify_language": IdentifyLanguage,
    "translate": Translate,
}
"""In the order in which a pipeline runs them."""

_ALL = tuple(name for name in STAGES if name != "translate")  # which needs a model: on request

_REPAIR = ("decode", "repair_encoding", "normalize_unicode", "normalize_whitespace")

PRESETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "article": ("text that somebody already extracted from a page (the default)", _ALL),
    "page": ("all the visible text of a page, as in WET files", _ALL),
    "repair": ("only what is damaged: no line is removed, nothing is described", _REPAIR),
}
"""What each preset is for, and the names of its stages."""

_OPTIONS: dict[str, dict[str, Any]] = {"page": {"setting": "wet"}}
"""The options of a preset that are not the defaults of its stages."""


def preset(
    name: str = "article", *, translate: str | bool | None = None, **options: Any
) -> Pipeline:
    """A ready pipeline. Options go to the stage that knows them.

    translate: a pair such as "fr-en", or True for that one, adds the stage `translate`.

    Raises ConfigError, with the known names, for a preset or an option that does not exist.

    >>> [stage.name for stage in preset("repair").stages]
    ['decode', 'repair_encoding', 'normalize_unicode', 'normalize_whitespace']
    """
    if name not in PRESETS:
        raise unknown_name("preset", name, PRESETS)
    names = PRESETS[name][1]
    if translate:
        names = (*names, "translate")
        options["pair"] = "fr-en" if translate is True else translate
    return pipeline_of(names, **{**_OPTIONS.get(name, {}), **options})


def pipeline_of(names: Iterable[str], /, **options: Any) -> Pipeline:
    """A pipeline of stages by name, in the order given.

    A name is one of STAGES or `package.module:Class` for a stage of your own. Raises ConfigError.
    """
    classes = [_stage_class(name) for name in names]
    known = {option for cls in classes for option in _options(cls)}
    for option in options:
        if not known:
            raise ConfigError(f"unknown option '{option}': these stages take none")
        if option not in known:
            raise unknown_name("option", option, known)
    return Pipeline(_made(cls, options) for cls in classes)


def stage_of(name: str, /, **options: Any) -> Stage:
    """One stage by its public name."""
    return pipeline_of([name], **options).stages[0]


def _made(cls: type, options: dict[str, Any]) -> Stage:
    try:
        made: Stage = cls(
            **{option: options[option] for option in _options(cls) if option in options}
        )
    except ConfigError:
        raise
    except (TypeError, ValueError) as error:
        raise ConfigError(f"stage '{cls.__name__}' cannot be made: {error}") from None
    return made


def _stage_class(name: str) -> type:
    if name in STAGES:
        return STAGES[name]
    module, colon, attribute = name.partition(":")
    if not colon:
        if "." in name:
            raise ConfigError(f"unknown stage '{name}'; for a class of yours write module:Class")
        raise unknown_name("stage", name, STAGES)
    try:
        found = getattr(importlib.import_module(module), attribute)
    except Exception as error:  # noqa: BLE001 - somebody's module can raise anything
        raise ConfigError(
            f"stage '{name}' cannot be imported: {type(error).__name__}: {error}"
        ) from None
    if not isinstance(found, type):
        raise ConfigError(f"stage '{name}' is not a class")
    return found


def _options(cls: type) -> list[str]:
    try:
        return list(inspect.signature(cls).parameters)
    except ValueError:  # a class of C code that does not say
        return []

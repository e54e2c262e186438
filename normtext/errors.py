"""Every error normtext raises on purpose.

    NormtextError
    ├── ConfigError          a pipeline, preset, stage, option or rule is wrong: mend the request
    │   └── RuleError        a rule, or a file of rules
    ├── InputError           a document, record or file cannot be taken: mend or skip the input
    │   └── SourceTypeError  (also a TypeError) something that is not a document: None, NaN, a list
    ├── InvalidEdit          a stage returned an edit that breaks a law: mend the stage
    ├── StageError           a stage raised; `__cause__` holds what it raised
    ├── ModelError           a model or package for translation is damaged, hostile or misused
    │   └── MissingModel     it is not installed: the message gives the command that installs it
    └── MissingExtra         (also an ImportError) an optional dependency is not installed

A message says what was wrong, where, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "ConfigError",
    "InputError",
    "InvalidEdit",
    "MissingExtra",
    "MissingModel",
    "ModelError",
    "NormtextError",
    "RuleError",
    "SourceTypeError",
    "StageError",
    "unknown_name",
]


class NormtextError(Exception):
    """The root of the tree: `except NormtextError` catches what normtext itself raises."""


class ConfigError(NormtextError, ValueError):
    """A pipeline, preset, stage or option that cannot be used as it was asked for."""


class RuleError(ConfigError):
    """A rule that cannot be loaded: a bad pattern, no examples, a duplicate id."""


class InputError(NormtextError, ValueError):
    """A document, a record or a file that cannot be read as one."""


class SourceTypeError(InputError, TypeError):
    """A source that is neither text, bytes, a path nor a mapping."""


class InvalidEdit(NormtextError, ValueError):
    """An edit that is out of bounds, overlaps another, changes nothing, or is not minimal."""


class StageError(NormtextError):
    """A stage raised on a document; the message names both, `__cause__` is the original."""


class ModelError(NormtextError):
    """A translation model that cannot be used: a damaged or hostile package, a forked process."""


class MissingModel(ModelError):
    """No installed model translates this pair; the message gives the command that installs one."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(
            f"no model translates {source} to {target}: run `normtext models install "
            f"{source}-{target}` once, or `normtext models install FILE.argosmodel` without network"
        )
        self._pair = (source, target)

    def __reduce__(self) -> tuple[type[MissingModel], tuple[str, str]]:
        return MissingModel, self._pair


class MissingExtra(NormtextError, ImportError):
    """An optional dependency is missing; the message names the extra to install."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs the extra '{extra}': python -m pip install 'normtext[{extra}]'"
        )
        self._needs = (feature, extra)

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        return MissingExtra, self._needs


_MOST_LISTED = 60  # names in a message: of more, nobody finds the one that was meant


def unknown_name(what: str, name: str, known: Iterable[str]) -> ConfigError:
    """A ConfigError for a name nobody knows, with the nearest and, unless they are many, all known.

    >>> print(unknown_name("preset", "artcle", ["article", "page"]))
    unknown preset 'artcle'; did you mean 'article'? Known: article, page
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    listed = ", ".join(names) or "none" if len(names) <= _MOST_LISTED else f"{len(names)} names"
    return ConfigError(f"unknown {what} '{name}'{hint} Known: {listed}")

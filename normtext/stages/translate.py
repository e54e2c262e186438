"""The stage `translate`: segments into another language, one to one, offline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from normtext.document import Annotations, Document, Segment
from normtext.errors import ConfigError, unknown_name
from normtext.rules import RuleSet
from normtext.translation.cache import FileCache, MemoryCache
from normtext.translation.engines import ENGINES, engine_of
from normtext.translation.guards import GUARDS
from normtext.translation.packages import PAIR, Package
from normtext.translation.profiles import profile_of
from normtext.translation.protection import Protection
from normtext.translation.store import find, installed
from normtext.translation.translator import Translation, Translator

__all__ = ["Translate"]

_UND = "und"

_THREADS = 1024
"""More than any machine has cores: each takes memory before it does anything."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Translate:
    """The French segments in English, with flags where a translation looks wrong.

    pair: from and to, as BCP 47 with a hyphen between. every: also the segments in any other
    language that an installed model translates into the same one. only: take every segment to be
    in the first language, but those identified as the second. profile: `default`, `fast` (one
    translation weighed instead of four), or `argos-exact`. engine: `ctranslate2`, or `argos` for
    the installed argostranslate. model: the folder of a package, instead of an installed one.
    glossary: terms and what must stand for them, as a mapping or as pairs. names: what is never
    translated. guards: which flags to set. cache: a SQLite file that keeps sentences between runs.
    threads: 0 for as many as there are cores; no answer depends on it.

    A segment of unknown language is taken to be in the language of its document. Segments in the
    target language, and segments without letters, stay as they are: their translation is None.
    """

    pair: str = "fr-en"
    every: bool = False
    only: bool = False
    profile: str = "default"
    engine: str = "ctranslate2"
    model: str | None = None
    glossary: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    guards: tuple[str, ...] = tuple(GUARDS)
    cache: str | None = None
    threads: int = 0

    name: ClassVar[str] = "translate"
    rules: ClassVar[RuleSet] = RuleSet()

    def __post_init__(self) -> None:
        if not PAIR.fullmatch(self.pair) or self._source == self._target:
            raise ConfigError(f"pair is two languages, as in 'fr-en', not {self.pair!r}")
        profile_of(self.profile)
        if self.engine not in ENGINES:
            raise unknown_name("engine", self.engine, ENGINES)
        for guard in _terms("guards", self.guards):
            if guard not in GUARDS:
                raise unknown_name("guard", guard, GUARDS)
        if self.threads not in range(_THREADS + 1):
            raise ConfigError(f"threads is a number from 0 to {_THREADS}, not {self.threads!r}")
        # As they come from TOML or a program: plain values that a cache can have as its key.
        object.__setattr__(self, "glossary", _pairs(self.glossary))
        object.__setattr__(self, "names", _terms("names", self.names))
        object.__setattr__(self, "guards", _terms("guards", self.guards))

    def __repr__(self) -> str:
        """Of what the translations depend on: the options, and the models by their digests."""
        options = [
            f"{field.name}={getattr(self, field.name)!r}"
            for field in fields(self)
            if field.name not in ("threads", "cache", "model")
            and getattr(self, field.name) != field.default
        ]
        models = [f"{package.name}:{package.digest[:16]}" for package in self._packages().values()]
        return f"Translate({', '.join([*options, f'models={sorted(models)!r}'])})"

    def prepare(self) -> None:
        """Load the model. Raises MissingModel, MissingExtra or ModelError."""
        package = find(self._source, self._target, self.model)
        self._translator(package).engine.translate([])  # which a forked process cannot

    def annotate_batch(self, docs: Sequence[Document]) -> list[Annotations]:
        """The annotations with their translations; the sentences of all documents are pooled."""
        todo: dict[str, dict[tuple[int, int], str]] = {}
        packages = self._packages()
        for number, doc in enumerate(docs):
            for at, segment in enumerate(doc.annotations.segments):
                lang = self._language(segment, doc.annotations.lang, packages)
                if lang is not None:
                    todo.setdefault(lang, {})[number, at] = doc.text[segment.span.slice]
        done: dict[tuple[int, int], Translation] = {}
        for lang, texts in todo.items():
            package = packages.get(lang) or find(lang, self._target, self.model)
            translations = self._translator(package).translate(list(texts.values()))
            done.update(zip(texts, translations, strict=True))
        return [
            doc.annotations._replace(
                segments=tuple(
                    self._filled(segment, done.get((number, at)))
                    for at, segment in enumerate(doc.annotations.segments)
                )
            )
            for number, doc in enumerate(docs)
        ]

    def _language(
        self, segment: Segment, of_document: str, packages: Mapping[str, Package]
    ) -> str | None:
        """The language to translate a segment from; None to leave it as it is."""
        lang = of_document if segment.lang == _UND else segment.lang
        if lang == self._target:
            return None
        if self.only or lang == self._source:
            return self._source
        return lang if self.every and lang in packages else None

    def _filled(self, segment: Segment, translation: Translation | None) -> Segment:
        if translation is None:
            return segment
        flags = tuple(flag for flag in translation.flags if flag in self.guards)
        return segment._replace(translation=translation.text, flags=(*segment.flags, *flags))

    @property
    def _source(self) -> str:
        return self.pair.partition("-")[0]

    @property
    def _target(self) -> str:
        return self.pair.partition("-")[2]

    def _packages(self) -> dict[str, Package]:
        """By the language they translate from; without those that this stage would not use."""
        if self.model is not None:
            return {self._source: find(self._source, self._target, self.model)}
        found: dict[str, Package] = {}
        for package in installed():
            if package.target == self._target and (self.every or package.source == self._source):
                found.setdefault(package.source, package)
        return found

    def _translator(self, package: Package) -> Translator:
        return _loaded(
            package,
            package.digest,
            self.engine,
            self.profile,
            self.threads,
            self.glossary,
            self.names,
            self.cache,
        )


def _pairs(glossary: Mapping[str, str] | Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """The terms of a glossary, each with what must stand for it. Raises ConfigError."""
    items = glossary.items() if isinstance(glossary, Mapping) else glossary
    pairs = tuple(_terms("a pair of glossary", pair) for pair in items)
    if any(len(pair) != 2 for pair in pairs):
        raise ConfigError(f"glossary is pairs of a term and what stands for it, not {glossary!r}")
    return tuple((term, wanted) for term, wanted in pairs)


def _terms(option: str, terms: Iterable[str]) -> tuple[str, ...]:
    found = () if isinstance(terms, str) else tuple(terms)
    if isinstance(terms, str) or not all(isinstance(term, str) and term.strip() for term in found):
        raise ConfigError(f"{option} is a list of texts, none of them empty, not {terms!r}")
    return found


@lru_cache(maxsize=4)
def _loaded(  # noqa: PLR0913, PLR0917 - what a translator depends on
    package: Package,
    digest: str,
    engine: str,
    profile: str,
    threads: int,
    glossary: tuple[tuple[str, str], ...],
    names: tuple[str, ...],
    cache: str | None,
) -> Translator:
    """A translator, its model loaded: once a process, since that takes a second and much room."""
    settings = profile_of(profile)
    key = sha256(repr((digest, engine, settings)).encode()).hexdigest()
    return Translator(
        engine_of(engine, package, settings, threads),
        settings,
        Protection(dict(glossary), names),
        MemoryCache() if cache is None else FileCache(Path(cache), key),
    )

"""The engine `argos`: the real argostranslate, as the reference."""

from __future__ import annotations

import os
from collections.abc import Sequence

from normtext.errors import MissingExtra
from normtext.translation.engine import Output, refuse_fork
from normtext.translation.packages import Package

__all__ = ["ArgosEngine"]


class ArgosEngine:
    """argostranslate on one sentence at a time, with our sentences instead of its splitter's.

    no_repeat does nothing here: it has no such setting.
    """

    def __init__(self, package: Package) -> None:
        try:
            import ctranslate2
            from argostranslate import package as packages
            from argostranslate import settings, translate
        except ImportError:
            raise MissingExtra("the engine 'argos'", "argos") from None
        self._process = os.getpid()
        self._package = packages.Package(package.folder)
        self._apply = translate.apply_packaged_translation
        self._model = ctranslate2.Translator(
            str(package.folder / "model"),
            device=settings.device,
            inter_threads=settings.inter_threads,
            intra_threads=settings.intra_threads,
            compute_type=settings.compute_type,
        )

    def length(self, sentence: str) -> int:
        return len(self._package.tokenizer.encode(sentence))

    def translate(self, sentences: Sequence[str], *, no_repeat: bool = False) -> list[Output]:  # noqa: ARG002
        refuse_fork(self._process)
        return [self._translated(sentence) for sentence in sentences]

    def _translated(self, sentence: str) -> Output:
        # One hypothesis, as `argostranslate.translate.translate` asks for.
        [found] = self._apply(self._package, sentence, self._model, _AsGiven(), num_hypotheses=1)
        length = max(1, self.length(found.value) + 1)
        return Output(found.value, min(round(found.score * length**0.2 / length, 4), 0.0))


class _AsGiven:
    """A splitter that splits nothing: no splitter of argostranslate is loaded, or downloaded."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]

"""The engine `ctranslate2`: many sentences at once, in batches of like length, on all cores."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from normtext.errors import MissingExtra, ModelError
from normtext.translation.engine import Output
from normtext.translation.packages import Package
from normtext.translation.profiles import Profile
from normtext.translation.tokenizers import tokenizer_of

__all__ = ["DirectEngine"]

_BATCH_TOKENS = 1024
"""Measured: 32, as argostranslate has it, is half as fast; more gains nothing on a processor."""

_LONGEST = 256
"""Tokens of a translation: CTranslate2's default, which argostranslate keeps."""

_LENGTH_PENALTY = 0.2
"""As argostranslate has it."""


class DirectEngine:
    """CTranslate2, driven directly.

    Equal to argostranslate at equal beams and splits; the speed is in the batches. It belongs to
    the process that made it: CTranslate2's threads do not survive a fork, and would be waited for
    for ever.
    """

    def __init__(self, package: Package, profile: Profile, threads: int) -> None:
        try:
            import ctranslate2
        except ImportError:
            raise MissingExtra("translation", "translate") from None
        self._tokenizer = tokenizer_of(package)
        self._prefix = package.target_prefix
        self._profile = profile
        self._process = os.getpid()
        try:
            self._model = ctranslate2.Translator(
                str(package.folder / "model"),
                inter_threads=threads or _cores(),
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{package.folder}: the model cannot be loaded: {error}") from None

    def length(self, sentence: str) -> int:
        return len(self._tokenizer.encode(sentence))

    def translate(self, sentences: Sequence[str], *, no_repeat: bool = False) -> list[Output]:
        if os.getpid() != self._process:
            raise ModelError(
                "this process was forked from one that had loaded a model, which cannot work: start "
                "processes with multiprocessing.get_context('spawn'), or use threads"
            )
        tokens = [self._tokenizer.encode(sentence) for sentence in sentences]
        results = self._model.translate_batch(
            tokens,
            target_prefix=[[self._prefix]] * len(tokens) if self._prefix else None,
            beam_size=self._profile.beam,
            length_penalty=_LENGTH_PENALTY,
            replace_unknowns=True,
            return_scores=True,
            batch_type="tokens",
            max_batch_size=max(_BATCH_TOKENS, *map(len, tokens)) if tokens else _BATCH_TOKENS,
            max_decoding_length=_LONGEST,
            no_repeat_ngram_size=3 if no_repeat else 0,
        )
        return [self._output(result) for result in results]

    def _output(self, result: Any) -> Output:
        pieces: list[str] = result.hypotheses[0]
        text = self._tokenizer.decode(pieces, underscores=self._profile.underscores)
        if self._prefix:
            text = text.removeprefix(self._prefix)
        text = text.removeprefix(" ")
        length = len(pieces) + 1  # and its end
        # The score is the sum divided by length ** penalty; a beam of one is not divided.
        score = result.scores[0] * length**_LENGTH_PENALTY / length
        return Output(text, min(round(score, 4), 0.0), len(pieces) >= _LONGEST)


def _cores() -> int:
    """The cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1

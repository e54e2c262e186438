"""The engine `ctranslate2`: many sentences at once, in batches of like length, on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from normtext.errors import MissingExtra, ModelError
from normtext.translation.engine import Output, refuse_fork
from normtext.translation.packages import Package
from normtext.translation.profiles import Profile
from normtext.translation.tokenizers import tokenizer_of

__all__ = ["DirectEngine"]

_BATCH_TOKENS = 1024
"""Of a sentence's length times the sentences of its batch; more gains nothing on a processor."""

_LONGEST = 256
"""Tokens of a translation: CTranslate2's default, which argostranslate keeps."""

_LENGTH_PENALTY = 0.2
"""As argostranslate has it."""


class DirectEngine:
    """CTranslate2, driven directly.

    Equal to argostranslate at equal beams and splits; the speed is in the batches.
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
                compute_type="auto",  # as argostranslate: 8 bits where the processor has them
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{package.folder}: the model cannot be loaded: {error}") from None

    def length(self, sentence: str) -> int:
        return len(self._tokenizer.encode(sentence))

    def translate(self, sentences: Sequence[str], *, no_repeat: bool = False) -> list[Output]:
        refuse_fork(self._process)
        tokens = [self._tokenizer.encode(sentence) for sentence in sentences]
        flying = [
            (batch, self._submit([tokens[at] for at in batch], no_repeat))
            for batch in self._batches(tokens)
        ]
        outputs: dict[int, Output] = {}
        for batch, results in flying:
            outputs.update(
                (at, self._output(result.result()))
                for at, result in zip(batch, results, strict=True)
            )
        return [outputs[at] for at in range(len(tokens))]

    def _batches(self, tokens: Sequence[Sequence[str]]) -> Iterator[list[int]]:
        """The sentences by number, in batches of equal length, the longest first.

        Padding changes the last bits of sums, and so, once in a thousand sentences, a word: a
        batch of equal lengths has none, and no answer depends on its neighbours. A profile that is
        not guarded reproduces argostranslate, which translates each sentence by itself.
        """
        by_length: dict[int, list[int]] = {}
        for at, pieces in enumerate(tokens):
            by_length.setdefault(len(pieces), []).append(at)
        for length in sorted(by_length, reverse=True):
            size = max(1, _BATCH_TOKENS // max(1, length)) if self._profile.guarded else 1
            numbers = by_length[length]
            for start in range(0, len(numbers), size):
                yield numbers[start : start + size]

    def _submit(self, batch: list[list[str]], no_repeat: bool) -> list[Any]:  # noqa: FBT001
        """A batch to the first thread that is free."""
        results: list[Any] = self._model.translate_batch(
            batch,
            target_prefix=[[self._prefix]] * len(batch) if self._prefix else None,
            beam_size=self._profile.beam,
            length_penalty=_LENGTH_PENALTY,
            replace_unknowns=True,
            return_scores=True,
            max_decoding_length=_LONGEST,
            no_repeat_ngram_size=3 if no_repeat else 0,
            asynchronous=True,
        )
        return results

    def _output(self, result: Any) -> Output:
        pieces: list[str] = result.hypotheses[0]
        text = self._tokenizer.decode(pieces, underscores=self._profile.underscores)
        if self._prefix:
            text = text.removeprefix(self._prefix)
        text = text.removeprefix(" ")
        length = len(pieces) + 1  # and its end
        # A score is the sum of the logarithms, divided by length ** penalty.
        score = result.scores[0] * length**_LENGTH_PENALTY / length
        return Output(text, min(round(score, 4), 0.0), len(pieces) >= _LONGEST)


def _cores() -> int:
    """The cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1

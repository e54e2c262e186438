"""Translator: sentences to translations, with what sees to it that nothing goes wrong unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from normtext.errors import NormtextError
from normtext.translation.cache import Cache
from normtext.translation.engine import Engine, Output
from normtext.translation.guards import looping, suspicions
from normtext.translation.pieces import split_long
from normtext.translation.profiles import Profile
from normtext.translation.protection import Kept, Protection, lost

__all__ = ["Translation", "Translator"]

_LIMIT = 200
"""Tokens of a sentence. A translation may have 256, and French is seldom the shorter."""

_LETTERS = re.compile(r"[^\W\d_]")


class Translation(NamedTuple):
    """A translation, None where there is none, and the flags of the guards that object to it."""

    text: str | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translator:
    """An engine and what stands around it: a cache, protection, guards.

    Answers depend on the sentence alone, not on those beside it.
    """

    engine: Engine
    profile: Profile
    protection: Protection
    cache: Cache

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """One for each sentence, in order. One without a letter is None, and costs nothing."""
        wanted = dict.fromkeys(sentence for sentence in sentences if _LETTERS.search(sentence))
        translated = self._guarded if self.profile.guarded else self._bare
        found = translated(list(wanted))
        return [found.get(sentence, Translation(None)) for sentence in sentences]

    def _bare(self, sentences: list[str]) -> dict[str, Translation]:
        """What the engine says, and what the guards say to that."""
        outputs = self._outputs(sentences)
        return {
            one: self._judged(one, self.protection.kept(one), outputs.get(one)) for one in sentences
        }

    def _guarded(self, sentences: list[str]) -> dict[str, Translation]:
        kept = {one: self.protection.kept(one) for one in sentences}
        around = {one: _around(one, spans) for one, spans in kept.items()}
        spans_only = {one for one, parts in around.items() if not _has_words(parts)}
        pieces, cut = {}, {}
        for one in sentences:
            if one not in spans_only:  # nothing but spans that are kept: no model is asked
                pieces[one], cut[one] = split_long(one, _LIMIT, self.engine.length)
        outputs = self._joined(pieces)
        lossy = spans_only | {
            one for one, output in outputs.items() if lost(kept[one], output.text)
        }
        parts = {one: self._short(around[one]) for one in sentences if one in lossy}
        outputs.update(self._joined(parts))
        return {
            one: self._judged(one, kept[one], outputs.get(one), cut=cut.get(one, False))
            for one in sentences
            if one not in spans_only or outputs[one].text != one
        }

    def _short(self, parts: Sequence[str | Kept]) -> list[str | Kept]:
        """The parts of a sentence, none of those between the spans longer than a model takes."""
        short: list[str | Kept] = []
        for part in parts:
            short += (
                [part]
                if isinstance(part, Kept)
                else split_long(part, _LIMIT, self.engine.length)[0]
            )
        return short

    def _judged(
        self, sentence: str, kept: Sequence[Kept], output: Output | None, *, cut: bool = False
    ) -> Translation:
        if output is None:
            return Translation(None, ("failed",))
        found = suspicions(sentence, output.text, output.score)
        if lost(kept, output.text):
            found += ("span",)
        if cut or output.cut:
            found += ("truncated",)
        return Translation(output.text, found)

    def _joined(self, pieces: Mapping[str, Sequence[str | Kept]]) -> dict[str, Output]:
        """The outputs of sentences that were cut up: all of their pieces at once."""
        todo = {
            piece.strip()
            for parts in pieces.values()
            for piece in parts
            if isinstance(piece, str) and _LETTERS.search(piece)
        }
        outputs = self._outputs(sorted(todo))
        joined = {}
        for sentence, parts in pieces.items():
            made = [_piece(part, outputs) for part in parts]
            if all(output is not None for output in made):
                joined[sentence] = _sum([output for output in made if output is not None])
        return joined

    def _outputs(self, sentences: Sequence[str]) -> dict[str, Output]:
        """The engine's, or the cache's; a sentence that fails is left out."""
        found = self.cache.get(sentences)
        # By length, so that a batch holds little padding; the engine keeps their order.
        todo = sorted(
            (one for one in sentences if one not in found), key=lambda one: (len(one), one)
        )
        new = self._run(todo)
        if self.profile.guarded:
            loops = [one for one, out in new.items() if looping(out.text) and not looping(one)]
            again = self._run(loops, no_repeat=True)
            new.update({one: out for one, out in again.items() if not looping(out.text)})
        if new:
            self.cache.put(new)
        return found | new

    def _run(self, sentences: Sequence[str], *, no_repeat: bool = False) -> dict[str, Output]:
        if not sentences:
            return {}
        try:
            outputs: Iterable[Output] = self.engine.translate(sentences, no_repeat=no_repeat)
            return dict(zip(sentences, outputs, strict=True))
        except NormtextError:
            raise
        except Exception:  # noqa: BLE001 - an engine can raise anything; then each half alone
            half = len(sentences) // 2
            if not half:
                return {}
            return self._run(sentences[:half], no_repeat=no_repeat) | self._run(
                sentences[half:], no_repeat=no_repeat
            )


def _around(sentence: str, kept: Sequence[Kept]) -> list[str | Kept]:
    """A sentence as what stands between the kept spans, and the spans."""
    parts: list[str | Kept] = []
    at = 0
    for span in kept:
        parts += [sentence[at : span.start], span]
        at = span.end
    return [*parts, sentence[at:]]


def _has_words(parts: Sequence[str | Kept]) -> bool:
    return any(isinstance(part, str) and _LETTERS.search(part) for part in parts)


def _piece(part: str | Kept, outputs: dict[str, Output]) -> Output | None:
    """A part's output, between the white space it stood between."""
    if isinstance(part, Kept):
        return Output(part.text, 0.0)
    bare = part.strip()
    if not _LETTERS.search(part):
        return Output(part, 0.0)
    if bare not in outputs:
        return None
    before, after = part[: part.index(bare)], part[part.index(bare) + len(bare) :]
    output = outputs[bare]
    return output._replace(text=before + output.text + after)


def _sum(outputs: Sequence[Output]) -> Output:
    """As one: the worst of the scores, cut if any was."""
    text = "".join(output.text for output in outputs)
    return Output(text, min(output.score for output in outputs), any(one.cut for one in outputs))

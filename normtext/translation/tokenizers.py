"""Tokenizers: from a sentence to the pieces a model knows, and back, as argostranslate does it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from normtext.errors import MissingExtra, ModelError
from normtext.translation.packages import Package

__all__ = ["Tokenizer", "tokenizer_of"]


class Tokenizer(Protocol):
    def encode(self, sentence: str) -> list[str]: ...
    def decode(self, pieces: Sequence[str], *, underscores: bool) -> str: ...


def tokenizer_of(package: Package) -> Tokenizer:
    """The tokenizer of a package. Raises MissingExtra, and ModelError for a damaged file."""
    path = package.tokenizer
    if path.name == "bpe.model":
        return BytePairs(path, package.source, package.target)
    return SentencePiece(path)


class SentencePiece:
    """Of most packages."""

    def __init__(self, path: Path) -> None:
        try:
            from sentencepiece import SentencePieceProcessor
        except ImportError:
            raise MissingExtra("translation", "translate") from None
        try:
            self._processor = SentencePieceProcessor(model_file=str(path))
        except (RuntimeError, OSError) as error:
            raise ModelError(f"{path} is no SentencePiece model: {error}") from None

    def encode(self, sentence: str) -> list[str]:
        pieces: list[str] = self._processor.encode(sentence, out_type=str)
        return pieces

    def decode(self, pieces: Sequence[str], *, underscores: bool) -> str:
        text: str = self._processor.decode_pieces(list(pieces))
        text = text.replace("\N{LOWER ONE EIGHTH BLOCK}", " ")
        return text if underscores else text.replace("_", " ")


class BytePairs:
    """Of older packages: Moses' words, cut by the merges of a `subword-nmt` file."""

    def __init__(self, path: Path, source: str, target: str) -> None:
        try:
            from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer
        except ImportError:
            raise MissingExtra(f"the tokenizer of {path.parent.name}", "translate-bpe") from None
        lines = path.read_text(encoding="utf-8").splitlines()
        if lines[:1] and lines[0].startswith("#version"):
            if lines[0].split()[-1] != "0.2":
                raise ModelError(f"{path}: byte pairs of {lines[0]} are not known, only of 0.2")
            lines = lines[1:]
        merges = [tuple(line.split()) for line in lines if line.strip()]
        if any(len(merge) != 2 for merge in merges):
            raise ModelError(f"{path}: a line of merges must hold two pieces")
        self._ranks = {merge: rank for rank, merge in reversed(list(enumerate(merges)))}
        self._normalize = MosesPunctNormalizer(source).normalize
        self._tokenize = MosesTokenizer(source).tokenize
        self._detokenize = MosesDetokenizer(target).detokenize

    def encode(self, sentence: str) -> list[str]:
        words = " ".join(self._tokenize(self._normalize(sentence))).strip("\r\n ").split(" ")
        return [piece for word in words if word for piece in self._pieces(word)]

    def decode(self, pieces: Sequence[str], *, underscores: bool) -> str:  # noqa: ARG002 - kept
        text: str = self._detokenize(" ".join(pieces).replace("@@ ", "").split(" "))
        return text

    def _pieces(self, word: str) -> list[str]:
        parts = [*word[:-1], word[-1] + "</w>"]
        while len(parts) > 1:
            ranked = [
                (self._ranks[pair], at)
                for at, pair in enumerate(pairwise(parts))
                if pair in self._ranks
            ]
            if not ranked:
                break
            _, at = min(ranked)
            pair = (parts[at], parts[at + 1])
            merged, i = [], 0
            while i < len(parts):
                if tuple(parts[i : i + 2]) == pair:
                    merged.append(parts[i] + parts[i + 1])
                    i += 2
                else:
                    merged.append(parts[i])
                    i += 1
            parts = merged
        last = parts[-1].removesuffix("</w>")
        parts = [*parts[:-1], last] if last else parts[:-1]
        return [f"{part}@@" for part in parts[:-1]] + parts[-1:]

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
        self._ranks, self._apart = _merges(path)
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
        parts = [*word, _END] if self._apart else [*word[:-1], word[-1] + _END]
        while ranked := [
            (self._ranks[pair], pair) for pair in pairwise(parts) if pair in self._ranks
        ]:
            parts = _merged(parts, min(ranked)[1])
        last = parts.pop().removesuffix(_END)
        parts += [last] if last else []
        return [f"{part}@@" for part in parts[:-1]] + parts[-1:]


_END = "</w>"
"""Of a word, in the merges."""


def _merges(path: Path) -> tuple[dict[tuple[str, ...], int], bool]:
    """The rank of each pair of pieces, and whether the end of a word is a piece of its own.

    It is in files of version 0.1, which do not say so; from 0.2 on it belongs to the last letter.
    """
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except UnicodeDecodeError:
        raise ModelError(f"{path} holds no merges of byte pairs: it is not UTF-8") from None
    version = "0.1"
    if lines[0].startswith("#version:"):
        version = lines.pop(0).partition(":")[2].strip()
        if version not in ("0.1", "0.2"):
            raise ModelError(f"{path}: byte pairs of version {version} are not known")
    merges = [tuple(line.strip("\r ").split(" ")) for line in lines]
    if any(len(merge) != 2 for merge in merges):
        raise ModelError(f"{path} holds no merges of byte pairs: a line must hold two pieces")
    return {merge: rank for rank, merge in reversed(list(enumerate(merges)))}, version == "0.1"


def _merged(parts: Sequence[str], pair: tuple[str, str]) -> list[str]:
    """The parts of a word, with all occurrences of a pair as one."""
    merged: list[str] = []
    at = 0
    while at < len(parts):
        size = 2 if tuple(parts[at : at + 2]) == pair else 1
        merged.append("".join(parts[at : at + size]))
        at += size
    return merged

"""Package: an unpacked Argos package, looked over before anything in it is used."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from normtext.errors import ModelError

__all__ = ["PAIR", "Package", "check_metadata", "is_package"]

PAIR = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")
"""From and to, as in `fr-en`."""

_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")  # BCP 47, as far as Argos uses it
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
_METADATA_SIZE = 1 << 20  # bytes; those of Argos are some hundred
_TOKENIZERS = ("sentencepiece.model", "bpe.model")


@dataclass(frozen=True, slots=True)
class Package:
    """An unpacked Argos package: a CTranslate2 model, its tokenizer, and what it translates.

    folder: what holds metadata.json. target_prefix: a token that some models want before the
    translation; empty for most.
    """

    folder: Path
    source: str
    target: str
    version: str
    target_prefix: str = ""

    @classmethod
    def of(cls, folder: Path) -> Package:
        """The package in a folder. Raises ModelError, naming what is missing or wrong."""
        path = folder / "metadata.json"
        try:
            with path.open("rb") as file:
                data = file.read(_METADATA_SIZE + 1)
        except OSError as error:
            raise ModelError(
                f"{folder} is no Argos package: metadata.json cannot be read ({error.strerror})"
            ) from None
        metadata = check_metadata(data, str(folder))
        for needed in ("model/model.bin", "model/config.json"):
            if not (folder / needed).is_file():
                raise ModelError(f"{folder} is no Argos package: it has no {needed}")
        if not any((folder / name).is_file() for name in _TOKENIZERS):
            raise ModelError(
                f"{folder} is no Argos package: it has none of {', '.join(_TOKENIZERS)}"
            )
        return cls(
            folder,
            metadata["from_code"],
            metadata["to_code"],
            metadata["package_version"],
            metadata.get("target_prefix", ""),
        )

    @property
    def name(self) -> str:
        """Of the pair, as in `normtext models install fr-en`."""
        return f"{self.source}-{self.target}"

    @property
    def tokenizer(self) -> Path:
        """The file of the tokenizer; argostranslate too prefers SentencePiece."""
        return next(path for name in _TOKENIZERS if (path := self.folder / name).is_file())

    @property
    def digest(self) -> str:
        """SHA-256 of the model and the tokenizer: what the translations depend on."""
        files = sorted(path for path in (self.folder / "model").iterdir() if path.is_file())
        return _digest(tuple(_stamp(path) for path in [*files, self.tokenizer]))


def is_package(folder: Path) -> bool:
    """Whether a folder claims to be a package; stray folders beside packages are no harm."""
    return (folder / "metadata.json").is_file() and (folder / "model").is_dir()


def check_metadata(data: bytes, where: str) -> dict[str, Any]:
    """The metadata of a package, or of an entry of an index. Raises ModelError."""
    try:
        metadata = json.loads(data) if len(data) <= _METADATA_SIZE else None
    except (ValueError, RecursionError):
        metadata = None
    flaw = "no JSON object" if not isinstance(metadata, dict) else _flaw(metadata)
    if flaw:
        raise ModelError(f"{where}: the metadata of the package are wrong: {flaw}")
    assert isinstance(metadata, dict)
    return metadata


def _flaw(metadata: dict[str, Any]) -> str:
    if metadata.get("type", "translate") != "translate":
        return f"type is {metadata['type']!r}, not 'translate'"
    for field, form in (("from_code", _CODE), ("to_code", _CODE), ("package_version", _VERSION)):
        value = metadata.get(field)
        if not isinstance(value, str) or not form.fullmatch(value):
            return f"{field} is {value!r}"
    if not isinstance(metadata.get("target_prefix", ""), str):
        return "target_prefix is not a string"
    return ""


def _stamp(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return str(path), status.st_size, status.st_mtime_ns


@cache
def _digest(files: tuple[tuple[str, int, int], ...]) -> str:
    whole = sha256()
    for path, _, _ in files:
        with Path(path).open("rb") as file:
            whole.update(f"{Path(path).name} {file_digest(file, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()

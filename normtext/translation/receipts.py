"""Receipts: what an installed package was made of, in a file beside it; and lock files."""

from __future__ import annotations

import json
import secrets
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from normtext.errors import ModelError

__all__ = ["Receipt", "pin", "read_lock"]

_NAME = "normtext.json"


class Receipt(NamedTuple):
    """What an installed package was made of.

    name: its pair. origin: the file, folder, address or pair it was installed from. sha256: of the
    archive. files: SHA-256 by path.
    """

    name: str
    version: str
    origin: str
    sha256: str
    files: dict[str, str]

    @classmethod
    def of(cls, folder: Path) -> Receipt | None:
        """That of a folder; None where there is none, or none that can be read."""
        try:
            said = json.loads((folder / _NAME).read_text(encoding="utf-8"))
            return cls(**{**said, "files": dict(said["files"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, folder: Path) -> None:
        text = json.dumps(self._asdict(), indent=1) + "\n"
        (folder / _NAME).write_text(text, encoding="utf-8")

    def differences(self, folder: Path) -> list[str]:
        """How the files of a folder are not as they were."""
        now = digests(folder)
        gone = [
            f"{file} is {'changed' if file in now else 'missing'}"
            for file, digest in sorted(self.files.items())
            if now.get(file) != digest
        ]
        return gone + [f"{file} was added" for file in sorted(now.keys() - self.files.keys())]


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the files of a package, by path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _NAME:
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = file_digest(file, "sha256").hexdigest()
    return found


def read_lock(lock: Path | None) -> dict[str, str]:
    """SHA-256 by pair; empty where there is no file yet. Raises ModelError for another file."""
    if lock is None or not lock.exists():
        return {}
    try:
        pinned = json.loads(lock.read_text(encoding="utf-8"))
        if not all(isinstance(value, str) for value in pinned.values()):
            raise ValueError  # noqa: TRY301
    except (ValueError, AttributeError):
        raise ModelError(f"{lock} is no lock file: a JSON object of SHA-256 by pair") from None
    return dict(pinned)


def pin(lock: Path, name: str, digest: str) -> None:
    """Add a pair to a lock file, whole or not at all."""
    text = json.dumps({**read_lock(lock), name: digest}, indent=1, sort_keys=True) + "\n"
    part = lock.with_name(f".{lock.name}.{secrets.token_hex(4)}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(lock)

"""Spool: the shards that are done, in a folder, each under the digest of what it was made from.

A shard is there whole or not at all: its account is written last, and holds the digest of the rest.
So any number of processes may write to a spool, and any of them may be killed at any moment.
"""

from __future__ import annotations

import os
import secrets
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Self

import msgspec

from normtext.corpus.outcomes import Account

__all__ = ["Done", "Spool", "digest"]

_ACCOUNT = ".account"
_RECORDS = ".records"
_REJECTS = ".rejects"
_TRIAL = ".trial"


class Done(msgspec.Struct):
    """A shard that is done. sizes, digests: of the records and the rejects, as they are stored."""

    key: str
    account: Account
    sizes: tuple[int, int]
    digests: tuple[str, str]


class Spool:
    """The shards of a run, in `folder`."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def __enter__(self) -> Self:
        self.folder.mkdir(exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        """An empty spool goes: nothing can be resumed from it."""
        if self.folder.is_dir() and not self:
            self.drop()

    def __bool__(self) -> bool:
        """Whether there is a shard in it."""
        return next(self.folder.glob(f"*{_ACCOUNT}"), None) is not None

    def put(self, key: str, account: Account, records: bytes, rejects: bytes) -> Done:
        """Keep a shard. Raises OSError, with the name of the file, where that is not possible."""
        for suffix, data in ((_RECORDS, records), (_REJECTS, rejects)):
            if data:
                self._write(key + suffix, data)
        sizes, digests = (len(records), len(rejects)), (digest(records), digest(rejects))
        done = Done(key, account, sizes, digests)
        self._write(key + _ACCOUNT, msgspec.json.encode(done))
        return done

    def get(self, key: str, *, verify: bool = False) -> Done | None:
        """A shard that is done, None for one that is not there.

        verify: read all of it, since a power cut may have kept its name and not its content.
        """
        try:
            done = msgspec.json.decode((self.folder / (key + _ACCOUNT)).read_bytes(), type=Done)
        except (OSError, ValueError):
            return None
        if verify and done.digests != (digest(self.records(key)), digest(self.rejects(key))):
            return None
        return done

    def records(self, key: str) -> bytes:
        """What is stored of the records of a shard."""
        return self._read(key + _RECORDS)

    def rejects(self, key: str) -> bytes:
        """The lines of the documents of a shard that have no record."""
        return self._read(key + _REJECTS)

    def trial(self, key: str) -> Path:
        """The file in which a shard is tried document by document."""
        return self.folder / (key + _TRIAL)

    def drop(self) -> None:
        """Remove it all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        part = self.folder / f"{name}.{secrets.token_hex(4)}.part"
        try:
            part.write_bytes(data)
            os.replace(part, path)  # noqa: PTH105 - a path for each of many small files
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror, str(path)) from None

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return b""


def digest(data: bytes) -> str:
    """Of what is stored: in hexadecimal digits."""
    return sha256(data).hexdigest()

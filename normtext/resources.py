"""What the answers depend on beside stages, options and rules: data, versions, Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from normtext._version import __version__

__all__ = ["resources"]


@cache
def resources() -> tuple[str, ...]:
    """The versions of normtext, ftfy and Unicode, and a digest of the data files of normtext."""
    digest = sha256()
    for folder in ("lang", "models"):
        for file in _files(files("normtext") / folder):
            digest.update(file.name.encode() + file.read_bytes())
    return __version__, version("ftfy"), unicodedata.unidata_version, digest.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry)
        elif not entry.name.endswith((".py", ".pyc")):
            yield entry

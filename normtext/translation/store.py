"""Where models are: normtext's own folder, and that of argostranslate, which is only read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from normtext.errors import MissingModel, ModelError
from normtext.translation.packages import Package, is_package

__all__ = ["argos_folder", "find", "installed", "own_folder"]


def own_folder() -> Path:
    """NORMTEXT_MODELS, else normtext/models where the system keeps data of programs."""
    given = os.environ.get("NORMTEXT_MODELS")
    return Path(given) if given else _data_home() / "normtext" / "models"


def argos_folder() -> Path:
    """Of argostranslate's packages, as it finds it: ARGOS_PACKAGES_DIR, else below its data."""
    given = os.environ.get("ARGOS_PACKAGES_DIR")
    return Path(given) if given else _data_home() / "argos-translate" / "packages"


def installed() -> Iterator[Package]:
    """The packages there are, normtext's own first, the newest of a pair first.

    Folders that hold no package are passed over; a damaged package too: `verify` names it.
    """
    for root in (own_folder(), argos_folder()):
        found = []
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            if folder.name.startswith(".") or not is_package(folder):
                continue
            try:
                found.append(Package.of(folder))
            except ModelError:
                continue
        found.sort(key=lambda package: (package.name, _version_key(package.version)), reverse=True)
        yield from found


def find(source: str, target: str, model: str | None = None) -> Package:
    """The package of a pair of languages. model: the folder of one, instead of an installed one.

    Raises MissingModel, and ModelError for a folder that holds none, or one of another pair.
    """
    if model is not None:
        package = Package.of(Path(model))
        if (package.source, package.target) != (source, target):
            raise ModelError(f"{model} translates {package.name}, not {source}-{target}")
        return package
    for package in installed():
        if (package.source, package.target) == (source, target):
            return package
    raise MissingModel(source, target)


def _data_home() -> Path:
    given = os.environ.get("XDG_DATA_HOME")
    return Path(given) if given else Path.home() / ".local" / "share"


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))

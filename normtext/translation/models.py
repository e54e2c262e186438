"""Models: install, verify, remove. An installed package has a receipt of what it was made of."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from normtext.errors import MissingModel, ModelError
from normtext.translation.archive import unpack
from normtext.translation.download import INDEX, Progress, download, newest, read_index
from normtext.translation.packages import Package
from normtext.translation.store import installed, own_folder

__all__ = ["Problem", "install", "remove", "verify"]

_RECEIPT = "normtext.json"

_LOAD = (
    "import sys, pathlib\n"
    "from normtext.translation.packages import Package\n"
    "from normtext.translation.profiles import PROFILES\n"
    "from normtext.translation.direct import DirectEngine\n"
    "DirectEngine(Package.of(pathlib.Path(sys.argv[1])), PROFILES['fast'], 1).translate(['a'])\n"
)


class Problem(NamedTuple):
    """Something wrong with an installed package."""

    name: str
    what: str


def install(
    what: str,
    *,
    index: str = INDEX,
    lock: Path | None = None,
    overwrite: bool = False,
    progress: Progress = lambda *_: None,
) -> Package:
    """Install a package: a pair such as `fr-en`, an .argosmodel file, a folder, or an address.

    index: where a pair is looked up. lock: a JSON file of SHA-256 by pair: what is in it must be
    what is installed, and what is not is added. overwrite: replace a package of the same pair and
    version. progress: called with the bytes fetched so far, and in all.

    Raises ModelError, naming what is wrong, and leaves no trace; only an unfinished download stays,
    to be gone on with.
    """
    root = own_folder()
    root.mkdir(parents=True, exist_ok=True)
    scratch = root / f".{secrets.token_hex(4)}.part"
    scratch.mkdir()
    try:
        source = Path(what)
        if what.startswith(("http://", "https://")):
            folder, digest = _fetched([what], scratch, root, progress)
        elif source.is_dir():
            Package.of(source)
            folder = scratch / "package"
            shutil.copytree(source, folder, ignore=_no_links)
            digest = Package.of(folder).digest
        elif source.is_file():
            folder, digest = _unpacked(source, scratch)
        elif what.count("-") == 1 and os.sep not in what and "." not in what:
            folder, digest = _fetched(
                newest(read_index(index), *what.split("-")), scratch, root, progress
            )
            found = Package.of(folder).name
            if found != what:
                raise ModelError(f"the index gives a package of {found} for {what}")
        else:
            raise ModelError(f"{what} is no file, folder, address or pair such as fr-en")
        return _placed(folder, digest, what, lock, overwrite=overwrite)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def remove(name: str) -> list[Path]:
    """Remove normtext's own packages of a pair. Raises MissingModel where there are none."""
    gone = [package.folder for package in _own() if package.name == name]
    if not gone:
        raise MissingModel(*(name.split("-", 1) if "-" in name else (name, "en")))
    for folder in gone:
        hidden = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
        folder.replace(hidden)  # at once, so that a half removed package is never found
        shutil.rmtree(hidden)
    return gone


def verify(lock: Path | None = None) -> Iterator[Problem]:
    """What is wrong with normtext's own packages: changed files, or not those of a lock."""
    pinned = _read_lock(lock)
    root = own_folder()
    folders = sorted(root.iterdir()) if root.is_dir() else []
    found = set()
    for folder in folders:
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        receipt = _receipt(folder)
        if receipt is None:
            yield Problem(folder.name, "has no receipt: normtext did not install it")
            continue
        now = _digests(folder)
        for file, digest in sorted(receipt.files.items()):
            if now.get(file) != digest:
                yield Problem(folder.name, f"{file} is {'changed' if file in now else 'missing'}")
        for file in sorted(now.keys() - receipt.files.keys()):
            yield Problem(folder.name, f"{file} was added")
        found.add((receipt.name, receipt.sha256))
    for name, digest in sorted(pinned.items()):
        if (name, digest) not in found:
            yield Problem(name, f"the package that {lock} names is not installed ({digest})")


def _own() -> list[Package]:
    return [package for package in installed() if package.folder.parent == own_folder()]


def _fetched(urls: list[str], scratch: Path, root: Path, progress: Progress) -> tuple[Path, str]:
    """The first address that answers with a package."""
    for url in urls:
        part = root / f".{sha256(url.encode()).hexdigest()[:16]}.download"
        try:
            download(url, part, progress)
        except ModelError:
            if url == urls[-1]:
                raise
            continue
        try:
            return _unpacked(part, scratch, url)
        finally:
            part.unlink(missing_ok=True)
    raise AssertionError("an index entry without addresses is refused before")


def _unpacked(archive: Path, scratch: Path, name: str | None = None) -> tuple[Path, str]:
    with archive.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    try:
        return unpack(archive, scratch), digest
    except ModelError as error:
        raise ModelError(str(error).replace(str(archive), name or str(archive))) from None


def _placed(
    folder: Path, digest: str, origin: str, lock: Path | None, *, overwrite: bool
) -> Package:
    package = Package.of(folder)
    pinned = _read_lock(lock)
    if pinned.get(package.name, digest) != digest:
        raise ModelError(
            f"{origin} has the SHA-256 {digest}, but {lock} wants {pinned[package.name]} for "
            f"{package.name}: not installed"
        )
    _try(package)
    place = own_folder() / f"{package.name}_{package.version}"
    if place.exists() and not overwrite:
        raise ModelError(f"{package.name} {package.version} is installed already, in {place}")
    receipt = {
        "name": package.name,
        "version": package.version,
        "origin": origin,
        "sha256": digest,
        "files": _digests(folder),
    }
    (folder / _RECEIPT).write_text(json.dumps(receipt, indent=1) + "\n", encoding="utf-8")
    if place.exists():
        place.replace(folder.with_name("older"))
    folder.replace(place)
    if lock is not None and package.name not in pinned:
        text = json.dumps({**pinned, package.name: digest}, indent=1, sort_keys=True) + "\n"
        part = lock.with_name(f".{lock.name}.{secrets.token_hex(4)}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(lock)
    return Package.of(place)


def _try(package: Package) -> None:
    """Load the model in a process of its own: a hostile one crashes what loads it."""
    if find_spec("ctranslate2") is None or find_spec("sentencepiece") is None:
        return
    command = [sys.executable, "-c", _LOAD, str(package.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
        raise ModelError(f"the model of {package.folder.name} cannot be loaded: {said}")


def _digests(folder: Path) -> dict[str, str]:
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _RECEIPT:
            with path.open("rb") as file:
                digests[path.relative_to(folder).as_posix()] = file_digest(
                    file, "sha256"
                ).hexdigest()
    return digests


class _Receipt(NamedTuple):
    """What an installed package was made of. files: SHA-256 by path."""

    name: str
    sha256: str
    files: dict[str, str]


def _receipt(folder: Path) -> _Receipt | None:
    try:
        said = json.loads((folder / _RECEIPT).read_text(encoding="utf-8"))
        return _Receipt(said["name"], said["sha256"], dict(said["files"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _read_lock(lock: Path | None) -> dict[str, str]:
    if lock is None or not lock.exists():
        return {}
    try:
        pinned = json.loads(lock.read_text(encoding="utf-8"))
        if not all(isinstance(value, str) for value in pinned.values()):
            raise ValueError  # noqa: TRY301
    except (ValueError, AttributeError):
        raise ModelError(f"{lock} is no lock file: a JSON object of SHA-256 by pair") from None
    return dict(pinned)


def _no_links(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_symlink()]

"""Models: install, verify, remove."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from normtext.errors import ModelError
from normtext.translation.archive import unpack
from normtext.translation.download import INDEX, Progress, download, newest, read_index
from normtext.translation.packages import PAIR, Package
from normtext.translation.receipts import Receipt, digests, pin, read_lock
from normtext.translation.store import installed, own_folder

__all__ = ["Problem", "install", "remove", "verify"]

_LOAD = (
    "import sys, pathlib\n"
    "from normtext.translation.packages import Package\n"
    "from normtext.translation.profiles import PROFILES\n"
    "from normtext.translation.direct import DirectEngine\n"
    "DirectEngine(Package.of(pathlib.Path(sys.argv[1])), PROFILES['fast'], 1).translate(['a'])\n"
)


_LONGEST_LOAD = 300  # seconds; the largest take some ten


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

    One that is installed already is left as it is; a pair is then not fetched again. index: where
    a pair is looked up. lock: a JSON file of SHA-256 by pair: what is in it must be what is
    installed, and what is not is added. overwrite: replace a package of the same pair and version.
    progress: called with the bytes fetched so far, and in all.

    Raises ModelError, naming what is wrong, and leaves no trace; only an unfinished download stays,
    to be gone on with.
    """
    source = Path(what)
    root = own_folder()
    root.mkdir(parents=True, exist_ok=True)
    scratch = root / f".{secrets.token_hex(4)}.part"
    scratch.mkdir()
    try:
        if what.startswith(("http://", "https://")):
            folder, digest = _fetched([what], scratch, progress)
        elif source.is_dir():
            folder, digest = _copied(source, scratch)
        elif source.is_file():
            folder, digest = _unpacked(source, scratch)
        elif PAIR.fullmatch(what):
            version, urls = newest(read_index(index), *what.split("-"))
            there = root / f"{what}_{version}"
            receipt = None if overwrite else Receipt.of(there)
            if receipt is not None:
                return _pinned(Package.of(there), receipt.sha256, what, lock)
            folder, digest = _fetched(urls, scratch, progress)
            if Package.of(folder).name != what:
                raise ModelError(
                    f"the index gives a package of {Package.of(folder).name} for {what}"
                )
        else:
            raise ModelError(f"{what} is no file, folder, address or pair such as fr-en")
        return _placed(folder, digest, what, lock, overwrite=overwrite)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def remove(name: str) -> list[Path]:
    """Remove normtext's own packages of a pair. Raises ModelError where there are none."""
    gone = [
        package.folder
        for package in installed()
        if package.folder.parent == own_folder() and package.name == name
    ]
    if not gone:
        raise ModelError(f"no model of {name!r} is in {own_folder()}: see `normtext models list`")
    for folder in gone:
        hidden = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
        folder.replace(hidden)  # at once, so that a half removed package is never found
        shutil.rmtree(hidden)
    return gone


def verify(lock: Path | None = None) -> Iterator[Problem]:
    """What is wrong with normtext's own packages: changed files, or not those of a lock."""
    pinned = read_lock(lock)
    root = own_folder()
    found = set()
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        receipt = Receipt.of(folder)
        if receipt is None:
            yield Problem(folder.name, "has no receipt: normtext did not install it")
            continue
        for difference in receipt.differences(folder):
            yield Problem(folder.name, difference)
        found.add((receipt.name, receipt.sha256))
    for name, digest in sorted(pinned.items()):
        if (name, digest) not in found:
            yield Problem(name, f"the package that {lock} names is not installed ({digest})")


def _fetched(urls: list[str], scratch: Path, progress: Progress) -> tuple[Path, str]:
    """The first address that answers with a package."""
    for url in urls:
        part = scratch.with_name(f".{sha256(url.encode()).hexdigest()[:16]}.download")
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


def _copied(source: Path, scratch: Path) -> tuple[Path, str]:
    Package.of(source)
    folder = scratch / "package"
    shutil.copytree(source, folder, ignore=_no_links)
    return folder, Package.of(folder).digest


def _no_links(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_symlink()]


def _placed(
    folder: Path, digest: str, origin: str, lock: Path | None, *, overwrite: bool
) -> Package:
    """The package, looked over and moved to where it belongs, if it is not there already."""
    package = Package.of(folder)
    _pinned(package, digest, origin, lock, add=False)
    place = own_folder() / f"{package.name}_{package.version}"
    if place.exists() and not overwrite:
        there = Receipt.of(place)
        if there is None or there.sha256 != digest:
            raise ModelError(
                f"another {package.name} {package.version} is installed already, in {place}: "
                "--overwrite replaces it"
            )
        return _pinned(Package.of(place), digest, origin, lock)
    _try(package)
    Receipt(package.name, package.version, origin, digest, digests(folder)).write(folder)
    if place.exists():
        place.replace(folder.with_name("older"))
    folder.replace(place)
    return _pinned(Package.of(place), digest, origin, lock)


def _pinned(
    package: Package, digest: str, origin: str, lock: Path | None, *, add: bool = True
) -> Package:
    """The package, if it is the one that a lock names; add: to the lock, if that names none."""
    wanted = read_lock(lock).get(package.name)
    if wanted not in (None, digest):
        raise ModelError(
            f"{origin} has the SHA-256 {digest}, but {lock} wants {wanted} for {package.name}: "
            "not installed"
        )
    if lock is not None and wanted is None and add:
        pin(lock, package.name, digest)
    return package


def _try(package: Package) -> None:
    """Load the model in a process of its own: a hostile one crashes what loads it."""
    if find_spec("ctranslate2") is None or find_spec("sentencepiece") is None:
        return
    command = [sys.executable, "-c", _LOAD, str(package.folder)]
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, timeout=_LONGEST_LOAD
        )
    except subprocess.TimeoutExpired:
        raise ModelError(
            f"the model of {package.folder.name} is not loaded in {_LONGEST_LOAD} seconds"
        ) from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
        raise ModelError(f"the model of {package.folder.name} cannot be loaded: {said}")

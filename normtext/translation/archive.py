"""Archives: an .argosmodel file is looked over whole before anything of it is written."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from normtext.errors import ModelError
from normtext.translation.packages import Package, check_metadata

__all__ = ["unpack"]

_FILES = 2_000
"""Members. Argos' packages hold some ten, those with a Stanza splitter some fifty."""

_BYTES = 4 << 30
"""Unpacked. Argos' largest are below half a gigabyte."""

_CHUNK = 1 << 20


def unpack(archive: Path, parent: Path) -> Path:
    """Unpack a package below `parent` and return its folder, which must not exist yet.

    Raises ModelError, and leaves nothing behind, for what is no archive or is cut off; for members
    that lead outside, are links or devices, or are too many or too large; for wrong metadata.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            top = _checked(opened, archive)
            folder = parent / top
            if folder.exists():
                raise ModelError(f"{folder} exists already")
            try:
                _write(opened, parent, archive)
                Package.of(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelError(
            f"{archive} is damaged or no .argosmodel file ({error}): download it again"
        ) from None
    return folder


def _checked(opened: zipfile.ZipFile, archive: Path) -> str:
    """The name of the one top folder, if nothing is wrong with any member."""
    members = opened.infolist()
    if len(members) > _FILES:
        raise ModelError(f"{archive} holds {len(members)} files; a package has at most {_FILES}")
    size = sum(member.file_size for member in members)
    if size > _BYTES:
        raise ModelError(f"{archive} unpacks to {size} bytes; a package has at most {_BYTES}")
    tops, seen = set(), set()
    for member in members:
        name = member.filename
        parts = PurePosixPath(name).parts
        mode = member.external_attr >> 16
        kind = stat.S_IFMT(mode)
        if (
            not parts
            or name.startswith("/")
            or "\\" in name
            or ":" in name
            or not name.isprintable()
            or ".." in parts
            or parts[0].startswith(".")
        ):
            raise ModelError(f"{archive}: the member {name!r} would be written outside its folder")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ModelError(f"{archive}: the member {name!r} is a link or a device")
        if member.flag_bits & 1:
            raise ModelError(f"{archive}: the member {name!r} is encrypted")
        folded = "/".join(parts).casefold()
        if folded in seen:
            raise ModelError(f"{archive}: the member {name!r} is there twice")
        seen.add(folded)
        tops.add(parts[0])
    if len(tops) != 1:
        raise ModelError(f"{archive} is no Argos package: it must hold one folder, not {len(tops)}")
    [top] = tops
    try:
        metadata = opened.getinfo(f"{top}/metadata.json")
    except KeyError:
        raise ModelError(f"{archive} is no Argos package: it has no {top}/metadata.json") from None
    with opened.open(metadata) as file:
        check_metadata(file.read((1 << 20) + 1), str(archive))
    return top


def _write(opened: zipfile.ZipFile, parent: Path, archive: Path) -> None:
    """Every member, none longer than it said: what a member says of its size need not be true."""
    for member in opened.infolist():
        path = parent / member.filename
        if member.is_dir():
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        left = member.file_size
        with opened.open(member) as packed, path.open("xb") as file:
            while chunk := packed.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise ModelError(f"{archive}: {member.filename!r} is longer than it says")
                file.write(chunk)

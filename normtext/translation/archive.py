"""Archives: an .argosmodel file is looked over whole before anything of it is written."""

from __future__ import annotations

import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from normtext.errors import ModelError
from normtext.translation.packages import Package, check_metadata

__all__ = ["unpack"]

_FILES = 2_000
"""Members. Argos' packages hold some ten, those with a Stanza splitter some fifty."""

_BYTES = 4 << 30
"""Unpacked. Argos' largest are below half a gigabyte."""

_CHUNK = 1 << 20

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""What `zipfile` raises on hostile bytes; fuzzing found it out."""


def unpack(archive: Path, parent: Path) -> Path:
    """Unpack a package below `parent` and return its folder, which must not exist yet.

    Raises ModelError, and leaves nothing behind, for what is no archive or is cut off; for members
    that lead outside, are links or devices, or are too many or too large; for wrong metadata; for
    what cannot be written here. Raises OSError for an archive that cannot be opened.
    """
    with archive.open("rb") as file:
        try:
            return _unpacked(zipfile.ZipFile(file), archive, parent)
        except _DAMAGED as error:
            raise ModelError(
                f"{archive} is damaged or no .argosmodel file ({error}): download it again"
            ) from None
        except OSError as error:  # a name too long, a full disk, and what bz2 says of wrong data
            why = error.strerror or error
            raise ModelError(f"{archive} cannot be unpacked: {why}") from None


def _unpacked(opened: zipfile.ZipFile, archive: Path, parent: Path) -> Path:
    folder = parent / _checked(opened, archive)
    if folder.exists():
        raise ModelError(f"{folder} exists already")
    try:
        _write(opened, parent, archive)
        Package.of(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _checked(opened: zipfile.ZipFile, archive: Path) -> str:
    """The name of the one top folder, if nothing is wrong with any member."""
    members = opened.infolist()
    if len(members) > _FILES:
        raise ModelError(f"{archive} holds {len(members)} files; a package has at most {_FILES}")
    size = sum(member.file_size for member in members)
    if size > _BYTES:
        raise ModelError(f"{archive} unpacks to {size} bytes; a package has at most {_BYTES}")
    for member in members:
        if flaw := _flaw(member):
            raise ModelError(f"{archive}: the member {member.filename!r} {flaw}")
    tops = {PurePosixPath(member.filename).parts[0] for member in members}
    if clash := _clash(members):
        raise ModelError(f"{archive}: {clash}")
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


def _flaw(member: zipfile.ZipInfo) -> str:
    """What is wrong with a member, by itself."""
    name = member.filename
    parts = PurePosixPath(name).parts
    if (
        not parts
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or not name.isprintable()
        or ".." in parts
        or parts[0].startswith(".")
    ):
        return "would be written outside its folder"
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    return "is encrypted" if member.flag_bits & 1 else ""


def _clash(members: Iterable[zipfile.ZipInfo]) -> str:
    """What is wrong with members beside each other, on disks that do not tell case apart too."""
    paths = {}
    for member in members:
        path = PurePosixPath(str(PurePosixPath(member.filename)).casefold())
        if path in paths:
            return f"the member {member.filename!r} is there twice"
        paths[path] = member
    for path in paths:
        for above in path.parents:
            if above in paths and not paths[above].is_dir():
                return f"the member {paths[above].filename!r} is a file, and a folder too"
    return ""


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

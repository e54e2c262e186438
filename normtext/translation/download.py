"""Downloads: streamed to a file, resumed where they stopped, never longer than they said.

The only code of normtext that goes online, and only for `normtext models install`.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

from normtext._version import __version__
from normtext.errors import ModelError

__all__ = ["INDEX", "download", "newest", "read_index"]

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
"""Argos' list of packages."""

_TIMEOUT = 30.0  # seconds without a byte
_ATTEMPTS = 4
_CHUNK = 1 << 16
_LONGEST = 2 << 30  # bytes of a package
_LONGEST_INDEX = 16 << 20

Progress = Callable[[int, int | None], object]
"""Called with the bytes so far and, where the server says, the bytes in all."""


def read_index(url: str) -> list[dict[str, Any]]:
    """The entries of an index in Argos' format. Raises ModelError."""
    try:
        with _open(url) as response:
            data = response.read(_LONGEST_INDEX + 1)
        entries = json.loads(data) if len(data) <= _LONGEST_INDEX else None
    except (OSError, HTTPException) as error:
        raise ModelError(f"the index {url} cannot be read: {_reason(error)}") from None
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise ModelError(f"{url} is no index of packages: it must be a JSON list")
    return [entry for entry in entries if isinstance(entry, dict)]


def newest(entries: list[dict[str, Any]], source: str, target: str) -> list[str]:
    """The addresses of the newest package of a pair in an index. Raises ModelError."""
    found = [
        entry
        for entry in entries
        if (entry.get("from_code"), entry.get("to_code")) == (source, target)
        and entry.get("type", "translate") == "translate"
    ]
    if not found:
        raise ModelError(f"the index has no package that translates {source} to {target}")
    links = max(found, key=lambda entry: _version_key(entry.get("package_version"))).get("links")
    urls = [link for link in links or () if isinstance(link, str) and link.startswith("http")]
    if not urls:
        raise ModelError(f"the index has no address for {source}-{target}")
    return urls


def download(url: str, path: Path, progress: Progress = lambda *_: None) -> None:
    """Fetch a package into `path`; what an earlier attempt left there is gone on with.

    Raises ModelError for an answer that is no package, for one that ends early however often it
    is asked, and for one longer than a package can be. What came is left for the next attempt,
    but for a file the server no longer goes on with.
    """
    for _ in range(_ATTEMPTS):
        try:
            if _fetch(url, path, progress):
                return
            reason = "it ended early"
        except urllib.error.HTTPError as error:
            if error.code == 416:  # what is there is not a beginning of what the server has
                path.unlink(missing_ok=True)
            elif error.code < 500:
                raise ModelError(f"{url} cannot be fetched: {_reason(error)}") from None
            reason = _reason(error)
        except (OSError, HTTPException) as error:
            reason = _reason(error)
    raise ModelError(
        f"{url} cannot be fetched: {reason}, {_ATTEMPTS} times; the same command goes on where it "
        "stopped"
    )


def _fetch(url: str, path: Path, progress: Progress) -> bool:
    """One attempt; whether all of it came."""
    have = path.stat().st_size if path.exists() else 0
    with _open(url, {"Range": f"bytes={have}-"} if have else {}) as response:
        if have and response.status != 206:
            have = 0  # a server without ranges begins again
        length = response.headers.get("Content-Length", "")
        total = have + int(length) if length.isdecimal() else None
        if (total or 0) > _LONGEST:
            raise ModelError(f"{url} is {total} bytes long; a package has at most {_LONGEST}")
        with path.open("ab" if have else "wb") as file:
            while chunk := response.read1(_CHUNK):
                have += len(chunk)
                if have > _LONGEST:
                    raise ModelError(f"{url} does not end; a package has at most {_LONGEST} bytes")
                file.write(chunk)
                progress(have, total)
    return total is None or have >= total


def _open(url: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    if not url.startswith(("http://", "https://")):
        raise ModelError(f"{url} is no address of the web")
    agent = {"User-Agent": f"normtext/{__version__}"}
    request = urllib.request.Request(url, headers={**agent, **(headers or {})})  # noqa: S310
    opened: HTTPResponse = urllib.request.urlopen(request, timeout=_TIMEOUT)  # noqa: S310
    return opened


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__


def _version_key(version: object) -> tuple[int, ...]:
    parts = str(version).split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)

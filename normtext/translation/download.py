"""Downloads: streamed to a file, resumed where they stopped, never longer than they said.

The only code of normtext that goes online, and only for `normtext models install`.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from normtext._version import __version__
from normtext.errors import ModelError

__all__ = ["INDEX", "download", "newest", "read_index"]

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
"""Argos' list of packages."""

_TIMEOUT = 30.0  # seconds without a byte
_ATTEMPTS = 4
_PAUSE = 1.0  # seconds before the second attempt, then twice as long each time
_CHUNK = 1 << 16
_LONGEST = 2 << 30  # bytes of a package
_LONGEST_INDEX = 16 << 20

_GO_ON = "the same command goes on where it stopped"

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


def newest(entries: list[dict[str, Any]], source: str, target: str) -> tuple[str, list[str]]:
    """The version of the newest package of a pair in an index, and its addresses.

    Raises ModelError.

    >>> entry = {"from_code": "fr", "to_code": "en", "links": ["https://a.ca/fr_en.argosmodel"]}
    >>> newest([{**entry, "package_version": version} for version in ("1.9", "1.10")], "fr", "en")
    ('1.10', ['https://a.ca/fr_en.argosmodel'])
    """
    found = [
        entry
        for entry in entries
        if (entry.get("from_code"), entry.get("to_code")) == (source, target)
        and entry.get("type", "translate") == "translate"
    ]
    if not found:
        others = {entry.get("from_code") for entry in entries if entry.get("to_code") == target}
        pairs = ", ".join(sorted(f"{other}-{target}" for other in others if other)) or "none"
        raise ModelError(
            f"the index has no package that translates {source} to {target}; into {target} it has "
            f"{pairs}"
        )
    entry = max(found, key=lambda entry: _version_key(entry.get("package_version")))
    links = entry.get("links")
    urls = [
        link
        for link in (links if isinstance(links, list) else ())
        if isinstance(link, str) and link.startswith("http")
    ]
    if not urls:
        raise ModelError(f"the index has no address for {source}-{target}")
    return str(entry.get("package_version")), urls


def download(url: str, path: Path, progress: Progress = lambda *_: None) -> None:
    """Fetch a package into `path`; what an earlier attempt left there is gone on with.

    Raises ModelError for an answer that is no package, for one that ends early however often it
    is asked, and for one longer than a package can be. What came is left for the next attempt,
    but for a file the server no longer goes on with.
    """
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE * 2 ** (attempt - 1))
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
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_GO_ON) from None
    raise ModelError(f"{url} cannot be fetched: {reason}, {_ATTEMPTS} times; {_GO_ON}")


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
    if not _is_address(url):
        raise ModelError(f"{url} is no address of the web")
    agent = {"User-Agent": f"normtext/{__version__}"}
    url = quote(url, safe="%/:?#[]@!$&'()*+,;=~")
    request = urllib.request.Request(url, headers={**agent, **(headers or {})})  # noqa: S310
    opened: HTTPResponse = urllib.request.urlopen(request, timeout=_TIMEOUT)  # noqa: S310
    return opened


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()
    except ValueError:
        return False


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answers {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__


def _version_key(version: object) -> tuple[int, ...]:
    parts = str(version).split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)

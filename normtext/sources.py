"""Sources: what a caller may hand over as a document, brought to one form."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from normtext.characters import without_surrogates
from normtext.errors import InputError, SourceTypeError
from normtext.records import Metadata

__all__ = ["Source"]

_OURS = {"text", "bytes", "id", "uri", "title", "date", "byline"}
_LONGEST_PATH = 255  # code points; a longer str is taken for text without asking the file system


class Source(NamedTuple):
    """A document before anything is done to it.

    given: metadata that the caller states; it beats what is found in the text.
    extra: JSON of the fields that are not ours, carried through.
    """

    content: str | bytes
    id: str = ""
    uri: str = ""
    given: Metadata = Metadata()
    extra: str = "{}"

    @classmethod
    def of(cls, source: object, id: str | None = None) -> Source:
        """Take a str, bytes, a path, or a mapping with `text` or `bytes`.

        A str is always text; one that names an existing file draws a warning. Raises
        SourceTypeError for anything else (None and NaN above all), InputError for a mapping
        without text, and OSError for a path that cannot be read.
        """
        try:
            found = cls._of(source)
        except (InputError, OSError):
            raise
        except Exception as error:  # a mapping's values can be anything, and do anything
            raise InputError(
                f"the document cannot be read: {type(error).__name__}: {error}"
            ) from error
        return found if id is None else found._replace(id=without_surrogates(str(id)))

    @classmethod
    def remains(cls, document: object) -> Source:
        """What can be saved of a document that cannot be taken: its id, and its fields."""
        try:
            if isinstance(document, Mapping):
                fields = {key: value for key, value in document.items() if key != "id"}
                return cls("", id=_plain(document.get("id")), extra=_extra(fields))
        except Exception:  # noqa: BLE001, S110 - a mapping's values can be anything
            pass
        return cls("")

    @classmethod
    def _of(cls, source: object) -> Source:
        if isinstance(source, str):
            _warn_of_path(source)
            return cls(source)
        if isinstance(source, bytes | bytearray | memoryview):
            return cls(bytes(source))
        if isinstance(source, Source):
            return source
        if isinstance(source, Path):
            name = without_surrogates(source.as_posix())
            return cls(source.read_bytes(), id=name, uri=name)
        if isinstance(source, Mapping):
            return cls.of_mapping(source)
        raise SourceTypeError(_what_to_do(source))

    @classmethod
    def of_mapping(cls, fields: Mapping[str, Any]) -> Source:
        """A mapping whose values are plain: what JSON holds. Raises InputError without text."""
        return cls(
            _content(fields),
            id=_plain(fields.get("id")),
            uri=_plain(fields.get("uri")),
            given=Metadata(
                title=_plain(fields.get("title")) or None,
                byline=_plain(fields.get("byline")) or None,
                date=_plain(fields.get("date")) or None,
            ),
            extra=_extra(
                {
                    key: value
                    for key, value in fields.items()
                    if key not in _OURS or (key == "bytes" and isinstance(fields.get("text"), str))
                }
            ),
        )


def _content(fields: Mapping[str, Any]) -> str | bytes:
    text, data = fields.get("text"), fields.get("bytes")
    if isinstance(text, str):
        return text
    if isinstance(data, bytes | bytearray | memoryview) and text is None:
        return bytes(data)
    if "text" in fields and text is None and data is None:
        raise InputError("the document's 'text' is null")
    if text is None and data is None:
        names = ", ".join(map(repr, fields)) or "none"
        raise InputError(
            f"the document has no 'text' (str) and no 'bytes'; its fields are: {names}"
        )
    name, value, wanted = ("bytes", data, "bytes") if text is None else ("text", text, "str")
    raise InputError(f"the document's '{name}' is {type(value).__name__}, not {wanted}")


def _plain(value: object) -> str:
    """A field as text; None and the missing values of data frames are no text."""
    return "" if value is None or _is_nan(value) else without_surrogates(str(value))


def _is_nan(value: object) -> bool:
    missing = type(value).__name__ in ("NAType", "NaTType")  # of pandas, which is not imported here
    return missing or (isinstance(value, float) and math.isnan(value))


def _extra(fields: dict[str, Any]) -> str:
    """JSON of what is not ours. What JSON cannot say is said by its `str`."""
    if not fields:
        return "{}"
    try:
        return msgspec.json.encode(fields, enc_hook=str).decode()
    except (UnicodeEncodeError, TypeError, ValueError):
        return msgspec.json.encode(_sayable(fields)).decode()


def _sayable(value: object) -> object:
    if isinstance(value, Mapping):
        return {_sayable(str(key)): _sayable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_sayable(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return without_surrogates(str(value))


def _warn_of_path(text: str) -> None:
    if len(text) > _LONGEST_PATH or "\n" in text or "\0" in text or not text:
        return
    if os.path.isfile(text):  # noqa: PTH113 - Path(text) costs ten times as much, on every text
        warnings.warn(
            f"the text {text!r} is also the name of a file; to read the file, pass "
            f"pathlib.Path({text!r})",
            UserWarning,
            stacklevel=5,
        )


def _what_to_do(source: object) -> str:
    what = type(source).__name__
    if source is None or _is_nan(source):
        what = "None" if source is None else "NaN"
        return (
            f"{what} is not a document: drop missing values first "
            "(pandas: series.dropna() or series.fillna(''))"
        )
    return (
        f"a document is str, bytes, pathlib.Path or a mapping with 'text' or 'bytes', not {what}; "
        "for many documents use normtext.preset(...).run(documents)"
    )

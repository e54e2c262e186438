"""Archives: WET and WARC files, a document for each record of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import msgspec

from normtext.corpus.inputs import InputFile
from normtext.corpus.pieces import OTHER, Piece
from normtext.errors import MissingExtra

__all__ = ["archived"]

_TEXTS = ("conversion", "resource", "response")  # kinds of record that hold what was at an address


def archived(stream: BinaryIO, file: InputFile, _: Mapping[str, str]) -> Iterator[Piece]:
    """The records of an archive that hold plain text; the ids are theirs.

    What is there in another form, HTML above all, is not read: such a record is skipped.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise MissingExtra(f"reading {file.uri}", "warc") from None
    number = 0
    records = ArchiveIterator(stream, verify_http=False)
    try:
        for record in records:
            if record.rec_type not in _TEXTS:
                continue
            number += 1
            headers = record.rec_headers
            stated = (record.http_headers or headers).get_header("Content-Type") or ""
            kind = stated.partition(";")[0].strip()
            data = record.content_stream().read()
            piece = Piece(
                (headers.get_header("WARC-Record-ID") or f"{file.id}#{number}").strip("<>"),
                file.uri,
                f"record {number}",
                records.get_record_offset(),
                len(data),
                uri=headers.get_header("WARC-Target-URI") or "",
            )
            if kind not in ("text/plain", ""):
                why = f"{kind} is not plain text"
                yield msgspec.structs.replace(piece, form=OTHER, error=why)
            elif record.http_headers is None and len(data) < int(record.length or 0):
                why = f"{file.uri}, record {number}: it is cut off"
                yield msgspec.structs.replace(piece, data=data, error=why)
            else:
                yield msgspec.structs.replace(piece, data=data)
    except ArchiveLoadFailed as error:
        raise OSError(str(error)) from None

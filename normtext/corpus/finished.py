"""Finished: the outputs of an earlier run, from which the shards that did not change are taken."""

from __future__ import annotations

import msgspec

from normtext.corpus.assembling import Line, read_manifest
from normtext.corpus.duplicates import without_marks
from normtext.corpus.formats import slice_of
from normtext.corpus.outcomes import Account
from normtext.corpus.outputs import Outputs
from normtext.corpus.spool import Spool, digest

__all__ = ["Finished"]


class Finished:
    """The shards in finished outputs; none where there are no outputs."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._lines: dict[str, Line] = {}
        if outputs.records.exists():
            self._lines = {line.key: line for line in read_manifest(outputs.manifest)}

    def restore(self, key: str, spool: Spool) -> bool:
        """Put a shard back into the spool; False if it is not there, or not as it was."""
        line = self._lines.get(key)
        if line is None:
            return False
        records = self._outputs.records / line.file if line.file else self._outputs.records
        parts = [
            self._outputs.format.part(records, line.start[0], line.sizes[0]),
            slice_of(self._outputs.rejects, line.start[1], line.sizes[1]),
        ]
        if digest(parts[0]) != line.digests[0]:  # there may be marks of duplicates in it
            parts[0] = self._without_marks(parts[0])
        if tuple(map(digest, parts)) != line.digests:
            return False
        spool.put(key, msgspec.convert(line.account, Account), parts[0], parts[1])
        return True

    def _without_marks(self, records: bytes) -> bytes:
        form = self._outputs.format
        try:
            return form.pack(without_marks(form.unpack(records)))
        except Exception:  # noqa: BLE001 - no records, or not all of them: they are made again
            return b""

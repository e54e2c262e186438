"""Lines that were found repeated across the documents of a site, and so belong to its pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from normtext.errors import ConfigError
from normtext.rules import LineRule

__all__ = ["REPEATED", "RepeatedLines"]

REPEATED = LineRule(
    id="repeated.line",
    kind="repeated",
    why="it stands in many documents of its site",
    seen_in="whatever `normtext learn` was given",
    pattern="(?!)",  # decided by a look-up
    anchor=True,
    hits=("",),
    misses=("", ""),
)

_TELL = "normtext learn"  # what made the file


@dataclass(frozen=True)
class RepeatedLines:
    """Lines, each of which goes wherever it stands as a whole line. A plain value.

    `normtext learn` makes the file; `RepeatedLines.load(path)` reads it back.
    """

    lines: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> RepeatedLines:
        """Raises ConfigError for a file that is not there or not of `normtext learn`."""
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
            lines: Any = data["lines"] if data["made_by"] == _TELL else None
            return cls(tuple(sorted(lines)))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise ConfigError(
                f"{path}: holds no repeated lines; make it with `normtext learn INPUT... -o {path}`"
            ) from None

    @staticmethod
    def dump(path: Path, lines: Iterable[tuple[str, int, int]]) -> None:
        """Write lines, each with the documents that hold it and the documents of its site."""
        table = {line: [held, of] for line, held, of in lines}
        data = {"made_by": _TELL, "lines": dict(sorted(table.items()))}
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def __contains__(self, line: str) -> bool:
        return line in self._set

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.lines)

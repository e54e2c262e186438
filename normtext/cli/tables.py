"""Rows: a table for eyes, plain lines for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

__all__ = ["print_plain", "print_rows"]


def print_rows(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for eyes, plain lines for other programs."""
    if sys.stdout.isatty():
        _print_table(header, rows)
    else:
        print_plain(rows)


def print_plain(rows: Iterable[Sequence[object]]) -> None:
    """Tab-separated and whole, in UTF-8 with line feeds on every system."""
    for row in rows:
        cells = (" ".join(str(cell).expandtabs(1).splitlines()) for cell in row)
        sys.stdout.buffer.write(("\t".join(cells) + "\n").encode())


def _print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    columns = (Column(name, overflow="fold") for name in header)
    table = Table(*columns, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))  # not markup: "[b]" is a text
    Console().print(table)

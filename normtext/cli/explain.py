"""The command `explain`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from normtext.cli.app import complain
from normtext.cli.options import asked_pipeline, asked_renames, pipeline_options
from normtext.cli.tables import print_plain

if TYPE_CHECKING:
    from normtext.corpus.explanation import Entry

__all__ = ["explain"]


@click.command()
@click.argument("file")
@pipeline_options
def explain(file: str, renames: str | None, **options: Any) -> None:
    """Show what was changed and removed, where, by which rule and why.

    FILE: a document, a .jsonl file of documents, a .jsonl file of records that `normtext run`
    wrote, or - for standard input. In a pipe, the columns are id, line, start, end, what, before,
    after, rules, why; offsets count code points of the source.
    """
    from normtext.corpus.explanation import entries, explained, headline, reasons

    pipeline = asked_pipeline(options)
    why = reasons(pipeline)
    for record in explained(file, pipeline, asked_renames(renames)):
        found = entries(record, why)
        if sys.stdout.isatty():
            _print_explanation(headline(record), found)
        elif record.error is not None:
            complain(headline(record))
        else:
            print_plain((record.id, *entry.row()) for entry in found)


def _print_explanation(headline: str, entries: Sequence[Entry]) -> None:
    """For eyes: where, what and why on one line, the text below it."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    console.print(Text(headline, style="bold"))
    for entry in entries:
        line, start, end, what, before, after, rules, why = entry.row()
        changed = what == "changed"
        color = "yellow" if changed else "red" if what.startswith("removed") else "green"
        reason = f" ({why})" if why else ""
        told = Text.assemble(f"line {line}, {start}-{end}: ", (what, color), f" {rules}{reason}")
        left, right = entry.around
        text = Text(before)
        if changed:  # one character more or less says little without its line
            deed = (f"[{before} -> {after or '(nothing)'}]", color)
            text = Text.assemble((left, "dim"), deed, (right, "dim"))
        for part, indent in ((told, 2), (text, 6)):
            console.print(Padding(part, (0, 0, 0, indent), expand=False))

"""The command `learn`."""

from __future__ import annotations

from typing import Any

import click

from normtext.cli.options import asked_renames

__all__ = ["learn"]


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--out", required=True, metavar="MODEL", help="The file to write.")
@click.option("--map", "renames", metavar="OURS=THEIRS,...", help="As in `normtext run`.")
@click.option("--overwrite", is_flag=True, help="Replace MODEL if it exists.")
def learn(renames: str | None, **options: Any) -> None:
    """Learn the lines that are repeated across the documents of a site.

    INPUT: as in `normtext run`; a document's site is the host of its `uri`. Use what is learned
    with `normtext run --repeated-lines MODEL`.
    """
    from normtext import corpus
    from normtext.corpus.learning import FEWEST

    documents, lines = corpus.learn(renames=asked_renames(renames), **options)
    few = f"; a line counts if {FEWEST} documents of a site hold it" if documents < FEWEST else ""
    click.echo(f"documents: {documents:,}, repeated lines: {lines:,}{few}", err=True)

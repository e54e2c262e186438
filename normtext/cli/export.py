"""The command `export`."""

from __future__ import annotations

import click

__all__ = ["export"]


@click.command()
@click.argument("records")
@click.option("-o", "--out", required=True, metavar="OUT", help="A .csv, .tsv or .tmx file.")
@click.option(
    "--separator", default=",", metavar="CHAR", help="Of a .csv; where Excel speaks French, ';'."
)
@click.option(
    "--target", default="en", metavar="LANG", help="The language of a .tmx's translations."
)
@click.option("--overwrite", is_flag=True, help="Replace OUT if it exists.")
def export(records: str, out: str, *, separator: str, target: str, overwrite: bool) -> None:
    """Write the sentences of records and their translations as a table.

    RECORDS: a file, or a folder of shards, that `normtext run` wrote.
    """
    from normtext.corpus.export import export as write

    count = write(records, out, separator=separator, target=target, overwrite=overwrite)
    none = "" if count or not out.lower().endswith(".tmx") else ": none has a translation"
    click.echo(f"{count:,} segments in {out}{none}", err=True)

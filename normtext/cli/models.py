"""The commands of `normtext models`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from normtext.cli.app import complain
from normtext.cli.tables import print_rows

__all__ = ["models"]

_LOCK = click.option(
    "--lock",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A file of SHA-256 that what is installed must agree with.",
)


@click.group(invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context, /) -> None:
    """Install, list, verify and remove models for translation."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@models.command()
@click.argument("what", metavar="NAME|FILE|FOLDER|URL")
@click.option("--index", metavar="URL", help="Where a NAME is looked up [Argos' index].")
@_LOCK
@click.option("--overwrite", is_flag=True, help="Replace a package of the same version.")
def install(what: str, index: str | None, lock: Path | None, *, overwrite: bool) -> None:
    """Install a model: a pair such as fr-en, a file, a folder or a URL.

    The only command that goes online, and only for a pair or an address. What is installed already
    stays as it is.
    """
    from normtext.translation import models as store
    from normtext.translation.download import INDEX

    with _progress() as progress:
        package = store.install(
            what, index=index or INDEX, lock=lock, overwrite=overwrite, progress=progress
        )
    click.echo(f"{package.name} {package.version} is in {package.folder}", err=True)


@models.command(name="list")
def list_() -> None:
    """List the models that can be used: pair, version, folder."""
    from normtext.translation.store import argos_folder, installed, own_folder

    rows = [(package.name, package.version, package.folder) for package in installed()]
    if rows:
        print_rows(("Pair", "Version", "Folder"), rows)
    else:
        complain(
            f"no model is in {own_folder()} or {argos_folder()}: see `normtext models install -h`"
        )


@models.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove the models of a pair.

    Those that argostranslate installed are left alone.
    """
    from normtext.translation import models as store

    for folder in store.remove(name):
        click.echo(f"removed {folder}", err=True)


@models.command()
@_LOCK
@click.pass_context
def verify(ctx: click.Context, lock: Path | None) -> None:
    """Check the files of the installed models.

    Exits with 1 where one is not as it was.
    """
    from normtext.translation import models as store

    problems = list(store.verify(lock))
    for problem in problems:
        click.echo(f"{problem.name}: {problem.what}", err=True)
    if problems:
        ctx.exit(1)
    click.echo("all as they were installed", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None], object]]:
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    columns = (DownloadColumn(), BarColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda have, total: bar.update(task, completed=have, total=total)

"""The command line: parse, call, print. Everything it does can be done from Python.

Records go to a file or to standard output, everything else to standard error.
Each command imports what it needs, so that `--help` is quick.
"""

from __future__ import annotations

import click

from normtext._version import __version__
from normtext.cli.app import Commands, main_with
from normtext.cli.explain import explain
from normtext.cli.export import export
from normtext.cli.learn import learn
from normtext.cli.listing import presets, rules, stages
from normtext.cli.models import models
from normtext.cli.run import run

__all__ = ["commands", "main"]


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="normtext", message="%(prog)s %(version)s")
@click.pass_context
def commands(ctx: click.Context, /) -> None:
    """Dirty English and French documents in; clean, aligned text records out."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (run, learn, explain, export, models, stages, rules, presets):
    commands.add_command(command)


def main() -> None:
    """The entry point of the `normtext` command."""
    main_with(commands)

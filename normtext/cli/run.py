"""The command `run`."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from normtext.cli.app import complain
from normtext.cli.options import asked_pipeline, asked_renames, pipeline_options

if TYPE_CHECKING:
    from normtext.corpus.outcomes import Outcome

__all__ = ["run"]

_COUNT = click.IntRange(min=1)


_EXAMPLES = """\b
Examples:
  normtext run articles/ -o records.jsonl
  normtext run dump.jsonl -o records.jsonl --map text=body,id=key --workers 4
  cat page.txt | normtext run - -o - | jq .text
"""


@click.command(epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--out", required=True, metavar="OUT", help="A .jsonl file, or - for stdout.")
@pipeline_options
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=1,
    metavar="N",
    help="Processes; 0: none beside this one.",
)
@click.option(
    "--translate", is_flag=False, flag_value="fr-en", metavar="[fr-en]", help="Translate segments."
)
@click.option("--overwrite", is_flag=True, help="Replace OUT if it exists.")
@click.option("--resume", is_flag=True, help="Go on where a run ended; redo only what changed.")
@click.option(
    "--time-limit", type=float, metavar="SECONDS", help="Reject a document that takes longer."
)
@click.option("--limit", type=_COUNT, metavar="N", help="Stop after so many documents.")
@click.option("--rejects", metavar="FILE", help="For rejected documents [OUT.rejects.jsonl].")
@click.option("--strict", is_flag=True, help="Exit with 1 if any document was rejected.")
@click.pass_context
def run(ctx: click.Context, /, **options: Any) -> None:
    """Turn documents into records, one JSON object a line.

    INPUT: .txt and .md files (a document each), .jsonl files (a document a line), folders of
    them, globs, or - for standard input.
    """
    from normtext import corpus
    from normtext.corpus.progress import progress_bar

    strict, options["renames"] = options.pop("strict"), asked_renames(options["renames"])
    pair = options["translate"]
    options["pipeline"] = asked_pipeline(options)
    if pair is not None:
        _tell_forecast(options)
    to_stdout = options["out"] == "-"
    unseen = not sys.stderr.isatty() or (to_stdout and sys.stdout.isatty())
    bar = nullcontext() if unseen else progress_bar(options["inputs"], options["limit"])
    with bar as on_progress:

        def on_outcome(outcome: Outcome) -> None:
            if outcome.status != "ok" and options["rejects"] is None:
                complain(f"{outcome.status} {outcome.id}: {outcome.error}")

        if on_progress is not None:
            options["on_progress"] = on_progress
        summary = corpus.run(on_outcome=on_outcome, **options)
    click.echo(str(summary), err=True)
    if strict and summary.rejected:
        ctx.exit(1)


def _tell_forecast(options: dict[str, Any]) -> None:
    """How much there is to translate: hours may be news to who asked for it."""
    from normtext.corpus.forecast import forecast

    given = (options[name] for name in ("pipeline", "inputs", "renames", "workers"))
    told = None if options["limit"] else forecast(*given)
    if told is not None:
        click.echo(told, err=True)

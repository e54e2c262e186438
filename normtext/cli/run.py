"""The command `run`."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from normtext.cli.app import complain
from normtext.cli.config import print_config, read_config
from normtext.cli.options import asked_pipeline, asked_renames, pipeline_options

if TYPE_CHECKING:
    from normtext.corpus.outcomes import Outcome

__all__ = ["run"]

_COUNT = click.IntRange(min=1)
_AS_THEY_ARE = (
    *("inputs", "out", "workers", "overwrite", "resume", "format", "slim", "limit", "sample"),
    *("rejects", "time_limit", "dedup", "duplicates", "engine", "address"),
)


_EXAMPLES = """\b
Examples:
  normtext run articles/ -o records.jsonl
  normtext run dump.jsonl -o records.jsonl --map text=body,id=key --workers 4
  cat page.txt | normtext run - -o - | jq .text
"""


def _pair(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A pair of languages, and not the input that stands behind an option without one."""
    from normtext.translation.packages import PAIR

    if value is not None and not PAIR.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no pair: write --translate=fr-en, or put it last")
    return value


@click.command(epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--out", required=True, metavar="OUT", help="A file, a folder, or -.")
@pipeline_options
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=1,
    metavar="N",
    help="Processes; 0: none beside this one.",
)
@click.option(
    "--translate",
    is_flag=False,
    flag_value="fr-en",
    metavar="[fr-en]",
    is_eager=True,
    callback=_pair,
    help="Translate segments.",
)
@click.option("--overwrite", is_flag=True, help="Replace OUT if it exists.")
@click.option("--resume", is_flag=True, help="Go on where a run ended; redo only what changed.")
@click.option(
    "--time-limit", type=float, metavar="SECONDS", help="Reject a document that takes longer."
)
@click.option("--format", metavar="NAME", help="Of the files in a folder [jsonl].")
@click.option("--slim", is_flag=True, help="Leave out the texts of segments.")
@click.option("--keep-lang", metavar="A,B", help="Skip documents in none of these languages.")
@click.option("--sample", type=_COUNT, metavar="N", help="So many from all over; tells the rest.")
@click.option("--part", metavar="I/N", help="Only the I-th of N parts: for N jobs at once.")
@click.option("--limit", type=_COUNT, metavar="N", help="Only the first N documents.")
@click.option("--dedup", metavar="exact", help="Set duplicate_of where a text was there before.")
@click.option("--duplicates", metavar="FILE", help="For such records, which leave OUT.")
@click.option("--engine", default="local", metavar="local|ray", help="What spreads the work.")
@click.option("--address", metavar="ADDRESS", help="Of a Ray cluster [one on this machine].")
@click.option("--summary", metavar="FILE", help="Write the summary as JSON, too.")
@click.option(
    "--config",
    metavar="FILE",
    is_eager=True,
    callback=read_config,
    help="Options in TOML; those given here count more.",
)
@click.option("--print-config", is_flag=True, help="Print the options as TOML, and do nothing.")
@click.option("--rejects", metavar="FILE", help="For rejected documents [OUT.rejects.jsonl].")
@click.option("--strict", is_flag=True, help="Exit with 1 if any document was rejected.")
@click.pass_context
def run(ctx: click.Context, /, **options: Any) -> None:
    """Turn documents into records.

    INPUT: .txt and .md files (a document each), .jsonl, .csv, .tsv and .parquet (a document a row),
    .wet and .warc, each also as .gz or .zst; folders of them, globs, addresses (s3://...), or - for
    standard input.

    OUT: a .jsonl, .jsonl.gz, .jsonl.zst or .parquet file, a folder, or - for standard output.
    """
    from normtext import corpus
    from normtext.corpus.summary import reason

    if options["print_config"]:
        _print_config(options)
        return
    asked = _asked(options)
    if options["translate"] is not None:
        _tell_forecast(asked)
    to_stdout = options["out"] == "-"
    unseen = not sys.stderr.isatty() or (to_stdout and sys.stdout.isatty())
    bar = nullcontext() if unseen else _bar(asked)
    with bar as on_progress:

        def on_outcome(outcome: Outcome) -> None:
            if outcome.status != "ok" and options["rejects"] is None:
                why = reason(outcome.id, outcome.error or "")
                complain(f"{outcome.status} {why}")

        if on_progress is not None:
            asked["on_progress"] = on_progress
        summary = corpus.run(on_outcome=on_outcome, **asked)
    click.echo(str(summary), err=True)
    if options["summary"] is not None:
        summary.write(options["summary"])
    if options["strict"] and summary.rejected:
        ctx.exit(1)


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    """The options of `corpus.run`."""
    from normtext.corpus.selection import parse_part

    asked = {name: options[name] for name in _AS_THEY_ARE}
    asked["pipeline"] = asked_pipeline(options)
    if options["preset"] is None and options["stages"] is None:
        asked["pages"] = asked_pipeline(options, "page")
    asked["renames"] = asked_renames(options["renames"])
    asked["part"] = options["part"] and parse_part(options["part"])
    asked["keep_lang"] = [each.strip() for each in (options["keep_lang"] or "").split(",") if each]
    return asked


def _bar(asked: dict[str, Any]) -> Any:
    from normtext.corpus.progress import progress_bar

    return progress_bar(asked["inputs"], asked["limit"] or asked["sample"])


def _print_config(options: dict[str, Any]) -> None:
    """What would be run."""
    asked = _asked(options)
    made = {"pipeline": asked["pipeline"], "pipeline of .wet and .warc files": asked.get("pages")}
    told = {name: [*map(repr, each.stages)] for name, each in made.items() if each is not None}
    print_config(options, {f"{name} {made[name].fingerprint}": told[name] for name in told})


def _tell_forecast(options: dict[str, Any]) -> None:
    """How much there is to translate: hours may be news to who asked for it."""
    from normtext.corpus.forecast import forecast

    given = (options[name] for name in ("pipeline", "inputs", "renames", "workers"))
    told = None if options["limit"] else forecast(*given)
    if told is not None:
        click.echo(f"{told}, less what is done already" if options["resume"] else told, err=True)

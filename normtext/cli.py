"""The command line: parse, call, print. Everything it does can be done from Python.

Records go to a file or to standard output, everything else to standard error.
Each command imports what it needs, so that `--help` is quick.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TypeVar

import click

from normtext._version import __version__
from normtext.errors import NormtextError
from normtext.model_commands import export, models

if TYPE_CHECKING:
    from normtext.corpus.explanation import Entry
    from normtext.corpus.runner import Outcome
    from normtext.pipeline import Pipeline

__all__ = ["commands", "main"]

_WRONG_REQUEST = 2
_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
_PIPE_CLOSED = 141  # 128 + SIGPIPE, as for any command whose reader has seen enough
_CLOSED = {errno.EPIPE, errno.EINVAL if os.name == "nt" else errno.EPIPE}
_TERMINATED = 143  # 128 + SIGTERM
_COUNT = click.IntRange(min=1)
_HELP = {"help_option_names": ["-h", "--help"]}
_Command = TypeVar("_Command", bound=Callable[..., Any])


def main() -> None:
    """The entry point of the `normtext` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may not know all characters
            stream.reconfigure(errors="backslashreplace")
    # As an exception, so that unfinished files are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    commands(prog_name="normtext")


class _Commands(click.Group):
    """A group whose errors are one line, and whose exit codes are ours."""

    def main(self, *args: Any, **extra: Any) -> Any:
        extra["standalone_mode"] = False  # in which click leaves errors and exit codes to us
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            code = _complain(error.format_message())
        except click.Abort:
            code = _INTERRUPTED
        except NormtextError as error:
            code = _complain(str(error))
        except OSError as error:
            where = error.filename or "standard output"
            code = _complain(f"{where}: {error.strerror}" if error.strerror else str(error))
            _give_up_stdout()
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> Any:
        """As click, but for interrupts and closed pipes, which click tells as it sees fit."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            _complain("interrupted")
            return _INTERRUPTED
        except OSError as error:
            if error.filename is not None or error.errno not in _CLOSED:
                raise
            _give_up_stdout()
            return _PIPE_CLOSED
        return 0


def _complain(message: str) -> int:
    """One line, whatever names and texts the message quotes."""
    line = "".join(char if char.isprintable() else "?" for char in " ".join(message.split()))
    click.echo(f"normtext: {line}", err=True)
    return _WRONG_REQUEST


def _give_up_stdout() -> None:
    """What is still buffered for a pipe or a full disk would fail once more, loudly, at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=_Commands, invoke_without_command=True, context_settings=_HELP)
@click.version_option(__version__, prog_name="normtext", message="%(prog)s %(version)s")
@click.pass_context
def commands(ctx: click.Context, /) -> None:
    """Dirty English and French documents in; clean, aligned text records out."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


commands.add_command(models)
commands.add_command(export)


def _pipeline_options(command: _Command) -> _Command:
    mapping = "What our fields are called in your JSON: uri=url,text=body,id=key."
    stages = "Only these stages, in this order: see `normtext stages`. my_pkg:MyStage is your own."
    for option in (
        click.option("--map", "renames", metavar="OURS=THEIRS,...", help=mapping),
        click.option("--stages", metavar="A,B,...", help=stages),
        click.option("--preset", metavar="NAME", help="A pipeline: see `normtext presets`."),
        click.option("--rules", multiple=True, metavar="FILE", help="Line rules of your own, too."),
        click.option(
            "--keep", metavar="KIND,...", help="Kinds or rules whose lines stay, as labels."
        ),
        click.option(
            "--repeated-lines", metavar="MODEL", help="Lines that `normtext learn` found."
        ),
        click.option("--tag-only", is_flag=True, help="Remove no line; label what would go."),
    ):
        command = option(command)
    return command


_EXAMPLES = """\b
Examples:
  normtext run articles/ -o records.jsonl
  normtext run dump.jsonl -o records.jsonl --map text=body,id=key --workers 4
  cat page.txt | normtext run - -o - | jq .text
"""


@commands.command(epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--out", required=True, metavar="OUT", help="A .jsonl file, or - for stdout.")
@_pipeline_options
@click.option("--workers", type=_COUNT, default=1, metavar="N", help="Processes to spread over.")
@click.option(
    "--translate", is_flag=False, flag_value="fr-en", metavar="[fr-en]", help="Translate segments."
)
@click.option("--overwrite", is_flag=True, help="Replace OUT if it exists.")
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

    strict, options["renames"] = options.pop("strict"), _renames(options["renames"])
    pair = options["translate"]
    options["pipeline"] = _pipeline(options)
    if pair is not None:
        _tell_forecast(options)
    to_stdout = options["out"] == "-"
    unseen = not sys.stderr.isatty() or (to_stdout and sys.stdout.isatty())
    bar = nullcontext() if unseen else progress_bar(options["inputs"], options["limit"])
    with bar as advance:

        def on_outcome(outcome: Outcome) -> None:
            if outcome.error is not None and to_stdout and options["rejects"] is None:
                _complain(f"rejected {outcome.id}: {outcome.error}")
            if advance is not None:
                advance(outcome)

        summary = corpus.run(on_outcome=on_outcome, **options)
    click.echo(str(summary), err=True)
    if strict and summary.rejected:
        ctx.exit(1)


@commands.command()
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

    documents, lines = corpus.learn(renames=_renames(renames), **options)
    click.echo(f"{documents:,} documents, {lines:,} repeated lines", err=True)


@commands.command()
@click.argument("file")
@_pipeline_options
def explain(file: str, renames: str | None, **options: Any) -> None:
    """Show what was changed and removed, where, by which rule and why.

    FILE: a document, a .jsonl file of documents, a .jsonl file of records that `normtext run`
    wrote, or - for standard input. In a pipe, the columns are id, line, start, end, what, before,
    after, rules, why; offsets count code points of the source.
    """
    from normtext.corpus.explanation import entries, explained, headline, reasons

    pipeline = _pipeline(options)
    why = reasons(pipeline)
    for record in explained(file, pipeline, _renames(renames)):
        found = entries(record, why)
        if sys.stdout.isatty():
            _print_explanation(headline(record), found)
        elif record.error is not None:
            _complain(headline(record))
        else:
            _print_plain((record.id, *entry.row()) for entry in found)


@commands.command()
def stages() -> None:
    """List the stages, in the order in which a pipeline runs them."""
    from normtext.presets import STAGES, stage_of
    from normtext.stage import Decoder, Editor

    rows = []
    shapes = {"decoder": Decoder, "editor": Editor, "annotator": object}
    for name, cls in STAGES.items():
        made = stage_of(name)
        kinds = (kind for kind, shape in shapes.items() if isinstance(made, shape))
        what = " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())
        rows.append((name, next(kinds), len(made.rules), what))
    _print_rows(("Stage", "Kind", "Rules", "What it does"), rows)


@commands.command()
@click.option(
    "--lang",
    type=click.Choice(["en", "fr", "mul"]),
    help="Only the line rules of a language (mul: both).",
)
@click.option("--stage", metavar="NAME", help="Only the rules of a stage.")
def rules(lang: str | None, stage: str | None) -> None:
    """List the rules: every change and removal names one of them."""
    from normtext import presets

    rows = [
        (rule.id, rule.kind, name, rule.why)
        for name in ([stage] if stage else presets.STAGES)
        for rule in presets.stage_of(name).rules.values()
        if lang is None or rule.id.startswith(f"{lang}.")
    ]
    _print_rows(("Rule", "Kind", "Stage", "Why"), rows)
    if not rows:
        _complain("no rule is of that stage and language")


@commands.command()
def presets() -> None:
    """List the ready pipelines and their stages."""
    from normtext.presets import PRESETS

    rows = [(name, purpose, ", ".join(names)) for name, (purpose, names) in PRESETS.items()]
    _print_rows(("Preset", "For", "Stages"), rows)


def _pipeline(options: dict[str, Any]) -> Pipeline:
    """The pipeline that the options of `_pipeline_options` ask for; takes them out of `options`."""
    from normtext import presets

    preset, stages = options.pop("preset"), options.pop("stages")
    asked = {"more_rules": options.pop("rules"), "keep": options.pop("keep")}
    asked |= {name: options.pop(name) for name in ("tag_only", "repeated_lines")}
    given = {name: value for name, value in asked.items() if value}
    pair = options.pop("translate", None)
    if pair is not None:
        if stages is not None:
            raise click.UsageError("--translate goes with a preset; name `translate` in --stages")
        workers = options.get("workers", 1)
        threads = max(1, (os.cpu_count() or 1) // workers) if workers > 1 else 0  # share the cores
        made = presets.preset(preset or "article", translate=pair, threads=threads, **given)
        made.prepare()  # what is missing is said before anything is read
        return made
    if stages is None:
        return presets.preset(preset or "article", **given)
    if preset is not None:
        raise click.UsageError("--preset and --stages exclude one another")
    if ":" in stages:  # a module of the user's own, most often beside the documents
        sys.path.append(os.getcwd())  # noqa: PTH109 - a str
    return presets.pipeline_of((name.strip() for name in stages.split(",")), **given)


def _tell_forecast(options: dict[str, Any]) -> None:
    """How much there is to translate: hours may be news to who asked for it."""
    from normtext.corpus.forecast import forecast

    given = (options[name] for name in ("pipeline", "inputs", "renames", "workers"))
    told = None if options["limit"] else forecast(*given)
    if told is not None:
        click.echo(told, err=True)


def _renames(text: str | None) -> dict[str, str]:
    from normtext.corpus.readers import parse_map

    return {} if text is None else parse_map(text)


def _print_rows(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for eyes, plain lines for other programs."""
    if sys.stdout.isatty():
        _print_table(header, rows)
    else:
        _print_plain(rows)


def _print_plain(rows: Iterable[Sequence[object]]) -> None:
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

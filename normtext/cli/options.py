"""Options that several commands share, and the pipeline that they ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from normtext.cli.config import STAGE_OPTIONS

if TYPE_CHECKING:
    from normtext.pipeline import Pipeline

__all__ = ["asked_pipeline", "asked_renames", "pipeline_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def pipeline_options(command: _Command) -> _Command:
    """The options of a command that runs a pipeline."""
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
        click.option(
            "--language-engine", metavar="NAME", help="`normtext`, or `langdetect` for its answers."
        ),
        click.option("--tag-only", is_flag=True, help="Remove no line; label what would go."),
    ):
        command = option(command)
    return command


def asked_pipeline(options: dict[str, Any], usual: str = "article") -> Pipeline:
    """The pipeline that the options of `pipeline_options` ask for.

    usual: the preset where none is asked for.
    """
    from normtext import presets

    preset, stages = options["preset"], options["stages"]
    asked = {"more_rules": options["rules"], "keep": options["keep"]}
    asked |= {name: options[name] for name in ("tag_only", "repeated_lines", "language_engine")}
    given = {name: value for name, value in asked.items() if value}
    given |= click.get_current_context().meta.get(STAGE_OPTIONS, {})
    pair = options.get("translate")
    if pair is not None:
        if stages is not None:
            raise click.UsageError("--translate goes with a preset; name `translate` in --stages")
        workers = options.get("workers", 1)
        threads = max(1, (os.cpu_count() or 1) // workers) if workers > 1 else 0  # share the cores
        made = presets.preset(preset or usual, translate=pair, threads=threads, **given)
        made.prepare()  # what is missing is said before anything is read
        return made
    if stages is None:
        return presets.preset(preset or usual, **given)
    if preset is not None:
        raise click.UsageError("--preset and --stages exclude one another")
    if ":" in stages:  # a module of the user's own, most often beside the documents
        sys.path.append(os.getcwd())  # noqa: PTH109 - a str
    return presets.pipeline_of((name.strip() for name in stages.split(",")), **given)


def asked_renames(text: str | None) -> dict[str, str]:
    """Our field names, and what they are called in the files."""
    from normtext.corpus.readers import parse_map

    return {} if text is None else parse_map(text)

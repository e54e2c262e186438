"""The commands `stages`, `rules` and `presets`: what there is."""

from __future__ import annotations

import click

from normtext.cli.app import complain
from normtext.cli.tables import print_rows

__all__ = ["presets", "rules", "stages"]


@click.command()
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
    print_rows(("Stage", "Kind", "Rules", "What it does"), rows)


@click.command()
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
    print_rows(("Rule", "Kind", "Stage", "Why"), rows)
    if not rows:
        complain("no rule is of that stage and language")


@click.command()
def presets() -> None:
    """List the ready pipelines and their stages."""
    from normtext.presets import PRESETS

    rows = [(name, purpose, ", ".join(names)) for name, (purpose, names) in PRESETS.items()]
    print_rows(("Preset", "For", "Stages"), rows)

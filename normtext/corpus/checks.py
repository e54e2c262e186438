"""Checks: what is wrong with a request is said before anything is read or written."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import SupportsFloat, SupportsIndex

from normtext.corpus.inputs import Root
from normtext.corpus.outputs import Outputs, check_apart, lines_of
from normtext.corpus.writers import refuse_existing
from normtext.errors import ConfigError

__all__ = ["check_options", "check_outputs", "check_stdout", "refused_beside_stdout"]


def check_options(workers: int, time_limit: float | None, *, resume: bool, overwrite: bool) -> None:
    """Raise ConfigError for options that cannot be."""
    if not isinstance(workers, SupportsIndex) or workers < 0:
        raise ConfigError(f"workers is a number of processes from 0 on, not {workers!r}")
    if resume and overwrite:
        raise ConfigError("resume and overwrite exclude one another")
    if time_limit is not None and not (isinstance(time_limit, SupportsFloat) and time_limit > 0):
        raise ConfigError(f"a time limit is a number of seconds above 0, not {time_limit!r}")
    if time_limit is not None and (not workers or not hasattr(signal, "setitimer")):
        raise ConfigError("a time limit needs workers, which it ends, and a system with signals")


def check_outputs(
    outputs: Outputs, roots: Sequence[Root], *, resume: bool, overwrite: bool
) -> None:
    """Raise InputError or ConfigError where something stands in the way of the outputs."""
    outputs.format.prepare()
    existing = outputs.existing()
    check_apart(roots, existing)
    if overwrite:
        outputs.spool.drop()
    elif not resume:
        refuse_existing(existing, resumable=True)
        if outputs.spool:
            raise ConfigError(
                f"an interrupted run left its shards in {outputs.spool.folder}; pass --resume to "
                "go on from there, or --overwrite to start anew"
            )


def refused_beside_stdout(
    rejects: str | os.PathLike[str] | None, roots: Sequence[Root], *, overwrite: bool
) -> Path | None:
    """The file for rejects beside standard output. Raises as check_outputs does."""
    path = None if rejects is None else lines_of(rejects)
    existing = [path] if path is not None and path.exists() else []
    check_apart(roots, existing, to_stdout=True)
    if not overwrite:
        refuse_existing(existing)
    return path


def check_stdout(**options: object) -> None:
    """Raise ConfigError for options that need more than a stream to write to."""
    for name, value in options.items():
        if value:
            raise ConfigError(f"{name} needs a file or a folder as output, not standard output")

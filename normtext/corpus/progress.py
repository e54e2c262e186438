"""Progress: a bar on standard error, for who watches a run on a terminal."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from normtext.corpus.inputs import resolve, total_size
from normtext.corpus.runner import Outcome

__all__ = ["progress_bar"]


@contextmanager
def progress_bar(
    inputs: Iterable[str | os.PathLike[str]], limit: int | None = None
) -> Iterator[Callable[[Outcome], None]]:
    """A bar that moves with each outcome it is called with, and goes when its context ends.

    It counts bytes, whose total is known beforehand (but for standard input), or documents where
    their number is limited. Pass what it yields to `run` as `on_outcome`.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    total = limit or total_size(resolve(inputs, Counter()))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    # Standard output is left to the records.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("0 documents", total=total)
        documents = 0

        def advance(outcome: Outcome) -> None:
            nonlocal documents
            documents += 1
            step = 1 if limit else outcome.size
            bar.update(task, advance=step, description=f"{documents:,} documents")

        yield advance

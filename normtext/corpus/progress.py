"""Progress: a bar on standard error, for who watches a run on a terminal."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter

from normtext.corpus.inputs import resolve, total_size
from normtext.corpus.outcomes import Account

__all__ = ["progress_bar"]


@contextmanager
def progress_bar(
    inputs: Iterable[str | os.PathLike[str]], limit: int | None = None
) -> Iterator[Callable[[Account], None]]:
    """A bar that moves with each account it is called with, and goes when its context ends.

    It counts bytes, whose total is known beforehand (but for standard input), or documents where
    their number is limited. Pass what it yields to `run` as `on_progress`.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    total = limit or total_size(resolve(inputs, Counter()))
    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    console = Console(stderr=True)
    done = Account()
    began = perf_counter()
    # Standard output is left to the records.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("0 documents", total=total)

        def advance(account: Account) -> None:
            done.documents += account.documents
            done.rejected += account.rejected
            done.size += account.size
            told = _told(done, perf_counter() - began)
            bar.update(task, completed=done.documents if limit else done.size, description=told)

        yield advance


def _told(done: Account, seconds: float) -> str:
    pace = f"{done.documents / seconds:,.0f}/s, {done.size / seconds / 1e6:,.1f} MB/s"
    rejected = f", {done.rejected:,} rejected" if done.rejected else ""
    return f"{done.documents:,} documents, {pace}{rejected}"

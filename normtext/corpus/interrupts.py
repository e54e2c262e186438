"""Interrupts: the first asks a run to finish what it is at, the second ends it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

__all__ = ["Interrupts"]


class Interrupts:
    """While its context lasts, an interrupt (Ctrl-C) sets `asked`; the second one raises.

    So does the first while something is waited for that may never come (`waiting`). Elsewhere than
    in the main thread, where Python takes no signals, nothing happens.
    """

    def __init__(self) -> None:
        self.asked = False
        self._waits = False
        self._before: Any = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """For what may be given up halfway, such as reading standard input."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        again, self.asked = self.asked, True
        if again or self._waits:
            raise KeyboardInterrupt

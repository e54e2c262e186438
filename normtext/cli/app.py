"""The command `normtext`: errors are one line, and exit codes are ours."""

from __future__ import annotations

import errno
import os
import signal
import sys
from io import TextIOWrapper
from typing import Any

import click

from normtext.characters import one_line
from normtext.errors import NormtextError

__all__ = ["Commands", "complain", "main_with"]

_WRONG_REQUEST = 2
_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
_PIPE_CLOSED = 141  # 128 + SIGPIPE, as for any command whose reader has seen enough
_CLOSED = {errno.EPIPE, errno.EINVAL if os.name == "nt" else errno.EPIPE}
_TERMINATED = 143  # 128 + SIGTERM


def main_with(commands: click.Group) -> None:
    """Run the commands as a program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may not know all characters
            stream.reconfigure(errors="backslashreplace")
    # As an exception, so that unfinished files are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    commands(prog_name="normtext")


class Commands(click.Group):
    """A group whose errors are one line, and whose exit codes are ours."""

    def main(self, *args: Any, **extra: Any) -> Any:
        extra["standalone_mode"] = False  # in which click leaves errors and exit codes to us
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            code = complain(error.format_message())
        except click.Abort:
            code = _INTERRUPTED
        except NormtextError as error:
            code = complain(str(error))
        except OSError as error:
            where = error.filename or "standard output"
            code = complain(f"{where}: {error.strerror}" if error.strerror else str(error))
            _give_up_stdout()
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> Any:
        """As click, but for interrupts and closed pipes, which click tells as it sees fit."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt as interrupt:
            complain("; ".join(["interrupted", *map(str, interrupt.args)]))
            return _INTERRUPTED
        except OSError as error:
            if error.filename is not None or error.errno not in _CLOSED:
                raise
            _give_up_stdout()
            return _PIPE_CLOSED
        return 0


def complain(message: str) -> int:
    """One line, whatever names and texts the message quotes."""
    click.echo(f"normtext: {one_line(message)}", err=True)
    return _WRONG_REQUEST


def _give_up_stdout() -> None:
    """What is still buffered for a pipe or a full disk would fail once more, loudly, at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

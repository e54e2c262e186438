"""A stage that does to its process what its documents say. Workers import it by name."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time
from dataclasses import dataclass
from typing import ClassVar

from normtext.document import Annotations, Document
from normtext.rules import RuleSet


@dataclass(frozen=True)
class DoAsTold:
    """The last word of a text is an order; most texts end in none that it knows."""

    name: ClassVar[str] = "do_as_told"
    rules: ClassVar[RuleSet] = RuleSet.of()

    def annotate(self, doc: Document) -> Annotations:
        order = doc.text.rsplit(" ", 1)[-1]
        if order == "!raise":
            raise ZeroDivisionError("told to")
        if order == "!kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif order == "!segfault":
            ctypes.string_at(0)
        elif order == "!exit":
            os._exit(3)
        elif order == "!memory":
            bytearray(1 << 62)
        elif order == "!hang":  # in C, without ever letting another thread run
            re.match(r"(a+)+$", "a" * 60 + "b")
        elif order == "!sleep":
            time.sleep(60)
        elif order == "!slow":
            time.sleep(0.2)
        elif order == "!print":
            os.write(1, b"among the replies")
        return Annotations(lang="fr")

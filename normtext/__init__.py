"""normtext: dirty English and French documents in; clean, aligned text records out.

>>> import normtext
>>> record = normtext.normalize("Share this:\\n\\nThe cafÃ© is  open.")
>>> record.text
'The café is open.'
>>> normtext.restore(record)
'Share this:\\n\\nThe cafÃ© is  open.'
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING

from normtext._version import __version__

# Names are imported when they are first used, so that `import normtext` costs next to nothing.
_HOMES = {
    "Pipeline": "pipeline",
    "Record": "records",
    "arrow_schema": "arrow",
    "clean": "api",
    "detect": "api",
    "detect_langs": "api",
    "fix_text": "api",
    "load": "api",
    "normalize": "api",
    "preset": "presets",
    "read": "corpus",
    "restore": "api",
    "source_text": "api",
    "to_frame": "frames",
    "translate": "api",
}

__all__ = [
    "Pipeline",
    "Record",
    "__version__",
    "arrow_schema",
    "clean",
    "detect",
    "detect_langs",
    "fix_text",
    "load",
    "normalize",
    "preset",
    "read",
    "restore",
    "source_text",
    "to_frame",
    "translate",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())

if TYPE_CHECKING:
    from normtext.api import (
        clean,
        detect,
        detect_langs,
        fix_text,
        load,
        normalize,
        restore,
        source_text,
        translate,
    )
    from normtext.arrow import arrow_schema
    from normtext.corpus import read
    from normtext.frames import to_frame
    from normtext.pipeline import Pipeline
    from normtext.presets import preset
    from normtext.records import Record


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'normtext' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"normtext.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)

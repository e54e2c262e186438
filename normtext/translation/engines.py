"""The engines by their names."""

from __future__ import annotations

from normtext.errors import unknown_name
from normtext.translation.engine import Engine
from normtext.translation.packages import Package
from normtext.translation.profiles import Profile

__all__ = ["ENGINES", "engine_of"]

ENGINES = ("argos", "ctranslate2")


def engine_of(name: str, package: Package, profile: Profile, threads: int) -> Engine:
    """The engine of a name, its model loaded. threads: 0 for as many as there are cores."""
    if name not in ENGINES:
        raise unknown_name("engine", name, ENGINES)
    if name == "argos":
        from normtext.translation.argos import ArgosEngine

        return ArgosEngine(package)
    from normtext.translation.direct import DirectEngine

    return DirectEngine(package, profile, threads)

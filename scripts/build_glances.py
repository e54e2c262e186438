"""Build ``normtext/models/glances.json`` from the rules of the package: run it when they change.

python scripts/build_glances.py [--out FILE]
"""

import argparse
import json
from pathlib import Path
from typing import Any

from normtext.rules import LineRule
from normtext.stages.strip_boilerplate import StripBoilerplate
from normtext.stages.strip_boilerplate.glances import digest, told


def told_of(pattern: str) -> list[tuple[int, Any]]:
    """Of each alternative its length, and the ways in which its lines can begin."""
    return [(len(one), ways) for one, ways in told(pattern)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    out = Path(__file__).parent.parent / "normtext" / "models" / "glances.json"
    parser.add_argument("--out", type=Path, default=out)
    args = parser.parse_args()
    rules = [rule for rule in StripBoilerplate().rules.values() if isinstance(rule, LineRule)]
    built = {
        "about": (
            "Of each alternative of a rule: its length, and the ways in which lines begin that it "
            "matches: how long they can be, how they begin, and how their second words do; see "
            "glances.py."
        ),
        "built_by": "scripts/build_glances.py",
        "patterns": {digest(rule.pattern): told_of(rule.pattern) for rule in rules},
    }
    args.out.write_text(json.dumps(built) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

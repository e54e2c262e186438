"""Cases are data: TOML files in the folder `cases`."""

import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "cases"


def load(file, table):
    """The tables of that name in a file, in order."""
    return tomllib.loads((FOLDER / file).read_text("utf-8"))[table]


def parametrize(file, table, name):
    """A decorator: one test a case; those with a `known_failure` are strict expected failures."""
    params = [
        pytest.param(
            case,
            id=str(case.get("id") or f"{number}-{case.get('why', '')}"),
            marks=(
                [pytest.mark.xfail(reason=case["known_failure"], strict=True)]
                if "known_failure" in case
                else []
            ),
        )
        for number, case in enumerate(load(file, table))
    ]
    return pytest.mark.parametrize(name, params)

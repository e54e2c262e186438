"""Mutation testing: break the code in one place at a time, and see whether the tests notice.

    python scripts/mutate.py [--module edits --module alignment] [--limit-seconds N]

Works on a copy. A mutant on which the tests pass has survived; those that cannot be told from the
code by any test are listed in `tests/cases/mutants.toml` with the reason. Prints the survivors and
the share that was killed. Exit code 1 where less than 90 % were.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import ftfy  # noqa: F401 - loaded once, here, for all the children
import hypothesis.strategies  # noqa: F401
import msgspec  # noqa: F401
import numpy as np  # noqa: F401
import pytest

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/test_edits.py", "tests/test_alignment.py", "tests/test_document.py")
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--assert=plain")
FLOOR = 0.9
SECONDS = 60

_COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_BINARY = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd}


def mutations(  # noqa: C901, PLR0912 - one branch a kind
    node: ast.AST,
) -> Iterator[tuple[ast.AST, str]]:
    """What a node can be replaced by, and what that does."""
    twin = copy.deepcopy(node)
    if isinstance(twin, ast.Compare):
        for place, op in enumerate(twin.ops):
            if type(op) in _COMPARE:
                new = copy.deepcopy(twin)
                new.ops[place] = _COMPARE[type(op)]()
                yield new, "comparison"
    elif isinstance(twin, ast.BinOp) and type(twin.op) in _BINARY:
        twin.op = _BINARY[type(twin.op)]()
        yield twin, "operator"
    elif isinstance(twin, ast.AugAssign) and type(twin.op) in _BINARY:
        twin.op = _BINARY[type(twin.op)]()
        yield twin, "operator"
        yield ast.Pass(), "statement gone"
    elif isinstance(twin, ast.BoolOp):
        twin.op = ast.And() if isinstance(twin.op, ast.Or) else ast.Or()
        yield twin, "and/or"
    elif isinstance(twin, ast.UnaryOp) and isinstance(twin.op, ast.Not):
        yield twin.operand, "not"
    elif isinstance(twin, ast.Constant) and type(twin.value) is int:
        yield ast.Constant(twin.value + 1), "number"
    elif isinstance(twin, ast.Constant) and type(twin.value) is bool:
        yield ast.Constant(not twin.value), "truth"
    elif isinstance(twin, ast.If | ast.While | ast.IfExp):
        twin.test = ast.UnaryOp(ast.Not(), twin.test)
        yield twin, "condition"
    elif isinstance(twin, ast.Return) and ast.unparse(twin) not in ("return", "return None"):
        yield ast.Return(ast.Constant(None)), "returns None"
    elif isinstance(twin, ast.Assign):
        yield ast.Assign(twin.targets, ast.Constant(None), lineno=twin.lineno), "assigns None"
    elif isinstance(twin, ast.Continue):
        yield ast.Pass(), "continue"


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Each mutant of a module: where and what it is, and its code."""
    tree = ast.parse(source)
    lines = source.splitlines()
    skipped = {id(node) for one in ast.walk(tree) for node in _not_run(one)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        for field, value in ast.iter_fields(node):
            places = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
            for place, old in places:
                if not isinstance(old, ast.AST) or id(old) in skipped:
                    continue
                for new, what in mutations(old):
                    _put(node, field, place, new)
                    code = ast.unparse(ast.fix_missing_locations(tree))
                    _put(node, field, place, old)
                    line = lines[old.lineno - 1].strip() if hasattr(old, "lineno") else ""
                    shown = (
                        f"{ast.unparse(old).splitlines()[0]} -> {ast.unparse(new).splitlines()[0]}"
                    )
                    yield f"{shown} ({what}) in: {line}", code


def _put(node: ast.AST, field: str, place: int | None, new: ast.AST) -> None:
    if place is None:
        setattr(node, field, new)
    else:
        getattr(node, field)[place] = new


def _not_run(node: ast.AST) -> Iterator[ast.AST]:
    """Annotations and `__all__` and the like, which no test of behaviour can see."""
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
        yield from ast.walk(node.annotation)
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        yield from ast.walk(node.returns)
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("__"):
        yield from ast.walk(node)
    if isinstance(node, ast.FunctionDef) and node.name == "__repr__":
        yield from ast.walk(node)


def killed(folder: Path) -> bool:
    """Whether the tests fail on the copy in `folder`, run in a child that has all else loaded."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)  # a mutant may never end: that kills the child, and counts
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os._exit(int(pytest.main([*OPTIONS, *TESTS])))
    _, status = os.waitpid(child, 0)
    return status != 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--module", action="append", help="edits and alignment if not given")
    parser.add_argument("--only", default="", help="mutants whose description holds this")
    parser.add_argument("--limit-seconds", type=float, default=float("inf"))
    asked = parser.parse_args()
    listed = tomllib.loads((ROOT / "tests/cases/mutants.toml").read_text("utf-8"))["survivor"]
    reasons = {(entry["module"], entry["mutant"]): entry["why"] for entry in listed}
    sys.dont_write_bytecode = True
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != ROOT]
    until = time.monotonic() + asked.limit_seconds
    tried = survived = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("normtext", "tests", "pyproject.toml"):
            copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copied(ROOT / name, folder / name)
        if killed(folder):
            print("the tests fail without any mutation")
            return 2
        for module in asked.module or ["edits", "alignment"]:
            file = folder / "normtext" / f"{module}.py"
            source = file.read_text("utf-8")
            for what, code in mutants(source):
                if asked.only not in what:
                    continue
                if time.monotonic() > until:
                    print("out of time")
                    break
                file.write_text(code, "utf-8")
                tried += 1
                if not killed(folder):
                    survived += 1
                    why = reasons.get((module, what), "NOT LISTED")
                    print(f"survived: {module}: {what}: {why}", flush=True)
            file.write_text(source, "utf-8")
    share = (tried - survived) / max(tried, 1)
    print(f"{tried} mutants, {survived} survived, {share:.1%} killed")
    return 0 if share >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())

"""docs/guarantees.md names tests that exist; and those promises that no other file holds."""

import ast
import csv
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import normtext
from normtext.corpus.export import _csv, _tmx, rows
from normtext.testing import hostile_text

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "guarantees.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE)))
ROWS = re.findall(r"^\| (.+?) \| .+? \| (.+?) \|$", PAGE, re.MULTILINE)[1:]


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part)
def test_the_test_exists(file, name):
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


PROMISED = (
    "total", "conserved", "restorable", "idempotent", "deterministic", "order-independent", "local",
    "linear", "bounded memory", "offline", "no pickle, no eval", "no writes outside the output",
    "safe archives", "escaped reports", "one bad document costs only itself",
)  # fmt: skip


def test_every_promise_names_a_test():
    assert {promise for promise, _ in ROWS} >= set(PROMISED)
    assert [promise for promise, held in ROWS if "::" not in held] == []


def test_no_data_is_run_as_code():
    """`pickle` is in the kit, which sends a stage through it that it was given, and between our own
    processes, to which it carries the stages of a run.
    """
    found = set()
    for file in Path(normtext.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {(file.name, alias.name) for alias in node.names}
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.add((file.name, node.func.id))
    dangerous = {"pickle", "marshal", "shelve", "dill", "eval", "exec", "compile", "__import__"}
    allowed = {"laws_of_records.py", "pool.py", "worker.py", "clusters.py"}
    dangers = {pair for pair in found if pair[1] in dangerous}
    assert dangers == {(name, "pickle") for name in allowed}


WRITES = """
import os, sys
import normtext
normtext.load("article")
seen = []
def hook(event, args):
    if event == "open" and (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        seen.append(args[0])
    if event in ("os.mkdir", "os.remove", "os.rename", "subprocess.Popen", "os.system"):
        seen.append(event)
sys.addaudithook(hook)
open(os.devnull, "w").close()
assert seen.pop() == os.devnull  # the hook works
normtext.normalize("Share this:\\n\\nThe cafÃ© is  open. Il pleut sur la ville.")
normtext.normalize(b"caf\\xe9")
assert not seen, seen
"""


def test_a_pipeline_opens_nothing_for_writing():
    done = subprocess.run(
        [sys.executable, "-c", WRITES], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


_MARKUP = st.sampled_from(("=1+1", "+1", "-1", "@SUM(A1)", "<b>", "]]>", "&lt;", '"', "'", "\t"))
_HOSTILE = st.lists(st.one_of(_MARKUP, hostile_text()), max_size=4).map("".join)


@given(text=_HOSTILE, name=_HOSTILE, translation=_HOSTILE)
def test_no_table_runs_what_a_document_says(text, name, translation):
    record = normtext.normalize({"text": text, "id": name}, preset="article")
    said = normtext.source_text(translation)
    segments = (msgspec.structs.replace(one, translation=said) for one in record.segments)
    record = msgspec.structs.replace(record, segments=tuple(segments))
    table, memory = io.StringIO(newline=""), io.StringIO(newline="")
    _csv(table, rows(record), ",")
    _tmx(memory, rows(record), "en")
    cells = [cell for row in csv.reader(io.StringIO(table.getvalue(), newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r\n")] == []
    assert len(cells) == 14 * (len(record.segments) + 1)
    tags = {element.tag for element in ET.fromstring(memory.getvalue()).iter()}
    assert tags <= {"tmx", "header", "body", "tu", "tuv", "seg", "prop"}

"""No stage touches the network, and nothing depends on the process or its hash seed."""

import json
import os
import subprocess
import sys

import pytest
from strategies import MOJIBAKE, RULE_LINES, SENTENCES

from normtext.presets import PRESETS, preset

DOCUMENTS = [
    "\n\n".join(SENTENCES),
    "\n".join(RULE_LINES),
    "\n".join(f"{line}\n\n{SENTENCES[1]}" for line in RULE_LINES[::7]),
    " ".join(MOJIBAKE),
    "Share this:\n\nIt rained.  It rained again.\n\nPar Zoé Martin, le 27 octobre 2022\n#pluie",
    "",
]

# Every event of the audit hook that comes before something leaves the machine.
OFFLINE = """
import socket, sys
FORBIDDEN = {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname",
             "socket.sendto", "socket.sendmsg", "socket.gethostbyaddr", "urllib.Request"}
seen = []
def hook(event, args):
    if event in FORBIDDEN:
        seen.append(event)
        raise PermissionError(event)
sys.addaudithook(hook)
try:
    socket.getaddrinfo("localhost", 80)
except PermissionError:
    assert seen.pop() == "socket.getaddrinfo"  # the hook works
"""

NORMALISE = """
import json, sys
from normtext.presets import PRESETS, preset
documents = json.load(sys.stdin)
for name in PRESETS:
    pipeline = preset(name)
    for document in documents:
        for source in (document, document.encode(), document.encode("windows-1252", "replace")):
            print(pipeline.fingerprint, pipeline.normalize(source).to_json())
"""


def _run(script, **environment):
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(DOCUMENTS),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def here():
    return "".join(
        f"{pipeline.fingerprint} {pipeline.normalize(source).to_json()}\n"
        for pipeline in map(preset, PRESETS)
        for document in DOCUMENTS
        for source in (document, document.encode(), document.encode("windows-1252", "replace"))
    )


def test_no_stage_connects_binds_or_resolves(here):
    assert _run(OFFLINE + NORMALISE + "assert not seen, seen\n") == here


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_hash_seeds_change_nothing(seed, here):
    assert _run(NORMALISE, PYTHONHASHSEED=seed) == here


def test_the_documents_reach_the_rules(here):
    """Equal answers would prove little if there were nothing to answer."""
    records = [json.loads(line.partition(" ")[2]) for line in here.split("\n")[:-1]]
    assert len(records) == len(PRESETS) * len(DOCUMENTS) * 3
    rules = {rule for record in records for change in record["changes"] for rule in change["rules"]}
    assert len(rules) > 10

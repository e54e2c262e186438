"""The wheel installs, and runs without the repository."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

SCRIPT = """
import sys
import normtext
import normtext.testing
assert normtext.__file__.startswith(sys.argv[1]), normtext.__file__
for name in ("article", "page", "repair"):
    print(normtext.load(name).normalize("Share this:\\n\\nThe cafÃ© is  open.").text)
normtext.testing.sentences("fr")
"""


def _run(*command, cwd, path=""):
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_the_wheel_runs_without_the_repository(tmp_path):
    dist, home = tmp_path / "dist", tmp_path / "home"
    _run("-m", "hatchling", "build", "-t", "wheel", "-d", dist, cwd=ROOT)
    [wheel] = dist.glob("*.whl")
    _run(
        "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", home, wheel,
        cwd=tmp_path,
    )  # fmt: skip
    told = _run("-c", SCRIPT, home, cwd=tmp_path, path=str(home))
    assert told.split("\n")[0] == "The café is open."
    assert "Share this:" in told, "repair removes no line"

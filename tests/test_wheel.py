"""The wheel installs, and runs without the repository; the lock file is that of the project."""

import os
import re
import subprocess
import sys
import tomllib
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


def test_the_lock_file_holds_every_requirement():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    [everything] = extras["all"]
    wanted = [*project["project"]["dependencies"], *groups["test"], *groups["lint"]]
    for extra in everything.removeprefix("normtext[").removesuffix("]").split(","):
        wanted += extras[extra]
    names = {re.match(r"[\w-]+", line)[0] for line in wanted} - {"normtext"}
    locked = set(
        re.findall(r"^([\w-]+)==", (ROOT / "requirements-dev.txt").read_text("utf-8"), re.MULTILINE)
    )
    assert names - locked == set()

"""The command line: what it writes where, its exit codes, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from inspect import signature
from pathlib import Path

import pytest
from click.testing import CliRunner

import normtext
from normtext.cli import commands
from normtext.presets import PRESETS, STAGES, stage_of

STAGES_USED = ("--stages", "decode,normalize_whitespace")  # quick, and enough to run
COMMAND = [sys.executable, "-m", "normtext"]
APART = (
    {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
)  # click 8.1
ON_POSIX = os.name == "posix"


def invoke(*args, **options):
    """In this process: for what does not depend on real streams."""
    return CliRunner(**APART).invoke(commands, [str(arg) for arg in args], **options)


def execute(*args, **options):
    """In a process of its own: the streams, the exit code and the end are the real ones."""
    return subprocess.run(
        [*COMMAND, *map(str, args)], capture_output=True, timeout=60, check=False, **options
    )


def start(*args, **options):
    return subprocess.Popen(
        [*COMMAND, *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Three documents, one of them broken; it is the working directory."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"Il  fait beau.\r\n")
    (tmp_path / "in" / "b.jsonl").write_bytes(b'{"text":"It rained.","url":"u"}\n{broken\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(lines: bytes) -> list[str]:
    assert b"\r" not in lines
    return [json.loads(line)["text"] for line in lines.decode("utf-8").splitlines()]


# --- run


def test_run_writes_records_rejects_and_a_summary(folder):
    done = execute("run", "in", "-o", "out.jsonl", *STAGES_USED)
    assert (done.returncode, done.stdout) == (0, b"")
    assert texts((folder / "out.jsonl").read_bytes()) == ["Il fait beau.", "It rained."]
    [reject] = normtext.read(folder / "out.jsonl.rejects.jsonl")
    assert (reject.id, reject.text) == ("b.jsonl#2", "{broken")
    summary = done.stderr.decode().splitlines()
    assert summary[0].startswith("documents  3 (")
    assert [line for line in summary[1:] if not line.startswith("slowest")] == [  # if anything was
        "records    2",
        "rejected   1, in out.jsonl.rejects.jsonl",
        f"because    b.jsonl#2: {reject.error}",
        "languages  und 2",
    ]


def test_records_to_standard_output_everything_else_to_standard_error(folder):
    done = execute("run", "in", "-o", "-", *STAGES_USED)
    assert done.returncode == 0
    assert texts(done.stdout) == ["Il fait beau.", "It rained."]
    errors = done.stderr.decode().splitlines()
    assert errors[0].startswith("normtext: rejected b.jsonl#2: in/b.jsonl, line 2: broken JSON")
    assert errors[1].startswith("documents  3")
    assert "rejected   1" in errors
    assert [path.name for path in folder.iterdir()] == ["in"]


def test_rejects_to_a_file_of_their_own(folder):
    done = execute("run", "in", "-o", "-", "--rejects", "bad.jsonl", *STAGES_USED)
    assert b"normtext: rejected" not in done.stderr
    assert b"rejected   1, in bad.jsonl" in done.stderr
    assert [record.text for record in normtext.read("bad.jsonl")] == ["{broken"]
    assert not (folder / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Un texte  à lire\r\n".encode(), ["Un texte à lire"]),
        (b'{"text":"a"}\r\n{"text":"\\u00e9"}', ["a", "é"]),
        ("caf\xe9".encode("latin-1"), ["café"]),
    ],
)
def test_standard_input_to_standard_output(given, expected):
    done = execute("run", "-", "-o", "-", *STAGES_USED, input=given)
    assert (done.returncode, texts(done.stdout)) == (0, expected)


def test_a_record_comes_out_before_the_next_document_goes_in():
    process = start("run", "-", "-o", "-", *STAGES_USED)
    for text in ("one", "two"):
        process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["text"] == text
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, b"")


def test_workers_write_the_same_records(folder):
    one = execute("run", "in", "-o", "-", "--rejects", "1.jsonl", *STAGES_USED)
    two = execute("run", "in", "-o", "-", "--rejects", "2.jsonl", "--workers", 2, *STAGES_USED)
    assert (two.returncode, two.stdout) == (0, one.stdout)
    assert (folder / "1.jsonl").read_bytes() == (folder / "2.jsonl").read_bytes()


def test_strict_limit_overwrite_and_map(folder):
    run = ("run", "in", "-o", "out.jsonl", *STAGES_USED, "--workers", 0)
    assert invoke(*run, "--strict").exit_code == 1
    assert len(list(normtext.read("out.jsonl"))) == 2  # what is good is written all the same
    assert invoke(*run, "--strict", "--limit", 2, "--overwrite").exit_code == 0
    assert not (folder / "out.jsonl.rejects.jsonl").exists()
    assert invoke(*run, "--map", "uri=url", "--overwrite").exit_code == 0
    assert [record.source.uri for record in normtext.read("out.jsonl")] == ["in/a.txt", "u"]


def test_a_preset_and_stages_of_ones_own(folder):
    (folder / "my_stages.py").write_text(
        "from normtext.edits import NOTHING\n"
        "from normtext.rules import RuleSet\n"
        "class Wait:\n"
        "    name = 'wait_and_see'\n"
        "    rules = RuleSet.of()\n"
        "    def find(self, doc):\n"
        "        return NOTHING\n"
    )
    assert invoke("run", "in", "-o", "1.jsonl", "--preset", "repair", "--workers", 0).exit_code == 0
    [record, _] = normtext.read("1.jsonl")
    assert record.fingerprint == normtext.preset("repair").fingerprint
    own = "decode, my_stages:Wait"
    # In a process of its own, without the working directory on the path, as when installed.
    code = (
        "import sys; sys.path = [p for p in sys.path if p]; from normtext.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "in", "-o", "2.jsonl", "--stages", own],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"records    2" in done.stderr) == (0, True)


CONFIG = """
inputs = ["in"]
out = "out.jsonl"
stages = ["decode", "normalize_whitespace"]
workers = 0
slim = true
map = { uri = "url" }
"""


def test_options_from_a_file(folder):
    (folder / "run.toml").write_text(CONFIG)
    assert invoke("run", "--config", "run.toml").exit_code == 0
    assert [record.source.uri for record in normtext.read("out.jsonl")] == ["in/a.txt", "u"]
    assert invoke("run", "--config", "run.toml", "-o", "2.jsonl", "--limit", 1).exit_code == 0
    assert len(list(normtext.read("2.jsonl"))) == 1


def test_the_options_are_printed_as_a_file_for_them(folder):
    (folder / "run.toml").write_text(CONFIG + '[options]\nsetting = "wet"\n')
    (folder / "1.toml").write_text(CONFIG)
    wrong = invoke("run", "--config", "run.toml", "--print-config")
    assert wrong.stderr.startswith("normtext: unknown option 'setting'")
    shown = invoke("run", "--config", "1.toml", "--print-config", "--workers", 2)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "workers = 2\n" in shown.stdout
    assert "#   Decode()\n" in shown.stdout
    (folder / "2.toml").write_text(shown.stdout)
    again = invoke("run", "--config", "2.toml", "--print-config")
    assert again.stdout == shown.stdout


def test_a_file_has_options_of_stages(folder):
    (folder / "run.toml").write_text('[options]\ntag_only = true\nsetting = "wet"\n')
    run = ("run", "in", "-o", "out.jsonl", "--config", "run.toml")
    shown = invoke(*run, "--print-config").stdout
    made = normtext.preset("article", tag_only=True, setting="wet")
    assert f"# pipeline {made.fingerprint}\n" in shown
    assert '\n[options]\ntag_only = true\nsetting = "wet"\n' in shown


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("wrokers = 2", "run.toml: unknown key 'wrokers'; did you mean 'workers'? Known: address"),
        ("workers = true", "run.toml: workers is a value, not true"),
        ("slim = 1", "run.toml: slim is true or false, not 1"),
        ('workers = "x"', "run.toml: workers: 'x' is not a valid integer range: a whole number"),
        ("limit = 0", "run.toml: limit: 0 is not in the range x>=1: a whole number from 1 on"),
        ('preset = "artcle"', "unknown preset 'artcle'; did you mean 'article'?"),
        ("workers = 1979-05-27", "run.toml: workers cannot be"),
        ("workers = ", "run.toml is not TOML: Invalid value"),
        ("options = 1", "run.toml: options is a table"),
        (None, "run.toml cannot be read: No such file"),
    ],
)
def test_a_wrong_file_of_options_is_named(folder, config, message):
    if config is not None:
        (folder / "run.toml").write_text(config)
    done = invoke("run", "in", "-o", "out.jsonl", "--config", "run.toml")
    assert (done.exit_code, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"normtext: {message}")


def test_a_summary_for_programs(folder):
    run = ("run", "in", "-o", "out.jsonl", *STAGES_USED, "--workers", 0)
    assert invoke(*run, "--summary", "sum.json").exit_code == 0
    told = json.loads((folder / "sum.json").read_text())
    assert (told["documents"], told["ok"], told["rejected"], told["skipped"]) == (3, 2, 1, 0)
    assert told["langs"] == {"und": 2}
    assert len(told["slowest"]) == 3


def test_parts_languages_and_samples(folder):
    run = ("run", "in", "--workers", 0)
    assert invoke(*run, "-o", "1.jsonl", "--part", "2/2").exit_code == 0
    assert [record.id for record in normtext.read("1.jsonl")] == ["b.jsonl#1"]
    assert invoke(*run, "-o", "2.jsonl", "--keep-lang", "en").exit_code == 0
    assert [record.id for record in normtext.read("2.jsonl")] == ["b.jsonl#1"]
    done = invoke(*run, "-o", "3", "--sample", 1, "--format", "jsonl.gz", "--slim")
    assert (done.exit_code, "the whole  3 documents" in done.stderr) == (0, True)
    assert [path.name for path in (folder / "3").iterdir()] == ["part-00000.jsonl.gz"]


# --- what is wrong with a request


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("run nowhere.txt -o out.jsonl", "nowhere.txt does not exist"),
        ("run empty -o out.jsonl", r"there are no documents in the input, only .*\.pdf \(1\)"),
        ("run in/a.txt", "Missing option '-o'"),
        ("run -o out.jsonl", "Missing argument 'INPUT...'"),
        ("run in -o old.jsonl", "old.jsonl exists; pass --overwrite to replace it"),
        ("run in -o in/b.jsonl", "in.b.jsonl is both an output and an input"),
        ("run in -o link.jsonl --overwrite", "link.jsonl is both an output and an input"),
        ("run in -o no/out.jsonl", "the folder no does not exist"),
        ("run in -o out.csv", r"out.csv: .* it writes \.jsonl, .* files, folders of them"),
        ("run in -o out.jsonl --preset artcle", "unknown preset 'artcle'; did you mean 'article'?"),
        ("run in -o out.jsonl --stages decod", "unknown stage 'decod'; did you mean 'decode'?"),
        ("run in -o out.jsonl --stages no_pkg:Stage", "stage 'no_pkg:Stage' cannot be imported"),
        ("run in -o out.jsonl --preset page --stages decode", "exclude one another"),
        ("run in -o out.jsonl --wrokers 2", "No such option.*--workers"),
        ("run in -o out.jsonl --workers -1", "Invalid value for '--workers'"),
        ("run in -o out.jsonl --map body", "a map is written ours=theirs"),
        ("run in -o out.jsonl --map txt=body", "unknown field 'txt'; did you mean 'text'?"),
        ("rum", "No such command 'rum'"),
        ("rules --stage stip", "unknown stage 'stip'"),
        ("explain nowhere.txt", "nowhere.txt does not exist"),
        ("explain in", "in is a folder"),
    ],
)
def test_a_wrong_request_is_one_line_and_changes_nothing(folder, args, message):
    (folder / "empty").mkdir()
    (folder / "empty" / "a.pdf").touch()
    (folder / "old.jsonl").write_text("old")
    (folder / "link.jsonl").hardlink_to(folder / "in" / "b.jsonl")
    before = sorted(folder.rglob("*"))
    done = invoke(*args.split())
    assert done.exit_code == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert re.match(f"normtext: .*{message}", line)
    assert sorted(folder.rglob("*")) == before
    assert (folder / "old.jsonl").read_text() == "old"


def test_a_message_with_a_hostile_name_is_still_one_line():
    done = invoke("run", "a\n\x1b]b.txt", "-o", "out.jsonl")
    assert done.stderr == "normtext: a ?]b.txt does not exist\n"


@pytest.mark.usefixtures("folder")
def test_a_typo_ends_without_a_traceback():
    done = execute("run", "in", "-o", "out.jsonl", "--overwrte")
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1


# --- how it ends


@pytest.mark.skipif(not ON_POSIX, reason="Windows sends no such signals to one process")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_interrupted_run_leaves_nothing_behind(folder, name, code):
    process = start("run", "-", "-o", "out.jsonl", *STAGES_USED)
    process.stdin.write(b'{"text":"a"}\n{"text":"b"}\n')
    process.stdin.flush()
    _wait_for(lambda: list(folder.glob(".out.jsonl.*")))
    process.send_signal(getattr(signal, name))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, b"")
    assert err.decode() == ("normtext: interrupted\n" if name == "SIGINT" else "")
    assert [path.name for path in folder.iterdir()] == ["in"]


@pytest.mark.skipif(not ON_POSIX, reason="Windows sends no such signals to one process")
def test_an_interrupted_run_says_how_to_go_on(folder):
    process = start("run", "-", "-o", "out.jsonl", *STAGES_USED, "--workers", 0)
    process.stdin.write(b'{"text":"a"}\n' * 300)
    process.stdin.flush()
    _wait_for(lambda: list(folder.glob(".out.jsonl.shards/*.account")))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"normtext: interrupted; the same command with --resume goes on from here\n"
    wrong = execute("run", "in", "-o", "out.jsonl", *STAGES_USED)
    assert (wrong.returncode, b"pass --resume" in wrong.stderr) == (2, True)
    lines = b'{"text":"a"}\n' * 301
    done = execute("run", "-", "-o", "out.jsonl", *STAGES_USED, "--resume", input=lines)
    assert (done.returncode, done.stderr[:13]) == (0, b"documents  30")
    assert len(list(normtext.read("out.jsonl"))) == 301


@pytest.mark.parametrize("workers", [1, 2])
def test_a_closed_pipe_ends_it_quietly(tmp_path, workers):
    """As with `| head -1`."""
    lines = b'{"text":"Il fait beau ce matin."}\n' * 20_000
    (tmp_path / "many.jsonl").write_bytes(lines)
    more = (*STAGES_USED, "--workers", workers)
    process = start("run", tmp_path / "many.jsonl", "-o", "-", *more)
    assert json.loads(process.stdout.readline())["id"] == "many.jsonl#1"
    process.stdout.close()
    err = process.stderr.read()
    process.stdin.close()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (141, b"")


def test_a_pipe_closed_before_the_first_line():
    process = start("rules")
    process.stdout.close()
    err = process.stderr.read()
    process.stdin.close()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["rules", "run"])
@pytest.mark.usefixtures("folder")
def test_a_full_disk_is_told_in_one_line(command):
    more = ("in", "-o", "-", *STAGES_USED) if command == "run" else ()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, command, *more], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"normtext: standard output: No space left on device\n"


def test_standard_output_appended_to_an_input_is_refused(folder):
    before = (folder / "in" / "a.txt").read_bytes()
    with (folder / "in" / "a.txt").open("ab") as out:
        done = subprocess.run(
            [*COMMAND, "run", "in", "-o", "-"], stdout=out, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert b"standard output is both an output and an input" in done.stderr
    assert (folder / "in" / "a.txt").read_bytes() == before


# --- what there is


def cells(*args) -> list[list[str]]:
    done = invoke(*args)
    assert (done.exit_code, done.stderr) == (0, "")
    return [line.split("\t") for line in done.stdout.splitlines()]


def test_stages_are_listed_with_their_documentation():
    listed = cells("stages")
    assert [row[0] for row in listed] == list(STAGES)
    assert listed[0] == ["decode", "decoder", str(len(stage_of("decode").rules)), listed[0][3]]
    assert {row[1] for row in listed} <= {"decoder", "editor", "annotator"}
    for row, cls in zip(listed, STAGES.values(), strict=True):
        assert " ".join(cls.__doc__.split()).startswith(row[3])


def test_rules_are_listed_with_their_reasons():
    listed = cells("rules")
    assert len(listed) == sum(len(stage_of(name).rules) for name in STAGES)
    rules = {rule.id: rule for name in STAGES for rule in stage_of(name).rules.values()}
    for rule, kind, name, why in listed:
        assert (kind, why) == (rules[rule].kind, rules[rule].why)
        assert rule in stage_of(name).rules
    assert cells("rules", "--stage", "decode") == [row for row in listed if row[2] == "decode"]
    assert cells("rules", "--lang", "fr") == [row for row in listed if row[0].startswith("fr.")]


def test_no_rules_is_said():
    done = invoke("rules", "--stage", "normalize_whitespace", "--lang", "en")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "normtext: no rule is of that stage and language\n"


def test_presets_are_listed():
    listed = cells("presets")
    assert [row[0] for row in listed] == list(PRESETS)
    assert [tuple(row[2].split(", ")) for row in listed] == [names for _, names in PRESETS.values()]


def test_plain_lines_are_utf8_wherever_they_go(folder):
    (folder / "a.txt").write_bytes("l\N{NO-BREAK SPACE}été  ☃\t\n".encode())
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = execute("explain", "a.txt", *STAGES_USED, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    rows = [row.split("\t") for row in done.stdout.decode("utf-8").splitlines()]
    assert rows == [
        ["a.txt", "1", "6", "7", "changed", r"\x20", "", "whitespace.gap", rows[0][8]],
        ["a.txt", "1", "8", "10", "changed", r"\t\n", "", rows[1][7], rows[1][8]],
    ]


@pytest.mark.usefixtures("folder")
def test_explain_says_why_a_document_is_rejected():
    assert cells("explain", "in/a.txt", *STAGES_USED)
    done = invoke("explain", "in/b.jsonl", *STAGES_USED)
    assert (done.exit_code, done.stdout) == (0, "")  # nothing was changed in the other
    [line] = done.stderr.splitlines()
    assert line.startswith("normtext: b.jsonl#2 rejected: in/b.jsonl, line 2: broken JSON")


@pytest.mark.parametrize("args", [(), ("--help",), ("-h",)])
def test_help(args):
    done = invoke(*args)
    assert done.exit_code == 0
    for command in ("run", "explain", "stages", "rules", "presets"):
        assert f"  {command}" in done.stdout


def test_version_without_the_weight_of_the_library():
    code = (
        "import sys\nfrom normtext.cli import main\ntry: main()\n"
        "finally: print(sorted({'numpy', 'ftfy', 'rich', 'msgspec'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--version"], capture_output=True, check=True, text=True
    )
    assert done.stdout == f"normtext {normtext.__version__}\n[]\n"


# --- on a terminal


def on_a_terminal(*args) -> str:
    """What somebody sees who runs it: both streams are one terminal."""
    pty = pytest.importorskip("pty")
    screen, terminal = pty.openpty()
    env = os.environ | {"COLUMNS": "60", "TERM": "xterm", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [*COMMAND, *args], stdin=terminal, stdout=terminal, stderr=terminal, env=env
    )
    os.close(terminal)
    seen = b""
    while True:
        try:
            data = os.read(screen, 65_536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not data:
            break
        seen += data
    os.close(screen)
    assert process.wait(timeout=60) == 0
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen.decode())


@pytest.mark.skipif(not ON_POSIX, reason="needs a pseudo-terminal")
@pytest.mark.usefixtures("folder")
def test_a_terminal_shows_a_bar_and_tables():
    seen = on_a_terminal("run", "in", "-o", "out.jsonl", *STAGES_USED)
    assert "3 documents" in seen
    assert "rejected   1, in out.jsonl.rejects.jsonl" in seen
    table = on_a_terminal("presets")
    assert "Stages" in table
    assert "…" not in table
    assert all(len(line) <= 60 for line in table.splitlines())


@pytest.mark.skipif(not ON_POSIX, reason="needs a pseudo-terminal")
def test_an_explanation_on_a_terminal_is_not_taken_for_markup(folder):
    (folder / "a.txt").write_bytes(b"[b]one[/b]  :smile:\x1b[31m")
    seen = on_a_terminal("explain", "a.txt", "--preset", "repair")
    assert "[b]one[/b] [\\x20 -> (nothing)]:smile:" in seen
    assert "[\\x1b[31m -> (nothing)]" in seen


def _wait_for(condition) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen within half a minute")


# --- learn and export


@pytest.mark.usefixtures("folder")
def test_what_comes_to_nothing_says_why():
    learned = invoke("learn", "in", "-o", "lines.model")
    assert (learned.exit_code, learned.stderr) == (
        0,
        "documents: 2, repeated lines: 0; a line counts if 5 documents of a site hold it\n",
    )
    assert "(--overwrite)" in invoke("learn", "in", "-o", "lines.model").stderr
    assert invoke("run", "in", "-o", "out.jsonl").exit_code == 0
    exported = invoke("export", "out.jsonl", "-o", "s.tmx")
    assert (exported.exit_code, exported.stderr) == (
        0,
        "0 segments in s.tmx: none has a translation\n",
    )

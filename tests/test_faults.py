"""A run goes on whatever its documents, its workers and its own process do."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faulty import DoAsTold

from normtext import corpus
from normtext.corpus import pool, read, shards
from normtext.corpus.cutting import cut
from normtext.corpus.inputs import InputFile
from normtext.corpus.selection import found_in
from normtext.corpus.spool import Spool
from normtext.corpus.working import settle
from normtext.errors import ConfigError, NormtextError
from normtext.pipeline import Pipeline

TOLD = Pipeline([DoAsTold()])
DEADLY = ("!kill", "!segfault", "!exit")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="signals, and forks")
RUN = (
    "import sys; sys.path[:0] = sys.argv[1:2]; from test_faults import TOLD, corpus; "
    "corpus.run(sys.argv[2:3], sys.argv[3], TOLD, workers=2, resume=True)"
)


def write(path: Path, texts) -> Path:
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return path


def outputs(folder: Path) -> dict[str, bytes]:
    """What a run wrote: its three files, and nothing else that begins so."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("out.jsonl*"))}


def interrupted(source: Path, out: Path, *, after: int, signals=(signal.SIGKILL,)):
    """Run in a process of its own, and send it signals when so many shards are done."""
    args = [sys.executable, "-c", RUN, Path(__file__).parent, source, out]
    process = subprocess.Popen(args, stderr=subprocess.PIPE, start_new_session=True)
    spool = out.with_name(f".{out.name}.shards")
    while len(list(spool.glob("*.account"))) < after and process.poll() is None:
        time.sleep(0.01)
    workers = children(process.pid)
    for number in signals:
        process.send_signal(number)
        time.sleep(0.3)
    _, told = process.communicate(timeout=60)
    return process.returncode, workers, told.decode()


def children(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children(child)]
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


# --- documents


@LINUX
def test_two_hundred_faults_cost_two_hundred_documents(tmp_path):
    chance = random.Random(7)
    texts = [f"document {number}" for number in range(3_000)]
    faults = dict.fromkeys(chance.sample(range(len(texts)), 200), "!raise")
    for number in chance.sample(sorted(faults), 40):
        faults[number] = chance.choice(DEADLY)
    for number, fault in faults.items():
        texts[number] += f" {fault}"
    source = write(tmp_path / "in.jsonl", texts)
    summary = corpus.run([source], tmp_path / "out.jsonl", TOLD, workers=2)
    assert (summary.documents, summary.ok, summary.rejected) == (3_000, 2_800, 200)
    kept = [record.text for record in read(tmp_path / "out.jsonl")]
    assert kept == [text for text in texts if "!" not in text]
    refused = {record.id: record for record in read(summary.rejects)}
    assert refused.keys() == {f"in.jsonl#{number + 1}" for number in faults}
    why = {
        "!raise": "stage 'do_as_told' raised ZeroDivisionError: told to",
        "!kill": "its worker process was ended by SIGKILL",
        "!segfault": "its worker process was ended by SIGSEGV",
        "!exit": "its worker process ended with the exit status 3",
    }
    for number, fault in faults.items():
        assert refused[f"in.jsonl#{number + 1}"].error == why[fault]
        assert texts[number] in refused[f"in.jsonl#{number + 1}"].text


@LINUX
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_the_number_of_workers_changes_nothing(tmp_path, workers):
    texts = ["a !raise", "b", "c !kill", "d !memory", *"efg" * 300, "h !segfault", "i !print"]
    source = write(tmp_path / "in.jsonl", texts)
    for number in {workers, 2}:
        (tmp_path / str(number)).mkdir(exist_ok=True)
        corpus.run(
            [source], tmp_path / str(number) / "out.jsonl", TOLD, workers=number, resume=True
        )
    found = outputs(tmp_path / str(workers))
    assert found == outputs(tmp_path / "2")
    assert found.keys() == {
        "out.jsonl",
        "out.jsonl.manifest.jsonl",
        "out.jsonl.rejects.jsonl",
    }
    assert not list(tmp_path.rglob("*.shards"))


@LINUX
def test_a_document_past_the_time_limit(tmp_path):
    source = write(tmp_path / "in.jsonl", ["a", "b !hang", "c !sleep", "d !slow", "e"])
    summary = corpus.run([source], tmp_path / "out.jsonl", TOLD, workers=1, time_limit=0.5)
    assert (summary.ok, summary.rejected) == (3, 2)
    assert {record.error for record in read(summary.rejects)} == {"it ran past the time limit"}
    assert summary.slowest[0][1] == "in.jsonl#4"


def test_a_reject_says_where_it_was(tmp_path):
    source = write(tmp_path / "in.jsonl", ["é", "b !raise"])
    corpus.run([source], tmp_path / "out.jsonl", TOLD, workers=0)
    [line] = (tmp_path / "out.jsonl.rejects.jsonl").read_bytes().splitlines()
    data = source.read_bytes()
    start = data.index(b"\n") + 1
    place = json.loads(line)["input"]
    assert place == {
        "file": source.as_posix(),
        "place": "line 2",
        "offset": start,
        "size": len(data) - start,
    }
    assert len(json.loads(line)["source"]["sha256"]) == 64


@LINUX
def test_a_worker_that_is_killed_by_accident_costs_nothing(tmp_path):
    source = write(tmp_path / "in.jsonl", [f"{number} !slow" for number in range(5)])
    killed = []
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, Path(__file__).parent, source, tmp_path / "out.jsonl"]
    )
    while not killed:
        workers = [pid for child in children(process.pid) for pid in children(child)]
        for pid in workers[:1]:
            time.sleep(0.5)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
    assert process.wait(timeout=60) == 0
    assert len(list(read(tmp_path / "out.jsonl"))) == 5
    assert outputs(tmp_path).keys() == {"out.jsonl", "out.jsonl.manifest.jsonl"}


@LINUX
def test_workers_that_do_not_fork(tmp_path):
    """As on other systems than Linux."""
    source = write(tmp_path / "in.jsonl", ["a", "b !kill", "c"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool.Pool.__init__, "__kwdefaults__", {"forks": False})
        summary = corpus.run([source], tmp_path / "out.jsonl", TOLD, workers=1)
    assert (summary.ok, summary.rejected) == (2, 1)


# --- the run


@LINUX
def test_a_run_killed_at_any_moment_is_resumed_to_the_same_bytes(tmp_path):
    texts = [f"text {number}" + " !kill" * (number == 700) for number in range(3_000)]
    source = write(tmp_path / "in.jsonl", texts)
    (tmp_path / "whole").mkdir()
    corpus.run([source], tmp_path / "whole" / "out.jsonl", TOLD, workers=1)
    out = tmp_path / "out.jsonl"
    for after in (1, 6):
        status, workers, _ = interrupted(source, out, after=after)
        assert not out.exists() or status == 0
        assert workers or status == 0
        end = time.monotonic() + 5
        while any(map(is_alive, workers)):
            assert time.monotonic() < end, "a worker outlives its run"
            time.sleep(0.05)
    corpus.run([source], out, TOLD, workers=2, resume=True)
    assert outputs(tmp_path) == outputs(tmp_path / "whole")


@LINUX
@pytest.mark.parametrize("times", [1, 2])
def test_an_interrupt_drains_and_a_second_one_stops(tmp_path, times):
    texts = [f"{number:0300000} !slow" for number in range(32)]  # four to a shard
    source = write(tmp_path / "in.jsonl", texts)
    out = tmp_path / "out.jsonl"
    status, _, told = interrupted(source, out, after=2, signals=[signal.SIGINT] * times)
    assert status != 0
    assert "KeyboardInterrupt" in told
    assert outputs(tmp_path) == {}
    done = len(list(tmp_path.glob(".out.jsonl.shards/*.account")))
    assert done == 4 if times == 1 else done in {2, 3}, told  # two were at work


def test_only_what_changed_is_done_again(tmp_path, monkeypatch):
    for number in range(4):
        write(tmp_path / f"{number}.jsonl", [f"text {number}.{each}" for each in range(300)])
    broken = tmp_path / "0.jsonl"
    broken.write_text(broken.read_text() + "{broken\n")
    out = tmp_path / "out.jsonl"
    corpus.run([tmp_path / f"{number}.jsonl" for number in range(4)], out, TOLD, workers=0)
    done = []
    work = shards.work
    monkeypatch.setattr(shards, "work", lambda *args: (done.append(args[1]), work(*args)))

    def again(pipeline=TOLD, **more):
        done.clear()
        inputs = [tmp_path / f"{number}.jsonl" for number in range(4)]
        corpus.run(inputs, out, pipeline, workers=0, resume=True, **more)
        return len(done)

    before = outputs(tmp_path)
    assert again() == 0
    assert outputs(tmp_path) == before
    changed = tmp_path / "1.jsonl"
    changed.write_bytes(changed.read_bytes().replace(b"text 1.299", b"TEXT 1.299"))
    assert again() == 1
    after = outputs(tmp_path)
    lines = zip(*(found["out.jsonl"].splitlines() for found in (before, after)), strict=True)
    assert [json.loads(new)["text"] for old, new in lines if old != new] == ["TEXT 1.299"]
    assert after["out.jsonl.rejects.jsonl"] == before["out.jsonl.rejects.jsonl"]
    assert again(renames={"uri": "url"}) == 8
    assert again(Pipeline([])) == 8
    out.write_bytes(out.read_bytes()[:-100])  # a torn end is of the last shard
    assert again(Pipeline([])) == 1
    manifest = tmp_path / "out.jsonl.manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:1_000])
    assert again(Pipeline([])) > 4


def test_torn_shards_are_done_again(tmp_path):
    source = write(tmp_path / "in.jsonl", [f"text {number}" for number in range(1_000)])
    out = tmp_path / "out.jsonl"
    corpus.run([source], out, TOLD, workers=0)
    whole = outputs(tmp_path)
    for path in list(outputs(tmp_path)):
        (tmp_path / path).unlink()

    def stop(_):
        stop.calls += 1
        if stop.calls == 3:
            raise KeyboardInterrupt

    stop.calls = 0
    with pytest.raises(KeyboardInterrupt):
        corpus.run([source], out, TOLD, workers=0, on_progress=stop)
    spool = tmp_path / ".out.jsonl.shards"
    first, second, third = sorted(spool.glob("*.account"))
    first.write_bytes(first.read_bytes()[:20])
    torn = second.with_suffix(".records")
    torn.write_bytes(torn.read_bytes()[:-1])
    third.with_suffix(".records").unlink()
    (spool / "unknown.part").touch()
    with pytest.raises(ConfigError, match=r"an interrupted run left .* pass --resume"):
        corpus.run([source], out, TOLD, workers=0)
    corpus.run([source], out, TOLD, workers=0, resume=True)
    assert outputs(tmp_path) == whole
    assert not spool.exists()


@LINUX
@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("most", [50_000, 500_000])
def test_a_full_disk_ends_the_run_and_says_where(tmp_path, workers, most):
    """Full for a shard, or only for all of them together."""
    source = write(tmp_path / "in.jsonl", [f"text {number}" for number in range(1_000)])
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}));"
        + RUN.replace("workers=2", f"workers={workers}")
    )
    out = tmp_path / "out.jsonl"
    args = [sys.executable, "-c", code, Path(__file__).parent, source, out]
    done = subprocess.run(args, capture_output=True, check=False)
    assert done.returncode == 1
    last = done.stderr.decode().splitlines()[-1]
    assert "OSError: [Errno 27] File too large" in last
    assert (".out.jsonl.shards" if most < 100_000 else "/out.jsonl'") in last
    assert outputs(tmp_path) == {}
    corpus.run([source], out, TOLD, workers=0, resume=True)
    assert len(list(read(out))) == 1_000


def test_an_output_that_cannot_be_written(tmp_path):
    source = write(tmp_path / "in.jsonl", ["a"])
    (tmp_path / ".out.jsonl.shards").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="exists") as error:
        corpus.run([source], tmp_path / "out.jsonl", TOLD, workers=0)
    assert error.value.filename == str(tmp_path / ".out.jsonl.shards")


# --- the pool


def test_a_pipeline_that_workers_cannot_load(tmp_path, monkeypatch):
    source = write(tmp_path / "in.jsonl", ["a"])
    monkeypatch.setattr(DoAsTold, "__module__", "__main__")
    with pytest.raises(ConfigError, match=r"'do_as_told' is defined in the script .* workers=0"):
        corpus.run([source], tmp_path / "out.jsonl", TOLD)
    monkeypatch.setattr(DoAsTold, "__module__", "faulty")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not path.endswith("/tests")])
    with pytest.raises(ConfigError, match=r"a worker cannot load the pipeline: ModuleNotFound"):
        corpus.run([source], tmp_path / "out.jsonl", TOLD)
    assert not list(tmp_path.glob("*out.jsonl*"))


def test_processes_that_always_end_end_the_run(tmp_path):
    source = write(tmp_path / "in.jsonl", ["a"])
    [first] = cut(found_in([InputFile(source, "in.jsonl")], {}), "")
    with pytest.raises(NormtextError, match="end whatever they work on: it is too much"):
        settle(first, Spool(tmp_path), lambda *_: "it is too much")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"workers": -1}, "from 0 on, not -1"),
        ({"resume": True, "overwrite": True}, "exclude one another"),
        ({"time_limit": 0}, "above 0"),
        ({"time_limit": 1, "workers": 0}, "a time limit needs workers"),
        ({"out": "-", "resume": True}, "resume needs a file or a folder"),
        ({"out": "-", "time_limit": 1}, "time_limit needs a file or a folder"),
        ({"out": "-", "dedup": "exact"}, "dedup needs a file or a folder"),
        ({"out": "-", "part": corpus.Part(1, 2)}, "part needs a file or a folder"),
    ],
)
def test_options_that_cannot_be(tmp_path, options, message):
    source = write(tmp_path / "in.jsonl", ["a"])
    with pytest.raises(ConfigError, match=message):
        corpus.run([source], **{"out": tmp_path / "out.jsonl", **options})

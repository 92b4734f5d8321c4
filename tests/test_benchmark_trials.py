"""Contestants take turns, nobody is measured twice after a break, and a disturbed turn is repeated."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from analysis.pipeline.benchmark import machine, measuring, memory, trials
from analysis.pipeline.benchmark.machine import State
from analysis.pipeline.benchmark.trials import Contestant, Measured
from analysis.pipeline.errors import Refused

MEGABYTE = 2**20


class Race:
    """A part in which everybody only says that it is their turn."""

    name, title, repeats = "r", "Race", 3

    def __init__(self, stop_at=None):
        self.turns, self.prepared, self.stop_at = [], 0, stop_at

    def prepare(self):
        self.prepared += 1

    def contestants(self):
        return [Contestant(who, lambda turn, who=who: self.run(who, turn), 1.0) for who in "ABC"]

    def run(self, who, turn):
        if len(self.turns) == self.stop_at:
            raise KeyboardInterrupt
        self.turns.append(f"{who}{turn}")
        return {"seconds": 1.0 + turn}

    def rows(self, found):
        return []


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(machine, "state", lambda: State(0.1, 0.0))


def test_contestants_take_turns(tmp_path, quiet):
    race, said = Race(), []
    measured = Measured.begin(tmp_path / "r.json", {"code": 1})
    trials.carry_out([race], measured, said.append)
    assert race.turns == ["A0", "B0", "C0", "A1", "B1", "C1", "A2", "B2", "C2"]
    assert measured.values("r", "B") == [1.0, 2.0, 3.0]
    assert "min left" in said[-1]


def test_after_a_break_nobody_is_measured_twice(tmp_path, quiet):
    race, path = Race(stop_at=5), tmp_path / "r.json"
    with pytest.raises(KeyboardInterrupt):
        trials.carry_out([race], Measured.begin(path, {"code": 1}), lambda text: None)
    again = Race()
    measured = Measured.begin(path, {"code": 1})
    trials.carry_out([again], measured, lambda text: None)
    assert race.turns + again.turns == ["A0", "B0", "C0", "A1", "B1", "C1", "A2", "B2", "C2"]
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"], "nothing half-written is left"
    done = Race()
    trials.carry_out([done], Measured.begin(path, {"code": 1}), lambda text: None)
    assert (done.turns, done.prepared) == ([], 0)


def test_measurements_of_another_state_or_a_broken_file_are_not_used(tmp_path, quiet):
    path = tmp_path / "r.json"
    trials.carry_out([Race()], Measured.begin(path, {"code": 1}), lambda text: None)
    assert Measured.begin(path, {"code": 2}).parts == {}
    path.write_text("{")
    assert Measured.begin(path, {"code": 1}).parts == {}


def test_a_disturbed_turn_is_made_once_more_and_counts_when_disturbed_again(monkeypatch):
    busy = iter([0.0, 0.5, 0.0, 0.0])
    monkeypatch.setattr(machine, "state", lambda: State(0.1, next(busy)))
    turns, said = [], []
    one = Contestant("A", lambda turn: turns.append(turn) or {"seconds": 1.0}, 1.0)
    assert trials.undisturbed(one, 0, said.append)["tries"] == 2
    assert (len(turns), "50%" in said[0]) == (2, True)
    monkeypatch.setattr(machine, "state", lambda: State(0.1, 0.9))
    trial = trials.undisturbed(one, 0, said.append)
    assert (trial["tries"], trial["foreign"]) == (2, 0.9)


def test_a_turn_that_fails_is_made_once_more_and_then_told(quiet):
    turns, said = [], []

    def fail(turn):
        turns.append(turn)
        if len(turns) in (1, 3, 4):
            raise Refused("no kernel")
        return {"seconds": 1.0}

    one = Contestant("A", fail, 1.0)
    assert trials.undisturbed(one, 0, said.append)["tries"] == 2
    assert "no kernel" in said[0]
    with pytest.raises(Refused):
        trials.undisturbed(one, 1, said.append)


def test_the_machine_is_described_without_names():
    found = machine.described()
    assert found["processors"] >= 1
    assert os.uname().nodename not in json.dumps(found)
    now = machine.state(0.01)
    assert now.pace > 0
    assert now.foreign is None or 0 <= now.foreign <= 1


def test_a_command_is_timed_and_answers(tmp_path):
    code = "import json, time; print('words'); print(json.dumps({'x': 1}))"
    done = measuring.timed([sys.executable, "-c", code], env={}, cwd=tmp_path)
    assert done.answer() == {"x": 1}
    assert done.processor_seconds > 0
    assert done.seconds > 0


def test_a_command_that_fails_is_refused_with_its_last_words(tmp_path):
    with pytest.raises(Refused, match=r"(?s)code 3.*the end"):
        code = "import sys; print('the end', file=sys.stderr); sys.exit(3)"
        measuring.timed([sys.executable, "-c", code], env={}, cwd=tmp_path)


def test_an_interrupted_command_leaves_nobody_behind(tmp_path):
    code = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(tmp_path / 'child')!r}).write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )

    def interrupt(pid):
        if (tmp_path / "child").exists() and (tmp_path / "child").read_text():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measuring.timed([sys.executable, "-c", code], env={}, cwd=tmp_path, watch=interrupt)
    child, deadline = int((tmp_path / "child").read_text()), time.monotonic() + 10
    while memory.private(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert memory.private(child) == 0


@pytest.fixture
def holder(tmp_path):
    """A process that holds 40 MB, and a fork of it that shares these and holds 20 MB of its own."""
    code = (
        "import os, pathlib, time\n"
        "mine = bytearray(os.urandom(1024)) * (40 * 1024)\n"
        "if os.fork() == 0:\n"
        "    own = bytearray(os.urandom(1024)) * (20 * 1024)\n"
        f"    pathlib.Path({str(tmp_path / 'ready')!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as process:
        deadline = time.monotonic() + 20
        while not (tmp_path / "ready").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        yield process.pid, int((tmp_path / "ready").read_text() or 0)
        os.killpg(process.pid, signal.SIGKILL)


def test_private_memory_is_what_is_shared_with_nobody(holder):
    parent, child = holder
    assert memory.tree(parent) == sorted([parent, child])
    assert 20 * MEGABYTE < memory.private(child) < 32 * MEGABYTE, "what it shares with its parent is left out"
    assert memory.private(parent) < 10 * MEGABYTE, "40 MB are shared with the fork"
    assert memory.proportional(parent) + memory.proportional(child) > 60 * MEGABYTE
    peak = memory.Peak()
    peak(parent)
    assert 20 * MEGABYTE < peak.private < 45 * MEGABYTE
    assert 60 * MEGABYTE < peak.total < 100 * MEGABYTE
    assert peak.processes == 2


def test_a_process_that_is_gone_has_no_memory():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert memory.private(process.pid) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "a,z"], "the parts are a, b, c, d, e, f, g"),
        (["--size", "many"], "a whole number, or full"),
    ],
)
def test_a_part_or_size_that_is_not_known_is_refused_before_anything_is_done(project, words, said):
    command = "from analysis.pipeline.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "benchmark", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode in (1, 2)
    assert said in " ".join(done.stderr.split())
    assert not (project.folder / "build" / "peers").exists()

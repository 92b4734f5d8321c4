"""Calls in forks: answers and errors carried, some at a time, killed processes named, nobody left behind."""

import os
import signal
import sys
import threading
import time
from concurrent.futures import CancelledError, as_completed
from functools import partial
from pathlib import Path

import cloudpickle
import pytest

from warmkernel.client import Parent
from warmkernel.executor import BrokenProcess, RemoteTraceback, WarmExecutor

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # forks cannot import what tests define


@pytest.fixture(scope="module")
def parent():
    with Parent.start(["colorsys"]) as started:
        yield started


@pytest.fixture
def executor(parent):
    with WarmExecutor(parent, 2) as made:
        yield made


def until(there):
    deadline = time.monotonic() + 30
    while not (found := there()):
        assert time.monotonic() < deadline, "took too long"
        time.sleep(0.01)
    return found


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def told(note):
    """Wait for the number that a call wrote."""
    return int(until(lambda: note.exists() and note.read_text()))


def sleep(note):
    note.with_suffix(".new").write_text(str(os.getpid()))
    note.with_suffix(".new").rename(note)
    time.sleep(600)


def test_a_call_answers_from_a_process_that_has_its_libraries(executor):
    def asked(left, *, right):
        return left + right, os.getpid(), "colorsys" in sys.modules

    answer, pid, loaded = executor.submit(asked, 1, right=2).result()
    assert (answer, loaded) == (3, True)
    assert pid != os.getpid()


def test_every_call_has_a_process_of_its_own(executor):
    def count():
        sys.counted = getattr(sys, "counted", 0) + 1
        os.environ["COUNTED"] = "x"
        return sys.counted, os.getpid()

    counts, pids = zip(*(executor.submit(count).result() for _ in range(3)), strict=True)
    assert counts == (1, 1, 1)
    assert len(set(pids)) == 3
    assert "COUNTED" not in os.environ


def test_so_many_calls_at_a_time_and_no_more(executor, tmp_path):
    def meet(number):
        (tmp_path / str(number)).touch()
        seen = 0
        deadline = time.monotonic() + 0.5
        while time.monotonic() < deadline:
            seen = max(seen, len(list(tmp_path.iterdir())))
        (tmp_path / str(number)).unlink()
        return seen

    assert max(future.result() for future in as_completed(executor.submit(meet, n) for n in range(4))) == 2


def test_map_gives_answers_in_order(executor):
    assert list(executor.map(lambda number: number**2, range(5))) == [0, 1, 4, 9, 16]


def test_an_error_comes_back_as_it_was_with_where_it_was_raised(executor):
    def fail():
        raise KeyError("no such place")

    with pytest.raises(KeyError, match="no such place") as caught:
        executor.submit(fail).result()
    assert isinstance(caught.value.__cause__, RemoteTraceback)
    assert 'raise KeyError("no such place")' in str(caught.value.__cause__)


class Stubborn(Exception):
    """An exception that cannot be put together again from its arguments."""

    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")


@pytest.mark.parametrize("answer", [threading.Lock, lambda: (_ for _ in ())])
def test_an_answer_that_cannot_travel_is_an_error_and_not_a_hang(executor, answer):
    with pytest.raises(TypeError, match="pickle"):
        executor.submit(answer).result()


def test_an_error_that_cannot_travel_is_told_in_its_words(executor):
    def fail():
        raise Stubborn("this", "that")

    with pytest.raises(RuntimeError, match="Stubborn: this and that"):
        executor.submit(fail).result()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_process_is_named_and_the_next_call_works(executor, number):
    def crash():
        os.kill(os.getpid(), number)

    with pytest.raises(BrokenProcess, match=r"crash: .*-" + str(int(number))):
        executor.submit(crash).result()
    assert executor.submit(int, "7").result() == 7


def test_a_call_that_leaves_is_no_answer(executor):
    with pytest.raises(BrokenProcess, match="exit"):
        executor.submit(partial(os._exit, 0)).result()


def test_a_call_that_has_not_begun_can_be_cancelled(parent, tmp_path):
    with WarmExecutor(parent, 1) as executor:
        first = executor.submit(sleep, tmp_path / "first")
        second = executor.submit(sleep, tmp_path / "second")
        told(tmp_path / "first")
        assert second.cancel()
        executor.shutdown(kill=True)
    with pytest.raises(CancelledError):
        second.result()
    with pytest.raises(BrokenProcess, match="sleep"):
        first.result()
    assert not (tmp_path / "second").exists()


def test_a_kill_ends_every_process_and_what_it_started_at_once(parent, tmp_path):
    def family(note):
        child = os.fork()
        if child == 0:
            time.sleep(600)
        note.write_text(str(child))
        time.sleep(600)

    executor = WarmExecutor(parent, 2)
    alone = executor.submit(sleep, tmp_path / "alone")
    executor.submit(family, tmp_path / "family")
    pids = [told(tmp_path / "alone"), told(tmp_path / "family")]
    began = time.monotonic()
    executor.shutdown(kill=True)
    assert time.monotonic() - began < 5
    assert alone.done()
    until(lambda: all(map(gone, pids)))
    with pytest.raises(RuntimeError):
        executor.submit(int, 1)


def test_leaving_by_an_error_ends_the_calls_and_leaving_by_the_door_waits_for_them(parent, tmp_path):
    with pytest.raises(KeyboardInterrupt), WarmExecutor(parent, 1) as executor:
        executor.submit(sleep, tmp_path / "held")
        pid = told(tmp_path / "held")
        raise KeyboardInterrupt
    until(lambda: gone(pid))
    with WarmExecutor(parent, 1) as executor:
        slow = executor.submit(lambda: time.sleep(0.2) or "done")
    assert slow.result() == "done"


def test_surroundings_are_those_of_whoever_asks(parent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with WarmExecutor(parent, 1, environment={**os.environ, "ASKED": "yes"}) as executor:
        assert executor.submit(lambda: (os.environ["ASKED"], str(Path.cwd()))).result() == (
            "yes",
            str(tmp_path),
        )


def test_without_a_parent_the_reason_is_raised(tmp_path):
    from warmkernel.safety import CannotFork

    with (
        WarmExecutor(Parent(str(tmp_path / "nobody")), 1) as executor,
        pytest.raises(CannotFork, match="nobody"),
    ):
        executor.submit(int, 1).result()

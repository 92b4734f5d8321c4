"""A build looks again as soon as something has ended."""

import threading
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from pytask import PathNode, TaskWithoutPath

from analysis.pipeline import build as building
from analysis.pipeline import waking
from analysis.pipeline.waking import Waker, at_once


class Silent:
    """A watcher that hears everything and says nothing."""

    def began(self, task):
        """Hear that a task is looked at."""

    def ended(self, report):
        """Hear how it ended."""


class Here(Executor):
    """Does each piece of work in a thread of its own."""

    cold = None

    def __init__(self):
        self.begun = 0

    def submit(self, work, /, *given, **named):
        """Begin at once."""
        self.begun += 1
        future = Future()

        def done():
            try:
                future.set_result(work(*given, **named))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=done).start()
        return future


def chain(folder: Path, length: int) -> list[TaskWithoutPath]:
    """Return tasks of which each needs the one before."""

    def write(produces, **_):
        produces.write_text("made", encoding="utf-8")

    files = [folder / f"{number}.txt" for number in range(length)]
    return [
        TaskWithoutPath(
            name=f"task {number}",
            function=write,
            depends_on={"before": PathNode.from_path(files[number - 1])} if number else {},
            produces={"produces": PathNode.from_path(files[number])},
        )
        for number in range(length)
    ]


def test_a_loop_that_had_something_to_hand_out_does_not_wait():
    waker = Waker()
    waker.ring()  # whatever was heard before, there is no need to have heard it
    waker.reset()
    began = time.monotonic()
    for _ in range(50):
        waker.sleep()
    assert time.monotonic() - began < waking.LONGEST / 2


def test_a_loop_with_nothing_to_do_waits_for_the_next_end_and_then_looks_twice(monkeypatch):
    monkeypatch.setattr(waking, "LONGEST", 60)
    waker, slept = Waker(), []

    def loop():
        for _ in range(3):
            waker.increment()
            waker.sleep()
            slept.append(1)

    looking = threading.Thread(target=loop, daemon=True)
    looking.start()
    looking.join(0.2)
    assert slept == []
    waker.ring()
    last = time.monotonic() + 10
    while len(slept) < 2 and time.monotonic() < last:
        time.sleep(0.01)
    looking.join(0.2)
    assert slept == [1, 1], "after the look that collects, there is one that hands out; then it waits"
    waker.ring()
    looking.join(10)
    assert slept == [1, 1, 1]


def test_an_end_between_two_looks_is_not_missed(monkeypatch):
    monkeypatch.setattr(waking, "LONGEST", 60)
    waker = Waker()
    waker.increment()
    waker.ring()
    began = time.monotonic()
    waker.sleep()
    assert time.monotonic() - began < 30


def test_a_graph_costs_its_work_and_no_rest(tmp_path, monkeypatch):
    # With pytask-parallel's own sleeper, a chain rests at each of its links, up to a second.
    monkeypatch.setattr(building, "_parallel", options)
    monkeypatch.setattr("analysis.data.layout.build", lambda: tmp_path / "build")
    workers, slept = Here(), []
    monkeypatch.setattr(waking.Waker, "sleep", counted(waking.Waker.sleep, slept))
    outcome = building.build(chain(tmp_path, 12), jobs=2, watcher=Silent(), workers=workers)
    assert len(outcome.done) == 12 == workers.begun
    assert not [seconds for seconds in slept if seconds >= waking.LONGEST], "nobody waited in vain"


def options(workers, jobs):
    from pytask_parallel import ParallelBackend, WorkerType, registry

    registry.register_parallel_backend(
        ParallelBackend.CUSTOM, lambda n_workers: workers, worker_type=WorkerType.THREADS
    )
    return {"n_workers": jobs + 2, "parallel_backend": "custom"}


def counted(sleep, slept):
    """Return a sleep that notes how long it took."""

    def noted(self):
        began = time.monotonic()
        sleep(self)
        slept.append(time.monotonic() - began)

    return noted


def test_the_loop_has_its_own_sleeper_again_afterwards():
    from pytask_parallel import execute

    own = execute._Sleeper
    with pytest.raises(ValueError, match="gone wrong"), at_once() as waker:
        assert execute._Sleeper() is waker
        raise ValueError("gone wrong")
    assert execute._Sleeper is own

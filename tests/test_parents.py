"""A parent is lent to what is started one after the other; whoever cannot use it has its own."""

import os
import time

import pytest

from analysis.pipeline import parents, preload
from analysis.pipeline.parents import LENT, Known, Lender, borrowed
from analysis.pipeline.workers import Workers
from warmkernel import safety
from warmkernel.client import Parent


@pytest.fixture(autouse=True)
def light(monkeypatch):
    """Let parents load little, and start as on a day without tests."""
    monkeypatch.setattr(preload, "modules", lambda: ["json"])
    for name in ("WARMKERNEL", LENT):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def lender(monkeypatch):
    with Lender() as lending:
        lending.begin()
        last = time.monotonic() + 30
        for name, value in lending.variables().items():
            monkeypatch.setenv(name, value)
        while borrowed() is None and time.monotonic() < last:
            time.sleep(0.05)
        yield lending


def parent_of_work() -> int:
    """Return the process that work is forked from."""
    with Workers(2) as workers:
        workers.begin()
        return workers.submit(os.getppid).result(timeout=60)


def test_one_parent_serves_one_after_the_other_and_stays(lender):
    number = lender._kept.pid
    assert [parent_of_work(), parent_of_work()] == [number, number]
    assert Parent.connect(os.environ[LENT]).alive


def test_it_ends_with_the_lender_and_the_next_launches_its_own(lender):
    number = lender._kept.pid
    lender.end()
    assert lender.variables() == {}
    assert borrowed() is None
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    assert parent_of_work() not in (number, os.getpid())


def test_what_was_lent_and_is_stale_is_asked_once(lender, monkeypatch):
    asked = []

    class Stale(Parent):
        """A parent that has seen its code change."""

        def fork_call(self, payload, **named):
            asked.append(payload)
            raise safety.CannotFork("code has changed", stale=True)

    monkeypatch.setattr(parents, "borrowed", lambda: Known(Stale(lender._kept.address), dict(os.environ)))
    assert parent_of_work() not in (lender._kept.pid, os.getpid())
    assert len(asked) == 1


def test_a_lender_begins_once_and_not_where_everything_is_to_start_cold(lender, monkeypatch):
    number = lender._kept.pid
    lender.begin()
    assert lender._kept.pid == number
    monkeypatch.setenv("WARMKERNEL", "off")
    with Lender() as cold:
        cold.begin()
        assert cold.variables() == {}

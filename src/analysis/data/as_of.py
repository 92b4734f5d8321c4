"""The day as of which the figures are asked for: what was known then, and nothing that came later.

The tables that the project was begun with never change. What comes in afterwards, is taken back or is
decided carries its day (:mod:`analysis.data.deliveries.kept.accepted`), so that any earlier state can be made
again: the tables, what was accepted by that day and not withdrawn by then, and the decisions made by then.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from analysis.data import layout
from analysis.data.sources import sources

DELIVERIES = layout.DELIVERIES

_day: ContextVar[dt.date | None] = ContextVar("as_of", default=None)


class NoSuchState(LookupError):
    """A day on which the tables of the project had not been read yet."""


def day() -> dt.date | None:
    """Return the day as of which figures are asked for; None for the latest state."""
    return _day.get()


@contextmanager
def use(asked: dt.date | None) -> Iterator[None]:
    """Ask for the state of a day within a ``with`` block; None asks for the latest.

    Raises
    ------
    NoSuchState
        The day lies before the tables were read.
    """
    if asked is not None:
        require(asked)
    before = _day.set(asked)
    try:
        yield
    finally:
        _day.reset(before)


@contextmanager
def before_deliveries() -> Iterator[None]:
    """Ask for the state in which nothing had been delivered yet, within a ``with`` block."""
    before = _day.set(dt.date.min)
    try:
        yield
    finally:
        _day.reset(before)


def require(asked: dt.date) -> None:
    """Raise NoSuchState when a day lies before the day on which the last table of the project was read."""
    name, first = begun()
    if asked < first:
        raise NoSuchState(
            f"There is no state as of {asked}: the tables of {name} were read on {first}, and what was known "
            "before that day is not recorded. Ask for that day or a later one."
        )


def begun() -> tuple[str, dt.date]:
    """Return the source whose tables were read last, and that day; deliveries are left aside."""
    days = {
        one.name: dt.date.fromisoformat(one.read_on) for one in sources().values() if one.name != DELIVERIES
    }
    name = max(days, key=lambda key: days[key])
    return name, days[name]

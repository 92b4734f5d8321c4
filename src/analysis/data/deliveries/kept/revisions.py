"""Revisions: every figure in use that was replaced, when, by what, and what stood there before."""

import datetime as dt

import pandas as pd

from analysis.data import as_of as state
from analysis.data import observations, reported
from analysis.data.deliveries.kept import accepted, decided
from analysis.data.indicators import PLACE_GEOGRAPHIES
from analysis.data.provinces import name_of
from analysis.data.records import records

COLUMNS = (
    "geography",
    "code",
    "name",
    "year",
    "indicator",
    "old",
    "new",
    "when",
    "source_old",
    "source_new",
    "bound_old",
    "bound_new",
)

_Cell = tuple[str, str, int, str]
_Figure = tuple[float, str, str]


def revisions(as_of: dt.date | None = None) -> pd.DataFrame:
    """List the figures in use that were replaced or fell away by a day.

    Parameters
    ----------
    as_of : datetime.date, optional
        The day; that of :func:`analysis.data.as_of.day` when left out.

    Returns
    -------
    pandas.DataFrame
        Columns of :data:`COLUMNS`, one row a figure and day, by day and then by place. ``indicator`` is the
        name in the dictionary or, where a figure enters no indicator of it, what is reported, with its
        definition in brackets. ``source_old`` and ``source_new`` are ``folder/table``, of a delivery
        ``deliveries/<id>``. ``new`` is missing where nothing is known any more, as after a withdrawal. A
        figure that is new where nothing was known is no revision.
    """
    until = as_of or state.day() or dt.date.max
    with state.before_deliveries():
        before = _in_use()
    rows = []
    for day in _days(until):
        with state.use(day):
            now = _in_use()
        for cell, old in before.items():
            new = now.get(cell)
            if new is None or new[:2] != old[:2]:
                rows.append(_row(cell, old, new, day))
        before = now
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"new": "float64", "old": "float64"})


def _days(until: dt.date) -> list[dt.date]:
    """Return the days until a day on which something was accepted, withdrawn or decided, in order."""
    days = {one.accepted for one in accepted.accepted(until)}
    days |= {one.withdrawn.date for one in accepted.accepted(until) if one.withdrawn}
    days |= {one.date for one in decided.recorded(until)}
    return sorted(days)


def _in_use() -> dict[_Cell, _Figure]:
    """Return the figures in use on the day that is asked for: value, bound and source by cell."""
    found: dict[_Cell, _Figure] = {}
    for row in records(observations.published()):
        found[row["geography"], row["code"], int(row["year"]), row["indicator"]] = _figure(row)
    assessed = reported.assess()
    for row in records(assessed[assessed["chosen"]]):
        defined = "" if row["class"] == "default" else f" ({row['class']})"
        name = row["variable"] or f"{row['indicator']}{defined}"
        table = row.get("delivery")
        source = {"source": state.DELIVERIES if table else reported.SOURCE, "table": table or reported.SOURCE}
        found[row["geography"], row["code"], int(row["year"]), name] = _figure(row | source)
    return found


def _figure(row: dict[str, object]) -> _Figure:
    return (float(str(row["value"])), str(row["bound"]), f"{row['source']}/{row['table']}")


def _row(cell: _Cell, old: _Figure, new: _Figure | None, day: dt.date) -> dict[str, object]:
    geography, code, year, indicator = cell
    value, bound, source = new or (None, None, None)
    return {
        "geography": geography,
        "code": code,
        "name": name_of(code, geography) if geography in PLACE_GEOGRAPHIES else "Việt Nam",
        "year": year,
        "indicator": indicator,
        "old": old[0],
        "new": value,
        "when": day.isoformat(),
        "source_old": old[2],
        "source_new": source,
        "bound_old": old[1],
        "bound_new": bound,
    }

"""Delivered figures of source tables, such as the index: a new one enters, a different one as it was decided.

A figure that says what is known, to the digits that were written, adds nothing. One that differs replaces
what is known only where that was decided (``take``); ``set_aside`` leaves neither; else what is known stays.
"""

import datetime as dt
import re
from typing import Any

import pandas as pd

from analysis.data import as_of as state
from analysis.data.deliveries.kept import accepted, decided
from analysis.data.deliveries.variables import variables
from analysis.data.records import Record, records

Key = tuple[str, str, int, str]

_DECIMALS = re.compile(r"[.,](\d+)\D*$")


def overlaid(rows: pd.DataFrame, as_of: dt.date | None = None) -> pd.DataFrame:
    """Return the figures of the source tables with those that were delivered.

    Parameters
    ----------
    rows : pandas.DataFrame
        Long rows of the source tables: columns geography, code, year, indicator, value, bound, origin,
        source, table, field, line.
    as_of : datetime.date, optional
        The day; that of :func:`analysis.data.as_of.day` when left out.

    Returns
    -------
    pandas.DataFrame
        The very rows when nothing of the kind is delivered.
    """
    entered = _delivered(as_of)
    if not entered:
        return rows
    wanted = {row["indicator"] for row, _ in entered}
    held = {_key(row): row for row in records(rows[rows["indicator"].isin(wanted)])}
    for row, choice in entered:
        known = held.get(_key(row))
        if choice == "set_aside":
            held.pop(_key(row), None)
        elif choice != "keep" and (known is None or (choice == "take" and _differ(row, known))):
            held[_key(row)] = row
    changed = pd.DataFrame(held.values(), columns=list(rows.columns))
    return pd.concat([rows[~rows["indicator"].isin(wanted)], changed], ignore_index=True).astype(
        rows.dtypes.to_dict()
    )


def differs(value: float, written: object, known: float) -> bool:
    """Tell whether a figure says something else than what is known, to the digits that were written.

    Examples
    --------
    >>> differs(0.612, "0,612", 0.6123), differs(0.613, "0,613", 0.6123)
    (False, True)
    """
    found = _DECIMALS.search(str(written or ""))
    shown = repr(float(value)).removesuffix(".0")
    digits = max(len(found[1]) if found else 0, len(shown.partition(".")[2]) if "e" not in shown else 0)
    return round(float(known), digits) != round(float(value), digits)


def _delivered(as_of: dt.date | None) -> list[tuple[Record, str | None]]:
    """Return the delivered figures of source tables as long rows, in order of acceptance, with choices."""
    known, made = variables(), decided.recorded(as_of)
    found: list[tuple[Record, str | None]] = []
    for one in accepted.in_use(as_of):
        choices = decided.choices(one.id, made)
        for row in records(accepted.table(one.id)):
            indicator = known[row["variable"]].published
            if indicator:
                fixed: dict[str, Any] = {"origin": "published", "source": state.DELIVERIES, "table": one.id}
                named = row | fixed | {"indicator": indicator, "field": "value"}
                cell = (row["geography"], row["code"], row["year"], row["variable"])
                found.append((named, choices.get(cell)))
    return found


def _differ(row: Record, known: Record) -> bool:
    return differs(row["value"], row["written"], known["value"])


def _key(row: Record) -> Key:
    return (row["geography"], row["code"], int(row["year"]), row["indicator"])

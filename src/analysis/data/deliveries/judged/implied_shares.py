"""Shares that the counts of a delivery imply: what becomes of them is judged as they are."""

from typing import Any

import pandas as pd

from analysis.data.deliveries.delivery import COLUMNS
from analysis.data.deliveries.variables import variables
from analysis.data.records import Record, grouped, records


def implied(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the shares that follow from a part and its whole of one place, year and date.

    Parameters
    ----------
    figures : pandas.DataFrame
        Figures of a delivery, with the columns of :mod:`analysis.data.deliveries.delivery`.

    Returns
    -------
    pandas.DataFrame
        The same columns: ``variable`` is the share in percent, the cell is that of the part. Left out are
        worded figures (“at least”), wholes of zero, and shares above 100, which are faults of their own.
    """
    shares = {
        name: [share for share, one in variables().items() if variable.share and one.feeds == variable.share]
        for name, variable in variables().items()
    }
    rows: list[dict[str, Any]] = []
    for place in grouped(records(figures), _at):
        held = {row["variable"]: row for row in place if row["bound"] == "exact"}
        for part in held.values():
            whole = held.get(variables()[part["variable"]].part_of or "")
            if whole and 0 <= part["value"] <= whole["value"] and whole["value"]:
                value = 100 * part["value"] / whole["value"]
                rows += [part | {"variable": share, "value": value} for share in shares[part["variable"]]]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS) if rows else figures.head(0)


def _at(row: Record) -> tuple[object, ...]:
    return (row["geography"], row["code"], row["year"], row["as_of_date"])

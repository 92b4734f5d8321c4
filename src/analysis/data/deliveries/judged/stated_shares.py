"""A share that a file states beside its part and its whole: the three must agree to the digits written."""

import re
from collections.abc import Callable

import pandas as pd

from analysis.data.deliveries.variables import variables
from analysis.data.records import Record, records

_NUMBER = re.compile(r"\d[\d.,\s]*")
_NOISE = 1e-9


def beyond_rounding(figures: pd.DataFrame) -> Callable[[Record, Record], bool]:
    """Return what tells whether an implied and a stated share differ by more than rounding.

    A share may be cut off or rounded at the last digit that is written; its part and whole may be rounded at
    theirs (``1,3 triệu``).

    Parameters
    ----------
    figures : pandas.DataFrame
        Figures of a delivery, those of parts and wholes among them.
    """
    rows = records(figures)
    parts = {(row["sheet"], row["row"], row["column"]): row for row in rows}
    known = {(row["geography"], row["code"], row["year"], row["variable"]): row for row in rows}

    def differ(share: Record, stated: Record) -> bool:
        part = parts[share["sheet"], share["row"], share["column"]]
        whole = known[part["geography"], part["code"], part["year"], variables()[part["variable"]].part_of]
        rounded = share["value"] * (_rounded(part) + _rounded(whole))
        exact = stated["bound"] == share["bound"] == "exact"
        return bool(exact and abs(share["value"] - stated["value"]) > _last_digit(stated) + rounded + _NOISE)

    return differ


def _rounded(row: Record) -> float:
    """Return by which part of itself rounding to the digits written can have moved a figure."""
    found = _NUMBER.search(row["written"])
    digits = re.sub(r"\D", "", found[0]).lstrip("0") if found else ""
    return 0.5 / int(digits) if digits else 0.0


def _last_digit(row: Record) -> float:
    """Return what the last digit of a figure counts; a zero is no rounded figure."""
    if not row["value"]:
        return 0.0
    shown = repr(float(row["value"]))
    return 0.0 if "e" in shown else float(10.0 ** -len(shown.removesuffix(".0").partition(".")[2]))

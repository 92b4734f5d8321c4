"""Where a place stands among the others: a rank with its interval, or the quarter where no error is known."""

import pandas as pd

from analysis.report.pages.units.unit_profile import noise
from analysis.stats.describe import ranks

SURVEYED = frozenset({"papi_portal_use", "papi_internet_access", "papi_e_responsiveness", "poverty_rate_pct"})
"""Measures of samples, whose figures err; the others are counted or scored, and no error of them is known."""

LEVEL = 0.90
FEWEST_PLACES = 20


def positions(
    values: "pd.Series[float]", name: str, geography: str, year: int | None
) -> dict[str, list[list[int] | None] | str]:
    """Return the positions of all places, place by place in the order of the values.

    Parameters
    ----------
    values : Series
        Figures by code, missing where nothing is known or the figure may not be compared.
    name, geography : str
    year : int or None
        None where every place has a figure of its own year: no order is given then.

    Returns
    -------
    dict
        ``ranks``: expected rank, lowest and highest rank of the 90 % interval, 1 for the
        highest figure, null without a figure. Else ``quarters``: a digit from 1 (lowest quarter), ``.``
        without a figure. Nothing for fewer than 20 known places.
    """
    if year is None or values.notna().sum() < FEWEST_PLACES:
        return {}
    error = noise(name, year, geography) if name in SURVEYED else None
    if error is None:
        bounds = values.quantile([0.25, 0.5, 0.75]).tolist()
        known = [None if pd.isna(value) else sum(value > bound for bound in bounds) for value in values]
        return {"quarters": "".join("." if one is None else str(one + 1) for one in known)}
    league = ranks.rank_intervals(values, error, level=LEVEL)
    columns = league[["expected_rank", "low", "high"]].itertuples(index=False)
    return {
        "ranks": [
            None if pd.isna(low) else [round(expected), int(low), int(high)]
            for expected, low, high in columns
        ]
    }

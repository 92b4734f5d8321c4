"""Description of places: level and spread, regions, change between two years, agreement of measures."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.data import indicators as dictionary
from analysis.stats.association import Correlation, agreement, correlation, correlations
from analysis.stats.errors import ModelError
from analysis.stats.inequality import gini, lorenz, theil
from analysis.stats.sample import numbers, select

__all__ = [
    "Change",
    "Correlation",
    "agreement",
    "between_share",
    "change",
    "correlation",
    "correlations",
    "gini",
    "levels",
    "lorenz",
    "regional_summary",
    "spread",
    "theil",
]


def spread(values: "pd.Series[float]") -> "pd.Series[float]":
    """Return level and spread of a column over places.

    Parameters
    ----------
    values : Series

    Returns
    -------
    Series
        ``n``, ``missing``, ``mean``, ``sd`` (n - 1), ``min``, ``q1``, ``median``, ``q3``, ``max``, ``cv``
        (sd over mean) and ``gini``; the last two are missing where a value is negative or all are zero.

    Raises
    ------
    ModelError
        When no value is known, or values are not numbers.
    """
    column = numbers(values.rename("values").to_frame(), "values")
    known = column.dropna()
    if known.empty:
        raise ModelError("No value is known", f"column '{values.name}'", "Choose another year or measure.")
    ratio_scale = bool((known >= 0).all() and known.sum() > 0)
    quartiles = known.quantile([0, 0.25, 0.5, 0.75, 1]).to_numpy()
    mean, sd = float(known.mean()), float(known.std())
    return pd.Series(
        {
            "n": float(len(known)),
            "missing": float(len(column) - len(known)),
            "mean": mean,
            "sd": sd,
            **dict(zip(("min", "q1", "median", "q3", "max"), quartiles, strict=True)),
            "cv": sd / mean if ratio_scale else float("nan"),
            "gini": gini(known) if ratio_scale else float("nan"),
        },
        name=values.name,
    )


def levels(data: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return the spread of each column, with an interval for its mean.

    Parameters
    ----------
    data : DataFrame
        One row per place; one column a year, say. A column without any known value has ``n`` 0 and no other
        figure than ``missing``.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame, index the columns of ``data``
        The columns of :func:`spread`, then ``low`` and ``high``: the t interval of the mean, which takes the
        places as a sample of what might have been observed; missing for fewer than two values.

    Raises
    ------
    ModelError
        When values are not numbers.
    """
    found = {}
    for name in data.columns:
        column = numbers(data, name)
        if column.notna().sum() == 0:
            found[name] = pd.Series({"n": 0.0, "missing": float(len(column))})
            continue
        summary = spread(column)
        quantile = float(stats.t.ppf(0.5 + level / 2, summary["n"] - 1))
        margin = quantile * summary["sd"] / np.sqrt(summary["n"])
        found[name] = pd.concat(
            [summary, pd.Series({"low": summary["mean"] - margin, "high": summary["mean"] + margin})]
        )
    table = pd.DataFrame(found).T
    table.index.name = data.columns.name
    return table


def regional_summary(data: pd.DataFrame, value: Hashable, region: Hashable) -> pd.DataFrame:
    """Return the spread of a column in each region, highest median first.

    Parameters
    ----------
    data : DataFrame
        One row per place.
    value, region : column name

    Returns
    -------
    DataFrame, index the regions
        The columns of :func:`spread`; a region without any known value comes last, with ``n`` 0 and no other
        figure than ``missing``.

    Raises
    ------
    ModelError
        As :func:`spread`; and for unknown columns, or a place without a region.
    """
    column, labels = numbers(data, value), data.loc[:, [region]] if region in data else None
    if labels is None or labels[region].isna().any():
        raise ModelError("Some places have no region", f"column '{region}'", "Name the column of regions.")
    found = {}
    for label, part in column.groupby(labels[region].to_numpy(), sort=True):
        empty = pd.Series({"n": 0.0, "missing": float(len(part))})
        found[label] = spread(part) if part.notna().any() else empty
    table = pd.DataFrame(found).T.rename_axis(str(region))
    if "median" not in table:
        raise ModelError("No value is known", f"column '{value}'", "Choose another year or measure.")
    return table.sort_values("median", ascending=False, kind="stable")


def between_share(data: pd.DataFrame, value: Hashable, region: Hashable) -> float:
    """Return the share of the variance of a column that lies between regions (eta squared), 0 to 1."""
    sample = select(data, [value], [region])
    column = sample.numbers[value]
    if np.ptp(column.to_numpy()) == 0:
        raise ModelError(f"No variation in '{value}'", "between_share", "A constant column has no shares.")
    means = column.groupby(sample.labels[region]).transform("mean")
    return float(((means - column.mean()) ** 2).sum() / ((column - column.mean()) ** 2).sum())


@dataclass(frozen=True, eq=False)
class Change:
    """What changed between two years.

    Attributes
    ----------
    places : DataFrame, index the places
        ``start``, ``end`` and ``change`` (end less start, units of the indicator); missing where a year is.
    mean, low, high : float
        Mean change over the places with both years, with its t interval at ``level``.
    p_value : float
        Two-sided, of no mean change.
    n : int
        Places with both years.
    missing : tuple
        Places without one year or both.
    same_definition : bool
        Whether both years measure by one definition.
    """

    places: pd.DataFrame
    mean: float
    low: float
    high: float
    p_value: float
    n: int
    missing: tuple[Hashable, ...]
    same_definition: bool
    level: float = 0.95


def change(
    panel: pd.DataFrame,
    indicator: str,
    start: int,
    end: int,
    *,
    entity: Hashable = "code",
    time: Hashable = "year",
    runs: Sequence[tuple[int, int]] | None = None,
    across_definitions: bool = False,
    level: float = 0.95,
) -> Change:
    """Return the change of an indicator between two years, place by place and in the mean.

    Parameters
    ----------
    panel : DataFrame
        One row per place and year.
    indicator : column name
    start, end : int
        Years.
    entity, time : column name
    runs : sequence of (first, last), optional
        Runs of years within which figures may be compared; from the dictionary of indicators without it.
    across_definitions : bool
        Compare all the same; the result then says that the definition changed.
    level : float

    Returns
    -------
    Change

    Raises
    ------
    ModelError
        For years of different definitions, a column the dictionary does not know without ``runs``, a place
        that appears twice in a year, or fewer than two places with both years.
    """
    same = _same_definition(indicator, start, end, runs)
    if not (same or across_definitions):
        raise ModelError(
            f"'{indicator}' does not measure the same in {start} and in {end}",
            f"column '{indicator}'",
            "Compare years of one definition, or say across_definitions=True and write the break beside it.",
        )
    rows = pd.DataFrame({"value": numbers(panel, indicator), "place": panel[entity], "year": panel[time]})
    rows = rows[rows["year"].isin([start, end])]
    if rows.duplicated(["place", "year"]).any():
        raise ModelError("Some places appear twice in a year", "panel", "Keep one row per place and year.")
    by_year = [rows[rows["year"] == year].set_index("place")["value"] for year in (start, end)]
    places = pd.concat(by_year, axis=1, keys=["start", "end"]).sort_index().rename_axis(str(entity))
    places["change"] = places["end"] - places["start"]
    known = places["change"].dropna()
    if len(known) < 2:
        raise ModelError(
            f"{len(known)} places have both years", f"{start} and {end}", "Choose years with figures."
        )
    error = float(known.std() / np.sqrt(len(known)))
    mean, margin = float(known.mean()), float(stats.t.ppf(0.5 + level / 2, len(known) - 1)) * error
    p_value = float(2 * stats.t.sf(abs(mean) / error, len(known) - 1)) if error > 0 else float(mean == 0)
    missing = tuple(places.index[places["change"].isna()])
    return Change(places, mean, mean - margin, mean + margin, p_value, len(known), missing, same, level)


def _same_definition(indicator: str, start: int, end: int, runs: Sequence[tuple[int, int]] | None) -> bool:
    """Return whether two years lie in one run of comparable years."""
    if runs is None:
        if indicator not in dictionary.indicators():
            raise ModelError(
                f"The dictionary does not know '{indicator}'",
                "change",
                "Give runs=[(first, last)] of comparable years, or across_definitions=True with runs=[].",
            )
        return dictionary.same_definition(indicator, start, end)
    first, last = min(start, end), max(start, end)
    return any(low <= first and last <= high for low, high in runs)

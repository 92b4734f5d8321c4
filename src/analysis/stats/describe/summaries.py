"""Level and spread of figures over places, and by region."""

from collections.abc import Hashable

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.describe.inequality import gini
from analysis.stats.errors import ModelError
from analysis.stats.sample import numbers, select


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

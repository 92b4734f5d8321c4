"""Description that carries its uncertainty: correlations, regional summaries, change, agreement of measures."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError, listing
from analysis.stats.inequality import gini
from analysis.stats.sample import select

CorrelationMethod = Literal["pearson", "spearman"]


@dataclass(frozen=True)
class Correlation:
    """A correlation with its interval.

    Attributes
    ----------
    r : float
    low, high : float
        Interval at ``level``, by Fisher's z.
    n : int
        Pairs used.
    p_value : float
        Two-sided, of no association.
    method : str
    level : float
    dropped : int
        Rows left out because one value or both are missing.
    """

    r: float
    low: float
    high: float
    n: int
    p_value: float
    method: str
    level: float
    dropped: int


def correlation(
    x: "pd.Series[float]",
    y: "pd.Series[float]",
    method: CorrelationMethod = "pearson",
    level: float = 0.95,
) -> Correlation:
    """Return the correlation of two columns with an interval.

    Parameters
    ----------
    x, y : Series
        Matched by index; rows missing in one of them are left out and counted. An index may not repeat.
    method : {"pearson", "spearman"}
    level : float

    Returns
    -------
    Correlation
        The interval is Fisher's, with the standard error of Bonett and Wright (2000) for ranks.

    Raises
    ------
    ModelError
        For fewer than four pairs, a column without variation, or an index that repeats.
    """
    if method not in ("pearson", "spearman"):
        raise ModelError(f"There is no correlation '{method}'", "method", "Use 'pearson' or 'spearman'.")
    names = [str(x.name or "x"), str(y.name or "y")]
    place = " and ".join(names)
    if not (x.index.is_unique and y.index.is_unique):
        raise ModelError("The index repeats", place, "Give each place one row in each column.")
    pairs = pd.concat([x.rename("x"), y.rename("y")], axis=1, join="outer")
    if not (pairs.notna().all(axis=1)).any():
        raise ModelError("No place has both values", place, "Check that both use the same codes.")
    complete = select(pairs, ["x", "y"]).numbers
    n = len(complete)
    if n < 4:
        raise ModelError(f"{n} pairs are too few for an interval", place, "At least four are needed.")
    for name, column in zip(names, ("x", "y"), strict=True):
        if np.ptp(complete[column].to_numpy()) == 0:
            raise ModelError(f"No variation in {name}", place, "A constant column has no correlation.")
    test = stats.pearsonr if method == "pearson" else stats.spearmanr
    found = test(complete["x"], complete["y"])
    r = float(found.statistic)
    variance = (1 + r**2 / 2 if method == "spearman" else 1.0) / (n - 3)
    margin = stats.norm.ppf(0.5 + level / 2) * np.sqrt(variance)
    with np.errstate(divide="ignore"):
        low, high = np.tanh(np.arctanh(r) + np.array([-margin, margin]))
    return Correlation(r, float(low), float(high), n, float(found.pvalue), method, level, len(pairs) - n)


def correlations(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    method: CorrelationMethod = "pearson",
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the correlation of each input with the outcome.

    Parameters
    ----------
    data : DataFrame
        One row per place.
    outcome : column name
    inputs : sequence of column names

    Returns
    -------
    DataFrame, index ``input``
        Columns ``r``, ``low``, ``high``, ``n``, ``p_value``, ``method``, ``level``, ``dropped``: each on the
        rows in which the two columns are known, so that ``n`` differs.

    Raises
    ------
    ModelError
        As :func:`correlation`, and for unknown columns.
    """
    rows = data.reset_index(drop=True)
    numbers = {column: _column(rows, column) for column in [outcome, *inputs]}
    found = {column: vars(correlation(numbers[column], numbers[outcome], method, level)) for column in inputs}
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("input")


def agreement(
    measures: pd.DataFrame, method: CorrelationMethod = "spearman", level: float = 0.95
) -> pd.DataFrame:
    """Return how far measures of the same thing order places alike: the correlation of each pair.

    Parameters
    ----------
    measures : DataFrame
        One row per place, one column per measure.

    Returns
    -------
    DataFrame
        One row per pair: ``a``, ``b``, ``r``, ``low``, ``high``, ``n``, ``p_value``, ``method``, ``level``,
        ``dropped``.

    Raises
    ------
    ModelError
        As :func:`correlation`, and for fewer than two measures.
    """
    if measures.shape[1] < 2:
        raise ModelError("There is one measure", "agreement", "Give at least two columns.")
    rows = measures.reset_index(drop=True)
    found = [
        {"a": a, "b": b, **vars(correlation(_column(rows, a), _column(rows, b), method, level))}
        for a, b in combinations(rows.columns, 2)
    ]
    return pd.DataFrame(found)


def spread(values: "pd.Series[float]") -> "pd.Series[float]":
    """Return level and spread of a column over places.

    Parameters
    ----------
    values : Series

    Returns
    -------
    Series
        ``n``, ``missing``, ``mean``, ``sd`` (n - 1), ``min``, ``q1``, ``median``, ``q3``, ``max``, ``cv``
        (sd over mean; missing where a value is negative or the mean is zero) and ``gini`` (missing where a
        value is negative).

    Raises
    ------
    ModelError
        When no value is known, or values are not numbers.
    """
    known = _known(values)
    ratio_scale = bool((known >= 0).all() and known.mean() > 0)
    quartiles = known.quantile([0, 0.25, 0.5, 0.75, 1]).to_numpy()
    sd = float(known.std()) if len(known) > 1 else float("nan")
    return pd.Series(
        {
            "n": float(len(known)),
            "missing": float(len(values) - len(known)),
            "mean": float(known.mean()),
            "sd": sd,
            **dict(zip(("min", "q1", "median", "q3", "max"), quartiles, strict=True)),
            "cv": sd / float(known.mean()) if ratio_scale else float("nan"),
            "gini": gini(known) if ratio_scale else float("nan"),
        },
        name=values.name,
    )


def regional_summary(data: pd.DataFrame, value: Hashable, region: Hashable) -> pd.DataFrame:
    """Return the spread of a column in each region, in order of the median.

    Parameters
    ----------
    data : DataFrame
        One row per place.
    value, region : column name

    Returns
    -------
    DataFrame, index ``region``
        The columns of :func:`spread`; a region without any known value has ``n`` 0 and no other figure.

    Raises
    ------
    ModelError
        As :func:`spread`, and for unknown columns.
    """
    numbers = _column(data, value)
    groups = select(data.assign(**{"": 0.0}), [""], [region]).labels[region]
    found = {}
    for label, rows in groups.groupby(groups, sort=True):
        part = numbers.loc[rows.index]
        empty = pd.Series({"n": 0.0, "missing": float(len(part))})
        found[label] = spread(part) if part.notna().any() else empty
    return (
        pd.DataFrame(found).T.rename_axis(str(region)).sort_values("median", ascending=False, kind="stable")
    )


def between_share(data: pd.DataFrame, value: Hashable, region: Hashable) -> float:
    """Return the share of the variance of a column that lies between regions (eta squared), between 0 and 1."""
    sample = select(data, [value], [region])
    numbers = sample.numbers[value]
    if np.ptp(numbers.to_numpy()) == 0:
        raise ModelError(f"No variation in '{value}'", "between_share", "A constant column has no shares.")
    means = numbers.groupby(sample.labels[region]).transform("mean")
    return float(((means - numbers.mean()) ** 2).sum() / ((numbers - numbers.mean()) ** 2).sum())


def _column(data: pd.DataFrame, column: Hashable) -> "pd.Series[float]":
    """Return one column as floats, missing values kept."""
    whole = data[[column]].dropna() if column in data.columns else data
    return select(whole, [column]).numbers[column].reindex(data.index)


def _known(values: "pd.Series[float]") -> "pd.Series[float]":
    """Return the known values of a column as floats."""
    if not values.notna().any():
        raise ModelError("No value is known", f"column '{values.name}'", f"Missing: {listing(values.index)}.")
    name = "values" if values.name is None else str(values.name)
    return select(values.rename(name).to_frame(), [name]).numbers[name]

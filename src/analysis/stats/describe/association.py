"""How measures go together: correlations with intervals, one pair or many."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.sample import numbers, select

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
    values = {column: numbers(rows, column) for column in [outcome, *inputs]}
    found = {column: vars(correlation(values[column], values[outcome], method, level)) for column in inputs}
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
        {"a": a, "b": b, **vars(correlation(numbers(rows, a), numbers(rows, b), method, level))}
        for a, b in combinations(rows.columns, 2)
    ]
    return pd.DataFrame(found)

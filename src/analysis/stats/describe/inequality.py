"""Inequality between places: Lorenz curve, Gini and Theil, weighted by population or not."""

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError


def lorenz(values: "pd.Series[float]", weights: "pd.Series[float] | None" = None) -> pd.DataFrame:
    """Return the Lorenz curve: cumulated share of weight against cumulated share of the total.

    Parameters
    ----------
    values : Series
        Not negative; the mean of each place (a rate, an income per head).
    weights : Series, optional
        Positive, same index (population); each place counts once without them.

    Returns
    -------
    DataFrame
        Columns ``weight_share`` and ``value_share``, from (0, 0) to (1, 1), poorest first.

    Raises
    ------
    ModelError
        For missing or negative values, weights that are not positive, or a total of zero.
    """
    y, w = _checked(values, weights)
    order = np.argsort(y, kind="stable")
    weight = np.concatenate([[0.0], np.cumsum(w[order])])
    value = np.concatenate([[0.0], np.cumsum((w * y)[order])])
    return pd.DataFrame({"weight_share": weight / weight[-1], "value_share": value / value[-1]})


def gini(values: "pd.Series[float]", weights: "pd.Series[float] | None" = None) -> float:
    """Return the Gini coefficient: 0 for equality, at most 1 - 1/n unweighted; raises as :func:`lorenz`."""
    curve = lorenz(values, weights)
    return float(1 - 2 * np.trapezoid(curve["value_share"], curve["weight_share"]))


def theil(values: "pd.Series[float]", weights: "pd.Series[float] | None" = None) -> float:
    """Return Theil's T, 0 for equality, at most log n without weights; raises as :func:`lorenz`.

    Notes
    -----
    The mean over places of y/m log(y/m), m the mean; a place at zero counts zero.
    """
    y, w = _checked(values, weights)
    ratio = y / np.average(y, weights=w)
    terms = np.where(ratio > 0, ratio * np.log(np.where(ratio > 0, ratio, 1.0)), 0.0)
    return float(np.average(terms, weights=w))


def _checked(values: "pd.Series[float]", weights: "pd.Series[float] | None") -> tuple[np.ndarray, np.ndarray]:
    """Return values and weights as arrays after the checks of :func:`lorenz`."""
    place = f"column '{values.name}'"
    y = values.to_numpy(dtype=float, na_value=np.nan)
    w = np.ones_like(y) if weights is None else weights.reindex(values.index).to_numpy(dtype=float)
    if len(y) == 0 or not (np.isfinite(y).all() and np.isfinite(w).all()):
        raise ModelError("Some values or weights are missing", place, "Leave these places out, and say so.")
    if (y < 0).any() or y.sum() <= 0:
        raise ModelError("Values are negative, or all zero", place, "Use the standard deviation instead.")
    if (w <= 0).any():
        raise ModelError("Weights must be positive", place, "Leave these places out, or mend the weights.")
    return y, w

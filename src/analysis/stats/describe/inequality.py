"""Inequality between places: Lorenz curve, Gini and Theil, weighted by population or not.

These measures need figures whose zero means nothing at all: shares, rates, amounts. Of a score from 0.33 to
3.33, or an index put together from points, they say how it was scaled. Errors of measurement in the figures
of the places make every measure too large: noise counts as inequality.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing


@dataclass(frozen=True, eq=False)
class TheilParts:
    """Theil's T taken apart by groups of places.

    Attributes
    ----------
    total : float
        ``between`` plus ``within``.
    between : float
        T if every place had the mean of its group.
    within : float
        The T of each group, weighted by its share of the total.
    groups : DataFrame, index the groups in order of first appearance
        ``n``, ``weight_share``, ``value_share``, ``mean``, ``theil`` (of the group alone), ``between`` and
        ``within`` (its parts of the two sums; the first is negative for a group below the mean).
    """

    total: float
    between: float
    within: float
    groups: pd.DataFrame

    @property
    def between_share(self) -> float:
        """Share of the inequality that lies between the groups, 0 to 1; missing where there is none."""
        return self.between / self.total if self.total > 0 else float("nan")


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
    y, w = checked(values, weights)
    order = np.argsort(y, kind="stable")
    weight = np.concatenate([[0.0], np.cumsum(w[order])])
    value = np.concatenate([[0.0], np.cumsum((w * y)[order])])
    return pd.DataFrame({"weight_share": weight / weight[-1], "value_share": value / value[-1]})


def gini(values: "pd.Series[float]", weights: "pd.Series[float] | None" = None) -> float:
    """Return the Gini coefficient: 0 for equality, at most 1 - 1/n unweighted; raises as :func:`lorenz`."""
    return float(gini_of(*checked(values, weights)))


def theil(values: "pd.Series[float]", weights: "pd.Series[float] | None" = None) -> float:
    """Return Theil's T, 0 for equality, at most log n without weights; raises as :func:`lorenz`.

    Notes
    -----
    The mean over places of y/m log(y/m), m the mean; a place at zero counts zero.
    """
    return float(theil_of(*checked(values, weights)))


def theil_parts(
    values: "pd.Series[float]", groups: "pd.Series[str]", weights: "pd.Series[float] | None" = None
) -> TheilParts:
    """Return Theil's T between and within groups of places.

    Parameters
    ----------
    values, weights
        As in :func:`lorenz`.
    groups : Series
        The group of each place (its region), same index, complete.

    Returns
    -------
    TheilParts

    Raises
    ------
    ModelError
        As :func:`lorenz`, and for a place without a group.

    Notes
    -----
    Theil (1967, chapter 4); the two parts sum to the whole exactly. Some inequality lies between groups by
    chance alone: about 8 % where 63 places are dealt at random into six regions.
    """
    y, w = checked(values, weights)
    labels = groups.reindex(values.index)
    if labels.isna().any():
        raise ModelError(
            f"Without a group: {listing(labels.index[labels.isna()])}",
            f"column '{groups.name}'",
            "Leave these places out, or give them a group.",
        )
    share, value = w / w.sum(), w * y / (w * y).sum()
    frame = pd.DataFrame({"n": 1, "weight_share": share, "value_share": value, "w": w, "wy": w * y})
    table = frame.groupby(labels.to_numpy(), sort=False).sum()
    table.index.name = groups.name
    table["mean"] = table.pop("wy") / table.pop("w")
    inside = [labels.to_numpy() == group for group in table.index]
    table["theil"] = [float(theil_of(y[rows], w[rows])) if y[rows].sum() > 0 else 0.0 for rows in inside]
    ratio = table["value_share"] / table["weight_share"]
    table["between"] = table["value_share"] * np.log(ratio.where(ratio > 0, 1.0))
    table["within"] = table["value_share"] * table["theil"]
    between, within = float(table["between"].sum()), float(table["within"].sum())
    return TheilParts(between + within, between, within, table)


def gini_of(y: np.ndarray, w: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the Gini coefficient of ``y`` with weights ``w``, shape (..., n), along the last axis."""
    order = np.argsort(y, axis=axis, kind="stable")
    y, w = np.take_along_axis(y, order, axis), np.take_along_axis(w, order, axis)
    value = np.cumsum(w * y, axis=axis)
    # Trapezoids under the Lorenz curve: the share of weight times the mean height at its two ends.
    area = (w * (2 * value - w * y)).sum(axis=axis)
    return 1 - area / (w.sum(axis=axis) * value[..., -1])


def theil_of(y: np.ndarray, w: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return Theil's T of ``y`` with weights ``w``, shape (..., n), along the last axis."""
    total = w.sum(axis=axis, keepdims=True)
    ratio = y * total / (w * y).sum(axis=axis, keepdims=True)
    terms = ratio * np.log(np.where(ratio > 0, ratio, 1.0))
    return (w * terms / total).sum(axis=axis)


def checked(values: "pd.Series[float]", weights: "pd.Series[float] | None") -> tuple[np.ndarray, np.ndarray]:
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

"""Draws of what a linear model predicts for a single place, to be exported and read without the model.

A draw is one set of coefficients and one residual. The coefficients are those of least squares on places
drawn with replacement, so that unequal variances need no model (pairs bootstrap: Freedman 1981, Annals of
Statistics 9). The residual is one of the sample, freed of the shrinking that a fit to the same place brings,
and centred (Davison and Hinkley 1997, Bootstrap Methods and their Application, equation 6.9 and algorithm
6.4). Their quantiles hold both what is not known of the line and how far places lie from it (Stine 1985).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.prediction.rows import Rows, prepare
from analysis.stats.resampling import bootstrap_counts

FEWEST_DRAWS = 100


@dataclass(frozen=True, eq=False)
class PredictiveDraws:
    """A linear model of one outcome on standardised inputs, with its draws.

    Attributes
    ----------
    outcome : str
    inputs : tuple of str, length k
    n : int
        Places.
    centres, scales : array, shape (k,)
        Mean and standard deviation of each input: the model is in ``(x - centre) / scale``.
    estimate : array, shape (1 + k,)
        Least squares, intercept first.
    coefficients : array, shape (draws, 1 + k)
    residuals : array, shape (draws,)
    inverse : array, shape (k, k)
        Inverse of Z'Z of the standardised inputs Z: z' inverse z tells how far from the middle of the data a
        point lies, correlations allowed for (its leverage is 1 / n more).
    dropped : DataFrame
        Rows left out and why.
    """

    outcome: str
    inputs: tuple[str, ...]
    n: int
    centres: np.ndarray
    scales: np.ndarray
    estimate: np.ndarray
    coefficients: np.ndarray
    residuals: np.ndarray
    inverse: np.ndarray
    dropped: pd.DataFrame

    def predict(self, values: Sequence[float], level: float = 0.90) -> tuple[float, float, float]:
        """Return the estimate for a place with these inputs, and both ends of the interval of the draws."""
        z = (np.asarray(values, dtype=float) - self.centres) / self.scales
        drawn = self.coefficients[:, 0] + self.coefficients[:, 1:] @ z + self.residuals
        low, high = np.quantile(drawn, _ends(level))
        return float(self.estimate[0] + self.estimate[1:] @ z), float(low), float(high)


def draws(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    place: Hashable,
    *,
    number: int = 1000,
    seed: int = 0,
) -> PredictiveDraws:
    """Return draws of what a linear model predicts for a single place.

    Parameters
    ----------
    data : DataFrame
        One row a place.
    outcome, inputs, place : column names
        Inputs enter as they are: take logarithms before.
    number : int
        Draws.
    seed : int
        The same figures and seed give the same draws, in whatever order the rows stand.

    Returns
    -------
    PredictiveDraws

    Raises
    ------
    ModelError
        For columns that cannot be used, a place that stands there twice, fewer than three places a
        coefficient, inputs that say the same, or too few draws.
    """
    rows, z, centres, scales = _standardised(data, outcome, inputs, place, number)
    n = len(rows.y)
    design = np.column_stack([np.ones(n), z])
    estimate, coefficients, residuals = _drawn(design, rows.y, number, np.random.default_rng(seed))
    return PredictiveDraws(
        str(outcome), rows.inputs, n, centres, scales, estimate, coefficients, residuals,
        np.linalg.inv(z.T @ z), rows.dropped,
    )  # fmt: skip


def places_within(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    place: Hashable,
    *,
    number: int = 1000,
    seed: int = 0,
    level: float = 0.90,
) -> int:
    """Return how many places lie in the interval that draws from all other places give for them.

    Parameters and errors as in :func:`draws`; ``level`` is that of the interval.
    """
    rows, z, _, _ = _standardised(data, outcome, inputs, place, number)
    design, y, found = np.column_stack([np.ones(len(z)), z]), rows.y, 0
    for left_out in range(len(y)):
        others = np.arange(len(y)) != left_out
        _, coefficients, residuals = _drawn(design[others], y[others], number, np.random.default_rng(seed))
        low, high = np.quantile(coefficients @ design[left_out] + residuals, _ends(level))
        found += bool(low <= y[left_out] <= high)
    return found


def _standardised(
    data: pd.DataFrame, outcome: Hashable, inputs: Sequence[Hashable], place: Hashable, number: int
) -> tuple[Rows, np.ndarray, np.ndarray, np.ndarray]:
    """Return the complete rows, their standardised inputs, and mean and deviation of each input."""
    rows = prepare(data, outcome, inputs, place)
    n, k = rows.x.shape
    if number < FEWEST_DRAWS:
        raise ModelError(f"{number} draws", "draws", f"Use {FEWEST_DRAWS} draws or more.")
    if rows.units < n or n < 3 * (k + 1):
        raise ModelError(
            f"{rows.units} places in {n} rows for {k + 1} coefficients",
            "draws",
            "Give one row a place, and three places or more a coefficient.",
        )
    centres, scales = rows.x.mean(axis=0), rows.x.std(axis=0, ddof=1)
    if not scales.all() or np.linalg.matrix_rank(rows.x - centres) < k:
        raise ModelError("Inputs do not vary, or say the same", f"{rows.inputs}", "Leave one out.")
    return rows, (rows.x - centres) / scales, centres, scales


def _drawn(
    design: np.ndarray, y: np.ndarray, number: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return least squares, and drawn coefficients and residuals."""
    n, columns = design.shape
    inverse = np.linalg.inv(design.T @ design)
    estimate = inverse @ design.T @ y
    leverages = np.einsum("ni,ij,nj->n", design, inverse, design)
    errors = (y - design @ estimate) / np.sqrt(1 - leverages)
    counts = bootstrap_counts(n, number, random).astype(float)
    products = (design[:, :, None] * design[:, None, :]).reshape(n, -1)
    left = (counts @ products).reshape(number, columns, columns)
    right = counts @ (design * y[:, None])
    coefficients = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    return estimate, coefficients, random.choice(errors - errors.mean(), number)


def _ends(level: float) -> list[float]:
    if not 0 < level < 1:
        raise ModelError(f"level {level}", "draws", "Use a level in (0, 1).")
    return [0.5 - level / 2, 0.5 + level / 2]

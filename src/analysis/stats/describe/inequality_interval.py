"""How sure a figure of inequality between places is.

Places are all there are, so a figure of inequality between them has no sampling error as a description. The
interval says how far it owes to single places: what it would be had other places like these been counted.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.describe.inequality import checked, gini_of, theil_of
from analysis.stats.errors import ModelError, nearest
from analysis.stats.resampling import arrange

Measure = Literal["gini", "theil"]
MEASURES: dict[str, Callable[..., np.ndarray]] = {"gini": gini_of, "theil": theil_of}


@dataclass(frozen=True)
class Inequality:
    """A measure of inequality with its interval.

    Attributes
    ----------
    measure : str
        ``gini`` or ``theil``.
    estimate, low, high : float
        The interval at ``level``.
    std_error : float
        Standard deviation over the bootstrap samples.
    n : int
        Places.
    level : float
    weighted : bool
    """

    measure: str
    estimate: float
    low: float
    high: float
    std_error: float
    n: int
    level: float
    weighted: bool


def inequality_estimate(
    values: "pd.Series[float]",
    weights: "pd.Series[float] | None" = None,
    *,
    measure: Measure = "gini",
    level: float = 0.95,
    draws: int = 4999,
    seed: int = 0,
) -> Inequality:
    """Return Gini or Theil with a bootstrap interval over places.

    Parameters
    ----------
    values, weights
        As in :func:`lorenz`. Places are drawn with their weights.
    measure : {"gini", "theil"}
    level : float
        Confidence level.
    draws : int
        Bootstrap samples.
    seed : int
        Of the bootstrap. The result does not depend on names and order of the places.

    Returns
    -------
    Inequality
        What the interval says: see the head of the module.

    Raises
    ------
    ModelError
        As :func:`lorenz`; for fewer than ten places, another measure, and a level or draws out of range.

    Notes
    -----
    Bias-corrected and accelerated (Efron 1987): samples drawn with repetition are less unequal than what
    they are drawn from, so a percentile interval lies too low. With 63 lognormal figures an interval of
    95 % holds the truth in 91 to 92 % of samples at a coefficient of variation of 0.2, in 89 to 90 % at 0.7.
    """
    y, w = checked(values, weights)
    if measure not in MEASURES:
        raise ModelError(
            f"There is no measure '{measure}'", "inequality_estimate", nearest(measure, MEASURES)
        )
    if len(y) < 10 or not 0 < level < 1 or draws < 99:
        raise ModelError(
            f"{len(y)} places, level {level}, draws {draws}",
            "inequality_estimate",
            "Ten places or more, a level in (0, 1) and 99 draws or more are needed.",
        )
    of, n = MEASURES[measure], len(y)
    estimate = float(of(y, w))
    if np.ptp(y) == 0:
        return Inequality(measure, 0.0, 0.0, 0.0, 0.0, n, level, weights is not None)
    low, high, error = _bootstrap(y, w, of, level=level, draws=draws, seed=seed)
    if not np.isfinite([low, high]).all():
        raise ModelError(
            "There is no interval: it would rest on too few places",
            f"column '{values.name}'",
            "Too many figures are zero or equal; show the figures themselves.",
        )
    return Inequality(measure, estimate, low, high, error, n, level, weights is not None)


def _bootstrap(
    y: np.ndarray, w: np.ndarray, of: Callable[..., np.ndarray], *, level: float, draws: int, seed: int
) -> tuple[float, float, float]:
    """Return the ends of the interval, missing where there is none, and the standard error."""
    order, _ = arrange(np.column_stack([y, w]))
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (y[order], w[order]),
            of,
            paired=True,
            vectorized=True,
            n_resamples=draws,
            confidence_level=level,
            method="BCa",
            rng=np.random.default_rng(seed),
        )
    low, high = (float(end) for end in found.confidence_interval)
    return low, high, float(found.standard_error)

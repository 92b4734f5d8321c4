"""League tables with their uncertainty: shrinkage towards the mean, and intervals for ranks.

A rank is an order of noisy figures. Here each figure has a standard error; the place's true level is
estimated by empirical Bayes, and ranks are drawn from what is then known of all places together.
"""

from collections.abc import Hashable
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.sample import select


def shrink(values: "pd.Series[float]", std_errors: "pd.Series[float] | float") -> pd.DataFrame:
    """Return empirical-Bayes estimates of the true levels behind noisy figures.

    Parameters
    ----------
    values : Series
        One figure per place; missing values stay missing.
    std_errors : Series or float
        Standard error of each figure, positive, in the units of the figures.

    Returns
    -------
    DataFrame, index of ``values``
        ``value``, ``std_error``, ``shrunk`` (posterior mean), ``posterior_sd`` (includes what is not known
        of the mean and the spread of the true levels) and ``reliability`` (weight of the place's own figure,
        0 to 1).

    Raises
    ------
    ModelError
        For fewer than five places, or a standard error that is missing, zero or negative where a figure is
        known.

    Notes
    -----
    Morris (1983), Parametric Empirical Bayes Inference: with equal standard errors the estimates are those
    of Efron and Morris (1977), with the factor (k - 3) / (k - 1).
    """
    table = _figures(values, std_errors)
    known = table.dropna()
    k = len(known)
    if k < 5:
        raise ModelError(f"{k} places are too few to shrink", "shrink", "At least five figures are needed.")
    y, variance = known["value"].to_numpy(), known["std_error"].to_numpy() ** 2
    mean, spread = _moments(y, variance)
    total = variance + spread
    pull = (k - 3) / (k - 1) * variance / total
    average = (variance / total).sum() / (1 / total).sum()
    doubt = 2 / (k - 3) * pull**2 * (average + spread) / total
    posterior = variance * (1 - (k - 1) / k * pull) + doubt * (y - mean) ** 2
    estimates = {
        "shrunk": y - pull * (y - mean),
        "posterior_sd": np.sqrt(posterior),
        "reliability": 1 - pull,
    }
    return table.join(pd.DataFrame(estimates, index=known.index))


def rank_intervals(
    values: "pd.Series[float]",
    std_errors: "pd.Series[float] | float",
    *,
    draws: int = 4000,
    seed: int = 0,
    level: float = 0.90,
    highest_first: bool = True,
) -> pd.DataFrame:
    """Return the rank of each place with the interval in which its true rank lies.

    Parameters
    ----------
    values, std_errors
        As in :func:`shrink`.
    draws : int
        Simulated league tables.
    seed : int
        Of the simulation.
    level : float
        Of the interval, 0.90 by default.
    highest_first : bool
        Whether the highest figure has rank 1.

    Returns
    -------
    DataFrame, index of ``values``
        The columns of :func:`shrink`, then ``rank`` (of the published figures; ties share the best rank),
        ``expected_rank`` (mean over the draws), ``low`` and ``high``. With noisy figures the rank of the
        published figure can lie outside: an extreme rank is then mostly luck.

    Raises
    ------
    ModelError
        As :func:`shrink`.
    """
    if not 0 < level < 1 or draws < 100:
        raise ModelError(
            f"level {level}, draws {draws}", "rank_intervals", "Use a level in (0, 1), 100 draws or more."
        )
    table = shrink(values, std_errors)
    known = table.dropna()
    sign = -1.0 if highest_first else 1.0
    noise = _noise(draws, len(known), seed)
    levels = sign * (known["shrunk"].to_numpy() + noise * known["posterior_sd"].to_numpy())
    ranks = _ranks(levels)
    ends = [0.5 - level / 2, 0.5 + level / 2]
    low, high = np.quantile(ranks, ends, axis=1, method="inverted_cdf").astype(int)
    table["rank"] = (sign * table["value"]).rank(method="min")
    simulated = pd.DataFrame(
        {"expected_rank": ranks.mean(axis=1), "low": low, "high": high}, index=known.index
    )
    return table.join(simulated)


@lru_cache(maxsize=4)
def _noise(draws: int, places: int, seed: int) -> np.ndarray:
    """Return standard normal draws, shape (draws, places), not to be changed: one league follows another."""
    return np.random.default_rng(seed).standard_normal((draws, places))


def _ranks(levels: np.ndarray) -> np.ndarray:
    """Return the rank of each place in each draw, shape (places, draws); ties in the order of the places."""
    draws, places = levels.shape
    order = levels.argsort(axis=1)
    if (np.diff(np.take_along_axis(levels, order, axis=1), axis=1) == 0).any():
        order = levels.argsort(axis=1, kind="stable")  # three times as long, and needed for ties only
    # Small whole numbers, side by side for a place, are read faster than they were drawn.
    found = np.empty((places, draws), dtype=np.min_scalar_type(places))
    found[order.T, np.arange(draws)] = np.arange(1, places + 1)[:, None]
    return found


def separation(intervals: pd.DataFrame) -> "pd.Series[int]":
    """Return how far a league table tells places apart.

    Parameters
    ----------
    intervals : DataFrame
        As :func:`rank_intervals` returns it.

    Returns
    -------
    Series
        Numbers of places: ``n`` with a rank; ``wide``, whose interval covers more than half of the ranks;
        ``top`` and ``bottom``, whose whole interval lies in the first or the last third.
    """
    known = intervals.dropna(subset=["low", "high"])
    n = len(known)
    covered = known["high"] - known["low"] + 1
    counts = {
        "n": n,
        "wide": int((covered > n / 2).sum()),
        "top": int((known["high"] <= n / 3).sum()),
        "bottom": int((known["low"] > n - n / 3).sum()),
    }
    return pd.Series(counts, dtype="int64")


def noise_from_panel(
    panel: pd.DataFrame, indicator: Hashable, entity: Hashable, time: Hashable
) -> "pd.Series[float]":
    """Return a standard error for each place from year-to-year movement that neither place nor year explains.

    Parameters
    ----------
    panel : DataFrame
        One row per place and year, of years with one definition only.
    indicator, entity, time : column name

    Returns
    -------
    Series, index ``entity``, name ``std_error``
        The same figure for every place: the standard deviation of what is left after effects of places and of
        years, in the units of the indicator. True movement of a place counts as noise, so it is an upper
        bound on the error that is drawn anew every year, and intervals made with it are wide as far as that
        goes. Error that stays with a place (a survey that returns to the same villages) is taken for its
        level and not seen.

    Raises
    ------
    ModelError
        For fewer than two years or places, and for columns that cannot be used.
    """
    sample = select(panel, [indicator], [entity, time], [entity, time])
    y, rows = sample.numbers[indicator], sample.labels
    places, years = rows[entity].nunique(), rows[time].nunique()
    df = len(y) - places - years + 1
    if places < 2 or years < 2 or df < 1:
        raise ModelError(
            f"{places} places over {years} years are too few", "noise_from_panel", "Give two years or more."
        )
    dummies = np.hstack(
        [np.eye(count.max() + 1)[count] for count in (_codes(rows[entity]), _codes(rows[time]))]
    )
    left = y.to_numpy() - dummies @ np.linalg.lstsq(dummies, y.to_numpy(), rcond=None)[0]
    index = pd.Index(rows[entity].unique(), name=entity)
    return pd.Series(np.sqrt(left @ left / df), index=index, name="std_error")


def _codes(labels: "pd.Series[str]") -> np.ndarray:
    """Return the groups as whole numbers from 0."""
    return pd.factorize(labels)[0]


def _figures(values: "pd.Series[float]", std_errors: "pd.Series[float] | float") -> pd.DataFrame:
    """Return figures and standard errors side by side after their checks."""
    if not values.index.is_unique:
        raise ModelError("A place appears twice", "values", "Give one figure per place.")
    table = pd.DataFrame({"value": values.astype(float)})
    table["std_error"] = (
        std_errors.reindex(values.index).astype(float) if isinstance(std_errors, pd.Series) else std_errors
    )
    bad = table["value"].notna() & ~(np.isfinite(table["std_error"]) & (table["std_error"] > 0))
    if bad.any():
        raise ModelError(
            "Standard errors are missing or not positive",
            f"places {listing(table.index[bad])}",
            "Give each figure a positive standard error, or leave the place out.",
        )
    if np.isinf(table["value"]).any():
        raise ModelError("There are infinite figures", "values", "Mend the ratio that made them.")
    return table


def _moments(y: np.ndarray, variance: np.ndarray) -> tuple[float, float]:
    """Return mean and variance of the true levels (Morris 1983, the iteration of his section 5)."""
    k, spread = len(y), max(float(y.var(ddof=1) - variance.mean()), 0.0)
    mean = float(y.mean())
    for _ in range(1000):
        weight = 1 / (variance + spread)
        mean = float((weight * y).sum() / weight.sum())
        before = spread
        spread = max(float((weight * (k / (k - 1) * (y - mean) ** 2 - variance)).sum() / weight.sum()), 0.0)
        if abs(spread - before) <= 1e-12 * (variance.mean() + spread):
            break
    return mean, spread

"""Whether a place has moved between two years, given how noisy its figures are.

Figures that are drawn anew every year move by noise alone, and so do ranks. Here each change has a standard
error, the true change is estimated by empirical Bayes, and a place is said to have moved only where that is
nearly certain.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.describe.changes import change
from analysis.stats.describe.ranks import shrink
from analysis.stats.errors import ModelError, listing

CERTAIN = 0.90

Errors = Any
"""A float, a Series by place, or a pair of them for the two years."""


@dataclass(frozen=True, eq=False)
class Movement:
    """How places moved between two years.

    Attributes
    ----------
    places : DataFrame, index the places
        ``start``, ``end`` (figures), ``change`` (beside the mean change where ``relative``), ``std_error``
        (of the change, by noise alone), ``estimate`` and ``posterior_sd`` (of the true change), ``p_up`` and
        ``p_down`` (probability that it is above ``at_least``, below minus ``at_least``) and ``verdict``:
        ``"up"``, ``"down"``, ``"same"`` (between the two), or ``"unknown"`` where none of the three has a
        probability above 0.9 or a year is missing.
    at_least : float
        In the units of the indicator.
    relative, shrunk : bool
    published : int
        Places said to have moved.
    expected_false : float
        How many of them are expected not to have moved that way, by their own probabilities. They keep their
        word where places differ in how they moved by as much as the noise; where by much less, hardly any
        place is said to have moved, and more of these few than expected have not.
    """

    places: pd.DataFrame
    at_least: float
    relative: bool
    shrunk: bool
    published: int
    expected_false: float


def movement(
    panel: pd.DataFrame,
    indicator: str,
    start: int,
    end: int,
    *,
    std_errors: Errors,
    at_least: float = 0.0,
    relative: bool = False,
    shrunk: bool = True,
    error_correlation: float = 0.0,
    **options: Any,
) -> Movement:
    """Return the probability that each place has moved, and a verdict where it is above 0.9.

    Parameters
    ----------
    panel, indicator, start, end, **options
        As in :func:`analysis.stats.describe.changes.change`.
    std_errors : float, Series by place, or a pair of them
        Standard error of a figure in a year; a pair gives start and end. Where the publisher gives none,
        :func:`analysis.stats.describe.ranks.noise_from_panel` gives an upper bound.
    at_least : float
        How far a place must have moved to count, in the units of the indicator.
    relative : bool
        Whether a place moves beside the mean of all places: what all share is then no movement.
    shrunk : bool
        Whether changes are drawn towards their mean. Without it one place in five that did not move is said
        to have moved.
    error_correlation : float
        Between the errors of a place in the two years, in [0, 1): a survey that returns to the same villages.

    Returns
    -------
    Movement

    Raises
    ------
    ModelError
        As ``change`` and :func:`analysis.stats.describe.ranks.shrink`; for a distance or a correlation that
        is none.
    """
    if at_least < 0:
        raise ModelError(f"A distance of {at_least}", "at_least", "Give zero or more.")
    table = noisy_figures(
        panel,
        indicator,
        start,
        end,
        std_errors=std_errors,
        error_correlation=error_correlation,
        **options,
    )
    if relative:
        n, variance = table["change"].count(), table["std_error"] ** 2
        table["change"] -= table["change"].mean()
        table["std_error"] = np.sqrt(variance * (1 - 2 / n) + variance.mean() / n)
    table = table.drop(columns=["start_error", "end_error"])
    known = shrink(table["change"], table["std_error"].fillna(1.0))
    table["estimate"] = known["shrunk"] if shrunk else table["change"]
    table["posterior_sd"] = known["posterior_sd"] if shrunk else table["std_error"]
    for side, sign in (("p_up", 1), ("p_down", -1)):
        table[side] = stats.norm.sf((at_least - sign * table["estimate"]) / table["posterior_sd"])
    same = 1 - table["p_up"] - table["p_down"]
    chance = pd.DataFrame({"up": table["p_up"], "down": table["p_down"], "same": same}).fillna(0.0)
    table["verdict"] = chance.idxmax(axis=1).where(chance.max(axis=1) > CERTAIN, "unknown")
    moved = table["verdict"].isin(["up", "down"])
    return Movement(
        table,
        at_least,
        relative,
        shrunk,
        int(moved.sum()),
        float((1 - chance.max(axis=1))[moved].sum()),
    )


def noisy_figures(
    panel: pd.DataFrame,
    indicator: str,
    start: int,
    end: int,
    *,
    std_errors: Errors,
    error_correlation: float,
    **options: Any,
) -> pd.DataFrame:
    """Return figures and change of each place with their standard errors.

    Parameters
    ----------
    panel, indicator, start, end, std_errors, error_correlation, **options
        As in :func:`movement`.

    Returns
    -------
    DataFrame, index the places
        ``start``, ``end``, ``change``, ``start_error``, ``end_error`` and ``std_error`` (of the change); the
        change and its error are missing where a year is.

    Raises
    ------
    ModelError
        As ``change``; for errors that are missing or not positive, or a correlation that is none.
    """
    if not 0 <= error_correlation < 1:
        raise ModelError(f"A correlation of {error_correlation}", "error_correlation", "Give one in [0, 1).")
    table = change(panel, indicator, start, end, **options).places.copy()
    pair = std_errors if isinstance(std_errors, tuple) else (std_errors, std_errors)
    for name, errors in zip(("start_error", "end_error"), pair, strict=True):
        table[name] = errors.reindex(table.index) if isinstance(errors, pd.Series) else float(errors)
        bad = table["change"].notna() & ~(np.isfinite(table[name]) & (table[name] > 0))
        if bad.any():
            raise ModelError(
                "Standard errors are missing or not positive",
                f"places {listing(table.index[bad])}",
                "Give each figure a positive standard error.",
            )
    first, second = table["start_error"], table["end_error"]
    variance = first**2 + second**2 - 2 * error_correlation * first * second
    table["std_error"] = np.sqrt(variance).where(table["change"].notna())
    return table

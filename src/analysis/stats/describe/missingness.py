"""Whether places with a figure differ from those without: gaps that are not random."""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.sample import numbers

COLUMNS = ("mean_known", "mean_unknown", "estimate", "low", "high", "n_known", "n_unknown")
FEWEST = 2
"""Places that either side of a comparison needs."""


def known_against_unknown(
    data: pd.DataFrame, known: "pd.Series[bool]", characteristics: Sequence[Hashable], level: float = 0.95
) -> pd.DataFrame:
    """Compare places with a figure and places without, one characteristic at a time.

    Parameters
    ----------
    data : DataFrame
        One row per place.
    known : Series of bool
        Whether the figure is known; matched by index, absent means not known.
    characteristics : sequence of column name
        Columns of ``data``; places without a value are left out of that row.
    level : float

    Returns
    -------
    DataFrame, index the characteristics
        Those that can be compared: where fewer than two places are without a figure there is no row.
        ``mean_known``, ``mean_unknown``, ``estimate`` (difference of the means in pooled standard deviations,
        Hedges' g with its correction for few places), ``low``, ``high``, ``n_known``, ``n_unknown``. The
        interval takes the large-sample variance of Hedges and Olkin (1985, chapter 5) with quantiles of t.

    Raises
    ------
    ModelError
        For unknown columns, fewer than two places with a figure, or no variation.
    """
    has_figure = known.reindex(data.index).fillna(value=False).astype(bool)
    rows = {}
    for name in characteristics:
        column = numbers(data, name)
        with_figure, without = column[has_figure].dropna(), column[~has_figure].dropna()
        if len(without) >= FEWEST or len(with_figure) < FEWEST:
            rows[name] = _difference(with_figure.to_numpy(), without.to_numpy(), level, str(name))
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))


def _difference(known: np.ndarray, unknown: np.ndarray, level: float, name: str) -> dict[str, float]:
    n, m = len(known), len(unknown)
    if min(n, m) < FEWEST:
        raise ModelError(
            f"{n} places with a figure and {m} without", f"column '{name}'", "Each side needs at least two."
        )
    freedom = n + m - 2
    pooled = ((n - 1) * known.var(ddof=1) + (m - 1) * unknown.var(ddof=1)) / freedom
    if pooled <= 0:
        raise ModelError(f"No variation in '{name}'", "known_against_unknown", "Leave the column out.")
    correction = 1 - 3 / (4 * freedom - 1)
    g = float(correction * (known.mean() - unknown.mean()) / np.sqrt(pooled))
    error = np.sqrt((n + m) / (n * m) + g**2 / (2 * (n + m)))
    margin = float(stats.t.ppf(0.5 + level / 2, freedom) * error)
    return {
        "mean_known": float(known.mean()),
        "mean_unknown": float(unknown.mean()),
        "estimate": g,
        "low": g - margin,
        "high": g + margin,
        "n_known": float(n),
        "n_unknown": float(m),
    }

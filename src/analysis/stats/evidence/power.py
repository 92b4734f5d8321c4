"""What could be detected: the smallest partial correlation, effect or difference that a design would find."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import optimize, stats

from analysis.stats.errors import ModelError
from analysis.stats.result import Result


def detectable_statistic(df: float, power: float = 0.80, alpha: float = 0.05) -> float:
    """Return the non-centrality at which a two-sided t test with ``df`` degrees of freedom has this power.

    Parameters
    ----------
    df : float
        Residual degrees of freedom; infinite for the normal.
    power, alpha : float
        Power wanted, and size of the test; power must exceed alpha.

    Raises
    ------
    ModelError
        For fewer than one degree of freedom, or shares that are none.
    """
    if not (0 < alpha < power < 1 and df >= 1):
        raise ModelError(
            f"power {power}, alpha {alpha}, {df} degrees of freedom",
            "power",
            "Give 0 < alpha < power < 1 and at least one degree of freedom.",
        )
    critical = stats.t.ppf(1 - alpha / 2, df)

    def shortfall(delta: float) -> float:
        if np.isinf(df):
            return float(stats.norm.sf(critical - delta) + stats.norm.cdf(-critical - delta) - power)
        # The far tail is not computable for large delta, where it is nothing.
        far = np.nan_to_num(stats.nct.cdf(-critical, df, delta))
        return float(stats.nct.sf(critical, df, delta) + far - power)

    highest = critical + stats.norm.ppf(power) + 1.0
    while shortfall(highest) < 0:
        highest *= 1.2
    return float(optimize.brentq(shortfall, 0.0, highest))


def detectable_correlation(n: int, controls: int = 0, power: float = 0.80, alpha: float = 0.05) -> float:
    """Return the smallest partial correlation found with this power in a cross-section.

    Parameters
    ----------
    n : int
        Places.
    controls : int
        Other inputs in the model, dummies counted, the intercept not.
    power, alpha : float

    Returns
    -------
    float
        Between 0 and 1. The non-centrality of the t test of one input is the root of (n - controls - 1)
        r2/(1-r2).

    Raises
    ------
    ModelError
        When no degree of freedom is left.
    """
    delta = detectable_statistic(n - controls - 2, power, alpha)
    ratio = delta**2 / (n - controls - 1)
    return float(np.sqrt(ratio / (1 + ratio)))


def detectable_effect(
    n: int,
    controls: int = 0,
    *,
    r2: float = 0.0,
    vif: float = 1.0,
    power: float = 0.80,
    alpha: float = 0.05,
) -> float:
    """Return the smallest effect found with this power, in sd of the outcome per sd of the input.

    Parameters
    ----------
    n, controls, power, alpha
        As in :func:`detectable_correlation`.
    r2 : float
        Share of the variance of the outcome that the model explains, in [0, 1).
    vif : float
        Variance inflation factor of the input, at least 1.

    Raises
    ------
    ModelError
        As :func:`detectable_correlation`; and for shares or factors that are none.
    """
    if not (0 <= r2 < 1 and vif >= 1):
        raise ModelError(f"r2 {r2}, vif {vif}", "power", "Give 0 <= r2 < 1 and vif >= 1.")
    delta = detectable_statistic(n - controls - 2, power, alpha)
    return float(delta * np.sqrt((1 - r2) * vif / (n - controls - 1)))


def detectable_term(result: Result, term: str, power: float = 0.80, alpha: float = 0.05) -> float:
    """Return the smallest coefficient that a model like this one would find, in the units of the term.

    Parameters
    ----------
    result : Result
        Its standard error and degrees of freedom are taken as they stand, whatever the estimator.
    term : str
    power, alpha : float

    Returns
    -------
    float
        Positive: standard error times the non-centrality wanted, about 2.8 standard errors for 80 %.
    """
    row = result.term(term)
    return float(row["std_error"]) * detectable_statistic(float(row["df"]), power, alpha)


MANY_PLACES = 50
_ROOM = {"many": 1.5, "few": 2.5}


def detectable_by_the_rule(results: Iterable[Result], term: str, places: int) -> float:
    """Return the smallest coefficient that the rule of the claims would find with 80 % power.

    The rule takes the largest of four p-values, and a wild bootstrap over six regions knows no p below 2/64:
    it asks for more than the widest of the intervals alone.

    Parameters
    ----------
    results : Results of one model with several standard errors
    term : str
    places : int

    Returns
    -------
    float
        In the units of the term: what the widest interval alone would find, times 1.5, or times 2.5 with
        fewer than 50 places.

    Notes
    -----
    Both factors are measured: with six regions and 63 or 34 places the rule then finds about 80 of 100
    (``power_at_detectable`` in ``data/validation/simulation.csv``, which holds them to bounds).
    """
    return rule_factor(places) * max(detectable_term(result, term) for result in results)


def rule_factor(places: int) -> float:
    """Return what the rule of the claims asks for beyond the widest interval alone."""
    return _ROOM["many" if places >= MANY_PLACES else "few"]


def detectable_table(
    places: Sequence[int], controls: Sequence[int], power: float = 0.80, alpha: float = 0.05
) -> pd.DataFrame:
    """Return the smallest detectable partial correlation by places (rows) and controls (columns)."""
    values = [[detectable_correlation(n, k, power, alpha) for k in controls] for n in places]
    return pd.DataFrame(
        values, index=pd.Index(places, name="places"), columns=pd.Index(controls, name="controls")
    )

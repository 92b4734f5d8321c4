"""What designs find, in closed form, from how figures vary: years of a table, and starts in drawn order."""

import numpy as np

from analysis.stats.errors import ModelError
from analysis.stats.evidence.power import detectable_statistic


def detectable_over_years(
    n: int, years: int, *, steady: float, moving: float, lasting: float, controls: int = 0
) -> float:
    """Return the smallest difference found in a table of places and years, 80 % power at 5 %.

    Parameters
    ----------
    n, years : int
        Places and years; one year is read between places, several by fixed effects of places and years.
    steady : float
        Share of the input's variance that stays with the place (intraclass correlation), from 0 to below 1.
    moving, lasting : float
        Standard deviations of what moves the outcome of a place in a single year, and of what stays with it.
    controls : int
        Other columns held equal.

    Returns
    -------
    float
        In the unit of the outcome, for one standard deviation of the input.

    Raises
    ------
    ModelError
        When a share or spread is none, or no degree of freedom is left.

    Notes
    -----
    Movement is independent from year to year. Over T years the input leaves n (T - 1) (1 - steady) of its
    variance within places, and t has n - 1 degrees of freedom (clusters).
    """
    if not (0 <= steady < 1 and moving > 0 and lasting >= 0 and years >= 1 and n - controls > 2):
        raise ModelError(
            f"steady {steady}, moving {moving}, lasting {lasting}, {n} places, {years} years",
            "detectable_over_years",
            "Give 0 <= steady < 1, positive spreads, and more places than columns.",
        )
    if years == 1:
        free = n - controls - 2
        return float(detectable_statistic(free) * np.hypot(moving, lasting) / np.sqrt(free))
    within = n * (years - 1) * (1 - steady)
    return float(detectable_statistic(n - 1) * moving / np.sqrt(within))


def detectable_in_drawn_order(units: int, spread: float, *, persistence: float = 0.0) -> float:
    """Return the smallest difference found between units that a lot lets start first and those that follow.

    Parameters
    ----------
    units : int
        Units drawn; half of them start first.
    spread : float
        Standard deviation of the outcome between them (within strata, where the lot is drawn in strata).
    persistence : float
        Correlation of the outcome with that of the year before, which is held equal; 0 where it is not
        recorded.

    Returns
    -------
    float
        In the unit of the outcome, with 80 % power at 5 %.

    Raises
    ------
    ModelError
        For fewer than four units, or a correlation outside [0, 1).
    """
    if not (units >= 4 and 0 <= persistence < 1 and spread > 0):
        raise ModelError(
            f"{units} units, spread {spread}, persistence {persistence}",
            "detectable_in_drawn_order",
            "Give at least four units, a positive spread and a correlation from 0 to below 1.",
        )
    first = units // 2
    error = spread * np.sqrt((1 - persistence**2) * (1 / first + 1 / (units - first)))
    return float(detectable_statistic(units - 2 - (persistence > 0)) * error)

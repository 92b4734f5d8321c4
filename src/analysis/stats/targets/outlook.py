"""What a trend says of a target: an interval and a probability for each place, never a date.

A place's figure at the target date is uncertain because the country's line is estimated from a few years and
drawn on beyond them, because that year may lift or lower all places, because the place's own level and slope
are known from a few figures, and because every figure scatters. All of it is in the intervals.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import special
from scipy.optimize import elementwise

from analysis.stats.errors import ModelError
from analysis.stats.targets.predictive import predictive
from analysis.stats.targets.trajectory import Trajectory

Direction = Literal["at_least", "at_most"]
DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Outlook:
    """What can be expected of a target.

    Attributes
    ----------
    places : DataFrame, index places
        ``last`` (latest figure), ``last_time``, ``figures`` (number), ``met_at_last`` (whether the latest
        figure is at the target already), ``median``, ``low`` and ``high`` (of the figure at the date: median
        and predictive interval at ``level``, in the unit of the shares), ``chance`` (probability that the
        figure of the date is at the target or beyond). Places with fewer than three years have the first four
        alone.
    expected : float
        Places expected to be at the target, of those with a chance.
    low, high : int
        Interval at ``level`` of their number; it knows that a year can lift or lower all places.
    modelled, without_trend : int
        Places with a chance, and without.
    target, date, direction, level
        As asked for.
    ahead, span : float
        Years from the last figure to the date, and from the first figure to the last.
    extrapolation : bool
        Whether the date lies further ahead than the figures reach back.
    cautions : tuple of str
        Identifiers, see :data:`CAUTIONS`.
    """

    places: pd.DataFrame
    expected: float
    low: int
    high: int
    modelled: int
    without_trend: int
    target: float
    date: float
    direction: Direction
    level: float
    ahead: float
    span: float
    extrapolation: bool
    cautions: tuple[str, ...]


CAUTIONS: dict[str, str] = {
    "beyond_span": "The date lies further ahead than the figures reach back: the line itself is in doubt.",
    "few_years": "Fewer than five years: a common shock of a year can hardly be told from a trend.",
    "years_on_the_line": "Years are taken to lie on one line: what moves all places alike is left out.",
    "common_slope": "All places are given one slope: that they move at their own pace is left out.",
    "moved_from_bounds": "Shares at 0 or at the whole were moved inward by a declared continuity correction.",
    "places_without_trend": "Some places have fewer than three years and no probability.",
}
"""What each identifier in :attr:`Outlook.cautions` means."""


def outlook(
    fitted: Trajectory,
    target: float,
    date: float,
    *,
    direction: Direction = "at_least",
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> Outlook:
    """Return the interval and the probability of every place at a target date.

    Parameters
    ----------
    fitted : Trajectory
    target : float
        The level to be reached, in the unit of the shares, strictly between 0 and the whole.
    date : float
        Time of the target, in the terms of the figures (2025 when these are of whole years), after the last.
    direction : {"at_least", "at_most"}
        Which side of the target is the one wanted.
    level : float
        Of the predictive intervals and of the interval of the number of places.
    draws, seed : int
        Of the variances and of the country's line.

    Returns
    -------
    Outlook

    Raises
    ------
    ModelError
        For a target of 0 or of the whole (a share of everyone is not reached by a trend of logits), a date
        that is not after the last figure, or options that are none.
    """
    wanted = _logit_target(fitted, target)
    if direction not in ("at_least", "at_most") or not 0 < level < 1 or draws < 100:
        raise ModelError(
            f"direction {direction!r}, level {level}, draws {draws}",
            "outlook",
            "Use 'at_least' or 'at_most', a level in (0, 1) and 100 draws or more.",
        )
    mean, spread = predictive(fitted, date, draws=draws, seed=seed)
    above = special.ndtr((mean - wanted) / spread)
    reached = above if direction == "at_least" else 1 - above
    ends = [0.5, 0.5 - level / 2, 0.5 + level / 2]
    figures = fitted.series.whole * special.expit(_quantiles(mean, spread, ends))
    names = fitted.series.logits.index
    predicted = pd.DataFrame(figures, index=names, columns=["median", "low", "high"])
    predicted["chance"] = reached.mean(axis=1)
    last = fitted.series.last
    at_target = last["last"] >= target if direction == "at_least" else last["last"] <= target
    places = last.assign(met_at_last=at_target).join(predicted)
    low, high = _number_interval(reached, level)
    times = fitted.series.times
    ahead, span = float(date - times.max()), float(times.max() - times.min())
    return Outlook(
        places=places,
        expected=float(reached.mean(axis=1).sum()),
        low=low,
        high=high,
        modelled=len(names),
        without_trend=len(places) - len(names),
        target=target,
        date=date,
        direction=direction,
        level=level,
        ahead=ahead,
        span=span,
        extrapolation=ahead > span,
        cautions=_cautions(fitted, ahead > span, len(places) > len(names)),
    )


def chances(
    fitted: Trajectory,
    target: float,
    dates: Sequence[float],
    *,
    direction: Direction = "at_least",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the probability of being at the target, one row a place and one column a date.

    Parameters
    ----------
    fitted, target, direction, draws, seed
        As in :func:`outlook`.
    dates : sequence of float
        After the last figure. Each column speaks of that date alone: a share can fall again.
    """
    columns: dict[Hashable, pd.Series[float]] = {
        date: outlook(fitted, target, date, direction=direction, draws=draws, seed=seed).places["chance"]
        for date in dates
    }
    return pd.DataFrame(columns).rename_axis(columns="date")


def _logit_target(fitted: Trajectory, target: float) -> float:
    """Return the logit of a target, or raise where it has none."""
    whole = fitted.series.whole
    if not 0 < target < whole:
        raise ModelError(
            f"A target of {target:g} in a share of {whole:g} has no logit",
            "target",
            "A share of everyone or of no one is not approached by a trend: count who has met it, or ask "
            "for a level strictly between.",
        )
    return float(special.logit(target / whole))


def _quantiles(mean: np.ndarray, spread: np.ndarray, ends: Sequence[float]) -> np.ndarray:
    """Return quantiles of the mixture over draws, shape (N, len(ends))."""
    places = np.repeat(np.arange(len(mean)), len(ends))
    wanted = np.tile(np.asarray(ends), len(mean))

    def excess(x: np.ndarray, place: np.ndarray, share: np.ndarray) -> np.ndarray:
        return special.ndtr((x[:, None] - mean[place]) / spread[place]).mean(axis=1) - share

    reach = 10 * spread
    bracket = ((mean - reach).min(axis=1)[places], (mean + reach).max(axis=1)[places])
    found = elementwise.find_root(excess, bracket, args=(places, wanted))
    return found.x.reshape(len(mean), len(ends))


def _number_interval(reached: np.ndarray, level: float) -> tuple[int, int]:
    """Return the ends of the interval for the number of places, from chances by place and draw."""
    places, draws = reached.shape
    counts = np.zeros((places + 1, draws))
    counts[0] = 1.0
    for chance in reached:
        counts[1:] = counts[1:] * (1 - chance) + counts[:-1] * chance
        counts[0] *= 1 - chance
    below = counts.mean(axis=1).cumsum()
    low, high = np.searchsorted(below, [0.5 - level / 2, 0.5 + level / 2])
    return int(low), int(min(high, places))


def _cautions(fitted: Trajectory, beyond: bool, short: bool) -> tuple[str, ...]:
    said = {
        "beyond_span": beyond,
        "few_years": len(fitted.series.times) < 5,
        "years_on_the_line": not fitted.common_shocks,
        "common_slope": fitted.slopes == "common",
        "moved_from_bounds": fitted.series.moved > 0,
        "places_without_trend": short,
    }
    return tuple(name for name, holds in said.items() if holds)

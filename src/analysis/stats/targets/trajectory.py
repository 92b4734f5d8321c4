"""The trend of a share over places and years: a line on the logit scale with a level and a slope by place.

The years are few, so they are not taken for many: a year that lifts or lowers all places alike (a new portal,
another count) happens to each year once, and T years say of it what T figures say. The country's line goes
through the T yearly levels and is extrapolated as the ordinary line through T points, with t(T - 2); places
differ from it by a level, a slope and a scatter of their own, which many places let us know better.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.result import Result, term_table
from analysis.stats.targets.mixed_trend import MixedTrend, fit_mixed
from analysis.stats.targets.share_series import ShareSeries, ShareUnit, share_series

Slopes = Literal["place", "common"]
FEWEST_PLACES = 5


@dataclass(frozen=True, eq=False)
class Line:
    """The country's line on the logit scale, by centred and scaled time.

    Attributes
    ----------
    coefficients : array, shape (2,)
        Level at the mean time, and slope a unit of scaled time.
    covariance : array, shape (2, 2)
        Of the coefficients.
    shock : float
        Variance of a year around the line: what moves all places alike, and what is left of chance.
    df : float
        Degrees of freedom of ``covariance`` and ``shock``.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    shock: float
    df: float


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A fitted trend of shares.

    Attributes
    ----------
    series : ShareSeries
        The figures, and what was left out.
    result : Result
        Terms ``level`` (logit of the share of the typical place at the mean time) and ``per_year`` (change of
        the logit a year). ``fit`` holds standard deviations in logits: between places (``place_sd``,
        ``slope_sd`` a year), of years around the line (``year_sd``), of what is left (``residual_sd``).
    line : Line
    places : MixedTrend
        Effects of places around the line; its columns are level and scaled time.
    centre, scale : float
        Mean of the times and the unit of scaled time, in years.
    slopes : {"place", "common"}
    common_shocks : bool
        Whether years move around the line together.
    """

    series: ShareSeries
    result: Result
    line: Line
    places: MixedTrend
    centre: float
    scale: float
    slopes: Slopes
    common_shocks: bool

    def columns(self, times: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return level and scaled time, shape (len(times), 2)."""
        return _columns(np.asarray(times, dtype=float), self.centre, self.scale)


def trajectory(
    data: pd.DataFrame,
    share: Hashable,
    *,
    entity: Hashable = "code",
    time: Hashable = "year",
    unit: ShareUnit | None = None,
    runs: Sequence[tuple[int, int]] | None = None,
    continuity: float | None = None,
    slopes: Slopes = "place",
    common_shocks: bool = True,
    level: float = 0.95,
) -> Trajectory:
    """Fit the trend of a share over places and years.

    Parameters
    ----------
    data, share, entity, time, unit, runs, continuity
        As in :func:`analysis.stats.targets.share_series.share_series`.
    slopes : {"place", "common"}
        Whether every place has a slope of its own, drawn towards the common one as far as the data ask for
        it. ``"common"`` gives all places one slope; intervals are then too short where slopes do differ.
    common_shocks : bool
        Whether years scatter around the country's line. Without it the years are taken to lie on the line but
        for chance: intervals are then far too short where a year moves all places alike.
    level : float
        Confidence level of the intervals of ``result``.

    Returns
    -------
    Trajectory
        Places with fewer than three years are left out and named in ``series.left_out``.

    Raises
    ------
    ModelError
        As ``share_series``; for fewer than five places or three times; and when the trend cannot be fitted.

    Notes
    -----
    Laird and Ware (1982), with the years' levels as the first of two stages where shocks are common. A line
    on the logit scale is an assumption that a few years cannot test, and it is the extrapolation.
    """
    if slopes not in ("place", "common"):
        raise ModelError(f"slopes = {slopes!r}", "trajectory", "Use 'place' or 'common'.")
    series = share_series(data, share, entity=entity, time=time, unit=unit, runs=runs, continuity=continuity)
    outcome, times = series.logits.to_numpy(), series.times
    if len(outcome) < FEWEST_PLACES:
        raise ModelError(
            f"{len(outcome)} places with three years or more are too few",
            f"column '{share}'",
            f"A trend of places needs {FEWEST_PLACES}; say what each has reached so far.",
        )
    centre = float(times.mean())
    scale = float(np.sqrt(((times - centre) ** 2).mean()))
    line = _columns(times, centre, scale)
    effects = line if slopes == "place" else line[:, :1]
    fitted = fit_mixed(outcome, np.eye(len(times)) if common_shocks else line, effects)
    country = _through_years(fitted, line, len(outcome)) if common_shocks else _on_the_line(fitted)
    found = _result(series, fitted, country, scale, level)
    found.sample.columns = [str(entity), str(time)]
    return Trajectory(series, found, country, fitted, centre, scale, slopes, common_shocks)


def _columns(times: np.ndarray, centre: float, scale: float) -> np.ndarray:
    return np.column_stack([np.ones(len(times)), (times - centre) / scale])


def _through_years(fitted: MixedTrend, line: np.ndarray, places: int) -> Line:
    """Return the least-squares line through the levels of the years."""
    levels = fitted.coefficients
    inverse = np.linalg.inv(line.T @ line)
    coefficients = inverse @ line.T @ levels
    df = len(levels) - 2
    around = float(((levels - line @ coefficients) ** 2).sum()) / df
    # Chance alone leaves the mean of N places this far from the line; less than that is luck.
    shock = max(around, fitted.residual / places)
    return Line(coefficients, shock * inverse, shock, float(df))


def _on_the_line(fitted: MixedTrend) -> Line:
    return Line(fitted.coefficients, fitted.covariance, 0.0, float(len(fitted.grams) - 1))


def _result(
    series: ShareSeries,
    fitted: MixedTrend,
    country: Line,
    scale: float,
    level: float,
) -> Result:
    """Return the line as a result, its slope a year."""
    errors = np.sqrt(np.diag(country.covariance))
    units = np.array([1.0, 1.0 / scale])
    spread = np.sqrt(np.diag(fitted.between))
    years = series.logits.shape[1]
    used = series.figures[series.figures["place"].isin(series.logits.index)]
    place_effects = "a level" if len(spread) == 1 else "a level and a slope"
    through = f"line through {years} yearly levels, " if country.shock > 0 else ""
    residuals = fitted.residuals[np.isfinite(fitted.residuals)]
    return Result(
        terms=term_table(
            ["level", "per_year"], country.coefficients * units, errors * units, country.df, level=level
        ),
        n=len(used),
        units=len(series.logits),
        method=f"Trend of logits with {place_effects} of each place (REML)",
        inference=f"{through}t({country.df:.0f})",
        outcome=series.share,
        fit={
            "place_sd": float(spread[0]),
            "slope_sd": float(spread[1]) / scale if len(spread) > 1 else 0.0,
            "year_sd": float(np.sqrt(country.shock)),
            "residual_sd": float(np.sqrt(fitted.residual)),
            "df_residual": float(fitted.df),
            "years": float(years),
            "reml_criterion": fitted.criterion,
        },
        sample=used[["place", "time"]].copy(),
        dropped=series.left_out,
        level=level,
        cautions=("few_degrees_of_freedom",) if country.df < 10 else (),
        residuals=pd.Series(residuals, index=used.index, name="residual"),
    )

"""Designs, and the smallest difference that each would find in simulated countries.

A design is what is recorded: how many places, which years, what is held equal. One year is read by least
squares with HC3, several years by fixed effects of places and years, clustered by place: the project's
estimators, for all repetitions at once.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.data.simulation.settings import INPUTS
from analysis.stats.errors import ModelError
from analysis.stats.evidence.power import detectable_statistic
from analysis.stats.learning.countries import CONDITIONS, Countries
from analysis.stats.validation.study.batched import Tested, least_squares
from analysis.stats.validation.study.panels import by_region, within

POWER, ALPHA = 0.80, 0.05
_ORDER = 20
"""Seed of the order in which places are known, where not all are."""


@dataclass(frozen=True)
class Design:
    """What is recorded.

    Attributes
    ----------
    years : tuple of int
    places : int or None
        How many, picked at random anew in each country; None for all.
    held : tuple of str
        Columns held equal beside the input that is looked at.
    """

    years: tuple[int, ...]
    places: int | None = None
    held: tuple[str, ...] = (*INPUTS, *CONDITIONS)


@dataclass(frozen=True)
class Detection:
    """What a design finds of one input; every number with its Monte Carlo standard error.

    Attributes
    ----------
    smallest, smallest_error : float
        Logit points for one unit of the input that the test finds in 80 of 100 countries. An input recorded
        with error shows a part of its association only: the smallest is larger by as much.
    found, found_error : float
        Share of the countries in which the test, at 5 %, finds the input.
    shown : float
        Part of the association that the recorded input shows.
    n : int
        Places.
    repetitions : int
    """

    smallest: float
    smallest_error: float
    found: float
    found_error: float
    shown: float
    n: int
    repetitions: int


def detection(countries: Countries, design: Design, name: str) -> Detection:
    """Return what a design finds of one input.

    Parameters
    ----------
    countries : Countries
        Simulated, of one world and geography.
    design : Design
        What of them is recorded.
    name : str
        An input.

    Raises
    ------
    ModelError
        When a year was not drawn, or fewer places are there than are asked for, or than the model has terms.
    """
    x, y, true = _recorded(countries, design, name)
    tested, df = _tested(x, y)
    shown = _tested(x, true)[0].estimate
    errors = tested.std_error
    smallest = detectable_statistic(df, POWER, ALPHA) * errors.mean() / shown.mean()
    departures = errors / errors.mean() - shown / shown.mean()
    found = float((tested.p_value < ALPHA).mean())
    many = countries.repetitions
    return Detection(
        smallest=float(smallest),
        smallest_error=float(smallest * departures.std(ddof=1) / np.sqrt(many)) if many > 1 else np.nan,
        found=found,
        found_error=float(np.sqrt(found * (1 - found) / many)),
        shown=float(shown.mean()),
        n=x.shape[1],
        repetitions=many,
    )


def claimed(countries: Countries, design: Design, name: str) -> float:
    """Return the smallest that the rule of the claims finds: both tests, by place and by region, must reject.

    Parameters
    ----------
    countries, design, name
        As :func:`detection`; several years of all places.

    Returns
    -------
    float
        Logit points for one unit of an input recorded exactly: the larger of what either test needs.

    Raises
    ------
    ModelError
        As :func:`detection`; and for one year, or for some of the places.
    """
    x, y, _ = _recorded(countries, design, name)
    if x.shape[2] == 1 or x.shape[1] < len(countries.region):
        raise ModelError("the rule within places", "design", "Take several years of all places.")
    alone, df = _tested(x, y)
    regions = by_region(x, y, countries.region)
    needed = {df: alone.std_error, float(countries.region.max()): regions.std_error}
    return max(
        detectable_statistic(free, POWER, ALPHA) * float(errors.mean()) for free, errors in needed.items()
    )


def changed(countries: Countries, design: Design, name: str) -> float:
    """Return the smallest that the change from the first year to the last finds (long differences, HC3).

    Parameters
    ----------
    countries, design, name
        As :func:`detection`; several years.

    Returns
    -------
    float
        Logit points for one unit of an input recorded exactly.

    Raises
    ------
    ModelError
        As :func:`detection`; and for one year.
    """
    x, y, _ = _recorded(countries, design, name)
    if x.shape[2] == 1:
        raise ModelError("a change", "design", "Take several years.")
    fits = least_squares(x[:, :, -1] - x[:, :, 0], y[..., -1] - y[..., 0])
    return detectable_statistic(fits.df, POWER, ALPHA) * float(fits.robust("hc3").std_error.mean())


def tested(countries: Countries, design: Design, name: str) -> Tested:
    """Return the estimate and test of one input in every country; parameters as :func:`detection`."""
    x, y, _ = _recorded(countries, design, name)
    return _tested(x, y)[0]


def _recorded(countries: Countries, design: Design, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return columns (R, n, T, k), the one looked at first, outcome and the input as it is, (R, n, T)."""
    absent = sorted(set(design.years) - set(countries.years))
    if absent:
        raise ModelError(f"years {absent} were not drawn", "design", f"Take years of {countries.years}.")
    names = [name, *(other for other in design.held if other != name)]
    at = [countries.years.index(year) for year in design.years]
    x = np.stack([countries.columns[each][..., at] for each in names], axis=3)
    y, true = countries.outcome[..., at], countries.true[name][..., at]
    everyone = y.shape[1]
    if design.places is None or design.places == everyone:
        return x, y, true
    if not len(names) + 2 < design.places < everyone:
        raise ModelError(
            f"{design.places} places", "design", f"Take between {len(names) + 3} and {everyone} places."
        )
    order = np.random.default_rng(_ORDER).random(y.shape[:2]).argsort(axis=1)[:, : design.places]
    rows = np.arange(len(y))[:, None]
    return x[rows, order], y[rows, order], true[rows, order]


def _tested(x: np.ndarray, y: np.ndarray) -> tuple[Tested, float]:
    """Return the test of the first column, and its degrees of freedom."""
    _, n, years, k = x.shape
    if years == 1:
        fits = least_squares(x[:, :, 0], y[..., 0])
        return fits.robust("hc3"), fits.df
    place = np.repeat(np.arange(n), years)
    return within(x, y).clustered(place, counted=k + years), n - 1


def chance(size: float, smallest: float, df: float = np.inf) -> float:
    """Return the share of countries in which a difference of some size is found, with its right sign.

    Parameters
    ----------
    size, smallest : float
        The difference, and the smallest that the design finds with a power of 80 %, in one unit.
    df : float
        Degrees of freedom of the test.
    """
    delta = size / smallest * detectable_statistic(df, POWER, ALPHA)
    critical = stats.t.ppf(1 - ALPHA / 2, df)
    return float(stats.norm.sf(critical - delta) if np.isinf(df) else stats.nct.sf(critical, df, delta))

"""What the page of one place says of all the others: a median, a count, its own place among them.

Each is a view (:mod:`analysis.data.views`): a page that asks for these, and for the figures of its own place,
depends on no other figure. What is printed as a number only is given as it is printed.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd

from analysis.data import processed, rebuilt, views
from analysis.data.indicators import comparable_runs, indicators
from analysis.data.panel import VALUE_BOUNDS
from analysis.data.views import view_of
from analysis.report.rounding import known, rounded
from analysis.stats.describe import ranks

ENOUGH_YEARS = 3
"""Comparable years from which the error of a figure is taken."""

DIGITS = 2
"""Decimals of scores and their changes in sentences and tables."""

LEVEL = 0.90
"""Of the intervals of ranks."""

Found = TypeVar("Found")


@view_of("observations")
def country(indicator: str, geography: str, year: int) -> dict[str, Any]:
    """Return the ``median`` of the places that have a figure, as printed, and their number (``known``)."""
    values = processed.values(indicator, geography, year)
    median = printed(float(values.median()), indicators()[indicator].decimals)
    return {"median": median, "known": int(values.notna().sum())}


@view_of("panel_{geography}")
def medians(indicator: str, geography: str, years: Iterable[int]) -> list[float]:
    """Return the median of all places in each of some years of the panel, in their order; charts draw it."""
    panel = processed.panel(geography, years=list(years), indicators=[indicator])
    return [float(value) for value in panel.groupby("year")[indicator].median()]


@view_of("observations")
def median_change(indicator: str, geography: str, years: tuple[int, int]) -> float:
    """Return the median of the changes of all places between two years, as printed."""
    start, end = (processed.values(indicator, geography, year) for year in years)
    return printed(float((end - start).median()), DIGITS)


@view_of("observations")
def position(indicator: str, geography: str, year: int, codes: Iterable[str]) -> list[dict[str, float]]:
    """Return where some places stand among all: see :func:`place_in`, for each code in order."""
    values, error = processed.values(indicator, geography, year), noise(indicator, year, geography)
    return [place_in(values, code, error) for code in codes]


@view_of("observations")
def noise(name: str, year: int, geography: str = "34") -> float | None:
    """Return the standard error of a place's figure as far as years of one definition show it, else None.

    All movement from year to year that neither unit nor year explains counts as error: an upper bound.
    """
    first, last = next((run for run in comparable_runs(name) if run[0] <= year <= run[1]), (year, year))
    if last - first + 1 < ENOUGH_YEARS:
        return None
    return once(_noise, name, first, last, geography, of=[name], geography=geography)


def _noise(name: str, first: int, last: int, geography: str) -> float:
    """Return :func:`noise` of a run of years: the same in each of them."""
    # Not the panel: surveys may have been made in years before it begins.
    rows = processed.observations(name, geography)
    rows = rows[rows["year"].between(first, last) & rows["bound"].isin(VALUE_BOUNDS)]
    return float(ranks.noise_from_panel(rows, "value", "code", "year").iloc[0])


def printed(value: float, digits: int) -> float:
    """Return a figure with the decimals that it is printed with; NaN where it is not known."""
    return float(rounded(value, digits)) if known(value) else value


def once(function: Callable[..., Found], *given: Hashable, of: Iterable[str], geography: str) -> Found:
    """Return what a function makes of the figures of indicators, made once as long as these are the same.

    Parameters
    ----------
    function
        Depends on nothing but its arguments and the figures; what it returns is not to be changed.
    given
        Its arguments.
    of, geography
        Names of the indicators, and the geography, of the figures.
    """
    figures = _contents(tuple(of), geography, rebuilt.state("observations"))
    answer: Found = _made(function, given, figures)
    return answer


@lru_cache(maxsize=64)
def _contents(names: tuple[str, ...], geography: str, _state: Hashable) -> tuple[str, ...]:
    return tuple(views.digest(processed.observations(name, geography)) for name in names)


@lru_cache(maxsize=16)
def _made(function: Callable[..., Any], given: tuple[Hashable, ...], figures: tuple[str, ...]) -> Any:
    return function(*given)


def place_in(values: "pd.Series[float]", place: str, error: float | None) -> dict[str, float]:
    """Return where a place stands among the known figures; nothing where it has none.

    Parameters
    ----------
    values : Series
        Figures by place.
    place : str
    error : float, optional
        Standard error of a figure; figures that are counted have none.

    Returns
    -------
    dict
        ``lowest`` and ``highest``: the quarters, 0 to 3 from below, that the figure may lie in. With an error
        also ``rank_low`` and ``rank_high``, the ends of the 90 % interval of its rank, the highest figure
        first.
    """
    if pd.isna(values[place]):
        return {}
    if error is None:
        quarter = sum(values[place] > bound for bound in values.quantile([0.25, 0.5, 0.75]))
        return {"lowest": int(quarter), "highest": int(quarter)}
    league = _league(_Figures(values), error)
    n = int(league["low"].notna().sum())
    low, high = (int(league[end][place]) for end in ("low", "high"))
    return {
        "lowest": 4 * (n - high) // n,
        "highest": 4 * (n - low) // n,
        "rank_low": low,
        "rank_high": high,
    }


class _Figures:
    """Figures by place, equal to others that say the same."""

    def __init__(self, values: "pd.Series[float]") -> None:
        self.values, self._digest = values, views.digest(values)

    def __hash__(self) -> int:
        return hash(self._digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Figures) and self._digest == other._digest


@lru_cache(maxsize=8)
def _league(figures: _Figures, error: float) -> pd.DataFrame:
    """Return the ranks of all places; whoever asks for the place of one asks for the others next."""
    return ranks.rank_intervals(figures.values, error, level=LEVEL)

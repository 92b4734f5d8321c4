"""Which places moved between two records, beyond the noise of their figures.

A new year can show that a place has moved; a revised figure corrects what was known of one year, and is no
movement by itself, but may change what is said of a movement. Both are judged against the error of a figure
as years of one definition show it. Of figures without such years no error is known: of them nothing is
called a movement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.data.indicators import indicators
from analysis.data.panel import VALUE_BOUNDS
from analysis.report.releases.figures import published
from analysis.stats.describe import ranks
from analysis.stats.describe.movement import movement
from analysis.stats.errors import ModelError

ENOUGH_YEARS = 3
"""Comparable years from which the error of a figure is taken."""

FEWEST = 10
"""Places with both years from which movements are told from noise."""

SCORES = ("percent", "papi_score", "index_0_1", "points", "points_100")
"""Units of shares and scores, whose movement from year to year shows an error; what is counted has none."""

UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Moved:
    """What is said now of how the places moved in one indicator.

    Attributes
    ----------
    indicator, geography : str
    start, end : int
        The years compared: where there is a new year, it and the last one known before; otherwise the first
        and the last year of one definition.
    new_year : bool
        Whether the last year is new since the earlier record.
    places : pandas.DataFrame, index the codes
        ``change``, ``std_error`` (of the change, by noise alone), ``verdict`` (``"up"``, ``"down"``,
        ``"same"`` or ``"unknown"``, beside the mean of all) and ``before``: the verdict of the earlier record
        over the same years, ``"unknown"`` for a new year.
    n : int
        Places with both years.
    expected_false : float
        How many of those said to have moved are expected not to have.
    """

    indicator: str
    geography: str
    start: int
    end: int
    new_year: bool
    places: pd.DataFrame
    n: int
    expected_false: float

    @property
    def told(self) -> pd.DataFrame:
        """The places of which something else is said than before."""
        return self.places[self.places["verdict"] != self.places["before"]]


@dataclass(frozen=True)
class NotJudged:
    """An indicator whose figures changed, without a known error: for how many places, in which years."""

    indicator: str
    geography: str
    places: int
    years: tuple[int, ...]


def moves(before: pd.DataFrame, now: pd.DataFrame, found: pd.DataFrame) -> list[Moved | NotJudged]:
    """Return what the changed figures say of movements, one entry an indicator and set of places.

    Parameters
    ----------
    before, now
        All figures of either record, from :func:`analysis.report.releases.figures.of`.
    found
        Their differences, from :func:`analysis.report.releases.figures.compared`.
    """
    return list(_moves(before, now, published(found, ("new", "revised", "withdrawn"))))


def _moves(before: pd.DataFrame, now: pd.DataFrame, given: pd.DataFrame) -> Iterator[Moved | NotJudged]:
    for (indicator, geography), rows in given[given["geography"] != "VN"].groupby(["indicator", "geography"]):
        years = tuple(sorted(set(rows["year"])))
        first, second = (_values(one, str(indicator), str(geography)) for one in (before, now))
        judged = _judged(first, second, str(indicator), str(geography), years)
        yield judged or NotJudged(str(indicator), str(geography), rows["code"].nunique(), years)


def _values(held: pd.DataFrame, indicator: str, geography: str) -> pd.DataFrame:
    """Return the figures of one indicator that are values, not bounds: code, year, value."""
    mine = (held["indicator"] == indicator) & (held["geography"] == geography)
    return held.loc[mine & held["bound"].isin(VALUE_BOUNDS), ["code", "year", "value"]]


def _judged(
    before: pd.DataFrame, now: pd.DataFrame, indicator: str, geography: str, years: Sequence[int]
) -> Moved | None:
    """Return how places moved; None where no error is known or too few places have both years."""
    run = _run(indicator, max(years))
    if run is None or indicators()[indicator].unit not in SCORES:
        return None
    first, second = (rows[rows["year"].between(*run)] for rows in (before, now))
    known = sorted(set(second["year"]))
    if len(known) < ENOUGH_YEARS:
        return None
    earlier = set(first["year"])
    new_year = bool(earlier) and known[-1] > max(earlier)
    start, end = (max(earlier) if new_year else known[0]), known[-1]
    verdicts = _verdicts(second, start, end)
    if verdicts is None:
        return None
    places, n, expected_false = verdicts
    old = None if new_year else _verdicts(first, start, end)
    places["before"] = UNKNOWN if old is None else old[0]["verdict"].reindex(places.index).fillna(UNKNOWN)
    return Moved(indicator, geography, start, end, new_year, places, n, expected_false)


def _verdicts(rows: pd.DataFrame, start: int, end: int) -> tuple[pd.DataFrame, int, float] | None:
    """Return the places with their verdicts, how many have both years, and the false ones expected."""
    if rows["year"].nunique() < ENOUGH_YEARS or not {start, end} <= set(rows["year"]):
        return None
    try:
        error = float(ranks.noise_from_panel(rows, "value", "code", "year").iloc[0])
        found = movement(
            rows, "value", start, end, std_errors=error, relative=True, runs=[(start, end)]
        )  # fmt: skip
    except ModelError:
        return None
    both = int(found.places["change"].notna().sum())
    if both < FEWEST:
        return None
    return found.places[["change", "std_error", "verdict"]].copy(), both, found.expected_false


def _run(indicator: str, year: int) -> tuple[int, int] | None:
    """Return the run of comparable years that a year lies in."""
    known = indicators().get(indicator)
    runs = known.comparable if known else ()
    return next(((first, last) for first, last in runs if first <= year <= last), None)

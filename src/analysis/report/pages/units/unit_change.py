"""How use and digital transformation moved in a unit in force, and whether that stands out from the noise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import comparable_runs
from analysis.data.views import view_of
from analysis.report.findings import USE
from analysis.report.language import Language
from analysis.report.pages.units.unit_country import DIGITS, median_change, once, printed
from analysis.report.pages.units.unit_profile import former, noise
from analysis.stats import describe
from analysis.stats.describe.movement import movement

TWO_SIDED = 1.96
"""Standard errors to either side of a figure that an interval of 95 % covers."""

DTI = ("dti_total", "dti_government")
"""Scores of the index whose first two years measure alike."""


@dataclass(frozen=True, eq=False)
class Moves:
    """How the portal use of places moved over the comparable years.

    Attributes
    ----------
    places : DataFrame, index the places
        ``start``, ``end``, ``change`` with the ends ``low`` and ``high`` of its 95 % interval (by the noise
        of the figures alone), and ``verdict``: whether the place moved ``"up"`` or ``"down"`` beside the
        mean of all, ``"same"`` or ``"unknown"``, as :func:`analysis.stats.describe.movement.movement` says
        it. A place without a figure of either year has no change, and its verdict is ``"unknown"``.
    mean, mean_low, mean_high : float
        Mean change over the places with both years, with its 95 % interval.
    n : int
        Places with both years.
    years : tuple of int
        The first and the last year.
    """

    places: pd.DataFrame
    mean: float
    mean_low: float
    mean_high: float
    n: int
    years: tuple[int, int]


def use_moves(geography: str) -> Moves:
    """Return how portal use (PAPI 8.1) moved in every place over the years of one questionnaire.

    Parameters
    ----------
    geography : {"63", "34"}
    """
    first, last = comparable_runs(USE)[-1]
    panel = processed.panel(geography, years=range(first, last + 1), indicators=[USE])
    error = noise(USE, last, geography)
    assert error is not None  # the run is longer than the years that an error needs
    all_moved = describe.change(panel, USE, first, last)
    apart = movement(panel, USE, first, last, std_errors=error, relative=True).places
    places = all_moved.places.copy()
    margin = TWO_SIDED * 2**0.5 * error
    places["low"], places["high"] = places["change"] - margin, places["change"] + margin
    places["verdict"] = apart["verdict"].reindex(places.index)
    return Moves(places, all_moved.mean, all_moved.low, all_moved.high, all_moved.n, (first, last))


def dti_change(unit: str) -> pd.DataFrame:
    """Return the index of a unit in the two years that measure alike, beside the median of the 34.

    Returns
    -------
    DataFrame, index :data:`DTI`
        ``start_year``, ``end_year``, ``start``, ``end``, ``change``, and ``median_change``: the median over
        the 34 of their changes. Two years give no error of a figure, so nothing is said of noise.
    """
    rows = {}
    for name in DTI:
        first, last = comparable_runs(name)[0]
        start, end = (processed.values(name, "34", year, codes=[unit]) for year in (first, last))
        rows[name] = {
            "start_year": first,
            "end_year": last,
            "start": start[unit],
            "end": end[unit],
            "change": end[unit] - start[unit],
            "median_change": median_change(name, "34", (first, last)),
        }
    return pd.DataFrame(rows).T


def use_change_sentence(unit: str, language: Language) -> str:
    """Return how the portal use of a unit moved beside the mean of the units, as far as noise shows it."""
    whole = moves("34", [unit])
    place = whole["places"][unit]
    first, last = whole["years"]
    if pd.isna(place["change"]):
        return language.say(
            "How portal use (PAPI 8.1) moved in {unit} from {start} to {end} is not known: PAPI published no "
            "score for one of its former provinces.",
            unit=language.place(unit, "34"),
            start=first,
            end=last,
        )
    said = language.say(
        "Portal use (PAPI 8.1) in {unit} moved from {before} in {start} to {after} in {end}: {change} points "
        "(95% interval {interval}); the mean of {n} units moved by {mean} ({mean_interval}).",
        unit=language.place(unit, "34"),
        before=language.number(place["start"], 2),
        after=language.number(place["end"], 2),
        start=first,
        end=last,
        change=language.signed(place["change"], 2),
        interval=language.interval(place["low"], place["high"], 2),
        n=language.integer(whole["n"]),
        mean=language.signed(whole["mean"], 2),
        mean_interval=language.interval(whole["mean_low"], whole["mean_high"], 2),
    )
    return f"{said} {_beside_the_mean(str(place['verdict']), language)}"


def _beside_the_mean(verdict: str, language: Language) -> str:
    """Return whether a place moved otherwise than the mean of all, as far as the noise lets it be seen."""
    if verdict == "up":
        return language.say("It rose by more than that mean, beyond the noise of the figures.")
    if verdict == "down":
        return language.say("It rose by less than that mean, beyond the noise of the figures.")
    return language.say("As some of many places move far by chance alone, it cannot be told from that mean.")


@view_of("panel_{geography}")
def moves(geography: str, codes: Iterable[str]) -> dict[str, Any]:
    """Return how portal use moved in some places and in the mean of all, in the decimals that are printed.

    Returns
    -------
    dict
        ``mean``, ``mean_low``, ``mean_high``, ``n`` and ``years`` as in :class:`Moves`, and ``places``: by
        code its row of :attr:`Moves.places` as a mapping, NaN where nothing is known.
    """
    moved = once(use_moves, geography, of=[USE], geography=geography)
    places = moved.places.loc[list(codes)].map(_printed)
    return {
        "places": {str(code): row for code, row in places.to_dict("index").items()},
        "mean": _printed(moved.mean),
        "mean_low": _printed(moved.mean_low),
        "mean_high": _printed(moved.mean_high),
        "n": moved.n,
        "years": moved.years,
    }


def _printed(value: Any) -> Any:
    """Return a score or a change of it in the decimals that it is printed with; anything else as it is."""
    return printed(value, DIGITS) if isinstance(value, float) else value


def former_moves(unit: str) -> pd.DataFrame:
    """Return how portal use moved in the former provinces of a unit: rows of :attr:`Moves.places`."""
    return pd.DataFrame.from_dict(moves("63", former(unit))["places"], orient="index")

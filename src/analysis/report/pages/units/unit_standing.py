"""Where a unit stands among the 34, in numbers: its figure, the median, quarters, and ranks as intervals."""

from collections.abc import Hashable, Mapping

import pandas as pd

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.pages.units.unit_country import country, position
from analysis.report.pages.units.unit_profile import QUARTERS, STANDING

COLUMNS = ("year", "value", "median", "known", "lowest", "highest", "rank_low", "rank_high")


def positions(unit: str) -> pd.DataFrame:
    """Return where a unit stands among the 34, measure by measure.

    Parameters
    ----------
    unit : str
        Code of the unit in force.

    Returns
    -------
    DataFrame, index the indicators of :data:`analysis.report.pages.units.unit_profile.STANDING`
        ``year``, ``value``, ``median`` (of the units with a figure), ``known`` (how many they are),
        ``lowest`` and ``highest`` (the quarters, 0 to 3 from below, that the figure may lie in) and
        ``rank_low`` and ``rank_high`` (the ends of the 90 % interval of its rank, the highest figure
        first). Figures that are counted have no rank: they lie in one quarter. All are missing where the
        unit has no figure.
    """
    rows = {}
    for name, year in STANDING.items():
        every = country(name, "34", year)
        rows[name] = {
            "year": year,
            "value": processed.values(name, "34", year, codes=[unit])[unit],
            "median": every["median"],
            "known": every["known"],
            **position(name, "34", year, [unit])[0],
        }
    return pd.DataFrame(rows, index=COLUMNS).T


def position_words(place: Mapping[Hashable, float], language: Language) -> str:
    """Return a row of :func:`positions` as a mapping, in a few words: its quarter or rank interval.

    Returns
    -------
    str
        Empty where the unit has no figure.
    """
    if pd.isna(place["value"]):
        return ""
    if pd.isna(place["rank_low"]):
        return language.say(QUARTERS[int(place["lowest"])])
    return language.say(
        "rank {low} to {high} of {n} (90% interval)",
        low=language.integer(place["rank_low"]),
        high=language.integer(place["rank_high"]),
        n=language.integer(place["known"]),
    )

"""Where a unit stands among the 34, in numbers: its figure, the median, quarters, and ranks as intervals."""

from collections.abc import Hashable, Mapping

import pandas as pd

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.pages.units.unit_profile import QUARTERS, STANDING, noise
from analysis.stats.describe import ranks

LEVEL = 0.90
"""Of the intervals of ranks."""

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
        values = processed.values(name, "34", year)
        rows[name] = {
            "year": year,
            "value": values[unit],
            "median": values.median(),
            "known": int(values.notna().sum()),
            **_place(values, unit, noise(name, year)),
        }
    return pd.DataFrame(rows, index=COLUMNS).T


def _place(values: "pd.Series[float]", unit: str, error: float | None) -> dict[str, float]:
    if pd.isna(values[unit]):
        return {}
    if error is None:
        quarter = sum(values[unit] > bound for bound in values.quantile([0.25, 0.5, 0.75]))
        return {"lowest": quarter, "highest": quarter}
    league = ranks.rank_intervals(values, error, level=LEVEL)
    n = int(league["low"].notna().sum())
    low, high = (int(league[end][unit]) for end in ("low", "high"))
    return {
        "lowest": 4 * (n - high) // n,
        "highest": 4 * (n - low) // n,
        "rank_low": low,
        "rank_high": high,
    }


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

"""Change of an indicator between two years, within one definition."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.data import indicators as dictionary
from analysis.stats.errors import ModelError
from analysis.stats.sample import numbers


@dataclass(frozen=True, eq=False)
class Change:
    """What changed between two years.

    Attributes
    ----------
    places : DataFrame, index the places
        ``start``, ``end`` and ``change`` (end less start, units of the indicator); missing where a year is.
    mean, low, high : float
        Mean change over the places with both years, with its t interval at ``level``.
    p_value : float
        Two-sided, of no mean change.
    n : int
        Places with both years.
    missing : tuple
        Places without one year or both.
    same_definition : bool
        Whether both years measure by one definition.
    """

    places: pd.DataFrame
    mean: float
    low: float
    high: float
    p_value: float
    n: int
    missing: tuple[Hashable, ...]
    same_definition: bool
    level: float = 0.95


def change(
    panel: pd.DataFrame,
    indicator: str,
    start: int,
    end: int,
    *,
    entity: Hashable = "code",
    time: Hashable = "year",
    runs: Sequence[tuple[int, int]] | None = None,
    across_definitions: bool = False,
    level: float = 0.95,
) -> Change:
    """Return the change of an indicator between two years, place by place and in the mean.

    Parameters
    ----------
    panel : DataFrame
        One row per place and year.
    indicator : column name
    start, end : int
        Years.
    entity, time : column name
    runs : sequence of (first, last), optional
        Runs of years within which figures may be compared; from the dictionary of indicators without it.
    across_definitions : bool
        Compare all the same; the result then says that the definition changed.
    level : float

    Returns
    -------
    Change

    Raises
    ------
    ModelError
        For years of different definitions, a column the dictionary does not know without ``runs``, a place
        that appears twice in a year, or fewer than two places with both years.
    """
    same = _same_definition(indicator, start, end, runs)
    if not (same or across_definitions):
        raise ModelError(
            f"'{indicator}' does not measure the same in {start} and in {end}",
            f"column '{indicator}'",
            "Compare years of one definition, or say across_definitions=True and write the break beside it.",
        )
    rows = pd.DataFrame({"value": numbers(panel, indicator), "place": panel[entity], "year": panel[time]})
    rows = rows[rows["year"].isin([start, end])]
    if rows.duplicated(["place", "year"]).any():
        raise ModelError("Some places appear twice in a year", "panel", "Keep one row per place and year.")
    by_year = [rows[rows["year"] == year].set_index("place")["value"] for year in (start, end)]
    places = pd.concat(by_year, axis=1, keys=["start", "end"]).sort_index().rename_axis(str(entity))
    places["change"] = places["end"] - places["start"]
    known = places["change"].dropna()
    if len(known) < 2:
        raise ModelError(
            f"{len(known)} places have both years", f"{start} and {end}", "Choose years with figures."
        )
    error = float(known.std() / np.sqrt(len(known)))
    mean, margin = float(known.mean()), float(stats.t.ppf(0.5 + level / 2, len(known) - 1)) * error
    p_value = float(2 * stats.t.sf(abs(mean) / error, len(known) - 1)) if error > 0 else float(mean == 0)
    missing = tuple(places.index[places["change"].isna()])
    return Change(places, mean, mean - margin, mean + margin, p_value, len(known), missing, same, level)


def _same_definition(indicator: str, start: int, end: int, runs: Sequence[tuple[int, int]] | None) -> bool:
    """Return whether two years lie in one run of comparable years."""
    if runs is None:
        if indicator not in dictionary.indicators():
            raise ModelError(
                f"The dictionary does not know '{indicator}'",
                "change",
                "Give runs=[(first, last)] of comparable years, or across_definitions=True with runs=[].",
            )
        return dictionary.same_definition(indicator, start, end)
    first, last = min(start, end), max(start, end)
    return any(low <= first and last <= high for low, high in runs)

"""Years of different definitions in one model: what changes between them is partly the measure."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.data.indicators import Indicator
from analysis.stats.errors import listing
from analysis.stats.guards.declared import ACROSS_DEFINITIONS, years_before
from analysis.stats.guards.refusal import Refusal

FIRST_YEAR = 1900
"""Times below are no calendar years, and no definition is attached to them."""


def require_one_definition(
    rows: pd.DataFrame, known: Mapping[Hashable, Indicator], time: Hashable, place: Hashable | None
) -> None:
    """Raise unless each indicator measures the same in all the years that a model sees of it.

    Parameters
    ----------
    rows : DataFrame
        The complete rows of the model.
    known : mapping of column name to indicator
    time : column name
        Calendar years; other times are passed over.
    place : column name or None
        A column that does not vary over the years of any place is no series and is passed over.

    Raises
    ------
    Refusal
        With the reason ``definitions_differ``.
    """
    if rows.attrs.get("simulated"):  # drawn by one definition in all years
        return
    years = _calendar_years(rows[time])
    if years is None or years.nunique() < 2:
        return
    seen = sorted({int(year) for year in years})
    for column, indicator in known.items():
        measured = [year - years_before(column) for year in seen]
        runs = indicator.comparable
        if any(first <= measured[0] and measured[-1] <= last for first, last in runs):
            continue
        if column in rows.attrs.get(ACROSS_DEFINITIONS, ()) or _fixed(rows, column, place):
            continue
        said = ", ".join(f"{first}–{last}" for first, last in runs) or "no two years"
        raise Refusal(
            "definitions_differ",
            f"'{column}' does not measure the same in {listing(measured)}",
            f"column '{column}', comparable within {said}",
            f"Use years of one definition, or say guards.declare(data, across_definitions=['{column}']) and "
            "write the break beside the result.",
        )


def _calendar_years(times: "pd.Series[Any]") -> "pd.Series[int] | None":
    """Return the years of the rows as whole numbers; None when the times are no calendar years."""
    if pd.api.types.is_datetime64_any_dtype(times):
        return times.dt.year
    if isinstance(times.dtype, pd.PeriodDtype):
        return times.dt.year
    years = pd.to_numeric(times, errors="coerce").dropna()
    return years if len(years) and years.min() >= FIRST_YEAR else None


def _fixed(rows: pd.DataFrame, column: Hashable, place: Hashable | None) -> bool:
    """Tell whether a column has one value in each place that appears more than once."""
    if place is None:
        return False
    groups = rows[column].groupby(rows[place].to_numpy())
    return bool((groups.transform("min") == groups.transform("max")).all())

"""How many people, households and communes a place is known to have: a figure above them is doubted."""

from dataclasses import dataclass

import pandas as pd

from analysis.data.deliveries.evidence import Evidence
from analysis.data.deliveries.variables import variables
from analysis.data.records import Record


@dataclass(frozen=True)
class Size:
    """What limits a variable.

    Parameters
    ----------
    indicator : str
        Indicator of the source tables.
    factor : float
        Turns its unit into that of the variable.
    times : float
        Above so many times the indicator a figure is doubted: other years and other bases explain less.
    """

    indicator: str
    factor: float
    times: float


_PEOPLE = Size("population_thousand", 1000, 1.05)

SIZES: dict[str, Size] = {
    "adults": _PEOPLE,
    "smartphone_adults": _PEOPLE,
    "members": Size("population_thousand", 1000, 0.1),
    "members_commune": Size("population_thousand", 1000, 0.1),
    "members_hamlet": Size("population_thousand", 1000, 0.1),
    # Households of the census of 2019; they grow, and households registered apart are counted as well.
    "households": Size("households", 1, 2),
    "households_fibre": Size("households", 1, 2),
    # Communes were joined since; of the same year there is nothing between.
    "communes_with_teams": Size("commune_units", 1, 1.25),
}
"""What limits a variable, by its name."""

INDICATORS = frozenset(size.indicator for size in SIZES.values())
"""Indicators of the source tables that judgement looks at beside the variables themselves."""


def rows(published: pd.DataFrame) -> pd.DataFrame:
    """Return the known sizes as rows of what is known.

    Parameters
    ----------
    published : pandas.DataFrame
        Figures of the source tables, as :func:`analysis.data.observations.published` or
        :func:`analysis.data.observations.observe` gives them.

    Returns
    -------
    pandas.DataFrame
        Columns geography, code, year, variable (the indicator), value, bound, source and date.
    """
    wanted = published[published["indicator"].isin(INDICATORS)]
    return pd.DataFrame(
        {
            "geography": wanted["geography"],
            "code": wanted["code"],
            "year": wanted["year"].astype("int64"),
            "variable": wanted["indicator"],
            "value": wanted["value"].astype("float64"),
            "bound": wanted["bound"],
            "source": wanted["source"].fillna(""),
            "date": wanted["year"].astype("str"),
        }
    ).reset_index(drop=True)


def exceeded(row: Record, evidence: Evidence) -> dict[str, object] | None:
    """Return by which known size a figure is too large: the values of a doubt; None when it is not.

    Parameters
    ----------
    row : dict
        A delivered figure.
    evidence : Evidence
        What is known.
    """
    size = SIZES.get(row["variable"])
    found = evidence.reference(row, size.indicator) if size and row["bound"] != "at most" else None
    # A variable may bear the name of its indicator; a figure is not held against itself.
    if not size or not found or found["value"] <= 0:
        return None
    known = found["value"] * size.factor
    if row["value"] <= size.times * known:
        return None
    return {
        "whole": size.indicator,
        "known": known,
        "year": int(found["year"]),
        "times": round(row["value"] / known, 2),
        "source": found["source"],
    }


def per_head(row: Record, evidence: Evidence) -> float | None:
    """Return a count or amount for each inhabitant, None for shares and where the population is not known."""
    if variables()[row["variable"]].unit in {"percent", "index_0_1"}:
        return None
    people = evidence.reference(row, _PEOPLE.indicator)
    return row["value"] / (people["value"] * _PEOPLE.factor) if people and people["value"] > 0 else None

"""How many people, households and communes a place is known to have: a figure above them is doubted."""

from dataclasses import dataclass

from analysis.data.deliveries.judged.evidence import IN_POINTS, Evidence
from analysis.data.deliveries.variables import variables
from analysis.data.records import Record


@dataclass(frozen=True)
class Size:
    """What limits a variable.

    Parameters
    ----------
    known : str
        Its name among what is known, in the unit of the variable that it limits.
    indicator : str
        The indicator of the source tables that it comes from.
    times : float
        Above so many times the known size a figure is doubted: other years and bases explain less.
    """

    known: str
    indicator: str
    times: float


POPULATION = "population"

_PEOPLE = Size(POPULATION, "population_thousand", 1.05)
# No place has one inhabitant in ten at work in the teams.
_MEMBERS = Size(POPULATION, "population_thousand", 0.1)
# Households of the census of 2019; they grow, and households registered apart are counted as well.
_HOUSEHOLDS = Size("households", "households", 2)

SIZES: dict[str, Size] = {
    "adults": _PEOPLE,
    "smartphone_adults": _PEOPLE,
    "members": _MEMBERS,
    "members_commune": _MEMBERS,
    "members_hamlet": _MEMBERS,
    "households": _HOUSEHOLDS,
    "households_fibre": _HOUSEHOLDS,
    # Communes were joined again and again; those of a few years ago were more.
    "communes_with_teams": Size("commune_units", "commune_units", 1.25),
}
"""What limits a variable, by its name."""


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
    found = evidence.reference(row, size.known) if size and row["bound"] != "at most" else None
    if not size or not found or not 0 < size.times * found["value"] < row["value"]:
        return None
    return {
        "whole": size.indicator,
        "known": found["value"],
        "year": int(found["year"]),
        "times": round(row["value"] / found["value"], 2),
        "source": found["source"],
    }


def per_head(row: Record, evidence: Evidence) -> float | None:
    """Return a count or amount for each inhabitant, None for shares and where the population is not known."""
    if variables()[row["variable"]].unit in IN_POINTS:
        return None
    people = evidence.reference(row, POPULATION)
    return row["value"] / people["value"] if people and people["value"] > 0 else None

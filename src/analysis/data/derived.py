"""Figures computed from other figures, by the formulas in ``derived_indicators.yaml``.

A figure exists only where all its inputs are known. An input may come from a neighbouring year only where
its formula says so; the year that was used is kept. The bound of a count (“more than 2,000 teams”) is the
bound of its rate.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.data.indicators import described
from analysis.data.records import records


def per_thousand_people(count: float, population_thousand: float) -> float:
    """Return a count per 1,000 people; the population is given in thousands."""
    return count / population_thousand


def per_unit(count: float, units: float) -> float:
    """Return a count per administrative unit."""
    return count / units


def share_in_percent(part: float, whole: float) -> float:
    """Return a part of a whole in percent."""
    return 100.0 * part / whole


def persons_per_km2(population_thousand: float, area_km2: float) -> float:
    """Return persons per square kilometre; the population is given in thousands."""
    return 1000.0 * population_thousand / area_km2


def million_vnd_per_person(billion_vnd: float, population_thousand: float) -> float:
    """Return million VND per person from billion VND and thousands of persons (the factors cancel)."""
    return billion_vnd / population_thousand


def dti_four_components_mean(
    total: float, infrastructure: float, government: float, economy: float, society: float
) -> float:
    """Return the mean of awareness, institutions, human resources and security, solved from the total.

    Weights of 2022 and 2023: 0.1 for each of the five foundations, 0.2 government, 0.15 economy, 0.15
    society.
    """
    return (total - 0.1 * infrastructure - 0.2 * government - 0.15 * economy - 0.15 * society) / 0.4


COMPUTE: dict[str, Callable[..., float]] = {
    function.__name__: function
    for function in (
        per_thousand_people,
        per_unit,
        share_in_percent,
        persons_per_km2,
        million_vnd_per_person,
        dti_four_components_mean,
    )
}


def counted_in_the_same_communes(figure: Mapping[str, Any]) -> bool:
    """Tell whether a count of teams belongs to the communes that the table of its geography counts.

    The communes were redrawn on 1 July 2025. A count of a former province must be dated before; a count of
    a unit in force must be published for the unit.
    """
    if figure["geography"] == "34":
        return bool(figure["origin"] == "published")
    date = figure["as_of_date"] or ""
    return figure["year"] < 2025 or (len(date) >= len("2025-06") and date[:7] <= "2025-06")


_CONDITIONS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "community_teams_per_commune_unit": counted_in_the_same_communes,
}


def derive(observations: pd.DataFrame) -> pd.DataFrame:
    """Compute every derived figure that the observations allow, in both geographies.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long table of :mod:`analysis.data.observations` with published and aggregated rows.

    Returns
    -------
    pandas.DataFrame
        Rows with origin ``derived``. ``basis_year`` is the year of the input that may come from the nearest
        year.
    """
    figures: dict[tuple[str, str, str], dict[int, dict[str, Any]]] = {}
    for figure in records(observations):
        key = (figure["geography"], figure["code"], figure["indicator"])
        figures.setdefault(key, {})[int(figure["year"])] = figure
    rows = [
        row
        for name, formula in described("derived_indicators.yaml").items()
        for (geography, code, first), by_year in figures.items()
        if first == formula["inputs"][0] and geography in formula["geographies"]
        for lead in by_year.values()
        if (row := _derived(name, formula, lead, figures)) is not None
    ]
    return pd.DataFrame(rows)


def _derived(
    name: str,
    formula: Mapping[str, Any],
    lead: Mapping[str, Any],
    figures: Mapping[tuple[str, str, str], dict[int, dict[str, Any]]],
) -> dict[str, Any] | None:
    year = int(lead["year"])
    if year not in formula.get("years", [year]) or not _CONDITIONS.get(name, lambda _: True)(lead):
        return None
    values, basis_year = [lead["value"]], None
    for other in formula["inputs"][1:]:
        span = formula.get("nearest", {}).get(other)
        found = _nearest(figures.get((lead["geography"], lead["code"], other), {}), year, span or 0)
        if found is None:
            return None
        values.append(found["value"])
        basis_year = int(found["year"]) if span else basis_year
    if formula.get("denominator") and values[-1] == 0:
        return None
    return {
        "geography": lead["geography"],
        "code": lead["code"],
        "year": year,
        "indicator": name,
        "value": COMPUTE[formula["compute"]](*values),
        "bound": lead["bound"],
        "origin": "derived",
        "basis_year": basis_year,
        "as_of_date": lead["as_of_date"],
    }


def _nearest(by_year: Mapping[int, dict[str, Any]], year: int, span: int) -> dict[str, Any] | None:
    near = [at for at, row in by_year.items() if abs(at - year) <= span and row["bound"] == "exact"]
    return by_year[min(near, key=lambda at: (abs(at - year), at))] if near else None

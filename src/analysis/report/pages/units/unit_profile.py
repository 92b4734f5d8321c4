"""One of the 34 units in force: where it stands, its former provinces side by side, what was reported."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.report.findings import USE
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.targets.reported_figures import annotated
from analysis.report.pages.units.unit_country import country, medians, noise, place_in, position

__all__ = [
    "INPUTS",
    "PAYMENT",
    "QUARTERS",
    "REPORTED",
    "SIDE_BY_SIDE",
    "STANDING",
    "USE",
    "former",
    "noise",
    "not_known",
    "provinces_with",
    "quarter",
    "quarter_words",
    "reported_of",
    "side_by_side",
    "standing",
    "use_over_time",
]

PAYMENT = "portal2026_online_payment_share_pct"

STANDING = {
    PAYMENT: 2026,
    "portal2026_electronic_result_share_pct": 2026,
    "portal2026_digitised_share_pct": 2026,
    "portal2026_total": 2026,
    "procedures_full_online_offered_share_pct": 2025,
    "dti_total": 2024,
    "dti_government": 2024,
    USE: 2024,
}
"""Measures of a unit, with the latest year for which they are known."""

SIDE_BY_SIDE = (
    USE,
    "papi_internet_access",
    "dti_total",
    "dti_government",
    "dti_infrastructure",
    "poverty_rate_pct",
    "income_per_capita_month_thousand_vnd",
    "household_computer_share_pct",
    "population_thousand",
)
"""What is set side by side for the former provinces."""

INPUTS = (
    "community_teams",
    "community_team_members",
    "smartphone_share_pct",
    "fibre_household_share_pct",
    "dx_budget_share_pct",
    "full_online_dossier_share_pct",
)
"""What only provinces and the press report: the inputs of the question and what stands near them."""

REPORTED = (*INPUTS, "dx_budget_vnd_billion", "online_dossier_share_pct")
"""Reported figures that a brief lists, of every definition."""

QUARTERS = (
    N_("lowest quarter"),
    N_("lower middle quarter"),
    N_("upper middle quarter"),
    N_("highest quarter"),
)


def former(unit: str) -> list[str]:
    """Return the codes of the former provinces of a unit in force."""
    places = processed.places("34").set_index("code")
    return str(places.loc[unit, "former_codes"]).split("|")


def standing(unit: str, language: Language) -> pd.DataFrame:
    """Return where a unit stands among the 34, measure by measure.

    Parameters
    ----------
    unit : str
        Code of the unit in force.
    language : Language

    Returns
    -------
    DataFrame, index the measure as readers see it
        ``year``, ``figure`` and ``median`` (of the 34, written with their unit), ``quarter`` (of the units
        with a figure, in words; several where the rank is uncertain) and ``known`` (units with a figure). A
        unit without a figure has neither figure nor quarter.
    """
    rows = {}
    for name, year in STANDING.items():
        own, every = processed.values(name, "34", year, codes=[unit]), country(name, "34", year)
        rows[language.label(name)] = {
            "year": year,
            "figure": language.value(own[unit], name),
            "median": language.value(every["median"], name),
            "quarter": quarter_words(position(name, "34", year, [unit])[0], language),
            "known": every["known"],
        }
    return pd.DataFrame(rows).T


def quarter(
    values: "pd.Series[float]", unit: str, language: Language, noise: float | None = None
) -> str | None:
    """Return the quarter of the known figures in which a unit's figure lies, in words; None without one.

    Parameters
    ----------
    values : Series
        Figures by unit.
    unit : str
    language : Language
    noise : float, optional
        Standard error of a figure. With it, all the quarters that the 90 % interval of the unit's rank
        reaches; figures that are counted have none.
    """
    return quarter_words(place_in(values, unit, noise), language)


def quarter_words(place: Mapping[str, float], language: Language) -> str | None:
    """Return the quarters that a place may lie in, in words; None where it has no figure.

    Parameters
    ----------
    place : mapping
        As :func:`analysis.report.pages.units.unit_country.place_in` says it.
    language : Language
    """
    if not place:
        return None
    lowest, highest = (language.say(QUARTERS[int(place[end])]) for end in ("lowest", "highest"))
    if lowest == highest:
        return lowest
    return language.say("{lowest} to {highest} (90% rank interval)", lowest=lowest, highest=highest)


def side_by_side(unit: str, language: Language) -> pd.DataFrame:
    """Return the former provinces of a unit side by side, each figure of its latest year.

    Parameters
    ----------
    unit : str
        Code of the unit in force.
    language : Language

    Returns
    -------
    DataFrame, index the indicator as readers see it
        ``year``, one column a former province (its name), and ``median`` of the 63; figures are written with
        their units. A year in which the province has no figure is not replaced by another.
    """
    rows = {}
    for name in SIDE_BY_SIDE:
        year = processed.years_known(name, "63")[-1]
        values = processed.values(name, "63", year, codes=former(unit))
        provinces = {language.place(code): language.value(values[code], name) for code in former(unit)}
        rows[language.label(name)] = {
            "year": year,
            **provinces,
            "median": language.value(country(name, "63", year)["median"], name),
        }
    return pd.DataFrame(rows).T


def use_over_time(unit: str) -> pd.DataFrame:
    """Return portal use (PAPI 8.1) of the former provinces over the comparable years, and the median.

    Returns
    -------
    DataFrame
        Index the years; columns the codes of the former provinces and ``median``. A missing score is missing.
    """
    first, last = indicators()[USE].comparable[-1]
    years = range(first, last + 1)
    panel = processed.panel("63", years=years, indicators=[USE], codes=former(unit))
    wide = panel.set_index(["year", "code"])[USE].unstack("code")  # noqa: PD010 - pivot_table would average
    return wide[former(unit)].assign(median=medians(USE, "63", years))


def reported_of(unit: str, language: Language) -> pd.DataFrame:
    """Return the reported figures on the inputs for a unit and its former provinces, to be read.

    Returns
    -------
    DataFrame
        Rows of the reported figures, with the columns of
        :func:`analysis.report.pages.targets.reported_figures.annotated`; by indicator and place. ``measure``
        says the denominator or definition, so that figures of different ones are not taken for the same.
    """
    figures = processed.reported(indicators=REPORTED, places={"34": [unit], "63": former(unit)})
    observed = figures[figures["kind"] == "observed"]
    found = observed.sort_values(["indicator", "geography", "code", "line"])
    said = annotated(found, language)
    return said.assign(measure=[_measure(row, language) for row in said.to_dict("records")])


def _measure(row: dict[Hashable, Any], language: Language) -> str:
    """Return what a reported figure measures: its indicator, or its name with the definition behind it."""
    if isinstance(row["variable"], str):
        return language.label(row["variable"])
    plain = row["class"] == "default"
    return str(row["measure"]) if plain else f"{row['measure']} ({row['definition']})"


def not_known(unit: str, language: Language) -> pd.DataFrame:
    """Return the inputs of which nothing usable is known, for each former province.

    Returns
    -------
    DataFrame, index the names of the former provinces
        ``missing``: the short labels of :data:`INPUTS` without a chosen figure, joined.
    """
    rows = {
        language.place(code): language.names(
            language.short(name) for name in INPUTS if code not in provinces_with(name, former(unit))
        )
        for code in former(unit)
    }
    return pd.Series(rows, name="missing").to_frame()


def provinces_with(name: str, codes: list[str]) -> set[str]:
    """Return which of some former provinces have a figure of an indicator chosen for comparison."""
    return set(processed.cross_section(name, "63", codes=codes).index)

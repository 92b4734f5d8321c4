"""The measures that the explorer shows: their texts, and their figures by geography and year."""

from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import Indicator, indicators
from analysis.data.panel import VALUE_BOUNDS
from analysis.report import tables
from analysis.report.explorer.positions import positions
from analysis.report.figures.classes import classify
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import N_, Msgid
from analysis.report.pages.units.unit_profile import INPUTS
from analysis.report.units import UNITS

GROUPS: dict[Msgid, tuple[str, ...]] = {
    N_("Use of online public services"): (
        "papi_portal_use",
        "papi_e_responsiveness",
        "portal2026_online_payment_share_pct",
        "portal2026_electronic_result_share_pct",
        "portal2026_digitised_share_pct",
        "portal2026_on_time_share_pct",
        "portal2026_reused_data_share_pct",
        "portal2026_total",
        "portal766_total",
        "full_online_dossier_share_pct",
    ),
    N_("Supply and digital transformation"): (
        "dti_total",
        "dti_government",
        "dti_infrastructure",
        "procedures_full_online_offered_share_pct",
    ),
    N_("Access, teams and budget"): (
        "papi_internet_access",
        "household_computer_share_pct",
        "smartphone_share_pct",
        "fibre_household_share_pct",
        "community_teams_per_1000_people",
        "community_teams",
        "community_team_members",
        "dx_budget_share_pct",
    ),
    N_("Conditions"): (
        "poverty_rate_pct",
        "income_per_capita_month_thousand_vnd",
        "grdp_per_capita_million_vnd",
        "urban_share_pct",
        "population_thousand",
    ),
}
"""Measures by subject, in the order of the choice."""

READ_IN_TEXTS = N_(
    "Each figure was read in a text of its own. The page of the unit and the workbook name these texts; "
    "there is no room for them here."
)
"""Where the sources of figures are named that were reported one by one."""

OWN_YEAR = "own"
"""The year of a layer in which every place has the figure of its own year."""

BOUNDS = {"exact": "=", "about": "~", "at least": ">", "at most": "<"}
"""Sign of each kind of figure in a layer; ``.`` stands for none."""

MISSING = "."


def measures() -> list[dict[str, Any]]:
    """Return every measure with its texts in both languages and its layers, ready for JSON.

    A layer has, place by place in the order of the codes: ``values`` (null where nothing is known, never
    zero), ``classes`` (a digit, from 1 for the lowest, ``.`` for none), ``ranks`` or ``quarters`` (see
    :func:`~analysis.report.explorer.positions.positions`) and, of reported figures, ``years`` and ``bounds``
    (:data:`BOUNDS`; a bound is no value and belongs to no class).
    """
    known = indicators()
    return [
        _texts(known[name], group)
        | {"layers": {geography: _layers(name, geography) for geography in ("63", "34")}}
        for group, names in GROUPS.items()
        for name in names
    ]


def is_reported(name: str) -> bool:
    """Tell whether figures of a measure are single ones that provinces and the press printed."""
    known = indicators()
    return any(known[str(one)].kind == "reported" for one in (name, known[name].numerator) if one in known)


def _texts(indicator: Indicator, group: Msgid) -> dict[str, Any]:
    """Return what is said of a measure."""
    languages = [Language(code) for code in LANGUAGES]
    both = {
        "label": indicator.label,
        "short": indicator.short,
        "definition": indicator.definition,
        "cautions": {one.code: _cautions(indicator, one) for one in languages},
        "source": {one.code: tables.sources([indicator.name], one).names for one in languages},
        "joined": {code: indicator.aggregate.get(code, "") for code in LANGUAGES},
        "group": {one.code: one.say(group) for one in languages},
        "header": {one.code: one.unit(indicator.unit) for one in languages},
        "suffix": {one.code: one.with_unit("", indicator.unit) for one in languages},
    }
    return {
        "name": indicator.name,
        "digits": indicator.decimals,
        "singular": UNITS[indicator.unit].singular,
        "runs": [list(run) for run in indicator.comparable],
        "input": indicator.name in INPUTS,
        **both,
    }


def _cautions(indicator: Indicator, language: Language) -> list[str]:
    said = [text[language.code] for text in (*indicator.breaks, *indicator.caveats)]
    return [*said, language.say(READ_IN_TEXTS)] if is_reported(indicator.name) else said


def _layers(name: str, geography: str) -> dict[str, dict[str, Any]]:
    """Return the layers of a measure, latest year first."""
    if is_reported(name):
        found = (
            processed.cross_section(name, geography)
            if len(processed.observations(name, geography))
            else pd.DataFrame(columns=["value", "bound", "year"])
        )
        # A map without any figure says that nothing is public; there it is said of the provinces.
        return {OWN_YEAR: _layer(name, geography, None, found)} if len(found) or geography == "63" else {}
    rows = processed.observations(name, geography).set_index("code")[["value", "bound", "year"]]
    years = {int(str(year)): found for year, found in rows.groupby("year")}
    return {str(year): _layer(name, geography, year, years[year]) for year in sorted(years, reverse=True)}


def _layer(name: str, geography: str, year: int | None, rows: pd.DataFrame) -> dict[str, Any]:
    codes = processed.places(geography)["code"].tolist()
    values, bounds = rows["value"].reindex(codes).astype(float), rows["bound"].reindex(codes)
    comparable = values.where(bounds.isin(VALUE_BOUNDS)).rename_axis("code")
    layer: dict[str, Any] = {"values": [None if pd.isna(value) else _short(value) for value in values]}
    if year is None:
        layer["bounds"] = "".join(BOUNDS.get(str(bound), MISSING) for bound in bounds)
        layer["years"] = [None if pd.isna(one) else int(one) for one in rows["year"].reindex(codes)]
    if comparable.notna().any():
        groups = classify(comparable, digits=indicators()[name].decimals)
        layer["classes"] = "".join(MISSING if pd.isna(one) else str(one) for one in groups.of)
    return layer | positions(comparable, name, geography, year)


def _short(value: float) -> float | int:
    """Return a figure to seven significant digits, as many as any source prints."""
    cut = float(f"{value:.7g}")
    return int(cut) if cut.is_integer() else cut

"""Tables on what is known: for which measures and provinces, and how those without a figure differ."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.data import processed
from analysis.data.indicators import indicators
from analysis.data.panel import VALUE_BOUNDS
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.pages.targets.reported_figures import written
from analysis.report.tables import Column
from analysis.stats.evidence.power import detectable_correlation

INPUTS = ["community_teams", "smartphone_share_pct", "dx_budget_share_pct"]
"""The three inputs that the question of the project names."""

INPUTS_BY_BASE = [
    "community_teams",
    "community_team_members",
    "smartphone_share_pct",
    "smartphone_share_population_pct",
    "smartphone_share_people_pct",
    "smartphone_share_households_pct",
    "smartphone_share_subscribers_pct",
    "dx_budget_share_pct",
]
NOT_COUNTED = {*INPUTS_BY_BASE[3:7], "papi_e_governance", "portal766_online_services_and_payment"}
"""Smartphone shares of bases other than adults, and scores whose parts or total are counted already."""

COMPARED_IN = 2023
"""Year in which places with and without a figure are compared: the last with a poverty rate."""

CHARACTERISTICS = [
    "population_thousand",
    "poverty_rate_pct",
    "grdp_per_capita_million_vnd",
    "urban_share_pct",
    "dti_total",
    "papi_portal_use",
]
RULES = {
    "exact": N_("exact figures only"),
    "about": N_("also figures given as “about”"),
    "bound": N_("also bounds (“at least”, “at most”)"),
    "set_aside": N_("also figures that the rule sets aside"),
}
"""What is accepted as known, each with all that stands before it."""

FEWEST = 5


def measures() -> list[str]:
    """Return the measures of use, then the inputs, that figures of the 63 former provinces are sought for."""
    known = indicators()
    counted = [
        name
        for name, about in known.items()
        if "63" in about.geographies and about.kind != "derived" and name not in NOT_COUNTED
    ]
    return [name for group in ("outcome", "input") for name in counted if known[name].group == group]


def has_value(name: str) -> "pd.Series[bool]":
    """Return, by code, True for the former provinces with an exact or approximate figure for use."""
    bounds = processed.cross_section(name, "63")["bound"]
    return bounds.isin(VALUE_BOUNDS)[lambda known: known]


def inputs_held(names: Sequence[str]) -> "pd.Series[int]":
    """Return, for each of the 63 former provinces, how many of the inputs have a value."""
    codes = processed.places("63")["code"]
    held = pd.DataFrame({name: codes.isin(has_value(name).index).to_numpy() for name in names}, index=codes)
    return held.sum(axis=1).astype("int64")


def inputs_in_words(names: Sequence[str], language: Language) -> pd.DataFrame:
    """Return each input with its year, as text, for the provinces that have a value for at least one."""
    found = pd.DataFrame(index=pd.Index(processed.places("63")["code"], name="code"))
    for name in names:
        figures = processed.cross_section(name, "63")
        used = figures[figures["bound"].isin(VALUE_BOUNDS)]
        unit = indicators()[name].unit
        texts = [
            f"{written(value, bound, unit, language)} ({year})"
            for value, bound, year in zip(used["value"], used["bound"], used["year"], strict=True)
        ]
        found[name] = pd.Series(texts, index=used.index, dtype=object)
    return found.dropna(how="all").rename(index=language.place)


def known_by_region(places: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Count the provinces of each region (``places``) and those with a value for each input."""
    held = pd.DataFrame(
        {name: places.index.isin(has_value(name).index) for name in names}, index=places.index
    )
    counted = held.assign(places=1).groupby(places["region"], sort=False).sum()
    return counted[["places", *names]].astype("int64")


def printed_columns(language: Language) -> dict[str, Column]:
    """Return the columns that show :func:`analysis.data.availability.printed`."""
    say = language.say
    return {
        "printed": Column(say("Any figure printed"), kind="integer"),
        "exact": Column(say("Exact"), kind="integer"),
        "about": Column(say("“About”"), kind="integer"),
        "bound": Column(say("Bound only"), kind="integer"),
        "set_aside": Column(say("Not usable"), kind="integer"),
        "first": Column(say("First year"), kind="year"),
        "last": Column(say("Last year"), kind="year"),
    }


def contrast_columns(language: Language) -> dict[str, Column]:
    """Return the columns that show :func:`contrasts`."""
    say = language.say
    return {
        "input": Column(say("Figure on"), kind="text"),
        "with_figure": Column(say("Mean, with figure"), kind="written"),
        "without": Column(say("Mean, without"), kind="written"),
        "estimate": Column(say("Difference (standard deviations)"), 2, kind="signed"),
        "interval": Column.interval(say("95% interval"), "low", "high", 2),
        "n_known": Column(say("N with"), kind="integer"),
        "n_unknown": Column(say("N without"), kind="integer"),
    }


def contrasts(found: Mapping[str, pd.DataFrame], language: Language) -> pd.DataFrame:
    """Return contrasts of provinces with and without a figure in one table, means in their own units.

    Parameters
    ----------
    found
        By name of the input, results of :func:`analysis.stats.describe.missingness.known_against_unknown`.
    language
        Language of the words.
    """
    rows = pd.concat(found, names=["input", "indicator"]).reset_index()
    for mean, text in (("mean_known", "with_figure"), ("mean_unknown", "without")):
        pairs = zip(rows[mean], rows["indicator"], strict=True)
        rows[text] = [language.value(value, name) for value, name in pairs]
    return rows.assign(indicator=rows["indicator"].map(language.short)).set_index("indicator")


def looser_rules(printed: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return how many places are known as more is accepted, and what could be detected with them.

    Parameters
    ----------
    printed
        Result of :func:`analysis.data.availability.printed`.
    language
        Language of the words.

    Returns
    -------
    DataFrame
        ``input``, ``rule``, ``places`` and ``detectable`` (smallest correlation found with 80 % power at 5 %;
        missing below five places).
    """
    counted = printed[list(RULES)].cumsum(axis=1)
    rows = [
        {
            "input": language.short(str(name)),
            "rule": language.say(RULES[kind]),
            "places": int(counted.loc[name, kind]),
            "detectable": detectable_correlation(int(counted.loc[name, kind]))
            if counted.loc[name, kind] >= FEWEST
            else None,
        }
        for name in counted.index
        for kind in RULES
    ]
    return pd.DataFrame(rows).astype({"detectable": float})

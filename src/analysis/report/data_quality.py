"""Tables on the quality of the figures: what is known, what breaks, what contradicts, what is in doubt."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data import reported as rule
from analysis.data.doubts import doubtful
from analysis.data.indicators import Indicator, indicators
from analysis.data.panel import VALUE_BOUNDS
from analysis.data.sources import sources
from analysis.report.language import Language
from analysis.report.messages import N_
from analysis.report.reported_figures import annotated, measure, written
from analysis.report.tables import Column
from analysis.stats.power import detectable_correlation

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
    """Return the columns that show contrasts of provinces with and without a figure."""
    say = language.say
    return {
        "input": Column(say("Figure on"), kind="text"),
        "mean_known": Column(say("Mean, with figure"), 2),
        "mean_unknown": Column(say("Mean, without"), 2),
        "estimate": Column(say("Difference (standard deviations)"), 2, kind="signed"),
        "interval": Column.interval(say("95% interval"), "low", "high", 2),
        "n_known": Column(say("N with"), kind="integer"),
        "n_unknown": Column(say("N without"), kind="integer"),
    }


def breaks_of(names: Sequence[str], language: Language) -> dict[int, str]:
    """Return what changed, by year, for a chart of several series; the last named counts when years agree."""
    known = indicators()
    found = {
        int(change["year"]): str(change[language.code]).rstrip(".")
        for name in reversed(names)
        for change in known[name].breaks
    }
    return dict(sorted(found.items()))


def breaks(panel: pd.DataFrame, known: Mapping[str, Indicator], language: Language) -> pd.DataFrame:
    """List every break of a series in the panel.

    Returns
    -------
    DataFrame
        ``measure``, ``year`` (first of the new series), ``before`` and ``after`` (mean of the places in
        the last year with a figure before, and in the first after; missing where there is none), ``why``.
    """
    rows = []
    for name in (name for name in known if name in panel):
        means = panel.groupby("year")[name].mean().dropna()
        for change in known[name].breaks:
            earlier, later = means[means.index < change["year"]], means[means.index >= change["year"]]
            rows.append(
                {
                    "measure": language.short(name),
                    "year": change["year"],
                    "before": earlier.iloc[-1] if len(earlier) else None,
                    "after": later.iloc[0] if len(later) else None,
                    "why": change[language.code],
                }
            )
    return pd.DataFrame(rows).astype({"before": float, "after": float})


def conflicts(reported: pd.DataFrame, language: Language) -> pd.DataFrame:
    """List pairs of reported figures that disagree, to be read.

    Returns
    -------
    DataFrame
        ``place``, ``measure``, ``first``, ``second``, ``nature`` and ``used``, contradictions within one
        definition first.
    """
    pairs = rule.conflicts(reported).sort_values("same_class", ascending=False, kind="stable")
    rows = [_conflict(pair, language) for pair in pairs.to_dict("records")]
    return pd.DataFrame(rows, columns=["place", "measure", "first", "second", "nature", "used"])


def _conflict(pair: dict[Any, Any], language: Language) -> dict[str, str]:
    unit = rule.unit(str(pair["indicator"]))
    figures = {s: written(pair[f"value_{s}"], str(pair[f"bound_{s}"]), unit, language) for s in "ab"}
    used = [figures[s] for s in "ab" if pair[f"chosen_{s}"]]
    described = {}
    for s in "ab":
        year = pair[f"year_{s}"]
        when = language.say("no year") if pd.isna(year) else str(int(year))
        base = rule.class_text(str(pair[f"class_{s}"]))[language.code]
        described[s] = f"{figures[s]} ({when}; {base})"
    if len(used) == len(figures):
        choice = language.say("both, each for what it counts")
    else:
        choice = used[0] if used else language.say("neither")
    nature = (
        language.say("yes: they contradict") if pair["same_class"] else language.say("no: not comparable")
    )
    place = language.place(str(pair["code"]), str(pair["geography"]))
    name = measure(str(pair["indicator"]), language)
    texts = {"place": place, "measure": name, "nature": nature, "used": choice}
    return texts | {"first": described["a"], "second": described["b"]}


def in_doubt(reported: pd.DataFrame, language: Language) -> pd.DataFrame:
    """List the reported figures in doubt, one row each, to be read.

    Parameters
    ----------
    reported
        As :func:`analysis.data.processed.reported` returns it.
    language
        Language of the words.

    Returns
    -------
    DataFrame
        As :func:`~analysis.report.reported_figures.annotated`; ``doubt_text`` holds all doubts, and ``why``
        what was written about the figure, or why it is used or not.
    """
    found = annotated(doubtful(reported), language)
    every = found.groupby("line")["doubt_text"].agg("; ".join)
    first = found.drop_duplicates("line")
    why = first["judged"].fillna(first["choice"])
    return first.assign(doubt_text=first["line"].map(every), why=why)


def caveat_on(name: str, language: Language) -> str:
    """Return the caveats of an indicator as its data package states them."""
    return " ".join(caveat[language.code] for caveat in indicators()[name].caveats)


def caveats(language: Language) -> pd.DataFrame:
    """List what the data packages say a reader must know, each statement once.

    Returns
    -------
    DataFrame
        ``source``, ``about`` (the first measure that it is said of; more are counted) and ``caveat``.
    """
    code = language.code
    rows = []
    for source in sources().values():
        said: dict[str, list[str]] = {caveat[code]: [] for caveat in source.caveats}
        for table in source.tables.values():
            for field in table.fields:
                for caveat in field.caveats:
                    said.setdefault(caveat[code], []).append(field.title[code])
        rows += [
            {"source": source.title[code], "about": _about(titles, language), "caveat": text}
            for text, titles in said.items()
        ]
    return pd.DataFrame(rows)


def _about(titles: list[str], language: Language) -> str:
    each = list(dict.fromkeys(titles))
    if not each:
        return language.say("the whole source")
    if len(each) == 1:
        return each[0]
    return language.say("{first} and {n} more", first=each[0], n=language.integer(len(each) - 1))


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

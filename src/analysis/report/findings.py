"""The findings that several pages state, each computed in one place so that no two pages can disagree.

A finding is a number with its interval, its strength and a sentence in either language. The choices behind
each (years, controls, grid) are declared here, before any result is looked at.
"""

import pandas as pd

from analysis.data import availability, processed
from analysis.data.amounts import in_logarithms
from analysis.report import claims, simulation_mark
from analysis.report.finding import Finding
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.stats import describe, guards
from analysis.stats.evidence.grade import too_little_known
from analysis.stats.evidence.within_places import PanelExamination, examine_panel

USE = "papi_portal_use"
ACCESS = "papi_internet_access"
YEARS = (2020, 2021, 2022, 2023, 2024)
"""The years in which PAPI asks its questions on e-governance in one form."""

CONTROLS = ("grdp_per_capita_million_vnd", "poverty_rate_pct", "population_thousand")
INDICATORS = (USE, ACCESS, "dti_government", *CONTROLS)
"""Columns of the panel that the findings are computed from; the controls are each in or out of the grid."""

LOW_QUARTER = 1 / 3 + 0.25 * 3
"""End of the lowest quarter of the scale of PAPI 8.1, which runs from 1/3 to 10/3."""


def all_findings() -> list[Finding]:
    """Return every finding, in the order in which the summary states them; never of simulated figures."""
    simulation_mark.require_published("The findings")
    panel = processed.panel("63", years=YEARS, indicators=INDICATORS)
    return [
        portal_use_change(panel),
        measures_disagree(panel),
        internet_access(panel),
        inputs_known(),
        online_payment(),
        dossier_target(),
    ]


def portal_use_change(panel: pd.DataFrame) -> Finding:
    """Return how the mean score of portal use (PAPI 8.1) moved over the comparable years.

    Parameters
    ----------
    panel : DataFrame
        The panel of the 63 provinces; provinces without a score in the first or the last year are left out.
    """
    moved = describe.change(panel, USE, YEARS[0], YEARS[-1])
    known = moved.places.dropna()
    before, after = float(known["start"].mean()), float(known["end"].mean())

    def sentence(language: Language) -> str:
        return language.say(
            "Citizens' reported use of government portals rose from {before} to {after} between {start} "
            "and {end} in the mean of {n} provinces (PAPI 8.1, a score from 0.33 to 3.33): {change} points "
            "(95% interval {interval}). It is still near the bottom of its scale."
            if moved.low > 0 and after < LOW_QUARTER
            else "Citizens' reported use of government portals moved from {before} to {after} between "
            "{start} and {end} in the mean of {n} provinces (PAPI 8.1, a score from 0.33 to 3.33): "
            "{change} points (95% interval {interval}).",
            before=language.number(before, 2),
            after=language.number(after, 2),
            start=str(YEARS[0]),
            end=str(YEARS[-1]),
            n=language.integer(moved.n),
            change=language.signed(moved.mean, 2),
            interval=language.interval(moved.low, moved.high, 2),
        )

    return Finding(
        "portal_use_change", moved.mean, moved.low, moved.high, "papi_score", moved.n,
        (YEARS[0], YEARS[-1]), 0.01, sentence,
    )  # fmt: skip


def measures_disagree(panel: pd.DataFrame) -> Finding:
    """Return how alike the two measures that cover the country order the provinces in the last year."""
    year, other = YEARS[-1], "dti_government"
    places = panel[panel["year"] == year].set_index("code")
    found = describe.correlation(places[USE], places[other], method="spearman")

    def sentence(language: Language) -> str:
        values = {
            "r": language.signed(found.r, 2),
            "n": language.integer(found.n),
            "year": str(year),
            "interval": language.interval(found.low, found.high, 2),
        }
        if found.low <= 0:
            return language.say(
                "The two measures that cover the country do not order provinces alike: the rank correlation "
                "of citizens' portal use (PAPI 8.1) with the ministry's digital-government score (DTI) is "
                "{r} in {year} (95% interval {interval}; N = {n}). What is said of one need not hold for the "
                "other.",
                **values,
            )
        return language.say(
            "The two measures that cover the country order provinces alike in part: the rank correlation of "
            "citizens' portal use (PAPI 8.1) with the ministry's digital-government score (DTI) is {r} in "
            "{year} (95% interval {interval}; N = {n}).",
            **values,
        )

    return Finding(
        "measures_disagree", found.r, found.low, found.high, "none", found.n, (year,), 0.1, sentence
    )


def examined_access(panel: pd.DataFrame) -> PanelExamination:
    """Return portal use against internet access within provinces over the comparable years, with all checks.

    The grid is declared here: income of the province, poverty (known to 2023) and population, each in or out.
    Poverty is measured anew from 2022; what that did to all alike the effects of years take up, so it stays.
    """
    controls = list(CONTROLS)
    data = guards.declare(in_logarithms(panel, controls), across_definitions=["poverty_rate_pct"])
    return kept(examine_panel)(
        data, USE, ACCESS, controls, place="code", time="year", region="region", same_survey=True
    )


def internet_access(panel: pd.DataFrame) -> Finding:
    """Return how portal use moved where internet access moved, per point of the access score."""
    found = examined_access(panel)
    row = found.worst.term(ACCESS)
    value, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    return Finding(
        "internet_access", value, low, high, "papi_score", found.worst.units, YEARS, 0.02,
        lambda language: _access_sentence(found, language), found.grade, detectable=found.detectable,
    )  # fmt: skip


def _access_sentence(found: PanelExamination, language: Language) -> str:
    """Return how portal use moved where internet access moved, in words that follow from the grade."""
    row = found.worst.term(ACCESS)
    values = {
        "years": language.years(YEARS),
        "number": language.signed(float(row["estimate"]), 2),
        "interval": language.interval(float(row["low"]), float(row["high"]), 2),
        "n": language.integer(found.worst.units),
    }
    if found.grade.letter == "X":
        untold = language.say(
            "Whether changes in {condition} and in {outcome} go together within provinces cannot be said.",
            condition=claims.named(ACCESS, language),
            outcome=claims.named(USE, language),
        )
        return f"{untold} {claims.because(found.grade.reasons, language)}"
    if found.grade.letter == "D":
        return language.say(
            "Over {years}, no association of changes in internet access with changes in portal use was "
            "detected within provinces: {number} points a point (95% interval {interval}; N = {n}); "
            "changes below {smallest} could not have been seen.",
            smallest=language.number(found.detectable, 2),
            **values,
        )
    moved = language.say(
        "Over {years}, where a province's internet access (PAPI 8.2) rose one point more than the common "
        "trend, its portal use (PAPI 8.1) differed from the trend by {number} points (95% interval "
        "{interval}; N = {n}).",
        **values,
    )
    return f"{moved} {_other_surveys(found, language)}"


def _other_surveys(found: PanelExamination, language: Language) -> str:
    """Return what remains when access and use were asked of different respondents, in words."""
    assert found.other_surveys is not None  # the two scores come from one survey
    row = found.other_surveys.term(ACCESS)
    values = {
        "number": language.signed(row["estimate"], 2),
        "interval": language.interval(row["low"], row["high"], 2),
    }
    if row["low"] <= 0 <= row["high"]:
        return language.say(
            "Both scores come from the same respondents, though: set against access as asked a year earlier, "
            "the difference is {number} ({interval}). A real link cannot be told from the errors they share.",
            **values,
        )
    return language.say(
        "Both scores come from the same respondents; set against access as asked a year earlier, the "
        "difference is still {number} ({interval}). Why the two go together, the figures do not say.",
        **values,
    )


INPUTS = ("community_teams", "smartphone_share_pct", "dx_budget_share_pct")
"""The three inputs of the question; smartphones among adults, the only denominator that can be compared."""


def known_inputs() -> pd.DataFrame:
    """Return for how many of the 63 provinces each input of the question is publicly known.

    Returns
    -------
    DataFrame, index the indicators
        ``exact``, ``bound`` (at least, at most, about) and ``unknown`` count provinces; ``first`` and
        ``last`` are years of the figures chosen for use across provinces, missing where there is none.
    """
    found = availability.printed(processed.reported(variables=INPUTS), INPUTS).rename_axis("indicator")
    bound = found["about"] + found["bound"]
    unknown = len(processed.places("63")) - found["exact"] - bound
    return found.assign(bound=bound, unknown=unknown)[["exact", "bound", "unknown", "first", "last"]]


def inputs_known() -> Finding:
    """Return for how many of the 63 provinces the three inputs of the question are exactly known."""
    known = known_inputs()
    exact = known["exact"].astype(int)
    places = len(processed.places("63"))
    complete = bool((exact == places).all())
    grade = too_little_known(int(exact.min()), places)

    def sentence(language: Language) -> str:
        if complete:
            return language.say(
                "Community digital technology teams, smartphone ownership among adults and the share of the "
                "budget spent on digital transformation are known exactly for all {places} provinces.",
                places=language.integer(places),
            )
        known = language.say(
            "What the question asks for is mostly not public: an exact number of community digital "
            "technology teams is known for {teams} of {places} provinces, smartphone ownership among "
            "adults for {phones}, the share of the budget spent on digital transformation for {budget}."
            if exact.mean() <= places / 2
            else "An exact number of community digital technology teams is known for {teams} of {places} "
            "provinces, smartphone ownership among adults for {phones}, the share of the budget spent on "
            "digital transformation for {budget}.",
            teams=language.integer(exact["community_teams"]),
            phones=language.integer(exact["smartphone_share_pct"]),
            budget=language.integer(exact["dx_budget_share_pct"]),
            places=language.integer(places),
        )
        untold = language.say("How they relate to use cannot be said.")
        return f"{known} {untold}" if grade else known

    return Finding(
        "inputs_known", int(exact["community_teams"]), None, None, "units", places,
        tuple(range(int(known["first"].min()), int(known["last"].max()) + 1)), 0, sentence,
        grade, digits=0,
    )  # fmt: skip


def online_payment() -> Finding:
    """Return the spread of the online-payment share over the 34 units, from the portal's counts of 2026."""
    share = processed.values("portal2026_online_payment_share_pct", "34", 2026)
    summary = describe.spread(share)

    def sentence(language: Language) -> str:
        return language.say(
            "On the National Public Service Portal, half of the 34 units saw between {low} and {high} of "
            "payable dossiers paid online in 2026 (to 10 October); the lowest is {last} with {least}, the "
            "highest {first} with {most}.",
            low=language.percent(summary["q1"], 1),
            high=language.percent(summary["q3"], 1),
            last=language.place(str(share.idxmin()), "34"),
            least=language.percent(summary["min"], 1),
            first=language.place(str(share.idxmax()), "34"),
            most=language.percent(summary["max"], 1),
        )

    return Finding(
        "online_payment_2026", float(summary["median"]), None, None, "percent", int(summary["n"]), (2026,),
        1.0, sentence, digits=1,
    )  # fmt: skip


def dossier_target() -> Finding:
    """Return how many provinces have a public figure for the dossier target of 2022, and reached it."""
    places = len(processed.places("63"))
    rows = processed.targets(indicator="online_dossier_share_pct").query("geography == 'VN' and counts")
    met = int((rows["verdict"] == "met").sum())

    def sentence(language: Language) -> str:
        judged = language.say(
            "The target for the end of 2022 was more than half of all dossiers online. A public figure of "
            "that year is found for {known} of {places} provinces: {met} had reached it, {missed} had not.",
            known=language.integer(len(rows)),
            places=language.integer(places),
            met=language.integer(met),
            missed=language.integer(int((rows["verdict"] == "not_met").sum())),
        )
        if len(rows) == places:
            return judged
        rest = language.say(
            "Such figures come from lists of the highest and the lowest; of the other provinces nothing is "
            "known."
        )
        return f"{judged} {rest}"

    return Finding(
        "dossier_target_2022", len(rows), None, None, "units", places, (2022,), 0, sentence,
        too_little_known(len(rows), places), digits=0,
    )  # fmt: skip

"""Findings on community digital technology teams: how many counts are known, and what density follows."""

import pandas as pd

from analysis.data.matching import matched
from analysis.data.panel import VALUE_BOUNDS
from analysis.report import claims
from analysis.report.finding import Finding
from analysis.report.language import Language
from analysis.report.pages.inputs.conditions import TEAMS
from analysis.report.pages.teams.team_exhibits import counts
from analysis.stats.describe import correlation

MINORITY = "minority_headed_share_pct"


def counts_known() -> Finding:
    """Return for how many provinces a count of teams was found, and how many of these can be compared."""
    rows = counts()
    usable = rows[rows["used"] & rows["bound"].isin(VALUE_BOUNDS)]
    stated = int((usable["level"] != "not stated").sum())
    years = tuple(sorted({int(year) for year in usable["year"]}))

    def sentence(language: Language) -> str:
        return language.say(
            "A count of community digital technology teams was found for {known} of 63 provinces; {usable} "
            "of them are dated numbers for the whole province, and {stated} of these say which teams they "
            "count.",
            known=language.integer(len(rows)),
            usable=language.integer(len(usable)),
            stated=language.integer(stated),
        )

    return Finding(
        "team_counts_known", float(len(usable)), None, None, "count", len(rows), years, 0, sentence, digits=0
    )


def density_follows(year: int) -> Finding:
    """Return what the density of teams goes with most closely: where minorities live in small hamlets.

    Parameters
    ----------
    year : int
        Year to which the share of households is matched.
    """
    section = matched([TEAMS, MINORITY], year)
    found = correlation(section.table[TEAMS], section.table[MINORITY])
    years = tuple(sorted({*section.years[TEAMS], *section.years[MINORITY]}))

    def sentence(language: Language) -> str:
        estimate = claims.Estimate(found.r, found.low, found.high, found.n, language.years(years), digits=2)
        values = {
            "settlement": claims.named(MINORITY, language),
            "r": language.signed(found.r, 2),
            "basis": estimate.basis(language),
        }
        if found.low > 0:
            return language.say(
                "Provinces that are higher on {settlement} also have more teams per 1,000 people "
                "(correlation {r}, if they were a random sample: {basis}): teams are set up by hamlet, and "
                "their density does not say how active they are.",
                **values,
            )
        return language.say(
            "Teams per 1,000 people are not seen to rise with {settlement} (correlation {r}, if the "
            "provinces were a random sample: {basis}); teams are set up by hamlet, and their density does "
            "not say how active they are.",
            **values,
        )

    return Finding(
        "team_density_follows", found.r, found.low, found.high, "none", found.n, years, 0.1, sentence
    )


def settlement_head(table: pd.DataFrame, language: Language) -> str:
    """Return the head of the chart of density against the share of minority households."""
    found = correlation(table[TEAMS], table[MINORITY])
    return language.say(
        "Density of teams and {settlement}: correlation {r} ({interval}), {n} provinces",
        settlement=claims.named(MINORITY, language),
        r=language.signed(found.r, 2),
        interval=language.interval(found.low, found.high, 2),
        n=language.integer(found.n),
    )

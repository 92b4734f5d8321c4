"""What the density of community digital technology teams goes with, and what more counts would tell."""

import pandas as pd

from analysis.data.matching import matched
from analysis.report import tables
from analysis.report.language import Language
from analysis.report.pages.inputs.condition_exhibits import correlation_columns
from analysis.report.pages.inputs.conditions import TEAMS
from analysis.report.tables import Column, Table
from analysis.stats.describe import correlations
from analysis.stats.evidence.power import detectable_correlation, detectable_table, detectable_term
from analysis.stats.models import ols

CONTEXT = ("population_density", "urban_share_pct", "poverty_rate_pct", "minority_headed_share_pct")
"""Where people live thinly, hamlets are small: what the density of teams may follow."""


def context_table(rows: pd.DataFrame, names: list[str], year: int, language: Language) -> Table:
    """Return what the density of teams goes with: all usable counts, exact ones, those that state a level.

    Parameters
    ----------
    rows : DataFrame
        From :func:`counts`.
    names : list of str
        Indicators to hold against density.
    year : int
        Year to which they are matched.
    language : Language
    """
    section = matched([TEAMS, *names], year).table.dropna(subset=[TEAMS])
    of = rows.set_index("code").reindex(section.index)
    groups = {
        language.say("all usable counts"): of.index,
        language.say("exact counts"): of.index[of["bound"] == "exact"],
        language.say("counts that state a level"): of.index[of["level"] != "not stated"],
    }
    parts = []
    for name, places in groups.items():
        found = correlations(section.loc[places], TEAMS, names)
        found["detectable"] = [detectable_correlation(int(n)) for n in found["n"]]
        parts.append(found.assign(group=name, measure=[language.short(one) for one in found.index]))
    return Table(
        pd.concat(parts).set_index("measure"),
        {
            "group": Column(language.say("Counts"), kind="text"),
            **correlation_columns(language),
            "detectable": Column(language.say("Smallest that could be found"), digits=2),
        },
        caption=language.say("Teams per 1,000 people and what they go with, by the counts used"),
        rows=language.say("With"),
        note=language.say(
            "The provinces are no random sample, so an interval says how far chance alone could carry the "
            "number, no more. Smallest that could be found: with 80% power at 5%."
        ),
        source=tables.sources([TEAMS, *names], language),
        language=language,
        folded=True,
    )


def held_equal_table(outcomes: list[str], held: list[str], year: int, language: Language) -> Table:
    """Return the coefficient of team density for each outcome, alone and with each condition held equal.

    Parameters
    ----------
    outcomes, held : list of str
        Measures of use, and conditions of which one at a time joins the model: there are too few places for
        more.
    year : int
        Year to which they are matched.
    language : Language
    """
    section = matched([TEAMS, *outcomes, *held], year).table
    rows = []
    for outcome in outcomes:
        for control in [None, *held]:
            inputs = [TEAMS] if control is None else [TEAMS, control]
            found = ols(section, outcome, inputs, standardise=True)
            term = found.term(TEAMS)
            rows.append(
                {
                    "outcome": language.short(outcome),
                    "held": language.say("nothing") if control is None else language.short(control),
                    "n": found.n,
                    "detectable": detectable_term(found, TEAMS),
                    **term[["estimate", "low", "high"]],
                }
            )
    return Table(
        pd.DataFrame(rows).set_index("outcome"),
        {
            "held": Column(language.say("Held equal"), kind="text"),
            "estimate": Column(language.say("Difference"), digits=2, kind="signed"),
            "interval": Column.interval(language.say("95% interval"), "low", "high", digits=2),
            "detectable": Column(language.say("Smallest that could be found"), digits=2),
            "n": Column("N", kind="integer"),
        },
        caption=language.say("Teams per 1,000 people and use, with one other condition held equal"),
        rows=language.say("Measure"),
        note=language.say(
            "Differences in standard deviations of use for one standard deviation of team density; least "
            "squares, HC3, t. The provinces are no random sample."
        ),
        source=tables.sources([TEAMS, *outcomes, *held], language),
        language=language,
    )


def power_table(places: list[int], controls: list[int], language: Language) -> Table:
    """Return the smallest correlation that would be found, by places known and by conditions held equal."""
    found = detectable_table(places, controls)
    return Table(
        found.set_axis(found.index.map(language.integer)).rename(columns=str),
        {
            str(k): Column(language.say("{n} other conditions", n=language.integer(k)), digits=2)
            for k in controls
        },
        caption=language.say("The smallest correlation that would be found, by number of provinces known"),
        rows=language.say("Provinces"),
        note=language.say("Partial correlation found with 80% power in a two-sided test at 5%."),
        language=language,
    )

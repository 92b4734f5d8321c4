"""What years of a table and single additions to today's figures would buy: simulated, and marked so."""

import pandas as pd

from analysis.data.simulation.model import TEAMS
from analysis.report import figures
from analysis.report.figures import Figure
from analysis.report.language import Language
from analysis.report.pages.learning.learning_study import ADDITIONS, LOOKED_AT, RUNS, Study
from analysis.report.tables import Column, Table

KEPT = 0.10
"""Share of false alarms that, within its Monte Carlo error, still counts as few."""

_SERIES = {
    "63_smallest": ("63", "smallest"),
    "63_with_errors": ("63", "with_errors"),
    "34_smallest": ("34", "smallest"),
    "34_with_errors": ("34", "with_errors"),
}


def source(study: Study, language: Language) -> str:
    """Return what stands in the place of a source: the simulated countries, their number and seeds."""
    return language.say(
        "simulated countries from a model with known parameters, {n} of each world, seeds 1 to {n}",
        n=language.integer(study.repetitions),
    )


def yardstick(study: Study, language: Language) -> str:
    """Return what a difference in points is one of, for each input."""
    of = dict(zip(LOOKED_AT, (study.drawn["exact"]["63"].spread(name) for name in LOOKED_AT), strict=True))
    return language.say(
        "Points of the share of dossiers filed online, between provinces one standard deviation apart: "
        "{teams} teams per 1,000 people, {phones} points of smartphones, {budget} points of the budget.",
        teams=language.number(of[LOOKED_AT[0]], 2),
        phones=language.number(of[LOOKED_AT[1]], 1),
        budget=language.number(of[LOOKED_AT[2]], 2),
    )


def years_chart(study: Study, language: Language) -> Figure:
    """Return the smallest difference in teams by years of the table, for both geographies and records."""
    years = study.years
    several = years[(years["input"] == TEAMS) & (years["years"] > 1)]
    by = several.set_index(["geography", "years"])
    names = {
        "63_smallest": language.say("63 provinces, recorded exactly"),
        "63_with_errors": language.say("63 provinces, recorded with error"),
        "34_smallest": language.say("34 units, recorded exactly"),
        "34_with_errors": language.say("34 units, recorded with error"),
    }
    data = pd.DataFrame({key: by.loc[geography][column] for key, (geography, column) in _SERIES.items()})
    return figures.curves(
        data.rename_axis("years"),
        language=language,
        title=language.say(
            "Four years of {n} provinces show differences from {exact} points up; recorded with error, "
            "from {errors}",
            n=language.integer(int(by["n"]["63", 4])),
            exact=language.number(data["63_smallest"][4], 1),
            errors=language.number(data["63_with_errors"][4], 1),
        ),
        subtitle=language.say(
            "Smallest difference that goes with community teams, found with 80% power, by years of the table"
        ),
        source=source(study, language),
        series_labels=names,
        x_label=language.say("years of the table, the last one {year}", year=RUNS[1][0]),
        y_label=language.say("Smallest difference (percentage points of dossiers filed online)"),
        note=yardstick(study, language),
        digits=1,
        simulated=True,
    )


def years_table(study: Study, language: Language) -> Table:
    """Return what tables of one to six years find, for each input and geography."""
    years = study.years
    shown = _with_intervals(years, ("smallest", "with_errors"))
    shown = shown.assign(
        found=100 * years["found"],
        false_alarms=100 * years["false_alarms"],
        input=[language.short(name) for name in years["input"]],
    )
    say = language.say
    return Table(
        shown.set_index("input"),
        {
            "n": Column("N", kind="integer"),
            "years": Column(say("Number of years"), kind="integer"),
            "smallest": Column(say("Smallest difference"), digits=1),
            "smallest_mc": Column.interval(
                say("Monte Carlo, 95%"), "smallest_low", "smallest_high", digits=1
            ),
            "with_errors": Column(say("recorded with error"), digits=1),
            "errors_mc": Column.interval(
                say("Monte Carlo, 95%"), "with_errors_low", "with_errors_high", digits=1
            ),
            "claimed": Column(say("by the rule of the claims"), digits=1),
            "changed": Column(say("by the change over all years"), digits=1),
            "found": Column(say("found, of 100"), digits=0),
            "false_alarms": Column(say("false alarms, of 100"), digits=0),
        },
        caption=say("What tables of one to six years would show, by input and number of places"),
        rows=say("Input"),
        note=f"{yardstick(study, language)} {_how(study, language)}",
        source=source(study, language),
        language=language,
        folded=True,
        simulated=True,
    )


def _how(study: Study, language: Language) -> str:
    """Return how the tables of years are read, and what their columns mean."""
    return language.say(
        "One year: least squares with HC3; several years: fixed effects of places and years, "
        "clustered by place; the other inputs, fibre, income and towns held equal. Recorded "
        "with error: of the differences between places in a year, {teams} of those in teams "
        "are there, {phones} in smartphones, {budget} in the budget. The rule of the claims "
        "also asks for CR3 by region. Found: the differences assumed in the model. False "
        "alarms: nothing is there but an unseen capacity; 5 were promised. Monte Carlo "
        "intervals of shares of 100 are up to {most} either way.",
        **_reliabilities(study, language),
        most=language.number(196 * _largest(study.years), 0),
    )


def _reliabilities(study: Study, language: Language) -> dict[str, str]:
    """Return how much of the differences recorded with error is there, for each input."""
    errors = study.drawn["errors"]["63"]
    shares = (language.percent(100 * errors.reliability(name), 0) for name in LOOKED_AT)
    return dict(zip(("teams", "phones", "budget"), shares, strict=True))


def _with_intervals(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Add the ends of the Monte Carlo intervals of some columns."""
    margins = {name: 1.96 * frame[f"{name}_error"] for name in names}
    ends = {f"{name}_low": frame[name] - margin for name, margin in margins.items()}
    return frame.assign(**ends, **{f"{name}_high": frame[name] + m for name, m in margins.items()})


def _largest(years: pd.DataFrame) -> float:
    """Return the largest Monte Carlo standard error of the shares."""
    return float(years["false_alarms_error"].max())


def additions_chart(study: Study, language: Language) -> Figure:
    """Return what today's figures of teams, single additions and all together would find."""
    smallest = study.additions["smallest"]
    single = smallest.drop(["today", "together"]).sort_values()
    return figures.reported_dots(
        _dots(study, ["today", *single.index, "together"], language),
        language=language,
        title=language.say(
            "The addition that buys most: {addition}; from {today} to {then} points",
            addition=_addition(str(single.index[0]), study, language),
            today=language.number(smallest["today"], 1),
            then=language.number(single.iloc[0], 1),
        ),
        subtitle=language.say("Smallest difference that goes with teams (percentage points), 80% power"),
        source=source(study, language),
        keys=(
            language.say("few false alarms"),
            language.say("often takes an unseen capacity for the input"),
        ),
        note=language.say(
            "Each addition by itself, to {n} provinces in one year whose teams are recorded with error; "
            "income and towns are held equal everywhere.",
            n=language.integer(study.known),
        ),
        span=(0, float(smallest.max())),
        digits=1,
        simulated=True,
    )


def _dots(study: Study, order: list[str], language: Language) -> pd.DataFrame:
    """Return the rows of the chart of additions; filled where false alarms are few."""
    heads = {"today": language.say("known today"), "together": language.say("everything")}
    shown = study.additions.loc[order]
    return pd.DataFrame(
        {
            "group": [heads.get(key, language.say("one addition")) for key in order],
            "label": [_addition(key, study, language) for key in order],
            "date": [f"N = {language.integer(int(n))}" for n in shown["n"]],
            "value": shown["smallest"].to_numpy(),
            "bound": "exact",
            "filled": (shown["false_alarms"] <= KEPT + 1.96 * shown["false_alarms_error"]).to_numpy(),
        }
    )


def additions_table(study: Study, language: Language) -> Table:
    """Return the figures of the chart with their Monte Carlo errors and false alarms."""
    additions = study.additions
    shown = _with_intervals(additions, ("smallest",)).assign(
        false_alarms=100 * additions["false_alarms"],
        low=100 * (additions["false_alarms"] - 1.96 * additions["false_alarms_error"]).clip(lower=0),
        high=100 * (additions["false_alarms"] + 1.96 * additions["false_alarms_error"]),
    )
    return Table(
        shown.set_axis([_addition(key, study, language) for key in additions.index], axis=0),
        {
            "n": Column("N", kind="integer"),
            "smallest": Column(language.say("Smallest difference"), digits=1),
            "mc": Column.interval(
                language.say("Monte Carlo, 95%"), "smallest_low", "smallest_high", digits=1
            ),
            "false_alarms": Column(language.say("false alarms, of 100"), digits=0),
            "alarms": Column.interval(language.say("Monte Carlo, 95%"), "low", "high", digits=0),
        },
        caption=language.say("What single additions to today’s figures of teams would buy"),
        rows=language.say("Addition"),
        note=yardstick(study, language),
        source=source(study, language),
        language=language,
        folded=True,
        simulated=True,
    )


def _addition(key: str, study: Study, language: Language) -> str:
    """Return the name of an addition."""
    if key == "today":
        return language.say("{n} provinces, one year, with error", n=language.integer(study.known))
    return language.say(ADDITIONS[key])

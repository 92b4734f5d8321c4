"""Findings on what could be learned: what today's figures could show, and what a table would buy."""

from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.simulation.model import TEAMS
from analysis.report import results
from analysis.report.finding import Finding
from analysis.report.findings import INPUTS
from analysis.report.language import Language
from analysis.report.pages.learning import data_request
from analysis.report.pages.learning.known_exhibits import FEWEST
from analysis.report.pages.learning.learning_exhibits import KEPT
from analysis.report.pages.learning.learning_study import ADDITIONS
from analysis.report.pages.learning.request_exhibits import public_today
from analysis.stats.evidence.power import detectable_correlation

TEAMS_COUNT, BUDGET = INPUTS[0], INPUTS[2]


def correlation_today(known: pd.DataFrame) -> Finding:
    """Return the smallest correlation that so many exactly known numbers of teams could show.

    Parameters
    ----------
    known : DataFrame
        From :func:`analysis.report.pages.learning.known_exhibits.known_today`.
    """
    n, budget = int(known["exact"][TEAMS_COUNT]), int(known["exact"][BUDGET])
    everywhere, units = len(processed.places("63")), len(processed.places("34"))
    first, last = (known[end][TEAMS_COUNT] for end in ("first", "last"))
    years = tuple(range(int(first), int(last) + 1)) if n else ()

    def sentence(language: Language) -> str:
        later = {
            "n": language.integer(n),
            "all": language.integer(everywhere),
            "then": language.number(detectable_correlation(everywhere), 2),
            "units": language.integer(units),
            "merged": language.number(detectable_correlation(units), 2),
            "budget": language.integer(budget),
        }
        if n < FEWEST:
            return language.say(
                "An exact number of teams is known for {n} provinces (the share of the budget for "
                "{budget}): too few to speak of a correlation with use. All {all} provinces could show "
                "one from {then} up, the {units} units in force from {merged} up.",
                **later,
            )
        return language.say(
            "With the {n} provinces whose number of teams is known exactly, a correlation with use has "
            "to reach {now} to be found (80% power, 5% test); with all {all} provinces {then}, with the "
            "{units} units in force {merged}. The share of the budget is known exactly for {budget} of "
            "{all}.",
            now=language.number(detectable_correlation(n), 2),
            **later,
        )

    value = detectable_correlation(n) if n >= FEWEST else None
    return Finding("smallest_correlation_today", value, None, None, "none", n, years, 0.05, sentence)


def request_public() -> Finding:
    """Return how many figures of the request are public for every place as asked, and how many otherwise."""
    wanted = data_request.request()
    as_asked, otherwise = public_today(wanted)
    years = tuple(sorted({year for one in wanted for year in data_request.known_today(one).years}))

    def sentence(language: Language) -> str:
        return language.say(
            "Figures that the table asks for: {n}. Public for every place in some year, as asked: "
            "{as_asked}; public for some places only, or only as a share, a plan or a part of a year: "
            "{otherwise}; published by none exactly and comparably: {by_none}.",
            n=language.integer(len(wanted)),
            as_asked=language.integer(as_asked),
            otherwise=language.integer(otherwise),
            by_none=language.integer(len(wanted) - as_asked - otherwise),
        )

    return Finding(
        "request_public_today", float(as_asked), None, None, "count", len(wanted), years, 0, sentence,
        digits=0,
    )  # fmt: skip


def record_four_years(years: pd.DataFrame, language: Language) -> None:
    """Record the smallest difference that all provinces over four years show, and what errors cost."""
    own, merged = (_row(years, geography, 4) for geography in ("63", "34"))
    low, high = _interval(own["smallest"], own["smallest_error"])
    _record(
        "smallest_difference_four_years",
        language.say(
            "All {n} provinces over four years would show differences in the share of dossiers filed "
            "online from {value} points up between provinces one standard deviation apart in teams "
            "(Monte Carlo interval {interval}; N = {n}); recorded with error, from {errors}; the {units} "
            "units in force, from {merged}.",
            n=language.integer(own["n"]),
            value=language.number(own["smallest"], 2),
            interval=language.interval(low, high, 2),
            errors=language.number(own["with_errors"], 1),
            units=language.integer(merged["n"]),
            merged=language.number(merged["smallest"], 1),
        ),
        (own["smallest"], low, high),
        language,
        n=int(own["n"]),
        digits=2,
        tolerance=0.2,
    )


def record_one_year(years: pd.DataFrame, language: Language) -> None:
    """Record how often one year takes an unseen capacity for teams, and how often four years do."""
    one, four = (_row(years, "63", count) for count in (1, 4))
    low, high = (100 * end for end in _interval(one["false_alarms"], one["false_alarms_error"]))
    values = {
        "value": language.number(100 * one["false_alarms"], 0),
        "interval": language.interval(low, high, 0),
        "n": language.integer(one["n"]),
        "four": language.number(100 * four["false_alarms"], 0),
    }
    if low > 100 * KEPT:
        sentence = language.say(
            "One year cannot tell an input from what lies behind it: where only an unseen capacity goes "
            "with both, it “finds” teams in {value} of 100 simulated countries (Monte Carlo interval "
            "{interval}; N = {n}), four years in {four}.",
            **values,
        )
    else:
        sentence = language.say(
            "Where only an unseen capacity goes with both, one year “finds” teams in {value} of 100 "
            "simulated countries (Monte Carlo interval {interval}; N = {n}), four years in {four}.",
            **values,
        )
    _record(
        "one_year_false_alarms",
        sentence,
        (100 * one["false_alarms"], low, high),
        language,
        n=int(one["n"]),
        unit="percent",
        digits=0,
        tolerance=10.0,
    )


def record_additions(additions: pd.DataFrame, language: Language) -> None:
    """Record which single addition to today's figures lowers the smallest difference most."""
    single = additions.drop(["today", "together"])
    best = str(single["smallest"].idxmin())
    value, together = float(single["smallest"][best]), float(additions["smallest"]["together"])
    low, high = _interval(value, float(single["smallest_error"][best]))
    _record(
        "addition_that_buys_most",
        language.say(
            "Added to what is known of teams today ({today} provinces, one year, with error: {before} "
            "points), what buys most is: {addition}. Differences then show from {value} points up (Monte "
            "Carlo interval {interval}; N = {n}); with everything together, from {together}.",
            today=language.integer(additions["n"]["today"]),
            before=language.number(additions["smallest"]["today"], 1),
            addition=language.say(ADDITIONS[best]),
            value=language.number(value, 1),
            interval=language.interval(low, high, 1),
            n=language.integer(single["n"][best]),
            together=language.number(together, 1),
        ),
        (value, low, high),
        language,
        n=int(single["n"][best]),
    )


def _row(years: pd.DataFrame, geography: str, count: int) -> "pd.Series[Any]":
    chosen = (years["input"] == TEAMS) & (years["geography"] == geography) & (years["years"] == count)
    return years[chosen].iloc[0]


def _interval(value: float, error: float) -> tuple[float, float]:
    return max(value - 1.96 * error, 0.0), value + 1.96 * error


def _record(
    name: str,
    sentence: str,
    numbers: tuple[float, float, float],
    language: Language,
    *,
    n: int,
    unit: str = "percentage_points",
    digits: int = 1,
    tolerance: float = 0.5,
) -> None:
    """Record a result of the simulated study, marked: value and both ends of its Monte Carlo interval."""
    results.record(
        name,
        sentence,
        numbers[0],
        low=numbers[1],
        high=numbers[2],
        unit=unit,
        n=n,
        period=language.say("simulated"),
        tolerance=tolerance,
        language=language,
        digits=digits,
        simulated=True,
    )

"""Conditions against use between provinces: what a first look says, and what too few figures cannot say."""

from collections.abc import Sequence

import pandas as pd

from analysis.data.matching import matched
from analysis.report import claims
from analysis.report.findings import Finding
from analysis.report.kept_results import kept
from analysis.report.language import NO_BREAK_SPACE, Language
from analysis.stats import describe
from analysis.stats.describe.association import Correlation
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.power import detectable_correlation

CLEAR = 0.05
"""The q-value below which an association counts as told apart from chance when several are read together."""
TEAMS, POVERTY = "community_teams_per_1000_people", "poverty_rate_pct"


def tendency(outcome: str, condition: str, found: Correlation, language: Language) -> str:
    """Return in a few words how an outcome goes with a condition between provinces: the head of a chart."""
    names = {"outcome": inside(outcome, language), "condition": inside(condition, language)}
    if found.low > 0:
        return language.say("Provinces high on {condition} tend to be high on {outcome}", **names)
    if found.high < 0:
        return language.say("Provinces high on {condition} tend to be low on {outcome}", **names)
    return language.say("No clear association of {condition} with {outcome} between provinces", **names)


def inside(indicator: str, language: Language) -> str:
    """Return the short label of an indicator as it stands inside a sentence."""
    label = language.short(indicator)
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


def basis(found: Correlation, ranks: Correlation, language: Language, worst_p: float | None = None) -> str:
    """Return the correlation behind a chart as a sentence: interval, ranks, N, and errors by region."""
    said = language.say(
        "Correlation {r} (95% interval {interval}), rank correlation {ranks}, N = {n}.",
        r=language.signed(found.r, 2),
        interval=language.interval(found.low, found.high, 2),
        ranks=language.signed(ranks.r, 2),
        n=language.integer(found.n),
    )
    if worst_p is None:
        return said
    regional = language.say(
        "If provinces of a region share what is not measured: {p}.",
        p=language.p_value(worst_p).replace(" ", NO_BREAK_SPACE),
    )
    return f"{said} {regional}"


def clear_ones(found: pd.DataFrame) -> list[str]:
    """Return the conditions of :func:`~analysis.stats.evidence.screening.screen` with q below ``CLEAR``."""
    return [str(name) for name in found.index[found["q_value"] < CLEAR]]


def head(found: pd.DataFrame, outcome: str, language: Language) -> str:
    """Return which of several conditions go with an outcome, for the head of their chart."""
    names = {"outcome": inside(outcome, language), "n": language.integer(len(found))}
    clear = clear_ones(found)
    if not clear:
        return language.say("None of {n} conditions goes clearly with {outcome} between provinces", **names)
    listed = language.names(inside(name, language) for name in clear)
    return language.say(
        "Of {n} conditions, clearly associated with {outcome}: {names}", names=listed, **names
    )


def screened(found: pd.DataFrame, outcome: str, year: int) -> Finding:
    """Return which of several conditions go with an outcome between provinces, and what regions leave of it.

    Parameters
    ----------
    found : DataFrame
        From :func:`analysis.stats.evidence.screening.screen`.
    outcome : str
    year : int
    """
    clear = clear_ones(found)
    largest = found.iloc[int(found["r"].abs().to_numpy().argmax())]
    standing = int((found.loc[clear, "worst_p"] <= 0.05).sum())

    def sentence(language: Language) -> str:
        ends = (float(largest["r"]), float(largest["low"]), float(largest["high"]))
        estimate = claims.Estimate(*ends, int(largest["n"]), str(year), digits=2)
        values = {
            "n": language.integer(len(found)),
            "outcome": claims.named(outcome, language),
            "year": str(year),
            "r": language.signed(estimate.value, 2),
            "basis": estimate.basis(language),
        }
        if not clear:
            return language.say(
                "Between provinces in {year}, none of {n} conditions known across the country is told apart "
                "from chance in its association with {outcome}; the largest correlation is {r} ({basis}). "
                "Correlations below {least} could not have been found.",
                least=language.number(detectable_correlation(estimate.n), 2),
                **values,
            )
        return language.say(
            "Between provinces in {year}, of {n} conditions known across the country, these go with "
            "{outcome}: {names}; the largest correlation is {r} ({basis}). Allowing for what provinces of "
            "one region may share, {standing} of {clear} can still be told apart from chance.",
            names=language.names(claims.named(name, language) for name in clear),
            standing=language.integer(standing),
            clear=language.integer(len(clear)),
            **values,
        )

    return Finding(
        "conditions_screened", float(largest["r"]), float(largest["low"]), float(largest["high"]), "none",
        int(largest["n"]), (year,), 0.1, sentence,
    )  # fmt: skip


def teams(outcome: str, other: str, year: int) -> Finding:
    """Return what the known counts of community digital technology teams say about use: nothing firm.

    Parameters
    ----------
    outcome, other : str
        Two measures of use; the first is graded.
    year : int
        Year of the outcomes.
    """
    data = matched([outcome, other, POVERTY, TEAMS], year).table
    found = [describe.correlation(data[TEAMS], data[name]) for name in (outcome, other, POVERTY)]
    examined = kept(examine)(
        data.reset_index(),
        outcome,
        TEAMS,
        [],
        place="code",
        region="region",
        q_value=found[0].p_value,
    )
    grade, first, least = examined.grade, found[0], detectable_correlation(found[0].n)
    low, high = (None, None) if grade.letter == "X" else (first.low, first.high)

    def sentence(language: Language) -> str:
        said = _teams_sentence(found, (outcome, other), year, language, every=first.n == len(data))
        if grade.letter != "D":
            return said
        nothing = language.say(
            "Less than about {least} could not have been found.", least=language.number(least, 2)
        )
        return f"{said} {nothing}"

    return Finding(
        "teams_and_use", first.r, low, high, "none", first.n, (year,), 0.1, sentence, grade, detectable=least,
    )  # fmt: skip


def _teams_sentence(
    found: Sequence[Correlation], measures: tuple[str, str], year: int, language: Language, *, every: bool
) -> str:
    """Say how teams go with two measures of use and with poverty, and for whom that is known."""
    first, second, poverty = found
    values = {
        "year": str(year),
        "interval": language.interval(first.low, first.high, 2),
        "n": language.integer(first.n),
        "first": language.signed(first.r, 2),
        "second": language.signed(second.r, 2),
        "outcome": claims.named(measures[0], language),
        "other": claims.named(measures[1], language),
        "poverty": language.signed(poverty.r, 2),
    }
    if every:
        return language.say(
            "Teams per 1,000 people are known for all {n} provinces: their correlation is {first} with "
            "{outcome} in {year} ({interval} if provinces were independent), {second} with {other}, and "
            "{poverty} with poverty. Why, the figures do not say.",
            **values,
        )
    return language.say(
        "Teams per 1,000 people are usable for {n} provinces, which are no random sample: their "
        "correlation is {first} with {outcome} in {year} ({interval} if provinces were independent), "
        "{second} with {other}, and {poverty} with poverty, for teams follow the number of hamlets. No "
        "conclusion on use can be drawn.",
        **values,
    )

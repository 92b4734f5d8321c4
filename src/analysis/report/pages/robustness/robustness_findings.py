"""Findings on robustness: how far an association depends on what the analyst, and the source, chose."""

from collections.abc import Sequence

import pandas as pd

from analysis.report import claims
from analysis.report.finding import Finding
from analysis.report.language import Language
from analysis.report.pages.robustness.declared_grid import DeclaredGrid
from analysis.report.pages.robustness.readings import Reading


def specifications_agree(
    grid: DeclaredGrid, outcome: str, condition: str, years: Sequence[int], places: int
) -> Finding:
    """Return how far an association depends on controls, effects and years.

    Parameters
    ----------
    grid : DeclaredGrid
    outcome, condition : str
        Indicators of the dictionary.
    years : sequence of int
    places : int
    """
    found = grid.found
    low, high = (float(end) for end in found.table["estimate"].quantile([0.05, 0.95]))

    def sentence(language: Language) -> str:
        return language.say(
            "Over {n} declared specifications, the median difference in {outcome} for one point of "
            "{condition} is {median} points (middle 90% of the estimates {range}; {places} provinces, "
            "{years}); {clear} of the intervals exclude zero.",
            n=language.integer(len(found.table)),
            outcome=claims.named(outcome, language),
            condition=claims.named(condition, language),
            median=language.signed(found.median, 2),
            range=language.interval(low, high, 2),
            places=language.integer(places),
            years=language.years(years),
            clear=language.percent(100 * found.excludes_zero_share, 0),
        )

    return Finding(
        # The range of the estimates is no confidence interval, so it stands in the sentence alone.
        "specifications_agree", found.median, None, None, "papi_score", places, tuple(sorted(years)), 0.02,
        sentence,
    )  # fmt: skip


def sources_decide(readings: Sequence[Reading], outcome: str, condition: str) -> Finding:
    """Return what becomes of an association when outcome and condition come from different respondents.

    Parameters
    ----------
    readings : sequence of Reading
    outcome, condition : str
        Indicators of the dictionary.
    """
    known = [reading for reading in readings if reading.result is not None]
    clear = pd.Series([bool(one.row["low"] > 0 or one.row["high"] < 0) for one in known])
    apart = pd.Series([one.apart for one in known])
    years = tuple(sorted({year for one in known for year in one.period}))
    places = max(one.result.units for one in known if one.result is not None)

    def sentence(language: Language) -> str:
        return language.say(
            "Of {same} readings in which one survey gives both {condition} and {outcome}, {same_clear} keep "
            "clear of zero; of {apart} in which condition and outcome were asked of different people, "
            "{apart_clear} do.",
            same=language.integer(int((~apart).sum())),
            same_clear=language.integer(int(clear[~apart].sum())),
            apart=language.integer(int(apart.sum())),
            apart_clear=language.integer(int(clear[apart].sum())),
            outcome=claims.named(outcome, language),
            condition=claims.named(condition, language),
        )

    return Finding(
        "sources_decide", float(clear[apart].sum()), None, None, "count", places, years, 0, sentence, digits=0
    )

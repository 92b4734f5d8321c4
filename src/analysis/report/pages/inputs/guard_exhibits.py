"""What guards a comparison: what two measures are built from and divided by, and what could be found."""

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from analysis.data.amounts import in_logarithms
from analysis.data.composition import overlap, shared_denominator
from analysis.data.indicators import indicators
from analysis.data.matching import matched, shared_instrument
from analysis.report import claims, tables
from analysis.report.language import Language
from analysis.report.tables import Column, Table
from analysis.stats.evidence.denominators import counted_again
from analysis.stats.evidence.power import detectable_correlation
from analysis.stats.models import ols

FEWEST = 4
"""Places below which a smallest correlation makes no sense."""
COUNTED = ("ratio", "ratio_low", "ratio_high", "count", "count_low", "count_high", "n", "sign_changes")


def guards_table(graded: pd.DataFrame, outcome: str, year: int, language: Language) -> Table:
    """Return what was looked at before each condition was set against an outcome, and what came of it.

    Parameters
    ----------
    graded : DataFrame, index the condition
        ``n``, ``letter`` and ``reasons`` (identifiers).
    outcome, year, language
        Measure of use, its year, and the language of the page.
    """
    rows = {
        language.short(name): _looked_at(outcome, name, row, language)
        for name, row in zip(map(str, graded.index), graded.to_dict("records"), strict=True)
    }
    return Table(
        pd.DataFrame(rows).T,
        {
            "parts": Column(language.say("Built from the same figures"), kind="yes_no"),
            "source": Column(language.say("One survey or round of reports"), kind="yes_no"),
            "denominator": Column(language.say("Divided by the same quantity"), kind="yes_no"),
            "allotted": Column(language.say("Sent by authorities"), kind="yes_no"),
            "n": Column("N", kind="integer"),
            "detectable": Column(language.say("Smallest that could be found"), digits=2),
            "strength": Column(language.say("Evidence"), kind="text"),
            "why": Column(language.say("Why this strength"), kind="text"),
        },
        caption=language.say(
            "What guards the comparison of each condition with {outcome}, {year}",
            outcome=claims.named(outcome, language),
            year=str(year),
        ),
        rows=language.say("Condition"),
        note=language.say(
            "Built from the same figures: the comparison is refused. One survey: evidence weak at most. "
            "Divided by the same quantity: estimated again with counts. Sent by authorities: first it is "
            "asked whether it went where use was low. Smallest that could be found: correlation, with 80% "
            "power at 5%."
        ),
        source=tables.sources([outcome, *graded.index], language, geography="63"),
        language=language,
        folded=True,
    )


def _looked_at(outcome: str, name: str, row: dict[Hashable, Any], language: Language) -> dict[str, object]:
    return {
        "parts": bool(overlap(outcome, name)),
        "source": shared_instrument(outcome, name) is not None,
        "denominator": shared_denominator(outcome, name) is not None,
        "allotted": indicators()[name].allotted,
        "detectable": detectable_correlation(int(row["n"])) if row["n"] >= FEWEST else None,
        "n": row["n"],
        "strength": language.say(claims.STRENGTH[row["letter"]]),
        "why": claims.because(row["reasons"], language),
    }


def of_one_denominator(outcomes: Sequence[str], conditions: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of outcome and condition that are divided by one quantity and share nothing else."""
    return [
        (outcome, condition)
        for outcome in dict.fromkeys(outcomes)
        for condition in dict.fromkeys(conditions)
        if outcome != condition
        and shared_denominator(outcome, condition) is not None
        and not overlap(outcome, condition)
    ]


def counted(pairs: Sequence[tuple[str, str]], year: int) -> pd.DataFrame:
    """Return associations of ratios with one denominator as they stand, and again with counts.

    Parameters
    ----------
    pairs : sequence of (outcome, condition)
    year : int
        Year to which figures are matched.

    Returns
    -------
    DataFrame
        ``outcome``, ``condition``, ``denominator``; ``ratio``, ``ratio_low``, ``ratio_high`` (units of the
        outcome for one of the condition), ``count``, ``count_low``, ``count_high`` (percent for one percent),
        ``n``, ``sign_changes``. Missing where the denominator has no public figure.
    """
    return pd.DataFrame([_counted(outcome, condition, year) for outcome, condition in pairs])


def _counted(outcome: str, condition: str, year: int) -> dict[str, object]:
    divided_by = str(shared_denominator(outcome, condition))
    row: dict[str, object] = {"outcome": outcome, "condition": condition, "denominator": divided_by}
    names = [outcome, condition, *([divided_by] if divided_by in indicators() else [])]
    data = in_logarithms(matched(names, year).table, names[1:]).reset_index()
    found = counted_again(ols, data, outcome, [condition], entity="code")
    if found is None:
        return row
    ratio, count = found.ratios.term(condition), found.counts.term(found.term)
    ends = ("estimate", "low", "high")
    return row | {
        **dict(zip(("ratio", "ratio_low", "ratio_high"), ratio[list(ends)], strict=True)),
        **dict(zip(("count", "count_low", "count_high"), count[list(ends)], strict=True)),
        "n": found.counts.n,
        "sign_changes": found.sign_changes,
    }


def counted_table(found: pd.DataFrame, language: Language) -> Table:
    """Return :func:`counted` as a table, one row a pair."""
    known = indicators()
    pairs = [
        f"{language.short(row['outcome'])} – {language.short(row['condition'])}"
        for row in found.to_dict("records")
    ]
    divided = [
        language.short(name) if name in known else language.say("no public figure")
        for name in found["denominator"]
    ]
    return Table(
        found.reindex(columns=[*found.columns, *(x for x in COUNTED if x not in found)])
        .assign(divided=divided)
        .set_axis(pd.Index(pairs)),
        {
            "divided": Column(language.say("Both divided by"), kind="text"),
            "ratio": Column(language.say("As ratios"), digits=3, kind="signed"),
            "by_ratio": Column.interval(language.say("95% interval"), "ratio_low", "ratio_high", 3),
            "count": Column(language.say("As counts, percent for one percent"), digits=2, kind="signed"),
            "by_count": Column.interval(language.say("its 95% interval"), "count_low", "count_high", 2),
            "sign_changes": Column(language.say("Sign changes"), kind="yes_no"),
            "n": Column("N", kind="integer"),
        },
        caption=language.say("Ratios with one denominator, estimated again with counts"),
        rows=language.say("Pair of measures"),
        note=language.say(
            "Two figures per head both fall where the people are overcounted, so that they seem to go "
            "together (Pearson 1897). With counts, logarithms of both and of the denominator enter (Kronmal "
            "1993); least squares, HC3, t. A change of sign would leave the evidence weak at most."
        ),
        source=tables.sources(
            list(dict.fromkeys([*found["outcome"], *found["condition"]])), language, geography="63"
        ),
        language=language,
        folded=True,
    )

"""Conditions against use between places, year by year, with what is measured held equal, and every check."""

from collections.abc import Sequence

import pandas as pd

from analysis.data.amounts import in_logarithms
from analysis.data.composition import overlap, shared_denominator
from analysis.data.indicators import indicators
from analysis.data.matching import matched, shared_instrument
from analysis.report import claims
from analysis.report.findings import Finding
from analysis.report.kept_results import kept
from analysis.report.language import Language
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.grade import Grade
from analysis.stats.evidence.multiple_testing import adjust
from analysis.stats.robustness.worst_case import worst_case

FIGURES = ("estimate", "low", "high", "p_value", "q_value", "inference", "n", "detectable")


def between_places(
    outcome: str,
    conditions: Sequence[str],
    controls: Sequence[str],
    years: Sequence[int],
    geography: str = "63",
) -> pd.DataFrame:
    """Return how an outcome goes with each condition between places, one condition and one year at a time.

    Parameters
    ----------
    outcome : str
    conditions, controls : sequence of str
        Each condition stands in a model of its own, with all controls; amounts enter as logarithms. A control
        that shares a definition with the condition stays out of its model.
    years : sequence of int
        Cross-sections; conditions and controls are matched to the year.
    geography : str

    Returns
    -------
    DataFrame
        ``condition``, ``year``, ``estimate``, ``low``, ``high`` (standard deviations of the outcome for one
        of the condition, with the standard errors of the largest p-value), ``p_value``, ``q_value`` (of all
        rows, one family), ``inference``, ``n``, ``detectable``, ``one_source`` (bool), ``letter`` and
        ``reasons``.

    Raises
    ------
    ModelError
        When a model cannot be estimated.
    """
    names = [outcome, *conditions, *controls, *_divided_by(outcome, conditions)]
    models = [
        (_section(names, year, geography), condition, int(year)) for year in years for condition in conditions
    ]
    q_values = adjust(pd.Series([_worst_p(table, outcome, one, controls) for table, one, _ in models]))
    rows = []
    for (table, condition, year), q_value in zip(models, q_values["adjusted"].tolist(), strict=True):
        one_source = shared_instrument(outcome, condition) is not None
        found = kept(examine)(
            table,
            outcome,
            condition,
            _beside(condition, controls),
            place="code",
            region="region",
            q_value=q_value,
            standardise=True,
            same_survey=one_source,
        )
        figures = {name: getattr(found, name) for name in FIGURES}
        graded = {"letter": found.grade.letter, "reasons": found.grade.reasons}
        rows.append({"condition": condition, "year": year, **figures, "one_source": one_source, **graded})
    return pd.DataFrame(rows)


def _section(names: Sequence[str], year: int, geography: str) -> pd.DataFrame:
    """Return one row a place with the indicators matched to a year, amounts but the first as logarithms."""
    return in_logarithms(matched(names, int(year), geography).table, names[1:]).reset_index()


def _divided_by(outcome: str, conditions: Sequence[str]) -> list[str]:
    """Return what the outcome and a condition are both divided by, for the model with counts."""
    found = {shared_denominator(outcome, condition) for condition in conditions}
    return sorted(name for name in found if name is not None and name in indicators())


def _beside(condition: str, controls: Sequence[str]) -> list[str]:
    """Return the controls that share no definition with the condition."""
    return [control for control in controls if not overlap(control, condition)]


def _worst_p(table: pd.DataFrame, outcome: str, condition: str, controls: Sequence[str]) -> float:
    """Return the largest p-value of a condition, which is its test in the family."""
    inputs = [condition, *_beside(condition, controls)]
    worst = kept(worst_case)(table, outcome, inputs, region="region", entity="code", standardise=True)
    return float(worst.worst(condition)["p_value"])


def between_finding(found: pd.DataFrame, outcome: str) -> Finding:
    """Return what the last year says of conditions that another source measured than the outcome.

    Parameters
    ----------
    found : DataFrame
        From :func:`between_places`. Without a condition from another source, all conditions count.
    outcome : str
    """
    latest = found[found["year"] == found["year"].max()]
    apart = latest[~latest["one_source"]] if (~latest["one_source"]).any() else latest
    strongest = apart.loc[apart["p_value"].astype(float).idxmin()]
    clear = apart[~apart["letter"].isin(["D", "X"])]
    year, n = int(strongest["year"]), int(strongest["n"])
    ends = (float(strongest["estimate"]), float(strongest["low"]), float(strongest["high"]))

    def sentence(language: Language) -> str:
        estimate = claims.Estimate(*ends, n, str(year), digits=2)
        values = {
            "outcome": claims.named(outcome, language),
            "year": str(year),
            "names": language.names(claims.named(name, language) for name in apart["condition"]),
            "strongest": claims.named(str(strongest["condition"]), language),
            "estimate": language.signed(estimate.value, 2),
            "basis": estimate.basis(language),
        }
        if clear.empty:
            return language.say(
                "Between provinces in {year}, with the controls held equal, no association of {outcome} with "
                "what other sources measure ({names}) withstands every standard error; the clearest is that "
                "with {strongest}: {estimate} standard deviations for one ({basis}). Less than about {least} "
                "could not have been found.",
                least=language.number(float(strongest["detectable"]), 2),
                **values,
            )
        return language.say(
            "Between provinces in {year}, with the controls held equal, {outcome} is associated with what "
            "another source measures ({names}): the clearest association is that with {strongest}, "
            "{estimate} standard deviations for one ({basis}).",
            **values,
        )

    return Finding(
        "between_places_other_sources", *ends, "none", n, (year,), 0.15, sentence,
        Grade(strongest["letter"], tuple(strongest["reasons"])), detectable=float(strongest["detectable"]),
    )  # fmt: skip

"""Conditions against use between places, year by year, with what is measured held equal, and every check."""

from collections.abc import Sequence

import pandas as pd

from analysis.data.amounts import in_logarithms
from analysis.data.composition import overlap
from analysis.data.matching import matched, shared_instrument
from analysis.report import claims
from analysis.report.findings import Finding
from analysis.report.language import Language
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.grade import Grade


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
        of the condition, with the standard errors of the largest p-value), ``p_value``, ``inference``,
        ``n``, ``detectable``, ``one_source`` (bool), ``letter`` and ``reasons``.

    Raises
    ------
    ModelError
        When a model cannot be estimated.
    """
    rows = []
    for year in years:
        names = [outcome, *conditions, *controls]
        table = in_logarithms(matched(names, int(year), geography).table, names[1:]).reset_index()
        for condition in conditions:
            found = examine(
                table,
                outcome,
                condition,
                [control for control in controls if not overlap(control, condition)],
                place="code",
                region="region",
                standardise=True,
                same_survey=shared_instrument(outcome, condition) is not None,
            )
            rows.append(
                {
                    "condition": condition,
                    "year": int(year),
                    "estimate": found.estimate,
                    "low": found.low,
                    "high": found.high,
                    "p_value": found.p_value,
                    "inference": found.inference,
                    "n": found.n,
                    "detectable": found.detectable,
                    "one_source": shared_instrument(outcome, condition) is not None,
                    "letter": found.grade.letter,
                    "reasons": found.grade.reasons,
                }
            )
    return pd.DataFrame(rows)


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

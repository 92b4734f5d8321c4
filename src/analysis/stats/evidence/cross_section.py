"""Everything an association between places has to survive, and the grade that follows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.stats.evidence.checks import checked
from analysis.stats.evidence.denominators import Counts, counted_again
from analysis.stats.evidence.grade import Grade, Targeting, grade, targeting_known
from analysis.stats.evidence.power import detectable_by_the_rule
from analysis.stats.models.design import as_columns
from analysis.stats.models.linear import ols
from analysis.stats.robustness.leave_one_out import LeaveOneOut, leave_one_out
from analysis.stats.robustness.sensitivity import Sensitivity, benchmarks, sensitivity
from analysis.stats.robustness.specifications import Specifications, specifications
from analysis.stats.robustness.worst_case import WorstCase, worst_case


@dataclass(frozen=True, eq=False)
class Examination:
    """An association between places in one cross-section, with all its checks.

    Attributes
    ----------
    term : str
    estimate, low, high, p_value : float
        Those of the standard errors with the largest p-value.
    inference : str
        Where the p-value comes from.
    n : int
    detectable : float
        The smallest coefficient that these data would find with 80 % power by the largest of the p-values.
    worst_case : WorstCase
    leave_one_out : LeaveOneOut
    specifications : Specifications
    sensitivity : Sensitivity
    benchmarks : DataFrame or None
        None without controls.
    counts : Counts or None
        The association once more with counts, where outcome and term are divided by one quantity that the
        data have.
    grade : Grade
    q_value : float or None
        In its declared family, where one was given.
    """

    term: str
    estimate: float
    low: float
    high: float
    p_value: float
    inference: str
    n: int
    detectable: float
    worst_case: WorstCase
    leave_one_out: LeaveOneOut
    specifications: Specifications
    sensitivity: Sensitivity
    benchmarks: pd.DataFrame | None
    counts: Counts | None
    grade: Grade
    q_value: float | None = None


def examine(
    data: pd.DataFrame,
    outcome: Hashable,
    term: Hashable,
    controls: Sequence[Hashable],
    *,
    place: Hashable,
    region: Hashable,
    q_value: float | None = None,
    standardise: bool = False,
    targeting: Targeting | None = None,
    shared_denominator: bool | None = None,
    same_survey: bool = False,
    definitional_overlap: bool = False,
) -> Examination:
    """Estimate an association between places, check it in every way, and grade it.

    Parameters
    ----------
    data : DataFrame
        One row per place; places without a figure stay in, so that the coverage is known.
    outcome, term : column name
    controls : sequence of column names
        In the model together; each subset of them is a specification, with and without effects of regions.
    place, region : column name
    q_value : float, optional
        Of the association in its declared family (:func:`analysis.stats.evidence.multiple_testing.adjust`).
    standardise : bool
        Estimate in sd of the outcome per sd of the input.
    targeting, shared_denominator : optional
        As in :func:`analysis.stats.evidence.grade.grade`; without them, what the dictionary declares of the
        columns: what authorities allot is ``not_testable`` until it was tested.
    same_survey, definitional_overlap : bool
        As in ``grade``.

    Returns
    -------
    Examination

    Raises
    ------
    ModelError
        When the model cannot be estimated with HC3; a :class:`analysis.stats.guards.Refusal` when it must not
        be.
    """
    inputs = [term, *as_columns(controls)]
    shape: dict[str, Any] = {"entity": place, "standardise": standardise}
    worst = worst_case(data, outcome, inputs, region=region, **shape)
    row = worst.worst(str(term))
    left = leave_one_out(ols, data, outcome, inputs, by=place, **shape)
    grid = specifications(data, outcome, term, controls, effects=(None, region), **shape)
    strength = sensitivity(data, outcome, inputs, term, **shape)
    marks = benchmarks(data, outcome, inputs, term, times=(1,), **shape) if len(inputs) > 1 else None
    first = worst.results["hc3"]
    counts = counted_again(ols, data, outcome, inputs, **shape)
    if shared_denominator is None:
        shared_denominator = "shared_denominator" in first.cautions
    checks = checked(left, grid, strength, marks, estimate=row["estimate"], q_value=q_value, unmeasured=0.0)
    verdict = grade(
        *row[["low", "high", "p_value"]],
        n=first.units,
        design="cross_section",
        checks=checks,
        coverage=first.units / data[place].nunique(),
        targeting=targeting or targeting_known(data, term),
        shared_denominator=shared_denominator,
        denominators_change_sign=counts is not None and counts.sign_changes,
        same_survey=same_survey,
        definitional_overlap=definitional_overlap,
    )
    return Examination(
        term=str(term),
        **row[["estimate", "low", "high", "p_value", "inference"]],
        n=first.n,
        detectable=detectable_by_the_rule(worst.results.values(), str(term), first.units),
        worst_case=worst,
        leave_one_out=left,
        specifications=grid,
        sensitivity=strength,
        benchmarks=marks,
        counts=counts,
        grade=verdict,
        q_value=q_value,
    )

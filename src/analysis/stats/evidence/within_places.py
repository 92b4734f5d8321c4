"""Everything an association within places over years has to survive, and the grade that follows.

The twin of :func:`analysis.stats.evidence.cross_section.examine` for a panel: places are compared with
themselves, and what all places have in common in a year is taken out.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.evidence.denominators import Counts, counted_again
from analysis.stats.evidence.grade import Checks, Grade, Targeting, grade, targeting_known
from analysis.stats.evidence.power import detectable_term
from analysis.stats.models import cluster_jackknife, two_way_fixed_effects
from analysis.stats.result import Result
from analysis.stats.robustness.leave_one_out import LeaveOneOut, leave_one_out
from analysis.stats.robustness.sensitivity import Sensitivity, sensitivity
from analysis.stats.robustness.specifications import Specifications, specifications


@dataclass(frozen=True, eq=False)
class PanelExamination:
    """An association within places, with all its checks.

    Attributes
    ----------
    term : str
    other_surveys : Result or None
        The model of ``by_place`` with the term of the year before, whose survey does not share the errors of
        the outcome's. None when the two come from different sources, or the years are too few.
    by_place, by_region : Result
        Two-way fixed effects with errors clustered by place, and with the region jackknife and t(G - 1).
    worst : Result
        The one of the two with the larger p-value; the claim uses its interval.
    leave_one_out : LeaveOneOut
    specifications : Specifications
        Every subset of the controls, with effects of places and years.
    sensitivity : Sensitivity
    detectable : float
        The smallest coefficient that these data would find with 80 % power.
    counts : Counts or None
        The association once more with counts, where outcome and term are divided by one quantity that the
        data have.
    grade : Grade
    """

    term: str
    other_surveys: Result | None
    by_place: Result
    by_region: Result
    worst: Result
    leave_one_out: LeaveOneOut
    specifications: Specifications
    sensitivity: Sensitivity
    detectable: float
    counts: Counts | None
    grade: Grade


def examine_panel(
    data: pd.DataFrame,
    outcome: Hashable,
    term: Hashable,
    controls: Sequence[Hashable],
    *,
    place: Hashable,
    time: Hashable,
    region: Hashable,
    same_survey: bool = False,
    targeting: Targeting | None = None,
) -> PanelExamination:
    """Estimate an association with two-way fixed effects, check it in every way, and grade it.

    Parameters
    ----------
    data : DataFrame
        One row per place and year, of years with one definition.
    outcome, term : column name
    controls : sequence of column names
        Not in the main model: effects of places take up what does not change, and a control that is known for
        fewer years would shorten the panel. Each subset of them is a specification of the grid.
    place, time, region : column name
    same_survey : bool
        Whether outcome and term were asked of the same people in one survey.
    targeting : str, optional
        As in :func:`analysis.stats.evidence.cross_section.examine`.

    Returns
    -------
    PanelExamination

    Raises
    ------
    ModelError
        When the model cannot be estimated; a :class:`analysis.stats.guards.Refusal` when it must not be.
    """
    effects = [place, time]
    by_place = two_way_fixed_effects(data, outcome, [term], place, time)
    by_region = cluster_jackknife(data, outcome, [term], region, effects=effects, entity=place, time=time)
    worst = max((by_place, by_region), key=lambda result: result.term(str(term))["p_value"])
    left = leave_one_out(two_way_fixed_effects, data, outcome, [term], place, time, by=place)
    grid = specifications(
        data, outcome, term, controls, effects=(tuple(effects),), inference="cluster", cluster=place
    )
    strength = sensitivity(data, outcome, [term], term, effects=effects, entity=place, time=time)
    counts = counted_again(two_way_fixed_effects, data, outcome, [term], place, time)
    row = worst.term(str(term))
    verdict = grade(
        row["low"],
        row["high"],
        row["p_value"],
        n=by_place.units,
        design="panel",
        checks=Checks(
            leave_one_out_flips=len(left.flips),
            same_sign_share=grid.share_of_sign(row["estimate"]),
            excludes_zero_share=grid.excludes_zero_share,
            q_value=row["p_value"],
            robustness_value=strength.robustness_value_interval,
            benchmark_r2=0.0,
        ),
        coverage=by_place.units / data[place].nunique(),
        same_survey=same_survey,
        targeting=targeting or targeting_known(data, term),
        shared_denominator="shared_denominator" in by_place.cautions,
        denominators_change_sign=counts is not None and counts.sign_changes,
    )
    return PanelExamination(
        term=str(term),
        other_surveys=_year_before(data, outcome, term, place, time) if same_survey else None,
        by_place=by_place,
        by_region=by_region,
        worst=worst,
        leave_one_out=left,
        specifications=grid,
        sensitivity=strength,
        detectable=max(detectable_term(result, str(term)) for result in (by_place, by_region)),
        counts=counts,
        grade=verdict,
    )


def _year_before(
    data: pd.DataFrame, outcome: Hashable, term: Hashable, place: Hashable, time: Hashable
) -> Result | None:
    """Return two-way fixed effects of the outcome on the term of the year before; None for too few years."""
    before = data[[place, time, term]].assign(**{str(time): data[time] + 1})
    shifted = data.drop(columns=[term]).merge(before, on=[place, time], how="left", validate="one_to_one")
    try:
        return two_way_fixed_effects(shifted, outcome, [term], place, time)
    except ModelError:
        return None

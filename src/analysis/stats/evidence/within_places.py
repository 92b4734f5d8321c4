"""Everything an association within places over years has to survive, and the grade that follows.

The twin of :func:`analysis.stats.evidence.cross_section.examine` for a panel: places are compared with
themselves, and what all places have in common in a year is taken out.
"""

from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.evidence.checks import checked
from analysis.stats.evidence.denominators import Counts, counted_again
from analysis.stats.evidence.grade import Grade, Targeting, grade, targeting_known
from analysis.stats.evidence.power import detectable_term
from analysis.stats.models import two_way_fixed_effects
from analysis.stats.models.panel import PanelOptions, earlier
from analysis.stats.result import Result
from analysis.stats.robustness.leave_one_out import LeaveOneOut, leave_one_out, worse_of
from analysis.stats.robustness.sensitivity import Sensitivity, benchmarks, sensitivity
from analysis.stats.robustness.specifications import Specifications, specifications
from analysis.stats.sample import numbers

INTERVAL = ["std_error", "low", "high", "p_value"]


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
        With the errors of ``worst``, chosen anew without each place.
    specifications : Specifications
        Every subset of the controls, with effects of places and years; each has the interval with the larger
        p-value of errors by place and by region.
    sensitivity : Sensitivity
    benchmarks : DataFrame or None
        Of each control by itself, beside the effects of places and years, on the rows where it is known. None
        when there is none that moves within places: then this check counts as not made.
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
    benchmarks: pd.DataFrame | None
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
    q_value: float | None = None,
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
    q_value : float, optional
        Of the association in its declared family (:func:`analysis.stats.evidence.multiple_testing.adjust`);
        without it the association is a family of its own, and its q-value its p-value.
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
    effects, name = [place, time], str(term)
    by_place = two_way_fixed_effects(data, outcome, [term], place, time)
    by_region = _by_region(data, outcome, [term], place, time, region=region)
    worst = _worse([by_place, by_region], name)
    left = _without_each(data, outcome, [term], place, time, region=region)
    grid = specifications(
        data, outcome, term, controls, effects=(tuple(effects),), inference="cluster", cluster=place
    )
    grid = _with_regions(grid, data, [outcome, term, *controls], place, time, region=region)
    strength = sensitivity(data, outcome, [term], term, effects=effects, entity=place, time=time)
    marks = _benchmarks(data, outcome, term, controls, effects=effects)
    counts = counted_again(two_way_fixed_effects, data, outcome, [term], place, time)
    row = worst.term(name)
    family = float(row["p_value"]) if q_value is None else q_value
    checks = checked(left, grid, strength, marks, estimate=row["estimate"], q_value=family)
    verdict = grade(
        *row[["low", "high", "p_value"]],
        n=by_place.units,
        design="panel",
        checks=checks,
        coverage=by_place.units / data[place].nunique(),
        same_survey=same_survey,
        targeting=targeting or targeting_known(data, term),
        shared_denominator="shared_denominator" in by_place.cautions,
        denominators_change_sign=counts is not None and counts.sign_changes,
    )
    return PanelExamination(
        term=name,
        other_surveys=_year_before(data, outcome, term, place, time) if same_survey else None,
        by_place=by_place,
        by_region=by_region,
        worst=worst,
        leave_one_out=left,
        specifications=grid,
        sensitivity=strength,
        benchmarks=marks,
        detectable=max(detectable_term(result, name) for result in (by_place, by_region)),
        counts=counts,
        grade=verdict,
    )


def _by_region(*model: Any, region: Hashable) -> Result:
    """Return two-way fixed effects with the region jackknife and t(G - 1)."""
    return two_way_fixed_effects(*model, **_regional(region))


def _regional(region: Hashable) -> PanelOptions:
    """Return the options of standard errors by region."""
    return {"inference": "cluster_jackknife", "cluster": region}


def _without_each(*model: Any, region: Hashable) -> LeaveOneOut:
    """Return the model without each place, with the errors that speak against the claim."""
    by, place = (two_way_fixed_effects, *model), model[3]
    return worse_of(leave_one_out(*by, by=place), leave_one_out(*by, by=place, **_regional(region)))


def _worse(results: Sequence[Result], term: str) -> Result:
    """Return the result in which a term has the larger p-value."""
    return max(results, key=lambda result: float(result.term(term)["p_value"]))


def _with_regions(
    grid: Specifications,
    data: pd.DataFrame,
    columns: Sequence[Hashable],
    place: Hashable,
    time: Hashable,
    *,
    region: Hashable,
) -> Specifications:
    """Return a grid by place in which each specification has the worse of its errors and those by region.

    ``columns`` are outcome, term and controls. A specification that cannot be estimated without one of the
    regions keeps its estimate and loses its interval, which then does not exclude zero.
    """
    named, table = {str(column): column for column in columns}, grid.table.copy()
    regional = pd.DataFrame(np.nan, index=table.index, columns=INTERVAL)
    for row, controls in enumerate(table["controls"]):
        inputs = [columns[1], *(named[control] for control in controls)]
        with suppress(ModelError):
            found = _by_region(data, columns[0], inputs, place, time, region=region)
            regional.iloc[row] = found.term(grid.term)[INTERVAL]
    worse = ~(regional["p_value"] <= table["p_value"])
    table.loc[worse, INTERVAL] = regional[worse]
    excludes = (table["low"] > 0) | (table["high"] < 0)
    return replace(grid, table=table, excludes_zero_share=float(excludes.mean()))


def _benchmarks(
    data: pd.DataFrame,
    outcome: Hashable,
    term: Hashable,
    controls: Sequence[Hashable],
    *,
    effects: Sequence[Hashable],
) -> pd.DataFrame | None:
    """Return the benchmarks of the controls, one at a time on the rows where it is known; None without any.

    A control that does not move within places, or is known for too few of the years, is no benchmark.
    """
    found = []
    for control in controls:
        with suppress(ModelError):
            found.append(benchmarks(data, outcome, [term, control], term, times=(1,), effects=effects))
    return pd.concat(found, ignore_index=True) if found else None


def _year_before(
    data: pd.DataFrame, outcome: Hashable, term: Hashable, place: Hashable, time: Hashable
) -> Result | None:
    """Return two-way fixed effects of the outcome on the term of the year before; None for too few years."""
    before = earlier(data[[term]], data[place], numbers(data, time))
    try:
        return two_way_fixed_effects(data.assign(**{str(term): before[term]}), outcome, [term], place, time)
    except ModelError:
        return None

"""Counts out of known totals on several conditions between places: one model, every check, a grade for each.

The twin of :func:`analysis.stats.evidence.cross_section.examine` for a share whose numerator and denominator
are known. The share is modelled on the logit scale and told in average marginal effects; the conditions stand
in one model and are one declared family.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, product
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.evidence.checks import checked
from analysis.stats.evidence.cross_section import Examination
from analysis.stats.evidence.grade import grade, targeting_known
from analysis.stats.evidence.multiple_testing import adjust
from analysis.stats.evidence.power import detectable_term
from analysis.stats.models.design import as_columns
from analysis.stats.models.linear import ols
from analysis.stats.models.shares.fractional import binomial_counts, fractional_logit
from analysis.stats.result import Result
from analysis.stats.robustness.leave_one_out import LeaveOneOut, leave_one_out
from analysis.stats.robustness.sensitivity import benchmarks, sensitivity
from analysis.stats.robustness.specifications import Specifications, summarised
from analysis.stats.robustness.worst_case import WorstCase, side_by_side

JACKKNIFE, REGION_EFFECTS, REGION_JACKKNIFE = "jackknife", "region_effects", "region_jackknife"
METHODS = ("counts", "shares", "linear")
"""The models of one share in the grid: a quasi-binomial logit of the counts, in which a place counts by its
trials; a fractional logit, in which each counts once; least squares with HC3. All tell points a unit."""

ROOM = 1.1
"""What the largest of three p-values asks for beyond the widest interval alone. Measured on simulated counts
of 34 places in six groups: the rule finds about 70 of 100 at that size, and above 80 at 1.1 of it."""

FIGURES = ["estimate", "std_error", "low", "high", "p_value"]


def examine_counts(
    data: pd.DataFrame,
    successes: Hashable,
    trials: Hashable,
    conditions: Sequence[Hashable],
    *,
    place: Hashable,
    region: Hashable,
    whole: float = 100,
    same_survey: Collection[Hashable] = (),
) -> dict[str, Examination]:
    """Estimate how counts out of known totals differ along conditions, check each in every way, grade each.

    Parameters
    ----------
    data : DataFrame
        One row per place; places without a figure stay in, so that the coverage is known.
    successes, trials : column name
        Whole numbers: dossiers paid online, and dossiers with a payment due.
    conditions : sequence of column names
        In one model together, and one family of tests, declared before the results are seen.
    place, region : column name
        Places without a region are in the model without regions only.
    whole : number
        100 for differences in percentage points.
    same_survey : collection of column names
        Conditions that come from the survey, or the reports, of the counts.

    Returns
    -------
    dict of str to Examination
        By condition. The estimate is the average marginal effect by quasi-binomial logit, with the largest
        p-value of three: the jackknife by place with t(n - k), the same with effects of regions, and the
        jackknife by region with t(G - 1). Specifications are every subset of the other conditions, with and
        without effects of regions, in each of :data:`METHODS`. How robust an estimate is to what is not
        measured has its algebra in least squares, and is that of the share. The q-value is of the family.

    Raises
    ------
    ModelError
        When the model of the counts cannot be estimated; a :class:`analysis.stats.guards.Refusal` when it
        must not be.
    """
    model = _Counts(
        data.reset_index(drop=True), successes, trials, tuple(as_columns(conditions)), place, region, whole
    )
    worst = model.worst()
    rows = [worst.worst(str(name)) for name in model.conditions]
    q_values = adjust(pd.Series([float(row["p_value"]) for row in rows]))["adjusted"]
    return {
        str(name): _examined(model, name, worst, row, q_value=q_value, same_survey=name in same_survey)
        for name, row, q_value in zip(model.conditions, rows, q_values.tolist(), strict=True)
    }


@dataclass(frozen=True, eq=False)
class _Counts:
    """Counts, totals and conditions of places, and the models of them; each is estimated once."""

    rows: pd.DataFrame
    successes: Hashable
    trials: Hashable
    conditions: tuple[Hashable, ...]
    place: Hashable
    region: Hashable
    whole: float
    fits: dict[tuple[Any, ...], Result] = field(default_factory=dict)

    @property
    def share(self) -> str:
        """Name of the share that the counts give."""
        return f"{self.successes} / {self.trials}"

    @cached_property
    def data(self) -> pd.DataFrame:
        """The rows with that share."""
        share = self.whole * self.rows[self.successes] / self.rows[self.trials]
        return self.rows.assign(**{self.share: share})

    def estimate(self, method: str, data: pd.DataFrame, inputs: Sequence[Hashable], **options: Any) -> Result:
        """Return one of :data:`METHODS`, which never estimates the same twice."""
        key = (method, tuple(data.index), frozenset(inputs), *options.items())
        if key not in self.fits:
            options |= {"entity": self.place}
            if method == "counts":
                found = binomial_counts(
                    data, self.successes, self.trials, inputs, whole=self.whole, **options
                )
            elif method == "shares":
                found = fractional_logit(data, self.share, inputs, whole=self.whole, **options)
            else:
                found = ols(data, self.share, inputs, **options)
            self.fits[key] = found
        return self.fits[key]

    def worst(self) -> WorstCase:
        """Return the model of the counts with three standard errors; the first must be possible."""
        further: dict[str, dict[str, Any]] = {
            REGION_EFFECTS: {"effects": self.region},
            REGION_JACKKNIFE: {"inference": "cluster_jackknife", "cluster": self.region},
        }
        results = {JACKKNIFE: self.estimate("counts", self.data, self.conditions)}
        impossible = {}
        for name, options in further.items():
            try:
                results[name] = self.estimate("counts", self.data, self.conditions, **options)
            except ModelError as error:
                impossible[name] = str(error)
        return WorstCase(results, side_by_side(results), impossible)

    def without_each(self, term: Hashable) -> LeaveOneOut:
        """Return a term of the model of the counts without each place in turn."""

        def by_counts(rows: pd.DataFrame, _: Hashable, inputs: Sequence[Hashable]) -> Result:
            return self.estimate("counts", rows, inputs)

        return leave_one_out(by_counts, self.data, self.share, self.conditions, by=self.place, term=term)

    def specifications(self, term: Hashable) -> Specifications:
        """Return a term in each model, with every subset of the others, with and without regions."""
        others = [name for name in self.conditions if name != term]
        subsets = chain.from_iterable(combinations(others, k) for k in range(len(others) + 1))
        rows = []
        for controls, effects, method in product(subsets, (None, self.region), METHODS):
            try:
                found = self.estimate(method, self.data, [term, *controls], effects=effects)
                figures = {**found.term(str(term))[FIGURES], "n": found.n}
            except ModelError:
                figures = dict.fromkeys([*FIGURES, "n"], np.nan)
            chosen = {"method": method, "controls": tuple(map(str, controls)), "effects": effects}
            rows.append(chosen | figures)
        return summarised(str(term), pd.DataFrame(rows))


def _examined(
    model: _Counts,
    term: Hashable,
    worst: WorstCase,
    row: "pd.Series[Any]",
    *,
    q_value: float,
    same_survey: bool,
) -> Examination:
    """Return one condition with its checks and its grade."""
    first, linear = worst.results[JACKKNIFE], (model.data, model.share, list(model.conditions), term)
    left, grid = model.without_each(term), model.specifications(term)
    strength = sensitivity(*linear, entity=model.place)
    marks = None
    if len(model.conditions) > 1:
        marks = benchmarks(*linear, times=(1,), entity=model.place)
    verdict = grade(
        *row[["low", "high", "p_value"]],
        n=first.units,
        design="cross_section",
        checks=checked(
            left, grid, strength, marks, estimate=row["estimate"], q_value=q_value, unmeasured=0.0
        ),
        coverage=first.units / model.data[model.place].nunique(),
        targeting=targeting_known(model.data, term),
        shared_denominator="shared_denominator" in first.cautions,
        same_survey=same_survey,
    )
    return Examination(
        term=str(term),
        **row[["estimate", "low", "high", "p_value", "inference"]],
        n=first.n,
        detectable=ROOM * max(detectable_term(result, str(term)) for result in worst.results.values()),
        worst_case=worst,
        leave_one_out=left,
        specifications=grid,
        sensitivity=strength,
        benchmarks=marks,
        counts=None,
        grade=verdict,
        q_value=q_value,
    )

"""A staggered roll-out: what places that were equipped differ by from what was imputed for them.

Two-way fixed effects compare places equipped late with places equipped early, and give a wrong average as
soon as the difference grows with time. Imputation compares with rows not yet equipped alone (Borusyak,
Jaravel and Spiess 2024; Gardner 2022). Neither helps where places were equipped because their outcome was
low: so the checks of :mod:`analysis.stats.models.rollouts.rollout_checks` are always made, and nothing may
be stated unless they are passed.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns, as_columns
from analysis.stats.models.inference import Choice, Inference, choose
from analysis.stats.models.rollouts.imputation import imputed_averages
from analysis.stats.models.rollouts.rollout_checks import PreTrends, Selection, Sent, pre_trends, selection
from analysis.stats.models.rollouts.rollout_rows import RolloutRows, rollout_rows
from analysis.stats.models.rollouts.rollout_tables import (
    AVERAGE,
    average_result,
    average_terms,
    averaged_sets,
    imputed_rows,
    places_left_out,
    set_sizes,
)
from analysis.stats.result import Result

REFUSALS = {
    "pre_trends_apart": "Before they were equipped, places already moved apart from the others.",
    "pre_trends_not_testable": "Whether places moved apart before they were equipped cannot be tested.",
    "selection_present": "The outcome of the year before tells which places were equipped.",
    "selection_not_testable": "Whether places were equipped because of their outcome cannot be tested.",
    "rests_on_one_cluster": "Without one of the clusters the average cannot be estimated.",
}
"""Why nothing may be stated from a roll-out."""


@dataclass(frozen=True, eq=False)
class Rollout:
    """A staggered roll-out with its checks.

    Attributes
    ----------
    att : Result
        The average over all equipped rows that could be imputed, term ``"equipped"``; the rows left out are
        in its ``dropped``, equipped ones with the reasons of
        :mod:`analysis.stats.models.rollouts.rollout_rows`.
    by_horizon, by_cohort : Result
        Averages by years since the place was equipped ("0" is the first year), and by the year in which it
        was. A term that rests on one cluster has no standard error.
    sizes : DataFrame, index (``by``, ``term``)
        ``rows`` and ``places`` of every average.
    imputed : DataFrame
        One row per equipped row imputed: place, year, ``start``, ``horizon``, ``weight``, ``outcome``,
        ``imputed``, ``difference``.
    left_out : DataFrame, index the place
        Places with equipped rows left out: ``reason``, ``rows``, and ``of`` how many equipped rows.
    pre_trends : PreTrends
    selection : Selection
    """

    att: Result
    by_horizon: Result
    by_cohort: Result
    sizes: pd.DataFrame
    imputed: pd.DataFrame
    left_out: pd.DataFrame
    pre_trends: PreTrends
    selection: Selection

    @property
    def refusals(self) -> tuple[str, ...]:
        """Identifiers of :data:`REFUSALS` that hold."""
        holds = {
            "pre_trends_apart": self.pre_trends.verdict == "apart",
            "pre_trends_not_testable": self.pre_trends.verdict == "not_testable",
            "selection_present": self.selection.verdict == "present",
            "selection_not_testable": self.selection.verdict == "not_testable",
            "rests_on_one_cluster": bool(np.isnan(self.att.term(AVERAGE)["std_error"])),
        }
        return tuple(name for name, held in holds.items() if held)

    @property
    def statement_allowed(self) -> bool:
        """Whether both checks were made and passed.

        About one in five roll-outs that were drawn by lot is refused too: that is the price of checks that
        refuse those sent to laggards.
        """
        return not self.refusals

    @property
    def targeting(self) -> Sent:
        """The verdict that :func:`analysis.stats.evidence.grade.grade` takes: the graver of both checks."""
        if "selection_present" in self.refusals or "pre_trends_apart" in self.refusals:
            return "present"
        return "absent" if self.statement_allowed else "not_testable"

    def require_statement(self) -> Result:
        """Return the overall average, for a sentence; ModelError with the reasons where none is allowed."""
        if self.refusals:
            raise ModelError(
                " ".join(REFUSALS[name] for name in self.refusals).removesuffix("."),
                "statement on a roll-out",
                "Show the figures and the checks; state nothing.",
            )
        return self.att


def rollout(
    data: pd.DataFrame,
    outcome: Hashable,
    equipped: Hashable,
    entity: Hashable,
    time: Hashable,
    *,
    controls: Sequence[Hashable] = (),
    effects: Columns = None,
    weights: Hashable | None = None,
    cluster: Hashable | None = None,
    leads: int = 3,
    inference: Inference = "cluster_jackknife",
    level: float = 0.95,
) -> Rollout:
    """Compare equipped places with what place and year effects of rows not yet equipped impute for them.

    Parameters
    ----------
    data : DataFrame
        One row per place and year.
    outcome : column name
    equipped : column name
        0 before and 1 from the year on in which a place has what is rolled out. Its start is the first year
        in which it is seen with 1.
    entity, time : column name
        Place and year; years are numbers.
    controls : sequence of column names
        Enter the imputation; they should not move because a place was equipped.
    effects : two or more column names, optional
        Effects of the imputation, entity and time without it; the first may group places (as states do
        counties).
    weights : column name, optional
        Positive weights, of the imputation and of the averages.
    cluster : column name, optional
        The entity without it; clusters hold whole places.
    leads : int
        Years before that are tested, fewer where the years do not carry them.
    inference : {"cluster_jackknife", "cluster_cr0"}
        The jackknife re-estimates effects and averages without each cluster; CR0 is Gardner's (2022), without
        small-sample factor. Both with t(G - 1).
    level : float

    Returns
    -------
    Rollout

    Raises
    ------
    ModelError
        For columns that cannot be used, a status that is not 0 or 1 or goes back, places all equipped or
        none, clusters that cut places, or no equipped row that can be imputed.
    """
    named = as_columns(effects) or [entity, time]
    if len(named) < 2 or leads < 0:
        raise ModelError(
            f"{len(named)} effect, {leads} leads", "rollout", "Name effects of places and of years."
        )
    groups: Hashable = entity if cluster is None else cluster
    choice = choose(inference, [groups], "t", level, known=("cluster_jackknife", "cluster_cr0"))
    rows = rollout_rows(
        data,
        outcome,
        equipped,
        entity,
        time,
        controls=as_columns(controls),
        effects=named,
        weights=weights,
        cluster=groups,
    )
    if not rows.imputed.any():
        raise ModelError(
            "No equipped row can be imputed",
            f"column '{equipped}'",
            "Imputation needs years of each place before it was equipped, and others not yet equipped after.",
        )
    method = f"Roll-out by imputation, effects of {' and '.join(map(str, named))}"
    if controls:
        method += f", controls {', '.join(map(str, as_columns(controls)))}"
    return _estimated(
        rows,
        choice,
        (str(outcome), method + (", weighted" if weights is not None else "")),
        pre_trends(rows, leads, choice),
        selection(data, outcome, equipped, entity, time, cluster=groups, level=level),
    )


def _estimated(
    rows: RolloutRows, choice: Choice, names: tuple[str, str], ahead: PreTrends, chosen: Selection
) -> Rollout:
    """Return the averages of a roll-out; ``names`` are the outcome's and the method's."""
    used, sets, sums = rows.imputed, averaged_sets(rows), rows.sums()
    averages = imputed_averages(
        sums,
        rows.x[used],
        rows.y[used],
        weights=rows.weights[used],
        clusters=rows.clusters[used],
        members=np.column_stack(list(sets.values())),
    )
    std_error = np.sqrt(np.diag(averages.covariance(choice.inference)))
    figures = pd.DataFrame({"estimate": averages.estimate, "std_error": std_error})
    kinds, terms = (pd.Index(labels) for labels in zip(*sets, strict=True))
    parts = {by: figures.set_axis(terms)[kinds == by] for by in ("att", "horizon", "cohort")}
    left = rows.y - rows.x @ sums.solve()[0]
    overall = average_result(rows, choice, names, parts["att"], left)
    by_horizon, by_cohort = (
        replace(
            overall,
            terms=average_terms(parts[by], choice, len(rows.cluster_names)),
            method=f"{overall.method}, by {said}",
        )
        for by, said in (("horizon", "years since"), ("cohort", "first year"))
    )
    return Rollout(
        overall,
        by_horizon,
        by_cohort,
        set_sizes(rows, sets),
        imputed_rows(rows, left),
        places_left_out(rows),
        ahead,
        chosen,
    )

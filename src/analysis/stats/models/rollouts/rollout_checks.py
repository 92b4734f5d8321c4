"""What must hold before a roll-out is read: no movement ahead of it, no sending where the outcome was low."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.evidence.power import detectable_statistic, detectable_term
from analysis.stats.models.inference import Choice
from analysis.stats.models.linear import ols
from analysis.stats.models.panel import earlier
from analysis.stats.models.rollouts.imputation import coefficients, identified
from analysis.stats.models.rollouts.rollout_rows import RolloutRows
from analysis.stats.result import Result, term_table
from analysis.stats.sample import numbers

SUSPECT = 0.10
"""A check that looks for trouble counts as failed below this p-value."""
MATERIAL = 0.5
"""The largest association, in standard deviations, that a check may overlook and still be called passed."""

Sent = Literal["absent", "present", "not_testable"]
"""Whether something went where the outcome had been low, or high."""


@dataclass(frozen=True, eq=False)
class PreTrends:
    """Whether places that were about to be equipped already moved apart from the others.

    Attributes
    ----------
    leads : DataFrame, index ``term`` ("-3", "-2", "-1")
        Columns of :attr:`analysis.stats.result.Result.terms`: how far, so many years before, places stood
        from what place and year effects alone give; the years before all leads are the base. Empty when no
        lead can be told from the effects.
    statistic, p_value : float
        Joint F test that all are zero; missing without leads.
    df : tuple of int
        Of the F distribution: leads, and clusters less leads.
    detectable : float
        The largest of the smallest leads that would be found with 80 % power, one at a time.
    """

    leads: pd.DataFrame
    statistic: float
    p_value: float
    df: tuple[int, int]
    detectable: float

    @property
    def verdict(self) -> Literal["parallel", "apart", "not_testable"]:
        """``apart`` when p is below 10 %."""
        if np.isnan(self.p_value):
            return "not_testable"
        return "apart" if self.p_value < SUSPECT else "parallel"


@dataclass(frozen=True, eq=False)
class Selection:
    """Whether the outcome of the year before tells which places are equipped next.

    Attributes
    ----------
    results : dict of str to Result
        ``level``: being equipped in a year on the outcome of the year before, among places not equipped then;
        ``change``: on the last change of it. Standardised, effects of years, jackknife by cluster. What
        cannot be estimated is not there.
    impossible : dict of str to str
        What could not be estimated, and why.
    """

    results: dict[str, Result]
    impossible: dict[str, str]

    @property
    def p_value(self) -> float:
        """The smallest p-value: a check that looks for trouble takes the one that speaks for it."""
        found = [float(result.terms["p_value"].iloc[0]) for result in self.results.values()]
        return min(found, default=float("nan"))

    @property
    def detectable(self) -> float:
        """The larger of the smallest associations found with 80 % power, in standard deviations."""
        found = [detectable_term(one, one.terms.index[0], alpha=SUSPECT) for one in self.results.values()]
        return max(found, default=float("nan"))

    @property
    def verdict(self) -> Sent:
        """As :func:`judged`; without a regression on the level nothing is tested."""
        return judged(self.p_value, self.detectable) if "level" in self.results else "not_testable"


def judged(p_value: float, detectable: float) -> Sent:
    """Return what a check says that looks for an association with the outcome of before.

    Parameters
    ----------
    p_value : float
        The smallest of its p-values; missing where nothing could be tested.
    detectable : float
        The smallest association, in standard deviations, that it would find with 80 % power.

    Returns
    -------
    str
        ``present`` when p is below 10 %, ``absent`` only where half a standard deviation would be seen, else
        ``not_testable``.
    """
    if p_value < SUSPECT:
        return "present"
    return "absent" if p_value <= 1 and detectable <= MATERIAL else "not_testable"


def pre_trends(rows: RolloutRows, most: int, choice: Choice) -> PreTrends:
    """Return the test of leads on the rows not yet equipped (Borusyak, Jaravel and Spiess 2024, section 4.4).

    Parameters
    ----------
    rows : RolloutRows
    most : int
        Leads wanted; fewer are taken where the years before do not carry them.
    choice : Choice
        Standard errors.
    """
    for count in range(most, 0, -1):
        years = np.arange(-count, 0)
        sums = rows.sums((rows.horizon[:, None] == years).astype(float))
        if not identified(np.eye(len(sums.moment[0]))[:count], sums.solve()[2]).all():
            continue
        found = coefficients(sums, count)
        covariance = found.covariance(choice.inference)
        if np.isfinite(covariance).all():
            return _tested(years, found.estimate, covariance, len(rows.cluster_names), choice.level)
    nothing = term_table([], np.empty(0), np.empty(0), 1.0)
    return PreTrends(nothing, float("nan"), float("nan"), (0, 0), float("nan"))


def selection(
    data: pd.DataFrame,
    outcome: Hashable,
    equipped: Hashable,
    entity: Hashable,
    time: Hashable,
    *,
    cluster: Hashable,
    level: float = 0.95,
) -> Selection:
    """Return whether the outcome of the year before tells which places are equipped next.

    Parameters
    ----------
    data, outcome, equipped, entity, time, cluster, level
        As in :func:`analysis.stats.models.rollouts.rollout.rollout`.
    """
    values = pd.DataFrame({"y": numbers(data, outcome), "on": numbers(data, equipped)})
    years = numbers(data, time)
    before, long_before = (earlier(values, data[entity], years, gap) for gap in (1, 2))
    at_risk = data[list(dict.fromkeys([entity, time, cluster]))].assign(
        equipped=values["on"], level=before["y"], change=before["y"] - long_before["y"]
    )[before["on"] == 0]
    results, impossible = {}, {}
    for form in ("level", "change"):
        try:
            results[form] = ols(
                at_risk, "equipped", [form], effects=time, cluster=cluster,
                inference="cluster_jackknife", entity=entity, time=time, standardise=True, level=level,
            )  # fmt: skip
        except ModelError as error:
            impossible[form] = str(error)
    return Selection(results, impossible)


def _tested(
    years: np.ndarray, estimate: np.ndarray, covariance: np.ndarray, clusters: int, level: float
) -> PreTrends:
    """Return leads with their joint test, Hotelling's: F with the clusters less the leads below."""
    count = len(estimate)
    std_error = np.sqrt(np.diag(covariance))
    leads = term_table([f"{year}" for year in years], estimate, std_error, clusters - 1, level=level)
    df = (count, clusters - count)
    wald = float(estimate @ np.linalg.solve(covariance, estimate))
    statistic = wald / count * df[1] / (clusters - 1)
    detectable = float(std_error.max()) * detectable_statistic(clusters - 1, alpha=SUSPECT)
    return PreTrends(leads, statistic, float(stats.f.sf(statistic, *df)), df, detectable)

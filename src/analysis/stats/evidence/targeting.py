"""Whether an input was sent where the outcome had been low, or high: before its association is read.

Teams, budgets and programmes are allotted. Where they went to places that lagged behind, places with more of
them have the lower outcome whatever the teams do, and catch up whatever they do. So the input is regressed on
the outcome of the year before; what cannot be tested counts against a claim, as what is found does
(:func:`analysis.stats.evidence.grade.grade`).
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.evidence.grade import FEWEST_PLACES, Targeting
from analysis.stats.evidence.power import detectable_term
from analysis.stats.guards import admit
from analysis.stats.models.design import INTERCEPT
from analysis.stats.models.linear import ols
from analysis.stats.models.panel import earlier, require_one_row
from analysis.stats.models.rollouts.rollout_checks import SUSPECT, judged
from analysis.stats.result import Result
from analysis.stats.sample import numbers

REASONS = {
    "goes_with_outcome_before": "With at least one of the standard errors, p is below 10 %.",
    "too_weak_to_tell": "Half a standard deviation could have been overlooked.",
    "too_few_places": f"Fewer than {FEWEST_PLACES} places have the input and the outcome of before.",
    "no_outcome_before": "The outcome is not known for any year before.",
    "not_estimable": "The regression could not be estimated.",
}
"""Why the verdict is ``present`` or ``not_testable``, by identifier."""


@dataclass(frozen=True, eq=False)
class TargetingCheck:
    """Regressions of an input on the outcome of before, and what they say.

    Attributes
    ----------
    verdict : {"present", "absent", "not_testable"}
        As :func:`analysis.stats.evidence.grade.grade` takes it.
    reasons : tuple of str
        Identifiers of :data:`REASONS`; empty when absent.
    results : dict of (str, str) to Result
        By form (``level`` and ``change`` of the outcome before) and standard errors (``hc3``, or
        ``place_jackknife`` where places repeat, and ``region_jackknife``); all standardised.
    impossible : dict of (str, str) to str
        What could not be estimated, and why.
    places : int
        Places with the input and the level of before.
    p_value : float
        The smallest: a check that looks for trouble takes what speaks for it, as a claim takes what speaks
        against it. Two forms and two errors raise the false alarms above 10 %.
    detectable : float
        The largest of the smallest associations found with 80 % power at that level, in standard deviations
        of the input for one of the outcome before. Said whenever the verdict is ``absent``.
    """

    verdict: Targeting
    reasons: tuple[str, ...]
    results: dict[tuple[str, str], Result]
    impossible: dict[tuple[str, str], str]
    places: int
    p_value: float
    detectable: float

    @property
    def result(self) -> Result | None:
        """The regression with the smallest p-value; None when none could be estimated."""
        return min(self.results.values(), key=lambda one: _only(one)["p_value"], default=None)

    @property
    def table(self) -> pd.DataFrame:
        """One row per regression, index (``form``, ``errors``): its term, ``n``, ``detectable``."""
        rows = {
            key: {
                **_only(one)[["estimate", "std_error", "low", "high", "p_value"]],
                "n": one.n,
                "inference": one.inference,
                "detectable": _detectable(one),
            }
            for key, one in self.results.items()
        }
        index = pd.MultiIndex.from_tuples(list(rows), names=["form", "errors"])
        return pd.DataFrame(list(rows.values()), index=index)


def targeting(
    data: pd.DataFrame,
    given: Hashable,
    outcome: Hashable,
    *,
    place: Hashable,
    region: Hashable,
    time: Hashable | None = None,
    change: Hashable | None = None,
) -> TargetingCheck:
    """Return whether an input goes with the outcome of before.

    Parameters
    ----------
    data : DataFrame
        One row per place, or per place and year.
    given : column name
        The input: what was allotted.
    outcome : column name
        With ``time`` the outcome, whose figure one year before (and its change up to then) is looked up in
        the data, all of whose years must measure alike; without it, the outcome of before as it stands.
    place, region : column name
    time : column name, optional
        Year of the row, a number; effects of years are then in the regressions.
    change : column name, optional
        Without ``time``: how the outcome moved before.

    Returns
    -------
    TargetingCheck

    Raises
    ------
    ModelError
        For columns that cannot be used, a place that appears twice (in a year), a change beside a year, and
        as :func:`analysis.stats.guards.admit`. What the data cannot carry is no error but a verdict.
    """
    rows, before = _with_before(data, given, outcome, place, region, time=time, change=change)
    known = rows.dropna(subset=[given, before["level"]])
    places = int(known[place].nunique())
    if rows[before["level"]].isna().all() or places < FEWEST_PLACES:
        reason = "too_few_places" if rows[before["level"]].notna().any() else "no_outcome_before"
        return TargetingCheck("not_testable", (reason,), {}, {}, places, float("nan"), float("nan"))
    results, impossible = _regressions(known, given, before, place=place, region=region, time=time)
    if not any(form == "level" for form, _ in results):
        return TargetingCheck(
            "not_testable", ("not_estimable",), results, impossible, places, float("nan"), float("nan")
        )
    p_value = min(float(_only(one)["p_value"]) for one in results.values())
    detectable = max(_detectable(one) for one in results.values())
    verdict = judged(p_value, detectable)
    reasons = {"present": ("goes_with_outcome_before",), "not_testable": ("too_weak_to_tell",)}
    return TargetingCheck(verdict, reasons.get(verdict, ()), results, impossible, places, p_value, detectable)


def _with_before(
    data: pd.DataFrame,
    given: Hashable,
    outcome: Hashable,
    place: Hashable,
    region: Hashable,
    *,
    time: Hashable | None,
    change: Hashable | None,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the input beside the outcome of before, and the names of the columns of level and change."""
    admit(data, given, [outcome], time=time, place=place)
    admit(data, outcome, [], time=time, place=place)
    names = {"level": f"{outcome} before", "change": f"change of {outcome} before"}
    labels = [place, region] if time is None else [place, region, time]
    rows = data[labels].assign(**{str(given): numbers(data, given)})
    measured = numbers(data, outcome)
    if time is None:
        require_one_row(data[[place]])
        rows[names["level"]] = measured
        rows[names["change"]] = np.nan if change is None else numbers(data, change)
        return rows, names
    if change is not None:
        raise ModelError("A change is named beside the year", "change, time", "Name one of the two.")
    require_one_row(data[[place, time]])
    years = numbers(data, time)
    level, former = (earlier(measured.to_frame("y"), data[place], years, gap)["y"] for gap in (1, 2))
    rows[names["level"]], rows[names["change"]] = level, level - former
    return rows, names


def _regressions(
    rows: pd.DataFrame,
    given: Hashable,
    before: dict[str, str],
    *,
    place: Hashable,
    region: Hashable,
    time: Hashable | None,
) -> tuple[dict[tuple[str, str], Result], dict[tuple[str, str], str]]:
    """Return the regressions by form and errors, and those that could not be estimated, with the reason."""
    shape: dict[str, Any] = {"entity": place, "time": time, "standardise": True}
    if time is not None and len(set(rows[time])) > 1:
        shape["effects"] = time
    own: tuple[str, dict[str, Any]] = ("hc3", {"inference": "hc3"})
    if rows[place].duplicated().any():
        own = ("place_jackknife", {"inference": "cluster_jackknife", "cluster": place})
    by_region = ("region_jackknife", {"inference": "cluster_jackknife", "cluster": region})
    results, impossible = {}, {}
    for form, column in before.items():
        for name, errors in (own, by_region):
            try:
                results[form, name] = ols(rows, given, [column], **shape, **errors)
            except ModelError as error:
                impossible[form, name] = str(error)
    return results, impossible


def _only(result: Result) -> "pd.Series[float]":
    """Return the term of a regression on one input."""
    return result.terms.drop(index=INTERCEPT, errors="ignore").iloc[0]


def _detectable(result: Result) -> float:
    """Return the smallest association that a regression on one input would find, in standard deviations."""
    return detectable_term(result, str(_only(result).name), alpha=SUSPECT)

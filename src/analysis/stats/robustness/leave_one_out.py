"""What a result owes to one place, or one region: the model without each of them in turn."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, nearest
from analysis.stats.models.design import Design, as_columns, build
from analysis.stats.models.fixed_effects import two_way_fixed_effects, within
from analysis.stats.models.inference import KNOWN, Choice, choose
from analysis.stats.models.linear import ols
from analysis.stats.models.panel import prepared
from analysis.stats.models.panel_models import pooled
from analysis.stats.result import Result
from analysis.stats.robustness.deletion import FIGURES, without_each

Estimator = Callable[..., Result]


@dataclass(frozen=True, eq=False)
class LeaveOneOut:
    """A coefficient without each place in turn.

    Attributes
    ----------
    term : str
    full : Result
        The model on all places.
    estimates : DataFrame, index the place left out
        ``estimate``, ``std_error``, ``low``, ``high``, ``p_value``, ``n``, ``sign_changes`` and
        ``verdict_changes`` (the interval contains zero where that of the full model does not, or the other
        way round). Missing figures where the model cannot be estimated without the place, which counts as a
        change.
    smallest, largest : float
        Range of the estimate.
    """

    term: str
    full: Result
    estimates: pd.DataFrame
    smallest: float
    largest: float

    @property
    def flips(self) -> tuple[Hashable, ...]:
        """Places without which the sign or the verdict changes."""
        changed = self.estimates["sign_changes"] | self.estimates["verdict_changes"]
        return tuple(self.estimates.index[changed])


def leave_one_out(
    estimator: Estimator,
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *arguments: Hashable,
    by: Hashable,
    term: Hashable | None = None,
    **options: Any,
) -> LeaveOneOut:
    """Estimate a model without each place in turn.

    Linear models are estimated for all places at once, with the same figures
    (:mod:`analysis.stats.robustness.deletion`); other models one by one.

    Parameters
    ----------
    estimator : function
        Any model of :mod:`analysis.stats.models`: ``leave_one_out(ols, data, "y", ["x"], by="code")``.
    data, outcome, inputs, *arguments, **options
        As the estimator takes them; ``arguments`` are entity and time of a panel model.
    by : column name
        What is left out: all rows of a place, of a region, of a year.
    term : column name, optional
        The coefficient to follow; the first input without it.

    Returns
    -------
    LeaveOneOut

    Raises
    ------
    ModelError
        When the full model cannot be estimated, or ``by`` is not a column.
    """
    if by not in data.columns:
        raise ModelError(f"There is no column '{by}'", "by", nearest(by, data.columns))
    inputs = as_columns(inputs)
    name = str(inputs[0] if term is None else term)
    data = data.reset_index(drop=True)
    full = estimator(data, outcome, inputs, *arguments, **options)
    full.term(name)
    labels = data[by].loc[full.sample.index].dropna().unique()
    left_out = pd.Categorical(data[by].loc[full.sample.index], categories=labels).codes
    figures = _together(estimator, (data, outcome, inputs, *arguments), options, name, left_out)
    for at in np.flatnonzero(np.isnan(figures[:, 0])).tolist():
        rows = data[data[by] != labels[at]]
        with suppress(ModelError):
            figures[at] = _one_by_one(estimator, (rows, outcome, inputs, *arguments), options, name)
    estimates = pd.DataFrame(figures, columns=list(FIGURES), index=pd.Index(labels, name=str(by)))
    return _judged(name, full, estimates)


def worse_of(first: LeaveOneOut, second: LeaveOneOut) -> LeaveOneOut:
    """Return one model under the errors that speak against it, on all places and without each.

    Parameters
    ----------
    first, second : LeaveOneOut
        One model with two kinds of standard errors: of each pair of figures the one with the larger p-value
        counts. Where one of the two cannot be estimated, neither is.
    """
    worse = max((first, second), key=lambda found: float(found.full.term(found.term)["p_value"]))
    figures = [_of_places(found, worse.estimates.index) for found in (first, second)]
    estimates = figures[0].copy()
    later = figures[1]["p_value"] > figures[0]["p_value"]
    estimates[later] = figures[1][later]
    estimates[figures[0]["estimate"].isna() | figures[1]["estimate"].isna()] = np.nan
    return _judged(first.term, worse.full, estimates)


def _of_places(found: LeaveOneOut, places: pd.Index) -> pd.DataFrame:
    """Return the figures without each place; for a place without rows in the model, those of all rows."""
    figures = found.estimates[list(FIGURES)].reindex(places)
    absent = ~places.isin(found.estimates.index)
    figures.loc[absent] = [*found.full.term(found.term)[list(FIGURES[:-1])], float(found.full.n)]
    return figures


def _judged(name: str, full: Result, estimates: pd.DataFrame) -> LeaveOneOut:
    """Return the figures without each place with what changes beside those of the full model."""
    reference = full.term(name)
    contains = (estimates["low"] <= 0) & (estimates["high"] >= 0)
    before = reference["low"] <= 0 <= reference["high"]
    estimates = estimates.assign(
        sign_changes=np.sign(estimates["estimate"]) != np.sign(reference["estimate"]),
        verdict_changes=(contains != before) | estimates["estimate"].isna(),
    )
    return LeaveOneOut(
        name, full, estimates, float(estimates["estimate"].min()), float(estimates["estimate"].max())
    )


def _one_by_one(
    estimator: Estimator, model: Sequence[Any], options: Mapping[str, Any], term: str
) -> list[float]:
    """Return the figures of a model estimated by itself."""
    left = estimator(*model, **options)
    return [*left.term(term)[list(FIGURES[:-1])], left.n]


def _together(
    estimator: Estimator,
    model: Sequence[Any],
    options: Mapping[str, Any],
    term: str,
    left_out: np.ndarray,
) -> np.ndarray:
    """Return the figures without each place, shape (places, 6), missing where a model must be run for them.

    Linear models are estimated for all places at once; of others everything is missing.
    """
    found = _designed(estimator, model, options)
    if found is None or term not in found[0].inputs:
        return np.full((int(left_out.max()) + 1, len(FIGURES)), np.nan)
    design, choice, nestable = found
    return without_each(design, choice, term, left_out.astype(int), nestable=nestable)


def _designed(
    estimator: Estimator, model: Sequence[Any], options: Mapping[str, Any]
) -> tuple[Design, Choice, Sequence[Hashable]] | None:
    """Return the design of a linear model, its errors, and the effects that may lie within the clusters."""
    if estimator is ols:
        errors: dict[str, Any] = {"inference": "hc3", "critical": "t", "level": 0.95, **options}
        clusters = as_columns(errors.pop("cluster", None))
        choice = choose(errors.pop("inference"), clusters, errors.pop("critical"), errors.pop("level"))
        data, outcome, inputs = model
        design = build(data, outcome, inputs, clusters=choice.clusters, **errors)
        return design, choice, design.effects
    effects = {within: model[3:4], two_way_fixed_effects: model[3:5], pooled: options.get("effects")}
    if estimator not in effects:
        return None
    panel, choice = prepared(*model, **{"known": KNOWN, **options, "effects": effects[estimator]})
    return panel.design, choice, panel.design.effects if estimator is pooled else panel.design.effects[:1]

"""Models of places over years that set change against level: Mundlak, and differences between years."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns, as_columns
from analysis.stats.models.inference import KNOWN, Critical, Inference
from analysis.stats.models.linear import ols
from analysis.stats.models.panel import earlier, panel, panel_choice
from analysis.stats.models.panel_models import pooled
from analysis.stats.result import Result
from analysis.stats.sample import Sample, numbers


def mundlak(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    inference: Inference = "cluster",
    effects: Columns = None,
    cluster: Columns = None,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate a pooled regression on the inputs and on their means by place (Mundlak 1978).

    Parameters
    ----------
    data, outcome, inputs, entity, time, inference, effects, cluster, critical, level
        As in :func:`analysis.stats.models.panel_models.pooled`.

    Returns
    -------
    Result
        The term of an input is its coefficient within places, equal to that of
        :func:`analysis.stats.models.fixed_effects.within`; the term ``"mean of <input>"`` is how much the
        coefficient between places differs from it. An input that does not vary within places has one term,
        between places.

    Raises
    ------
    ModelError
        As ``pooled``.
    """
    choice = panel_choice(inference, cluster, entity, critical, level, known=KNOWN)
    inputs, data = as_columns(inputs), data.reset_index(drop=True)
    labels = [*as_columns(effects), *choice.clusters]
    complete = panel(data, outcome, inputs, entity, time, clusters=labels).design.sample
    groups = complete.numbers[inputs].groupby(complete.labels[entity])
    moving = (groups.transform("max") > groups.transform("min")).any()
    means = groups.transform("mean").loc[:, moving].rename(columns=lambda name: f"mean of {name}")
    result = pooled(
        data.join(means),
        outcome,
        [*inputs, *means.columns],
        entity,
        time,
        inference=inference,
        effects=effects,
        cluster=cluster,
        critical=critical,
        level=level,
    )
    method = result.method.replace("Pooled OLS", f"Mundlak, means by {entity}", 1)
    return replace(result, method=method, dropped=complete.dropped)


def first_differences(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    gap: float = 1,
    inference: Inference = "cluster",
    effects: Columns = None,
    cluster: Columns = None,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Regress changes on changes: of each place over ``gap`` years (long differences with a large gap).

    Parameters
    ----------
    data, outcome, inputs, entity, time, inference, cluster, critical, level
        As in :func:`analysis.stats.models.panel_models.pooled`.
    gap : number
        Years between the two figures of a change; a place without both has no row.
    effects : column name or several, optional
        Columns of labels, read at the later year: the year itself gives effects of years.

    Returns
    -------
    Result
        With an intercept (the common change); ``sample`` names the later year of each change.

    Raises
    ------
    ModelError
        As ``pooled``; and for years that are not numbers, or no pair of years at that gap.
    """
    choice = panel_choice(inference, cluster, entity, critical, level, known=KNOWN)
    inputs, data = as_columns(inputs), data.reset_index(drop=True)
    if time in inputs:
        raise ModelError(
            f"'{time}' is the year and an input", "inputs", "The intercept is the common change."
        )
    labels = [*as_columns(effects), *choice.clusters]
    levels = panel(data, outcome, inputs, entity, time, clusters=labels).design.sample
    changes = _changes(levels, entity, time, gap)
    alone = levels.rows.loc[changes.isna().all(axis=1)]
    if len(alone) == len(changes):
        raise ModelError(f"No place has figures {gap} years apart", f"column '{time}'", "Use another gap.")
    result = ols(
        levels.labels.join(changes.dropna(), how="inner"),
        outcome,
        inputs,
        inference=inference,
        effects=effects,
        cluster=choice.clusters or None,
        entity=entity,
        time=time,
        critical=critical,
        level=level,
    )
    unpaired = alone.assign(reason="no_figure_at_gap", columns=str(time))
    method = result.method.replace("OLS", f"Differences over {gap} of {time}", 1)
    return replace(result, method=method, dropped=pd.concat([levels.dropped, unpaired]))


def _changes(levels: Sample, entity: Hashable, time: Hashable, gap: float) -> pd.DataFrame:
    """Return the change of each row since ``gap`` years before, missing where there is no such figure."""
    years = numbers(levels.labels, time)
    return levels.numbers - earlier(levels.numbers, levels.labels[entity], years, gap)

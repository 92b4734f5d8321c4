"""Models of places over years that set change against level: Mundlak, and differences between years."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Unpack

import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns, as_columns
from analysis.stats.models.inference import KNOWN
from analysis.stats.models.linear import ols
from analysis.stats.models.panel import ErrorOptions, earlier, panel, panel_choice
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
    effects: Columns = None,
    **options: Unpack[ErrorOptions],
) -> Result:
    """Estimate a pooled regression on the inputs and on their means by place (Mundlak 1978).

    Parameters
    ----------
    data, outcome, inputs, entity, time, effects
        As in :func:`analysis.stats.models.panel_models.pooled`.
    **options
        :class:`analysis.stats.models.panel.ErrorOptions`.

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
    choice = panel_choice(entity, known=KNOWN, **options)
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
        effects=effects,
        **options,
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
    effects: Columns = None,
    **options: Unpack[ErrorOptions],
) -> Result:
    """Regress changes on changes: of each place over ``gap`` years (long differences with a large gap).

    Parameters
    ----------
    data, outcome, inputs, entity, time
        As in :func:`analysis.stats.models.panel_models.pooled`.
    gap : number
        Years between the two figures of a change; a place without both has no row.
    effects : column name or several, optional
        Columns of labels, read at the later year: the year itself gives effects of years.
    **options
        :class:`analysis.stats.models.panel.ErrorOptions`.

    Returns
    -------
    Result
        With an intercept (the common change); ``sample`` names the later year of each change.

    Raises
    ------
    ModelError
        As ``pooled``; and for years that are not numbers, or no pair of years at that gap.
    """
    choice = panel_choice(entity, known=KNOWN, **options)
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
        inference=choice.inference,
        effects=effects,
        cluster=choice.clusters or None,
        entity=entity,
        time=time,
        critical=choice.critical,
        level=choice.level,
    )
    unpaired = alone.assign(reason="no_figure_at_gap", columns=str(time))
    method = result.method.replace("OLS", f"Differences over {gap} of {time}", 1)
    return replace(result, method=method, dropped=pd.concat([levels.dropped, unpaired]))


def long_differences(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    start: float,
    end: float,
    effects: Columns = None,
    **options: Unpack[ErrorOptions],
) -> Result:
    """Regress changes from one year to another on changes, one row a place.

    What does not change about a place falls out, as in fixed effects; a slow association shows better over
    many years than from one to the next.

    Parameters
    ----------
    data, outcome, inputs, entity, time, effects
        As in :func:`first_differences`; years other than the two are not looked at.
    start, end : number
        The earlier and the later year.
    **options
        :class:`analysis.stats.models.panel.ErrorOptions`; HC3 by default, for each place has one row.

    Returns
    -------
    Result
        With an intercept (the common change); ``dropped`` has the rows of places that miss a figure in either
        year.

    Raises
    ------
    ModelError
        As :func:`first_differences`; and for a year that is not there, or an end that is not later.
    """
    years = numbers(data, time)
    if not start < end or not {start, end} <= set(years):
        raise ModelError(
            f"There are no changes from {start} to {end}",
            f"column '{time}'",
            f"Years run from {years.min():g} to {years.max():g}; give the earlier first.",
        )
    if "inference" not in options and options.get("cluster") is None:
        options["inference"] = "hc3"
    ends = data[years.isin([start, end])]
    result = first_differences(
        ends, outcome, inputs, entity, time, gap=end - start, effects=effects, **options
    )
    compared = ends.reset_index(drop=True)[entity].isin(result.sample[entity])
    dropped = result.dropped[~compared.loc[result.dropped.index]]
    method = result.method.replace(
        f"Differences over {end - start} of {time}", f"Long differences, {time} {start} to {end}", 1
    )
    return replace(result, method=method, dropped=dropped)


def _changes(levels: Sample, entity: Hashable, time: Hashable, gap: float) -> pd.DataFrame:
    """Return the change of each row since ``gap`` years before, missing where there is no such figure."""
    years = numbers(levels.labels, time)
    return levels.numbers - earlier(levels.numbers, levels.labels[entity], years, gap)

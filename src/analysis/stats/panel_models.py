"""Models of places over years: pooled, within, two-way fixed effects, between, random effects.

``within``, ``two_way_fixed_effects`` and ``random_effects`` are estimated by linearmodels; ``pooled`` and ``between``
are least squares on rows and on means. The standard errors follow the conventions of
:mod:`analysis.stats.inference` in all of them.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from linearmodels.panel.model import RandomEffects

from analysis.stats.design import Columns, Design, as_columns, build
from analysis.stats.errors import ModelError, listing
from analysis.stats.fixed_effects import covariance_options, fixed_effects, panel_index
from analysis.stats.inference import (
    CLUSTERED,
    Critical,
    Inference,
    cluster_reference,
    reference,
    require_known,
)
from analysis.stats.linear import estimate, ols, require_level
from analysis.stats.result import Result, term_table

_PANEL_INFERENCE = ("classical", *CLUSTERED)


def pooled(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    inference: Inference = "cluster",
    effects: Columns = None,
    cluster: Columns = None,
    weights: Hashable | None = None,
    standardise: bool = False,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate one regression on all places and years, errors clustered by place.

    Parameters
    ----------
    data : DataFrame
        One row per place and year.
    outcome : column name
    inputs : sequence of column names
    entity, time : column name
        Place and year; one row for each pair.
    inference : str
        Standard errors by name (:mod:`analysis.stats.inference`); clustered by default.
    effects : column name or several, optional
        Columns of labels that enter as dummies, for example the year.
    cluster : column name or two, optional
        The entity by default.
    weights, standardise, critical, level
        As in :func:`analysis.stats.linear.ols`.

    Returns
    -------
    Result

    Raises
    ------
    ModelError
        As :func:`analysis.stats.linear.ols`; and for places that appear twice in a year.
    """
    clusters = _clusters(inference, cluster, entity)
    require_known(inference, clusters)
    require_level(level)
    design = build(
        data,
        outcome,
        inputs,
        entity=entity,
        time=time,
        effects=effects,
        clusters=clusters,
        weights=weights,
        standardise=standardise,
    )
    _require_one_row_each(design, entity, time)
    method = "Pooled OLS" + (
        f" with effects of {listing(as_columns(effects))}" if effects is not None else ""
    )
    method += ", standardised" if standardise else ""
    return estimate(design, inference, clusters, as_columns(effects), critical, level, method)


def between(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    inference: Inference = "hc3",
    standardise: bool = False,
    level: float = 0.95,
) -> Result:
    """Regress the means of the places on each other: one row per place, HC3 by default.

    Parameters
    ----------
    data, outcome, inputs, entity, time, standardise, level
        As in :func:`pooled`. Means are taken over the years in which a place has every value.
    inference : {"hc3", "classical", "hc0", "hc1", "hc2", "hc4"}

    Returns
    -------
    Result
        ``n`` and ``units`` count places; ``sample`` has the rows behind the means.

    Raises
    ------
    ModelError
        As :func:`pooled`.
    """
    design = build(data, outcome, inputs, entity=entity, time=time)
    _require_one_row_each(design, entity, time)
    complete = design.sample
    means = complete.numbers.groupby(complete.labels[entity], sort=False).mean().reset_index()
    result = ols(
        means, outcome, inputs, inference=inference, entity=entity, standardise=standardise, level=level
    )
    method = f"Between, means by {entity}" + (", standardised" if standardise else "")
    return replace(result, method=method, sample=complete.rows, dropped=complete.dropped)


def within(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    inference: Inference = "cluster",
    cluster: Columns = None,
    weights: Hashable | None = None,
    standardise: bool = False,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate within places (fixed effects of places), errors clustered by place.

    Parameters
    ----------
    data, outcome, inputs, entity, time, cluster, weights, standardise, critical, level
        As in :func:`pooled`.
    inference : {"cluster", "cluster_cr0", "cluster_jackknife", "classical"}

    Returns
    -------
    Result
        Without an intercept.

    Raises
    ------
    ModelError
        As :func:`pooled`; and for an input that does not vary within places.
    """
    clusters = _panel_checks(inference, cluster, entity, level)
    design = _panel_design(data, outcome, inputs, entity, time, clusters, weights, standardise)
    method = f"Within, effects of {entity}" + (", standardised" if standardise else "")
    return fixed_effects(design, entity, time, False, inference, clusters, critical, level, method)


def two_way_fixed_effects(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    inference: Inference = "cluster",
    cluster: Columns = None,
    weights: Hashable | None = None,
    standardise: bool = False,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate with fixed effects of places and of years, errors clustered by place.

    Parameters
    ----------
    data, outcome, inputs, entity, time, inference, cluster, weights, standardise, critical, level
        As in :func:`within`.

    Returns
    -------
    Result
        Without an intercept and without the dummies of the years.

    Raises
    ------
    ModelError
        As :func:`within`; and for an input that varies by place or by year alone.
    """
    clusters = _panel_checks(inference, cluster, entity, level)
    design = _panel_design(data, outcome, inputs, entity, time, clusters, weights, standardise)
    method = f"Two-way fixed effects of {entity} and {time}" + (", standardised" if standardise else "")
    return fixed_effects(design, entity, time, True, inference, clusters, critical, level, method)


def random_effects(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    inference: Inference = "cluster",
    cluster: Columns = None,
    standardise: bool = False,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate with random effects of places (Swamy and Arora), errors clustered by place.

    Parameters
    ----------
    data, outcome, inputs, entity, time, cluster, standardise, critical, level
        As in :func:`pooled`.
    inference : {"cluster", "cluster_cr0", "classical"}

    Returns
    -------
    Result
        With an intercept; ``fit`` has the standard deviations of the effects and of the rest.

    Raises
    ------
    ModelError
        As :func:`pooled`; and when the data do not let the two variances be told apart.
    """
    clusters = _panel_checks(inference, cluster, entity, level, known=("classical", "cluster", "cluster_cr0"))
    design = _panel_design(data, outcome, inputs, entity, time, clusters, None, standardise)
    index = panel_index(design)
    model = RandomEffects(pd.DataFrame({"y": design.y}, index=index), pd.DataFrame(design.x, index=index))
    try:
        fitted = model.fit(**covariance_options(design, inference, clusters, index))
    except ValueError as error:
        raise ModelError(
            str(error), "random effects", "Use fewer inputs, more places, or pooled()."
        ) from error
    cautions: tuple[str, ...] = ()
    if inference in CLUSTERED:
        counts = [int(design.labels(column).max()) + 1 for column in clusters]
        df, name, cautions = cluster_reference(inference, clusters, counts, critical)
    else:
        df, distribution = reference(float(fitted.df_resid), critical)
        name = f"classical, {distribution}"
    variances = fitted.variance_decomposition
    return Result(
        terms=term_table(
            design.names, fitted.params.to_numpy(), np.sqrt(np.diag(fitted.cov.to_numpy())), df, level
        ),
        n=design.n,
        units=design.units,
        method=f"Random effects of {entity} (Swamy and Arora)" + (", standardised" if standardise else ""),
        inference=name,
        outcome=design.outcome,
        fit={
            "r2": float(fitted.rsquared_overall),
            "effects_sd": float(np.sqrt(variances["Effects"])),
            "residual_sd": float(np.sqrt(variances["Residual"])),
            "df_residual": float(fitted.df_resid),
        },
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=level,
        cautions=cautions,
        residuals=pd.Series(
            design.y - design.x @ fitted.params.to_numpy(), index=design.sample.rows.index, name="residual"
        ),
    )


def _clusters(inference: str, cluster: Columns, entity: Hashable) -> list[Hashable]:
    """Return the cluster columns: those named, else the entity where the standard errors are clustered."""
    if cluster is None and inference in CLUSTERED:
        return [entity]
    return as_columns(cluster)


def _panel_checks(
    inference: str,
    cluster: Columns,
    entity: Hashable,
    level: float,
    known: Sequence[str] = _PANEL_INFERENCE,
) -> list[Hashable]:
    """Return the cluster columns of a panel model after the checks of its options."""
    clusters = _clusters(inference, cluster, entity)
    require_known(inference, clusters, known)
    require_level(level)
    return clusters


def _panel_design(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    clusters: Sequence[Hashable],
    weights: Hashable | None,
    standardise: bool,
) -> Design:
    """Return the design of a panel model, one row per place and year, with an intercept."""
    options: dict[str, Any] = {"clusters": clusters, "weights": weights, "standardise": standardise}
    design = build(data, outcome, inputs, entity=entity, time=time, **options)
    _require_one_row_each(design, entity, time)
    return design


def _require_one_row_each(design: Design, entity: Hashable, time: Hashable) -> None:
    """Raise unless each place has one row a year, and some place has two."""
    pairs = design.sample.labels[[entity, time]]
    twice = pairs[pairs.duplicated()]
    if len(twice):
        rows = listing(twice.astype(str).agg(" ".join, axis=1))
        raise ModelError(
            "Some places appear twice in a year", f"rows {rows}", "Keep one row per place and year."
        )

"""Models of places over years without fixed effects: pooled, between, random effects."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any, Unpack

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns
from analysis.stats.models.inference import (
    CLUSTERED,
    KNOWN,
    Choice,
    Inference,
    cluster_reference,
    reference,
)
from analysis.stats.models.linear import estimate, ols
from analysis.stats.models.panel import (
    ErrorOptions,
    Panel,
    PanelOptions,
    covariance_options,
    panel,
    panel_choice,
    prepared,
)
from analysis.stats.result import Result, term_table


def pooled(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    effects: Columns = None,
    **options: Unpack[PanelOptions],
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
    effects : column name or several, optional
        Columns of labels that enter as dummies, for example the year.
    **options
        :class:`analysis.stats.models.panel.PanelOptions`: standard errors, weights, standardising.

    Returns
    -------
    Result

    Raises
    ------
    ModelError
        As :func:`analysis.stats.models.linear.ols`; and for places that appear twice in a year.
    """
    rows, choice = prepared(data, outcome, inputs, entity, time, effects=effects, known=KNOWN, **options)
    return estimate(rows.design, choice, "Pooled OLS")


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
    complete = panel(data, outcome, inputs, entity, time).design.sample
    means = complete.numbers.groupby(complete.labels[entity], sort=False).mean().reset_index()
    result = ols(
        means, outcome, inputs, inference=inference, entity=entity, standardise=standardise, level=level
    )
    method = result.method.replace("OLS", f"Between, means by {entity}", 1)
    return replace(result, method=method, sample=complete.rows, dropped=complete.dropped)


def random_effects(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    standardise: bool = False,
    **options: Unpack[ErrorOptions],
) -> Result:
    """Estimate with random effects of places (Swamy and Arora), errors clustered by place.

    Parameters
    ----------
    data, outcome, inputs, entity, time, standardise
        As in :func:`pooled`.
    **options
        :class:`analysis.stats.models.panel.ErrorOptions`; ``inference`` is one of ``"cluster"``,
        ``"cluster_cr0"`` and ``"classical"``.

    Returns
    -------
    Result
        With an intercept; ``fit`` has the standard deviations of the effects and of the rest.

    Raises
    ------
    ModelError
        As :func:`pooled`; and when the data do not let the two variances be told apart.
    """
    known = ("classical", "cluster", "cluster_cr0")
    choice = panel_choice(entity, known=known, **options)
    rows = panel(data, outcome, inputs, entity, time, clusters=choice.clusters, standardise=standardise)
    design = rows.design
    fitted = _fitted_random_effects(rows, choice)
    cautions = design.cautions
    if choice.inference in CLUSTERED:
        counts = [int(design.labels(column).max()) + 1 for column in choice.clusters]
        df, name, few = cluster_reference(choice, counts)
        cautions = (*cautions, *few)
    else:
        df, distribution = reference(float(fitted.df_resid), choice)
        name = f"classical, {distribution}"
    coefficients, variances = fitted.params.to_numpy(), fitted.variance_decomposition
    std_error = np.sqrt(np.diag(fitted.cov.to_numpy()))
    return Result(
        terms=term_table(design.names, coefficients, std_error, df, level=choice.level),
        n=design.n,
        units=design.units,
        method=design.describe(f"Random effects of {entity} (Swamy and Arora)"),
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
        level=choice.level,
        cautions=cautions,
        residuals=pd.Series(
            design.y - design.x @ coefficients, index=design.sample.rows.index, name="residual"
        ),
    )


def _fitted_random_effects(rows: Panel, choice: Choice) -> Any:
    """Return linearmodels' fit of the rows; what it cannot tell apart is a ModelError."""
    from linearmodels.panel.model import RandomEffects  # noqa: PLC0415 - slow to import

    model = RandomEffects(
        pd.DataFrame({"y": rows.design.y}, index=rows.index), pd.DataFrame(rows.design.x, index=rows.index)
    )
    try:
        return model.fit(**covariance_options(rows, choice))
    except ValueError as error:
        raise ModelError(
            str(error), "random effects", "Use fewer inputs, more places, or pooled()."
        ) from error

"""Least squares: one path for every model whose coefficients are a regression on the rows as they stand."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.covariance import clustered, heteroskedasticity_robust, jackknife, nested
from analysis.stats.models.design import Columns, Design, as_columns, build
from analysis.stats.models.identification import partial_out, require_identified
from analysis.stats.models.inference import (
    CLUSTERED,
    Choice,
    Critical,
    Errors,
    Inference,
    choose,
    cluster_reference,
    reference,
)
from analysis.stats.models.least_squares import LeastSquares, least_squares
from analysis.stats.result import Result, term_table

_CERTAIN = 1 - 1e-9


def ols(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    inference: Inference = "hc3",
    effects: Columns = None,
    cluster: Columns = None,
    weights: Hashable | None = None,
    entity: Hashable | None = None,
    time: Hashable | None = None,
    standardise: bool = False,
    intercept: bool = True,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate a linear regression by (weighted) least squares.

    Parameters
    ----------
    data : DataFrame
        One row per observation; rows with a missing value in a column used are left out, and the result names
        them.
    outcome : column name
    inputs : sequence of column names
    inference : str
        Standard errors by name: see :mod:`analysis.stats.models.inference`. HC3 with t(n - k) by default,
        which holds its size with independent errors at a few dozen rows (Long and Ervin 2000).
    effects : column name or several, optional
        Columns of labels that enter as dummies (region effects); the terms are then the inputs alone.
    cluster : column name or two, optional
        For the clustered standard errors.
    weights : column name, optional
        Positive analytic weights.
    entity, time : column name, optional
        What identifies a row in ``sample`` and ``dropped``; the index without them.
    standardise : bool
        Estimate in standard deviations of the outcome per standard deviation of the input.
    intercept : bool
        Whether there is an intercept; r2 is then about zero, not about the mean.
    critical : {"t", "normal"}
    level : float
        Confidence level.

    Returns
    -------
    Result

    Raises
    ------
    ModelError
        For columns, rows or standard errors that cannot be used; it says what, where, and what to do.
    """
    choice = choose(inference, as_columns(cluster), critical, level)
    design = build(
        data,
        outcome,
        inputs,
        entity=entity,
        time=time,
        effects=effects,
        clusters=choice.clusters,
        weights=weights,
        intercept=intercept,
        standardise=standardise,
    )
    return estimate(design, choice, "OLS" if weights is None else "Weighted least squares")


def cluster_jackknife(
    data: pd.DataFrame, outcome: Hashable, inputs: Sequence[Hashable], cluster: Hashable, **options: Any
) -> Result:
    """Estimate by least squares with the cluster jackknife (CR3) and t(G - 1): for a handful of regions.

    Parameters
    ----------
    data, outcome, inputs
        As in :func:`ols`.
    cluster : column name
        The clusters to leave out in turn.
    **options
        Further options of :func:`ols`, except ``inference``.

    Returns
    -------
    Result

    Raises
    ------
    ModelError
        As :func:`ols`; and when a coefficient rests on one cluster alone.
    """
    return ols(data, outcome, inputs, cluster=cluster, inference="cluster_jackknife", **options)


def estimate(design: Design, choice: Choice, method: str) -> Result:
    """Return the least-squares result of a design.

    Parameters
    ----------
    design : Design
    choice : Choice
    method : str
        Name of the estimator; effects and standardising are added to it.

    Raises
    ------
    ModelError
        When the standard errors do not exist on these rows.
    """
    k = len(design.names)
    fit = least_squares(design.y, np.hstack([design.x, design.absorbed]), design.weights)
    errors = _errors(design, choice, fit)
    cautions = {
        "few_degrees_of_freedom": design.df_residual < 10,
        "high_leverage": (fit.leverage > 0.9).any(),
        "perfect_fit": np.linalg.norm(fit.residuals)
        <= 1e-10 * np.linalg.norm(np.sqrt(design.weights) * design.y),
        "repeated_places": design.units < design.n and choice.inference not in CLUSTERED,
    }
    std_error = np.sqrt(np.diag(errors.covariance)[:k])
    residuals = fit.residuals / np.sqrt(design.weights)
    return Result(
        terms=term_table(design.names, fit.coefficients[:k], std_error, errors.df, level=choice.level),
        n=design.n,
        units=design.units,
        method=design.describe(method),
        inference=errors.name,
        outcome=design.outcome,
        fit=_fit_statistics(design, fit.residuals),
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=choice.level,
        cautions=(*design.cautions, *errors.cautions, *(name for name, holds in cautions.items() if holds)),
        residuals=pd.Series(residuals, index=design.sample.rows.index, name="residual"),
    )


def _errors(design: Design, choice: Choice, fit: LeastSquares) -> Errors:
    """Return the covariance of the coefficients, in units of the outcome per unit of the input."""
    if choice.inference in CLUSTERED:
        return _clustered_errors(design, choice, fit)
    df, distribution = reference(design.df_residual, choice)
    kind = choice.inference.upper() if choice.inference != "classical" else choice.inference
    if choice.inference == "classical":
        covariance = np.eye(len(fit.coefficients)) * (fit.residuals @ fit.residuals) / design.df_residual
    else:
        if choice.inference in ("hc2", "hc3", "hc4") and (fit.leverage > _CERTAIN).any():
            alone = design.sample.rows.loc[fit.leverage > _CERTAIN].astype(str).agg(" ".join, axis=1)
            raise ModelError(
                f"{kind} does not exist: some rows are fitted exactly",
                f"rows {listing(alone)}",
                "Leave these rows out, or use effects with at least two rows in each group.",
            )
        covariance = heteroskedasticity_robust(choice.inference, fit.basis, fit.residuals)
    return Errors(fit.in_units(covariance), df, f"{kind}, {distribution}")


def _clustered_errors(design: Design, choice: Choice, fit: LeastSquares) -> Errors:
    """Return the clustered covariance (CR0, CR1) or the cluster jackknife (CR3) of the coefficients."""
    codes = [design.labels(column) for column in choice.clusters]
    df, name, cautions = cluster_reference(choice, [int(code.max()) + 1 for code in codes])
    if choice.inference == "cluster_jackknife":
        labels = design.sample.labels[choice.clusters[0]].unique().tolist()
        estimates = fit.coefficients[: len(design.names)]
        return Errors(jackknife(_refitter(design), estimates, codes[0], labels), df, name, cautions)
    counted = len(fit.coefficients) - _nested_dummies(design, codes)
    scores = fit.basis * fit.residuals[:, None]
    covariance = clustered(scores, codes, counted if choice.inference == "cluster" else None)
    return Errors(fit.in_units(covariance), df, name, cautions)


def _refitter(design: Design) -> Any:
    """Return the function that estimates the design on the rows of a mask."""

    def refit(keep: np.ndarray) -> np.ndarray:
        constant = design.x[:, : int(design.has_intercept)]
        before = np.hstack([constant, design.absorbed])[keep]
        inputs = design.x[keep][:, constant.shape[1] :]
        require_identified(inputs, design.inputs, before, design.weights[keep], place="in the rows left")
        root = np.sqrt(design.weights[keep])[:, None]
        left = partial_out(
            root * design.absorbed[keep], root * np.column_stack([design.x[keep], design.y[keep]])
        )
        size = np.linalg.norm(left[:, :-1], axis=0)
        return np.linalg.lstsq(left[:, :-1] / size, left[:, -1], rcond=None)[0] / size

    return refit


def _nested_dummies(design: Design, codes: Sequence[np.ndarray]) -> int:
    """Return how many dummies lie within every cluster and are not counted in K; the intercept stays."""
    groups = [design.labels(effect) for effect in design.effects]
    inside = [group for group in groups if all(nested(group, code) for code in codes)]
    return int(max((group.max() for group in inside), default=0))


def _fit_statistics(design: Design, residuals: np.ndarray) -> dict[str, float]:
    """Return r2 (about the weighted mean where there is one), its within part, residual sd and df."""
    root = np.sqrt(design.weights)
    has_mean = design.has_intercept or design.absorbed.shape[1] > 0
    centre = np.average(design.y, weights=design.weights) if has_mean else 0.0
    left = residuals @ residuals
    total = ((root * (design.y - centre)) ** 2).sum()
    fit = {"r2": 1 - left / total if total > 0 else np.nan}
    fit["r2_adjusted"] = 1 - (1 - fit["r2"]) * (design.n - has_mean) / design.df_residual
    if design.absorbed.shape[1]:
        inside = (partial_out(root[:, None] * design.absorbed, root[:, None] * design.y[:, None]) ** 2).sum()
        fit["r2_within"] = 1 - left / inside if inside > 0 else np.nan
    fit["residual_sd"] = np.sqrt(left / design.df_residual)
    fit["df_residual"] = float(design.df_residual)
    return {name: float(value) for name, value in fit.items()}

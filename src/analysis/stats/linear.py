"""Least squares: one path for every model whose coefficients are a regression on the rows as they stand."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import WLS

from analysis.stats.design import Columns, Design, as_columns, build, partial_out, require_identified
from analysis.stats.errors import ModelError, listing
from analysis.stats.inference import (
    CLUSTERED,
    Critical,
    Errors,
    Inference,
    cluster_reference,
    clustered,
    heteroskedasticity_robust,
    jackknife,
    nested,
    reference,
    require_known,
)
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
        One row per observation; rows with a missing value in a column used are left out and named in the result.
    outcome : column name
    inputs : sequence of column names
    inference : str
        Standard errors by name: see :mod:`analysis.stats.inference`. HC3 with t(n - k) by default, which holds its
        size with independent errors at a few dozen rows (Long and Ervin 2000).
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
    clusters = as_columns(cluster)
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
        intercept=intercept,
        standardise=standardise,
    )
    method = "Weighted least squares" if weights is not None else "OLS"
    if effects is not None:
        method += f" with effects of {listing(as_columns(effects))}"
    if standardise:
        method += ", standardised"
    return estimate(design, inference, clusters, as_columns(effects), critical, level, method)


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


def estimate(
    design: Design,
    inference: Inference,
    clusters: Sequence[Hashable],
    effects: Sequence[Hashable],
    critical: Critical,
    level: float,
    method: str,
) -> Result:
    """Return the result of a design; the standard errors and clusters are already checked."""
    k = len(design.names)
    matrix = np.hstack([design.x, design.absorbed])
    # A power of two changes no digit of the estimates, and makes units of dong and of shares equal in size.
    scale = 2.0 ** np.round(np.log2(np.sqrt((matrix**2).mean(axis=0))))
    fitted = WLS(design.y, matrix / scale, weights=design.weights).fit()
    leverage = (fitted.model.wexog @ fitted.normalized_cov_params * fitted.model.wexog).sum(axis=1)
    perfect = _is_perfect(design, fitted.wresid)
    errors = _errors(design, fitted, leverage, scale, inference, clusters, effects, critical)
    cautions = [
        *errors.cautions,
        *(["few_degrees_of_freedom"] if design.df_residual < 10 else []),
        *(["high_leverage"] if (leverage > 0.9).any() else []),
        *(["perfect_fit"] if perfect else []),
        *(["repeated_places"] if design.units < design.n and inference not in CLUSTERED else []),
    ]
    std_error = np.sqrt(np.diag(errors.covariance))
    return Result(
        terms=term_table(design.names, fitted.params[:k] / scale[:k], std_error, errors.df, level),
        n=design.n,
        units=design.units,
        method=method,
        inference=errors.name,
        outcome=design.outcome,
        fit=_fit_statistics(design, fitted.wresid),
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=level,
        cautions=tuple(cautions),
        residuals=pd.Series(fitted.resid, index=design.sample.rows.index, name="residual"),
    )


def require_level(level: float) -> None:
    """Raise ModelError unless the confidence level lies between 0 and 1."""
    if not 0 < level < 1:
        raise ModelError(
            f"A confidence level of {level}", "level", "Give a share between 0 and 1, such as 0.95."
        )


def _errors(
    design: Design,
    fitted: Any,
    leverage: np.ndarray,
    scale: np.ndarray,
    inference: Inference,
    clusters: Sequence[Hashable],
    effects: Sequence[Hashable],
    critical: Critical,
) -> Errors:
    """Return the covariance of the named terms, in their own units."""
    k = len(design.names)
    unscale = np.outer(1 / scale, 1 / scale)[:k, :k]
    x, residuals, bread = fitted.model.wexog, fitted.wresid, fitted.normalized_cov_params
    if inference in CLUSTERED:
        codes = [design.labels(column) for column in clusters]
        counts = [int(code.max()) + 1 for code in codes]
        df, name, cautions = cluster_reference(inference, clusters, counts, critical)
        if inference == "cluster_jackknife":
            labels = design.sample.labels[clusters[0]].unique().tolist()
            refit = _refitter(design)
            return Errors(
                jackknife(refit, fitted.params[:k] / scale[:k], codes[0], labels), df, name, cautions
            )
        counted = matrix_columns(design) - _nested_dummies(design, effects, codes)
        covariance = clustered(x * residuals[:, None], bread, codes, counted, inference == "cluster")
        return Errors(covariance[:k, :k] * unscale, df, name, cautions)
    df, distribution = reference(design.df_residual, critical)
    if inference == "classical":
        return Errors(fitted.cov_params()[:k, :k] * unscale, df, f"classical, {distribution}")
    if inference in ("hc2", "hc3", "hc4") and (leverage > _CERTAIN).any():
        alone = design.sample.rows.loc[leverage > _CERTAIN].astype(str).agg(" ".join, axis=1)
        raise ModelError(
            f"{inference.upper()} does not exist: some rows are fitted exactly",
            f"rows {listing(alone)}",
            "Leave these rows out, or use effects with at least two rows in each group.",
        )
    covariance = heteroskedasticity_robust(inference, x, residuals, leverage, bread)
    return Errors(covariance[:k, :k] * unscale, df, f"{inference.upper()}, {distribution}")


def _refitter(design: Design) -> Any:
    """Return the function that estimates the design on the rows of a mask."""

    def refit(keep: np.ndarray) -> np.ndarray:
        constant = design.x[:, : int(design.has_intercept)]
        before = np.hstack([constant, design.absorbed])[keep]
        inputs = design.x[keep][:, constant.shape[1] :]
        require_identified(inputs, design.inputs, before, design.weights[keep], "in the rows that are left")
        root = np.sqrt(design.weights[keep])[:, None]
        left = partial_out(
            root * design.absorbed[keep], root * np.column_stack([design.x[keep], design.y[keep]])
        )
        size = np.linalg.norm(left[:, :-1], axis=0)
        return np.linalg.lstsq(left[:, :-1] / size, left[:, -1], rcond=None)[0] / size

    return refit


def matrix_columns(design: Design) -> int:
    """Return how many coefficients a design has, dummies included."""
    return design.x.shape[1] + design.absorbed.shape[1]


def _nested_dummies(design: Design, effects: Sequence[Hashable], codes: Sequence[np.ndarray]) -> int:
    """Return how many dummies lie within the clusters and are therefore not counted in K, the intercept kept."""
    inside = [
        design.labels(effect)
        for effect in effects
        if any(nested(design.labels(effect), code) for code in codes)
    ]
    return int(max((group.max() for group in inside), default=0))


def _is_perfect(design: Design, residuals: np.ndarray) -> bool:
    """Return whether the fit leaves nothing but rounding."""
    return bool(np.linalg.norm(residuals) <= 1e-10 * np.linalg.norm(np.sqrt(design.weights) * design.y))


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
        within = partial_out(root[:, None] * design.absorbed, root[:, None] * design.y[:, None])
        fit["r2_within"] = 1 - left / (within**2).sum()
    fit["residual_sd"] = np.sqrt(left / design.df_residual)
    fit["df_residual"] = float(design.df_residual)
    return {name: float(value) for name, value in fit.items()}

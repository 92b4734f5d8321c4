"""Regressions with a term for neighbours, by maximum likelihood: a check on least squares, never a claim.

In a cross-section a term for neighbours cannot be told apart from conditions that neighbours share and nobody
measured. These models say whether a coefficient stays where it was when neighbours are let in; what they say
of the neighbours themselves is no finding.
"""

import warnings
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns, Design, build
from analysis.stats.models.least_squares import least_squares
from analysis.stats.result import Result, term_table
from analysis.stats.spatial.residuals import on_sample
from analysis.stats.spatial.weights import Weights

LAG, ERROR = "rho", "lambda"
INFERENCE = "maximum likelihood, normal"
_EDGE = 0.999


def spatial_lag(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    weights: Weights,
    *,
    entity: Hashable | None = None,
    effects: Columns = None,
    standardise: bool = False,
    level: float = 0.95,
) -> Result:
    """Estimate a regression on the inputs and on the mean outcome of the neighbours.

    For robustness only: see the head of the module.

    Parameters
    ----------
    data : DataFrame
        One row per place; places with a missing value leave model and matrix.
    outcome : column name
    inputs : sequence of column names
    weights : Weights
    entity : column name, optional
        The codes of the places; the index without it.
    effects : column name or several, optional
        Columns of labels that enter as dummies.
    standardise : bool
        Estimate in standard deviations.
    level : float
        Confidence level.

    Returns
    -------
    Result
        The last term, ``rho``, belongs to the neighbours' mean. Coefficients are not those of least squares:
        see :func:`multipliers`. ``fit`` has ``log_likelihood``, ``aic`` (counting rho and the variance),
        ``aic_ols``, and ``lr_statistic`` and ``lr_p_value`` of the model without neighbours.

    Raises
    ------
    ModelError
        For columns or places that cannot be used, and when rho runs to the end of its range.

    Notes
    -----
    Ord (1975), Anselin (1988, chapter 6). Standard errors are those of large samples.
    """
    from spreg.ml_lag import BaseML_Lag  # noqa: PLC0415 - loads geopandas

    design = build(data, outcome, inputs, entity=entity, effects=effects, standardise=standardise)
    on = on_sample(data, design, weights, entity)
    return _fitted(design, on, BaseML_Lag, term=LAG, name="Spatial lag", level=level)


def spatial_error(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    weights: Weights,
    *,
    entity: Hashable | None = None,
    effects: Columns = None,
    standardise: bool = False,
    level: float = 0.95,
) -> Result:
    """Estimate a regression whose errors go with the mean error of the neighbours.

    For robustness only: see the head of the module.

    Parameters
    ----------
    data, outcome, inputs, weights, entity, effects, standardise, level
        As in :func:`spatial_lag`.

    Returns
    -------
    Result
        As :func:`spatial_lag`, with ``lambda`` for the errors of the neighbours as the last term.
        Coefficients mean what those of least squares mean; residuals are those of the inputs.

    Raises
    ------
    ModelError
        As :func:`spatial_lag`.
    """
    from spreg.ml_error import BaseML_Error  # noqa: PLC0415 - loads geopandas

    design = build(data, outcome, inputs, entity=entity, effects=effects, standardise=standardise)
    on = on_sample(data, design, weights, entity)
    return _fitted(design, on, BaseML_Error, term=ERROR, name="Spatial error", level=level)


def multipliers(result: Result, weights: Weights, *, place: Hashable | None = None) -> pd.DataFrame:
    """Return what one unit of an input goes with under a spatial lag model, at home and among the neighbours.

    Parameters
    ----------
    result : Result
        Of :func:`spatial_lag`.
    weights : Weights
        The matrix that the model was estimated with.
    place : column name, optional
        The codes in ``result.sample``; its first column without it.

    Returns
    -------
    DataFrame, index the inputs
        ``direct`` (the place itself, mean over places), ``indirect`` (all other places together) and
        ``total``. The ``total`` is what a coefficient of least squares is to be compared with.

    Raises
    ------
    ModelError
        For a result without rho, or of places that the matrix does not know.

    Notes
    -----
    LeSage and Pace (2009, section 2.7). Point estimates.
    """
    rho = float(result.term(LAG)["estimate"])
    column = result.sample.columns[0] if place is None else place
    matrix = weights.restrict(tuple(result.sample[column])).matrix
    inverse = np.linalg.inv(np.eye(len(matrix)) - rho * matrix)
    slopes = result.terms["estimate"].drop([LAG, "intercept"], errors="ignore")
    direct, total = np.trace(inverse) / len(matrix), inverse.sum() / len(matrix)
    shares = {"direct": direct, "indirect": total - direct, "total": total}
    return pd.DataFrame({name: slopes * share for name, share in shares.items()})


def _fitted(
    design: Design, weights: Weights, model: Callable[..., Any], *, term: str, name: str, level: float
) -> Result:
    """Return the result of a maximum-likelihood model of spreg, whose last coefficient is ``term``."""
    x = np.hstack([design.x, design.absorbed])
    # With method="ord" spreg 1.9 puts the symmetrised matrix into the information matrix, and the standard
    # errors come out wrong.
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "Method 'bounded' does not support relative tolerance", RuntimeWarning
        )
        fit = model(design.y[:, None], x, weights.libpysal(), method="full")
    spatial = float(np.squeeze(fit.betas[-1]))
    if abs(spatial) > _EDGE:
        raise ModelError(
            f"{term} runs to the end of its range ({spatial:.3f})",
            f"{name}, weights '{weights.name}'",
            "The places are too few, or too alike, for this matrix; use another.",
        )
    chosen = [*range(len(design.names)), -1]
    std_error = np.sqrt(np.diag(fit.vm)[chosen])
    return Result(
        terms=term_table((*design.names, term), np.ravel(fit.betas)[chosen], std_error, np.inf, level=level),
        n=design.n,
        units=design.units,
        method=design.describe(f"{name}, neighbours by {weights.name}"),
        inference=INFERENCE,
        outcome=design.outcome,
        fit=_fit_statistics(design, x, fit),
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=level,
        cautions=(*design.cautions, "large_sample_errors"),
        residuals=pd.Series(np.ravel(fit.u), index=design.sample.rows.index, name="residual"),
    )


def _fit_statistics(design: Design, x: np.ndarray, fit: Any) -> dict[str, float]:
    """Return likelihood, information criteria and the test against no neighbours."""
    residuals = least_squares(design.y, x, design.weights).residuals
    ols = -design.n / 2 * (np.log(2 * np.pi * (residuals @ residuals) / design.n) + 1)
    likelihood, k = float(np.squeeze(fit.logll)), x.shape[1]
    ratio = max(2 * (likelihood - ols), 0.0)
    return {
        "log_likelihood": likelihood,
        "aic": 2 * (k + 2) - 2 * likelihood,
        "aic_ols": float(2 * (k + 1) - 2 * ols),
        "lr_statistic": float(ratio),
        "lr_p_value": float(stats.chi2.sf(ratio, 1)),
        "residual_sd": float(np.sqrt(np.squeeze(fit.sig2))),
        "df_residual": float(design.n - k - 1),
    }

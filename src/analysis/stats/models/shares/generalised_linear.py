"""Generalised linear models on any data frame, fitted by statsmodels (McCullagh and Nelder 1989)."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns, build
from analysis.stats.models.inference import Choice, Critical, Errors, Inference, reference
from analysis.stats.models.jackknife import choose_errors, left_out, without
from analysis.stats.models.shares.families import (
    Dispersion,
    Family,
    Form,
    fit,
    form_of,
    null_deviance,
    require_range,
)
from analysis.stats.models.shares.mean_model import MeanModel, in_units, leverage, mean_model
from analysis.stats.result import Result, term_table

_MUCH = 2


def generalised_linear(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    family: Family = "gaussian",
    link: str | None = None,
    inference: Inference = "jackknife",
    dispersion: Dispersion = "family",
    effects: Columns = None,
    cluster: Hashable | None = None,
    weights: Hashable | None = None,
    entity: Hashable | None = None,
    time: Hashable | None = None,
    intercept: bool = True,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate a generalised linear model.

    Parameters
    ----------
    data : DataFrame
        One row per observation; rows with a missing value in a column used are left out, and the result names
        them.
    outcome : column name
    inputs : sequence of column names
    family : {"gaussian", "binomial", "poisson", "gamma", "inverse_gaussian"}
        How the variance moves with the mean.
    link : {"identity", "log", "logit", "probit", "cloglog", "inverse", "inverse_squared", "sqrt"}, optional
        The scale on which the inputs add up; that which is canonical for the family without it.
    inference : {"jackknife", "cluster_jackknife", "hc0", "classical"}
        Leave one row out with t(n - k), or one place where ``entity`` repeats, with t(G - 1); one cluster
        with t(G - 1); the sandwich without any correction; or what the family itself implies.
    dispersion : {"family", "estimated"}
        Of the classical standard errors: that of the family (1 for counts and shares, estimated for the
        others), or always estimated, by Pearson's statistic over n - k.
    effects : column name or several, optional
        Columns of labels that enter as dummies.
    cluster : column name, optional
        The clusters to leave out in turn.
    weights : column name, optional
        Positive analytic weights; the totals, where the outcome is a share of a known total, or the exposure
        (people, months), where it is a count divided by that.
    entity, time : column name, optional
        What identifies a row in ``sample`` and ``dropped``; the index without them.
    intercept : bool
        Whether there is an intercept, where there are no effects.
    critical : {"t", "normal"}
    level : float
        Confidence level.

    Returns
    -------
    Result
        Terms are on the scale of the link. ``fit`` holds the deviance, the share of it that the inputs
        account for, the dispersion estimated, the log-likelihood, and ``df_residual``.

    Raises
    ------
    ModelError
        For an unknown family or link, outcomes that the family cannot have, HC1 to HC4 (which do not exist
        here), a fit that does not converge, and as :func:`analysis.stats.models.linear.ols`.
    """
    choice = choose_errors(inference, cluster, critical, level)
    form = form_of(family, link, dispersion)
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
    )
    require_range(design, form)
    model = mean_model(design, design.y, design.weights, design.weights)
    fitted = fit(model, form)
    errors = _errors(model, form, fitted, choice, entity)
    std_error = np.sqrt(np.diag(errors.covariance))
    return Result(
        terms=term_table(design.names, in_units(model, fitted.params), std_error, errors.df, level=level),
        n=design.n,
        units=design.units,
        method=design.describe(f"Generalised linear model ({form.family} family, {form.link} link)"),
        inference=errors.name,
        outcome=design.outcome,
        fit=_fit_statistics(model, form, fitted),
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=level,
        cautions=(*design.cautions, *_cautions(model, fitted, choice, errors)),
        residuals=pd.Series(design.y - fitted.mu, index=design.sample.rows.index, name="residual"),
    )


def _cautions(model: MeanModel, fitted: Any, choice: Choice, errors: Errors) -> list[str]:
    """Return what the reader should know before trusting the standard errors."""
    design, fixed = model.design, errors.name.startswith("classical, dispersion 1")
    weight = fitted.model.hessian_factor(fitted.params, scale=1, observed=False)
    cautions = {
        "few_degrees_of_freedom": design.df_residual < 10,
        "high_leverage": (leverage(model.basis, weight) > 0.9).any(),
        "perfect_fit": np.abs(model.y - fitted.mu).max() < 1e-10 * np.abs(model.y).max(),
        "overdispersed": fixed and _dispersion(model, fitted) > _MUCH,
        "repeated_places": design.units < design.n and choice.inference in ("hc0", "classical"),
    }
    return [name for name, holds in cautions.items() if holds]


def _errors(model: MeanModel, form: Form, fitted: Any, choice: Choice, entity: Hashable | None) -> Errors:
    """Return the covariance of the terms, shape (k, k)."""
    design = model.design
    if choice.inference in ("jackknife", "cluster_jackknife"):
        left = left_out(design, choice, entity, design.n - design.df_residual)
        replicates = np.array(
            [_replicate(model, form, kept, label) for kept, label in zip(left.kept, left.labels, strict=True)]
        )
        return Errors(left.covariance(replicates, in_units(model, fitted.params)), left.df, left.name)
    df, distribution = reference(design.df_residual, choice)
    bread = np.linalg.inv(
        model.basis.T
        @ (fitted.model.hessian_factor(fitted.params, scale=1, observed=False)[:, None] * model.basis)
    )
    if choice.inference == "hc0":
        scores = fitted.model.score_factor(fitted.params, scale=1)[:, None] * model.basis
        covariance, kind = bread @ scores.T @ scores @ bread, "HC0"
    elif form.dispersion == "family" and form.family in ("binomial", "poisson"):
        covariance, kind = bread, "classical, dispersion 1"
    else:
        covariance, kind = bread * _dispersion(model, fitted), "classical, dispersion estimated"
    terms = model.transform[: len(design.names)]
    return Errors(terms @ covariance @ terms.T, df, f"{kind}, {distribution}")


def _replicate(model: MeanModel, form: Form, kept: np.ndarray, label: Hashable) -> np.ndarray:
    """Return the terms estimated on the rows kept."""
    try:
        left = model.only(kept)
        return in_units(left, fit(left, form).params)
    except ModelError as error:
        raise without(label, error) from error


def _dispersion(model: MeanModel, fitted: Any) -> float:
    """Return Pearson's statistic over the residual degrees of freedom."""
    return float((fitted.resid_pearson**2).sum() / model.design.df_residual)


def _fit_statistics(model: MeanModel, form: Form, fitted: Any) -> dict[str, float]:
    """Return deviance, what the inputs account for, dispersion, log-likelihood and degrees of freedom."""
    return {
        "deviance": float(fitted.deviance),
        "deviance_explained": float(1 - fitted.deviance / null_deviance(model, form)),
        "dispersion": _dispersion(model, fitted),
        "log_likelihood": float(fitted.llf),
        "df_residual": float(model.design.df_residual),
    }

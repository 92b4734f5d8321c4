"""Logit models of shares and of counts with known totals, told as average marginal effects.

A share is not a count of independent people: dossiers of one place have its offices and rules in common. The
dispersion is therefore estimated, and standard errors come from leaving out one place in turn.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import expit, xlogy

from analysis.stats.guards import admit
from analysis.stats.models.design import Columns, as_columns, build
from analysis.stats.models.inference import Choice, Critical, Inference, reference
from analysis.stats.models.jackknife import choose_errors, left_out
from analysis.stats.models.shares.logit_shares import fit, refit
from analysis.stats.models.shares.mean_model import MeanModel, leverage, mean_model
from analysis.stats.models.shares.share_results import (
    Scale,
    by_delta_method,
    by_jackknife,
    complete_rows,
    require_counts,
    require_scale,
    require_shares,
    share_result,
)
from analysis.stats.result import Result


def fractional_logit(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    inference: Inference = "jackknife",
    scale: Scale = "ame",
    whole: float = 1,
    effects: Columns = None,
    cluster: Hashable | None = None,
    weights: Hashable | None = None,
    entity: Hashable | None = None,
    time: Hashable | None = None,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate a logit model of a share by quasi-likelihood (Papke and Wooldridge 1996).

    Parameters
    ----------
    data : DataFrame
        One row per observation; rows with a missing value in a column used are left out, and the result names
        them.
    outcome : column name
        Shares from 0 to ``whole``, both allowed.
    inputs : sequence of column names
        Each is taken as a quantity of its own: squares and products are further inputs, and their average
        marginal effects do not add up to that of the column they are made of.
    inference : {"jackknife", "cluster_jackknife", "hc0", "classical"}
        Leave one row out with t(n - k), or one place where ``entity`` repeats, with t(G - 1); one cluster
        with t(G - 1); the sandwich without any correction; or the quasi-likelihood with its dispersion
        estimated. HC0 rejects some 8 to 11 % of true hypotheses at 63 and 34 rows.
    scale : {"ame", "logit"}
        What ``terms`` hold: average marginal effects, in units of the outcome per unit of the input, or the
        coefficients. The other table is in ``parts``.
    whole : number
        What stands for the whole: 1, or 100 where the outcome is in percent; marginal effects are then in
        percentage points.
    effects : column name or several, optional
        Columns of labels that enter as dummies.
    cluster : column name, optional
        The clusters to leave out in turn.
    weights : column name, optional
        Positive analytic weights, of rows in the fit and in the average of marginal effects.
    entity, time : column name, optional
        What identifies a row in ``sample`` and ``dropped``; the index without them.
    critical : {"t", "normal"}
    level : float
        Confidence level.

    Returns
    -------
    Result
        ``fit`` holds the deviance, the share of it that the inputs account for, the dispersion (1 were each
        row one yes or no), ``at_edge`` (rows at 0 or above 0.98 of the whole), and ``df_residual``.

    Raises
    ------
    ModelError
        For shares outside 0 to ``whole``; for inputs that tell rows at 0 or 1 apart perfectly; when the model
        cannot be estimated without one of the rows; and as :func:`analysis.stats.models.linear.ols`.
    """
    require_scale(scale, whole)
    choice = choose_errors(inference, cluster, critical, level)
    design = build(
        data,
        outcome,
        inputs,
        entity=entity,
        time=time,
        effects=effects,
        clusters=choice.clusters,
        weights=weights,
    )
    require_shares(design, whole)
    mass = design.weights / design.weights.mean()
    model = mean_model(design, design.y / whole, mass, mass)
    method = "Fractional logit" if weights is None else "Weighted fractional logit"
    return _estimate(model, choice, method, scale=scale, whole=whole, entity=entity)


def binomial_counts(
    data: pd.DataFrame,
    successes: Hashable,
    trials: Hashable,
    inputs: Sequence[Hashable],
    *,
    inference: Inference = "jackknife",
    scale: Scale = "ame",
    whole: float = 1,
    effects: Columns = None,
    cluster: Hashable | None = None,
    entity: Hashable | None = None,
    time: Hashable | None = None,
    critical: Critical = "t",
    level: float = 0.95,
) -> Result:
    """Estimate a logit model of counts out of known totals, the dispersion estimated (Wedderburn 1974).

    Parameters
    ----------
    data : DataFrame
        One row per observation; rows with a missing value are left out and named.
    successes, trials : column name
        Whole numbers: dossiers paid online, and dossiers with a payment due.
    inputs : sequence of column names
    whole : number
        100 for marginal effects in percentage points.
    inference, scale, effects, cluster, entity, time, critical, level
        As in :func:`fractional_logit`.

    Returns
    -------
    Result
        As of :func:`fractional_logit`, of the share ``successes / trials``. A place counts in the fit by its
        trials, and once in the average of marginal effects. ``fit["dispersion"]`` is about 1 where the
        trials are independent; where they are not, it is the factor by which taking them as such overstates
        what is known.

    Raises
    ------
    ModelError
        For counts that are negative or not whole, totals of zero, successes above trials; and as
        :func:`fractional_logit`.
    """
    require_scale(scale, whole)
    choice = choose_errors(inference, cluster, critical, level)
    inputs = as_columns(inputs)
    labels = [*as_columns(effects), *choice.clusters]
    complete, counts = complete_rows(data, [successes, trials, *inputs], labels, entity, time)
    require_counts(counts, successes, trials, inputs)
    cautions = [
        caution
        for column in (successes, trials)
        for caution in admit(data, column, inputs, time=time, place=entity)
    ]
    share = f"{successes} / {trials}"
    complete[share] = complete[successes] / complete[trials]
    design = build(
        complete, share, inputs, entity=entity, time=time, effects=effects, clusters=choice.clusters
    )
    design = replace(
        design,
        sample=replace(design.sample, dropped=counts.dropped),
        cautions=tuple(dict.fromkeys([*cautions, *design.cautions])),
    )
    ones = np.ones(design.n)
    model = mean_model(design, design.y, complete[trials].to_numpy(), ones)
    return _estimate(model, choice, "Quasi-binomial logit", scale=scale, whole=whole, entity=entity)


def _estimate(
    model: MeanModel, choice: Choice, method: str, *, scale: Scale, whole: float, entity: Hashable | None
) -> Result:
    """Return the result of a logit quasi-likelihood with the standard errors chosen."""
    design, solved = model.design, fit(model)
    fitted = expit(model.basis @ solved)
    weight = model.mass * fitted * (1 - fitted)
    bread = np.linalg.inv(model.basis.T @ (weight[:, None] * model.basis))
    statistics = _fit_statistics(model, fitted)
    if choice.inference in ("hc0", "classical"):
        scores = (model.mass * (model.y - fitted))[:, None] * model.basis
        robust = choice.inference == "hc0"
        covariance = bread @ scores.T @ scores @ bread if robust else statistics["dispersion"] * bread
        df, distribution = reference(design.df_residual, choice)
        name = f"{'HC0' if robust else 'classical, dispersion estimated'}, {distribution}"
        estimated = by_delta_method(model, solved, covariance, df, name)
    else:
        left = left_out(design, choice, entity, design.n - design.df_residual)
        estimated = by_jackknife(model, solved, *refit(model, solved, left.kept, left.labels), left)
    return share_result(
        model,
        estimated,
        choice=choice,
        method=method,
        scale=scale,
        whole=whole,
        statistics=statistics,
        fitted=fitted,
        leverage=leverage(model.basis, weight),
    )


def _fit_statistics(model: MeanModel, fitted: np.ndarray) -> dict[str, float]:
    """Return deviance, what the inputs account for, and the dispersion (Pearson's)."""
    mean = np.full_like(model.y, np.average(model.y, weights=model.mass))
    deviance, null = _deviance(model, fitted), _deviance(model, mean)
    pearson = (model.mass * (model.y - fitted) ** 2 / (fitted * (1 - fitted))).sum()
    return {
        "deviance": deviance,
        "deviance_explained": 1 - deviance / null,
        "dispersion": float(pearson / model.design.df_residual),
        "df_residual": float(model.design.df_residual),
    }


def _deviance(model: MeanModel, fitted: np.ndarray) -> float:
    """Return twice the quasi-likelihood of the shares themselves less that of the fit."""
    y = model.y
    parts = xlogy(y, y) - xlogy(y, fitted) + xlogy(1 - y, 1 - y) - xlogy(1 - y, 1 - fitted)
    return float(2 * (model.mass * parts).sum())

"""Least squares when inputs are measured with error of a known size (Fuller 1987, section 1.2 and 2.2).

The reliability of a column is the share of its variance that is not error. Error is taken as classical: drawn
anew in each row, related neither to the true value nor to anything else in the model.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import linalg

from analysis.stats.errors import ModelError, listing, nearest
from analysis.stats.models.design import Columns, Design, build
from analysis.stats.models.identification import partial_out
from analysis.stats.models.jackknife import LeftOut, choose_errors, left_out
from analysis.stats.result import Result, term_table
from analysis.stats.robustness.cross_products import without_each

_SINGULAR = 1e-9


@dataclass(frozen=True, eq=False)
class Replicates:
    """A model with what its jackknife leaves out in turn: rows, places that repeat, or clusters."""

    design: Design
    groups: LeftOut
    level: float

    @property
    def x(self) -> np.ndarray:
        """The inputs, shape (n, k), without the intercept."""
        return self.design.x[:, int(self.design.has_intercept) :]

    @property
    def constant(self) -> np.ndarray:
        """What is taken out of every column, shape (n, q): the intercept or the effects."""
        return np.ones((self.design.n, 1)) if self.design.has_intercept else self.design.absorbed


@dataclass(frozen=True, eq=False)
class Moments:
    """Cross products of the columns of a model on all rows, then without each group of its jackknife.

    Attributes
    ----------
    cross : array, shape (1 + G, m, m)
        Of inputs, outcome and other columns, less what the intercept or the effects explain of them.
    total : array, shape (1 + G, m)
        Squares of each column about its mean: of it, reliability is a share.
    error_left : array, shape (1 + G,)
        Share of the variance of an error that the intercept or the effects leave.
    mean : array, shape (1 + G, m)
    weight : array, shape (1 + G,)
        Sum of the weights of the rows.
    scale : array, shape (m,)
        What the columns were divided by.
    """

    cross: np.ndarray
    total: np.ndarray
    error_left: np.ndarray
    mean: np.ndarray
    weight: np.ndarray
    scale: np.ndarray


def errors_in_variables(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    reliability: Mapping[Hashable, float],
    **options: Any,
) -> Result:
    """Estimate a linear regression whose inputs are measured with error of a known size.

    Parameters
    ----------
    data, outcome, inputs
        The model, as in :func:`analysis.stats.models.linear.ols`.
    reliability : mapping of input to share
        In (0, 1], of the variance of the column as it stands, before effects are taken out. Inputs that are
        not named are taken as measured without error.
    **options
        ``effects``, ``cluster``, ``weights``, ``entity``, ``time`` and ``level`` as in ``ols``.

    Returns
    -------
    Result
        Standard errors by the jackknife without each row, each place where ``entity`` repeats, or each
        cluster: what is not known of the variance of the input is in them. ``fit`` holds ``reliability_left
        of`` each input named, the share that is not error in what the other inputs and the effects leave of
        it. They take out what is true and leave the error, so that it is smaller than the reliability given
        (Griliches and Hausman 1986).

    Raises
    ------
    ModelError
        As ``ols``; for reliabilities that are none or of no input, and where error would be more than all
        that the other inputs and the effects leave of an input: no estimate then exists.
    """
    model = replicates(data, outcome, inputs, **options)
    shares = shares_without_error(model.design, reliability)
    found = moments(model)
    estimates = corrected(found, shares)
    require_estimates(model, shares, estimates)
    left = reliability_left(found, shares)[0]
    named = zip(model.design.inputs, shares, left, strict=True)
    fit = {f"reliability_left of {name}": float(rest) for name, share, rest in named if share < 1}
    return jackknife_result(model, found, estimates, "Errors in variables", fit)


def replicates(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    effects: Columns = None,
    cluster: Columns = None,
    weights: Hashable | None = None,
    entity: Hashable | None = None,
    time: Hashable | None = None,
    level: float = 0.95,
) -> Replicates:
    """Return a model and what its jackknife leaves out; raises ModelError as ``ols``."""
    choice = choose_errors("jackknife", cluster, "t", level)
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
    groups = left_out(design, choice, entity, design.n - design.df_residual)
    return Replicates(design, groups, level)


def shares_without_error(design: Design, reliability: Mapping[Hashable, float]) -> np.ndarray:
    """Return the reliability of each input, shape (k,), after its checks."""
    known = {str(name): float(share) for name, share in reliability.items()}
    for name, share in known.items():
        if name not in design.inputs:
            raise ModelError(f"'{name}' is not an input", "reliability", nearest(name, design.inputs))
        if not 0 < share <= 1:
            raise ModelError(
                f"A reliability of {share} for '{name}'", "reliability", "Give a share in (0, 1]."
            )
    return np.array([known.get(name, 1.0) for name in design.inputs])


def moments(model: Replicates, others: np.ndarray | None = None) -> Moments:
    """Return the cross products of inputs, outcome and ``others``, shape (n, columns)."""
    design, constant = model.design, model.constant
    columns = np.column_stack([model.x, design.y, *([] if others is None else [others])])
    scale, root = columns.std(axis=0), np.sqrt(design.weights)[:, None]
    centre = (columns / scale).mean(axis=0)
    centred = columns / scale - centre
    basis = linalg.orth(root * constant, rcond=1e-10)
    left = root * centred - basis @ (basis.T @ (root * centred))
    cross, error_left = without_each(left, basis, design.weights, model.groups.codes)
    rows = np.vstack([np.ones((1, design.n)), model.groups.kept]) * design.weights
    weight = rows.sum(axis=1)
    mean = rows @ centred / weight[:, None]
    total = rows @ centred**2 - weight[:, None] * mean**2
    return Moments(cross, total, error_left, mean + centre, weight, scale)


def corrected(found: Moments, shares: np.ndarray) -> np.ndarray:
    """Return coefficients had the inputs been measured without error.

    Parameters
    ----------
    found : Moments
    shares : array, shape (..., k)
        Reliabilities; any number of sets of them.

    Returns
    -------
    array, shape (..., 1 + G, k)
        In the units of the scaled columns; missing where the error would be all that is left of an input.
    """
    k = shares.shape[-1]
    error = (1 - shares)[..., None, :] * _error_squares(found, k)
    inner = found.cross[:, :k, :k] - error[..., None] * np.eye(k)
    smallest = np.linalg.eigvalsh(inner / found.weight[:, None, None])[..., 0]
    exists = smallest > _SINGULAR
    inner = np.where(exists[..., None, None], inner, np.eye(k))
    solved = np.linalg.solve(inner, np.broadcast_to(found.cross[:, :k, k, None], (*inner.shape[:-1], 1)))
    return np.where(exists[..., None], solved[..., 0], np.nan)


def reliability_left(found: Moments, shares: np.ndarray) -> np.ndarray:
    """Return the share that is not error in what is left of each input, shape (1 + G, k)."""
    k = shares.shape[-1]
    left = 1 / np.diagonal(np.linalg.inv(found.cross[:, :k, :k]), axis1=1, axis2=2)
    return 1 - (1 - shares) * _error_squares(found, k) / left


def _error_squares(found: Moments, k: int) -> np.ndarray:
    """Return the squares that inputs made of nothing but error would leave, shape (1 + G, k)."""
    return found.total[:, :k] * found.error_left[:, None]


def jackknife_result(
    model: Replicates, found: Moments, estimates: np.ndarray, method: str, fit: dict[str, float]
) -> Result:
    """Return the result of estimates, shape (1 + G, k), of scaled columns."""
    design, k = model.design, estimates.shape[1]
    slopes = estimates * found.scale[k] / found.scale[:k]
    means = (found.mean * found.scale)[:, : k + 1]
    intercept = means[:, k] - (slopes * means[:, :k]).sum(axis=1)
    every = np.column_stack([intercept, slopes]) if design.has_intercept else slopes
    std_error = np.sqrt(np.diag(model.groups.covariance(every[1:], every[0])))
    root = np.sqrt(design.weights)[:, None]
    away = root * (design.y - model.x @ slopes[0])[:, None]
    left = (partial_out(root * model.constant, away) / root)[:, 0]
    return Result(
        terms=term_table(design.names, every[0], std_error, model.groups.df, level=model.level),
        n=design.n,
        units=design.units,
        method=design.describe(method),
        inference=model.groups.name,
        outcome=design.outcome,
        fit=fit | {"df_residual": float(design.df_residual)},
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=model.level,
        cautions=(*design.cautions, *(["few_degrees_of_freedom"] if design.df_residual < 10 else [])),
        residuals=pd.Series(left, index=design.sample.rows.index, name="residual"),
    )


def require_estimates(model: Replicates, shares: np.ndarray, estimates: np.ndarray) -> None:
    """Raise unless there is an estimate on all rows and without each group."""
    missing = ~np.isfinite(estimates).all(axis=1)
    if not missing.any():
        return
    named = [name for name, share in zip(model.design.inputs, shares, strict=True) if share < 1]
    without = [label for label, gone in zip(model.groups.labels, missing[1:], strict=True) if gone]
    raise ModelError(
        f"Nothing but error is left of {listing(named or model.design.inputs)} beside all else in the model",
        "all rows" if missing[0] else f"the rows without {listing(without)}",
        "No estimate exists at this reliability: the data cannot part the input from its error.",
    )

"""Fixed effects of places, and of places and years.

The means of places are taken out, and years are columns of their own, so that an estimate costs little and a
jackknife, a grid or a panel without each place in turn can be had. The numbers are those of linearmodels:
the tests hold the two together.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Unpack

import numpy as np
import pandas as pd
from scipy import linalg

from analysis.stats.errors import ModelError
from analysis.stats.models.covariance import clustered, jackknife, nested
from analysis.stats.models.identification import partial_out, require_identified, without_means
from analysis.stats.models.inference import CLUSTERED, Choice, Errors, cluster_reference, reference
from analysis.stats.models.least_squares import LeastSquares, least_squares
from analysis.stats.models.panel import Panel, PanelOptions, prepared
from analysis.stats.result import Result, term_table

Refit = Callable[[np.ndarray], np.ndarray]
"""From a mask of rows to the coefficients of the inputs on them."""


def within(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    **options: Unpack[PanelOptions],
) -> Result:
    """Estimate within places (fixed effects of places), errors clustered by place.

    Parameters
    ----------
    data, outcome, inputs, entity, time
        As in :func:`analysis.stats.models.panel_models.pooled`.
    **options
        :class:`analysis.stats.models.panel.PanelOptions`; ``inference`` is one of ``"cluster"``,
        ``"cluster_cr0"``, ``"cluster_jackknife"`` and ``"classical"``.

    Returns
    -------
    Result
        Without an intercept.

    Raises
    ------
    ModelError
        As ``pooled``; and for an input that does not vary within places.
    """
    rows, choice = prepared(data, outcome, inputs, entity, time, **options)
    return _estimate(rows, choice, f"Within, effects of {entity}", f"within {entity}", years=False)


def two_way_fixed_effects(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    **options: Unpack[PanelOptions],
) -> Result:
    """Estimate with fixed effects of places and of years, errors clustered by place.

    Parameters
    ----------
    data, outcome, inputs, entity, time, **options
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
    rows, choice = prepared(data, outcome, inputs, entity, time, **options)
    method = f"Two-way fixed effects of {entity} and {time}"
    return _estimate(rows, choice, method, f"within {entity} and {time}", years=True)


def _estimate(rows: Panel, choice: Choice, method: str, place: str, *, years: bool) -> Result:
    """Return the result of a panel with effects of places and, when ``years``, of years."""
    design, k = rows.design, len(rows.design.inputs)
    moving = _moving(rows, np.ones(design.n, dtype=bool), place, years=years)
    fit = least_squares(moving[:, 0], moving[:, 1:], design.weights)
    df_residual = float(design.n - moving.shape[1] + 1 - design.units)

    def refit(keep: np.ndarray) -> np.ndarray:
        left = _moving(rows, keep, place, years=years)
        return least_squares(left[:, 0], left[:, 1:], design.weights[keep]).coefficients[:k]

    errors = _errors(rows, choice, fit, refit, df_residual)
    alone = (np.bincount(rows.places) == 1).any()
    residuals = fit.residuals / np.sqrt(design.weights)
    std_error = np.sqrt(np.diag(errors.covariance)[:k])
    return Result(
        terms=term_table(design.inputs, fit.coefficients[:k], std_error, errors.df, level=choice.level),
        n=design.n,
        units=design.units,
        method=design.describe(method),
        inference=errors.name,
        outcome=design.outcome,
        fit=_fit_statistics(rows, moving, residuals, df_residual),
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=choice.level,
        cautions=(*design.cautions, *errors.cautions, *(["single_observation_places"] if alone else [])),
        residuals=pd.Series(residuals, index=design.sample.rows.index, name="residual"),
    )


def _errors(rows: Panel, choice: Choice, fit: LeastSquares, refit: Refit, df_residual: float) -> Errors:
    """Return the covariance of the coefficients, of the inputs alone where it is the jackknife's.

    The effects of places count in K as the intercept alone when they lie within the clusters.
    """
    design, k = rows.design, len(rows.design.inputs)
    if choice.inference not in CLUSTERED:
        df, distribution = reference(df_residual, choice)
        variance = (fit.residuals @ fit.residuals) / df_residual
        return Errors(variance * fit.transform @ fit.transform.T, df, f"classical, {distribution}")
    codes = [design.labels(column) for column in choice.clusters]
    df, name, few = cluster_reference(choice, [int(code.max()) + 1 for code in codes])
    if choice.inference == "cluster_jackknife":
        labels = design.sample.labels[choice.clusters[0]].unique().tolist()
        return Errors(jackknife(refit, fit.coefficients[:k], codes[0], labels), df, name, few)
    inside = all(nested(rows.places, code) for code in codes)
    counted = len(fit.coefficients) + (1 if inside else design.units)
    scores = fit.basis * fit.residuals[:, None]
    covariance = clustered(scores, codes, counted if choice.inference == "cluster" else None)
    return Errors(fit.in_units(covariance), df, name, few)


def _moving(rows: Panel, keep: np.ndarray, place: str, *, years: bool) -> np.ndarray:
    """Return outcome, inputs and years, less their means by place, on the rows of a mask.

    Shape (kept, 1 + k + rank of the years): of the years come as many orthogonal columns as tell them apart.
    Raises ModelError for an input that does not vary within the effects.
    """
    design, k = rows.design, len(rows.design.inputs)
    inputs = design.x[keep, 1:]
    places, weights = pd.factorize(rows.places[keep])[0], design.weights[keep]
    columns = [design.y[keep, None], inputs]
    if years:
        codes = pd.factorize(rows.years[keep], sort=True)[0]
        columns.append(np.eye(codes.max() + 1)[codes][:, 1:])
    left = without_means(np.hstack(columns), places, weights)
    moving, moving_years = left[:, 1 : k + 1], _independent(left[:, k + 1 :])
    df = len(left) - k - (places.max() + 1) - moving_years.shape[1]
    if df < 1:
        raise ModelError(
            f"{len(left)} rows are too few for {k} inputs and the effects",
            place,
            "Use fewer inputs, more years, or one kind of effects.",
        )
    size = np.linalg.norm(np.sqrt(weights)[:, None] * inputs, axis=0)
    require_identified(moving, design.inputs, moving_years, weights, place=place, original=size)
    return np.hstack([left[:, : k + 1], moving_years])


def _independent(columns: np.ndarray) -> np.ndarray:
    """Return orthonormal columns that span ``columns``, shape (n, q), of which some may be zero."""
    return linalg.orth(columns, rcond=1e-10) if np.any(columns) else columns[:, :0]


def _fit_statistics(rows: Panel, moving: np.ndarray, residuals: np.ndarray, df: float) -> dict[str, float]:
    """Return r2 with the effects, r2 of what the effects leave, residual sd and df."""
    y, weights = rows.design.y, rows.design.weights
    left = np.sqrt(weights)[:, None] * moving
    years = left[:, 1 + len(rows.design.inputs) :]
    inside = (partial_out(years, left[:, :1]) ** 2).sum()
    rest = (weights * residuals**2).sum()
    total = (weights * (y - np.average(y, weights=weights)) ** 2).sum()
    return {
        "r2": float(1 - rest / total),
        "r2_within": float(1 - rest / inside) if inside > 0 else float("nan"),
        "residual_sd": float(np.sqrt(rest / df)),
        "df_residual": df,
    }

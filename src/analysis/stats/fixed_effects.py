"""Fixed effects of places, and of years as regressors, by linearmodels."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from linearmodels.panel.model import PanelOLS

from analysis.stats.design import Design, partial_out, require_identified
from analysis.stats.errors import ModelError, listing
from analysis.stats.inference import CLUSTERED, Critical, Inference, cluster_reference, jackknife, reference
from analysis.stats.result import Result, term_table


def fixed_effects(
    design: Design,
    entity: Hashable,
    time: Hashable,
    years: bool,
    inference: Inference,
    clusters: Sequence[Hashable],
    critical: Critical,
    level: float,
    method: str,
) -> Result:
    """Estimate a design with effects of ``entity`` and, when ``years``, of ``time``.

    Parameters
    ----------
    design : Design
        With an intercept, without absorbed effects; one row per entity and time.
    entity, time : column name
    years : bool
        Whether the years enter, as regressors (so that the entities alone are nested in clusters of entities).
    inference, clusters, critical, level, method
        Already checked.

    Returns
    -------
    Result

    Raises
    ------
    ModelError
        For an input that the effects leave without variation, and for too few rows.
    """
    rows = np.ones(design.n, dtype=bool)
    fitted = _fit(
        design,
        entity,
        time,
        years,
        rows,
        covariance_options(design, inference, clusters, panel_index(design)),
    )
    k = len(design.inputs)
    if inference in CLUSTERED:
        counts = [int(design.labels(column).max()) + 1 for column in clusters]
        df, name, cautions = cluster_reference(inference, clusters, counts, critical)
    else:
        df, distribution = reference(float(fitted.df_resid), critical)
        name, cautions = f"classical, {distribution}", ()
    covariance = fitted.cov.to_numpy()[1 : k + 1, 1 : k + 1]
    estimate = fitted.params.to_numpy()[1 : k + 1]
    if inference == "cluster_jackknife":

        def refit(keep: np.ndarray) -> np.ndarray:
            return _fit(design, entity, time, years, keep).params.to_numpy()[1 : k + 1]

        labels = design.sample.labels[clusters[0]].unique().tolist()
        covariance = jackknife(refit, estimate, design.labels(clusters[0]), labels)
    residuals = fitted.resids.to_numpy()
    alone = (np.bincount(design.labels(entity)) == 1).any()
    return Result(
        terms=term_table(design.inputs, estimate, np.sqrt(np.diag(covariance)), df, level),
        n=design.n,
        units=design.units,
        method=method,
        inference=name,
        outcome=design.outcome,
        fit=_fit_statistics(design, entity, years, residuals, float(fitted.df_resid)),
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=level,
        cautions=(*cautions, *(["single_observation_places"] if alone else [])),
        residuals=pd.Series(residuals, index=design.sample.rows.index, name="residual"),
    )


def covariance_options(
    design: Design, inference: Inference, clusters: Sequence[Hashable], index: pd.MultiIndex
) -> dict[str, Any]:
    """Return the options of linearmodels that give the conventions of :mod:`analysis.stats.inference`."""
    if inference not in ("cluster", "cluster_cr0"):
        return {"cov_type": "unadjusted"}
    groups = pd.DataFrame({str(column): design.labels(column) for column in clusters}, index=index)
    if inference == "cluster":
        return {"cov_type": "clustered", "clusters": groups, "debiased": True, "group_debias": True}
    return {"cov_type": "clustered", "clusters": groups, "debiased": False}


def panel_index(design: Design) -> pd.MultiIndex:
    """Return entity and time of each row as whole numbers, which linearmodels takes for any label."""
    entity, time = (design.sample.rows.iloc[:, place] for place in (0, 1))
    codes = [pd.factorize(entity)[0], pd.factorize(time, sort=True)[0]]
    return pd.MultiIndex.from_arrays(codes, names=["entity", "time"])


def _year_dummies(design: Design, years: bool) -> np.ndarray:
    """Return the dummies of all years but the first, shape (n, T - 1); no column without year effects."""
    codes = panel_index(design).codes[1]
    return np.eye(codes.max() + 1)[codes][:, 1:] if years else np.empty((design.n, 0))


def _without_means(values: np.ndarray, codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the columns of ``values``, shape (n, k), less their weighted means by group."""
    sums = np.zeros((codes.max() + 1, values.shape[1]))
    np.add.at(sums, codes, values * weights[:, None])
    return values - (sums / np.bincount(codes, weights)[:, None])[codes]


def _fit(
    design: Design,
    entity: Hashable,
    time: Hashable,
    years: bool,
    rows: np.ndarray,
    options: dict[str, Any] | None = None,
) -> Any:
    """Return the fit of linearmodels on the ``rows`` of a mask, the intercept and the inputs first."""
    index = panel_index(design)[rows]
    dummies = _year_dummies(design, years)[rows]
    dummies = dummies[:, dummies.any(axis=0) & ~dummies.all(axis=0)]
    codes, weights = pd.factorize(index.codes[0])[0], design.weights[rows]
    inputs = design.x[rows, 1:]
    place = f"within {entity}" + (f" and {time}" if years else "")
    left = _without_means(np.hstack([inputs, dummies]), codes, weights)
    k = inputs.shape[1]
    require_identified(
        left[:, :k], design.inputs, left[:, k:], weights, place, np.linalg.norm(inputs, axis=0)
    )
    df = len(inputs) - k - (codes.max() + 1) - np.linalg.matrix_rank(left[:, k:])
    if df < 1:
        raise ModelError(
            f"{len(inputs)} rows are too few for {k} inputs and the effects",
            place,
            "Use fewer inputs, more years, or one kind of effects.",
        )
    constant = np.ones((len(inputs), 1))
    regressors = pd.DataFrame(np.hstack([constant, inputs, dummies]), index=index)
    weight_frame = pd.DataFrame({"weight": weights}, index=index)
    model = PanelOLS(
        pd.DataFrame({"y": design.y[rows]}, index=index),
        regressors.add_prefix("x"),
        weights=weight_frame,
        entity_effects=True,
        check_rank=False,
    )
    return model.fit(**(options or {}))


def _fit_statistics(
    design: Design, entity: Hashable, years: bool, residuals: np.ndarray, df: float
) -> dict[str, float]:
    """Return r2 with the effects, r2 of what the effects leave, residual sd and df."""
    weights = design.weights
    root = np.sqrt(weights)[:, None]
    codes = design.labels(entity)
    dummies = _without_means(_year_dummies(design, years), codes, weights)
    within = partial_out(root * dummies, root * _without_means(design.y[:, None], codes, weights))
    left = (weights * residuals**2).sum()
    total = (weights * (design.y - np.average(design.y, weights=weights)) ** 2).sum()
    inside = (within**2).sum()
    return {
        "r2": float(1 - left / total),
        "r2_within": float(1 - left / inside) if inside > 0 else float("nan"),
        "residual_sd": float(np.sqrt(left / df)),
        "df_residual": df,
    }

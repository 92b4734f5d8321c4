"""Fixed effects of places, and of places and years, by linearmodels."""

from collections.abc import Hashable, Sequence
from typing import Any, Unpack

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.covariance import jackknife
from analysis.stats.models.identification import partial_out, require_identified, without_means
from analysis.stats.models.inference import CLUSTERED, Choice, cluster_reference, reference
from analysis.stats.models.panel import Panel, PanelOptions, covariance_options, prepared
from analysis.stats.result import Result, term_table


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
    design = rows.design
    terms = slice(1, 1 + len(design.inputs))

    def refit(keep: np.ndarray) -> np.ndarray:
        return _refit(rows, keep, place, years=years)

    options = covariance_options(rows, choice)
    if choice.inference == "cluster_cr0":
        # linearmodels scales by the effects even without small-sample factors, unless told not to count them.
        options |= {"auto_df": False, "count_effects": False}
    fitted = _fit(rows, place, years=years, options=options)
    estimate = fitted.params.to_numpy()[terms]
    covariance = fitted.cov.to_numpy()[terms, terms]
    cautions = design.cautions
    if choice.inference in CLUSTERED:
        codes = [design.labels(column) for column in choice.clusters]
        df, name, few = cluster_reference(choice, [int(code.max()) + 1 for code in codes])
        cautions = (*cautions, *few)
        if choice.inference == "cluster_jackknife":
            labels = design.sample.labels[choice.clusters[0]].unique().tolist()
            covariance = jackknife(refit, estimate, codes[0], labels)
    else:
        df, distribution = reference(float(fitted.df_resid), choice)
        name = f"classical, {distribution}"
    if (np.bincount(rows.places) == 1).any():
        cautions = (*cautions, "single_observation_places")
    residuals = fitted.resids.to_numpy()
    return Result(
        terms=term_table(design.inputs, estimate, np.sqrt(np.diag(covariance)), df, level=choice.level),
        n=design.n,
        units=design.units,
        method=design.describe(method),
        inference=name,
        outcome=design.outcome,
        fit=_fit_statistics(rows, residuals, float(fitted.df_resid), years=years),
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=choice.level,
        cautions=cautions,
        residuals=pd.Series(residuals, index=design.sample.rows.index, name="residual"),
    )


def _fit(rows: Panel, place: str, *, years: bool, options: dict[str, Any]) -> Any:
    """Return the fit of linearmodels: intercept, inputs, then years as regressors.

    The years are regressors, so that the effects of places alone are absorbed and, nested in clusters of
    places, not counted.
    """
    design, everything = rows.design, np.ones(rows.design.n, dtype=bool)
    _moving(rows, everything, place, years=years)
    regressors = np.hstack([design.x, _year_dummies(rows, everything, years=years)])
    from linearmodels.panel.model import PanelOLS  # noqa: PLC0415 - slow to import

    model = PanelOLS(
        pd.DataFrame({"y": design.y}, index=rows.index),
        pd.DataFrame(regressors, index=rows.index).add_prefix("x"),
        weights=pd.DataFrame({"weight": design.weights}, index=rows.index),
        entity_effects=True,
        check_rank=False,
    )
    return model.fit(**options)


def _refit(rows: Panel, keep: np.ndarray, place: str, *, years: bool) -> np.ndarray:
    """Return the coefficients of the inputs on the rows of a mask, shape (k,), quickly and without errors."""
    left = _moving(rows, keep, place, years=years) * np.sqrt(rows.design.weights[keep])[:, None]
    size = np.linalg.norm(left[:, 1:], axis=0)
    size[size == 0] = 1.0
    solution = np.linalg.lstsq(left[:, 1:] / size, left[:, 0], rcond=None)[0] / size
    return solution[: len(rows.design.inputs)]


def _moving(rows: Panel, keep: np.ndarray, place: str, *, years: bool) -> np.ndarray:
    """Return outcome, inputs and years less their means by place, after checking that inputs vary."""
    design, k = rows.design, len(rows.design.inputs)
    inputs, dummies = design.x[keep, 1:], _year_dummies(rows, keep, years=years)
    places, weights = pd.factorize(rows.places[keep])[0], design.weights[keep]
    left = without_means(np.column_stack([design.y[keep], inputs, dummies]), places, weights)
    moving, moving_years = left[:, 1 : k + 1], left[:, k + 1 :]
    df = len(left) - k - (places.max() + 1) - np.linalg.matrix_rank(moving_years)
    if df < 1:
        raise ModelError(
            f"{len(left)} rows are too few for {k} inputs and the effects",
            place,
            "Use fewer inputs, more years, or one kind of effects.",
        )
    size = np.linalg.norm(np.sqrt(weights)[:, None] * inputs, axis=0)
    require_identified(moving, design.inputs, moving_years, weights, place=place, original=size)
    return left


def _year_dummies(rows: Panel, keep: np.ndarray, *, years: bool) -> np.ndarray:
    """Return the dummies of all years but the first, shape (kept, T - 1); no column without years."""
    codes = pd.factorize(rows.years[keep], sort=True)[0]
    return np.eye(codes.max() + 1)[codes][:, 1:] if years else np.empty((len(codes), 0))


def _fit_statistics(rows: Panel, residuals: np.ndarray, df: float, *, years: bool) -> dict[str, float]:
    """Return r2 with the effects, r2 of what the effects leave, residual sd and df."""
    y, weights = rows.design.y, rows.design.weights
    root = np.sqrt(weights)[:, None]
    dummies = _year_dummies(rows, np.ones(len(y), dtype=bool), years=years)
    left = without_means(np.column_stack([y, dummies]), rows.places, weights)
    inside = (partial_out(root * left[:, 1:], root * left[:, :1]) ** 2).sum()
    rest = (weights * residuals**2).sum()
    total = (weights * (y - np.average(y, weights=weights)) ** 2).sum()
    return {
        "r2": float(1 - rest / total),
        "r2_within": float(1 - rest / inside) if inside > 0 else float("nan"),
        "residual_sd": float(np.sqrt(rest / df)),
        "df_residual": df,
    }

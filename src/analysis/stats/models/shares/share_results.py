"""What models of shares have in common: what they accept, and the result on two scales."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.design import Design
from analysis.stats.models.inference import Choice
from analysis.stats.models.jackknife import LeftOut, row_names
from analysis.stats.models.shares.marginal_effects import gradient, marginal_effects
from analysis.stats.models.shares.mean_model import MeanModel, in_units
from analysis.stats.result import Result, term_table
from analysis.stats.sample import Sample, select

Scale = Literal["ame", "logit"]

_SCALES = {"ame": "average marginal effects", "logit": "logit coefficients"}
_NEAR_THE_WHOLE = 0.98
_MANY = 0.05


@dataclass(frozen=True, eq=False)
class Estimated:
    """Estimates of a model of shares on both scales, with their covariances.

    Attributes
    ----------
    logit, logit_covariance : arrays, shapes (k,) and (k, k)
        Coefficients of the terms.
    ame, ame_covariance : arrays, shapes (inputs,) and (inputs, inputs)
        Average marginal effects: share per unit of the input.
    df : float
    name : str
        The standard errors as printed.
    """

    logit: np.ndarray
    logit_covariance: np.ndarray
    ame: np.ndarray
    ame_covariance: np.ndarray
    df: float
    name: str


def by_delta_method(
    model: MeanModel, solved: np.ndarray, covariance: np.ndarray, df: float, name: str
) -> Estimated:
    """Return estimates with covariances carried over from the coefficients of the basis, shape (p, p)."""
    terms, slopes = model.transform[: len(model.design.names)], gradient(model, solved)
    return Estimated(
        in_units(model, solved),
        terms @ covariance @ terms.T,
        _everywhere(model, solved),
        slopes @ covariance @ slopes.T,
        df,
        name,
    )


def by_jackknife(
    model: MeanModel, solved: np.ndarray, coefficients: np.ndarray, effects: np.ndarray, left: LeftOut
) -> Estimated:
    """Return estimates with the covariances of replicates: coefficients (G, k) and effects (G, inputs)."""
    logit, ame = in_units(model, solved), _everywhere(model, solved)
    return Estimated(
        logit, left.covariance(coefficients, logit), ame, left.covariance(effects, ame), left.df, left.name
    )


def share_result(
    model: MeanModel,
    estimated: Estimated,
    *,
    choice: Choice,
    method: str,
    scale: Scale,
    whole: float,
    statistics: Mapping[str, float],
    fitted: np.ndarray,
    leverage: np.ndarray,
) -> Result:
    """Return the result of a model of shares: ``terms`` on one scale, the other in ``parts``."""
    design = model.design
    tables = {
        "ame": (design.inputs, whole * estimated.ame, whole**2 * estimated.ame_covariance),
        "logit": (design.names, estimated.logit, estimated.logit_covariance),
    }
    parts = {
        name: term_table(names, estimate, np.sqrt(np.diag(covariance)), estimated.df, level=choice.level)
        for name, (names, estimate, covariance) in tables.items()
    }
    edge = int(((model.y == 0) | (model.y > _NEAR_THE_WHOLE)).sum())
    cautions = {
        "few_degrees_of_freedom": statistics["df_residual"] < 10,
        "high_leverage": (leverage > 0.9).any(),
        "perfect_fit": np.abs(model.y - fitted).max() < 1e-10,
        "repeated_places": design.units < design.n and choice.inference in ("hc0", "classical"),
        "shares_at_the_edge": edge >= _MANY * design.n,
    }
    return Result(
        terms=parts.pop(scale),
        n=design.n,
        units=design.units,
        method=design.describe(f"{method}, {_SCALES[scale]}"),
        inference=estimated.name,
        outcome=design.outcome,
        fit={**statistics, "at_edge": float(edge)},
        sample=design.sample.rows,
        dropped=design.sample.dropped,
        level=choice.level,
        cautions=(*design.cautions, *(name for name, holds in cautions.items() if holds)),
        residuals=pd.Series(whole * (model.y - fitted), index=design.sample.rows.index, name="residual"),
        parts=parts,
    )


def complete_rows(
    data: pd.DataFrame,
    numeric: Sequence[Hashable],
    labels: Sequence[Hashable],
    entity: Hashable | None,
    time: Hashable | None,
) -> tuple[pd.DataFrame, Sample]:
    """Return the complete rows with all columns that a model needs, and the account of the others."""
    sample = select(data, numeric, labels, [column for column in (entity, time) if column is not None])
    further = sample.labels.drop(columns=[name for name in sample.labels if name in sample.numbers])
    complete = pd.concat([sample.numbers, further], axis=1)
    complete.attrs = dict(data.attrs)
    return complete, sample


def require_scale(scale: str, whole: float) -> None:
    """Raise for a scale that there is not, or a whole that is not a positive number."""
    if scale not in _SCALES:
        raise ModelError(f"There is no scale '{scale}'", "scale", "Use 'ame' or 'logit'.")
    if not 0 < whole < np.inf:
        raise ModelError(f"{whole} cannot stand for the whole", "whole", "Use 1 for shares, 100 for percent.")


def require_shares(design: Design, whole: float, *, ends: bool = True) -> None:
    """Raise unless the outcome lies from 0 to ``whole``; without ``ends``, strictly between."""
    y = design.y
    outside = (y < 0) | (y > whole)
    if outside.any():
        percent = whole == 1 and y.min() >= 0 and 1 < y.max() <= 100
        raise ModelError(
            f"Shares lie outside 0 to {whole:g}: from {y.min():g} to {y.max():g}",
            f"column '{design.outcome}', rows {listing(row_names(design.sample.rows[outside]))}",
            "Pass whole=100 where the column is in percent." if percent else "Mend the shares.",
        )
    at_ends = (y == 0) | (y == whole)
    if not ends and at_ends.any():
        raise ModelError(
            f"Shares of 0 or {whole:g} have no place in a beta distribution",
            f"column '{design.outcome}', rows {listing(row_names(design.sample.rows[at_ends]))}",
            "Use fractional_logit, which allows them; do not move the figures.",
        )


def require_counts(counts: Sample, successes: Hashable, trials: Hashable, inputs: Sequence[Hashable]) -> None:
    """Raise unless counts are whole, totals positive, no count above its total, and neither an input."""
    for column in (successes, trials):
        if column in inputs or successes == trials:
            raise ModelError(
                f"'{column}' has two parts in the model",
                "successes, trials, inputs",
                "Give each its own column.",
            )
    count, total = counts.numbers[successes], counts.numbers[trials]
    wrong = {
        f"'{successes}' is negative": count < 0,
        f"'{trials}' is not positive: nothing was counted there": total <= 0,
        f"'{successes}' is above '{trials}'": count > total,
        f"'{successes}' or '{trials}' is not whole": (count % 1 != 0) | (total % 1 != 0),
    }
    for thing, rows in wrong.items():
        if rows.any():
            raise ModelError(
                thing,
                f"rows {listing(row_names(counts.rows[rows.to_numpy()]))}",
                "Mend the counts, or leave the rows out; for shares without counts use fractional_logit.",
            )


def _everywhere(model: MeanModel, solved: np.ndarray) -> np.ndarray:
    """Return average marginal effects over all rows, shape (inputs,)."""
    return marginal_effects(model, solved[None, :], np.ones((1, len(model.y)), dtype=bool))[0]

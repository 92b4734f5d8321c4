"""How strong something unmeasured would have to be to undo an estimate (Cinelli and Hazlett 2020).

The algebra is that of least squares with classical standard errors, whatever standard errors the model is
reported with. Partial R2 is a share between 0 and 1 throughout.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.models.design import as_columns
from analysis.stats.models.linear import ols


@dataclass(frozen=True)
class Sensitivity:
    """How robust the coefficient of one input is to what is not measured.

    Attributes
    ----------
    term : str
    estimate, std_error, df : float
        Of the model, classical.
    partial_r2 : float
        Share of the rest of the outcome that the input explains: a confounder that explains all of the
        outcome would need this share of the input to bring the estimate to zero.
    robustness_value : float
        Share of both outcome and input that a confounder would need to bring the estimate to zero.
    robustness_value_interval : float
        The same to bring zero into the interval at ``1 - alpha``.
    """

    term: str
    estimate: float
    std_error: float
    df: float
    partial_r2: float
    robustness_value: float
    robustness_value_interval: float


def partial_r2(statistic: float, df: float) -> float:
    """Return the partial R2 of a coefficient from its t statistic and residual degrees of freedom."""
    return statistic**2 / (statistic**2 + df)


def robustness_value(statistic: float, df: float, *, share: float = 1.0, alpha: float | None = None) -> float:
    """Return the robustness value of a coefficient.

    Parameters
    ----------
    statistic, df : float
        Classical t statistic and residual degrees of freedom.
    share : float
        Share of the estimate to be explained away (q).
    alpha : float, optional
        Bring the estimate within the margin of a test of this size, instead of to zero.

    Raises
    ------
    ModelError
        For fewer than two degrees of freedom, or a share that is not positive.
    """
    if df < 2 or share <= 0:
        raise ModelError(f"df {df}, share {share}", "robustness_value", "Give df >= 2 and a positive share.")
    strength = share * abs(statistic) / np.sqrt(df)
    margin = 0.0 if alpha is None else stats.t.ppf(1 - alpha / 2, df - 1) / np.sqrt(df - 1)
    left = strength - margin
    if left <= 0:
        return 0.0
    if margin > 0 and strength > 1 / margin:
        return float((strength**2 - margin**2) / (1 + strength**2))
    return float((np.sqrt(left**4 + 4 * left**2) - left**2) / 2)


def adjusted(
    estimate: float, std_error: float, df: float, *, r2_input: float, r2_outcome: float
) -> tuple[float, float]:
    """Return estimate and standard error had a confounder of this strength been in the model.

    Parameters
    ----------
    estimate, std_error, df : float
        Classical, of the model without it.
    r2_input : float
        Partial R2 of the confounder with the input, in [0, 1).
    r2_outcome : float
        Partial R2 of the confounder with the outcome, in [0, 1].

    Returns
    -------
    tuple of float
        The estimate moved towards zero (and past it, when the confounder is strong enough), and its error.

    Raises
    ------
    ModelError
        For shares that are none.
    """
    if not (0 <= r2_input < 1 and 0 <= r2_outcome <= 1):
        raise ModelError(
            f"partial R2 of {r2_input} and {r2_outcome}", "adjusted", "Give shares between 0 and 1."
        )
    bias = std_error * np.sqrt(df * r2_outcome * r2_input / (1 - r2_input))
    error = std_error * np.sqrt((1 - r2_outcome) / (1 - r2_input) * df / (df - 1))
    return float(np.sign(estimate) * (abs(estimate) - bias)), float(error)


def sensitivity(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    term: Hashable,
    *,
    alpha: float = 0.05,
    **options: Any,
) -> Sensitivity:
    """Return how robust the coefficient of ``term`` is to what is not measured.

    Parameters
    ----------
    data, outcome, inputs
        The model, as in :func:`analysis.stats.models.linear.ols`; ``term`` is one of the inputs.
    term : column name
    alpha : float
    **options
        ``effects``, ``weights``, ``entity``, ``time`` of :func:`analysis.stats.models.linear.ols`.

    Raises
    ------
    ModelError
        As ``ols``; and when ``term`` is not an input.
    """
    _require_input(term, inputs)
    result = ols(data, outcome, inputs, inference="classical", **options)
    row = result.term(str(term))
    statistic, df = float(row["statistic"]), float(row["df"])
    return Sensitivity(
        str(term),
        float(row["estimate"]),
        float(row["std_error"]),
        df,
        partial_r2(statistic, df),
        robustness_value(statistic, df),
        robustness_value(statistic, df, alpha=alpha),
    )


def benchmarks(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    term: Hashable,
    *,
    times: Sequence[float] = (1, 2, 3),
    **options: Any,
) -> pd.DataFrame:
    """Return what a confounder as strong as each measured control, or some times as strong, would leave.

    Parameters
    ----------
    data, outcome, inputs, term, **options
        As in :func:`sensitivity`; the other inputs are the controls.
    times : sequence of float
        How many times as strong.

    Returns
    -------
    DataFrame
        One row per control and multiple: ``control``, ``times``, ``r2_input``, ``r2_outcome`` (bounds on the
        partial R2 of the confounder), ``estimate``, ``std_error``, ``statistic``, ``low``, ``high``
        (adjusted, 95 %). A multiple that no confounder can have on these data has missing figures.

    Raises
    ------
    ModelError
        As :func:`sensitivity`; and when there are no controls.
    """
    _require_input(term, inputs)
    controls = [name for name in as_columns(inputs) if name != term]
    if not controls:
        raise ModelError("There are no controls", "benchmarks", "Give at least one input beside the term.")
    data = data.reset_index(drop=True)
    model = ols(data, outcome, inputs, inference="classical", **options)
    treatment = ols(data.loc[model.sample.index], term, controls, inference="classical", **options)
    row = model.term(str(term))
    found = []
    for control in controls:
        shares = [
            partial_r2(float(fit.term(str(control))["statistic"]), float(fit.term(str(control))["df"]))
            for fit in (treatment, model)
        ]
        for multiple in times:
            r2_input, r2_outcome = _bounds(shares[0], shares[1], multiple)
            found.append(
                {"control": str(control), "times": multiple, "r2_input": r2_input, "r2_outcome": r2_outcome}
                | _adjusted_row(row, r2_input, r2_outcome)
            )
    return pd.DataFrame(found)


def strongest(marks: pd.DataFrame) -> float:
    """Return the partial R2 that the strongest measured control reaches with both outcome and input.

    Parameters
    ----------
    marks : DataFrame
        From :func:`benchmarks`, once as strong.

    Returns
    -------
    float
        The largest, over the controls, of the smaller share of each: a confounder needs the robustness value
        in both. A bound that no confounder can reach on these data lies above every share, and counts as 1.
    """
    return float(marks[["r2_input", "r2_outcome"]].fillna(1.0).min(axis=1).max())


def _bounds(control_input: float, control_outcome: float, times: float) -> tuple[float, float]:
    """Return the bounds of Cinelli and Hazlett (2020, section 4.4) on a confounder ``times`` as strong."""
    r2_input = times * control_input / (1 - control_input)
    remaining = (1 - times * control_input) * (1 - control_input)
    if r2_input >= 1 or remaining <= 0:
        return float("nan"), float("nan")
    shared = times * control_input**2 / remaining
    if shared >= 1:
        return r2_input, float("nan")
    factor = ((np.sqrt(times) + np.sqrt(shared)) / np.sqrt(1 - shared)) ** 2
    return r2_input, float(min(factor * control_outcome / (1 - control_outcome), 1.0))


def _adjusted_row(row: "pd.Series[float]", r2_input: float, r2_outcome: float) -> dict[str, float]:
    """Return the adjusted figures of a term, missing where the bounds are."""
    if np.isnan(r2_input) or np.isnan(r2_outcome):
        return dict.fromkeys(("estimate", "std_error", "statistic", "low", "high"), float("nan"))
    df = float(row["df"])
    estimate, error = adjusted(
        float(row["estimate"]), float(row["std_error"]), df, r2_input=r2_input, r2_outcome=r2_outcome
    )
    margin = float(stats.t.ppf(0.975, df - 1)) * error
    statistic = estimate / error if error > 0 else float("inf")
    return {
        "estimate": estimate,
        "std_error": error,
        "statistic": statistic,
        "low": estimate - margin,
        "high": estimate + margin,
    }


def _require_input(term: Hashable, inputs: Sequence[Hashable]) -> None:
    """Raise unless the term is one of the inputs."""
    if term not in as_columns(inputs):
        raise ModelError(f"'{term}' is not an input", "sensitivity", "Name one of the inputs of the model.")

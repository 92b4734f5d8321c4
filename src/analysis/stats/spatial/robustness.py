"""What letting neighbours in does to one coefficient, for several ways to say who is a neighbour."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.models.design import Columns, as_columns
from analysis.stats.models.linear import ols
from analysis.stats.result import Result
from analysis.stats.spatial.autocorrelation import several
from analysis.stats.spatial.lag import ERROR, LAG, multipliers, spatial_error, spatial_lag
from analysis.stats.spatial.residuals import residual_moran
from analysis.stats.spatial.weights import Weights


@dataclass(frozen=True, eq=False)
class NeighbourRobustness:
    """One coefficient without neighbours and with them.

    Attributes
    ----------
    term : str
    ols : Result
        Least squares with HC3.
    table : DataFrame, index (weights, model)
        ``model`` is ``lag`` or ``error``: ``estimate``, ``low``, ``high``, ``p_value`` of the coefficient;
        ``total``, its total multiplier under a lag model, the coefficient itself under an error model;
        ``spatial`` and ``spatial_p_value``, rho or lambda; ``log_likelihood``, ``aic``.
    residuals : DataFrame, index ``weights``
        Moran's I of the residuals of least squares, as
        :func:`~analysis.stats.spatial.residuals.residual_moran` returns it.
    """

    term: str
    ols: Result
    table: pd.DataFrame
    residuals: pd.DataFrame

    @property
    def same_sign(self) -> bool:
        """Whether the coefficient has the sign of least squares in every model with neighbours."""
        return bool((np.sign(self.table["estimate"]) == np.sign(self._main["estimate"])).all())

    @property
    def same_verdict(self) -> bool:
        """Whether the interval excludes zero in every model if and only if that of least squares does."""
        excludes = (self.table["low"] > 0) | (self.table["high"] < 0)
        return bool((excludes == (self._main["low"] > 0 or self._main["high"] < 0)).all())

    @property
    def largest_p(self) -> float:
        """The largest p-value of the coefficient, least squares included."""
        return float(max(self._main["p_value"], self.table["p_value"].max()))

    @property
    def _main(self) -> "pd.Series[float]":
        return self.ols.term(self.term)


def robust_to_neighbours(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    weights: Weights | Sequence[Weights],
    *,
    term: Hashable | None = None,
    entity: Hashable | None = None,
    effects: Columns = None,
    standardise: bool = False,
    level: float = 0.95,
) -> NeighbourRobustness:
    """Estimate a cross-section by least squares, and with neighbours in the outcome or in the errors.

    Parameters
    ----------
    data, outcome, inputs, entity, effects, standardise, level
        As in :func:`~analysis.stats.spatial.lag.spatial_lag`.
    weights : Weights or several
    term : column name, optional
        The coefficient to follow; the first input without it.

    Returns
    -------
    NeighbourRobustness

    Raises
    ------
    ModelError
        When one of the models cannot be estimated.
    """
    inputs = as_columns(inputs)
    name = str(inputs[0] if term is None else term)
    options: dict[str, Any] = {
        "entity": entity,
        "effects": effects,
        "standardise": standardise,
        "level": level,
    }
    rows = {}
    for one in several(weights):
        lag = spatial_lag(data, outcome, inputs, one, **options)
        total = float(multipliers(lag, one)["total"][name])
        rows[one.name, "lag"] = _row(lag, name, LAG, total)
        error = spatial_error(data, outcome, inputs, one, **options)
        rows[one.name, "error"] = _row(error, name, ERROR, float(error.term(name)["estimate"]))
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.MultiIndex.from_tuples(rows, names=["weights", "model"])
    residuals = residual_moran(data, outcome, inputs, weights, entity=entity, effects=effects)
    return NeighbourRobustness(name, ols(data, outcome, inputs, **options), table, residuals)


def _row(result: Result, name: str, spatial: str, total: float) -> dict[str, float]:
    """Return the row of one model: the coefficient, its multiplier, and the term of the neighbours."""
    coefficient, neighbours = result.term(name), result.term(spatial)
    return {
        **{column: float(coefficient[column]) for column in ("estimate", "low", "high", "p_value")},
        "total": total,
        "spatial": float(neighbours["estimate"]),
        "spatial_p_value": float(neighbours["p_value"]),
        "log_likelihood": result.fit["log_likelihood"],
        "aic": result.fit["aic"],
    }

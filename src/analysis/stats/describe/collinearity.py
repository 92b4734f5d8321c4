"""How far inputs say the same: correlations, variance inflation, condition number."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.design import Columns, as_columns, dummy_basis
from analysis.stats.models.identification import partial_out
from analysis.stats.sample import select


@dataclass(frozen=True, eq=False)
class Collinearity:
    """What the inputs of a model share.

    Attributes
    ----------
    vif : Series, index the inputs
        Variance inflation factor: by how much the variance of a coefficient is larger than with unrelated
        inputs; infinite for an exact combination of others.
    correlations : DataFrame, inputs by inputs
        On the rows that have all inputs.
    condition_number : float
        Root of the ratio of the largest to the smallest eigenvalue of the correlations; above 30 the
        coefficients are hard to tell apart (Belsley, Kuh and Welsch 1980). Units and origins do not matter.
    n : int
        Rows with all inputs.
    dropped : DataFrame
        Rows left out and why.
    """

    vif: "pd.Series[float]"
    correlations: pd.DataFrame
    condition_number: float
    n: int
    dropped: pd.DataFrame


def collinearity(
    data: pd.DataFrame,
    inputs: Sequence[Hashable],
    *,
    effects: Columns = None,
    entity: Hashable | None = None,
    time: Hashable | None = None,
) -> Collinearity:
    """Return what the inputs share, within the groups of ``effects`` when they are given.

    Parameters
    ----------
    data : DataFrame
    inputs : sequence of column names
        At least two.
    effects : column name or several, optional
        Removed from the inputs first, as the model with these effects does.
    entity, time : column name, optional
        What identifies a row in ``dropped``.

    Returns
    -------
    Collinearity

    Raises
    ------
    ModelError
        For fewer than two inputs, columns that cannot be used or do not vary, or too few rows.
    """
    inputs = as_columns(inputs)
    if len(inputs) < 2:
        raise ModelError("There is one input", "collinearity", "Give at least two.")
    identifiers = [column for column in (entity, time) if column is not None]
    sample = select(data, inputs, as_columns(effects), identifiers)
    absorbed = dummy_basis(sample.labels, as_columns(effects))
    before = absorbed if effects is not None else np.ones((len(sample.rows), 1))
    left = partial_out(before, sample.numbers.to_numpy())
    size = np.linalg.norm(left, axis=0)
    flat = size <= 1e-12 * np.linalg.norm(sample.numbers.to_numpy(), axis=0)
    if flat.any():
        named = listing(name for name, still in zip(inputs, flat, strict=True) if still)
        raise ModelError(f"No variation in {named}", "the rows with all inputs", "Leave the column out.")
    if len(left) <= len(inputs) + before.shape[1]:
        raise ModelError(f"{len(left)} rows are too few", "the rows with all inputs", "Use fewer inputs.")
    scaled = left / size
    correlations = pd.DataFrame(scaled.T @ scaled, index=inputs, columns=inputs)
    roots = np.linalg.svd(scaled, compute_uv=False)
    condition = float(roots[0] / roots[-1]) if roots[-1] > 1e-12 * roots[0] else float("inf")
    vif = pd.Series([_inflation(scaled, column) for column in range(len(inputs))], index=inputs, name="vif")
    return Collinearity(vif, correlations, condition, len(left), sample.dropped)


def _inflation(scaled: np.ndarray, column: int) -> float:
    """Return the variance inflation of one column of unit length, infinite when the others make it up."""
    left = partial_out(np.delete(scaled, column, axis=1), scaled[:, [column]])
    rest = float((left**2).sum())
    return 1 / rest if rest > 1e-20 else float("inf")

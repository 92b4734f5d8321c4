"""Whether neighbours are still alike once a model has had its say."""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError, listing, nearest
from analysis.stats.models.design import Columns, Design, build
from analysis.stats.result import Result
from analysis.stats.spatial.autocorrelation import PERMUTATIONS, moran, several
from analysis.stats.spatial.weights import Weights


def residual_moran(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    weights: Weights | Sequence[Weights],
    *,
    entity: Hashable | None = None,
    effects: Columns = None,
) -> pd.DataFrame:
    """Return Moran's I of the residuals of least squares, with the moments that residuals have.

    Parameters
    ----------
    data : DataFrame
        One row per place; places with a missing value leave model and matrix.
    outcome : column name
    inputs : sequence of column names
    weights : Weights or several
    entity : column name, optional
        The codes of the places; the index without it.
    effects : column name or several, optional
        Columns of labels that enter as dummies.

    Returns
    -------
    DataFrame, index ``weights``
        ``i``, ``expected``, ``std_error``, ``statistic``, ``p_value`` (two-sided, normal) and ``n``.

    Raises
    ------
    ModelError
        For a model that cannot be estimated, more than one row per place, or places of another matrix.

    Notes
    -----
    Cliff and Ord (1981, p. 202): residuals are smoother than figures, and the moments of figures find too
    little in them.
    """
    design = build(data, outcome, inputs, entity=entity, effects=effects)
    rows = {one.name: _cliff_ord(design, on_sample(data, design, one, entity)) for one in several(weights)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("weights")


def moran_of_residuals(
    result: Result,
    weights: Weights | Sequence[Weights],
    *,
    place: Hashable | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return Moran's I of the residuals of any model with one row per place.

    Parameters
    ----------
    result : Result
    weights : Weights or several
    place : column name, optional
        The codes in ``result.sample``; its first column without it.
    permutations, seed
        As in :func:`~analysis.stats.spatial.autocorrelation.moran`.

    Returns
    -------
    DataFrame, index ``weights``
        As :func:`~analysis.stats.spatial.autocorrelation.moran`. The moments are those of figures, so a
        pattern is found too seldom; :func:`residual_moran` has the right ones for least squares.

    Raises
    ------
    ModelError
        For an unknown column, more than one row per place, and places of another matrix.
    """
    column = result.sample.columns[0] if place is None else place
    if column not in result.sample:
        raise ModelError(
            f"There is no column '{column}'", "result.sample", nearest(column, result.sample.columns)
        )
    known = pd.Series(result.residuals.to_numpy(), index=pd.Index(result.sample[column]), name="residual")
    left_out = pd.Index(result.dropped[column] if len(result.dropped) else []).difference(known.index)
    values = pd.concat([known, pd.Series(np.nan, index=left_out, name="residual")])
    values.attrs.update(result.sample.attrs)
    return moran(values, weights, permutations=permutations, seed=seed)


def on_sample(data: pd.DataFrame, design: Design, weights: Weights, entity: Hashable | None) -> Weights:
    """Return the matrix on the places of a sample, in the order of its rows.

    Parameters
    ----------
    data : DataFrame
        What the design was built from, with the places that it leaves out.
    design : Design
    weights : Weights
    entity : column name or None

    Raises
    ------
    ModelError
        For more than one row per place, places of another matrix or geography, or fewer than five places.
    """
    codes = pd.Series(data.index if entity is None else data[entity].array, index=data.index).dropna()
    twice = codes[codes.duplicated()].tolist() or data.index[data.index.duplicated()].tolist()
    if twice:
        raise ModelError(
            f"More than one row for {listing(dict.fromkeys(twice))}",
            f"weights '{weights.name}'",
            "Take one year of the panel, with the codes as entity.",
        )
    places = codes[design.sample.rows.index]
    used = pd.Series(design.y, index=pd.Index(places), name=design.outcome).reindex(pd.Index(codes))
    used.attrs.update(data.attrs)
    weights.join(used)
    return weights.restrict(tuple(places))


def _cliff_ord(design: Design, weights: Weights) -> dict[str, float]:
    """Return Moran's I of the least-squares residuals of a design, with its moments and p-value."""
    regressors, _ = np.linalg.qr(np.hstack([design.x, design.absorbed]))
    maker = np.eye(design.n) - regressors @ regressors.T
    symmetric = (weights.matrix + weights.matrix.T) / 2
    residuals = maker @ design.y
    scale, df = design.n / weights.matrix.sum(), design.df_residual
    product = maker @ symmetric
    first = np.trace(product)
    expected = scale * first / df
    variance = scale**2 * 2 * (df * np.trace(product @ product) - first**2) / (df**2 * (df + 2))
    i = scale * (residuals @ symmetric @ residuals) / (residuals @ residuals)
    statistic = (i - expected) / np.sqrt(variance)
    return {
        "i": float(i),
        "expected": float(expected),
        "std_error": float(np.sqrt(variance)),
        "statistic": float(statistic),
        "p_value": float(2 * stats.norm.sf(abs(statistic))),
        "n": design.n,
    }

"""The wild cluster bootstrap with the null imposed: an exact list of sign vectors where clusters are few."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns, build
from analysis.stats.models.identification import partial_out

MOST_ENUMERATED = 12
DRAWS = 9999


@dataclass(frozen=True)
class WildBootstrap:
    """The test of one coefficient by the wild cluster bootstrap.

    Attributes
    ----------
    term : str
    p_value : float
        Two-sided: the share of sign vectors whose statistic is at least as large as that of the data.
    statistic : float
        The t statistic with clustered (CR0) standard error that is compared.
    clusters : int
    draws : int
        Sign vectors compared: all 2^G of them up to 12 clusters.
    smallest_p : float
        The smallest p-value that exists with these draws: 2/64 with six regions.
    name : str
    """

    term: str
    p_value: float
    statistic: float
    clusters: int
    draws: int
    smallest_p: float
    name: str


def wild_cluster_bootstrap(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    term: Hashable,
    cluster: Hashable,
    *,
    effects: Columns = None,
    weights: Hashable | None = None,
    seed: int = 0,
) -> WildBootstrap:
    """Test that the coefficient of ``term`` is zero, with errors that may be related within clusters.

    Parameters
    ----------
    data, outcome, inputs, effects, weights
        The model, as in :func:`analysis.stats.models.linear.ols`.
    term : column name
        One of the inputs.
    cluster : column name
    seed : int
        Used above 12 clusters, where 9,999 sign vectors are drawn.

    Returns
    -------
    WildBootstrap

    Raises
    ------
    ModelError
        As ``ols``; for a term that is not an input, or fewer than five clusters, with which no p-value is
        below 5 %.

    Notes
    -----
    Cameron, Gelbach and Miller (2008), WCR with Rademacher weights; factors of the standard error cancel.
    """
    design = build(data, outcome, inputs, effects=effects, clusters=cluster, weights=weights)
    if str(term) not in design.inputs:
        raise ModelError(f"'{term}' is not an input", "wild_cluster_bootstrap", "Name one of the inputs.")
    codes = design.labels(cluster)
    count = int(codes.max()) + 1
    if count < 5:
        raise ModelError(
            f"With {count} clusters the smallest p-value is {2 / 2**count:.3f}",
            f"cluster '{cluster}'",
            "Use HC3 with effects of the clusters instead.",
        )
    root = np.sqrt(design.weights)[:, None]
    column = design.names.index(str(term))
    others = root * np.hstack([np.delete(design.x, column, axis=1), design.absorbed])
    everything = np.hstack([others, root * design.x[:, [column]]])
    y = root * design.y[:, None]
    own = partial_out(others, root * design.x[:, [column]])
    restricted = partial_out(others, y)
    groups = np.eye(count)[codes]
    # Row g, column h: the score of cluster g when the restricted residuals of cluster h alone are kept.
    scores = groups.T @ (own * partial_out(everything, groups * restricted))
    numerator = groups.T @ (own * restricted)
    signs = _signs(count, seed)
    observed, *_ = _statistics(np.ones((1, count)), numerator, scores)
    drawn = np.abs(_statistics(signs, numerator, scores))
    # Equal statistics count as at least as large, rounding aside: the data's own vector is among them.
    p_value = float((drawn >= abs(observed) * (1 - 1e-9)).mean())
    return WildBootstrap(
        str(term),
        p_value,
        float(observed),
        count,
        len(signs),
        2 / len(signs) if count <= MOST_ENUMERATED else 1 / len(signs),
        f"wild cluster bootstrap by {cluster}, {len(signs)} sign vectors"
        + (" (all)" if count <= MOST_ENUMERATED else ""),
    )


def _statistics(signs: np.ndarray, numerator: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the t statistic of each sign vector, infinite where its standard error is zero."""
    spread = np.sqrt(((signs @ scores.T) ** 2).sum(axis=1))
    above = signs @ numerator[:, 0]
    return np.divide(above, spread, out=np.full_like(above, np.inf), where=spread > 0)


def _signs(count: int, seed: int) -> np.ndarray:
    """Return sign vectors, shape (draws, G): all of them up to 12 clusters, else random ones."""
    if count <= MOST_ENUMERATED:
        return np.array(list(product([1.0, -1.0], repeat=count)))
    random = np.random.default_rng(seed).choice([1.0, -1.0], size=(DRAWS, count))
    return np.vstack([np.ones((1, count)), random])

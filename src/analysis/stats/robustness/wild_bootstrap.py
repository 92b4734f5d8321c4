"""The wild cluster bootstrap with the null imposed: an exact list of sign vectors where clusters are few."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.models.design import Columns, build
from analysis.stats.models.identification import partial_out

MOST_ENUMERATED = 12
DRAWS = 9999
_AT_ONCE = 2**18


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
    own = partial_out(others, root * design.x[:, [column]])[:, 0]
    restricted = partial_out(others, y)[:, 0]
    scores = _Scores.of(own, restricted, np.linalg.qr(everything)[0], codes)
    observed, *_ = scores.statistics(np.ones((1, count)))
    # Equal statistics count as at least as large, rounding aside: the data's own vector is among them.
    least = abs(observed) * (1 - 1e-9)
    draws, as_large = 0, 0
    for signs in _signs(count, seed):
        draws += len(signs)
        as_large += int((np.abs(scores.statistics(signs)) >= least).sum())
    return WildBootstrap(
        str(term),
        as_large / draws,
        float(observed),
        count,
        draws,
        2 / draws if count <= MOST_ENUMERATED else 1 / draws,
        f"wild cluster bootstrap by {cluster}, {draws} sign vectors"
        + (" (all)" if count <= MOST_ENUMERATED else ""),
    )


@dataclass(frozen=True, eq=False)
class _Scores:
    """The scores of the clusters as the signs of all of them make them.

    With sign w_h on the restricted residuals of each cluster h, cluster g has w_g ``kept`` _g less what the
    regressors take out again, ``given`` _g' (sum of w_h ``taken`` _h): no matrix of clusters by clusters.

    Attributes
    ----------
    kept : array, shape (G,)
    given, taken : arrays, shape (G, p)
    """

    kept: np.ndarray
    given: np.ndarray
    taken: np.ndarray

    @classmethod
    def of(cls, own: np.ndarray, restricted: np.ndarray, basis: np.ndarray, codes: np.ndarray) -> "_Scores":
        """Return scores from what the others leave of the regressor, residuals, a basis of all, clusters."""
        order = np.argsort(codes, kind="stable")
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        columns = np.column_stack([own * restricted, own[:, None] * basis, restricted[:, None] * basis])
        sums = np.add.reduceat(columns[order], starts, axis=0)
        return cls(sums[:, 0], *np.split(sums[:, 1:], 2, axis=1))

    def statistics(self, signs: np.ndarray) -> np.ndarray:
        """Return the t statistic of each sign vector (draws, G), infinite where its error is zero."""
        scores = signs * self.kept - (signs @ self.taken) @ self.given.T
        spread = np.sqrt((scores**2).sum(axis=1))
        above = signs @ self.kept
        return np.divide(above, spread, out=np.full_like(above, np.inf), where=spread > 0)


def _signs(count: int, seed: int) -> Iterator[np.ndarray]:
    """Yield sign vectors, shape (draws, G), in blocks: all of them up to 12 clusters, else random ones.

    The first is that of the data. A seed gives the same vectors whatever the size of the blocks.
    """
    if count <= MOST_ENUMERATED:
        yield 1.0 - 2.0 * (np.arange(2**count)[:, None] >> np.arange(count)[::-1] & 1)
        return
    yield np.ones((1, count))
    random, step = np.random.default_rng(seed), max(1, _AT_ONCE // count)
    for start in range(0, DRAWS, step):
        yield random.choice([1.0, -1.0], size=(min(step, DRAWS - start), count))

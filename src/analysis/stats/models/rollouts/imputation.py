"""The arithmetic of a staggered roll-out: sums by cluster, of which every estimate and replicate is made.

The effect of a place is its mean over the rows in which it is not yet equipped. With these means taken out,
the regression on the rows not yet equipped has one column per year and control alone, and to leave a cluster
out is to take its sums away: no replicate goes back to the rows.
"""

from dataclasses import dataclass

import numpy as np

from analysis.stats.models.covariance import jackknife_covariance

_RANK = 1e-10
_IDENTIFIED = 1e-6


@dataclass(frozen=True, eq=False)
class Averages:
    """Estimates, and what they would be without each cluster.

    Attributes
    ----------
    estimate : array, shape (k,)
    replicates : array, shape (G, k)
        The estimates without each cluster; missing where the other clusters do not identify them.
    influence : array, shape (G, k)
        What the errors of each cluster add to the estimates, the estimated effects of places and years
        included (Gardner 2022).
    """

    estimate: np.ndarray
    replicates: np.ndarray
    influence: np.ndarray

    def covariance(self, inference: str) -> np.ndarray:
        """Return the covariance, shape (k, k): ``cluster_jackknife`` (CR3) or ``cluster_cr0``.

        A term that cannot be estimated without one of the clusters has none: its variance is missing.
        """
        if inference == "cluster_jackknife":
            return jackknife_covariance(self.replicates, self.estimate)
        found = self.influence.T @ self.influence
        resting = np.isnan(self.replicates).any(axis=0)
        return np.where(resting | resting[:, None], np.nan, found)


@dataclass(frozen=True, eq=False)
class ClusterSums:
    """Normal equations by cluster.

    Attributes
    ----------
    cross : array, shape (G, q, q)
        Sums of weight x column x column.
    moment : array, shape (G, q)
        Sums of weight x column x outcome.
    """

    cross: np.ndarray
    moment: np.ndarray

    def solve(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return coefficients (q,), inverse (q, q) and the projection on what is identified (q, q)."""
        return _solve(self.cross.sum(axis=0), self.moment.sum(axis=0))

    def solve_without(self) -> tuple[np.ndarray, np.ndarray]:
        """Return coefficients (G, q) and projections (G, q, q) without each cluster in turn."""
        coefficients, _, projection = _solve(
            self.cross.sum(axis=0) - self.cross, self.moment.sum(axis=0) - self.moment
        )
        return coefficients, projection


def cluster_sums(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, clusters: np.ndarray, count: int
) -> ClusterSums:
    """Return the sums of rows x (n, q), y (n,), weights (n,) by clusters numbered from 0 to ``count`` - 1."""
    weighted = x * weights[:, None]
    blocks = _blocks(clusters, count)
    return ClusterSums(
        np.stack([weighted[rows].T @ x[rows] for rows in blocks]),
        np.stack([weighted[rows].T @ y[rows] for rows in blocks]),
    )


def identified(vectors: np.ndarray, projection: np.ndarray) -> np.ndarray:
    """Return which vectors (..., q) lie in what a projection (..., q, q) leaves, as bool (...)."""
    outside = np.linalg.norm(vectors - vectors @ projection, axis=-1)
    return outside <= _IDENTIFIED * np.maximum(np.linalg.norm(vectors, axis=-1), 1e-300)


def imputed_averages(
    sums: ClusterSums,
    x: np.ndarray,
    y: np.ndarray,
    *,
    weights: np.ndarray,
    clusters: np.ndarray,
    members: np.ndarray,
) -> Averages:
    """Return averages of outcome less imputed outcome over sets of equipped rows.

    Parameters
    ----------
    sums : ClusterSums
        Of the rows not yet equipped.
    x, y, weights, clusters : arrays, shapes (m, q), (m,), (m,), (m,)
        The equipped rows, means over the rows not yet equipped taken out.
    members : array of bool, shape (m, k)
        The sets.
    """
    coefficients, inverse, _ = sums.solve()
    blocks = _blocks(clusters, len(sums.moment))
    shares = members * weights[:, None]
    size = np.stack([shares[rows].sum(axis=0) for rows in blocks])
    outcome = np.stack([shares[rows].T @ y[rows] for rows in blocks])
    shift = np.stack([shares[rows].T @ x[rows] for rows in blocks])
    total = size.sum(axis=0)
    estimate = (outcome.sum(axis=0) - shift.sum(axis=0) @ coefficients) / total

    without, projection = sums.solve_without()
    shift_left = shift.sum(axis=0) - shift
    known = identified(shift_left, projection) & (total > size)
    left = outcome.sum(axis=0) - outcome - (shift_left @ without[:, :, None])[:, :, 0]
    replicates = np.divide(left, total - size, out=np.full_like(left, np.nan), where=known)

    errors = sums.moment - sums.cross @ coefficients
    own = outcome - shift @ coefficients - estimate * size
    influence = (own - errors @ inverse @ shift.sum(axis=0).T) / total
    return Averages(estimate, replicates, influence)


def coefficients(sums: ClusterSums, first: int) -> Averages:
    """Return the first coefficients of a regression; missing where a replicate does not identify them."""
    estimate, inverse, _ = sums.solve()
    without, projection = sums.solve_without()
    unit = np.eye(sums.moment.shape[1])[:first]
    known = identified(unit[None], projection)
    influence = (sums.moment - sums.cross @ estimate) @ inverse
    return Averages(estimate[:first], np.where(known, without[:, :first], np.nan), influence[:, :first])


def _solve(cross: np.ndarray, moment: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return coefficients, inverse and projection of normal equations, one or a stack."""
    inverse = np.linalg.pinv(cross, rcond=_RANK, hermitian=True)
    return (inverse @ moment[..., None])[..., 0], inverse, inverse @ cross


def _blocks(clusters: np.ndarray, count: int) -> list[np.ndarray]:
    """Return the rows of each cluster."""
    order = np.argsort(clusters, kind="stable")
    return np.split(order, np.searchsorted(clusters[order], np.arange(1, count)))

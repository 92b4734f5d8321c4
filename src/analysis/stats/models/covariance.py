"""Covariances of least-squares coefficients: robust to heteroskedasticity, clustered, cluster jackknife.

All but the jackknife are those of the coefficients of orthonormal columns
(:class:`analysis.stats.models.least_squares.LeastSquares`), where the usual bread is the identity.
"""

from collections.abc import Callable, Sequence

import numpy as np

from analysis.stats.errors import ModelError


def heteroskedasticity_robust(kind: str, basis: np.ndarray, residuals: np.ndarray) -> np.ndarray:
    """Return the HC0 to HC4 covariance, shape (p, p).

    Parameters
    ----------
    kind : {"hc0", "hc1", "hc2", "hc3", "hc4"}
    basis : array, shape (n, p)
        Orthonormal columns.
    residuals : array, shape (n,)
        Multiplied by the roots of the weights.
    """
    n, p = basis.shape
    leverage = (basis**2).sum(axis=1)
    power = {"hc0": 0.0, "hc1": 0.0, "hc2": 1.0, "hc3": 2.0, "hc4": np.minimum(4, n * leverage / p)}[kind]
    scores = basis * (residuals / (1 - leverage) ** (power / 2))[:, None]
    return scores.T @ scores * (n / (n - p) if kind == "hc1" else 1.0)


def clustered(scores: np.ndarray, groups: Sequence[np.ndarray], counted: int | None) -> np.ndarray:
    """Return the covariance clustered one way or two ways, shape (p, p).

    Parameters
    ----------
    scores : array, shape (n, p)
        Orthonormal columns times residuals.
    groups : one or two arrays of int, shape (n,)
        Cluster of each row, from 0.
    counted : int or None
        K of the factor G/(G-1) x (N-1)/(N-K) of each part (CR1); None for no factor (CR0).

    Notes
    -----
    Two ways: the sum of both less the covariance by their intersection, each with its own factor (Cameron,
    Gelbach and Miller 2011).
    """
    parts = [(codes, 1.0) for codes in groups]
    if len(groups) == 2:
        both = np.unique(np.column_stack(groups), axis=0, return_inverse=True)[1]
        parts.append((both.ravel(), -1.0))
    n = len(scores)
    total = np.zeros((scores.shape[1], scores.shape[1]))
    for codes, sign in parts:
        count = codes.max() + 1
        factor = count / (count - 1) * (n - 1) / (n - counted) if counted is not None else 1.0
        sums = np.zeros((count, scores.shape[1]))
        np.add.at(sums, codes, scores)
        total += sign * factor * sums.T @ sums
    return total


def jackknife(
    refit: Callable[[np.ndarray], np.ndarray],
    estimate: np.ndarray,
    codes: np.ndarray,
    labels: Sequence[object],
) -> np.ndarray:
    """Return the cluster jackknife covariance (CR3) about the estimate, shape (k, k).

    Parameters
    ----------
    refit : function of a mask of rows, shape (n,), to estimates, shape (k,)
        Raises ModelError when the rows kept do not identify them.
    estimate : array, shape (k,)
    codes : array of int, shape (n,)
        Cluster of each row, from 0 to G - 1.
    labels : sequence, length G
        Names of the clusters, for the error.
    """
    replicates = np.empty((len(labels), len(estimate)))
    for cluster, label in enumerate(labels):
        try:
            replicates[cluster] = refit(codes != cluster)
        except ModelError as error:
            raise ModelError(
                f"Without '{label}' the model cannot be estimated: {error.thing}",
                "cluster jackknife",
                "Leave out the input that varies in that cluster alone, or use HC3 with region effects.",
            ) from error
    return jackknife_covariance(replicates, estimate)


def jackknife_covariance(replicates: np.ndarray, estimate: np.ndarray) -> np.ndarray:
    """Return (G - 1)/G times the squares of the replicates (G, k) about the estimate (k,), shape (k, k)."""
    departures = replicates - estimate
    return (len(departures) - 1) / len(departures) * departures.T @ departures


def nested(inner: np.ndarray, outer: np.ndarray) -> bool:
    """Return whether each group of ``inner`` lies within one group of ``outer``."""
    pairs = np.unique(np.column_stack([inner, outer]), axis=0)
    return len(pairs) == len(np.unique(inner))

"""Covariances of least-squares estimates: robust to heteroskedasticity, clustered, cluster jackknife."""

from collections.abc import Callable, Sequence

import numpy as np

from analysis.stats.errors import ModelError


def heteroskedasticity_robust(
    kind: str, x: np.ndarray, residuals: np.ndarray, leverage: np.ndarray, bread: np.ndarray
) -> np.ndarray:
    """Return the HC0 to HC4 covariance, shape (k, k).

    Parameters
    ----------
    kind : {"hc0", "hc1", "hc2", "hc3", "hc4"}
    x : array, shape (n, k)
        Regressors, already multiplied by the roots of the weights.
    residuals, leverage : arrays, shape (n,)
        Weighted residuals and diagonal of the hat matrix.
    bread : array, shape (k, k)
        Inverse of x'x.
    """
    n, k = x.shape
    power = {"hc0": 0.0, "hc1": 0.0, "hc2": 1.0, "hc3": 2.0, "hc4": np.minimum(4, n * leverage / k)}[kind]
    scores = x * (residuals / (1 - leverage) ** (power / 2))[:, None]
    covariance = bread @ (scores.T @ scores) @ bread
    return covariance * (n / (n - k) if kind == "hc1" else 1.0)


def cluster_sum(scores: np.ndarray, bread: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the clustered covariance without any factor (CR0), shape (k, k).

    Parameters
    ----------
    scores : array, shape (n, k)
        Regressors times residuals, both multiplied by the roots of the weights.
    bread : array, shape (k, k)
        Inverse of x'x.
    codes : array of int, shape (n,)
        Cluster of each row, from 0.
    """
    sums = np.zeros((codes.max() + 1, scores.shape[1]))
    np.add.at(sums, codes, scores)
    return bread @ (sums.T @ sums) @ bread


def clustered(
    scores: np.ndarray, bread: np.ndarray, groups: Sequence[np.ndarray], counted: int | None
) -> np.ndarray:
    """Return the covariance clustered one way or two ways, shape (k, k).

    Parameters
    ----------
    scores, bread : arrays
        As in :func:`cluster_sum`.
    groups : one or two arrays of int, shape (n,)
    counted : int or None
        K of the factor G/(G-1) x (N-1)/(N-K) of each part (CR1); None for no factor (CR0).

    Notes
    -----
    Two ways: the sum of both less the covariance by their intersection, each with its own factor (Cameron,
    Gelbach and Miller 2011).
    """
    parts = [(codes, 1.0) for codes in groups]
    if len(groups) == 2:
        parts.append((np.unique(np.column_stack(groups), axis=0, return_inverse=True)[1].ravel(), -1.0))
    n = len(scores)
    total = np.zeros_like(bread)
    for codes, sign in parts:
        count = codes.max() + 1
        scale = count / (count - 1) * (n - 1) / (n - counted) if counted is not None else 1.0
        total += sign * scale * cluster_sum(scores, bread, codes)
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
    departures = np.empty((len(labels), len(estimate)))
    for cluster, label in enumerate(labels):
        try:
            departures[cluster] = refit(codes != cluster) - estimate
        except ModelError as error:
            raise ModelError(
                f"Without '{label}' the model cannot be estimated: {error.thing}",
                "cluster jackknife",
                "Leave out the input that varies in that cluster alone, or use HC3 with region effects.",
            ) from error
    return (len(labels) - 1) / len(labels) * departures.T @ departures


def nested(inner: np.ndarray, outer: np.ndarray) -> bool:
    """Return whether each group of ``inner`` lies within one group of ``outer``."""
    pairs = np.unique(np.column_stack([inner, outer]), axis=0)
    return len(pairs) == len(np.unique(inner))

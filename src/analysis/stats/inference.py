"""Standard errors by name.

The conventions are fixed here once and printed in the name of every result:

- ``classical``, ``hc0`` to ``hc4``: t with n - k degrees of freedom, dummies counted (HC4: Cribari-Neto 2004).
- ``cluster`` (CR1): the sum over clusters times G/(G-1) x (N-1)/(N-K), and t with G - 1 degrees of freedom. K counts
  the coefficients and the effects, less the effects that lie within the clusters (Cameron and Miller 2015, sec.
  II.B; Stata's ``xtreg, fe vce(cluster)``).
- ``cluster_cr0``: the same without any factor (Arellano 1987), and t with G - 1.
- ``cluster_jackknife`` (CR3): (G-1)/G times the sum of squares of the estimates without one cluster about the
  estimate (MacKinnon, Nielsen and Webb 2023, CV3), and t with G - 1: the choice for a handful of regions.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.stats.errors import ModelError, listing, nearest

Inference = Literal[
    "classical", "hc0", "hc1", "hc2", "hc3", "hc4", "cluster", "cluster_cr0", "cluster_jackknife"
]
Critical = Literal["t", "normal"]
CLUSTERED = ("cluster", "cluster_cr0", "cluster_jackknife")
KNOWN = ("classical", "hc0", "hc1", "hc2", "hc3", "hc4", *CLUSTERED)
FEW_CLUSTERS = 30
FEWEST_CLUSTERS_FOR_NORMAL = 40


@dataclass(frozen=True)
class Errors:
    """A covariance of estimates, shape (k, k), with its degrees of freedom, its name and its cautions."""

    covariance: np.ndarray
    df: float
    name: str
    cautions: tuple[str, ...] = ()


def require_known(inference: str, clusters: Sequence[Hashable], known: Sequence[str] = KNOWN) -> None:
    """Raise ModelError for an unknown name, clusters without a use, or a clustered name without clusters."""
    if inference not in known:
        raise ModelError(
            f"There are no standard errors '{inference}'", "inference", nearest(inference, known)
        )
    if inference in CLUSTERED and not clusters:
        raise ModelError("No cluster column is named", "cluster", "Name it, for example cluster='region'.")
    if clusters and inference not in CLUSTERED:
        raise ModelError(
            f"'{inference}' does not use the cluster column {listing(clusters)}",
            "inference",
            "Ask for inference='cluster_jackknife' or 'cluster', or leave the cluster out.",
        )
    if inference == "cluster_jackknife" and len(clusters) > 1:
        raise ModelError("The jackknife takes one cluster column", "cluster", "Name the coarser of them.")


def reference(
    df: float, critical: Critical, clusters: int | None = None, place: str = "inference"
) -> tuple[float, str]:
    """Return the degrees of freedom to use and their name, ``"t(57)"`` or ``"normal"``.

    Raises
    ------
    ModelError
        For normal critical values with fewer than 40 clusters: with six regions a nominal 5 % test then rejects
        13 to 20 % of true hypotheses.
    """
    if critical == "t":
        return df, f"t({df:.0f})"
    if critical != "normal":
        raise ModelError(f"There are no critical values '{critical}'", "critical", "Use 't' or 'normal'.")
    if clusters is not None and clusters < FEWEST_CLUSTERS_FOR_NORMAL:
        raise ModelError(
            f"Normal critical values with {clusters} clusters reject far too often (13 to 20 % at six regions)",
            place,
            "Use inference='cluster_jackknife' with t, or a wild cluster bootstrap.",
        )
    return np.inf, "normal"


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
    scores: np.ndarray, bread: np.ndarray, groups: Sequence[np.ndarray], counted: int, factor: bool
) -> np.ndarray:
    """Return the covariance clustered one way or two ways, shape (k, k).

    Parameters
    ----------
    scores, bread : arrays
        As in :func:`cluster_sum`.
    groups : one or two arrays of int, shape (n,)
    counted : int
        K of the factor G/(G-1) x (N-1)/(N-K).
    factor : bool
        Whether each part is multiplied by its factor (CR1) or not (CR0).

    Notes
    -----
    Two ways: the sum of both less the covariance by their intersection, each with its own factor (Cameron, Gelbach
    and Miller 2011).
    """
    parts = [(codes, 1.0) for codes in groups]
    if len(groups) == 2:
        parts.append((np.unique(np.column_stack(groups), axis=0, return_inverse=True)[1].ravel(), -1.0))
    n = len(scores)
    total = np.zeros_like(bread)
    for codes, sign in parts:
        count = codes.max() + 1
        scale = count / (count - 1) * (n - 1) / (n - counted) if factor else 1.0
        total += sign * scale * cluster_sum(scores, bread, codes)
    return total


def cluster_name(
    inference: str, columns: Sequence[Hashable], counts: Sequence[int], distribution: str
) -> str:
    """Return the printed name of clustered standard errors, with their convention."""
    convention = {
        "cluster": "CR1 by {}, K without nested effects",
        "cluster_cr0": "CR0 by {}, no small-sample factor",
        "cluster_jackknife": "CR3 jackknife by {}",
    }[inference]
    by = " and ".join(f"{column} ({count} clusters)" for column, count in zip(columns, counts, strict=True))
    return f"{convention.format(by)}, {distribution}"


def cluster_reference(
    inference: str, columns: Sequence[Hashable], counts: Sequence[int], critical: Critical
) -> tuple[float, str, tuple[str, ...]]:
    """Return degrees of freedom (fewest clusters less one), name and cautions of clustered standard errors."""
    for column, count in zip(columns, counts, strict=True):
        if count < 3:
            raise ModelError(
                f"There are {count} clusters",
                f"cluster='{column}'",
                "Clustering needs at least three; use HC3.",
            )
    fewest = min(counts)
    df, distribution = reference(fewest - 1, critical, fewest, f"cluster {listing(columns)}")
    cautions = ("few_clusters",) if fewest < FEW_CLUSTERS and inference != "cluster_jackknife" else ()
    return df, cluster_name(inference, columns, counts, distribution), cautions


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

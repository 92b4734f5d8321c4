"""Standard errors by name.

The conventions are fixed here once and printed in the name of every result:

- ``classical``, ``hc0`` to ``hc4``: t with n - k degrees of freedom, dummies counted; HC4 is Cribari-Neto's
  (2004).
- ``cluster`` (CR1): the sum over clusters times G/(G-1) x (N-1)/(N-K), and t with G - 1 degrees of freedom. K
  counts the coefficients and the effects, less the effects that lie within the clusters (Cameron and Miller
  2015, section II.B; Stata's ``xtreg, fe vce(cluster)``).
- ``cluster_cr0``: the same without any factor (Arellano 1987), and t with G - 1.
- ``cluster_jackknife`` (CR3): (G-1)/G times the sum of squares of the estimates without one cluster about the
  estimate (MacKinnon, Nielsen and Webb 2023, CV3), and t with G - 1: the choice for a handful of regions.
- ``jackknife``: the same without one row in turn, and t with n - k; without one place in turn where places
  repeat, and t with G - 1. For models that are not linear (:mod:`analysis.stats.models.jackknife`).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.stats.errors import ModelError, listing, nearest

Inference = Literal[
    "classical",
    "hc0",
    "hc1",
    "hc2",
    "hc3",
    "hc4",
    "cluster",
    "cluster_cr0",
    "cluster_jackknife",
    "jackknife",
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


@dataclass(frozen=True)
class Choice:
    """Standard errors as asked for, already checked by :func:`choose`.

    Attributes
    ----------
    inference : str
        One of :data:`KNOWN`.
    clusters : tuple of column names
        None, one or two.
    critical : {"t", "normal"}
    level : float
        Confidence level of the intervals.
    """

    inference: Inference
    clusters: tuple[Hashable, ...]
    critical: Critical
    level: float


def choose(
    inference: Inference,
    clusters: Sequence[Hashable],
    critical: Critical,
    level: float,
    *,
    known: Sequence[str] = KNOWN,
) -> Choice:
    """Return the choice of standard errors after its checks.

    Raises
    ------
    ModelError
        For an unknown name, clusters that would not be used, clustered standard errors without clusters,
        three cluster columns, or a level outside (0, 1).
    """
    if inference not in known:
        raise ModelError(
            f"There are no standard errors '{inference}'", "inference", nearest(inference, known)
        )
    if critical not in ("t", "normal"):
        raise ModelError(f"There are no critical values '{critical}'", "critical", "Use 't' or 'normal'.")
    if inference in CLUSTERED and not clusters:
        raise ModelError("No cluster column is named", "cluster", "Name it, for example cluster='region'.")
    if clusters and inference not in CLUSTERED:
        raise ModelError(
            f"'{inference}' does not use the cluster column {listing(clusters)}",
            "inference",
            "Ask for inference='cluster_jackknife' or 'cluster', or leave the cluster out.",
        )
    most = 1 if inference == "cluster_jackknife" else 2
    if len(clusters) > most:
        raise ModelError(f"There are {len(clusters)} cluster columns", "cluster", f"Name at most {most}.")
    if not 0 < level < 1:
        raise ModelError(
            f"{level} is not a confidence level", "level", "Give a share between 0 and 1, such as 0.95."
        )
    return Choice(inference, tuple(clusters), critical, level)


def reference(df: float, choice: Choice) -> tuple[float, str]:
    """Return the degrees of freedom to use and the name of the distribution, ``"t(57)"`` or ``"normal"``."""
    return (np.inf, "normal") if choice.critical == "normal" else (df, f"t({df:.0f})")


def cluster_reference(choice: Choice, counts: Sequence[int]) -> tuple[float, str, tuple[str, ...]]:
    """Return degrees of freedom, printed name and cautions of clustered standard errors.

    Parameters
    ----------
    choice : Choice
    counts : sequence of int
        Clusters in each of its columns.

    Raises
    ------
    ModelError
        For fewer than three clusters; and for normal critical values with fewer than 40, because with six
        regions a nominal 5 % test then rejects 12 to 18 % of true hypotheses.
    """
    fewest = min(counts)
    place = f"cluster {listing(choice.clusters)}"
    if fewest < 3:
        raise ModelError(f"There are {fewest} clusters", place, "Clustering needs at least three; use HC3.")
    if choice.critical == "normal" and fewest < FEWEST_CLUSTERS_FOR_NORMAL:
        raise ModelError(
            f"Normal critical values with {fewest} clusters reject far too often (12 to 18 % at six regions)",
            place,
            "Use inference='cluster_jackknife' with t, or the wild cluster bootstrap.",
        )
    convention = {
        "cluster": "CR1 by {}, K without nested effects",
        "cluster_cr0": "CR0 by {}, no small-sample factor",
        "cluster_jackknife": "CR3 jackknife by {}",
    }[choice.inference]
    by = " and ".join(
        f"{name} ({count} clusters)" for name, count in zip(choice.clusters, counts, strict=True)
    )
    df, distribution = reference(fewest - 1, choice)
    cautions = ("few_clusters",) if fewest < FEW_CLUSTERS and choice.inference != "cluster_jackknife" else ()
    return df, f"{convention.format(by)}, {distribution}", cautions

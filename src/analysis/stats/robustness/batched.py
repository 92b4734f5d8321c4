"""Many regressions on the same rows at once: one coefficient under every choice of controls.

Regressions that share rows and effects differ only in which columns they use, so their cross products are
parts of one matrix. By the theorem of Frisch and Waugh (1933) the coefficient wanted, its influence on each
row and its residuals are sums of columns; clustered standard errors need the cross products of each cluster
alone, and the rows drop out. The numbers are those of :func:`analysis.stats.models.linear.ols`, one by one;
tests hold the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.stats.models.covariance import nested
from analysis.stats.models.identification import orthonormal_dummies
from analysis.stats.robustness.every_subset import SAFE, Systems, every_subset

INFERENCE = ("classical", "hc0", "hc1", "hc2", "hc3", "cluster", "cluster_cr0")
"""Standard errors that blocks can give; the others need a fit for each regression."""

_LEVERAGE = ("hc2", "hc3")
_AT_ONCE, _AT_ONCE_BY_ROW = 10, 8
_NOISE = 1e-10
"""What rounding may add to a score, beside the root of the sum of squares of all of them."""
_NOISE_SQUARED = 1e-8
"""What rounding may add to a sum of squared residuals that is a difference, beside that sum."""
_CERTAIN = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows that families of regressions share: what the effects leave of any column of theirs.

    Attributes
    ----------
    root : array, shape (n,)
        Roots of the weights.
    absorbed : array, shape (n, q)
        Orthonormal columns that span the effects, or the intercept, times the roots.
    cluster : int array, shape (n,), or None
    nested : int
        How many dummies lie within the clusters: CR1 does not count them.
    """

    root: np.ndarray
    absorbed: np.ndarray
    cluster: np.ndarray | None
    nested: int

    @classmethod
    def of(cls, groups: Sequence[np.ndarray], weights: np.ndarray, cluster: np.ndarray | None) -> "Rows":
        """Return rows from labels of effects, from 0 (none: an intercept), weights and labels of clusters."""
        root = np.sqrt(weights)
        inside = [] if cluster is None else [codes for codes in groups if nested(codes, cluster)]
        absorbed = orthonormal_dummies(groups or [np.zeros(len(root), dtype=int)], root)
        return cls(root, absorbed, cluster, int(max((codes.max() for codes in inside), default=0)))

    def left(self, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what the effects leave of ``columns``, shape (n, k), in unit length, and its length.

        The length is missing (NaN) where so little is left that its last digits are rounding.
        """
        whole = self.root[:, None] * columns
        left = whole - self.absorbed @ (self.absorbed.T @ whole)
        left -= self.absorbed @ (self.absorbed.T @ left)
        size = np.linalg.norm(left, axis=0)
        flat = size <= 1e-7 * np.linalg.norm(whole, axis=0)
        return left / np.where(flat, np.inf, size), np.where(flat, np.nan, size)


@dataclass(frozen=True, eq=False)
class Coefficients:
    """The coefficient of the first column in each regression; missing where it is not safe to say.

    Attributes
    ----------
    estimate, std_error, df : arrays, shape (m,)
        Where cross products would lose digits, or nothing identifies the coefficient, all are missing: fit
        such a regression by itself.
    """

    estimate: np.ndarray
    std_error: np.ndarray
    df: np.ndarray

    def interval(self, level: float = 0.95) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return low, high and the two-sided p-value, by t with ``df``."""
        free, where = np.unique(self.df, return_inverse=True)
        margin = special.stdtrit(free, 0.5 + level / 2)[where] * self.std_error
        p_value = 2 * special.stdtr(self.df, -np.abs(self.estimate / self.std_error))
        return self.estimate - margin, self.estimate + margin, p_value


def coefficients(rows: Rows, y: np.ndarray, columns: np.ndarray, fixed: int, inference: str) -> Coefficients:
    """Return the coefficient of the first column for every subset of the last ones.

    Parameters
    ----------
    rows : Rows
    y : array, shape (n,)
    columns : array, shape (n, 1 + fixed + k)
        The term of interest, the controls of every regression, and those that may be in or out.
    fixed : int
    inference : str
        One of :data:`INFERENCE`, by the conventions of :mod:`analysis.stats.models.inference`.

    Returns
    -------
    Coefficients
        Of 2 ** k regressions: bit j of the place of one says if column ``1 + fixed + j`` is in it.
    """
    z, size = rows.left(np.column_stack([columns[:, 1:], columns[:, 0], y]))
    pool = z.shape[1] - 2 - fixed
    found = np.full((3, 2**pool), np.nan)
    family = _Family(rows, z, inference)
    usable = ~np.isnan(size)
    if usable[:fixed].all() and usable[-2:].all():
        by_row = family.by_cluster is None and inference != "classical"
        blocks = every_subset(
            z.T @ z,
            fixed,
            rows=z if inference in _LEVERAGE else None,
            at_once=_AT_ONCE_BY_ROW if by_row else _AT_ONCE,
        )
        for places, systems in blocks:
            found[:, places] = family.figures(systems, np.bitwise_count(places) + (fixed + 1.0))
        found[:2] *= size[-1] / size[-2]
    return Coefficients(*found)


class _Family:
    """Regressions on the same rows: their columns in unit length, the term and the outcome last."""

    def __init__(self, rows: Rows, z: np.ndarray, inference: str) -> None:
        self.rows, self.z, self.inference = rows, z, inference
        self.by_cluster = None if rows.cluster is None else _products_by_cluster(z, rows.cluster)

    def figures(self, systems: Systems, inputs: np.ndarray) -> np.ndarray:
        """Return estimate, standard error and df, shape (3, m); ``inputs``, shape (m,), counts columns."""
        (own, cross), (_, whole) = systems.products
        own = np.maximum(own, SAFE**2)
        beta = cross / own
        influence, outcome = np.zeros((2, len(self.z[0]), systems.count))
        influence[:-2], outcome[:-2] = systems.parts[:, 0], systems.parts[:, 1]
        influence[-2] = outcome[-1] = 1.0
        residual = outcome - beta * influence
        df = len(self.z) - inputs - self.rows.absorbed.shape[1]
        possible = np.where(df > 0, df, np.nan)
        factor: np.ndarray | float = 1.0
        if self.inference == "classical":
            squares, factor = own * np.maximum(whole - beta * cross, 0.0), 1 / possible
        elif self.by_cluster is not None:
            sums = self.by_cluster @ _pairs(influence, residual)
            squares, factor = np.einsum("gm,gm->m", sums, sums), self._small(inputs)
            df = np.full(len(df), len(sums) - 1.0)
        else:
            squares = self._by_row(systems, influence, residual, own)
            if self.inference == "hc1":
                factor = len(self.z) / possible
        long = np.abs(influence).sum(axis=0)
        reach = long * (np.abs(outcome).sum(axis=0) + np.abs(beta) * long)
        safe = (systems.smallest > SAFE) & (own > SAFE) & ~np.isnan(possible)
        room = _NOISE_SQUARED * squares / own if self.inference == "classical" else _NOISE * np.sqrt(squares)
        safe &= ~(np.finfo(float).eps * reach > room)
        found = np.array([beta, np.sqrt(factor * squares) / own, df])
        found[:, ~safe] = np.nan
        return found

    def _small(self, inputs: np.ndarray) -> np.ndarray | float:
        """Return the factor of clustered standard errors for few rows and clusters."""
        if self.inference == "cluster_cr0" or self.by_cluster is None:
            return 1.0
        n, clusters = len(self.z), len(self.by_cluster)
        counted = inputs + self.rows.absorbed.shape[1] - self.rows.nested
        return clusters / (clusters - 1) * (n - 1) / (n - counted)

    def _by_row(
        self, systems: Systems, influence: np.ndarray, residual: np.ndarray, own: np.ndarray
    ) -> np.ndarray:
        """Return the sums of squared scores of the rows, shape (m,)."""
        moved = self.z @ influence
        scores = moved * (self.z @ residual)
        if self.inference in _LEVERAGE:
            leverage = systems.leverage + moved**2 / own
            leverage += (self.rows.absorbed**2).sum(axis=1)[:, None]
            # A row that fits itself has no residual to learn from: the specification is without an interval.
            apart = np.where(leverage < _CERTAIN, 1 - leverage, np.nan)
            scores /= apart if self.inference == "hc3" else np.sqrt(apart)
        return np.einsum("nm,nm->m", scores, scores)


def _products_by_cluster(z: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Return sums over each cluster of products of every pair of columns, shape (G, pairs)."""
    order = np.argsort(cluster, kind="stable")
    z, starts = z[order], np.flatnonzero(np.diff(cluster[order], prepend=-1))
    pairs = [z[:, [at]] * z[:, at:] for at in range(z.shape[1])]
    for pair in pairs:
        pair[:, 0] /= 2
    return np.add.reduceat(np.hstack(pairs), starts, axis=0)


def _pairs(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return what products of each pair of columns count for in (z left) (z right), shape (pairs, m)."""
    q, m = left.shape
    found = np.empty((q * (q + 1) // 2, m))
    start = 0
    for at in range(q):
        here = found[start : start + q - at]
        np.multiply(left[at], right[at:], out=here)
        here += left[at:] * right[at]
        start += q - at
    return found

"""Many regressions on the same rows at once: one coefficient under every choice of controls.

Regressions that share rows and effects differ only in which columns they use, so their cross products are
parts of one matrix. By the theorem of Frisch and Waugh (1933) the coefficient wanted, its influence on each
row and its residuals are sums of columns, and a block of regressions is a few products of matrices. The
numbers are those of :func:`analysis.stats.models.linear.ols`, one by one; tests hold the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats

from analysis.stats.models.covariance import nested

INFERENCE = ("classical", "hc0", "hc1", "hc2", "hc3", "cluster", "cluster_cr0")
"""Standard errors that blocks can give; the others need a fit for each regression."""

_BLOCK = 512
_SAFE = 1e-9
"""Smallest eigenvalue of the correlations of the inputs for which cross products keep eight digits."""
_CERTAIN = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows that a family of regressions shares.

    Attributes
    ----------
    y : array, shape (n,)
    columns : array, shape (n, K)
        The term of interest first, then every control that may be used.
    groups : sequence of int arrays, shape (n,)
        Labels of the effects, from 0; without any there is an intercept.
    weights : array, shape (n,)
    cluster : int array, shape (n,), or None
    """

    y: np.ndarray
    columns: np.ndarray
    groups: Sequence[np.ndarray]
    weights: np.ndarray
    cluster: np.ndarray | None


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
        margin = stats.t.ppf(0.5 + level / 2, self.df) * self.std_error
        p_value = 2 * stats.t.sf(np.abs(self.estimate / self.std_error), self.df)
        return self.estimate - margin, self.estimate + margin, p_value


def coefficients(rows: Rows, subsets: Sequence[Sequence[int]], inference: str) -> Coefficients:
    """Return the coefficient of the first column for every subset of the others.

    Parameters
    ----------
    rows : Rows
    subsets : sequence of sequences of int, length m
        Columns of each regression beside the first, as places in ``rows.columns``.
    inference : str
        One of :data:`INFERENCE`, by the conventions of :mod:`analysis.stats.models.inference`.

    Returns
    -------
    Coefficients
    """
    family = _Family(rows, inference)
    found = np.full((3, len(subsets)), np.nan)
    sizes = np.array([len(subset) for subset in subsets])
    for size in np.unique(sizes):
        where = np.flatnonzero(sizes == size)
        for start in range(0, len(where), _BLOCK):
            block = where[start : start + _BLOCK]
            chosen = np.array([[0, *subsets[at]] for at in block], dtype=int)
            found[:, block] = family.block(chosen)
    return Coefficients(*found)


class _Family:
    """What all regressions of a family share, computed once."""

    def __init__(self, rows: Rows, inference: str) -> None:
        root = np.sqrt(rows.weights)[:, None]
        if rows.groups:
            dummies = np.hstack([np.eye(codes.max() + 1)[codes] for codes in rows.groups])
            absorbed = linalg.orth(root * dummies, rcond=1e-10)
        else:
            absorbed = root / np.linalg.norm(root)
        whole = root * np.column_stack([rows.columns, rows.y])
        left = whole - absorbed @ (absorbed.T @ whole)
        left -= absorbed @ (absorbed.T @ left)
        size = np.linalg.norm(left, axis=0)
        flat = size <= 1e-12 * np.linalg.norm(whole, axis=0)
        self.scale = np.where(flat, np.nan, size)
        self.columns = left / np.where(flat, 1.0, size)
        self.gram = self.columns.T @ self.columns
        self.flat = flat[:-1]
        self.absorbed = absorbed
        self.inference = inference
        self.cluster = rows.cluster
        self.counted = absorbed.shape[1] - self._nested(rows)

    def _nested(self, rows: Rows) -> int:
        """Return how many dummies lie within the clusters: CR1 does not count them."""
        if rows.cluster is None:
            return 0
        inside = [codes for codes in rows.groups if nested(codes, rows.cluster)]
        return int(max((codes.max() for codes in inside), default=0))

    def block(self, chosen: np.ndarray) -> np.ndarray:
        """Return estimate, standard error and df, shape (3, m), of the columns ``chosen``, shape (m, p)."""
        m, p = chosen.shape
        n = len(self.columns)
        safe = ~self.flat[chosen].any(axis=1)
        gram = self.gram[chosen[:, :, None], chosen[:, None, :]]
        gram[~safe] = np.eye(p)
        safe &= np.linalg.eigvalsh(gram)[:, 0] > _SAFE
        gram[~safe] = np.eye(p)
        inverse = np.linalg.inv(gram)
        beta = np.einsum("mij,mj->mi", inverse, self.gram[chosen, -1])
        wide = np.zeros((2, self.columns.shape[1] - 1, m))
        wide[0][chosen.T, np.arange(m)] = inverse[:, 0].T
        wide[1][chosen.T, np.arange(m)] = beta.T
        influence, fitted = self.columns[:, :-1] @ wide
        residuals = self.columns[:, -1:] - fitted
        df = float(n - p - self.absorbed.shape[1])
        variance, df = self._variance(influence, residuals, chosen, inverse, df)
        found = np.array([beta[:, 0], np.sqrt(variance), np.full(m, df)])
        found[:2] *= self.scale[-1] / self.scale[0]
        found[:, ~safe | (df <= 0)] = np.nan
        return found

    def _variance(
        self,
        influence: np.ndarray,
        residuals: np.ndarray,
        chosen: np.ndarray,
        inverse: np.ndarray,
        df: float,
    ) -> tuple[np.ndarray, float]:
        n, (m, p) = len(influence), chosen.shape
        if self.inference == "classical":
            return inverse[:, 0, 0] * (residuals**2).sum(axis=0) / df, df
        scores = influence * residuals
        if self.cluster is not None:
            clusters = int(self.cluster.max()) + 1
            sums = np.zeros((clusters, m))
            np.add.at(sums, self.cluster, scores)
            small = self.inference == "cluster"
            factor = clusters / (clusters - 1) * (n - 1) / (n - p - self.counted) if small else 1.0
            return factor * (sums**2).sum(axis=0), clusters - 1.0
        if self.inference in ("hc2", "hc3"):
            used = self.columns[:, chosen]
            leverage = np.einsum("nmi,mij,nmj->nm", used, inverse, used, optimize=True)
            leverage += (self.absorbed**2).sum(axis=1)[:, None]
            # A row that fits itself has no residual to learn from: the specification is without an interval.
            apart = np.where(leverage < _CERTAIN, 1 - leverage, np.nan)
            scores = scores / apart ** (1.0 if self.inference == "hc3" else 0.5)
        factor = n / df if self.inference == "hc1" else 1.0
        return factor * (scores**2).sum(axis=0), df

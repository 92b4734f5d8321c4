"""Least squares without each group of rows in turn, all of them at once.

What intercept or effects leave of the columns is brought up to date for the rows that are kept by the hat
matrix of those left out (Cook and Weisberg 1982, section 3.6); the regressions themselves are then one stack
of matrices with zeros in the rows left out. The numbers are those of the models of
:mod:`analysis.stats.models` on the rows that are kept; tests hold the two together.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from analysis.stats.models.design import Design
from analysis.stats.models.identification import orthonormal_dummies
from analysis.stats.models.inference import CLUSTERED, FEWEST_CLUSTERS_FOR_NORMAL, Choice
from analysis.stats.robustness.cross_products import EMPTY

FIGURES = ("estimate", "std_error", "low", "high", "p_value", "n")
_SAFE = 1e-6
"""Smallest share of an input that effects and the inputs before it may leave; below, fit by itself."""
_CERTAIN = 1 - 1e-9
_AT_ONCE = 2**21
_FEWEST_CLUSTERS = 3


@dataclass(frozen=True, eq=False)
class Fits:
    """The coefficient of one input without each group; missing where a fit by itself must decide.

    Attributes
    ----------
    estimate : array, shape (G,)
    influence, residuals : arrays, shape (G, n)
        What a row adds to the coefficient for one unit of its residual, and the residuals; zero in the rows
        left out.
    leverage : array, shape (G, n)
        Of inputs and effects.
    absorbed : array, shape (G,)
        Dummies, or the intercept, that can still be told apart.
    """

    estimate: np.ndarray
    influence: np.ndarray
    residuals: np.ndarray
    leverage: np.ndarray
    absorbed: np.ndarray


@dataclass(frozen=True, eq=False)
class Deletion:
    """A linear model and the groups of rows to leave out.

    Attributes
    ----------
    y : array, shape (n,)
    x : array, shape (n, k)
        The input of interest first.
    groups : sequence of int arrays, shape (n,)
        Labels of the effects; one label for all is an intercept.
    weights : array, shape (n,)
    codes : int array, shape (n,)
        Group to leave out of each row, from 0; -1 for rows that always stay.
    """

    y: np.ndarray
    x: np.ndarray
    groups: Sequence[np.ndarray]
    weights: np.ndarray
    codes: np.ndarray

    @cached_property
    def count(self) -> int:
        """How many groups there are to leave out."""
        return int(self.codes.max()) + 1

    @cached_property
    def keep(self) -> np.ndarray:
        """Rows kept without each group, bool, shape (G, n)."""
        return self.codes != np.arange(self.count)[:, None]

    def rows(self, kept: np.ndarray) -> "Deletion":
        """Return the same model on some rows, the groups still those of all rows."""
        groups = [np.unique(codes[kept], return_inverse=True)[1] for codes in self.groups]
        left = Deletion(self.y[kept], self.x[kept], groups, self.weights[kept], self.codes[kept])
        left.__dict__["count"] = self.count
        return left

    def fits(self) -> Fits:
        """Return the fits without each group."""
        step = max(1, _AT_ONCE // (len(self.y) * (self.x.shape[1] + 1)))
        parts = [
            self._stack(range(start, min(start + step, self.count))) for start in range(0, self.count, step)
        ]
        return Fits(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    def _stack(self, labels: range) -> tuple[np.ndarray, ...]:
        """Return what :class:`Fits` holds for some of the groups."""
        root = np.sqrt(self.weights)
        whole = root[:, None] * np.column_stack([self.x, self.y])
        basis = orthonormal_dummies(self.groups, root) if self.groups else np.empty((len(root), 0))
        left = whole - basis @ (basis.T @ whole)
        left -= basis @ (basis.T @ left)
        hat = (basis**2).sum(axis=1)
        stacked, leverage, absorbed = [], [], []
        for label in labels:
            out = self.codes == label
            roots, vectors = np.linalg.eigh(basis[out] @ basis[out].T)
            fitted_alone = roots > 1 - EMPTY
            grows = np.where(fitted_alone, 0.0, 1 / np.maximum(1 - roots, EMPTY))
            reach = basis @ (basis[out].T @ vectors)
            stacked.append(np.where(out[:, None], 0.0, left + reach * grows @ (vectors.T @ left[out])))
            leverage.append(np.where(out, 0.0, hat + reach**2 @ grows))
            absorbed.append(basis.shape[1] - int(fitted_alone.sum()))
        columns, effects = np.array(stacked), np.array(leverage)
        size = np.linalg.norm(columns[..., :-1], axis=1)
        before = np.maximum(np.linalg.norm(left, axis=0), 0.1 * np.linalg.norm(whole, axis=0))[:-1]
        safe = (size > _SAFE * before).all(axis=1)
        size = np.where(size > 0, size, 1.0)
        q, triangle = np.linalg.qr(columns[..., :-1] / size[:, None])
        pivots = np.abs(np.diagonal(triangle, axis1=1, axis2=2))
        safe &= (pivots > _SAFE).all(axis=1)
        triangle[~safe] = np.eye(len(size[0]))
        inverse = np.linalg.inv(triangle)
        projected = np.einsum("gnk,gn->gk", q, columns[..., -1])
        residuals = columns[..., -1] - np.einsum("gnk,gk->gn", q, projected)
        influence = np.einsum("gnk,gk->gn", q, inverse[:, 0]) / size[:, :1]
        estimate = np.einsum("gk,gk->g", inverse[:, 0], projected) / size[:, 0]
        estimate[~safe] = np.nan
        return estimate, influence, residuals, effects + (q**2).sum(axis=2), np.array(absorbed)


def without_each(
    design: Design,
    choice: Choice,
    term: str,
    codes: np.ndarray,
    *,
    nestable: Sequence[Hashable],
) -> np.ndarray:
    """Return the figures of one term without each group of rows.

    Parameters
    ----------
    design : Design
        The model on all rows.
    choice : Choice
    term : str
        One of its inputs.
    codes : int array, shape (n,)
        Group of each row, from 0; -1 for rows that always stay.
    nestable : sequence of column names
        Effects that do not count in K of CR1 where they lie within the clusters.

    Returns
    -------
    array, shape (G, 6)
        :data:`FIGURES`; missing where the model on the rows kept has to be estimated, or refused, by itself.
    """
    first = int(design.has_intercept)
    place = design.inputs.index(term)
    order = [place, *(at for at in range(len(design.inputs)) if at != place)]
    groups = [design.labels(name) for name in design.effects]
    if design.has_intercept:
        groups = [np.zeros(design.n, dtype=int)]
    model = Deletion(design.y, design.x[:, first:][:, order], groups, design.weights, codes)
    fits, n = model.fits(), model.keep.sum(axis=1)
    free = (n - len(order) - fits.absorbed).astype(float)
    variance, df = _variance(design, choice, model, fits, np.where(free > 0, free, np.nan), nestable=nestable)
    if choice.critical == "normal":
        df = np.full(len(df), np.inf)
    scale = _scale(model) if design.standardised else 1.0
    estimate, std_error = fits.estimate * scale, np.sqrt(variance) * scale
    margin = special.stdtrit(df, 0.5 + choice.level / 2) * std_error
    p_value = 2 * special.stdtr(df, -np.abs(estimate / np.where(std_error > 0, std_error, np.nan)))
    figures = np.column_stack([estimate, std_error, estimate - margin, estimate + margin, p_value, n])
    figures[np.isnan(figures).any(axis=1)] = np.nan
    return figures


def _scale(model: Deletion) -> np.ndarray:
    """Return the standard deviation of the input over that of the outcome in the rows kept, shape (G,)."""
    keep = model.keep / model.keep.sum(axis=1, keepdims=True)
    spread = []
    for values in (model.x[:, 0], model.y):
        centred = values - (keep @ values)[:, None]
        spread.append(np.sqrt((keep * centred**2).sum(axis=1)))
    return np.asarray(spread[0] / np.where(spread[1] > 0, spread[1], np.nan))


def _variance(
    design: Design,
    choice: Choice,
    model: Deletion,
    fits: Fits,
    free: np.ndarray,
    *,
    nestable: Sequence[Hashable],
) -> tuple[np.ndarray, np.ndarray]:
    """Return the variance of the coefficients and the degrees of freedom, each of shape (G,)."""
    if choice.inference in CLUSTERED:
        return _clustered(design, choice, model, fits, nestable=nestable)
    if choice.inference == "classical":
        return (fits.influence**2).sum(axis=1) * (fits.residuals**2).sum(axis=1) / free, free
    n = model.keep.sum(axis=1, keepdims=True)
    apart: np.ndarray | float = 1.0
    if choice.inference in ("hc2", "hc3", "hc4"):
        apart = np.where(fits.leverage < _CERTAIN, 1 - fits.leverage, np.nan)
    powers = {"hc2": 1.0, "hc3": 2.0, "hc4": np.minimum(4, n * fits.leverage / (n - free[:, None]))}
    scores = fits.influence * fits.residuals / apart ** (powers.get(choice.inference, 0.0) / 2)
    return (scores**2).sum(axis=1) * (n[:, 0] / free if choice.inference == "hc1" else 1.0), free


def _clustered(
    design: Design, choice: Choice, model: Deletion, fits: Fits, *, nestable: Sequence[Hashable]
) -> tuple[np.ndarray, np.ndarray]:
    """Return variance and degrees of freedom of the clustered standard errors, each of shape (G,)."""
    clusters = [design.labels(name) for name in choice.clusters]
    counts = np.array([_there(model.keep, codes).sum(axis=1) for codes in clusters])
    fewest = FEWEST_CLUSTERS_FOR_NORMAL if choice.critical == "normal" else _FEWEST_CLUSTERS
    df = np.where(counts.min(axis=0) < fewest, np.nan, counts.min(axis=0) - 1.0)
    if choice.inference == "cluster_jackknife":
        return _jackknife(model, fits, clusters[0]), df
    parts = [(codes, 1.0) for codes in clusters]
    if len(clusters) > 1:
        parts.append((np.unique(np.column_stack(clusters), axis=0, return_inverse=True)[1].ravel(), -1.0))
    n = model.keep.sum(axis=1)
    inside = [_nested(model.keep, design.labels(name), clusters) for name in nestable]
    counted = model.x.shape[1] + fits.absorbed - np.max([np.zeros(len(n)), *inside], axis=0)
    variance = np.zeros(len(n))
    for codes, sign in parts:
        many = _there(model.keep, codes).sum(axis=1)
        small = many / np.maximum(many - 1, 1) * (n - 1) / (n - counted)
        sums = (fits.influence * fits.residuals) @ np.eye(codes.max() + 1)[codes]
        variance += sign * (small if choice.inference == "cluster" else 1.0) * (sums**2).sum(axis=1)
    return np.where(variance >= 0, variance, np.nan), df


def _jackknife(model: Deletion, fits: Fits, clusters: np.ndarray) -> np.ndarray:
    """Return the cluster jackknife (CR3): each group left out together with each cluster, shape (G,)."""
    there = _there(model.keep, clusters)
    squares = np.zeros(model.count)
    for cluster in range(clusters.max() + 1):
        departures = model.rows(clusters != cluster).fits().estimate - fits.estimate
        squares += np.where(there[:, cluster], departures**2, 0.0)
    many = there.sum(axis=1)
    return (many - 1) / many * squares


def _there(keep: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return which labels the rows kept have, bool, shape (G, labels)."""
    return keep @ np.eye(codes.max() + 1)[codes] > 0


def _nested(keep: np.ndarray, inner: np.ndarray, outer: Sequence[np.ndarray]) -> np.ndarray:
    """Return how many dummies lie within all clusters in the rows kept, none unless every one does."""
    many, within = _there(keep, inner).sum(axis=1), np.ones(len(keep), dtype=bool)
    for codes in outer:
        pairs = np.unique(np.column_stack([inner, codes]), axis=0, return_inverse=True)[1].ravel()
        within &= _there(keep, pairs).sum(axis=1) == many
    return np.where(within, many - 1.0, 0.0)

"""Sums over a panel that is read chunk by chunk, and the least-squares fit that they give."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.errors import ModelError
from analysis.stats.models.streamed_rows import Reader, Rows, changed

_NOTHING, _NOTHING_SQUARED = 1e-10, 1e-13
"""Below these shares of its size, and of its square, what is left of a column is rounding."""
_HARD = 1e-4
"""Below this share of its square cross products are taken a second time."""


@dataclass(frozen=True, eq=False)
class Effects:
    """What the times add within places, and what was counted.

    Attributes
    ----------
    gamma : array, shape (T, 1 + k)
        Effects of the times on outcome and inputs.
    rank : int
        How many times can be told apart within places.
    n, units : int
        Rows and places.
    alone : bool
        Whether a place has one row only.
    centre : float
        Mean of the outcome.
    squares : array, shape (1 + k,)
        Sums of squares of outcome and inputs as they stand.
    """

    gamma: np.ndarray
    rank: int
    n: int
    units: int
    alone: bool
    centre: float
    squares: np.ndarray

    @classmethod
    def of(cls, reader: Reader) -> "Effects":
        """Read the panel once; raises ModelError where there are too few rows."""
        width = 1 + len(reader.inputs)
        own, cross = np.zeros((0, 0)), np.zeros((0, width))
        n = units = 0
        alone, sums, squares = False, 0.0, np.zeros(width)
        for rows in reader.first():
            times, size = reader.counts[0], rows.places.max() + 1
            there = np.zeros((size, times))
            there[rows.places, rows.times] = 1.0
            many = there.sum(axis=1, keepdims=True)
            own, cross = _grown(own, (times, times)), _grown(cross, (times, width))
            own += np.diag(there.sum(axis=0)) - there.T @ (there / many)
            cross += _sums(rows.within(), rows.times, times)
            n, units, alone = n + len(rows.figures), units + size, alone or bool((many == 1).any())
            sums, squares = sums + rows.figures[:, 0].sum(), squares + (rows.figures**2).sum(axis=0)
        if n == 0:
            raise ModelError(
                "No row has a value in every column of the model", "chunks", "Use fewer columns."
            )
        roots, vectors = np.linalg.eigh(own)
        kept = roots > 1e-10 * max(roots.max(), 1.0)
        gamma = vectors[:, kept] / roots[kept] @ vectors[:, kept].T @ cross
        rank = int(kept.sum())
        if n - (width - 1) - rank - units < 1:
            raise ModelError(
                f"{n} rows are too few for {width - 1} inputs and the effects",
                f"within {reader.entity} and {reader.time}",
                "Use fewer inputs or more times.",
            )
        return cls(gamma, rank, n, units, alone, sums / n, squares)

    def left(self, rows: Rows) -> np.ndarray:
        """Return what the effects of places and times leave of outcome and inputs, shape (n, 1 + k)."""
        without_times = Rows(rows.figures - self.gamma[rows.times], rows.places, rows.times, rows.clusters)
        return without_times.within()


@dataclass(frozen=True, eq=False)
class Fit:
    """A fit with both effects.

    Attributes
    ----------
    transform : array, shape (k, k)
        From coefficients of orthonormal sums of the inputs, within the effects, to those of the inputs.
    coefficients : array, shape (k,)
        Of the orthonormal sums.
    scores : array, shape (G, k)
        Sums over each cluster of orthonormal sums times residuals.
    rest : float
        Sum of squared residuals.
    inside, total : float
        Sums of squares of the outcome within the effects, and about its mean.
    """

    transform: np.ndarray
    coefficients: np.ndarray
    scores: np.ndarray
    rest: float
    inside: float
    total: float


def fitted(reader: Reader, means: Effects) -> Fit:
    """Return the fit, from two more readings of the panel, or three where inputs are hard to tell apart.

    Cross products lose digits where inputs are nearly combinations of each other; those of the sums that
    they make orthonormal do not (Yamamoto, Nakatsukasa, Yanagisawa and Fukaya 2015).

    Raises
    ------
    ModelError
        For an input that does not vary within the effects, or is a combination of others.
    """
    products, total = _products(reader, means, np.eye(len(reader.inputs)))
    worst = _require_told_apart(products[1:, 1:], np.sqrt(means.squares[1:]), reader)
    transform = _orthonormal(products[1:, 1:])
    start = transform.T @ products[1:, 0]
    if worst < _HARD:
        again, _ = _products(reader, means, transform)
        more = _orthonormal(again[1:, 1:])
        transform, start = transform @ more, more.T @ again[1:, 0]
    scores, rest, n = np.zeros((reader.counts[1], len(start))), 0.0, 0
    for rows in reader.again():
        left = means.left(rows)
        columns = left[:, 1:] @ transform
        residuals = left[:, 0] - columns @ start
        scores += _sums(columns * residuals[:, None], rows.clusters, len(scores))
        rest, n = rest + float(residuals @ residuals), n + len(left)
    if n != means.n:
        raise changed()
    return Fit(transform, start, scores, rest, float(products[0, 0]), total)


def _products(reader: Reader, means: Effects, transform: np.ndarray) -> tuple[np.ndarray, float]:
    """Return cross products of what the effects leave of the outcome and of sums of the inputs.

    With them come the outcome's squares about its mean.
    """
    products, total, n = np.zeros((1 + len(transform),) * 2), 0.0, 0
    for rows in reader.again():
        left = means.left(rows)
        left[:, 1:] = left[:, 1:] @ transform
        products += left.T @ left
        total += float(((rows.figures[:, 0] - means.centre) ** 2).sum())
        n += len(left)
    if n != means.n:
        raise changed()
    return products, total


def _orthonormal(products: np.ndarray) -> np.ndarray:
    """Return the transform, shape (k, k), of columns with these cross products to orthonormal ones."""
    size = np.sqrt(np.diag(products))
    triangle = np.linalg.cholesky(products / np.outer(size, size))
    return np.asarray(np.linalg.inv(triangle).T / size[:, None])


def _require_told_apart(products: np.ndarray, whole: np.ndarray, reader: Reader) -> float:
    """Return the smallest share of an input that those before it leave; raise where it is nothing."""
    size, place = np.sqrt(np.diag(products)), f"within {reader.entity} and {reader.time}"
    for name, left, before in zip(reader.inputs, size, whole, strict=True):
        if left <= _NOTHING * before:
            raise ModelError(f"No variation in '{name}'", place, "Leave the column out.")
    left, worst = products / np.outer(size, size), 1.0
    for at, name in enumerate(reader.inputs):
        worst = min(worst, left[at, at])
        if worst <= _NOTHING_SQUARED:
            raise ModelError(
                f"'{name}' is an exact combination of other inputs", place, "Leave one of them out."
            )
        left = left - np.outer(left[:, at], left[at]) / left[at, at]
    return worst


def _sums(values: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Return the sums of the columns of ``values`` (n, k) by group, shape (count, k)."""
    return np.column_stack([np.bincount(groups, column, count) for column in values.T])


def _grown(array: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return an array with zeros to the right and below, up to ``shape``."""
    more = [(0, wanted - have) for wanted, have in zip(shape, array.shape, strict=True)]
    return np.pad(array, more)

"""Sums over a panel that is read chunk by chunk, and the least-squares fit that they give."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.errors import ModelError
from analysis.stats.models.streamed_rows import Reader, Rows, changed

_NOTHING = 1e-10
"""Below this share of its size a column is nothing but rounding."""
_SETTLED = 1e-9
_MOST_ROUNDS = 5


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
    coefficients : array, shape (k,)
    rest : float
        Sum of squared residuals.
    scores : array, shape (G, k)
        Sums over each cluster of inputs times residuals.
    inverse : array, shape (k, k)
        Of the cross products of the inputs.
    """

    coefficients: np.ndarray
    rest: float
    scores: np.ndarray
    inverse: np.ndarray


def cross_products(reader: Reader, means: Effects) -> tuple[np.ndarray, float]:
    """Return the cross products of what the effects leave, and the outcome's squares about its mean."""
    products, total, n = np.zeros((1 + len(reader.inputs),) * 2), 0.0, 0
    for rows in reader.again():
        left = means.left(rows)
        products += left.T @ left
        total += ((rows.figures[:, 0] - means.centre) ** 2).sum()
        n += len(left)
    if n != means.n:
        raise changed()
    return products, total


def settled(reader: Reader, means: Effects, products: np.ndarray) -> Fit:
    """Return the fit, corrected by its own residuals until no digit of a standard error moves.

    Cross products lose digits where inputs are nearly combinations of each other; residuals do not (Björck
    1996, section 2.9).
    """
    size = np.sqrt(np.diag(products)[1:])
    inverse = np.linalg.inv(products[1:, 1:] / np.outer(size, size)) / np.outer(size, size)
    coefficients = inverse @ products[1:, 0]
    for _ in range(_MOST_ROUNDS):
        scores, rest, n = np.zeros((reader.counts[1], len(coefficients))), 0.0, 0
        for rows in reader.again():
            left = means.left(rows)
            residuals = left[:, 0] - left[:, 1:] @ coefficients
            scores += _sums(left[:, 1:] * residuals[:, None], rows.clusters, len(scores))
            rest, n = rest + float(residuals @ residuals), n + len(left)
        if n != means.n:
            raise changed()
        fit = Fit(coefficients, rest, scores, inverse)
        correction = inverse @ scores.sum(axis=0)
        if (np.abs(correction) <= _SETTLED * np.sqrt(np.diag(inverse) * rest / n)).all():
            return fit
        coefficients = coefficients + correction
    return fit


def require_told_apart(products: np.ndarray, whole: np.ndarray, names: Sequence[str], place: str) -> None:
    """Raise unless every input varies within the effects and none is a combination of those before it."""
    size = np.sqrt(np.diag(products))
    still = [name for name, left, all_ in zip(names, size, whole, strict=True) if left <= _NOTHING * all_]
    if still:
        raise ModelError(f"No variation in '{still[0]}'", place, "Leave the column out.")
    left = products / np.outer(size, size)
    for at, name in enumerate(names):
        if left[at, at] <= _NOTHING:
            raise ModelError(
                f"'{name}' is an exact combination of other inputs", place, "Leave one of them out."
            )
        left = left - np.outer(left[:, at], left[at]) / left[at, at]


def _sums(values: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Return the sums of the columns of ``values`` (n, k) by group, shape (count, k)."""
    return np.column_stack([np.bincount(groups, column, count) for column in values.T])


def _grown(array: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return an array with zeros to the right and below, up to ``shape``."""
    more = [(0, wanted - have) for wanted, have in zip(shape, array.shape, strict=True)]
    return np.pad(array, more)

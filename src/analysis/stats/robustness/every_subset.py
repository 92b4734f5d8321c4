"""Least squares on every subset of some columns, from one matrix of cross products.

Column by column, each system is followed without the column and with the column taken out of those after it,
so that a subset costs one small step: what its columns leave of the last two, as sums of columns (Frisch and
Waugh 1933). Systems lie along the last axis, which doubles with each column.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SAFE = 1e-6
"""Smallest share that the columns before it may leave of a column: below, cross products lose digits."""


@dataclass(frozen=True, eq=False)
class Systems:
    """Systems of equations after some columns were taken out, m at once.

    Attributes
    ----------
    products : array, shape (r, r, m)
        Sums of products of what the columns taken out leave of the r others.
    parts : array, shape (d, r, m)
        What is left of each other column is that column plus these shares of the d columns decided on: zero
        for a column that is not in the subset.
    smallest : array, shape (m,)
        The smallest share that was left of a column when it was taken out.
    leverage : array, shape (n, m)
        Of the rows, by the columns taken out; n = 0 where rows do not matter.
    """

    products: np.ndarray
    parts: np.ndarray
    smallest: np.ndarray
    leverage: np.ndarray

    @property
    def count(self) -> int:
        """How many systems, m."""
        return len(self.smallest)

    def some(self, which: slice) -> "Systems":
        """Return some of the systems."""
        return Systems(
            self.products[..., which], self.parts[..., which], self.smallest[which], self.leverage[:, which]
        )

    def doubled(self, columns: np.ndarray) -> "Systems":
        """Return the systems without the next column, then with it taken out.

        ``columns``, shape (n, q), are those of the rows; n = 0 where no leverage is followed.
        """
        (decided, left, m), pivot = self.parts.shape, self.products[0, 0]
        divisor = np.maximum(pivot, SAFE)
        share = self.products[0, 1:] / divisor
        products = np.empty((left - 1, left - 1, 2 * m))
        products[..., :m] = self.products[1:, 1:]
        np.multiply(self.products[1:, :1], share, out=products[..., m:])
        np.subtract(self.products[1:, 1:], products[..., m:], out=products[..., m:])
        parts = np.empty((decided + 1, left - 1, 2 * m))
        parts[:-1, :, :m] = self.parts[:, 1:]
        np.multiply(self.parts[:, :1], share, out=parts[:-1, :, m:])
        np.subtract(self.parts[:, 1:], parts[:-1, :, m:], out=parts[:-1, :, m:])
        parts[-1, :, :m] = 0.0
        np.negative(share, out=parts[-1, :, m:])
        taken = self.leverage
        if len(taken):
            own = columns[:, :decided] @ self.parts[:, 0] + columns[:, decided, None]
            taken = taken + own**2 / divisor
        smallest = np.concatenate([self.smallest, np.minimum(self.smallest, pivot)])
        return Systems(products, parts, smallest, np.concatenate([self.leverage, taken], axis=1))


def every_subset(
    gram: np.ndarray, fixed: int, *, rows: np.ndarray | None = None, at_once: int = 10
) -> Iterator[tuple[np.ndarray, Systems]]:
    """Yield the systems of every subset, in blocks.

    Parameters
    ----------
    gram : array, shape (q, q)
        Sums of products of columns of unit length: ``fixed`` ones of every subset, then those that may be in
        or out, then the two that are followed.
    fixed : int
    rows : array, shape (n, q), optional
        The columns themselves, where the leverage of the rows is wanted.
    at_once : int
        Blocks hold 2 ** at_once systems at most, so that they stay in the cache of the processor.

    Yields
    ------
    places : array of int, shape (m,)
        Which subsets: bit j says if column ``fixed + j`` is in.
    systems : Systems
        With two columns left.
    """
    q = len(gram)
    columns = np.empty((0, q)) if rows is None else rows
    start = Systems(gram[..., None], np.empty((0, q, 1)), np.ones(1), np.zeros((len(columns), 1)))
    for _ in range(fixed):
        start = start.doubled(columns).some(slice(1, 2))
    head = max(q - 2 - fixed - at_once, 0)
    for _ in range(head):
        start = start.doubled(columns)
    for at in range(start.count):
        systems = start.some(slice(at, at + 1))
        while len(systems.products) > 2:
            systems = systems.doubled(columns)
        yield at + 2**head * np.arange(systems.count), systems

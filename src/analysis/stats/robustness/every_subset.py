"""Least squares on every subset of some columns, from one matrix of cross products.

Column by column, each system is followed without the column and with the column taken out of those after it,
so that a subset costs one small step: what its columns leave of the last two, as sums of columns (Frisch and
Waugh 1933). Systems lie along the last axis, which doubles with each column.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

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

    def only(self, at: int) -> "Systems":
        """Return one of the systems."""
        one = slice(at, at + 1)
        return Systems(
            self.products[..., one], self.parts[..., one], self.smallest[one], self.leverage[:, one]
        )

    def with_next(self, columns: np.ndarray) -> "Systems":
        """Return the systems with the next column taken out; ``columns``, shape (n, q), are those of rows."""
        decided, pivot = len(self.parts), self.products[0, 0]
        share = self.products[0, 1:] / np.maximum(pivot, SAFE)
        leverage = self.leverage
        if len(leverage):
            own = columns[:, :decided] @ self.parts[:, 0] + columns[:, decided, None]
            leverage = leverage + own**2 / np.maximum(pivot, SAFE)
        parts = np.empty((decided + 1, *share.shape))
        np.multiply(self.parts[:, :1], share, out=parts[:-1])
        np.subtract(self.parts[:, 1:], parts[:-1], out=parts[:-1])
        parts[-1] = -share
        products = self.products[1:, 1:] - self.products[1:, :1] * share
        return Systems(products, parts, np.minimum(self.smallest, pivot), leverage)

    def without_next(self) -> "Systems":
        """Return the systems in which the next column has no part."""
        parts = np.concatenate([self.parts[:, 1:], np.zeros((1, len(self.products) - 1, self.count))])
        return replace(self, products=self.products[1:, 1:], parts=parts)

    def doubled(self, columns: np.ndarray) -> "Systems":
        """Return the systems without the next column, then with it."""
        without, taken = self.without_next(), self.with_next(columns)
        return Systems(
            np.concatenate([without.products, taken.products], axis=-1),
            np.concatenate([without.parts, taken.parts], axis=-1),
            np.concatenate([without.smallest, taken.smallest]),
            np.concatenate([without.leverage, taken.leverage], axis=-1),
        )


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
        start = start.with_next(columns)
    head = max(q - 2 - fixed - at_once, 0)
    for _ in range(head):
        start = start.doubled(columns)
    for at in range(start.count):
        systems = start.only(at)
        while len(systems.products) > 2:
            systems = systems.doubled(columns)
        yield at + 2**head * np.arange(systems.count), systems

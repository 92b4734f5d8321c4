"""What a regression can tell apart: projections, constant columns, exact combinations."""

from collections.abc import Hashable, Sequence

import numpy as np
from scipy import linalg

from analysis.stats.errors import ModelError, listing

_SMALLEST_PART = 1e-12
_SMALLEST_PIVOT = 1e-11


def partial_out(absorbed: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return ``columns`` (n, k) less their projection on ``absorbed`` (n, q); q may be 0."""
    if absorbed.shape[1] == 0:
        return columns
    return columns - absorbed @ np.linalg.lstsq(absorbed, columns, rcond=None)[0]


def without_means(values: np.ndarray, groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the columns of ``values``, shape (n, k), less their weighted means by group.

    Parameters
    ----------
    values : array, shape (n, k)
    groups : array of int, shape (n,)
        From 0.
    weights : array, shape (n,)
        Rows of weight zero lose the mean of the others; a group of such rows alone has no mean (NaN).
    """
    sums = np.zeros((groups.max() + 1, values.shape[1]))
    np.add.at(sums, groups, values * weights[:, None])
    total = np.bincount(groups, weights)[:, None]
    return values - np.divide(sums, total, out=np.full_like(sums, np.nan), where=total > 0)[groups]


def orthonormal_dummies(groups: Sequence[np.ndarray], root: np.ndarray) -> np.ndarray:
    """Return an orthonormal basis of the dummies of all groups together, times the roots of the weights.

    The dummies of one group are orthogonal as they stand: only what those of the others add to the one with
    the most labels has to be made so.

    Parameters
    ----------
    groups : sequence of int arrays, shape (n,)
        One or more; labels from 0.
    root : array, shape (n,)

    Returns
    -------
    array, shape (n, rank of the dummies)
    """
    dummies = [root[:, None] * np.eye(codes.max() + 1)[codes] for codes in groups]
    dummies.sort(key=lambda columns: columns.shape[1], reverse=True)
    first = dummies[0] / np.sqrt((dummies[0] ** 2).sum(axis=0))
    if len(dummies) == 1:
        return first
    whole = np.hstack(dummies[1:])
    rest = whole - first @ (first.T @ whole)
    rest = rest[:, np.linalg.norm(rest, axis=0) > 1e-8 * np.linalg.norm(whole, axis=0)]
    more = linalg.orth(rest, rcond=1e-10) if rest.shape[1] else rest
    return np.hstack([first, more - first @ (first.T @ more)])


def require_identified(
    x: np.ndarray,
    names: Sequence[Hashable],
    absorbed: np.ndarray,
    weights: np.ndarray,
    *,
    place: str,
    original: np.ndarray | None = None,
) -> None:
    """Raise ModelError unless every column of ``x`` varies, and no column is a sum of others.

    Parameters
    ----------
    x : array, shape (n, k)
    names : sequence of str, length k
    absorbed : array, shape (n, q)
        What is removed first: the intercept or the dummies.
    weights : array, shape (n,)
    place : str
        Where the columns must vary, for the message.
    original : array, shape (k,), optional
        Norms of the columns before anything was removed, where ``x`` has already lost its means.
    """
    root = np.sqrt(weights)[:, None]
    left = partial_out(root * absorbed, root * x)
    size = np.linalg.norm(left, axis=0)
    whole = np.linalg.norm(root * x, axis=0) if original is None else original
    still = size <= _SMALLEST_PART * whole
    if still.any():
        which = listing(f"'{name}'" for name, flat in zip(names, still, strict=True) if flat)
        raise ModelError(
            f"No variation in {which}", place, "Leave the column out, or use effects in which it does vary."
        )
    _, triangle, order = linalg.qr(left / size, mode="economic", pivoting=True)
    pivots = np.abs(np.diag(triangle))
    rank = int((pivots > _SMALLEST_PIVOT).sum())
    if rank < x.shape[1]:
        share = np.linalg.lstsq(triangle[:rank, :rank], triangle[:rank, rank], rcond=None)[0]
        others = [names[order[column]] for column in range(rank) if abs(share[column]) > 1e-6]
        raise ModelError(
            f"'{names[order[rank]]}' is an exact combination of {listing(f'{other!r}' for other in others)}",
            place,
            "Leave one of these columns out: their coefficients cannot be told apart.",
        )

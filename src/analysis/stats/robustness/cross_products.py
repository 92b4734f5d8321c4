"""Regressions from sums of products alone, for thousands of samples that share their rows."""

import numpy as np

EMPTY = 1e-10
"""Below this share of its size in the sample, what is left of a column is rounding."""


def take_out(products: np.ndarray, first: int) -> np.ndarray:
    """Return sums of products of what the ``first`` columns leave of the others.

    Parameters
    ----------
    products : array, shape (..., m, m)
        Sums of products of columns; the first may be dummies, of which some are empty in a sample.
    first : int

    Returns
    -------
    array, shape (..., m - first, m - first)
    """
    if first == 0:
        return products
    inner, cross = products[..., :first, :first], products[..., :first, first:]
    solved = np.linalg.pinv(inner, rcond=EMPTY, hermitian=True) @ cross
    return products[..., first:, first:] - np.swapaxes(cross, -1, -2) @ solved


def without_each(
    columns: np.ndarray, basis: np.ndarray, weights: np.ndarray, codes: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a regression on all rows, then without each group of rows.

    Parameters
    ----------
    columns : array, shape (n, m)
        What ``basis`` leaves of the columns, multiplied by the roots of the weights.
    basis : array, shape (n, q)
        Orthonormal columns that span the intercept or the effects times the roots of the weights.
    weights : array, shape (n,)
    codes : array of int, shape (n,)
        Group of each row, from 0 to G - 1.

    Returns
    -------
    products : array, shape (1 + G, m, m)
        Sums of products of what intercept or effects, fitted to the rows that are kept, leave.
    error_left : array, shape (1 + G,)
        Share that they leave of the variance of an error drawn anew in each row: (n - q) / (n - 1) without
        weights.

    Notes
    -----
    By the residuals of the full fit and the hat matrix of the rows left out (Cook and Weisberg 1982, section
    3.6), so that nothing is fitted twice.
    """
    hat = basis @ basis.T
    whole, leverage = columns.T @ columns, np.diag(hat)
    products, left = [whole], [weights @ (1 - leverage)]
    for group in range(codes.max() + 1):
        out = codes == group
        roots, vectors = np.linalg.eigh(hat[np.ix_(out, out)])
        # Where dummies fit these rows alone, nothing is left of them, and the other rows do not notice.
        grows = np.where(roots > 1 - EMPTY, 0, 1 / np.maximum(1 - roots, EMPTY))
        rows = vectors.T @ columns[out]
        products.append(whole - (rows.T * grows) @ rows)
        reach = (hat[np.ix_(~out, out)] @ vectors) ** 2 @ grows
        left.append(weights[~out] @ (1 - leverage[~out] - reach))
    kept = np.vstack([np.ones(len(codes)), codes != np.arange(codes.max() + 1)[:, None]]) * weights
    total = kept.sum(axis=1)
    return np.stack(products), np.array(left) / (total - (kept**2).sum(axis=1) / total)

"""Least squares by orthonormal columns: exact to the last digits that the data allow.

statsmodels solves the same problem by a pseudo-inverse, which loses the standard errors of badly conditioned
columns (polynomials, years beside amounts in dong); the tests compare the two where both hold.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """A least-squares fit.

    Attributes
    ----------
    coefficients : array, shape (p,)
    residuals : array, shape (n,)
        Multiplied by the roots of the weights.
    basis : array, shape (n, p)
        Orthonormal columns that span the regressors, multiplied by the roots of the weights.
    transform : array, shape (p, p)
        From coefficients of the basis to coefficients of the regressors.
    """

    coefficients: np.ndarray
    residuals: np.ndarray
    basis: np.ndarray
    transform: np.ndarray

    @property
    def leverage(self) -> np.ndarray:
        """Diagonal of the hat matrix, shape (n,)."""
        return (self.basis**2).sum(axis=1)

    def in_units(self, covariance: np.ndarray) -> np.ndarray:
        """Return the covariance of the coefficients from that of the coefficients of the basis."""
        return self.transform @ covariance @ self.transform.T


def least_squares(y: np.ndarray, x: np.ndarray, weights: np.ndarray) -> LeastSquares:
    """Return the weighted least-squares fit of ``y``, shape (n,), on ``x``, shape (n, p) of full rank.

    Notes
    -----
    Householder QR of columns of about equal size, with one step of refinement (Björck 1996, section 2.9). The
    columns are divided by powers of two, which changes no digit.
    """
    root = np.sqrt(weights)
    regressors, outcome = root[:, None] * x, root * y
    scale = 2.0 ** np.round(np.log2(np.sqrt((regressors**2).mean(axis=0))))
    basis, triangle = np.linalg.qr(regressors / scale)
    # Elimination has nothing to do in a triangle: this is back substitution, without scipy's threads.
    solved = np.linalg.solve(triangle, np.column_stack([basis.T @ outcome, np.eye(len(triangle))]))
    solution, inverse = solved[:, 0], solved[:, 1:]
    solution = solution + inverse @ (basis.T @ (outcome - regressors / scale @ solution))
    coefficients = solution / scale
    return LeastSquares(coefficients, outcome - regressors @ coefficients, basis, inverse / scale[:, None])

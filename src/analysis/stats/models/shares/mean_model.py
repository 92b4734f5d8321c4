"""A model of a mean with its regressors in orthonormal columns: what logit, beta and other links share.

Orthonormal columns lose no digits to badly scaled inputs, and nothing depends on the units of the data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import linalg

from analysis.stats.models.design import Design
from analysis.stats.models.identification import require_identified
from analysis.stats.models.least_squares import least_squares


@dataclass(frozen=True, eq=False)
class MeanModel:
    """The outcome and the regressors of a model of a mean.

    Attributes
    ----------
    y : array, shape (n,)
        The outcome; shares from 0 to 1.
    mass : array, shape (n,)
        What each row counts in the fit: trials, weights, or ones.
    average : array, shape (n,)
        What each row counts in the average of marginal effects.
    design : Design
    basis : array, shape (n, p)
        Orthonormal columns that span intercept, inputs and effects.
    transform : array, shape (p, p)
        From coefficients of the basis to those of the columns.
    two_valued : mapping of column number of an input to its two values
    """

    y: np.ndarray
    mass: np.ndarray
    average: np.ndarray
    design: Design
    basis: np.ndarray
    transform: np.ndarray
    two_valued: Mapping[int, tuple[float, float]]

    @property
    def inputs(self) -> np.ndarray:
        """Values of the inputs, shape (n, k)."""
        return self.design.x[:, int(self.design.has_intercept) :]

    def only(self, kept: np.ndarray) -> "MeanModel":
        """Return the rows of a mask, in a basis of their own; raise unless they identify the inputs."""
        whole = self.design
        absorbed = whole.absorbed[kept]
        if absorbed.shape[1]:
            absorbed = linalg.orth(absorbed, rcond=1e-10)
        constant = whole.x[kept, : int(whole.has_intercept)]
        before = np.hstack([constant, absorbed])
        ones = np.ones(len(before))
        require_identified(self.inputs[kept], whole.inputs, before, ones, place="in the rows left")
        design = replace(
            whole, y=whole.y[kept], x=whole.x[kept], absorbed=absorbed, weights=whole.weights[kept]
        )
        return _in_basis(design, self.y[kept], self.mass[kept], self.average[kept], self.two_valued)


def mean_model(design: Design, y: np.ndarray, mass: np.ndarray, average: np.ndarray) -> MeanModel:
    """Return the model of ``y``, shape (n,), on a design, with what each row counts in fit and average."""
    inputs = design.x[:, int(design.has_intercept) :]
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    two = ((inputs == low) | (inputs == high)).all(axis=0)
    values = {int(column): (low[column], high[column]) for column in np.flatnonzero(two)}
    return _in_basis(design, y, mass, average, values)


def in_units(model: MeanModel, solved: np.ndarray) -> np.ndarray:
    """Return the coefficients of the terms, shape (..., k), from those of the basis, shape (..., p)."""
    return solved @ model.transform[: len(model.design.names)].T


def leverage(basis: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the diagonal of the hat matrix of the last weighted regression, shape (n,)."""
    columns, _ = np.linalg.qr(np.sqrt(weight)[:, None] * basis)
    return (columns**2).sum(axis=1)


def _in_basis(
    design: Design,
    y: np.ndarray,
    mass: np.ndarray,
    average: np.ndarray,
    two_valued: Mapping[int, tuple[float, float]],
) -> MeanModel:
    """Return the model with the orthonormal columns of its design."""
    columns = least_squares(y, np.hstack([design.x, design.absorbed]), np.ones(len(y)))
    return MeanModel(y, mass, average, design, columns.basis, columns.transform, two_valued)

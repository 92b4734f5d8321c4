"""The project's fractional logit for many repetitions at once: average marginal effect of the first input.

Written for a stack of data sets as :func:`analysis.stats.models.shares.fractional.fractional_logit` is for
one; the tests hold them equal on single repetitions. All inputs have many values.
"""

import numpy as np
from scipy.special import expit

from analysis.stats.validation.study.batched import Tested

_STEPS = 25
_CLOSE = 1e-11


def fractional_logit(x: np.ndarray, y: np.ndarray) -> dict[str, Tested]:
    """Return the average marginal effect with HC0, with the jackknife, and as if each row were one answer.

    Parameters
    ----------
    x : array, shape (R, n, k)
    y : array, shape (R, n)
        Shares between 0 and 1.
    """
    repetitions, n, k = x.shape
    matrix = np.concatenate([x, np.ones((repetitions, n, 1))], axis=2)
    df = n - k - 1
    everything = np.ones((1, n))
    solved = _maximised(matrix, y, everything, np.zeros((repetitions, 1, k + 1)))
    estimate = _effects(matrix, solved, everything)[:, 0]
    share = expit(np.einsum("rnp,rp->rn", matrix, solved[:, 0]))
    gradient = _gradient(matrix, solved[:, 0], share)
    bread = np.linalg.inv(np.einsum("rn,rnp,rnq->rpq", share * (1 - share), matrix, matrix))
    direction = np.einsum("rpq,rq->rp", bread, gradient)
    scores = np.einsum("rp,rnp->rn", direction, matrix) * (y - share)
    kept = 1 - np.eye(n)
    without = _maximised(matrix, y, kept, np.repeat(solved, n, axis=1))
    departures = _effects(matrix, without, kept) - estimate[:, None]
    errors = {
        "fractional_hc0": np.sqrt((scores**2).sum(axis=1)),
        "fractional_jackknife": np.sqrt((n - 1) / n * (departures**2).sum(axis=1)),
        "naive_binomial": np.sqrt((direction * gradient).sum(axis=1)),
    }
    return {name: Tested.by(estimate, error, df) for name, error in errors.items()}


def _maximised(matrix: np.ndarray, y: np.ndarray, kept: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return coefficients, shape (R, m, p), on each of m sets of rows, shape (m, n), by Newton's method."""
    repetitions, n, p = matrix.shape
    products = np.einsum("rnp,rnq->rnpq", matrix, matrix).reshape(repetitions, n, p * p)
    solved = start
    for _ in range(_STEPS):
        share = expit(solved @ np.swapaxes(matrix, 1, 2))
        information = ((kept * share * (1 - share)) @ products).reshape(*solved.shape, p)
        slope = (kept * (y[:, None, :] - share)) @ matrix
        step = np.linalg.solve(information, slope[..., None])[..., 0]
        solved = solved + step
        if np.abs(step).max() < _CLOSE:
            return solved
    raise ArithmeticError("The logit of a simulated repetition did not converge.")


def _effects(matrix: np.ndarray, solved: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return the average marginal effect of the first input over the rows kept, shape (R, m)."""
    share = expit(solved @ np.swapaxes(matrix, 1, 2))
    return solved[..., 0] * (kept * share * (1 - share)).sum(axis=2) / kept.sum(axis=1)


def _gradient(matrix: np.ndarray, solved: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return the derivatives of the average marginal effect by the coefficients, shape (R, p)."""
    density = share * (1 - share)
    bent = density * (1 - 2 * share)
    found = solved[:, [0]] * np.einsum("rn,rnp->rp", bent, matrix) / matrix.shape[1]
    found[:, 0] += density.mean(axis=1)
    return found

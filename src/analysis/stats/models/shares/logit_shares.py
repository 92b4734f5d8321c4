"""The logit quasi-likelihood of shares (Papke and Wooldridge 1996): every fit of a jackknife at once.

The sixty-odd fits of a jackknife are small and alike. They are solved together, by Newton's method on stacked
matrices, many times faster than one after the other in statsmodels, with which the tests compare them.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from scipy.special import expit

from analysis.stats.errors import ModelError
from analysis.stats.models.jackknife import without
from analysis.stats.models.shares.marginal_effects import marginal_effects
from analysis.stats.models.shares.mean_model import MeanModel, in_units
from analysis.stats.models.shares.separation import told_apart

_FAR = 30.0
_STEPS = 100
_CLOSE = 1e-9
_WELL_CONDITIONED = 1e-4
_NUMBERS_AT_ONCE = 4_000_000


def fit(model: MeanModel, start: np.ndarray | None = None) -> np.ndarray:
    """Return the coefficients of the basis, shape (p,).

    Raises
    ------
    ModelError
        When no finite coefficients exist, because inputs or effects tell the rows at 0 or 1 apart.
    """
    if start is None:
        middle = (model.y + 0.5) / 2
        start = model.basis.T @ np.log(middle / (1 - middle))
    solved, found = _maximise(model, np.ones((1, len(model.y)), dtype=bool), start)
    if not found[0]:
        raise told_apart(model) or ModelError(
            "The estimation did not converge", "logit quasi-likelihood", "Use fewer inputs, or ols."
        )
    return solved[0]


def refit(
    model: MeanModel, start: np.ndarray, kept: np.ndarray, labels: Sequence[Hashable]
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the shares again on each set of rows.

    Parameters
    ----------
    model : MeanModel
    start : array, shape (p,)
        Coefficients of the basis on all rows.
    kept : array of bool, shape (G, n)
    labels : sequence, length G
        What each set leaves out, for the error.

    Returns
    -------
    coefficients : array, shape (G, k)
        Those of the terms, in units of the logit per unit of the input.
    effects : array, shape (G, inputs)
        The average marginal effects over the rows kept.

    Raises
    ------
    ModelError
        When a set of rows does not identify the inputs, or has no finite coefficients.
    """
    design = model.design
    coefficients = np.empty((len(kept), len(design.names)))
    effects = np.empty((len(kept), len(design.inputs)))
    at_once = max(1, _NUMBERS_AT_ONCE // model.basis.size)
    for first in range(0, len(kept), at_once):
        rows = kept[first : first + at_once]
        spread = np.linalg.eigvalsh(np.matmul(model.basis.T * rows[:, None, :], model.basis))[:, 0]
        together = np.flatnonzero(spread > _WELL_CONDITIONED)
        solved, found = _maximise(model, rows[together], start)
        coefficients[first + together] = in_units(model, solved)
        effects[first + together] = marginal_effects(model, solved, rows[together])
        alone = np.setdiff1d(np.arange(len(rows)), together[found])
        for place in first + alone:
            coefficients[place], effects[place] = _alone(model, kept[place], labels[place])
    return coefficients, effects


def _alone(model: MeanModel, kept: np.ndarray, label: Hashable) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients and effects on one set of rows, in a basis of its own."""
    try:
        left = model.only(kept)
        solved = fit(left)
    except ModelError as error:
        raise without(label, error) from error
    everything = np.ones((1, len(left.y)), dtype=bool)
    return in_units(left, solved), marginal_effects(left, solved[None, :], everything)[0]


def _maximise(model: MeanModel, kept: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the best coefficients (G, p) for the rows kept, and where they were found.

    Newton's method on a concave objective; a step that lowers it is halved. A fit that runs away (a logit
    beyond 30) is left where it is.
    """
    mass, basis = kept * model.mass, model.basis
    solved = np.repeat(start[None, :], len(kept), axis=0)
    value = _objective(model.y, mass, solved @ basis.T)
    found = np.zeros(len(kept), dtype=bool)
    for _ in range(_STEPS):
        index = solved @ basis.T
        active = np.flatnonzero(~found & (np.abs(kept * index).max(axis=1, initial=0) < _FAR))
        if not len(active):
            break
        weight, share = mass[active], expit(index[active])
        information = np.matmul(basis.T * (weight * share * (1 - share))[:, None, :], basis)
        slope = (weight * (model.y - share)) @ basis
        step = np.linalg.solve(information, slope[..., None])[..., 0]
        before, after = value[active], _objective(model.y, weight, (solved[active] + step) @ basis.T)
        while (worse := after < before - 1e-9 * (1 + np.abs(before))).any():
            step[worse] /= 2
            after = _objective(model.y, weight, (solved[active] + step) @ basis.T)
        solved[active] += step
        value[active] = after
        found[active] = np.abs(kept[active] * (step @ basis.T)).max(axis=1) < _CLOSE
    return solved, found


def _objective(y: np.ndarray, mass: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Return the logit quasi-likelihood of each set of rows, shape (G,)."""
    return (mass * (y * index - np.logaddexp(0, index))).sum(axis=1)

"""Average marginal effects of a logit mean: how the share differs along an input, on average over places.

Of an input with two values the effect is the average difference of the share between them, else the average
derivative (Bartus 2005). The average counts each place once, or by its weight.
"""

import numpy as np
from scipy.special import expit

from analysis.stats.models.shares.mean_model import MeanModel, in_units


def marginal_effects(model: MeanModel, solved: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return average marginal effects over the rows kept.

    Parameters
    ----------
    model : MeanModel
    solved : array, shape (G, p)
        Coefficients of the basis.
    kept : array of bool, shape (G, n)

    Returns
    -------
    array, shape (G, inputs)
        Share per unit of the input.
    """
    weight = kept * model.average
    weight = weight / weight.sum(axis=1, keepdims=True)
    index = solved @ model.basis.T
    slopes = in_units(model, solved)[:, int(model.design.has_intercept) :]
    effects = slopes * (weight * expit(index) * expit(-index)).sum(axis=1, keepdims=True)
    for column, (low, high) in model.two_valued.items():
        values, slope = model.inputs[:, column], slopes[:, [column]]
        difference = expit(index + slope * (high - values)) - expit(index + slope * (low - values))
        effects[:, column] = (weight * difference).sum(axis=1) / (high - low)
    return effects


def gradient(model: MeanModel, solved: np.ndarray) -> np.ndarray:
    """Return the derivatives of the average marginal effects by the coefficients of the basis.

    Parameters
    ----------
    model : MeanModel
    solved : array, shape (p,)

    Returns
    -------
    array, shape (inputs, p)
        For the delta method; the inputs are taken as fixed.
    """
    weight = model.average / model.average.sum()
    index = model.basis @ solved
    directions = model.transform[int(model.design.has_intercept) : len(model.design.names)]
    density = expit(index) * expit(-index)
    bend = density * (expit(-index) - expit(index))
    slopes = directions @ solved
    derivatives = directions * (weight @ density) + np.outer(slopes, (weight * bend) @ model.basis)
    for column, (low, high) in model.two_valued.items():
        sides = []
        for value in (low, high):
            away = value - model.inputs[:, column]
            moved = index + away * slopes[column]
            regressors = model.basis + np.outer(away, directions[column])
            sides.append((weight * expit(moved) * expit(-moved)) @ regressors)
        derivatives[column] = (sides[1] - sides[0]) / (high - low)
    return derivatives

"""The predictive distribution of every place's logit at a date: given each draw of what is common, normal.

The variances are drawn from what the data say of them, each mean square independently and no variance below
zero (Box and Tiao 1973, chapter 5); so is the country's line, and what the year itself adds. Given a draw the
places are independent and normal with known mean and variance (Lindley and Smith 1972), which leaves nothing
else to chance: results do not depend on the order of places or rows.
"""

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.targets.trajectory import Trajectory


def predictive(fitted: Trajectory, date: float, *, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of every place's logit at a date, given each draw.

    Parameters
    ----------
    fitted : Trajectory
    date : float
        After the last figure.
    draws, seed : int
        Of the variances and of the country's line.

    Returns
    -------
    mean, spread : arrays, shape (N, draws)

    Raises
    ------
    ModelError
        When the date is not after the last figure.
    """
    at = _at(fitted, date)
    model, line = fitted.places, fitted.line
    rng = np.random.default_rng(seed)
    between, residual = _variances(fitted, draws, rng)
    tail = np.sqrt(line.df / rng.chisquare(line.df, draws))
    moved = (rng.standard_normal((draws, 2)) * tail[:, None]) @ np.linalg.cholesky(line.covariance).T
    country = (line.coefficients + moved) @ at
    country += np.sqrt(line.shock) * tail * rng.standard_normal(draws)
    offsets = model.offsets[:, None, :] - (model.crossed @ model.coefficients)[:, None, :]
    if not fitted.common_shocks:
        offsets = offsets - np.einsum("iqp,dp->idq", model.crossed, moved)
    weights = _weights(model.grams, between, residual)
    own = at[: between.shape[1]]
    drawn = np.einsum("q,idqr->idr", own, weights)
    mean = country + (drawn * offsets).sum(axis=2)
    return mean, np.sqrt(residual * (1 + drawn @ own))


def uncertainty(fitted: Trajectory, date: float) -> "pd.Series[float]":
    """Return how wide each part of what is not known is at a date, as a standard deviation in logits.

    Parameters
    ----------
    fitted : Trajectory
    date : float
        After the last figure.

    Returns
    -------
    Series
        ``line`` (the country's line, estimated and drawn on), ``year`` (what moves all places alike in that
        year), ``place`` (level and slope of a place, root mean square over places), ``residual`` (scatter of
        a single figure), ``all``; with the variances as estimated. Line and year are the scale of a t with
        ``fitted.line.df`` degrees of freedom, whose tails with three years reach much further than twice the
        scale.
    """
    at, model = _at(fitted, date), fitted.places
    own = at[: len(model.between)]
    weights = _weights(model.grams, model.between[None], np.array([model.residual]))
    squares = {
        "line": float(at @ fitted.line.covariance @ at),
        "year": fitted.line.shock,
        "place": float((own @ (weights[:, 0] * model.residual) @ own).mean()),
        "residual": model.residual,
    }
    return pd.Series({**squares, "all": sum(squares.values())}, name="logits") ** 0.5


def _at(fitted: Trajectory, date: float) -> np.ndarray:
    """Return the columns of the line at a date, shape (2,)."""
    last = float(fitted.series.times.max())
    if not date > last:
        raise ModelError(
            f"The date {date:g} is not after the last figure ({last:g})",
            "date",
            "For a date that has passed, count the places that met the target with attainment().",
        )
    return fitted.columns([date])[0]


def _weights(grams: np.ndarray, between: np.ndarray, residual: np.ndarray) -> np.ndarray:
    """Return what turns a place's cross-products into its effects, shape (N, draws, q, q).

    Times the residual variance it is the covariance of these effects.
    """
    inner = np.einsum("iqr,drs->idqs", grams, between)
    inner += residual[:, None, None] * np.eye(grams.shape[1])
    return between @ np.linalg.inv(inner)


def _variances(fitted: Trajectory, draws: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return covariances of the effects of places, shape (draws, q, q), and residual variances (draws,)."""
    model = fitted.places
    places, q = model.offsets.shape
    residual = model.residual * model.df / rng.chisquare(model.df, draws)
    error = np.linalg.inv(model.grams).mean(axis=0)
    scatter = model.between + model.residual * error
    total = stats.invwishart(places - 1, (places - 1) * scatter).rvs(draws, random_state=rng)
    root = np.linalg.cholesky(error)
    inverse = np.linalg.inv(root)
    size, direction = np.linalg.eigh(inverse @ np.reshape(total, (draws, q, q)) @ inverse.T)
    beyond = np.maximum(size - residual[:, None], 0.0)
    back = root @ direction
    return (back * beyond[:, None, :]) @ np.swapaxes(back, 1, 2), residual

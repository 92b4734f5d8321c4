"""A mixed model of places over time by restricted maximum likelihood: effects of each place around a mean.

Places have an effect of their own on the level, and on the slope where asked. The likelihood is profiled and
maximised over the relative covariance factor of the effects (Bates, Mächler, Bolker and Walker 2015), which
may be singular: no difference between slopes is then a fit like any other. statsmodels' MixedLM fits the same
model, but does not converge in most panels whose places share one slope; the tests hold the two against each
other where both find the maximum.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from analysis.stats.errors import ModelError

STEEPEST = 1e-3


@dataclass(frozen=True, eq=False)
class MixedTrend:
    """A fitted model of N places.

    Attributes
    ----------
    coefficients : array, shape (p,)
        Common to all places.
    covariance : array, shape (p, p)
        Of the coefficients, with the variances as estimated.
    between : array, shape (q, q)
        Covariance of the effects of places.
    residual : float
        Variance of what neither place nor coefficients explain.
    df : int
        Degrees of freedom within places that ``residual`` rests on.
    criterion : float
        Twice the negative restricted log likelihood, without its constant.
    steepest : float
        Largest slope of the criterion at the solution that does not point out of the allowed region.
    grams : array, shape (N, q, q)
        Cross-products of the columns of the effects, by place, over its own times.
    offsets : array, shape (N, q)
        Cross-products of these columns with the outcome, by place.
    crossed : array, shape (N, q, p)
        Cross-products of these columns with those of the coefficients, by place.
    residuals : array, shape (N, T)
        What is left after the coefficients and the predicted effects of places; missing as the outcome.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    between: np.ndarray
    residual: float
    df: int
    criterion: float
    steepest: float
    grams: np.ndarray
    offsets: np.ndarray
    crossed: np.ndarray
    residuals: np.ndarray


def fit_mixed(outcome: np.ndarray, common: np.ndarray, effects: np.ndarray) -> MixedTrend:
    """Fit common coefficients and effects of places by restricted maximum likelihood.

    Parameters
    ----------
    outcome : array, shape (N, T)
        Missing where a place has no figure.
    common : array, shape (T, p)
        Columns of the common coefficients: a line, or one dummy a time.
    effects : array, shape (T, q)
        Columns of the effects of each place; they lie in the span of ``common``.

    Returns
    -------
    MixedTrend

    Raises
    ------
    ModelError
        When places follow their effects exactly, nothing is left to estimate their variance from, or the
        maximum was not found.
    """
    model = _Profile.of(outcome, common, effects)
    if model.df < 1:
        raise ModelError(
            f"{len(outcome)} places over {outcome.shape[1]} times leave nothing to estimate the scatter from",
            "trajectory",
            "Give more years or more places, or slopes='common'.",
        )
    within = model.within()
    if within <= 1e-12 * np.nanvar(outcome):
        raise ModelError(
            "The places follow their trend without any scatter",
            "trajectory",
            "Figures computed or filled in from a trend cannot show how far places move from it.",
        )
    theta, steepest = _maximise(model, model.start(within))
    criterion, beta, precision, residual = model.at(theta)
    factor = model.factor(theta)
    relative = factor @ factor.T
    predicted = np.linalg.solve(
        np.eye(len(factor)) + model.grams @ relative, (model.offsets - model.crossed @ beta)[:, :, None]
    )
    return MixedTrend(
        coefficients=beta,
        covariance=residual * np.linalg.inv(precision),
        between=residual * relative,
        residual=residual,
        df=model.df,
        criterion=criterion,
        steepest=steepest,
        grams=model.grams,
        offsets=model.offsets,
        crossed=model.crossed,
        residuals=outcome - common @ beta - predicted[:, :, 0] @ relative @ effects.T,
    )


@dataclass(frozen=True, eq=False)
class _Profile:
    """The criterion as a function of the relative covariance factor, from cross-products by place."""

    grams: np.ndarray
    offsets: np.ndarray
    crossed: np.ndarray
    square: np.ndarray
    moment: np.ndarray
    total: float
    n: int

    @classmethod
    def of(cls, outcome: np.ndarray, common: np.ndarray, effects: np.ndarray) -> "_Profile":
        there = np.isfinite(outcome)
        known = there.astype(float)
        filled = np.where(there, outcome, 0.0)
        return cls(
            grams=np.einsum("it,tq,tr->iqr", known, effects, effects),
            offsets=filled @ effects,
            crossed=np.einsum("it,tq,tp->iqp", known, effects, common),
            square=np.einsum("it,tp,tr->pr", known, common, common),
            moment=filled.sum(axis=0) @ common,
            total=float((filled**2).sum()),
            n=int(there.sum()),
        )

    @property
    def df(self) -> int:
        places, q, p = self.crossed.shape
        return self.n - places * q - p + q

    def within(self) -> float:
        """Return the variance that is left when every place has free effects of its own."""
        solved = np.linalg.solve(self.grams, np.concatenate([self.crossed, self.offsets[:, :, None]], axis=2))
        square = self.square - np.einsum("iqp,iqr->pr", self.crossed, solved[:, :, :-1])
        moment = self.moment - np.einsum("iqp,iq->p", self.crossed, solved[:, :, -1])
        total = self.total - float((self.offsets * solved[:, :, -1]).sum())
        return max(total - float(moment @ np.linalg.lstsq(square, moment, rcond=1e-10)[0]), 0.0) / self.df

    def start(self, within: float) -> np.ndarray:
        """Return the factor by moments: scatter of the places' own estimates less their sampling error."""
        own = np.linalg.solve(self.grams, self.offsets[:, :, None])[:, :, 0]
        scatter = np.atleast_2d(np.cov(own, rowvar=False))
        between = scatter / within - np.linalg.inv(self.grams).mean(axis=0)
        size, direction = np.linalg.eigh(between)
        floor = 1e-4 * max(float(size.max()), 1e-4)
        root = np.linalg.cholesky(direction * np.maximum(size, floor) @ direction.T)
        return root[np.tril_indices(len(root))]

    def factor(self, theta: np.ndarray) -> np.ndarray:
        q = self.grams.shape[1]
        factor = np.zeros((q, q))
        factor[np.tril_indices(q)] = theta
        return factor

    def at(self, theta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, float]:
        """Return criterion, coefficients, their precision relative to the residual, residual variance."""
        factor = self.factor(theta)
        inner = np.eye(len(factor)) + factor.T @ self.grams @ factor
        sides = factor.T @ np.concatenate([self.crossed, self.offsets[:, :, None]], axis=2)
        products = np.einsum("iqp,iqr->pr", sides, np.linalg.solve(inner, sides))
        precision = self.square - products[:-1, :-1]
        moment = self.moment - products[:-1, -1]
        beta = np.linalg.solve(precision, moment)
        free = self.n - len(beta)
        residual = (self.total - float(products[-1, -1]) - float(beta @ moment)) / free
        logs = np.linalg.slogdet(inner)[1].sum() + np.linalg.slogdet(precision)[1]
        return float(logs + free * np.log(residual)), beta, precision, residual


def _maximise(model: _Profile, start: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the best factor and the largest slope left there; raise when the criterion is not flat."""
    q = model.grams.shape[1]
    diagonal = np.array([row == column for row, column in zip(*np.tril_indices(q), strict=True)])
    bounds = [(0.0, None) if on else (None, None) for on in diagonal]

    def criterion(theta: np.ndarray) -> float:
        return model.at(theta)[0]

    best = optimize.minimize(
        criterion, start, jac="3-point", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-7, "maxiter": 500}
    )
    slope = np.asarray(best.jac)
    # At a bound only the slope that points back into the allowed region counts against the solution.
    slope = np.where(diagonal & (best.x <= 1e-8), np.minimum(slope, 0.0), slope)
    steepest = float(np.abs(slope * np.maximum(np.abs(best.x), 1e-3)).max())
    if not steepest <= STEEPEST:
        raise ModelError(
            f"The restricted likelihood has no maximum here (slope {steepest:.2g} where the search ended)",
            "trajectory",
            "Use slopes='common', or look for places whose figures belong to another scale.",
        )
    return best.x, steepest

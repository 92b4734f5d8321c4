"""The project's tests of one coefficient, for many repetitions at once.

Each is the function of :mod:`analysis.stats.models` or :mod:`analysis.stats.robustness` of the same name,
written for a stack of data sets: the tests hold them equal to ten digits on single repetitions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import product

import numpy as np
from scipy import stats


@dataclass(frozen=True, eq=False)
class Tested:
    """Estimates of one coefficient with errors and two-sided p-values, each of shape (R,).

    ``std_error`` and ``margin``, half the 95% interval, are missing where a method gives a p-value alone.
    """

    estimate: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    margin: np.ndarray

    @classmethod
    def by(cls, estimate: np.ndarray, std_error: np.ndarray, df: float) -> "Tested":
        """Return the test with t of so many degrees of freedom; infinite for the normal."""
        p_value = 2 * stats.t.sf(np.abs(estimate / std_error), df)
        return cls(estimate, std_error, p_value, stats.t.ppf(0.975, df) * std_error)

    @classmethod
    def joined(cls, parts: "Sequence[Tested]") -> "Tested":
        """Return the repetitions of several stacks as one."""
        return cls(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)))

    def covers(self, truth: np.ndarray | float) -> np.ndarray:
        """Return whether the 95% interval holds the truth, shape (R,)."""
        return np.abs(self.estimate - truth) <= self.margin


def least_squares(
    x: np.ndarray, y: np.ndarray, effects: np.ndarray | None = None, *, intercept: bool = True
) -> "Fits":
    """Return least-squares fits with an intercept, with effects in its place, or with neither.

    Parameters
    ----------
    x : array, shape (R, n, k)
    y : array, shape (R, n)
    effects : array of int, shape (n,), optional
        Groups from 0.
    intercept : bool
        Whether there is one, where there are no effects.
    """
    n = y.shape[1]
    constant = np.ones((n, int(intercept))) if effects is None else np.eye(effects.max() + 1)[effects]
    matrix = np.concatenate([x, np.broadcast_to(constant, (len(x), *constant.shape))], axis=2)
    basis, triangle = np.linalg.qr(matrix)
    inverse = np.linalg.inv(triangle)
    scores = np.einsum("rnp,rn->rp", basis, y)
    residuals = y - np.einsum("rnp,rp->rn", basis, scores)
    return Fits(matrix, y, basis, inverse, np.einsum("rpq,rq->rp", inverse, scores), residuals)


@dataclass(frozen=True, eq=False)
class Fits:
    """Least-squares fits of R data sets: the first column of ``matrix`` is the one that is tested."""

    matrix: np.ndarray
    y: np.ndarray
    basis: np.ndarray
    inverse: np.ndarray
    coefficients: np.ndarray
    residuals: np.ndarray

    @property
    def df(self) -> int:
        """Residual degrees of freedom."""
        return self.matrix.shape[1] - self.matrix.shape[2]

    def classical(self) -> Tested:
        """Return the classical test, t(n - k)."""
        variance = (self.residuals**2).sum(axis=1) / self.df * (self.inverse[:, 0] ** 2).sum(axis=1)
        return Tested.by(self.coefficients[:, 0], np.sqrt(variance), self.df)

    def robust(self, kind: str) -> Tested:
        """Return the test with HC1 or HC3, t(n - k)."""
        weight = np.einsum("rp,rnp->rn", self.inverse[:, 0], self.basis) * self.residuals
        if kind == "hc3":
            weight = weight / (1 - (self.basis**2).sum(axis=2))
        factor = self.y.shape[1] / self.df if kind == "hc1" else 1.0
        return Tested.by(self.coefficients[:, 0], np.sqrt(factor * (weight**2).sum(axis=1)), self.df)

    def clustered(self, groups: np.ndarray, *, normal: bool = False, counted: int | None = None) -> Tested:
        """Return the test with CR1: t(G - 1), or the normal, which the project refuses for few clusters.

        ``counted`` is K of the small-sample factor where effects were taken out before: all but those that
        lie within the clusters.
        """
        count, n = groups.max() + 1, self.y.shape[1]
        weight = np.einsum("rp,rnp->rn", self.inverse[:, 0], self.basis) * self.residuals
        sums = weight @ np.eye(count)[groups]
        k = self.matrix.shape[2] if counted is None else counted
        factor = count / (count - 1) * (n - 1) / (n - k)
        error = np.sqrt(factor * (sums**2).sum(axis=1))
        return Tested.by(self.coefficients[:, 0], error, np.inf if normal else count - 1)

    def jackknifed(self, groups: np.ndarray) -> Tested:
        """Return the test with CR3, the cluster jackknife about the estimate, t(G - 1)."""
        cross = np.einsum("rnp,rnq->rpq", self.matrix, self.matrix)
        moment = np.einsum("rnp,rn->rp", self.matrix, self.y)
        count = groups.max() + 1
        total = np.zeros(len(self.y))
        for group in range(count):
            part, outcome = self.matrix[:, groups == group], self.y[:, groups == group]
            left = np.linalg.solve(
                cross - np.einsum("rnp,rnq->rpq", part, part),
                (moment - np.einsum("rnp,rn->rp", part, outcome))[:, :, None],
            )[:, 0, 0]
            total += (left - self.coefficients[:, 0]) ** 2
        return Tested.by(self.coefficients[:, 0], np.sqrt((count - 1) / count * total), count - 1)

    def wild_bootstrap(self, groups: np.ndarray) -> Tested:
        """Return the wild cluster bootstrap with the null imposed and all sign vectors."""
        indicators = np.eye(groups.max() + 1)[groups]
        others = np.linalg.qr(self.matrix[:, :, 1:])[0]
        pair = np.stack([self.matrix[:, :, 0], self.y], axis=2)
        own, restricted = np.moveaxis(pair - _projected(others, pair), 2, 0)
        kept = restricted[:, :, None] * indicators
        scores = np.einsum("rn,ng,rnh->rgh", own, indicators, kept - _projected(self.basis, kept))
        signs = np.array(list(product([1.0, -1.0], repeat=indicators.shape[1])))
        above = ((own * restricted) @ indicators) @ signs.T
        below = np.sqrt((np.einsum("rgh,sh->rsg", scores, signs) ** 2).sum(axis=2))
        drawn = np.abs(np.divide(above, below, out=np.full_like(above, np.inf), where=below > 0))
        p_value = (drawn >= drawn[:, :1] * (1 - 1e-9)).mean(axis=1)
        missing = np.full(len(p_value), np.nan)
        return Tested(self.coefficients[:, 0], missing, p_value, missing)


def worst(tests: Iterable[Tested]) -> Tested:
    """Return the largest p-value of several tests of one coefficient, without an interval."""
    every = list(tests)
    missing = np.full_like(every[0].p_value, np.nan)
    largest = np.max([test.p_value for test in every], axis=0)
    return Tested(every[0].estimate, missing, largest, missing)


def _projected(basis: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the projection of columns, shape (R, n, m), on orthonormal columns, shape (R, n, p)."""
    return np.matmul(basis, np.matmul(np.swapaxes(basis, 1, 2), columns))

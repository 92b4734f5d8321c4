"""What estimates would be without measurement error, by adding more of it (Cook and Stefanski 1994).

Error is added to an input in growing amounts; how the estimate goes is followed back to where there would be
none. In linear models the way is known, and :mod:`analysis.stats.robustness.errors_in_variables` gives its
end without simulation: the two check each other.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.resampling import arrange
from analysis.stats.result import Result
from analysis.stats.robustness.errors_in_variables import (
    Moments,
    Replicates,
    jackknife_result,
    moments,
    replicates,
    require_estimates,
    shares_without_error,
)

Extrapolation = Literal["rational", "quadratic"]

MULTIPLES = np.array([0.0, 0.5, 1.0, 1.5, 2.0])


def simex(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    *,
    reliability: Mapping[Hashable, float],
    extrapolation: Extrapolation = "rational",
    draws: int = 100,
    seed: int = 0,
    **options: Any,
) -> Result:
    """Estimate a linear regression by simulation and extrapolation.

    Parameters
    ----------
    data, outcome, inputs, reliability, **options
        As in :func:`analysis.stats.robustness.errors_in_variables.errors_in_variables`.
    extrapolation : {"rational", "quadratic"}
        The curve through the estimates with error added: ``a + b / (c + multiple)``, the form it has in
        linear models with one such input, through the multiples 0, 1 and 2; or the parabola of least squares
        through 0, 0.5, 1, 1.5 and 2, which always exists and stops short of the whole correction.
    draws : int
        Errors drawn; each is used with both signs.
    seed : int

    Returns
    -------
    Result
        Standard errors by the jackknife, with the same errors added to the rows that are left.

    Raises
    ------
    ModelError
        As ``errors_in_variables``; for fewer than ten draws, and where the rational curve does not reach back
        to no error.
    """
    if extrapolation not in ("rational", "quadratic") or draws < 10:
        raise ModelError(
            f"extrapolation '{extrapolation}', draws {draws}",
            "simex",
            "Use 'rational' or 'quadratic', and 10 draws or more.",
        )
    model = replicates(data, outcome, inputs, **options)
    shares = shares_without_error(model.design, reliability)
    noisy = np.flatnonzero(shares < 1)
    found = moments(model, _errors(model, len(noisy), draws, seed))
    path = _path(found, shares, noisy, draws)
    estimates = _parabola(path) if extrapolation == "quadratic" else _rational(path)
    # A coefficient that added error does not move has nothing to extrapolate.
    still = np.ptp(path, axis=0) <= 1e-10 * np.abs(path[0]).max()
    estimates = np.where(still, path[0], estimates)
    require_estimates(model, shares, estimates)
    return jackknife_result(
        model, found, estimates, f"SIMEX, {extrapolation}, {draws} draws, seed {seed}", {}
    )


def _errors(model: Replicates, columns: int, draws: int, seed: int) -> np.ndarray:
    """Return standard normal errors, shape (n, 2 * draws * columns), in the order of the figures."""
    design = model.design
    order, _ = arrange(np.column_stack([design.y, model.x]))
    drawn = np.random.default_rng(seed).standard_normal((design.n, draws * columns))
    errors = np.empty_like(drawn)
    errors[order] = drawn
    return np.hstack([errors, -errors])


def _path(found: Moments, shares: np.ndarray, noisy: np.ndarray, draws: int) -> np.ndarray:
    """Return mean estimates with error added, shape (multiples, 1 + G, k), of scaled columns."""
    k = len(shares)
    positions = (k + 1 + np.arange(2 * draws * len(noisy))).reshape(2 * draws, len(noisy))
    size = found.scale[positions] * np.sqrt(
        (1 - shares[noisy]) * (found.total[:, noisy] / found.weight[:, None])[:, None]
    )
    own = found.cross[:, None, :k, : k + 1]
    crossed = found.cross[:, positions][..., : k + 1] * size[..., None]
    both = found.cross[:, positions[:, :, None], positions[:, None, :]] * size[..., None] * size[..., None, :]
    path = []
    for multiple in MULTIPLES:
        gram = np.repeat(own, 2 * draws, axis=1)
        gram[..., noisy, :] += np.sqrt(multiple) * crossed
        gram[..., :, noisy] += np.sqrt(multiple) * np.swapaxes(crossed[..., :k], -1, -2)
        gram[..., noisy[:, None], noisy] += multiple * both
        path.append(np.linalg.solve(gram[..., :k], gram[..., k:])[..., 0].mean(axis=1))
    return np.stack(path)


def _parabola(path: np.ndarray) -> np.ndarray:
    """Return the value at -1 of the parabola of least squares through the path."""
    fitted = np.linalg.pinv(np.vander(MULTIPLES, 3, increasing=True))
    return np.tensordot(np.array([1.0, -1.0, 1.0]) @ fitted, path, axes=1)


def _rational(path: np.ndarray) -> np.ndarray:
    """Return the value at -1 of ``a + b / (c + multiple)`` through multiples 0, 1 and 2; missing if none."""
    first, second, third = (path[multiple == MULTIPLES][0] for multiple in (0, 1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        c = 2 / ((first - second) / (second - third) - 1)
        b = (first - second) * c * (c + 1)
        back = first + b * (1 / (c - 1) - 1 / c)
    return np.where(c > 1, back, np.nan)

"""What a statistic of neighbours would be had the figures fallen on the places in another order.

The draws depend on the figures and their neighbourhoods alone, so that names and order of the places change
nothing, and the random state of numpy is left as it was.
"""

import numpy as np

from analysis.stats.resampling import arrange


def rearranged(z: np.ndarray, matrix: np.ndarray, permutations: int, seed: int) -> np.ndarray:
    """Return Moran's I of random rearrangements.

    Parameters
    ----------
    z : array, shape (n,)
        Figures about their mean.
    matrix : array, shape (n, n)
        Weights.
    permutations, seed : int

    Returns
    -------
    array, shape (permutations,)
    """
    order, _ = arrange(np.column_stack([z, matrix @ z]))
    z, matrix = z[order], matrix[np.ix_(order, order)]
    random = np.random.default_rng(seed)
    drawn = random.permuted(np.broadcast_to(z, (permutations, len(z))), axis=1)
    return np.einsum("pi,pi->p", drawn, drawn @ matrix.T) / (z @ z) * len(z) / matrix.sum()


def conditional_p_values(
    z: np.ndarray, matrix: np.ndarray, lags: np.ndarray, permutations: int, seed: int
) -> np.ndarray:
    """Return two-sided p-values of local statistics: the place keeps its figure, the others change theirs.

    Parameters
    ----------
    z, matrix, permutations, seed
        As in :func:`rearranged`.
    lags : array, shape (n,)
        Weighted means of the neighbours. A place that lies at the mean itself has no pattern: p is 1.

    Returns
    -------
    array, shape (n,)
    """
    order, _ = arrange(np.column_stack([z, lags]))
    arranged, most = z[order], int((matrix > 0).sum(axis=1).max())
    drawn = _choices(len(z) - 1, most, permutations, seed)
    p_values = np.empty(len(z))
    for position, place in enumerate(order):
        shares = matrix[place, order]
        neighbours = np.flatnonzero(shares)
        others = np.delete(arranged, position)
        simulated = others[drawn[: len(neighbours)]].T @ shares[neighbours]
        p_values[place] = two_sided(simulated[:, None], lags[[place]])[0]
    return np.where(z == 0, 1.0, p_values)


def two_sided(simulated: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Return two-sided p-values, shape (k,), of ``observed`` (k,) among ``simulated`` (draws, k).

    Twice the smaller tail; the observed figure counts as one draw (Davison and Hinkley 1997, section 4.2).
    """
    slack = 1e-12 * (1 + np.abs(observed))
    above = (simulated >= observed - slack).sum(axis=0)
    below = (simulated <= observed + slack).sum(axis=0)
    return np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (len(simulated) + 1))


def _choices(n: int, k: int, draws: int, seed: int) -> np.ndarray:
    """Return ``k`` of ``n`` numbers from 0 without repetition, in random order, shape (k, draws)."""
    random, rows = np.random.default_rng(seed), np.arange(draws)
    numbers = np.repeat(np.arange(n)[:, None], draws, axis=1)
    for place in range(k):
        other = random.integers(place, n, size=draws)
        chosen = numbers[other, rows]
        numbers[other, rows] = numbers[place]
        numbers[place] = chosen
    return numbers[:k]

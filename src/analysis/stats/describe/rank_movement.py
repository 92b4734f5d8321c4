"""How far places moved in the order between two years, beside what noise alone moves them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.describe.movement import Errors, noisy_figures
from analysis.stats.describe.ranks import shrink
from analysis.stats.errors import ModelError
from analysis.stats.resampling import arrange

FAR = 10


@dataclass(frozen=True, eq=False)
class RankMovement:
    """How the order of places changed between two years.

    Attributes
    ----------
    places : DataFrame, index the places
        ``rank_start``, ``rank_end`` (of the published figures, the highest first; ties share the best rank)
        and ``places_up`` (their difference), each with the interval of the true one at ``level``:
        ``rank_start_low``, ``rank_start_high`` and so on. Missing where a year is.
    moves : DataFrame, index ``published`` and ``noise_alone``
        ``median`` (ranks that half of the places move at least) and ``far`` (share of the places that move
        ten ranks or more): in the published figures, and as expected had no place moved.
    level : float
    """

    places: pd.DataFrame
    moves: pd.DataFrame
    level: float


def rank_movement(
    panel: pd.DataFrame,
    indicator: str,
    start: int,
    end: int,
    *,
    std_errors: Errors,
    error_correlation: float = 0.0,
    draws: int = 4000,
    seed: int = 0,
    level: float = 0.90,
    **options: Any,
) -> RankMovement:
    """Return ranks in two years and how far places moved in the order, each with its interval.

    Parameters
    ----------
    panel, indicator, start, end, std_errors, error_correlation, **options
        As in :func:`movement`.
    draws, seed : int
        Of the simulated league tables.
    level : float

    Returns
    -------
    RankMovement

    Raises
    ------
    ModelError
        As :func:`movement`.

    Notes
    -----
    Mean of the two years and change are shrunk apart, which with equal errors is to use all that the two
    figures say (their errors are then unrelated); league tables are drawn from both.
    """
    if not 0 < level < 1 or draws < 100:
        raise ModelError(
            f"level {level}, draws {draws}", "rank_movement", "Use a level in (0, 1), 100 draws or more."
        )
    table = noisy_figures(
        panel,
        indicator,
        start,
        end,
        std_errors=std_errors,
        error_correlation=error_correlation,
        **options,
    )
    known = table.dropna()
    order, _ = arrange(known.to_numpy())
    known = known.iloc[order]
    errors = known[["start_error", "end_error"]]
    mean_error = ((errors**2).sum(axis=1) + 2 * error_correlation * errors.prod(axis=1)) ** 0.5 / 2
    middle = shrink(known[["start", "end"]].mean(axis=1), mean_error)
    moved = shrink(known["change"], known["std_error"])
    random = np.random.default_rng(seed)
    levels = _drawn(middle["shrunk"], middle["posterior_sd"], draws, random)
    half = _drawn(moved["shrunk"], moved["posterior_sd"], draws, random) / 2
    true = {"rank_start": _ranks(levels - half), "rank_end": _ranks(levels + half)}
    true["places_up"] = true["rank_start"] - true["rank_end"]
    found = known[["start", "end"]].rank(ascending=False, method="min").set_axis(list(true)[:2], axis=1)
    found["places_up"] = found["rank_start"] - found["rank_end"]
    for name, ranks in true.items():
        ends = np.quantile(ranks, [0.5 - level / 2, 0.5 + level / 2], axis=0, method="inverted_cdf")
        found[f"{name}_low"], found[f"{name}_high"] = ends
    noise = _places_up_by_noise(levels, errors.to_numpy(), error_correlation, random)
    moves = pd.DataFrame(
        [_moves(found["places_up"].to_numpy()[None]), _moves(noise)], index=["published", "noise_alone"]
    )
    columns = [name + part for name in true for part in ("", "_low", "_high")]
    return RankMovement(found[columns].reindex(table.index), moves, level)


def _places_up_by_noise(
    levels: np.ndarray, errors: np.ndarray, correlation: float, random: np.random.Generator
) -> np.ndarray:
    """Return how far noise alone moves places up, shape (draws, places), while their levels stay."""
    first = random.standard_normal(levels.shape)
    second = random.standard_normal(levels.shape) * np.sqrt(1 - correlation**2) + correlation * first
    return _ranks(levels + first * errors[:, 0]) - _ranks(levels + second * errors[:, 1])


def _drawn(
    mean: "pd.Series[float]", sd: "pd.Series[float]", draws: int, random: np.random.Generator
) -> np.ndarray:
    """Return normal draws, shape (draws, places)."""
    return mean.to_numpy() + sd.to_numpy() * random.standard_normal((draws, len(mean)))


def _ranks(levels: np.ndarray) -> np.ndarray:
    """Return the ranks of the places in each draw, the highest first."""
    return (-levels).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1


def _moves(places_up: np.ndarray) -> dict[str, float]:
    """Return the median move in ranks, averaged over the draws, and the share that move far."""
    size = np.abs(places_up)
    return {"median": float(np.median(size, axis=1).mean()), "far": float((size >= FAR).mean())}

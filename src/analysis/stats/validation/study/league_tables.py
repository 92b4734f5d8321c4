"""League tables: how much of a rank is noise, and whether the intervals of ranks hold the true ranks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.describe.ranks import rank_intervals
from analysis.stats.validation.study.measures import Bounds, Measure, Place, Sizes

STUDY = "league_tables"
PLACES = 63
FIRST = 10
LEVEL = 0.90
HOLDS: Bounds = (0.85, 0.95)
"""Share of places whose 90% interval holds their true rank."""
GAINS: Bounds = (0.0, None)
"""Squared error that shrinking saves, as a share."""

_DRAWS = 400


@dataclass(frozen=True)
class League:
    """Figures of places: ``reliability`` is the share of their variance that is not noise."""

    name: str
    reliability: float


WORLDS = (League("reliable", 0.92), League("usual", 0.80), League("noisy", 0.50))


def study(world: League, sizes: Sizes, random: np.random.Generator) -> list[Measure]:
    """Return what noise does to ranks, and what shrinking and intervals make of it."""
    noise = float(np.sqrt(1 / world.reliability - 1))
    truth = random.normal(size=(sizes.repetitions, PLACES))
    one, other = (truth + noise * random.normal(size=truth.shape) for _ in range(2))
    return [*_of_noise(world, truth, one, other), *_of_intervals(world, truth, one, noise)]


def _of_noise(world: League, truth: np.ndarray, one: np.ndarray, other: np.ndarray) -> Iterator[Measure]:
    """Yield what happens to ranks of published figures though nothing changed."""
    place = Place(STUDY, world.name, "published_ranks", PLACES)
    moves = np.abs(_ranks(one) - _ranks(other))
    first = (_ranks(truth) <= FIRST) & (_ranks(one) <= FIRST)
    yield place.mean("first_ten_recovered", first.sum(axis=1) / FIRST)
    yield place.mean("median_move", np.median(moves, axis=1))
    yield place.mean("moved_ten_places", (moves >= FIRST).mean(axis=1))


def _of_intervals(world: League, truth: np.ndarray, figures: np.ndarray, noise: float) -> Iterator[Measure]:
    """Yield the gain of shrinking, and how many of the true ranks their intervals hold."""
    place = Place(STUDY, world.name, "rank_intervals", PLACES, "recommended")
    gains, holds, widths = [], [], []
    for number, (levels, published) in enumerate(zip(truth, figures, strict=True)):
        table = rank_intervals(pd.Series(published), noise, draws=_DRAWS, seed=number, level=LEVEL)
        ranks = _ranks(levels[None, :])[0]
        low, high = table["low"].to_numpy(), table["high"].to_numpy()
        gains.append(1 - ((table["shrunk"] - levels) ** 2).sum() / ((published - levels) ** 2).sum())
        holds.append(((low <= ranks) & (ranks <= high)).mean())
        widths.append((high - low + 1).mean())
    yield place.mean("squared_error_saved", np.array(gains), GAINS)
    yield place.mean("rank_coverage", np.array(holds), HOLDS)
    yield place.mean("ranks_in_interval", np.array(widths))


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return ranks from 1 for the highest, row by row."""
    return (-values).argsort(axis=1).argsort(axis=1) + 1

"""What the dates of a staggered start buy: how much of the true exposure a coarser record still shows.

Teams start commune by commune. Of a province, exposure in a year is the share of its communes' months with a
team. A coarser record is another variable in place of that one; the smallest difference that fixed effects of
places and years find with it is larger by the inverse of the correlation of the two, both less the means of
places and years (the power of a regressor recorded with error; Fuller 1987).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.stats.errors import ModelError

RECORDS = ("communes_by_month", "communes_at_year_end", "first_month", "first_year")
"""Ways to record the start, finest first."""
_MONTHS = 12


@dataclass(frozen=True)
class Starts:
    """How teams start.

    Attributes
    ----------
    places, communes : int
        Provinces, and communes in each.
    years : int
        Years of the table; no commune starts in the first.
    months : int
        Over how many months the first communes of the provinces start, from the second year on.
    spread : int
        Within how many months all communes of a province follow.
    """

    places: int = 63
    communes: int = 100
    years: int = 6
    months: int = 36
    spread: int = 12

    def __post_init__(self) -> None:
        if self.months < 1 or self.spread < 1 or self.places < 2 or self.years < 2:
            raise ModelError(f"{self}", "starts", "Give at least two places and years, and one month.")


def exposures(starts: Starts, repetitions: int, seed: int) -> dict[str, np.ndarray]:
    """Return exposure as each record would have it, shape (R, places, years); the first is the true one."""
    random = np.random.default_rng(seed)
    shape = (repetitions, starts.places)
    first = _MONTHS + random.integers(0, starts.months, size=shape)
    later = random.integers(0, starts.spread, size=(*shape, starts.communes))
    month = first[..., None] + later - later.min(axis=2, keepdims=True)
    ends = _MONTHS * np.arange(1, starts.years + 1)
    by_commune = np.clip((ends - month[..., None]) / _MONTHS, 0, 1)
    return {
        "communes_by_month": by_commune.mean(axis=2),
        "communes_at_year_end": (month[..., None] < ends).mean(axis=2),
        "first_month": np.clip((ends - first[..., None]) / _MONTHS, 0, 1),
        "first_year": (first[..., None] < ends).astype(float),
    }


def times_larger(starts: Starts, repetitions: int, seed: int = 1) -> Mapping[str, tuple[float, float]]:
    """Return by how much the smallest difference is larger with each record than with months by commune.

    Parameters
    ----------
    starts : Starts
    repetitions : int
        Roll-outs drawn.
    seed : int

    Returns
    -------
    dict of str to (float, float)
        The factor and its Monte Carlo standard error, by record.
    """
    drawn = {name: _two_way(values) for name, values in exposures(starts, repetitions, seed).items()}
    true = drawn[RECORDS[0]]
    found = {}
    for name, recorded in drawn.items():
        alike = (true * recorded).sum(axis=(1, 2)) / np.sqrt(
            (true**2).sum(axis=(1, 2)) * (recorded**2).sum(axis=(1, 2))
        )
        larger = 1 / float(alike.mean())
        found[name] = (larger, float(larger**2 * alike.std(ddof=1) / np.sqrt(repetitions)))
    return found


def _two_way(values: np.ndarray) -> np.ndarray:
    by_place, by_year = values.mean(axis=2, keepdims=True), values.mean(axis=1, keepdims=True)
    return values - by_place - by_year + by_place.mean(axis=1, keepdims=True)

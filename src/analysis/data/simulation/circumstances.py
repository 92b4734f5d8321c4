"""What the places of a simulated country are like: people, income, towns, poverty, and the bases of shares.

Places and regions have their real names and codes; every figure is drawn. Development is a hidden number of
each place, shared in part within its region and with its neighbours; nothing published enters it, so that
Hà Nội may come out small and poor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.data.simulation.draws import Draws, standard
from analysis.data.simulation.marks import Array, meeting


@dataclass(frozen=True, eq=False)
class Circumstances:
    """Circumstances of the places, years × places each.

    Attributes
    ----------
    indicators : dict of str to array
        Those that a panel shows, by indicator of the dictionary.
    bases : dict of str to array
        What shares are shares of: ``persons``, ``adults``, ``households`` (thousands), ``spending``.
    development : array of places
        Hidden; mean 0 and standard deviation 1 over the places.
    """

    indicators: dict[str, Array]
    bases: dict[str, Array]
    development: Array

    @property
    def log_grdp(self) -> Array:
        """Logarithm of GRDP per head (million VND)."""
        return np.log(self.indicators["grdp_per_capita_million_vnd"])


def circumstances(draws: Draws, years: Sequence[int], spatial: float) -> Circumstances:
    """Draw the circumstances of the places.

    Parameters
    ----------
    draws : Draws
        The random numbers.
    years : sequence of int
        One a row.
    spatial : float
        How much development neighbours share.
    """
    region = draws.by_region("region")[:1]
    # Neighbours are alike in development in every world: poverty and towns have no hard borders.
    shared = draws.among_neighbours("development", max(spatial, 0.3))
    development = standard(0.5 * region[0] + shared)

    def line(name: str, loading: float, own: float) -> Array:
        """Return a circumstance on its scale: development, what is its own, and a little movement."""
        moving = 0.02 * draws.by_year(f"{name}, moving")
        return loading * development + own * draws.by_place(name) + moving

    population = meeting("population_thousand", years, line("population", 0.25, 0.5))
    grdp = meeting("grdp_per_capita_million_vnd", years, line("grdp", 0.35, 0.2), population)
    urban = meeting("urban_share_pct", years, line("urban", 0.6, 0.4), population)
    indicators = {
        "poverty_rate_pct": meeting("poverty_rate_pct", years, line("poverty", -0.8, 0.4), population),
        "income_per_capita_month_thousand_vnd": meeting(
            "income_per_capita_month_thousand_vnd", years, line("income", 0.22, 0.1)
        ),
        "household_computer_share_pct": meeting(
            "household_computer_share_pct", years, line("computers", 0.4, 0.15)
        ),
        "population_thousand": population,
        "urban_population_thousand": population * urban / 100,
        "urban_share_pct": urban,
        "grdp_per_capita_million_vnd": grdp,
    }
    bases = {
        "persons": population,
        "adults": population * (0.75 + 0.015 * draws.by_place("adults")),
        "households": population / (3.6 + 0.2 * draws.by_place("households")),
        "spending": population * grdp**0.5,
    }
    return Circumstances(indicators, bases, development)

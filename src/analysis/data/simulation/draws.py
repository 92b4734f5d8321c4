"""The random parts of a simulated country, each from a stream of its own.

Streams are named: a part is the same in every world drawn from one seed, whatever else the world has, so that
two worlds can be compared figure by figure. Rows are years; the first years are the same however many follow.
"""

from functools import cached_property
from zlib import crc32

import numpy as np

from analysis.data.provinces import neighbours, provinces
from analysis.data.simulation.marks import Array


class Draws:
    """Random numbers for the 63 provinces over some years.

    Parameters
    ----------
    seed : int
        Start of the random numbers.
    years : int
        Number of rows of what moves from year to year.
    """

    def __init__(self, seed: int, years: int) -> None:
        places = provinces()
        self.seed, self.years = seed, years
        self.codes, self.regions = list(places["code"]), places["region"].to_numpy()
        names, self._region_of = np.unique(self.regions, return_inverse=True)
        self.places, self._regions = len(self.codes), len(names)

    def stream(self, name: str) -> np.random.Generator:
        """Return the generator of a named part."""
        return np.random.default_rng([self.seed, crc32(name.encode())])

    def by_place(self, name: str) -> Array:
        """Return one standard normal number a place."""
        return self.stream(name).standard_normal(self.places)

    def by_year(self, name: str) -> Array:
        """Return standard normal numbers, years × places, each by itself."""
        return self.stream(name).standard_normal((self.years, self.places))

    def by_region(self, name: str) -> Array:
        """Return standard normal numbers, years × places, the same for places of one region.

        Half of the variance stays with the region, half belongs to the year.
        """
        stream = self.stream(name)
        lasting = stream.standard_normal(self._regions)
        yearly = stream.standard_normal((self.years, self._regions))
        return np.asarray(((lasting + yearly) / np.sqrt(2))[:, self._region_of])

    def among_neighbours(self, name: str, strength: float) -> Array:
        """Return numbers a place that neighbours share: a spatial autoregression of white noise.

        Parameters
        ----------
        name : str
            Of the stream.
        strength : float
            Coefficient on the mean of the neighbours, from 0 to below 1.

        Returns
        -------
        array
            One number a place, mean 0 and standard deviation 1 over the places.
        """
        own = np.eye(self.places) - strength * self._neighbours
        return standard(np.asarray(np.linalg.solve(own, self.by_place(name)), dtype=np.float64))

    @cached_property
    def _neighbours(self) -> Array:
        """Places × places: the weight of each neighbour in the mean of all of them."""
        at = {code: number for number, code in enumerate(self.codes)}
        borders, pairs = np.zeros((self.places, self.places)), neighbours("63")
        a, b = pairs["code_a"].map(at).to_numpy(), pairs["code_b"].map(at).to_numpy()
        borders[a, b] = borders[b, a] = 1.0
        return np.asarray(borders / np.maximum(borders.sum(axis=1, keepdims=True), 1.0))


def standard(values: Array) -> Array:
    """Return numbers with mean 0 and standard deviation 1 along the last axis; constants become 0."""
    spread = values.std(axis=-1, keepdims=True)
    centred = values - values.mean(axis=-1, keepdims=True)
    return np.asarray(np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0))

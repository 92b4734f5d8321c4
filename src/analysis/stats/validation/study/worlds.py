"""Cross-sections without any association, on the map of the provinces: where a 5% test must reject 5%.

The four inputs and the errors are independent of each other in every world. What differs is how alike
neighbours are, or places of one region, and whether the spread of the errors depends on the first input.
"""

from dataclasses import dataclass

import numpy as np

from analysis.data import processed, provinces

INPUTS = 4


@dataclass(frozen=True)
class World:
    """How a cross-section is drawn.

    Attributes
    ----------
    name : str
    geography : {"63", "34"}
    heteroskedasticity : float
        The logarithm of the errors' standard deviation for one of the first input.
    spatial : float
        How much inputs and errors follow the mean of the neighbours (rho).
    region_shocks : float
        Standard deviation of what places of a region share, in inputs and errors, beside one of their own.
    """

    name: str
    geography: str = "63"
    heteroskedasticity: float = 0.0
    spatial: float = 0.0
    region_shocks: float = 0.0


WORLDS = (
    World("independent"),
    World("heteroskedastic", heteroskedasticity=0.5),
    World("spatial", spatial=0.4),
    World("strongly_spatial", spatial=0.6),
    World("region_shocks", region_shocks=0.5),
    World("region_shocks_heteroskedastic", heteroskedasticity=0.5, region_shocks=0.5),
    World("independent_34", geography="34"),
    World("region_shocks_34", geography="34", region_shocks=0.5),
)


@dataclass(frozen=True, eq=False)
class CrossSections:
    """Repetitions of a cross-section.

    Attributes
    ----------
    x : array, shape (R, n, 4)
    y : array, shape (R, n)
        Not associated with any input.
    region : array of int, shape (n,)
    """

    x: np.ndarray
    y: np.ndarray
    region: np.ndarray


def regions(geography: str) -> np.ndarray:
    """Return the region of each place, numbered from 0, shape (n,).

    A unit made of provinces of two regions counts to that of the province whose code it kept.
    """
    known = processed.places("63").set_index("code")["region"]
    found = known.loc[processed.places(geography)["code"]]
    return np.unique(found.to_numpy(dtype=str), return_inverse=True)[1]


def neighbours(geography: str) -> np.ndarray:
    """Return the matrix of means over neighbours, shape (n, n): rows sum to one."""
    order = {code: number for number, code in enumerate(processed.places(geography)["code"])}
    matrix = np.zeros((len(order), len(order)))
    for one, other in provinces.neighbours(geography).itertuples(index=False):
        matrix[order[one], order[other]] = matrix[order[other], order[one]] = 1.0
    return matrix / matrix.sum(axis=1, keepdims=True)


def draw(world: World, repetitions: int, random: np.random.Generator) -> CrossSections:
    """Draw cross-sections of a world."""
    region = regions(world.geography)
    n = len(region)
    noise = random.normal(size=(repetitions, n, INPUTS + 1))
    if world.spatial:
        follow = np.linalg.inv(np.eye(n) - world.spatial * neighbours(world.geography))
        noise = np.einsum("ij,rjk->rik", follow, noise)
    if world.region_shocks:
        shared = random.normal(size=(repetitions, region.max() + 1, INPUTS + 1))
        noise = noise + world.region_shocks * shared[:, region]
    x, errors = noise[:, :, :INPUTS], noise[:, :, INPUTS]
    return CrossSections(x, errors * np.exp(world.heteroskedasticity * x[:, :, 0]), region)

"""Neighbours: weights between places, Moran's I, and models that let neighbours in as a check."""

from analysis.stats.spatial.autocorrelation import clusters, local_moran, moran
from analysis.stats.spatial.lag import multipliers, spatial_error, spatial_lag
from analysis.stats.spatial.neighbourhoods import (
    contiguity,
    default_weights,
    from_libpysal,
    nearest,
    same_region,
    second_order,
)
from analysis.stats.spatial.residuals import moran_of_residuals, residual_moran
from analysis.stats.spatial.robustness import NeighbourRobustness, robust_to_neighbours
from analysis.stats.spatial.weights import Weights

__all__ = [
    "NeighbourRobustness",
    "Weights",
    "clusters",
    "contiguity",
    "default_weights",
    "from_libpysal",
    "local_moran",
    "moran",
    "moran_of_residuals",
    "multipliers",
    "nearest",
    "residual_moran",
    "robust_to_neighbours",
    "same_region",
    "second_order",
    "spatial_error",
    "spatial_lag",
]

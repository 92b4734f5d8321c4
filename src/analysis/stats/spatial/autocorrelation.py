"""Whether neighbours have like figures: Moran's I of all places, and place by place.

Neighbours that are alike are a description. They may be alike because they share a region, an income, a
survey team or a way of counting; nothing here says that one place follows another.
"""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError
from analysis.stats.evidence.multiple_testing import adjust
from analysis.stats.spatial.rearrangement import conditional_p_values, rearranged, two_sided
from analysis.stats.spatial.weights import Weights

PERMUTATIONS = 9999
LOCAL_PERMUTATIONS = 49_999
"""More for single places: with 63 of them, those that count have p-values below .002."""

QUADRANTS = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}
"""Level of the place, then of its neighbours, each against the mean of all places."""


def moran(
    values: "pd.Series[float]",
    weights: Weights | Sequence[Weights],
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return Moran's I of one measure for each matrix of neighbours, side by side.

    Parameters
    ----------
    values : Series
        One figure per place, by code, in any order. Places without a figure leave the matrix.
    weights : Weights or several
    permutations : int
        Random rearrangements of the figures over the places.
    seed : int
        Of the rearrangements.

    Returns
    -------
    DataFrame, index ``weights``
        ``i``; ``expected``, ``std_error``, ``statistic`` and ``p_normal`` for normal figures without a
        pattern; ``p_randomisation`` for these figures in any order, by their moments; ``p_permutation`` by
        rearranging them; ``p_value``, the largest of the three; ``n``; ``missing`` and ``isolates``, the
        codes of places without a figure, and of those that have the nearest places for neighbours. All
        p-values are two-sided.

    Raises
    ------
    ModelError
        For figures of other places than the matrix (:meth:`Weights.join`), and for equal figures.

    Notes
    -----
    Cliff and Ord (1981). I is about 0 without a pattern (-1 / (n - 1) on average), positive where neighbours
    are alike.
    """
    rows = {}
    for one in several(weights):
        known, on = varying(values, one)
        found = _esda().Moran(known.to_numpy(), on.libpysal(), permutations=0)
        simulated = rearranged(found.z, on.matrix, permutations, seed)
        p_values = {
            "p_normal": float(found.p_norm),
            "p_randomisation": float(found.p_rand),
            "p_permutation": float(two_sided(simulated[:, None], np.array([found.I]))[0]),
        }
        rows[one.name] = {
            "i": float(found.I),
            "expected": float(found.EI),
            "std_error": float(found.seI_norm),
            "statistic": float(found.z_norm),
            **p_values,
            "p_value": max(p_values.values()),
            "n": len(known),
            "missing": tuple(place for place in one.places if place not in set(known.index)),
            "isolates": on.isolates,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("weights")


def local_moran(
    values: "pd.Series[float]",
    weights: Weights,
    *,
    permutations: int = LOCAL_PERMUTATIONS,
    seed: int = 0,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return the local Moran statistic of each place, for one matrix of neighbours.

    Parameters
    ----------
    values, weights, permutations, seed
        As in :func:`moran`. The figure of the place stays, those of the other places are rearranged.
    alpha : float
        Share of false findings that is accepted among the places found.

    Returns
    -------
    DataFrame, index the known places in the order of the matrix
        ``value``; ``neighbours``, their weighted mean; ``i``, which sums to (n - 1) times Moran's I;
        ``quadrant``, a name of :data:`QUADRANTS`; ``q_value``, the two-sided p-value adjusted for reading
        all places together (Benjamini and Hochberg); ``found``, whether it is at most ``alpha``.

    Raises
    ------
    ModelError
        As :func:`moran`.

    Notes
    -----
    Anselin (1995); the false discovery rate for local statistics, Caldas de Castro and Singer (2006). The
    p-value of a single place is not given: among 63 places without any pattern three have one below .05.
    The one that esda gives is besides one-sided in the direction of the data, half of what it should be.
    """
    known, on = varying(values, weights)
    found = _esda().Moran_Local(known.to_numpy(), on.libpysal(), permutations=0)
    lags = on.matrix @ found.z
    p_values = pd.Series(
        conditional_p_values(found.z, on.matrix, lags, permutations, seed), index=known.index
    )
    read = adjust(p_values, alpha=alpha)
    return pd.DataFrame(
        {
            "value": known,
            "neighbours": on.matrix @ known.to_numpy(),
            "i": found.Is,
            "quadrant": [QUADRANTS[int(quadrant)] for quadrant in found.q],
            "q_value": read["adjusted"],
            "found": read["rejected"],
        }
    )


def clusters(
    values: "pd.Series[float]",
    weights: Sequence[Weights],
    *,
    permutations: int = LOCAL_PERMUTATIONS,
    seed: int = 0,
    alpha: float = 0.05,
    at_least: int = 2,
) -> pd.DataFrame:
    """Return the places that stand out with their neighbours, whoever counts as a neighbour.

    Parameters
    ----------
    values, permutations, seed, alpha
        As in :func:`local_moran`.
    weights : sequence of Weights
        At least ``at_least``, of the same places, each with a name of its own.
    at_least : int
        Matrices in which a place must be found, in the same quadrant, to be called a cluster.

    Returns
    -------
    DataFrame, index the known places
        ``value``; ``q_<name>`` for each matrix; ``matrices``, the number in which the place is found in its
        most frequent quadrant; ``cluster``, the name of the quadrant, or missing where no cluster is found.

    Raises
    ------
    ModelError
        As :func:`moran`, and for too few matrices.
    """
    if not 2 <= at_least <= len(weights) or len({one.name for one in weights}) < len(weights):
        raise ModelError(
            f"{at_least} of {len(weights)} matrices",
            "clusters",
            "A cluster must be found in two matrices or more; give each a name of its own.",
        )
    options = {"permutations": permutations, "seed": seed}
    local = {one.name: local_moran(values, one, alpha=alpha, **options) for one in weights}
    first = local[weights[0].name]
    quadrants = pd.DataFrame(
        {name: table["quadrant"].where(table["found"]) for name, table in local.items()}, index=first.index
    )
    counts = pd.DataFrame({quadrant: (quadrants == quadrant).sum(axis=1) for quadrant in QUADRANTS.values()})
    table = first[["value"]].join(pd.DataFrame({f"q_{name}": one["q_value"] for name, one in local.items()}))
    table["matrices"] = counts.max(axis=1)
    table["cluster"] = counts.idxmax(axis=1).where(table["matrices"] >= at_least)
    return table


def several(weights: Weights | Sequence[Weights]) -> tuple[Weights, ...]:
    """Return one matrix, or several, as a tuple."""
    return (weights,) if isinstance(weights, Weights) else tuple(weights)


def varying(values: "pd.Series[float]", weights: Weights) -> "tuple[pd.Series[float], Weights]":
    """Return what :meth:`Weights.join` returns; raise for figures that are all equal."""
    known, on = weights.join(values)
    if np.ptp(known.to_numpy()) == 0:
        raise ModelError(
            "All figures are equal", f"column '{values.name}'", "A pattern needs figures that differ."
        )
    return known, on


def _esda() -> Any:
    """Return esda, which loads geopandas, and a progress bar that warns in a notebook without widgets."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "IProgress not found")
        import esda  # noqa: PLC0415
    return esda

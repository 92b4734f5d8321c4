"""Ways to say who is a neighbour: a border, two borders, the nearest places, the same region.

Nothing says which of them is right, so several are used side by side, and a finding has to hold in them.
"""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from analysis.data import processed, provinces
from analysis.stats.errors import ModelError, listing
from analysis.stats.spatial.weights import Weights, standardised

NEAREST = 4
DECAY = 0.5


def default_weights(geography: str = "63") -> tuple[Weights, ...]:
    """Return the matrices that results are shown with: one border, two borders, the nearest four.

    Parameters
    ----------
    geography : {"63", "34"}
        The provinces before July 2025, or the units in force since.

    Raises
    ------
    ValueError
        There is no such set of places.
    """
    pairs = provinces.neighbours(geography)
    places = processed.places(geography)["code"].tolist()
    return (
        contiguity(pairs, places, geography=geography),
        second_order(pairs, places, geography=geography),
        nearest(NEAREST, pairs=pairs, places=places, geography=geography),
    )


def contiguity(
    pairs: pd.DataFrame,
    places: Sequence[Hashable] | None = None,
    *,
    coordinates: pd.DataFrame | None = None,
    geography: str | None = None,
) -> Weights:
    """Return weights with the places across a border as neighbours, all alike.

    Parameters
    ----------
    pairs : DataFrame
        A border a row: the codes of the two places in the first two columns, in any order.
    places : sequence, optional
        All places; those in ``pairs``, in order, without it.
    coordinates : DataFrame, optional
        Columns x and y by place, in units of one length: an island has the nearest place instead. Without
        them an island is refused.
    geography : str, optional
        See :class:`~analysis.stats.spatial.weights.Weights`.

    Raises
    ------
    ModelError
        For pairs that cannot be used, and for a place that nothing connects.
    """
    places, border = _borders(pairs, places)
    distance = _steps(border) if coordinates is None else _distances(coordinates, places)
    return standardised("contiguity", "a common border", border, places, distance, geography=geography)


def second_order(
    pairs: pd.DataFrame,
    places: Sequence[Hashable] | None = None,
    *,
    decay: float = DECAY,
    coordinates: pd.DataFrame | None = None,
    geography: str | None = None,
) -> Weights:
    """Return weights with neighbours, and neighbours of neighbours who count ``decay`` times as much.

    Parameters
    ----------
    pairs, places, coordinates, geography
        As in :func:`contiguity`.
    decay : float
        Above 0, at most 1; 1 counts both rings alike.

    Raises
    ------
    ModelError
        As :func:`contiguity`, and for another ``decay``.
    """
    if not 0 < decay <= 1:
        raise ModelError(f"decay is {decay}", "second_order", "Use a number above 0 and at most 1.")
    places, border = _borders(pairs, places)
    steps = _steps(border)
    distance = steps if coordinates is None else _distances(coordinates, places)
    description = f"a common border, or a common neighbour with the weight {decay:g}"
    raw = (steps == 1) + decay * (steps == 2)
    return standardised("second_order", description, raw, places, distance, geography=geography)


def nearest(
    k: int,
    *,
    pairs: pd.DataFrame | None = None,
    coordinates: pd.DataFrame | None = None,
    places: Sequence[Hashable] | None = None,
    geography: str | None = None,
) -> Weights:
    """Return weights with the ``k`` nearest places, by borders to cross or by distance.

    Parameters
    ----------
    k : int
        Places at the same distance as the last of the ``k`` all count: by borders to cross, a place has its
        neighbours when it has ``k`` or more, else also the neighbours of its neighbours.
    pairs, coordinates, places, geography
        As in :func:`contiguity`; exactly one of ``pairs`` and ``coordinates``.

    Raises
    ------
    ModelError
        For both or none of ``pairs`` and ``coordinates``, and for more neighbours than there are places.
    """
    if (pairs is None) == (coordinates is None):
        raise ModelError("Distance must come from one source", "nearest", "Give pairs or coordinates.")
    if pairs is not None:
        places, border = _borders(pairs, places)
        distance = _steps(border)
    else:
        places = list(coordinates.index if places is None else places)  # type: ignore[union-attr]
        distance = _distances(coordinates, places)
    if not 1 <= k < len(places):
        raise ModelError(
            f"{k} nearest of {len(places)} places", "nearest", f"Use 1 to {len(places) - 1} neighbours."
        )
    away = distance + np.diag(np.full(len(places), np.inf))
    raw = (away <= np.sort(away, axis=1)[:, [k - 1]]) & np.isfinite(away)
    by = "borders to cross" if pairs is not None else "distance"
    return standardised(
        f"nearest_{k}", f"the {k} nearest by {by}", raw, places, distance, geography=geography
    )


def same_region(
    regions: "pd.Series[str]", *, pairs: pd.DataFrame | None = None, geography: str | None = None
) -> Weights:
    """Return weights with all other places of the region as neighbours, all alike.

    Parameters
    ----------
    regions : Series
        The region of each place, by code; missing where it has none.
    pairs : DataFrame, optional
        As in :func:`contiguity`: a place alone in its region, or without one, has the nearest places
        instead. Without pairs such a place is refused.
    geography : str, optional

    Raises
    ------
    ModelError
        As :func:`contiguity`.
    """
    places = regions.index.tolist()
    codes = pd.factorize(regions)[0]
    raw = (codes[:, None] == codes[None, :]) & (codes >= 0)[:, None]
    distance = _steps(_borders(pairs, places)[1]) if pairs is not None else np.full(raw.shape, np.inf)
    return standardised("same_region", "the same region", raw, places, distance, geography=geography)


def from_libpysal(w: Any, name: str, description: str = "as given", geography: str | None = None) -> Weights:
    """Return a ``libpysal.weights.W``, of a file of neighbours or of shapes, as row-standardised weights.

    Raises
    ------
    ModelError
        For a place that nothing connects.
    """
    raw = w.sparse.toarray().astype(float)
    return standardised(
        name, description, raw, list(w.id_order), _steps((raw + raw.T) > 0), geography=geography
    )


def _borders(pairs: pd.DataFrame, places: Sequence[Hashable] | None) -> tuple[Sequence[Hashable], np.ndarray]:
    """Return the places and whether they have a common border, shape (n, n)."""
    first, second = pairs.iloc[:, 0], pairs.iloc[:, 1]
    named = pd.unique(pd.concat([first, second], ignore_index=True))
    places = sorted(named) if places is None else list(places)
    index = pd.Index(places)
    wrong = [code for code in named if code not in set(places)]
    if not index.is_unique:
        twice = index[index.duplicated()]
        raise ModelError(f"Twice: {listing(twice)}", "places", "Give each place once.")
    if wrong or (first == second).any():
        raise ModelError(
            f"Borders of unknown places ({listing(wrong)})" if wrong else "A place is its own neighbour",
            "pairs",
            "Name every place in places, and each border as two codes.",
        )
    border = np.zeros((len(places), len(places)), dtype=bool)
    border[index.get_indexer(pd.Index(first)), index.get_indexer(pd.Index(second))] = True
    return places, border | border.T


def _steps(border: np.ndarray) -> np.ndarray:
    """Return the borders to cross between places, infinite where there is no way."""
    return csgraph.shortest_path(border.astype(float), unweighted=True, directed=False)


def _distances(coordinates: pd.DataFrame | None, places: Sequence[Hashable]) -> np.ndarray:
    """Return straight distances in units of the coordinates, rounded so that equal ones are equal."""
    found = coordinates.reindex(list(places))[["x", "y"]].to_numpy(dtype=float)  # type: ignore[union-attr]
    if not np.isfinite(found).all():
        missing = [place for place, row in zip(places, found, strict=True) if not np.isfinite(row).all()]
        raise ModelError(f"No coordinates for {listing(missing)}", "coordinates", "Give x and y for all.")
    away = np.hypot(*(found[:, None, :] - found[None, :, :]).transpose(2, 0, 1))
    return np.round(away, 9)

"""Who is whose neighbour: a matrix of weights that knows its places, and refuses the figures of others."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing

FEWEST = 5


@dataclass(frozen=True, eq=False)
class Weights:
    """A matrix of neighbours.

    Attributes
    ----------
    name : str
        Short identifier: ``contiguity``.
    description : str
        Who counts as a neighbour, as a clause.
    matrix : array, shape (n, n)
        Row i holds the share of each place in the neighbourhood of place i; rows sum to 1, the diagonal is 0.
    places : tuple, length n
        The codes, in the order of rows and columns.
    distance : array, shape (n, n)
        What decides which place is nearest where a place has no neighbour: borders to cross, or distance.
    isolates : tuple
        Places without a neighbour of their own, which have the nearest places instead.
    geography : str or None
        The set of places, ``"63"`` or ``"34"``: codes of the two overlap. None where codes say it all.
    """

    name: str
    description: str
    matrix: np.ndarray
    places: tuple[Hashable, ...]
    distance: np.ndarray
    isolates: tuple[Hashable, ...] = ()
    geography: str | None = None

    def __repr__(self) -> str:
        count = (self.matrix > 0).sum(axis=1)
        nearest = f"; nearest instead for {listing(self.isolates)}" if self.isolates else ""
        return (
            f"Weights {self.name}: {self.description}; {len(self.places)} places, "
            f"{count.min()} to {count.max()} neighbours{nearest}"
        )

    def restrict(self, places: Sequence[Hashable]) -> "Weights":
        """Return the matrix on some of its places, in their order.

        A place all of whose neighbours are left out has the nearest of the others, and is named in
        ``isolates``.

        Raises
        ------
        ModelError
            For a place that is not in the matrix or twice in the list, and for places that nothing connects.
        """
        chosen = pd.Index(list(places))
        _require_places(chosen, self)
        position = pd.Index(self.places).get_indexer(chosen)
        keep = np.ix_(position, position)
        found = standardised(
            self.name,
            self.description,
            self.matrix[keep],
            places,
            self.distance[keep],
            geography=self.geography,
        )
        own = tuple(place for place in self.isolates if place in set(places) - set(found.isolates))
        return Weights(**{**vars(found), "isolates": (*own, *found.isolates)})

    def join(self, values: "pd.Series[float]") -> "tuple[pd.Series[float], Weights]":
        """Return the known figures in the order of the matrix, and the matrix on their places.

        Parameters
        ----------
        values : Series
            One figure per place, by code; missing where nothing is known.

        Raises
        ------
        ModelError
            For figures of another geography or of places that the matrix does not know, for a place twice,
            and for fewer than five known figures. Where codes mean different places in different
            geographies, figures that do not say their geography must name every place.
        """
        _require_geography(values, self)
        _require_places(values.index, self)
        ordered = values.reindex(pd.Index(self.places)).astype(float)
        known = ordered.dropna()
        if len(known) < FEWEST or not np.isfinite(known).all():
            raise ModelError(
                f"{len(known)} known figures are too few, or some are infinite",
                f"column '{values.name}'",
                f"Give at least {FEWEST} finite figures.",
            )
        return known, self if len(known) == len(self.places) else self.restrict(tuple(known.index))

    def libpysal(self) -> Any:
        """Return the matrix as ``libpysal.weights.W``, with the codes as identifiers."""
        from libpysal.weights import W  # noqa: PLC0415 - loads geopandas

        rows = [np.flatnonzero(row) for row in self.matrix]
        neighbours = {self.places[i]: [self.places[j] for j in row] for i, row in enumerate(rows)}
        shares = {self.places[i]: self.matrix[i, row].tolist() for i, row in enumerate(rows)}
        return W(neighbours, shares, id_order=list(self.places), silence_warnings=True)


def standardised(
    name: str,
    description: str,
    raw: np.ndarray,
    places: Sequence[Hashable],
    distance: np.ndarray,
    *,
    geography: str | None = None,
) -> Weights:
    """Return weights whose rows sum to 1, with the nearest place for places that have no neighbour.

    Parameters
    ----------
    name, description, geography
        As in :class:`Weights`.
    raw : array, shape (n, n)
        Not negative; the diagonal does not count.
    places : sequence, length n
    distance : array, shape (n, n)
        Infinite between places that nothing connects. Places at the same distance all count, so that the
        order of the codes decides nothing.

    Raises
    ------
    ModelError
        For negative or missing weights, a place twice, and a place that nothing connects to another.
    """
    if len(set(places)) < len(places) or not (np.isfinite(raw).all() and (raw >= 0).all()):
        raise ModelError(
            "A place appears twice, or a weight is negative or missing",
            f"weights '{name}'",
            "Give each place once, and weights of zero or more.",
        )
    raw = raw.astype(float)
    np.fill_diagonal(raw, 0.0)
    alone = np.flatnonzero(raw.sum(axis=1) == 0).tolist()
    away = distance.astype(float)
    np.fill_diagonal(away, np.inf)
    lost = [places[row] for row in alone if not np.isfinite(away[row]).any()]
    if lost:
        raise ModelError(
            f"Without a neighbour, and with no way to a nearest place: {listing(lost)}",
            f"weights '{name}'",
            "Name a pair for them (a ferry, the nearest coast), give coordinates, or leave them out.",
        )
    for row in alone:
        raw[row] = away[row] == away[row].min()
    matrix = raw / raw.sum(axis=1, keepdims=True)
    isolates = tuple(places[row] for row in alone)
    return Weights(name, description, matrix, tuple(places), distance.astype(float), isolates, geography)


def _require_geography(values: "pd.Series[float]", weights: Weights) -> None:
    """Raise unless the figures are of the geography of the matrix."""
    if weights.geography is None:
        return
    said = values.attrs.get("geography")
    if said is not None and said != weights.geography:
        raise ModelError(
            f"The figures are of the {said} places, the neighbours of the {weights.geography}",
            f"column '{values.name}', weights '{weights.name}'",
            f"Use default_weights('{said}').",
        )
    if said is None and not set(weights.places) <= set(values.index):
        raise ModelError(
            f"The figures do not say whether they are of the {weights.geography} places, and not all of "
            "these are there; the same code may be another place",
            f"column '{values.name}', weights '{weights.name}'",
            "Keep every place in the index, missing where nothing is known, or set attrs['geography'].",
        )


def _require_places(index: pd.Index, weights: Weights) -> None:
    """Raise for a place twice, and for places that the matrix does not know."""
    if not index.is_unique:
        raise ModelError(
            f"Twice: {listing(index[index.duplicated()])}",
            f"weights '{weights.name}'",
            "Give one figure per place: one year of a panel.",
        )
    unknown = index[~index.isin(weights.places)]
    if len(unknown):
        raise ModelError(
            f"Not among the places of the matrix: {listing(unknown)}",
            f"weights '{weights.name}'",
            f"Its places are {listing(weights.places)}.",
        )

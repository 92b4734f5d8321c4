"""Places like a place: the nearest by declared columns, given only where they stay the nearest.

With a few columns and a few dozen places, who is nearest often rests on one column or on noise. A peer is
given only when it stays among the nearest without each column, and in most draws of the places and of the
errors of their figures; a place may have none.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing, nearest
from analysis.stats.resampling import arrange, bootstrap_counts
from analysis.stats.sample import select

Metric = Literal["standardised", "mahalanobis"]

STAYS = 0.75


@dataclass(frozen=True, eq=False)
class Peers:
    """Peers of places.

    Attributes
    ----------
    pairs : DataFrame
        One row per place and stable peer, by place and then by distance: ``place``, ``peer``, ``distance``
        (in standard deviations) and ``kept``: the share of the draws in which the peer is among the nearest,
        at least 0.75. It is among them without any one column too. Not mutual: a place at the edge has peers
        to whom others are nearer.
    without : tuple
        Places that have no stable peer.
    nearest : int
        How many nearest places are looked at.
    columns : tuple of column names
    metric : str
    n : int
        Places with all columns.
    dropped : DataFrame
        Places left out and why.
    """

    pairs: pd.DataFrame
    without: tuple[Hashable, ...]
    nearest: int
    columns: tuple[Hashable, ...]
    metric: Metric
    n: int
    dropped: pd.DataFrame

    def of(self, place: Hashable) -> list[Hashable]:
        """Return the peers of one place, the nearest first; raises ModelError for an unknown place."""
        found = self.pairs.loc[self.pairs["place"] == place, "peer"].tolist()
        if not found and place not in self.without:
            known = [*self.pairs["place"].unique(), *self.without]
            raise ModelError(f"There is no place '{place}'", "peers", nearest(place, known))
        return found


def peers(
    data: pd.DataFrame,
    columns: Sequence[Hashable],
    *,
    place: Hashable | None = None,
    k: int = 5,
    metric: Metric = "standardised",
    std_errors: "Mapping[Hashable, float | pd.Series[float]] | None" = None,
    draws: int = 200,
    seed: int = 0,
) -> Peers:
    """Return for each place the places that are like it and stay so.

    Parameters
    ----------
    data : DataFrame
        One row per place.
    columns : sequence of column names
        What places are compared by: at least two. Context, not the outcome.
    place : column name, optional
        Names the places; the index without it.
    k : int
        A peer has to stay among the ``k`` nearest.
    metric : {"standardised", "mahalanobis"}
        Each column in standard deviations; or columns made unrelated first, so that what two columns share
        counts once.
    std_errors : mapping of column to float or Series by place, optional
        Errors of the figures, in their units, by which the draws move them. Without it draws only take
        anew the places that scales (and correlations) come from.
    draws, seed : int

    Returns
    -------
    Peers

    Raises
    ------
    ModelError
        For columns that cannot be used, do not vary or are exact combinations, a place in two rows, too few
        places, fewer than 20 draws, or errors that are negative, missing or of no column.
    """
    columns = list(columns)
    sample = select(data, columns, [], [] if place is None else [place])
    names = sample.rows.index if place is None else pd.Index(sample.rows[place], name=place)
    order, _ = arrange(sample.numbers.to_numpy())
    figures, names = sample.numbers.to_numpy()[order], names[order]
    _require(figures, names, columns, k=k, draws=draws, metric=metric)
    errors = _errors(std_errors or {}, columns, names)
    everyone = np.ones(len(figures))
    distance = _distances(figures, everyone, metric)
    without_a_column = [
        _among_nearest(_distances(np.delete(figures, column, axis=1), everyone, metric), k)
        for column in range(len(columns))
    ]
    random = np.random.default_rng(seed)
    kept = np.zeros(distance.shape)
    for counts in bootstrap_counts(len(figures), draws, random):
        moved = figures + errors * random.standard_normal(figures.shape)
        kept += _among_nearest(_distances(moved, counts, metric), k)
    kept /= draws
    stable = _among_nearest(distance, k) & np.all(without_a_column, axis=0) & (kept >= STAYS)
    at, of = np.nonzero(stable)
    pairs = pd.DataFrame(
        {
            "place": names[at],
            "peer": names[of],
            "distance": distance[at, of],
            "kept": kept[at, of],
        }
    ).sort_values(["place", "distance"], ignore_index=True)
    alone = names[~stable.any(axis=1)].sort_values()
    return Peers(pairs, tuple(alone), k, tuple(columns), metric, len(figures), sample.dropped)


def _distances(figures: np.ndarray, counts: np.ndarray, metric: Metric) -> np.ndarray:
    """Return distances between all places, shape (n, n), with scales from places counted so often."""
    centred = figures - np.average(figures, axis=0, weights=counts)
    spread = (centred.T * counts) @ centred / (counts.sum() - 1)
    if metric == "standardised":
        spread = np.diag(np.diag(spread))
    # Unit variance and no correlation make distances those of Mahalanobis; a flat column counts for nothing.
    scale = _scale(spread)
    roots, vectors = np.linalg.eigh(spread / scale / scale[:, None])
    points = (centred / scale) @ vectors * np.where(roots > 1e-10, np.maximum(roots, 1e-10) ** -0.5, 0)
    return np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))


def _scale(spread: np.ndarray) -> np.ndarray:
    """Return standard deviations, infinite for a flat column."""
    return np.where(np.diag(spread) > 0, np.sqrt(np.abs(np.diag(spread))), np.inf)


def _among_nearest(distance: np.ndarray, k: int) -> np.ndarray:
    """Return whether each place (column) is among the ``k`` nearest of each place (row), shape (n, n)."""
    others = distance + np.diag(np.full(len(distance), np.inf))
    return others <= np.partition(others, k - 1, axis=1)[:, [k - 1]]


def _errors(
    std_errors: "Mapping[Hashable, float | pd.Series[float]]", columns: Sequence[Hashable], names: pd.Index
) -> np.ndarray:
    """Return the errors of the figures, shape (n, columns), zero where none are given."""
    errors = np.zeros((len(names), len(columns)))
    for column, given in std_errors.items():
        if column not in columns:
            raise ModelError(f"'{column}' is not compared", "std_errors", nearest(column, columns))
        values = given.reindex(names).to_numpy(dtype=float) if isinstance(given, pd.Series) else float(given)
        errors[:, columns.index(column)] = values
    if not (errors >= 0).all():
        raise ModelError(
            "Standard errors are missing or negative",
            f"places {listing(names[np.flatnonzero(~(errors >= 0).all(axis=1))])}",
            "Give each figure of the column an error of zero or more.",
        )
    return errors


def _require(
    figures: np.ndarray,
    names: pd.Index,
    columns: Sequence[Hashable],
    *,
    k: int,
    draws: int,
    metric: str,
) -> None:
    """Raise unless places and columns can be compared."""
    if not names.is_unique:
        twice = listing(names[names.duplicated()].unique())
        raise ModelError("A place is in two rows", twice, "Give one row per place.")
    if metric not in ("standardised", "mahalanobis"):
        raise ModelError(f"There is no metric '{metric}'", "metric", "Use 'standardised' or 'mahalanobis'.")
    if len(columns) < 2 or len(set(columns)) < len(columns):
        raise ModelError(f"Columns {listing(columns)}", "columns", "Name at least two, each once.")
    if not 1 <= k <= len(figures) // 4 or draws < 20:
        raise ModelError(
            f"k {k}, draws {draws}",
            f"{len(figures)} places",
            "Look at a quarter of the places at most, with 20 draws or more.",
        )
    flat = [name for name, spread in zip(columns, np.ptp(figures, axis=0), strict=True) if spread == 0]
    if flat:
        raise ModelError(f"No variation in {listing(flat)}", "columns", "Leave the column out.")
    if metric == "mahalanobis" and np.linalg.cond(np.corrcoef(figures.T)) > 1e10:
        raise ModelError("A column is an exact combination of others", listing(columns), "Leave one out.")

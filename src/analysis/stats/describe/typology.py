"""Types of places, given only where they are there: k-means groups that are stable, apart, and not one cloud.

k-means returns groups from any cloud of points, also from noise: 63 places and six unrelated columns give a
silhouette of 0.13 to 0.19. Groups are therefore published only when places drawn anew give the same groups,
and the groups lie apart. That alone is not enough: a single slope from poor to rich is cut in two as well as
two clouds are, and so is noise in two or three columns. The silhouette must also be above that of single
normal clouds with the same correlations. Otherwise there are no labels to print.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import config_context
from sklearn.cluster import k_means
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

from analysis.stats.errors import ModelError, listing
from analysis.stats.resampling import arrange, bootstrap_counts
from analysis.stats.sample import select

STABLE = 0.75
APART = 0.25
SMALLEST = 3
SIZE = 0.05
_STARTS = 20
_STARTS_AGAIN = 5


@dataclass(frozen=True, eq=False, repr=False)
class Typology:
    """Types of places, or why there are none.

    Attributes
    ----------
    published : bool
        Whether some number of groups is stable, apart, not one cloud, and without a group of one or two
        places.
    labels : Series, index the places
        The type of each place, from 1, in the order of the mean of the first column; empty unless published.
    profiles : DataFrame, index ``type``
        ``places`` and the mean of each column in its units; empty unless published.
    quality : DataFrame, index ``groups``
        ``silhouette`` (mean over the places), ``ari`` (mean adjusted Rand index of the groups found in
        resamples of the places with those of all), ``p_one_cloud`` (of a silhouette as high from one normal
        cloud with the same correlations), ``smallest`` (places in the smallest group), ``passes``.
    columns : tuple of column names
    n : int
        Places with all columns.
    dropped : DataFrame
        Places left out and why.
    """

    published: bool
    labels: "pd.Series[Any]"
    profiles: pd.DataFrame
    quality: pd.DataFrame
    columns: tuple[Hashable, ...]
    n: int
    dropped: pd.DataFrame

    def __repr__(self) -> str:
        tried = self.quality.to_string(float_format=lambda number: f"{number:.2f}")
        if self.published:
            return f"{len(self.profiles)} types of {self.n} places\n{self.profiles}\n{tried}"
        return (
            f"Not stable: no types of {self.n} places are published "
            f"(needed: silhouette >= {APART}, ari >= {STABLE}, p_one_cloud <= "
            f"{SIZE / len(self.quality):.4f}, {SMALLEST} places in a type)\n{tried}"
        )


def typology(
    data: pd.DataFrame,
    columns: Sequence[Hashable],
    *,
    place: Hashable | None = None,
    groups: Sequence[int] = (2, 3, 4, 5),
    draws: int = 100,
    seed: int = 0,
) -> Typology:
    """Group places by k-means, and publish the groups only when they are stable and apart.

    Parameters
    ----------
    data : DataFrame
        One row per place.
    columns : sequence of column names
        What places are grouped by; each counts with mean 0 and standard deviation 1. Take logarithms of
        columns in which a few places are far out, or these will be a type of their own.
    place : column name, optional
        Names the places; the index without it.
    groups : sequence of int
        Numbers of groups to try.
    draws, seed : int
        Resamples of the places, as many clouds, and the seed of both and of the starts.

    Returns
    -------
    Typology
        With the number of groups that passes and has the highest silhouette. The p-value is held to 0.05
        divided by the numbers of groups tried.

    Raises
    ------
    ModelError
        For columns that cannot be used or do not vary, a place in two rows, numbers of groups that are none
        or too many, or too few draws for p-values so small.

    Notes
    -----
    The single cloud is that of Liu, Hayes, Nobel and Marron (2008), the groups' measure that of Rousseeuw
    (1987), the agreement that of Hubert and Arabie (1985).
    """
    sample = select(data, list(columns), [], [] if place is None else [place])
    names = _names(sample.rows, place)
    order, _ = arrange(sample.numbers.to_numpy())
    figures = sample.numbers.to_numpy()[order]
    _require(figures, list(columns), groups, draws)
    found, quality = _tried(figures, groups, draws, seed)
    passing = quality[quality["passes"]]
    labels = pd.Series(np.empty(0, dtype="int64"), index=names[:0], name="type")
    profiles = pd.DataFrame(columns=["places", *columns], index=pd.Index([], name="type"))
    if len(passing):
        chosen = found[int(passing["silhouette"].to_numpy().argmax())]
        labels = pd.Series(chosen + 1, index=names[order], name="type").reindex(names)
        by_type = sample.numbers.set_axis(names, axis=0).groupby(labels)
        profiles = by_type.mean()
        profiles.insert(0, "places", by_type.size())
    return Typology(
        bool(len(passing)), labels, profiles, quality, tuple(columns), len(figures), sample.dropped
    )


def _names(rows: pd.DataFrame, place: Hashable | None) -> pd.Index:
    """Return the names of the places, each once."""
    names = rows.index if place is None else pd.Index(rows[place], name=place)
    if not names.is_unique:
        raise ModelError(
            "A place is in two rows",
            listing(names[names.duplicated()].unique()),
            "Give one row per place: one year, or the mean of several.",
        )
    return names


def _require(figures: np.ndarray, columns: Sequence[Hashable], groups: Sequence[int], draws: int) -> None:
    """Raise unless the columns vary and the numbers of groups make sense."""
    flat = [name for name, spread in zip(columns, np.ptp(figures, axis=0), strict=True) if spread == 0]
    if flat:
        raise ModelError(f"No variation in {listing(flat)}", "columns", "Leave the column out.")
    most = len(figures) // SMALLEST
    if not groups or min(groups) < 2 or max(groups) > most or draws + 1 < len(groups) / SIZE:
        raise ModelError(
            f"groups {listing(groups)}, draws {draws}",
            f"{len(figures)} places",
            f"Try 2 to {most} groups, with {1 / SIZE:.0f} draws or more for each number of groups.",
        )


def _tried(
    figures: np.ndarray, groups: Sequence[int], draws: int, seed: int
) -> tuple[list[np.ndarray], pd.DataFrame]:
    """Return the groups for each number of them that passes, in order, and the quality of each number."""
    rows, found = [], []
    # With a few dozen rows, threads take twenty times as long as one alone, and checks of what was checked
    # when the rows were selected a good part of what the groups themselves take.
    with threadpool_limits(1), config_context(assume_finite=True, skip_parameter_validation=True):
        for k in groups:
            labels, silhouette = _grouped(_standardised(figures), k, seed, _STARTS)
            ari, smallest = _agreement(figures, labels, draws, seed), int(np.bincount(labels).min())
            clouds = _silhouettes_of_clouds(figures, k, draws, seed)
            p_value = (1 + (clouds >= silhouette).sum()) / (1 + draws)
            passes = silhouette >= APART and ari >= STABLE and smallest >= SMALLEST
            passes = passes and p_value <= SIZE / len(groups)
            rows.append((k, silhouette, ari, p_value, smallest, passes))
            found += [labels] if passes else []
    names = ["groups", "silhouette", "ari", "p_one_cloud", "smallest", "passes"]
    return found, pd.DataFrame(rows, columns=names).set_index("groups")


def _standardised(figures: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
    """Return figures with mean 0 and standard deviation 1 ``among`` these rows; a flat column as zeros."""
    rows = figures if among is None else figures[among]
    spread = rows.std(axis=0)
    return (figures - rows.mean(axis=0)) / np.where(spread > 0, spread, np.inf)


def _grouped(points: np.ndarray, k: int, seed: int, starts: int) -> tuple[np.ndarray, float]:
    """Return groups in the order of their means of the first column, and their silhouette."""
    centres, labels, _ = k_means(points, k, n_init=starts, random_state=seed)
    position = np.empty(k, dtype=int)
    position[np.argsort(centres[:, 0])] = np.arange(k)
    return position[labels], float(silhouette_score(points, labels))


def _silhouettes_of_clouds(figures: np.ndarray, k: int, draws: int, seed: int) -> np.ndarray:
    """Return silhouettes of groups found in single normal clouds with the correlations of the figures."""
    correlations = np.atleast_2d(np.corrcoef(figures.T))
    random = np.random.default_rng([seed, k])
    clouds = random.multivariate_normal(
        np.zeros(figures.shape[1]), correlations, size=(draws, len(figures)), method="eigh"
    )
    return np.array([_grouped(_standardised(cloud), k, seed, _STARTS_AGAIN)[1] for cloud in clouds])


def _agreement(figures: np.ndarray, labels: np.ndarray, draws: int, seed: int) -> float:
    """Return the mean adjusted Rand index of the groups found in resamples with those of all places."""
    n, k = len(figures), labels.max() + 1
    found = []
    for draw, counts in enumerate(bootstrap_counts(n, draws, np.random.default_rng(seed))):
        drawn = np.repeat(np.arange(n), counts)
        points = _standardised(figures, drawn)
        centres, _, _ = k_means(points[drawn], k, n_init=_STARTS_AGAIN, random_state=seed + draw)
        nearest = ((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        found.append(adjusted_rand_score(labels, nearest))
    return float(np.mean(found))

"""Places over years with the year in which each was equipped, checked and ready for imputation."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.guards import admit
from analysis.stats.models.covariance import nested
from analysis.stats.models.design import as_columns, row_weights
from analysis.stats.models.identification import without_means
from analysis.stats.models.panel import require_one_row
from analysis.stats.models.rollouts.imputation import ClusterSums, cluster_sums, identified
from analysis.stats.sample import Sample, numbers, select

EQUIPPED_WHEN_FIRST_SEEN = "equipped_when_first_seen"
"""Why an equipped row is left out: nothing is known of its place before."""
NO_COMPARISON = "no_place_left_to_compare"
"""Why an equipped row is left out: in its year, no place that can be linked to it is not yet equipped."""


@dataclass(frozen=True, eq=False)
class RolloutRows:
    """The rows of a roll-out.

    Attributes
    ----------
    sample : Sample
        Complete rows.
    y, x : arrays, shapes (n,) and (n, q)
        Outcome, and years and controls, less their means over the rows of the place not yet equipped; missing
        for places without such a row.
    weights : array, shape (n,)
    groups, clusters : arrays of int, shape (n,)
        Places (or what else the first effect is) and clusters.
    cluster_names : tuple, length G
    equipped : array of bool, shape (n,)
    start, horizon : arrays, shape (n,)
        Year in which the place is first seen equipped (missing for never), and years since (negative before).
    left_out : array of str, shape (n,)
        Why an equipped row cannot be imputed; empty for all others.
    cautions : tuple of str
        What the guards have to say of the columns (:func:`analysis.stats.guards.admit`).
    """

    sample: Sample
    y: np.ndarray
    x: np.ndarray
    weights: np.ndarray
    groups: np.ndarray
    clusters: np.ndarray
    cluster_names: tuple[Hashable, ...]
    equipped: np.ndarray
    start: np.ndarray
    horizon: np.ndarray
    left_out: np.ndarray
    cautions: tuple[str, ...]

    @property
    def imputed(self) -> np.ndarray:
        """The equipped rows that can be imputed, bool, shape (n,)."""
        return self.equipped & (self.left_out == "")

    def sums(self, further: np.ndarray | None = None) -> ClusterSums:
        """Return the sums of the rows not yet equipped; ``further`` columns, shape (n, p), come first."""
        free = ~self.equipped
        x = self.x[free]
        if further is not None:
            moving = without_means(further[free], self.groups[free], self.weights[free])
            x = np.hstack([moving, x])
        return cluster_sums(x, self.y[free], self.weights[free], self.clusters[free], len(self.cluster_names))


def rollout_rows(
    data: pd.DataFrame,
    outcome: Hashable,
    equipped: Hashable,
    entity: Hashable,
    time: Hashable,
    *,
    controls: Sequence[Hashable],
    effects: Sequence[Hashable],
    weights: Hashable | None,
    cluster: Hashable,
) -> RolloutRows:
    """Return the checked rows; parameters and errors are those of :func:`analysis.stats.models.rollout`."""
    wanted = [outcome, equipped, *controls, *as_columns(weights)]
    twice = [name for name in dict.fromkeys(wanted) if wanted.count(name) > 1]
    if twice:
        raise ModelError(f"Named twice: {listing(twice)}", "columns", "Give each column one part.")
    sample = select(data, wanted, [*effects, cluster], [entity, time])
    require_one_row(sample.labels[[entity, time]])
    cautions = admit(data, outcome, [equipped, *controls], time=time, place=entity)
    status, start = _start(data, equipped, entity, time)
    on = status.loc[sample.numbers.index].to_numpy() == 1
    if on.all() or not on.any():
        raise ModelError(
            f"Every row is {'' if on.all() else 'not yet '}equipped",
            f"column '{equipped}'",
            "A roll-out needs places that are equipped and places that are not yet.",
        )
    groups, codes = (pd.factorize(sample.labels[name])[0] for name in (effects[0], cluster))
    if not nested(groups, codes):
        raise ModelError(
            f"Some '{effects[0]}' lie in several '{cluster}'", "cluster", "Take clusters of whole places."
        )
    analytic = row_weights(sample, weights)
    left = without_means(_columns(sample, outcome, controls, effects[1:]), groups, analytic * ~on)
    began = start.loc[sample.numbers.index].to_numpy()
    rows = RolloutRows(
        sample=sample,
        y=left[:, 0],
        x=left[:, 1:],
        weights=analytic,
        groups=groups,
        clusters=codes,
        cluster_names=tuple(sample.labels[cluster].unique()),
        equipped=on,
        start=began,
        horizon=numbers(sample.labels, time).to_numpy() - began,
        left_out=np.where(on & np.isnan(left[:, 0]), EQUIPPED_WHEN_FIRST_SEEN, ""),
        cautions=cautions,
    )
    compared = identified(rows.x, rows.sums().solve()[2])
    rows.left_out[rows.imputed & ~compared] = NO_COMPARISON
    return rows


def _start(
    data: pd.DataFrame, equipped: Hashable, entity: Hashable, time: Hashable
) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Return status (0, 1 or missing) and year first seen equipped (missing for never) of every row."""
    status, years = numbers(data, equipped), numbers(data, time)
    if not status.dropna().isin([0, 1]).all():
        raise ModelError(
            "A roll-out is 0 or 1", f"column '{equipped}'", "For amounts use two_way_fixed_effects()."
        )
    start = years.where(status == 1).groupby(data[entity]).transform("min")
    back = (status == 0) & (years >= start)
    if back.any():
        raise ModelError(
            f"Equipped and later not: {listing(data[entity][back].astype(str).unique())}",
            f"column '{equipped}'",
            "Imputation needs a status that stays; leave these places out, or mend the years.",
        )
    return status, start


def _columns(
    sample: Sample, outcome: Hashable, controls: Sequence[Hashable], effects: Sequence[Hashable]
) -> np.ndarray:
    """Return outcome, dummies of the further effects and standardised controls, shape (n, 1 + q)."""
    parts: list[Any] = [sample.numbers[[outcome]].to_numpy()]
    for name in effects:
        codes = pd.factorize(sample.labels[name])[0]
        parts.append(np.eye(codes.max() + 1)[codes])
    if controls:
        values = sample.numbers[list(controls)].to_numpy()
        spread = values.std(axis=0)
        if (spread == 0).any():
            flat = listing(np.array(list(map(str, controls)))[spread == 0])
            raise ModelError(f"No variation in {flat}", "controls", "Leave the column out.")
        parts.append((values - values.mean(axis=0)) / spread)
    return np.hstack(parts)

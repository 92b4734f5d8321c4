"""Places over years as the panel models need them: one row each, and the options of linearmodels."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.design import Columns, Design, as_columns, build
from analysis.stats.models.inference import CLUSTERED, Choice, Critical, Inference, choose

PANEL_INFERENCE = ("classical", *CLUSTERED)


@dataclass(frozen=True, eq=False)
class Panel:
    """A design of places and years.

    Attributes
    ----------
    design : Design
        With an intercept first.
    index : MultiIndex, length n
        Place and year of each row as whole numbers, which linearmodels takes for labels of any type.
    """

    design: Design
    index: pd.MultiIndex

    @property
    def places(self) -> np.ndarray:
        """Place of each row, as whole numbers from 0."""
        return self.index.codes[0]

    @property
    def years(self) -> np.ndarray:
        """Year of each row, as whole numbers from 0 in order of time."""
        return self.index.codes[1]


class ErrorOptions(TypedDict, total=False):
    """Options on standard errors that the panel models share.

    Attributes
    ----------
    inference : str
        Standard errors by name (:mod:`analysis.stats.models.inference`); ``"cluster"`` by default.
    cluster : column name or two
        For the clustered standard errors; the entity by default.
    critical : {"t", "normal"}
        t by default.
    level : float
        Confidence level, 0.95 by default.
    """

    inference: Inference
    cluster: Columns
    critical: Critical
    level: float


class PanelOptions(ErrorOptions, total=False):
    """Options of the panel models that take weights.

    Attributes
    ----------
    weights : column name
        Positive analytic weights; none by default.
    standardise : bool
        Estimate in standard deviations of the outcome per standard deviation of the input; not by default.
    """

    weights: Hashable | None
    standardise: bool


def panel_choice(
    entity: Hashable,
    *,
    inference: Inference = "cluster",
    cluster: Columns = None,
    critical: Critical = "t",
    level: float = 0.95,
    known: Sequence[str] = PANEL_INFERENCE,
) -> Choice:
    """Return the checked choice of standard errors, clustered by the entity where nothing else is named."""
    clusters = [entity] if cluster is None and inference in CLUSTERED else as_columns(cluster)
    return choose(inference, clusters, critical, level, known=known)


def prepared(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    *,
    effects: Columns = None,
    known: Sequence[str] = PANEL_INFERENCE,
    weights: Hashable | None = None,
    standardise: bool = False,
    **errors: Unpack[ErrorOptions],
) -> tuple[Panel, Choice]:
    """Return the panel and the standard errors of a model, checked; raises as :func:`panel`."""
    choice = panel_choice(entity, known=known, **errors)
    rows = panel(
        data,
        outcome,
        inputs,
        entity,
        time,
        effects=effects,
        clusters=choice.clusters,
        weights=weights,
        standardise=standardise,
    )
    return rows, choice


def panel(
    data: pd.DataFrame,
    outcome: Hashable,
    inputs: Sequence[Hashable],
    entity: Hashable,
    time: Hashable,
    **options: Any,
) -> Panel:
    """Return the panel of the columns named; options are those of :func:`analysis.stats.models.design.build`.

    Raises
    ------
    ModelError
        As ``build``; and when a place appears twice in a year, or place and year are one column.
    """
    if entity == time:
        raise ModelError(
            f"'{entity}' is named as place and as year", "entity, time", "Name two different columns."
        )
    design = build(data, outcome, inputs, entity=entity, time=time, **options)
    pairs = design.sample.labels[[entity, time]]
    require_one_row(pairs)
    codes = [pd.factorize(pairs[entity])[0], pd.factorize(pairs[time], sort=True)[0]]
    return Panel(design, pd.MultiIndex.from_arrays(codes, names=["entity", "time"]))


def require_one_row(pairs: pd.DataFrame) -> None:
    """Raise ModelError unless each pair of place and year, shape (n, 2), is there once."""
    twice = pairs[pairs.duplicated()]
    if len(twice):
        rows = listing(twice.astype(str).agg(" ".join, axis=1))
        raise ModelError(
            "Some places appear twice in a year", f"rows {rows}", "Keep one row per place and year."
        )


def earlier(
    values: pd.DataFrame, places: "pd.Series[Any]", years: "pd.Series[float]", gap: float = 1
) -> pd.DataFrame:
    """Return the values of the same place ``gap`` years before.

    Parameters
    ----------
    values : DataFrame, shape (n, k)
    places, years : Series, length n
        Of each row; each pair once, years as numbers.
    gap : float

    Returns
    -------
    DataFrame, shape (n, k), with the index of ``values``
        Missing where there is no such row: years are counted, not rows.
    """
    known = values.set_axis(pd.MultiIndex.from_arrays([places, years]))
    before = known.reindex(pd.MultiIndex.from_arrays([places, years - gap]))
    return before.set_axis(values.index)


def covariance_options(panel: Panel, choice: Choice) -> dict[str, Any]:
    """Return linearmodels' options for the conventions of :mod:`analysis.stats.models.inference`."""
    if choice.inference not in ("cluster", "cluster_cr0"):
        return {"cov_type": "unadjusted"}
    groups = {str(column): panel.design.labels(column) for column in choice.clusters}
    small = choice.inference == "cluster"
    return {
        "cov_type": "clustered",
        "clusters": pd.DataFrame(groups, index=panel.index),
        "debiased": small,
        "group_debias": small,
    }

"""Fixed effects of places and times for a panel too large for memory, read chunk by chunk.

The places of a chunk lose their means as they stand; what the times add to that is a system of as many
equations as there are times, whether or not every place has every time. Rows are read three times: for the
effects of the times, for the cross products of what both effects leave, and for residuals and their scores;
once more where inputs are hard to tell apart.
Memory holds one chunk, the times by times, and one row for each cluster; the work grows with the rows. The
numbers are those of :func:`analysis.stats.models.fixed_effects.two_way_fixed_effects`; the tests hold the two
together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, nearest
from analysis.stats.models.inference import (
    CLUSTERED,
    Choice,
    Critical,
    Inference,
    choose,
    cluster_reference,
    reference,
)
from analysis.stats.models.streamed_rows import Chunks, Reader
from analysis.stats.models.streamed_sums import Effects, Fit, fitted
from analysis.stats.result import term_table

STREAMED_INFERENCE = ("cluster", "cluster_cr0", "classical")


@dataclass(frozen=True, eq=False)
class StreamedPanel:
    """What a model says of a panel that was never in memory as a whole.

    Attributes
    ----------
    terms : DataFrame, index ``term``
        As :attr:`analysis.stats.result.Result.terms`.
    n, units, times : int
        Rows, places and times used.
    method, inference, outcome : str
    fit : dict of str to float
        ``r2`` with the effects, ``r2_within`` of what they leave, ``residual_sd``, ``df_residual``.
    dropped : dict of str to int
        Rows left out, by the columns that miss in them.
    level : float
    cautions : tuple of str
        Identifiers of :data:`analysis.stats.result.CAUTIONS`.
    """

    terms: pd.DataFrame
    n: int
    units: int
    times: int
    method: str
    inference: str
    outcome: str
    fit: dict[str, float]
    dropped: dict[str, int]
    level: float
    cautions: tuple[str, ...]

    def term(self, name: str) -> "pd.Series[float]":
        """Return one row of ``terms``; an unknown name raises ModelError with the nearest there is."""
        if name not in self.terms.index:
            raise ModelError(f"There is no term '{name}'", self.method, nearest(name, self.terms.index))
        return self.terms.loc[[name]].iloc[0]

    def summary_frame(self) -> pd.DataFrame:
        """Return the terms with ``n``, ``units``, ``method`` and ``inference`` on every row."""
        return self.terms.assign(n=self.n, units=self.units, method=self.method, inference=self.inference)


def streamed_panel(
    chunks: Chunks,
    outcome: str,
    inputs: Sequence[str],
    *,
    entity: str,
    time: str,
    cluster: str | None = None,
    inference: Inference = "cluster",
    critical: Critical = "t",
    level: float = 0.95,
) -> StreamedPanel:
    """Estimate with fixed effects of places and of times, reading the rows in chunks.

    Parameters
    ----------
    chunks : function without arguments
        Begins a new reading each time it is called and returns an iterator of chunks: mappings (or data
        frames) of column name to array, shape (rows of the chunk,). All rows of a place stand in one chunk;
        clusters may span several.
    outcome : column name
    inputs : sequence of column names
    entity, time : column name
        Place and time; one row for each pair. A row with a missing value is left out and counted.
    cluster : column name, optional
        For the clustered standard errors; the entity without it.
    inference : {"cluster", "cluster_cr0", "classical"}
    critical : {"t", "normal"}
    level : float
        Confidence level.

    Returns
    -------
    StreamedPanel

    Raises
    ------
    ModelError
        For columns or rows that cannot be used, a place in two chunks, inputs that cannot be told apart or do
        not vary within places and times, and rows that change between two readings.
    """
    inputs = [inputs] if isinstance(inputs, str) else list(inputs)
    _require_distinct(outcome, inputs, entity, time)
    clustered = inference in CLUSTERED
    named = [cluster or entity] if clustered else [cluster] if cluster else []
    choice = choose(inference, named, critical, level, known=STREAMED_INFERENCE)
    reader = Reader(chunks, outcome, inputs, entity, time, cluster or entity)
    means = Effects.of(reader)
    fit = fitted(reader, means)
    df_residual = float(means.n - len(inputs) - means.rank - means.units)
    variance, df, name, cautions = _variance(reader, choice, means, fit, df_residual)
    alone = ("single_observation_places",) if means.alone else ()
    return StreamedPanel(
        terms=term_table(
            inputs, fit.transform @ fit.coefficients, np.sqrt(np.diag(variance)), df, level=level
        ),
        n=means.n,
        units=means.units,
        times=len(means.gamma),
        method=f"Two-way fixed effects of {entity} and {time}",
        inference=name,
        outcome=outcome,
        fit={
            "r2": float(1 - fit.rest / fit.total),
            "r2_within": float(1 - fit.rest / fit.inside) if fit.inside > 0 else float("nan"),
            "residual_sd": float(np.sqrt(fit.rest / df_residual)),
            "df_residual": df_residual,
        },
        dropped=dict(sorted(reader.dropped.items())),
        level=level,
        cautions=(*reader.cautions, *cautions, *alone),
    )


def _variance(
    reader: Reader, choice: Choice, means: Effects, fit: Fit, df_residual: float
) -> tuple[np.ndarray, float, str, tuple[str, ...]]:
    """Return the covariance of the coefficients, its degrees of freedom, its name and its cautions.

    Counted as :mod:`analysis.stats.models.fixed_effects` does: the effects of places that lie within the
    clusters are in K as the intercept alone.
    """
    if choice.inference == "classical":
        df, distribution = reference(df_residual, choice)
        return fit.transform @ fit.transform.T * fit.rest / df_residual, df, f"classical, {distribution}", ()
    clusters = reader.counts[1]
    df, name, cautions = cluster_reference(choice, [clusters])
    counted = len(fit.coefficients) + means.rank + (1 if reader.nested else means.units)
    small = choice.inference == "cluster"
    factor = clusters / (clusters - 1) * (means.n - 1) / (means.n - counted) if small else 1.0
    sums = fit.scores @ fit.transform.T
    return factor * sums.T @ sums, df, name, cautions


def _require_distinct(outcome: str, inputs: Sequence[str], entity: str, time: str) -> None:
    """Raise for no input, a column that is named twice, or one that is both figure and label."""
    named = [outcome, *inputs, entity, time]
    twice = [name for name in dict.fromkeys(named) if named.count(name) > 1]
    if twice or not inputs:
        raise ModelError(
            f"'{twice[0]}' is named twice" if twice else "No input is named",
            "outcome, inputs, entity, time",
            "Name each column once, and at least one input.",
        )

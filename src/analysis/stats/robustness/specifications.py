"""The same association under every declared choice of controls, outcomes, effects and samples."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.guards import admit_every_subset
from analysis.stats.models.design import as_columns
from analysis.stats.robustness.grid import FIGURES, Grid

MOST = 500_000
KEYS = ("outcome", "sample", "controls", "effects")


@dataclass(frozen=True, eq=False)
class Specifications:
    """One coefficient under all specifications of a grid.

    Attributes
    ----------
    term : str
    table : DataFrame
        One row per specification: ``outcome``, ``sample``, ``controls`` (tuple), ``effects``, ``estimate``,
        ``std_error``, ``low``, ``high``, ``p_value``, ``n``. Missing figures where it cannot be estimated.
    same_sign_share : float
        Share of the specifications whose estimate has the sign of the median one.
    excludes_zero_share : float
        Share whose interval excludes zero. One that cannot be estimated counts in neither share's numerator.
    median, smallest, largest : float
    """

    term: str
    table: pd.DataFrame
    same_sign_share: float
    excludes_zero_share: float
    median: float
    smallest: float
    largest: float

    def share_of_sign(self, estimate: float) -> float:
        """Return the share of the specifications whose estimate has the sign of ``estimate``."""
        return float((np.sign(self.table["estimate"]) == np.sign(estimate)).mean())


def specifications(
    data: pd.DataFrame,
    outcomes: Hashable | Sequence[Hashable],
    term: Hashable,
    controls: Sequence[Hashable],
    *,
    always: Sequence[Hashable] = (),
    effects: Sequence[Hashable | None] = (None,),
    samples: "Mapping[str, pd.Series[bool]] | None" = None,
    **options: Any,
) -> Specifications:
    """Estimate one coefficient under every subset of controls, outcome, choice of effects, and sample.

    Parameters
    ----------
    data : DataFrame
    outcomes : column name or several
        Measures of the same thing; use ``standardise=True`` when they differ in scale.
    term : column name
    controls : sequence of column names
        Each may be in or out.
    always : sequence of column names
        Controls of every specification.
    effects : sequence of column names, tuples of them, or None
        Choices of effects: ``(None, "region")`` runs without and with effects of regions.
    samples : mapping of name to Series of bool, optional
        Rows of ``data`` to use; all of them, under the name ``"all"``, without it.
    **options
        Further options of :func:`analysis.stats.models.linear.ols`.

    Returns
    -------
    Specifications

    Raises
    ------
    ModelError
        For more than 500,000 specifications, columns that are not there, or when none can be estimated (with
        the reason of the first); and a :class:`analysis.stats.guards.Refusal` where the dictionary of
        indicators rules out one of them.

    Notes
    -----
    Simonsohn, Simmons and Nelson (2020). The grid is declared before the results are seen. Specifications on
    the same rows are estimated together (:mod:`analysis.stats.robustness.batched`).
    """
    pool, measures = as_columns(controls), as_columns(outcomes)
    chosen = {"all": np.ones(len(data), dtype=bool)} if samples is None else _masks(data, samples)
    size = len(measures) * len(chosen) * 2 ** len(pool) * len(effects)
    if not 0 < size <= MOST:
        raise ModelError(
            f"The grid has {size:,} specifications",
            f"controls {listing(pool)}",
            f"Declare one of at least one and at most {MOST:,}.",
        )
    fixed, shape = [term, *as_columns(always)], {"time": options.get("time"), "place": options.get("entity")}
    for outcome, rows in product(measures, chosen.values()):
        admit_every_subset(data[rows], outcome, fixed, pool, **shape)
    grid = Grid(data, term, as_columns(always), pool, options)
    families = [[grid.family(measures, rows, effect) for effect in effects] for rows in chosen.values()]
    # By sample, effects, outcome, subset and figure; the table has the effects of a subset in turn.
    figures = np.array(families).transpose(2, 0, 3, 1, 4)
    if np.isnan(figures[..., 0]).all():
        grid.alone(measures[0], next(iter(chosen.values())), effects[0], 0)
    keys = _keys([str(outcome) for outcome in measures], list(chosen), grid.names(), effects)
    found = pd.DataFrame(figures.reshape(-1, figures.shape[-1]), columns=[*FIGURES, "n"])
    return summarised(str(term), pd.concat([keys, found], axis=1))


def _masks(data: pd.DataFrame, samples: "Mapping[str, pd.Series[bool]]") -> dict[str, np.ndarray]:
    """Return the samples as arrays; raise for one that is not a choice among the rows of the data."""
    found = {}
    for name, rows in samples.items():
        if len(rows) != len(data) or not pd.api.types.is_bool_dtype(rows):
            raise ModelError(
                f"The sample '{name}' is no choice of rows",
                f"{len(rows)} values for {len(data)} rows",
                "Give True or False for each row of the data.",
            )
        found[str(name)] = np.asarray(rows, dtype=bool)
    return found


def _keys(
    outcomes: Sequence[str],
    samples: Sequence[str],
    controls: Sequence[tuple[str, ...]],
    effects: Sequence[Hashable | None],
) -> pd.DataFrame:
    """Return what each specification is, one row for each, the last to change first."""
    subsets, chosen = np.empty(len(controls), dtype=object), np.empty(len(effects), dtype=object)
    subsets[:], chosen[:] = controls, effects
    families, each = len(outcomes) * len(samples), len(controls) * len(effects)
    columns = (
        np.repeat(outcomes, len(samples) * each),
        np.tile(np.repeat(samples, each), len(outcomes)),
        np.tile(np.repeat(subsets, len(effects)), families),
        # None, for no effects, is no missing value.
        pd.Series(np.tile(chosen, families * len(controls)), dtype=object),
    )
    return pd.DataFrame(dict(zip(KEYS, columns, strict=True)))


def summarised(term: str, table: pd.DataFrame) -> Specifications:
    """Return a grid with its shares and its range.

    Parameters
    ----------
    term : str
    table : DataFrame
        One row per specification, with ``estimate``, ``low`` and ``high``; missing where impossible.
    """
    estimate = table["estimate"]
    median = float(estimate.median())
    excludes = (table["low"] > 0) | (table["high"] < 0)
    return Specifications(
        term,
        table,
        float((np.sign(estimate) == np.sign(median)).mean()),
        float(excludes.mean()),
        median,
        float(estimate.min()),
        float(estimate.max()),
    )

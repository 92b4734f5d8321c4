"""The same association under every declared choice of controls, outcomes and effects."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.errors import ModelError, listing
from analysis.stats.models.design import as_columns
from analysis.stats.models.linear import ols

MOST = 20_000


@dataclass(frozen=True, eq=False)
class Specifications:
    """One coefficient under all specifications of a grid.

    Attributes
    ----------
    term : str
    table : DataFrame
        One row per specification: ``outcome``, ``controls`` (tuple), ``effects``, ``estimate``,
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
    **options: Any,
) -> Specifications:
    """Estimate one coefficient with every subset of the controls, every outcome and every choice of effects.

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
    effects : sequence of column names or None
        Choices of effects: ``(None, "region")`` runs without and with effects of regions.
    **options
        Further options of :func:`analysis.stats.models.linear.ols`.

    Returns
    -------
    Specifications

    Raises
    ------
    ModelError
        For more than 20,000 specifications, or when none can be estimated (with the reason of the first).

    Notes
    -----
    Simonsohn, Simmons and Nelson (2020). The grid is declared before the results are seen.
    """
    pool = as_columns(controls)
    subsets = list(chain.from_iterable(combinations(pool, size) for size in range(len(pool) + 1)))
    grid = list(product(as_columns(outcomes), subsets, effects))
    if len(grid) > MOST:
        raise ModelError(
            f"The grid has {len(grid):,} specifications",
            f"controls {listing(pool)}",
            f"Declare a smaller one, of at most {MOST:,}.",
        )
    first: ModelError | None = None
    rows: list[dict[str, Any]] = []
    for outcome, chosen, effect in grid:
        row: dict[str, Any] = {
            "outcome": str(outcome),
            "controls": tuple(map(str, chosen)),
            "effects": effect,
        }
        try:
            result = ols(data, outcome, [term, *as_columns(always), *chosen], effects=effect, **options)
            figures = result.term(str(term))[["estimate", "std_error", "low", "high", "p_value"]]
            row |= {str(name): value for name, value in figures.items()} | {"n": result.n}
        except ModelError as error:
            first = first or error
        rows.append(row)
    table = pd.DataFrame(rows)
    if "estimate" not in table:
        raise first or ModelError("The grid is empty", "specifications", "Declare at least one.")
    return _summarise(str(term), table)


def _summarise(term: str, table: pd.DataFrame) -> Specifications:
    """Return a grid with its shares and its range."""
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

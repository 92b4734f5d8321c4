"""Two ratios divided by one quantity: an error in it moves both, so that they seem to go together."""

from collections.abc import Hashable, Sequence

import pandas as pd

from analysis.data.composition import shared_denominator as common
from analysis.stats.guards.declared import indicators_of


def shared_denominator(data: pd.DataFrame, outcome: Hashable, column: Hashable) -> str | None:
    """Return what the indicators of two columns are both divided by, None when there is no such quantity.

    Parameters
    ----------
    data : DataFrame
        For what :func:`analysis.stats.guards.declare` says of its columns.
    outcome, column : column name

    Notes
    -----
    Pearson (1897) on spurious correlation of ratios; Kronmal (1993).
    """
    known = indicators_of(data, [outcome, column])
    return common(known[outcome], known[column]) if {outcome, column} <= known.keys() else None


def shared_denominators(data: pd.DataFrame, outcome: Hashable, inputs: Sequence[Hashable]) -> list[str]:
    """Return what the outcome and any of the inputs are both divided by, each quantity once."""
    found = [shared_denominator(data, outcome, column) for column in inputs]
    return list(dict.fromkeys(name for name in found if name is not None))

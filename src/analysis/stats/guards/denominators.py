"""Two ratios divided by one quantity: an error in it moves both, so that they seem to go together."""

from collections.abc import Hashable, Mapping

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
    return divided_by(indicators_of(data, [outcome, column]), outcome, column)


def divided_by(names: Mapping[Hashable, str], outcome: Hashable, column: Hashable) -> str | None:
    """Return what two columns are both divided by, by the indicators that they hold."""
    return common(names[outcome], names[column]) if {outcome, column} <= names.keys() else None

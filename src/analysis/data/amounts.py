"""Amounts and counts as natural logarithms: money, people and density run over orders of magnitude."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.data.indicators import indicators

AMOUNTS = frozenset(
    {
        "thousand_vnd",
        "million_vnd",
        "billion_vnd",
        "persons",
        "thousand_persons",
        "persons_per_km2",
        "households",
        "km2",
    }
)
"""Units that enter models as logarithms."""


def amounts(names: Sequence[str]) -> list[str]:
    """Return the indicators whose unit is an amount or a count of people, in the order given."""
    return [name for name in names if indicators()[name].unit in AMOUNTS]


def in_logarithms(data: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the table with amounts as natural logarithms, under the same names; the rest is as it was.

    Parameters
    ----------
    data : pandas.DataFrame
        Table with a column for each indicator.
    names : sequence of str
        Indicators to look at; those that are no amounts stay as they are.

    Returns
    -------
    pandas.DataFrame
        A copy, with ``attrs["logarithms"]``: the columns that are logarithms. A figure of zero or below has
        no logarithm and is missing.
    """
    already = data.attrs.get("logarithms", ())
    wanted = [name for name in amounts(names) if name not in already]
    logged = {name: np.log(data[name].astype(float).where(data[name] > 0)) for name in wanted}
    found = data.assign(**logged)
    found.attrs.update(data.attrs)
    found.attrs["logarithms"] = tuple(dict.fromkeys([*data.attrs.get("logarithms", ()), *logged]))
    return found

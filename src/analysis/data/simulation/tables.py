"""The simulated data set in the form of the rebuilt tables, so that every reader can give it.

It is made in memory when first asked for. Every province and unit reports every figure in every year: the
table of reported figures says so, as far as the readers of that table ask.
"""

from functools import lru_cache

import pandas as pd

from analysis.data.indicators import PLACE_GEOGRAPHIES, indicators
from analysis.data.simulation.panel import COUNTS, simulate
from analysis.data.table_form import OBSERVATIONS as COLUMNS
from analysis.data.table_form import OBSERVATIONS_KEY as KEY

ORIGIN = "simulated"
"""Origin of every simulated figure; there is no line of a file to trace it to."""


@lru_cache(maxsize=4)
def tables(world: str, seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables by the name of the rebuilt table whose columns they have.

    Parameters
    ----------
    world : str
        One of :data:`~analysis.data.simulation.settings.WORLDS`.
    seed : int
        Start of the random numbers.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``panel_63``, ``panel_34``, ``observations`` and ``reported``, each with ``attrs["simulated"]``. They
        are kept: do not change them.
    """
    panels = {name: simulate(world, seed=seed, geography=name).panel for name in PLACE_GEOGRAPHIES}
    observations = pd.concat([_long(panel, name) for name, panel in panels.items()], ignore_index=True)
    observations = observations.astype(COLUMNS).sort_values(KEY, ignore_index=True)
    found = {f"panel_{name}": panel for name, panel in panels.items()}
    found |= {"observations": observations, "reported": _reported(observations)}
    for table in found.values():
        table.attrs["simulated"] = True
    return found


def _long(panel: pd.DataFrame, geography: str) -> pd.DataFrame:
    """Return the indicators of a panel as long rows."""
    figures = panel.drop(columns=["name", "region", *COUNTS])
    rows = figures.melt(["code", "year"], var_name="indicator", value_name="value")
    rows = rows.assign(geography=geography, bound="exact", origin=ORIGIN)
    return rows.reindex(columns=list(COLUMNS))


def _reported(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that provinces report, each usable, the last year chosen across provinces."""
    known = indicators()
    rows = observations[[known[name].kind == "reported" for name in observations["indicator"]]]
    return rows[["geography", "code", "year", "indicator", "value", "bound"]].assign(
        variable=rows["indicator"],
        kind="observed",
        chosen=True,
        chosen_cross_section=rows["year"] == rows["year"].max(),
    )

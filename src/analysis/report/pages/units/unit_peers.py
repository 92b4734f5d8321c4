"""The units in force that are like a unit by their conditions, and how they fare in use."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data import processed
from analysis.data.amounts import in_logarithms
from analysis.data.matching import matched
from analysis.data.views import view_of
from analysis.report.findings import USE
from analysis.report.kept_results import kept
from analysis.report.pages.units.unit_country import once
from analysis.report.pages.units.unit_profile import PAYMENT, STANDING
from analysis.report.pages.uptake.place_groups import CONTEXT
from analysis.stats.describe.peers import Peers, peers

LATEST = 2024
"""Year that conditions are matched to: the latest in which most of them are known."""

COMPARED = (PAYMENT, "dti_government", USE)
"""What a unit is set beside its peers in."""


def unit_peers(seed: int = 0) -> Peers:
    """Return the peers of the 34 units by the conditions of :data:`CONTEXT`; amounts count as logarithms.

    Only units that stay among the nearest without each condition, and with places drawn anew, are peers; a
    unit may have none.
    """
    section = in_logarithms(matched(CONTEXT, LATEST, "34").table, CONTEXT).reset_index()
    return kept(peers)(section, CONTEXT, place="code", seed=seed)


@view_of("observations")
def peers_of(unit: str) -> dict[str, Any]:
    """Return the codes of the peers of a unit (``like``), found among how many near ones (``nearest``)."""
    found = once(unit_peers, of=CONTEXT, geography="34")
    return {"like": [str(code) for code in found.of(unit)], "nearest": found.nearest}


def beside_peers(unit: str, found: Peers) -> pd.DataFrame:
    """Return a unit beside the median of its peers.

    Parameters
    ----------
    unit : str
    found : Peers
        From :func:`unit_peers`.

    Returns
    -------
    DataFrame, index :data:`COMPARED`
        ``year``, ``value``, ``of_peers`` (their median) and ``known`` (peers with a figure); no rows for a
        unit without peers.
    """
    return beside(unit, [str(code) for code in found.of(unit)])


def beside(unit: str, like: Sequence[str]) -> pd.DataFrame:
    """Return a unit beside the median of some others: rows and columns of :func:`beside_peers`."""
    rows = {}
    for name in COMPARED if like else ():
        values = processed.values(name, "34", STANDING[name], codes=[unit, *like])
        rows[name] = {
            "year": STANDING[name],
            "value": values[unit],
            "of_peers": values[list(like)].median(),
            "known": int(values[list(like)].notna().sum()),
        }
    return pd.DataFrame(rows, index=["year", "value", "of_peers", "known"]).T

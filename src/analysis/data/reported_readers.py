"""The readers of the reported figures and of the targets: all of them, or those of some places.

A unit's page shows what was reported of that unit; asking for no more keeps it as it is when something is
reported of another one.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.data import dataset as data_set
from analysis.data import rebuilt
from analysis.data.unknown import require
from analysis.data.views import view

_OF_A_FIGURE = "figure"
_SILENT = {"verdict": "not_known", "counts": False}


@view
def reported(
    dataset: str | None = None,
    *,
    indicators: Iterable[str] | None = None,
    places: Mapping[str, Iterable[str]] | None = None,
) -> pd.DataFrame:
    """Return the reported figures and their choice: see :func:`analysis.data.reported.assess`.

    Parameters
    ----------
    dataset : str, optional
        One of :func:`analysis.data.processed.datasets`; the one in use when left out.
    indicators : iterable of str, optional
        What is reported, as the texts name it (column ``indicator``); all when left out.
    places : mapping of str to iterable of str, optional
        Codes by geography (63, 34, VN); all when left out.
    """
    found = rebuilt.table("reported", data_set.asked(dataset))
    if indicators is not None:
        found = found[found["indicator"].isin(list(indicators))]
    return found if places is None else found[_of(found, places)]


@view
def targets(places: Mapping[str, Iterable[str]] | None = None) -> pd.DataFrame:
    """Return the published targets with what was reported: see :func:`analysis.data.targets.against`.

    Parameters
    ----------
    places : mapping of str to iterable of str, optional
        Codes by geography: the targets of these places and of the whole country, with the figures of these
        places. A target of the country without such a figure has one row without figure.

    Raises
    ------
    UnknownName
        The simulated data set is in use: nobody has set it a target.
    """
    require("data set with targets", data_set.in_use().name, [data_set.PUBLISHED])
    found = rebuilt.table("targets")
    if places is None:
        return found
    codes = [code for of_geography in places.values() for code in of_geography]
    own, country = _of(found, places), found["geography"] == "VN"
    shown = own | (country & found["figure_code"].isin(codes))
    bare = country & ~found["target_line"].isin(found.loc[shown, "target_line"])
    silent = found[bare & ~found.duplicated("target_line")].copy()
    silent[[name for name in found if name.startswith(_OF_A_FIGURE)]] = None
    silent["timing"] = None
    for name, value in _SILENT.items():
        silent[name] = value
    return pd.concat([found[shown], silent.astype(found.dtypes)]).sort_index()


def _of(rows: pd.DataFrame, places: Mapping[str, Iterable[str]]) -> "pd.Series[bool]":
    """Return which rows are of some places."""
    held = {f"{geography} {code}" for geography, codes in places.items() for code in codes}
    return (rows["geography"] + " " + rows["code"]).isin(held)

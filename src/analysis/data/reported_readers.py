"""The readers of the reported figures and of the targets: all of them, or those of some places.

A unit's page shows what was reported of that unit; asking for no more keeps it as it is when something is
reported of another one.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.data import dataset as data_set
from analysis.data import rebuilt
from analysis.data.table_form import BESIDE_REPORTED as BESIDE
from analysis.data.unknown import require
from analysis.data.views import view

_OF_A_FIGURE = "figure"
_SILENT = {"timing": None, "verdict": "not_known", "counts": False}
"""What the row of a target says of which no figure is shown."""


@view
def reported(
    dataset: str | None = None,
    *,
    indicators: Iterable[str] | None = None,
    variables: Iterable[str] | None = None,
    places: Mapping[str, Iterable[str]] | None = None,
) -> pd.DataFrame:
    """Return the reported figures and their choice: see :func:`analysis.data.reported.assess`.

    Parameters
    ----------
    dataset : str, optional
        One of :func:`analysis.data.processed.datasets`; the one in use when left out.
    indicators : iterable of str, optional
        What is reported (column ``indicator``); all when left out.
    variables : iterable of str, optional
        Indicators of the dictionary that the figures can enter (column ``variable``); all when left out.
    places : mapping of str to iterable of str, optional
        Codes by geography (63, 34, VN); all when left out.

    Returns
    -------
    pandas.DataFrame
        Without the columns of deliveries where none of the rows was delivered.
    """
    found = rebuilt.table("reported", data_set.asked(dataset))
    if indicators is not None:
        found = found[found["indicator"].isin(list(indicators))]
    if variables is not None:
        found = found[found["variable"].isin(list(variables))]
    if places is not None:
        found = found[_of(found, places)]
    # Of rows that nobody sent, the columns of deliveries say nothing: what is shown of them stays as it was.
    empty = [name for name in BESIDE if name in found and found[name].isna().all()]
    # Not the place in the whole table, which rows of others would move.
    return found.drop(columns=empty).reset_index(drop=True)


@view
def targets(
    places: Mapping[str, Iterable[str]] | None = None, *, indicator: str | None = None
) -> pd.DataFrame:
    """Return the published targets with what was reported: see :func:`analysis.data.targets.against`.

    Parameters
    ----------
    places : mapping of str to iterable of str, optional
        Codes by geography: the targets of these places and of the whole country, with the figures of these
        places. A target of the country without such a figure has one row without figure.
    indicator : str, optional
        What the target is set for (column ``indicator``); all when left out.

    Raises
    ------
    UnknownName
        The simulated data set is in use: nobody has set it a target.
    """
    require("data set with targets", data_set.in_use().name, [data_set.PUBLISHED])
    found = rebuilt.table("targets")
    if indicator is not None:
        found = found[found["indicator"] == indicator].reset_index(drop=True)
    return found if places is None else _with_figures_of(found, places)


def _with_figures_of(found: pd.DataFrame, places: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return the targets of places and of the country with the figures of these places only."""
    codes = [code for of_geography in places.values() for code in of_geography]
    own, country = _of(found, places), found["geography"] == "VN"
    shown = own | (country & found["figure_code"].isin(codes))
    bare = country & ~found["target_line"].isin(found.loc[shown, "target_line"])
    of_a_figure = [str(name) for name in found if str(name).startswith(_OF_A_FIGURE)]
    first = found[bare & ~found.duplicated("target_line")]
    silent = first.assign(**dict.fromkeys(of_a_figure), **_SILENT)
    together = pd.concat([found[shown], silent.astype(found.dtypes)])
    return together.sort_index().reset_index(drop=True)


def _of(rows: pd.DataFrame, places: Mapping[str, Iterable[str]]) -> "pd.Series[bool]":
    """Return which rows are of some places."""
    held = {f"{geography} {code}" for geography, codes in places.items() for code in codes}
    return (rows["geography"] + " " + rows["code"]).isin(held)

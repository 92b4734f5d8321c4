"""The readers of the rebuilt tables in ``data/processed``, with a record of what was read.

The readers return typed tables, say their geography in ``attrs["geography"]``, and name
the nearest known name when they are asked for something that does not exist. They give the data set in use
(:mod:`analysis.data.dataset`) unless another is named; a simulated table carries ``attrs["simulated"]``.
What they were asked for is noted (:mod:`analysis.data.views`): ask for no more than is shown, and a page
depends on no more.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.data import dataset as data_set
from analysis.data import rebuilt
from analysis.data.indicators import PLACE_GEOGRAPHIES, indicators
from analysis.data.panel import VALUE_BOUNDS
from analysis.data.rebuilt import reads
from analysis.data.reference_readers import dictionary, places, tiles, vintage, vintages
from analysis.data.reported_readers import reported, targets
from analysis.data.table_form import CROSS_SECTION_YEAR
from analysis.data.unknown import UnknownName, require
from analysis.data.views import view

__all__ = [
    "UnknownName",
    "cross_section",
    "datasets",
    "dictionary",
    "forget_reads",
    "observations",
    "panel",
    "places",
    "reads",
    "reported",
    "targets",
    "tiles",
    "values",
    "vintage",
    "vintages",
    "years_known",
]


ROW = ("code", "name", "region", "year")
"""Columns of the panel that say which row it is."""


def datasets() -> tuple[str, ...]:
    """Return the names of the data sets that can be read."""
    return data_set.DATASETS


@view
def panel(
    geography: str = "63",
    years: Sequence[int] | None = None,
    dataset: str | None = None,
    *,
    seed: int | None = None,
    indicators: Iterable[str] | None = None,
    codes: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the panel: one row for each place and year, one column for each indicator.

    Parameters
    ----------
    geography : {"63", "34"}
        Former provinces or units in force.
    years : sequence of int, optional
        Years between 2018 and 2024, of the simulated data set 2020 and 2025; all when left out.
    dataset : str, optional
        One of :func:`datasets`; the one in use when left out.
    seed : int, optional
        Start of the random numbers of the simulated data set.
    indicators : iterable of str, optional
        Columns beside code, name, region and year, in this order, those left out that are not simulated in a
        simulated data set; all when left out.
    codes : iterable of str, optional
        Places; all when left out.

    Returns
    -------
    pandas.DataFrame
        code, name, region, year and the indicators; missing where nothing is known, never zero. Bounds (“at
        least”) are not values and are missing here: see :func:`observations`.

    Raises
    ------
    UnknownName
        There is no such geography, year, data set or column.
    """
    asked = data_set.asked(dataset, seed)
    require("geography", geography, PLACE_GEOGRAPHIES)
    found = rebuilt.table(f"panel_{geography}", asked)
    if indicators is not None:
        wanted = [name for name in dict.fromkeys(indicators) if name in found or not asked.is_simulated]
        for name in wanted:
            require(f"column of the panel of the {geography}", name, list(found.columns))
        found = found[[*ROW, *wanted]]
    if years is not None:
        for year in years:
            require("year in the panel", int(year), sorted(set(found["year"])))
        found = found[found["year"].isin([int(year) for year in years])].reset_index(drop=True)
    if codes is not None:
        found = found[found["code"].isin(list(codes))].reset_index(drop=True)
    found.attrs["geography"] = geography
    return found


@view
def observations(
    indicator: str | None = None, geography: str | None = None, dataset: str | None = None
) -> pd.DataFrame:
    """Return the long table, or the rows of one indicator or geography (63, 34, VN).

    Columns as in :mod:`analysis.data.observations`; years are all that are known, also outside the panel.
    """
    asked = data_set.asked(dataset)
    found = rebuilt.table("observations", asked)
    if indicator is not None:
        require("indicator", indicator, indicators())
        if asked.is_simulated:
            require("simulated indicator", indicator, sorted(set(found["indicator"])))
        found = found[found["indicator"] == indicator]
    if geography is not None:
        require("geography", geography, (*PLACE_GEOGRAPHIES, "VN"))
        found = found[found["geography"] == geography]
        found.attrs["geography"] = geography
    return found.reset_index(drop=True)


@view
def values(
    indicator: str,
    geography: str,
    year: int,
    *,
    bounds: bool = False,
    dataset: str | None = None,
    codes: Iterable[str] | None = None,
) -> pd.Series:
    """Return the figures of one indicator and year by code of the place, missing where nothing is known.

    Parameters
    ----------
    indicator, geography : str
        Name of the indicator; ``"63"`` or ``"34"``.
    year : int
        Any year for which the indicator is known.
    bounds : bool
        Take bounds (“at least”, “at most”) as if they were values.
    dataset : str, optional
        One of :func:`datasets`; the one in use when left out.
    codes : iterable of str, optional
        Places, in the order wanted; all when left out.

    Returns
    -------
    pandas.Series
        One row for each place of the geography in the order of the codes, or for those asked for, with
        ``attrs["geography"]``.

    Raises
    ------
    UnknownName
        There is no such indicator or geography, or nothing is known for the year.
    """
    require("geography", geography, PLACE_GEOGRAPHIES)
    rows = observations(indicator, geography, dataset)
    require(f"figure of {indicator} for the {geography} in", int(year), sorted(set(rows["year"])))
    rows = rows[rows["year"] == int(year)]
    rows = rows if bounds else rows[rows["bound"].isin(VALUE_BOUNDS)]
    asked = pd.Index(places(geography)["code"] if codes is None else list(codes), name="code")
    found = rows.set_index("code")["value"].reindex(asked).rename(indicator)
    found.attrs.update(rows.attrs)
    return found


@view
def cross_section(
    indicator: str,
    geography: str = "63",
    dataset: str | None = None,
    *,
    codes: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return one figure a place, each of its own year: for reported indicators the one the rule picks.

    Parameters
    ----------
    indicator, geography : str
        Name of the indicator; ``"63"`` or ``"34"``.
    dataset : str, optional
        One of :func:`datasets`; the one in use when left out.
    codes : iterable of str, optional
        Places; all when left out.

    Returns
    -------
    pandas.DataFrame
        Rows by code, known places only: value, bound, year, basis_year. A reported indicator, or one
        derived from it, has the year picked for use across provinces; every other its latest year.
    """
    rows = observations(indicator, geography, dataset)
    if codes is not None:
        rows = rows[rows["code"].isin(list(codes))]
    known = indicators()[indicator]
    name = known.numerator if known.kind == "derived" else indicator
    picks = reported(dataset)
    picks = picks[picks["chosen_cross_section"] & (picks["variable"] == name)]
    year_picked = dict(zip(picks["geography"] + picks["code"], picks["year"], strict=True))
    picked = (rows["geography"] + rows["code"]).map(year_picked) == rows["year"]
    order = pd.DataFrame(
        {
            "code": rows["code"],
            "other": ~picked.fillna(value=False).astype(bool),
            "bound": ~rows["bound"].isin(VALUE_BOUNDS),
            # Every series but the reported ones is complete by year, so its latest year is the nearest to
            # any later.
            "distance": (rows["year"] - (CROSS_SECTION_YEAR if len(picks) else 9999)).abs(),
            "earlier": -rows["year"],
        }
    ).sort_values(["code", "other", "bound", "distance", "earlier"])
    first = rows.loc[order.drop_duplicates("code").index]
    found = first.set_index("code")[["value", "bound", "year", "basis_year"]]
    found.attrs.update(rows.attrs)
    return found


@view
def years_known(indicator: str, geography: str, dataset: str | None = None) -> tuple[int, ...]:
    """Return the years for which anything is known of an indicator, from the first to the last."""
    return tuple(sorted({int(year) for year in observations(indicator, geography, dataset)["year"]}))


def forget_reads() -> None:
    """Start the record of files read anew, with the published data set in use."""
    rebuilt.forget()
    data_set.forget()

"""The rebuilt tables in ``data/processed``: building them, and reading them with a record of what was read.

:func:`build` makes all tables from ``data/raw`` and replaces the folder as a whole; nothing changes when
anything is wrong. The readers return typed tables, say their geography in ``attrs["geography"]``, and name
the nearest known name when they are asked for something that does not exist.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.data import layout, processed_tables
from analysis.data.errors import InputError, Problem
from analysis.data.indicators import PLACE_GEOGRAPHIES, indicators
from analysis.data.panel import VALUE_BOUNDS, YEARS
from analysis.data.replacement import recover, replace_folder
from analysis.data.reported import CROSS_SECTION_YEAR
from analysis.data.unknown import UnknownName, require

__all__ = [
    "UnknownName",
    "build",
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
    "vintages",
]

_REMEDY = "run `uptake build`, which makes all tables from data/raw"

_read_files: set[str] = set()


def build(destination: Path | None = None) -> list[Path]:
    """Make all tables from ``data/raw`` and put them in place of the old ones, as a whole.

    Parameters
    ----------
    destination : Path, optional
        Folder to be replaced; ``data/processed`` when left out.

    Returns
    -------
    list of Path
        The files, in alphabetical order. The same raw tables always give the same bytes.

    Raises
    ------
    InputError
        Something in ``data/raw`` is wrong; the folder is as it was.
    """
    from analysis.data import checks  # noqa: PLC0415 - frictionless is heavy, and readers do not need it

    checks.require_valid()
    return replace_folder(destination or layout.processed(), processed_tables.files())


def datasets() -> tuple[str, ...]:
    """Return the names of the data sets that can be read."""
    return ("published",)


def panel(
    geography: str = "63", years: Sequence[int] | None = None, dataset: str = "published"
) -> pd.DataFrame:
    """Return the panel: one row for each place and year, one column for each indicator.

    Parameters
    ----------
    geography : {"63", "34"}
        Former provinces or units in force.
    years : sequence of int, optional
        Years between 2018 and 2024; all when left out.
    dataset : str
        One of :func:`datasets`.

    Returns
    -------
    pandas.DataFrame
        code, name, region, year and the indicators; missing where nothing is known, never zero. Bounds (“at
        least”) are not values and are missing here: see :func:`observations`.

    Raises
    ------
    UnknownName
        There is no such geography, year or data set.
    """
    require("data set", dataset, datasets())
    require("geography", geography, PLACE_GEOGRAPHIES)
    found = _table(f"panel_{geography}")
    if years is not None:
        for year in years:
            require("year in the panel", int(year), YEARS)
        found = found[found["year"].isin([int(year) for year in years])].reset_index(drop=True)
    found.attrs["geography"] = geography
    return found


def observations(indicator: str | None = None, geography: str | None = None) -> pd.DataFrame:
    """Return the long table, or the rows of one indicator or geography (63, 34, VN).

    Columns as in :mod:`analysis.data.observations`; years are all that are known, also outside the panel.
    """
    found = _table("observations")
    if indicator is not None:
        require("indicator", indicator, indicators())
        found = found[found["indicator"] == indicator]
    if geography is not None:
        require("geography", geography, (*PLACE_GEOGRAPHIES, "VN"))
        found = found[found["geography"] == geography]
        found.attrs["geography"] = geography
    return found.reset_index(drop=True)


def values(indicator: str, geography: str, year: int, *, bounds: bool = False) -> pd.Series:
    """Return the figures of one indicator and year by code of the place, missing where nothing is known.

    Parameters
    ----------
    indicator, geography : str
        Name of the indicator; ``"63"`` or ``"34"``.
    year : int
        Any year for which the indicator is known.
    bounds : bool
        Take bounds (“at least”, “at most”) as if they were values.

    Returns
    -------
    pandas.Series
        One row for each place of the geography, in the order of the codes, with ``attrs["geography"]``.

    Raises
    ------
    UnknownName
        There is no such indicator or geography, or nothing is known for the year.
    """
    require("geography", geography, PLACE_GEOGRAPHIES)
    rows = observations(indicator, geography)
    require(f"figure of {indicator} for the {geography} in", int(year), sorted(set(rows["year"])))
    rows = rows[rows["year"] == int(year)]
    rows = rows if bounds else rows[rows["bound"].isin(VALUE_BOUNDS)]
    codes = pd.Index(places(geography)["code"], name="code")
    found = rows.set_index("code")["value"].reindex(codes).rename(indicator)
    found.attrs["geography"] = geography
    return found


def cross_section(indicator: str, geography: str = "63") -> pd.DataFrame:
    """Return one figure a place, each of its own year: for reported indicators the one the rule picks.

    Parameters
    ----------
    indicator, geography : str
        Name of the indicator; ``"63"`` or ``"34"``.

    Returns
    -------
    pandas.DataFrame
        Rows by code, known places only: value, bound, year, basis_year. A reported indicator, or one
        derived from it, has the year picked for use across provinces; every other its latest year.
    """
    rows = observations(indicator, geography)
    known = indicators()[indicator]
    name = known.numerator if known.kind == "derived" else indicator
    picks = reported()
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
    found.attrs["geography"] = geography
    return found


def places(geography: str = "63") -> pd.DataFrame:
    """Return the places of a geography, in the order of their codes; lists are parted by a bar."""
    require("geography", geography, PLACE_GEOGRAPHIES)
    found = _table(f"places_{geography}")
    found.attrs["geography"] = geography
    return found


def reported() -> pd.DataFrame:
    """Return every reported figure and its choice: see :func:`analysis.data.reported.assess`."""
    return _table("reported")


def targets() -> pd.DataFrame:
    """Return the published targets with what was reported: see :func:`analysis.data.targets.against`."""
    return _table("targets")


def dictionary() -> pd.DataFrame:
    """Return the dictionary of indicators as a table, indexed by the name of the indicator."""
    return _table("dictionary").set_index("indicator")


def vintages() -> pd.DataFrame:
    """Return one row a source table: path, checksum, rows and the date of reading."""
    return _table("vintages")


def tiles(geography: str = "63") -> pd.DataFrame:
    """Return the squares of the tile map: code, name, row, col."""
    require("geography", geography, PLACE_GEOGRAPHIES)
    found = _table("tiles")
    found = found[found["geography"] == geography].drop(columns="geography").reset_index(drop=True)
    found.attrs["geography"] = geography
    return found


def reads() -> list[str]:
    """Return the files read so far in this process: paths from the project's folder, sorted."""
    return sorted(_read_files)


def forget_reads() -> None:
    """Start the record of files read anew."""
    _read_files.clear()


def _table(name: str) -> pd.DataFrame:
    path = layout.processed() / f"{name}.csv"
    file = path.relative_to(layout.root()).as_posix()
    if not path.is_file():
        recover(layout.processed())
    if not path.is_file():
        raise InputError([Problem(file, "the table has not been built", _REMEDY)])
    _read_files.add(file)
    state = path.stat()
    try:
        return _parsed(path, (state.st_mtime_ns, state.st_size)).copy()
    except (LookupError, ValueError) as error:
        rule = f"the table is not as this version of the project writes it ({error})"
        raise InputError([Problem(file, rule, _REMEDY)]) from error


@lru_cache(maxsize=16)
def _parsed(path: Path, _state: tuple[int, int]) -> pd.DataFrame:
    return processed_tables.parse(path.read_bytes())

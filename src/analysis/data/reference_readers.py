"""The readers of what figures are read with: places, tile maps, the dictionary, vintages of source tables."""

import pandas as pd

from analysis.data import rebuilt
from analysis.data.indicators import PLACE_GEOGRAPHIES
from analysis.data.unknown import require
from analysis.data.views import view


@view
def places(geography: str = "63") -> pd.DataFrame:
    """Return the places of a geography, in the order of their codes; lists are parted by a bar."""
    require("geography", geography, PLACE_GEOGRAPHIES)
    found = rebuilt.table(f"places_{geography}")
    found.attrs["geography"] = geography
    return found


@view
def dictionary() -> pd.DataFrame:
    """Return the dictionary of indicators as a table, indexed by the name of the indicator."""
    return rebuilt.table("dictionary").set_index("indicator")


@view
def vintages() -> pd.DataFrame:
    """Return one row a source table: path, checksum, rows and the date of reading."""
    return rebuilt.table("vintages")


@view
def vintage(source: str, table: str) -> pd.Series:
    """Return the row of one source table: see :func:`vintages`.

    Raises
    ------
    UnknownName
        There is no such source or table.
    """
    rows = vintages()
    require("source", source, sorted(set(rows["source"])))
    rows = rows[rows["source"] == source]
    require(f"table of {source}", table, list(rows["table"]))
    return rows[rows["table"] == table].iloc[0]


@view
def tiles(geography: str = "63") -> pd.DataFrame:
    """Return the squares of the tile map: code, name, row, col."""
    require("geography", geography, PLACE_GEOGRAPHIES)
    found = rebuilt.table("tiles")
    found = found[found["geography"] == geography].drop(columns="geography").reset_index(drop=True)
    found.attrs["geography"] = geography
    return found

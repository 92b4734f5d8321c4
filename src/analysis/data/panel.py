"""The panels: one row for each place and year, one column for each indicator.

Only figures of the panel's years enter. A bound (“at least”, “at most”) is not a value: it stays in the
long table.
"""

import pandas as pd

from analysis.data.indicators import PLACE_GEOGRAPHIES, indicators

YEARS = range(2018, 2025)
PLACE_COLUMNS = ("code", "name", "region", "year")
VALUE_BOUNDS = ("exact", "about")


def wide(observations: pd.DataFrame, geography: str, places: pd.DataFrame) -> pd.DataFrame:
    """Lay the observations of one geography out by place and year.

    Parameters
    ----------
    observations : pandas.DataFrame
        Long table of :mod:`analysis.data.observations`.
    geography : {"63", "34"}
        Which places.
    places : pandas.DataFrame
        Every place of the geography, with ``code``, ``name`` and ``region``.

    Returns
    -------
    pandas.DataFrame
        Places × 7 rows sorted by code and year: code, name, region, year and the indicators in the order of
        the dictionary; missing where nothing is known. ``attrs["geography"]`` says which places.
    """
    rows = observations[
        (observations["geography"] == geography)
        & observations["year"].isin(YEARS)
        & observations["bound"].isin(VALUE_BOUNDS)
    ]
    index = pd.MultiIndex.from_product([sorted(places["code"]), YEARS], names=["code", "year"])
    values = rows.set_index(["code", "year", "indicator"])["value"].unstack()  # noqa: PD010 - no two to a cell
    values = values.reindex(index=index, columns=columns(observations, geography))
    named = places.set_index("code")[["name", "region"]].reindex(index.get_level_values("code"))
    keys = pd.DataFrame({"code": index.get_level_values("code"), "year": index.get_level_values("year")})
    keys = keys.assign(name=named["name"].to_numpy(), region=named["region"].to_numpy())
    found = pd.concat([keys[list(PLACE_COLUMNS)], values.reset_index(drop=True)], axis="columns")
    found.columns.name = None
    found.attrs["geography"] = geography
    return found


def columns(observations: pd.DataFrame, geography: str) -> list[str]:
    """Return the indicators of a panel, in the order of the dictionary.

    Those with a figure in the years of the panel; reported ones always, so that nothing known is visible as
    such.
    """
    held = observations[(observations["geography"] == geography) & observations["year"].isin(YEARS)]
    present = set(held["indicator"])
    return [
        name
        for name, indicator in indicators().items()
        if name in present or (indicator.kind == "reported" and geography in indicator.geographies)
    ]


def coverage(observations: pd.DataFrame) -> pd.DataFrame:
    """Count the places with a figure, bounds included.

    Returns
    -------
    pandas.DataFrame
        Columns indicator, geography, year, ``places`` (number of places), in the order of the dictionary;
        only years with at least one figure.
    """
    rows = observations[observations["geography"].isin(PLACE_GEOGRAPHIES)]
    counts = rows.groupby(["indicator", "geography", "year"])["code"].nunique().rename("places").reset_index()
    order = {name: at for at, name in enumerate(indicators())}
    return counts.sort_values(
        ["indicator", "geography", "year"],
        key=lambda column: column.map(order) if column.name == "indicator" else column,
        ignore_index=True,
    )

"""The table that provinces could fill: one declared list of figures, and for how many places each is public.

The list stands in ``data/deliveries/data_request.yaml``, which intake of deliveries reads too: what is
shown of it, the empty tables to be filled and the check of a filled one have the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from analysis.data import availability, processed
from analysis.data.indicators import Texts, described, indicators
from analysis.data.unknown import require

TABLES = ("province_year", "commune")
AS_ASKED = "as_asked"
_FILE = "deliveries/data_request.yaml"


@dataclass(frozen=True)
class Published:
    """Where something of a figure is public.

    Attributes
    ----------
    indicator : str
        Of the dictionary.
    form : {"as_asked", "share", "plan", "part_year"}
        What of it: the figure itself, a share made of it, a plan in its place, a part of the year.
    levels : tuple of str
        Levels of counts that are meant; all when empty.
    """

    indicator: str
    form: str = AS_ASKED
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One figure asked for.

    Attributes
    ----------
    name : str
        Column of the table.
    group, table : str
        What it belongs to, and the table in which it stands.
    unit : str
        Unit id.
    label, definition, level, date, needed : dict of str to str
        Texts under ``"en"`` and ``"vi"``: what it is called, what it counts, where it is counted, the day or
        period, and why it is needed.
    published : Published or None
        None where nothing of the kind is public.
    """

    name: str
    group: str
    table: str
    unit: str
    label: Texts
    definition: Texts
    level: Texts
    date: Texts
    needed: Texts
    published: Published | None


@dataclass(frozen=True)
class Known:
    """For how many places of a geography an exact figure is public, of which years, and in what form."""

    places: int
    of: int
    years: tuple[int, ...]
    form: str


@cache
def request() -> tuple[Wanted, ...]:
    """Return every figure asked for, in the order of the table."""
    written = described(_FILE)
    return tuple(_wanted(entry, written["dates"]) for entry in written["columns"])


def groups() -> Mapping[str, Texts]:
    """Return the names of the groups, in the order of the table."""
    found: Mapping[str, Texts] = described(_FILE)["groups"]
    return found


def headers(table: str) -> list[str]:
    """Return the columns of a table to be filled: those that identify a row, then the figures.

    Raises
    ------
    UnknownName
        There is no such table.
    """
    require("table of the request", table, TABLES)
    keys: list[str] = described(_FILE)["tables"][table]["keys"]
    return [*keys, *(one.name for one in request() if one.table == table)]


def empty(table: str) -> pd.DataFrame:
    """Return a table to be filled: its headers, no rows; raises as :func:`headers`."""
    return pd.DataFrame(columns=headers(table))


def title(table: str) -> Texts:
    """Return what a table has one row of; raises as :func:`headers`."""
    require("table of the request", table, TABLES)
    entry = described(_FILE)["tables"][table]
    return {language: entry[f"label_{language}"] for language in ("en", "vi")}


def known_today(wanted: Wanted) -> Known:
    """Return for how many places the figure, or the share made of it, is public and exact.

    A figure printed by single provinces counts when the rule uses it across provinces; a series counts in the
    year in which it is known for most places.
    """
    if wanted.published is None:
        return Known(0, len(processed.places("63")), (), AS_ASKED)
    indicator = indicators()[wanted.published.indicator]
    if indicator.kind == "reported":
        return _printed(wanted.published)
    geography = "63" if "63" in indicator.geographies else "34"
    rows = processed.observations(indicator.name, geography)
    years = sorted({int(year) for year in rows["year"]})
    found = availability.counts(rows, [indicator.name], years).iloc[0]
    year = int(found.index[found == found.max()][-1])
    return Known(int(found.max()), len(processed.places(geography)), (year,), wanted.published.form)


def _printed(published: Published) -> Known:
    rows = processed.reported(variables=[published.indicator])
    rows = rows[
        (rows["geography"] == "63")
        & (rows["kind"] == "observed")
        & rows["chosen_cross_section"].astype(bool)
        & (rows["bound"] == "exact")
    ]
    if published.levels:
        rows = rows[rows["level"].isin(published.levels)]
    years = tuple(sorted({int(year) for year in rows["year"].dropna()}))
    return Known(rows["code"].nunique(), len(processed.places("63")), years, published.form)


def _wanted(entry: dict[str, Any], dates: Mapping[str, Texts]) -> Wanted:
    def texts(name: str) -> Texts:
        return {language: entry[f"{name}_{language}"] for language in ("en", "vi")}

    held = entry.get("published")
    return Wanted(
        entry["name"],
        entry["group"],
        entry["table"],
        entry["unit"],
        texts("label"),
        texts("definition"),
        texts("level"),
        dates[entry["date"]],
        texts("needed"),
        Published(held["indicator"], held.get("form", AS_ASKED), tuple(held.get("level", ())))
        if held
        else None,
    )

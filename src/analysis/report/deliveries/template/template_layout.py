"""What stands where in the template: its columns, their machine keys, and which cells may hold what.

The first row of every sheet is hidden and holds machine keys. On the sheet of figures its first cell is
:data:`MARK`; the other cells name what stands below them:

``geography``, ``code``, ``name``, ``year``
    Which place and year a row is about; locked.
a variable of ``variables.yaml``
    The figure, in the unit of the variable.
``bound:<group>``
    How the figures of that group (of ``data_request.yaml``) in this row are meant: one of :data:`BOUNDS` in
    the language of the template; exact when empty.
``as_of_date``
    The day that the figures of the row were counted on; empty where the dictionary's day holds.
``note``
    A remark in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from analysis.data import provinces
from analysis.data.deliveries.variables import Variable, variables
from analysis.data.provinces import GEOGRAPHIES
from analysis.data.unknown import require
from analysis.report.messages import N_, Msgid
from analysis.report.pages.learning.data_request import Wanted, request

MARK, GUIDE_MARK, EXAMPLE_MARK, DICTIONARY_MARK = (
    "uptake-template-1",
    "uptake-guide",
    "uptake-example",
    "uptake-dictionary",
)
"""First cells of the sheets: of figures to be read, and of the three that are not read."""

BOUNDS: dict[str, Msgid] = {
    "exact": N_("exactly"),
    "at least": N_("over"),
    "at most": N_("under"),
    "about": N_("roughly"),
}
"""How a figure is meant, and the word in the drop-down list."""

FIRST_YEAR, LAST_YEAR, LAST_YEAR_OF_63 = 2000, 2100, 2025

KEYS = ("geography", "code", "name", "year")
AS_OF, NOTE = "as_of_date", "note"

FIRST_COLUMN = 1
"""The first column with a key, counted from 0; the one before it holds nothing but the mark."""

KEY_ROW, TITLE_ROW, LINE_ROW, GROUP_ROW, LABEL_ROW, DAY_ROW, FIRST_ROW = range(7)
"""Rows of the sheet of figures, counted from 0."""


@dataclass(frozen=True)
class Field:
    """A column of the sheet of figures.

    Attributes
    ----------
    key : str
        Machine key.
    group : str
        Group of ``data_request.yaml``; ``keys`` and ``remarks`` for the columns around the figures.
    width : int
        In characters.
    wanted, variable
        What is asked for, of a column of figures.
    """

    key: str
    group: str
    width: int
    wanted: Wanted | None = None
    variable: Variable | None = None


@cache
def fields() -> tuple[Field, ...]:
    """Return the columns in their order, from :data:`FIRST_COLUMN` on."""
    known = variables()
    asked = [one for one in request() if one.name in known]
    found = [Field(key, "keys", width) for key, width in zip(KEYS, (9, 6, 24, 8), strict=True)]
    for one, after in pairwise([*asked, None]):
        assert one is not None
        found.append(Field(one.name, one.group, 13, one, known[one.name]))
        if after is None or after.group != one.group:
            found.append(Field(f"bound:{one.group}", one.group, 11))
    return (*found, Field(AS_OF, "remarks", 13), Field(NOTE, "remarks", 34))


def columns() -> dict[str, int]:
    """Return the column of each machine key, counted from 0."""
    return {field.key: FIRST_COLUMN + at for at, field in enumerate(fields())}


def to_fill() -> tuple[Field, ...]:
    """Return the columns that the sender fills."""
    return tuple(field for field in fields() if field.group != "keys")


def left_out() -> list[Wanted]:
    """Return what is asked for but cannot stand in a table of places and years."""
    known = variables()
    return [one for one in request() if one.name not in known]


def rows(geography: str, years: Sequence[int]) -> list[tuple[str, str, str, int]]:
    """Return the keys of the rows: years in their order, the places of each by code.

    Raises
    ------
    UnknownName
        There is no such set of places.
    ValueError
        No year is given, one is given twice or is none, or the places did not exist in it.
    """
    require("geography", geography, GEOGRAPHIES)
    last = LAST_YEAR_OF_63 if geography == "63" else LAST_YEAR
    if not years or len(set(years)) < len(years) or not all(FIRST_YEAR <= year <= last for year in years):
        raise ValueError(
            f"The years of a template for the {geography} places are different years from {FIRST_YEAR} to "
            f"{last}, at least one; got {list(years)}."
        )
    table = provinces.provinces() if geography == "63" else provinces.units()
    places = sorted(zip(table["code"].astype(str), table["name"].astype(str), strict=True))
    return [(geography, code, name, year) for year in sorted(years) for code, name in places]

"""Joining tables on the code of the place, within one geography only.

The same two digits can name a former province and another unit in force: 91 was Kiên Giang and is An Giang,
80 was Long An and is Tây Ninh; 24, 15, 44, 52 and 82 likewise.
"""

from collections.abc import Sequence

import pandas as pd


class GeographyError(ValueError):
    """Tables of the 63 former provinces and of the 34 units in force were about to be joined."""


def join(left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str] = ("code",)) -> pd.DataFrame:
    """Join two tables of the same geography on the code of the place, keeping places that are in both.

    Parameters
    ----------
    left, right : pandas.DataFrame
        Tables that say their geography, in a column ``geography`` or in ``attrs["geography"]``; the readers
        of :mod:`analysis.data.processed` do.
    on : sequence of str
        Columns that identify a row in both, ``("code",)`` or ``("code", "year")``.

    Returns
    -------
    pandas.DataFrame
        The joined table, with ``attrs["geography"]``.

    Raises
    ------
    GeographyError
        The geographies differ, or a table does not say its own.
    pandas.errors.MergeError
        A row is not identified by the columns.
    """
    geographies = [geography_of(table) for table in (left, right)]
    if geographies[0] != geographies[1]:
        raise GeographyError(
            f"a table of the {geographies[0]} cannot be joined to a table of the {geographies[1]}: a code "
            "can mean another territory there; aggregate the 63 provinces to the 34 units first"
        )
    twice = ["geography"] if "geography" in left and "geography" in right and "geography" not in on else []
    joined = left.merge(right.drop(columns=twice), on=list(on), how="inner", validate="one_to_one")
    joined.attrs["geography"] = geographies[0]
    return joined


def geography_of(table: pd.DataFrame) -> str:
    """Return the one geography that a table says it is of; GeographyError when it says none or several."""
    found = set(table["geography"]) if "geography" in table else {table.attrs.get("geography")}
    if len(found) != 1 or None in found:
        said = ", ".join(sorted(str(one) for one in found - {None})) or "none"
        raise GeographyError(
            f"a table to be joined must be of one geography and say which (it says {said}); read it with "
            "analysis.data.processed or set attrs['geography']"
        )
    return str(found.pop())

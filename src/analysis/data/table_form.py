"""The form of the rebuilt tables: how they are written, and how they are read again.

Every number is written in the shortest form that gives the same number again, a whole number without
decimal mark; missing is an empty cell; lines end with LF.
"""

import csv
import io
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.indicators import described, indicators

OBSERVATIONS = {
    "geography": "str",
    "code": "str",
    "year": "int64",
    "indicator": "str",
    "value": "float64",
    "bound": "str",
    "origin": "str",
    "source": "str",
    "table": "str",
    "field": "str",
    "line": "Int64",
    "basis_year": "Int64",
    "as_of_date": "str",
}
"""Columns of the long table, with their types."""

OBSERVATIONS_KEY = ["geography", "code", "year", "indicator"]
BESIDE_REPORTED = ("delivery", "delivery_lines", "part", "whole")
"""Columns that the reported figures have beside their own once something was delivered."""

CROSS_SECTION_YEAR = 2024
"""Across provinces a place enters with the reported figure of the year nearest to this one."""

_DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "boolean"}
_COMPLETE = {"Int64": "int64", "boolean": "bool"}


def text(frame: pd.DataFrame) -> str:
    """Return a table as CSV text that depends on nothing but its values."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(map(_cell, frame[name]) for name in frame.columns), strict=True))
    return lines.getvalue()


def parse(content: bytes) -> pd.DataFrame:
    """Read the content of a table back, typed as the package describes its columns.

    Whole numbers are ``int64`` and truth values ``bool``, or ``Int64`` and ``boolean`` where one is missing;
    text is ``str`` with NaN for missing.

    Raises
    ------
    LookupError
        A column is neither described nor an indicator.
    ValueError
        A cell is not of the type of its column, or the table is empty or damaged.
    """
    header = content[: content.index(b"\n")].decode("utf-8").split(",")
    kinds = {column: _DTYPES[str(field(column)["type"])] for column in header}
    found = pd.read_csv(io.BytesIO(content), dtype=kinds, keep_default_na=False, na_values=[""])
    known = found.notna().all()
    return found.astype(
        {name: _COMPLETE[kind] for name, kind in kinds.items() if kind in _COMPLETE and known[name]}
    )


def field(column: str) -> dict[str, Any]:
    """Return the description of a column: an entry of ``processed_tables.yaml`` or an indicator."""
    given = described("processed_tables.yaml")["fields"]
    if column in given:
        return {"name": column, **given[column]}
    known = indicators()[column]
    titles = {"title": known.label["en"], "title_vi": known.label["vi"]}
    return {"name": column, "type": "number", **titles, "unit": known.unit}


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return ""
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0")
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return str(value)

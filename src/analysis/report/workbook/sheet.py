"""One sheet of the workbook: a title, a few lines of text, and one table without gaps or merged cells."""

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.report.workbook.errors import WorkbookError

Cell = str | int | float | dt.date | None
"""What a cell holds; None where there is nothing, which is never written as zero or as a sign."""

Kind = Literal["text", "code", "ordinal", "figure", "number", "date", "link", "sheet"]
"""How a column is written.

``code`` is text of digits (``01``), ``ordinal`` a whole number that names something and takes no separator
of thousands (a year, a line of a file). ``figure`` is a number that readers look for, and that is marked
where it is not known; ``number`` one that need not be there (the end of an interval). ``link`` is an address
on the web, ``sheet`` the name of a sheet of this workbook.
"""

LONGEST_NAME, LONGEST_HEADING, LONGEST_TEXT = 31, 255, 32_767
"""Characters that a sheet's name, a column's heading and a cell may have in an xlsx file."""

SIGNIFICANT_DIGITS = 15
"""Digits of a number that spreadsheet programs keep."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    heading
        What it holds, with its unit.
    cells
        One a row.
    kind
        How they are written.
    decimals
        Decimals shown of a figure or number, the same for all or one a row; the cell holds all digits.
    width
        Width in characters; fitted to what it holds when None.
    """

    heading: str
    cells: tuple[Cell, ...]
    kind: Kind = "text"
    decimals: int | tuple[int, ...] = 0
    width: int | None = None

    def digits(self) -> Iterable[int]:
        """Return the decimals shown in each row."""
        return repeat(self.decimals, len(self.cells)) if isinstance(self.decimals, int) else self.decimals


@dataclass(frozen=True)
class Sheet:
    """A sheet.

    Attributes
    ----------
    name
        On its tab; also gives the name of its table and of its CSV file.
    title
        Its first row.
    lines
        Rows between the title and the table: what it holds, and what readers must mind.
    columns
        The table.
    frozen
        Columns that stay in sight when the sheet is scrolled sideways.
    filtered
        Whether its headings carry buttons to sort and filter by.

    Raises
    ------
    WorkbookError
        It could not be opened without repair, or its columns differ in length.
    """

    name: str
    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    frozen: int = 1
    filtered: bool = True

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise WorkbookError(f"Sheet {self.name!r}: {'; '.join(faults)}.")

    @property
    def length(self) -> int:
        """Number of rows of the table, without its headings."""
        return len(self.columns[0].cells) if self.columns else 0

    @property
    def headings(self) -> list[str]:
        """The headings of the columns."""
        return [column.heading for column in self.columns]

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows of the table, without its headings."""
        yield from zip(*(column.cells for column in self.columns), strict=True)

    def _faults(self) -> Iterator[str]:
        if not self.name or len(self.name) > LONGEST_NAME or re.search(r"[\[\]:*?/\\]|^'|'$", self.name):
            yield f"its name needs 1 to {LONGEST_NAME} characters, none of them one of []:*?/\\"
        seen = [heading.casefold() for heading in self.headings]
        if not seen or len(set(seen)) < len(seen):
            yield f"its headings are not all different: {self.headings}"
        yield from (
            f"the heading {heading!r} is empty or longer than {LONGEST_HEADING} characters"
            for heading in self.headings
            if not 0 < len(heading) <= LONGEST_HEADING
        )
        for column in self.columns:
            if len(column.cells) != self.length:
                yield f"{column.heading!r} has {len(column.cells)} rows, not {self.length}"
            yield from (f"{column.heading!r}: {fault}" for fault in _faulty(column))


def _faulty(column: Column) -> Iterator[str]:
    """Yield what is wrong with the cells of a column."""
    allowed: dict[Kind, type | tuple[type, ...]] = {
        "figure": (int, float),
        "number": (int, float),
        "ordinal": int,
        "date": dt.date,
    }
    # Many rows say the same; a type is part of the question, since 1, 1.0 and True are equal.
    for _, value in dict.fromkeys(zip(map(type, column.cells), column.cells, strict=True)):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, allowed.get(column.kind, str)):
            yield f"{value!r} is no {column.kind}"
        elif isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield f"a text has {len(value)} characters, more than {LONGEST_TEXT}"
        elif isinstance(value, float) and not math.isfinite(value):
            yield f"{value} is not a figure"


def cells(values: Iterable[object]) -> tuple[Cell, ...]:
    """Return values of a data frame as cells: what is missing becomes None, numbers plain numbers.

    An empty text is missing, and a truth value is refused later, for readers see words. A number is cut to
    the significant digits that spreadsheet programs keep, so that the last ones of a sum of floats, which
    mean nothing, do not differ between programs.
    """
    found = values.tolist() if isinstance(values, pd.Series) else list(values)
    absent = pd.isna(np.fromiter(found, dtype=object, count=len(found)))
    return tuple(
        None if gone or value == "" else _plain(value) for value, gone in zip(found, absent, strict=True)
    )


def _plain(value: Any) -> Cell:
    if isinstance(value, str):
        return value
    found = value.item() if hasattr(value, "item") else value
    return float(f"{found:.{SIGNIFICANT_DIGITS}g}") if isinstance(found, float) else found


def missing(value: object) -> bool:
    """Tell whether a value of a data frame is missing: None, NaN, ``pandas.NA`` or an empty text."""
    return value == "" if isinstance(value, str) else bool(pd.isna(value))  # type: ignore[call-overload]

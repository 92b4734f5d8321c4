"""A sheet to look at row by row, upright or with its rows and columns exchanged."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.written.number_words import UNKNOWN

_FIGURE = re.compile(r"^\W*(?:(?:trên|hơn|dưới|gần|khoảng|từ|ước|đạt)\s+)*[-+~>≥<≤]?\s*\d", re.IGNORECASE)

_DOCUMENT = re.compile(r"\d\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐ]{2}")
"""Number of a letter or report: ``125/BC-UBND``."""


class Grid:
    """The cells of a sheet by row and column.

    Parameters
    ----------
    sheet : Sheet
        As it was received.
    turned : bool
        Whether rows and columns change places here; cells still say where they stand in the file.
    """

    def __init__(self, sheet: Sheet, *, turned: bool = False) -> None:
        self.name, self.turned = sheet.name, turned
        self.cells = {
            (at[::-1] if turned else at): cell for at, cell in sheet.cells.items() if cell.text.strip()
        }
        rows, columns = sheet.hidden_rows, sheet.hidden_columns
        self.hidden_rows, self.hidden_columns = (columns, rows) if turned else (rows, columns)
        self.rows = max((row for row, _ in self.cells), default=0)
        self.columns = max((column for _, column in self.cells), default=0)

    def at(self, row: int, column: int) -> Cell | None:
        """Return a cell, None when it is empty."""
        return self.cells.get((row, column))

    def row(self, row: int) -> dict[int, Cell]:
        """Return the cells of a row by their column, from left to right."""
        return self._by_row.get(row, {})

    @cached_property
    def _by_row(self) -> dict[int, dict[int, Cell]]:
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = cell
        return found


def distinct(cells: Iterable[Cell]) -> list[Cell]:
    """Return cells in their order, each merged range once."""
    return list({cell.anchor or (cell.row, cell.column): cell for cell in reversed([*cells])}.values())[::-1]


def is_own(cell: Cell) -> bool:
    """Return whether a cell is not just covered by the merged range of another."""
    return cell.anchor is None or cell.anchor == (cell.row, cell.column)


def is_like_figure(cell: Cell) -> bool:
    """Return whether a cell looks like a figure, or says that one is not known."""
    if cell.number is not None or cell.error:
        return True
    if _DOCUMENT.search(cell.text):
        return False
    return _FIGURE.match(cell.text) is not None or cell.text.strip().casefold() in UNKNOWN


def remark_at(
    kind: str,
    sheet: str | None,
    cell: Cell,
    values: Mapping[str, object] | None = None,
    *,
    variable: str | None = None,
) -> Remark:
    """Return a remark about a cell, with what stands in it."""
    return Remark(kind, sheet, cell.row, cell.column, cell.text, values=values or {}, variable=variable)

"""A table of one place, named in its title alone: a row for each variable, a column for each year."""

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.understood.grid import Grid, distinct, is_like_figure
from analysis.data.deliveries.understood.places_in_rows import kind_of, named
from analysis.data.deliveries.understood.table_found import Table, tables_of
from analysis.data.deliveries.written.dates_in_text import without_dates
from analysis.data.deliveries.written.wording import folded, listed

_PLACE = re.compile(r"\b(?:tỉnh|thành phố|tp\.?)\s+((?:[^\W\d]+[\s-]*){1,5})", re.IGNORECASE)
_BESIDE = ("order", "code", "unit", "note", "level", "region")


def tables(sheet: Sheet) -> list[Table]:
    """Return the table of a sheet whose rows are variables, when its titles name one place; else none.

    The sheet is looked at with rows and columns exchanged, the name beside every column of figures. A column
    that says something else than its year (a plan, a change) makes the whole heading unknown, and so a fault.
    """
    grid = Grid(sheet)
    head = next((row for row in range(1, grid.rows + 1) if _content(grid, row) is not None), None)
    if head is None:
        return []
    above = [cell for row in range(1, head) for cell in distinct(grid.row(row).values())]
    places = [one for cell in above if (one := _place(cell))]
    if len({folded(one.text) for one in places}) != 1:
        return []
    label = _content(grid, head)
    columns = [
        column for column, cell in grid.row(head).items() if column > (label or 0) and not _beside(cell)
    ]
    last = _last_row(grid, head, label or 0, columns)
    cells = {at: cell for at, cell in sheet.cells.items() if head <= at[0] <= last}
    if all(folded(grid.cells[head, column].text) in listed("columns", "value") for column in columns):
        cells = {at: cell for at, cell in cells.items() if at[0] > head or at[1] not in columns}
    cells |= {(0, column): places[0] for column in columns}
    lines = tuple(cell.text for cell in above)
    found = tables_of(Grid(replace(sheet, cells=cells), turned=True))
    return [replace(one, above=lines, top=lines) for one in found]


def _content(grid: Grid, row: int) -> int | None:
    """Return the column of a row of headings in which variables stand; None in every other row."""
    cells = grid.row(row).items()
    return next((column for column, cell in cells if folded(cell.text) in listed("columns", "content")), None)


def _last_row(grid: Grid, head: int, label: int, columns: Sequence[int]) -> int:
    """Return the last row with a name and something beside it, or with a figure; signatures follow it."""
    rows = [head]
    for row in range(head + 1, grid.rows + 1):
        cells = [cell for column in columns if (cell := grid.at(row, column)) is not None]
        name = grid.at(row, label)
        named_row = name is not None and kind_of(name.text) != "footnote" and bool(cells)
        if named_row or any(is_like_figure(cell) and not without_dates(cell.text)[1] for cell in cells):
            rows.append(row)
    return rows[-1]


def _beside(cell: Cell) -> bool:
    return any(folded(cell.text) in listed("columns", role) for role in _BESIDE)


def _place(cell: Cell) -> Cell | None:
    """Return the cell of a title with the name of the place that it speaks of as its text; None for none."""
    for found in _PLACE.finditer(cell.text):
        words: Sequence[str] = re.split(r"\s+", found[1].strip())
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length])
            if named(name):
                return replace(cell, text=name, anchor=None)
    return None

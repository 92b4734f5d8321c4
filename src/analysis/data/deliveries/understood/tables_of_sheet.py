"""The tables of a sheet, whether their places stand in a column or in a row.

Places in a row are found by looking at the sheet with its rows and columns exchanged.
"""

from collections.abc import Sequence
from dataclasses import replace

from analysis.data.deliveries.content import Sheet
from analysis.data.deliveries.understood.grid import Grid, distinct, is_like_figure
from analysis.data.deliveries.understood.places_in_rows import named
from analysis.data.deliveries.understood.table_found import Table, tables_of
from analysis.data.deliveries.written.dates_in_text import without_dates
from analysis.data.deliveries.written.wording import folded


def tables(sheet: Sheet) -> list[Table]:
    """Return the tables of a sheet from top to bottom and left to right; none when no place is found."""
    upright, turned = tables_of(Grid(sheet)), _turned(to_last_figure(sheet))
    return turned if _most_places(turned) > max(_most_places(upright), 1) else upright


def to_last_figure(sheet: Sheet) -> Sheet:
    """Return a sheet without the rows below its last figure: notes and signatures."""
    last = max((row for (row, _), cell in sheet.cells.items() if is_like_figure(cell)), default=0)
    return replace(sheet, cells={at: cell for at, cell in sheet.cells.items() if at[0] <= last})


def _turned(sheet: Sheet) -> list[Table]:
    """Return the tables whose places stand in a row, with the lines above that row as theirs."""
    found = tables_of(Grid(sheet, turned=True))
    if not found:
        return []
    top = min(_first_line(one) for one in found)
    lines = tuple(
        cell.text for cell in distinct(c for (row, _), c in sorted(sheet.cells.items()) if row < top)
    )
    below = replace(sheet, cells={at: cell for at, cell in sheet.cells.items() if at[0] >= top})
    return [replace(one, above=lines, top=lines) for one in tables_of(Grid(below, turned=True))]


def _first_line(table: Table) -> int:
    """Return the first line of a turned table: that of its places, or of years above them."""
    start = table.place
    for column in range(table.place - 1, 0, -1):
        held = [cell for row in table.rows if (cell := table.grid.at(row, column))]
        if not held or any(folded(without_dates(cell.text)[0]) for cell in held):
            break
        start = column
    return start


def _most_places(found: Sequence[Table]) -> int:
    """Return how many different places the fullest table names."""
    return max((len({folded(text) for text in _names(one)}) for one in found), default=0)


def _names(table: Table) -> list[str]:
    cells = (table.grid.at(row, table.place) for row in table.rows)
    return [cell.text for cell in cells if cell is not None and named(cell.text)]

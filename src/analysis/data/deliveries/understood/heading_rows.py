"""Which rows above a table are its headings, and what is written over each column."""

import re
from collections.abc import Iterable, Sequence

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.understood.grid import Grid, distinct, is_own
from analysis.data.deliveries.understood.headings import said
from analysis.data.deliveries.understood.places_in_rows import named
from analysis.data.deliveries.written.dates_in_text import without_dates
from analysis.data.deliveries.written.units_written import states_unit
from analysis.data.deliveries.written.wording import folded, listed

_NUMBER_OF_COLUMN = re.compile(
    r"\(?\s*(?:[A-Za-zĐđ]|[IVX]{1,5}|\d{1,2})\s*\)?(?:\s*=.*)?|\(\s*\d{1,2}\s*=.*\)|\(?\d{1,2}\)?\s*=.*",
    re.DOTALL,
)


def heading_rows(grid: Grid, place: int, first: int) -> tuple[int, ...]:
    """Return the rows of headings above a table, from top to bottom, without those that number the columns.

    Parameters
    ----------
    grid : Grid
        The sheet.
    place, first : int
        Column of the places and first row of the table.
    """
    rows: list[int] = []
    for row in range(first - 1, 0, -1):
        cells = distinct(grid.row(row).values())
        if not cells:
            if rows:
                break
            continue
        if numbers_columns(cells):
            continue
        if _is_heading(grid, cells, row, place, lowest=not rows):
            rows.append(row)
        elif rows or not (all(states_unit(cell.text) for cell in cells) or _is_label(cells, place)):
            break
    return tuple(reversed(rows))


def is_number_of_column(text: str) -> bool:
    """Return whether a text numbers a column: ``(1)``, ``B``, ``3=2/1``."""
    return _NUMBER_OF_COLUMN.fullmatch(text.strip()) is not None


def numbers_columns(cells: Iterable[Cell]) -> bool:
    """Return whether cells number the columns; where these are rows, they are what numbers the rows."""
    texts = [cell.text for cell in cells]
    numbers = [text for text in texts if folded(text) not in listed("columns", "order")]
    return len(texts) > 1 and bool(numbers) and all(map(is_number_of_column, numbers))


def levels(grid: Grid, headings: Sequence[int], column: int, left: int, place: int) -> list[Cell]:
    """Return the cells of the headings over a column from top to bottom, each merged range once.

    In a file without merged ranges a heading of a group stands over its first column only; it is read as that
    of the columns right of it, up to the next text of its row, as long as lower headings follow.
    """
    found: list[Cell] = []
    for level, row in enumerate(headings):
        cell = grid.at(row, column)
        if cell is None and level < len(headings) - 1 and column != place:
            cell = _group(grid, headings[level:], column, left if column < place else place + 1)
        if cell is not None:
            found.append(cell)
    return distinct(found)


def _group(grid: Grid, rows: Sequence[int], column: int, left: int) -> Cell | None:
    """Return the heading of the group to which a column belongs whose own cell in that row is empty."""
    row, lower = rows[0], rows[1:]
    if any(not is_own(cell) for cell in grid.row(row).values()) or not _has(grid, lower, column):
        return None
    for at in range(column - 1, left - 1, -1):
        if not _has(grid, lower, at):
            return None
        if (cell := grid.at(row, at)) is not None:
            return cell
    return None


def _has(grid: Grid, rows: Sequence[int], column: int) -> bool:
    return any(grid.at(row, column) is not None for row in rows)


def _is_heading(grid: Grid, cells: Sequence[Cell], row: int, place: int, *, lowest: bool) -> bool:
    """Return whether a row above a table is one of its headings and not a title."""
    if any(_is_title(cell.text) for cell in cells) or all(states_unit(cell.text) for cell in cells):
        return False
    if any(named(cell.text) for cell in cells):
        return False
    if len(cells) > 1:
        return True
    # One text alone is the heading of a part of the table when it does not reach over the places. Where it is
    # not merged it may be a title that stands in the middle: a heading speaks only of what is known.
    columns = list(grid.row(row))
    if len(columns) > 1:
        return place not in columns
    return columns[0] > place and (lowest or not said(without_dates(cells[0].text)[0]).unknown)


def _is_label(cells: Sequence[Cell], place: int) -> bool:
    """Return whether a row holds no more than a name of the rows below it, such as those of a group."""
    return len(cells) == 1 and cells[0].column <= place and not _is_title(cells[0].text)


def _is_title(text: str) -> bool:
    words = folded(text)
    return any(words.startswith(f"{one} ") for one in listed("titles"))

"""The headings of a table's columns as they stand, and what columns beside the figures are for."""

from dataclasses import dataclass

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.understood.grid import is_like_figure
from analysis.data.deliveries.understood.heading_rows import is_number_of_column, levels
from analysis.data.deliveries.understood.places_in_rows import kind_of
from analysis.data.deliveries.understood.table_found import Table
from analysis.data.deliveries.written import units_written
from analysis.data.deliveries.written.dates_in_text import without_dates
from analysis.data.deliveries.written.wording import declared, folded, listed

ROLES = ("order", "code", "year", "day", "region", "level", "unit", "note")
"""What a column beside the figures can be for: keys of ``columns`` in ``headings.yaml``."""


@dataclass(frozen=True)
class Heading:
    """A heading as it stands.

    Attributes
    ----------
    column : int
        In the grid of its table.
    cell : Cell
        Its lowest cell; the first cell of the column when it has none.
    texts : tuple of str
        Its levels from top to bottom; empty when the column has no heading.
    units : tuple of str
        Units that stand in a row of units.
    """

    column: int
    cell: Cell
    texts: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return all levels, joined by `` / ``."""
        return " / ".join(self.texts)

    @property
    def last(self) -> str:
        """Return the lowest level; empty when there is none."""
        return self.texts[-1] if self.texts else ""


def headings_of(table: Table) -> list[Heading]:
    """Return the headings of the columns that hold something, without the one of places."""
    grid = table.grid
    units = [row for row in table.headings if _states_units(table, row)]
    rows = [row for row in table.headings if row not in units]
    found = []
    for column in table.columns:
        if column == table.place or not (held := _cells(table, column)):
            continue
        cells = levels(grid, rows, column, table.columns.start, table.place)
        stated = [units_written.unit_named(cell.text) for row in units if (cell := grid.at(row, column))]
        found.append(
            Heading(
                column,
                cells[-1] if cells else held[0],
                tuple(" ".join(cell.text.split()) for cell in cells),
                tuple(unit for unit in stated if unit),
            )
        )
    return found


def role_of(table: Table, heading: Heading) -> str | None:
    """Return what a column beside the figures is for; None when it must be one of figures."""
    if _dates_rows(table, heading):
        return "year"
    if not heading.texts:
        numbers = all(_numbers_rows(cell.text) for cell in _cells(table, heading.column))
        return "order" if heading.column < table.place and numbers else None
    texts = {folded(heading.text), folded(heading.last)}
    for role in ROLES:
        if texts & listed("columns", role):
            return role
    if any(text.startswith("ghi chu ") for text in texts):
        return "note"
    if texts & listed("columns", "place") and not any(map(is_like_figure, _cells(table, heading.column))):
        return "note"
    ranks = {folded(phrase) for phrase in declared("words")["rank"]}
    return "note" if any(texts & {one, f"{one} dti"} for one in ranks) else None


def _states_units(table: Table, row: int) -> bool:
    """Return whether a row below another one holds nothing but units, beside what it says of places."""
    if row == min(table.headings):
        return False
    texts = [cell.text for column, cell in table.grid.row(row).items() if column in table.columns]
    beside = [text for text in texts if not _is_role(text) and not is_number_of_column(text)]
    return bool(beside) and all(map(units_written.unit_named, beside))


def _dates_rows(table: Table, heading: Heading) -> bool:
    """Return whether a column without a heading of its own holds nothing but years or days."""
    if heading.texts and folded(heading.last) not in listed("columns", "content"):
        return False
    read = [without_dates(cell.text) for cell in _cells(table, heading.column)]
    return all(len(days) == 1 and not folded(rest) for rest, days in read)


def _is_role(text: str) -> bool:
    return any(folded(text) in listed("columns", role) for role in (*ROLES, "place"))


def _numbers_rows(text: str) -> bool:
    return is_number_of_column(text.strip().rstrip(".")) or set(text.strip().casefold()) <= set("ivx.")


def _cells(table: Table, column: int) -> list[Cell]:
    """Return the cells of a column in rows that are about something and are no notes."""
    found = []
    for row in table.rows:
        label, cell = table.label(row), table.grid.at(row, column)
        if cell is not None and (label is None or kind_of(label.text) != "footnote"):
            found.append(cell)
    return found

"""What each row of a table is: a place with its time, a sum of others, or nothing that is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood import places_in_rows
from analysis.data.deliveries.understood.columns_read import Columns
from analysis.data.deliveries.understood.grid import is_like_figure, remark_at
from analysis.data.deliveries.understood.heading_rows import is_number_of_column
from analysis.data.deliveries.understood.places_in_rows import Named
from analysis.data.deliveries.understood.table_found import Table
from analysis.data.deliveries.written import written_days
from analysis.data.deliveries.written.written_days import Day


@dataclass(frozen=True)
class PlaceRow:
    """A row about one place.

    Attributes
    ----------
    row : int
        In the grid of its table.
    cell : Cell
        The one with the name.
    named : mapping of str to str
        Codes by set of places.
    code : Cell or None
        The one with the code.
    day : Day or None
        What the row says of the time.
    """

    row: int
    cell: Cell
    named: Named
    code: Cell | None
    day: Day | None


@dataclass(frozen=True)
class SumRow:
    """A row that sums others: ``every`` (the whole country), ``listed`` (the rows), or a ``region``."""

    row: int
    cell: Cell
    kind: str
    day: Day | None


@dataclass(frozen=True)
class Rows:
    """The rows of a table, and what is said of them; ``whole`` when every row with figures was understood."""

    places: tuple[PlaceRow, ...]
    sums: tuple[SumRow, ...]
    remarks: tuple[Remark, ...]
    whole: bool


def rows_of(table: Table, columns: Columns) -> Rows:
    """Return what each row of a table is, and every fault of names, days and years in them.

    Parameters
    ----------
    table : Table
        A table.
    columns : Columns
        Its columns.
    """
    reader = _Reader(table, columns)
    for row in table.rows:
        reader.read(row)
    whole = not any(one.kind == "unknown_place" for one in reader.remarks)
    return Rows(tuple(reader.places), tuple(reader.sums), tuple(reader.remarks), whole)


class _Reader:
    def __init__(self, table: Table, columns: Columns) -> None:
        self.table, self.columns = table, columns
        self.places: list[PlaceRow] = []
        self.sums: list[SumRow] = []
        self.remarks: list[Remark] = []

    def read(self, row: int) -> None:
        grid, place = self.table.grid, self.table.place
        label, cell = self.table.label(row), self.table.grid.at(row, place)
        kind = places_in_rows.kind_of(label.text) if label else None
        if kind is None and cell is not None and (named := places_in_rows.named(cell.text)):
            self._place(row, cell, named)
        elif kind is not None and label is not None:
            self._left_out(label, kind)
            if kind in ("every", "listed", "region"):
                self.sums.append(SumRow(row, label, kind, self._day(row)))
        elif self._figures(row, label):
            self._unnamed(row, cell)
        elif label is not None and not is_number_of_column(label.text) and any(map(str.isalpha, label.text)):
            self._left_out(grid.row(row)[min(grid.row(row))], "no_figures")

    def _place(self, row: int, cell: Cell, named: Named) -> None:
        role = self.columns.roles.get("code")
        code = self.table.grid.at(row, role) if role is not None else None
        self.places.append(PlaceRow(row, cell, named, code, self._day(row)))

    def _unnamed(self, row: int, cell: Cell | None) -> None:
        """Take a row without a name for one more year of the place above it; every other one is a fault."""
        year = self.columns.roles.get("year")
        if cell is None and self.places and year is not None and self.table.grid.at(row, year) is not None:
            self._place(row, self.places[-1].cell, self.places[-1].named)
            return
        at = (row, self.table.place)
        down, across = at[::-1] if self.table.grid.turned else at
        written = cell.text if cell else None
        suggestions = places_in_rows.nearest(written, "63") if written else ()
        self.remarks.append(
            Remark("unknown_place", self._sheet, down, across, written, values={"suggestions": suggestions})
        )

    def _figures(self, row: int, label: Cell | None) -> bool:
        """Return whether a row holds figures, and not only the numbers of the columns."""
        cells = [cell for one in self.columns.numbers if (cell := self.table.grid.at(row, one))]
        own = [cell for cell in cells if label is None or cell.anchor is None or cell.anchor != label.anchor]
        numbers = all(is_number_of_column(cell.text) for cell in self.table.grid.row(row).values())
        return any(map(is_like_figure, own)) and not (numbers and len(own) > 1)

    def _day(self, row: int) -> Day | None:
        """Return when the figures of a row were taken, from its column of years, of days, or both."""
        year = self._when(row, "year", None)
        day = self._when(row, "day", year.year if year else None)
        if year is None or day is None:
            return day or year
        if day.year != year.year:
            cell = self.table.grid.at(row, self.columns.roles["day"])
            self._say("day_outside_year", cell, year=year.year)
            return year
        return day

    def _when(self, row: int, role: str, hint: int | None) -> Day | None:
        column = self.columns.roles.get(role)
        cell = self.table.grid.at(row, column) if column is not None else None
        if cell is None:
            return None
        found = day_in(cell, hint)
        if isinstance(found, str):
            self._say(found, cell, readings=written_days.readings(cell.text, year_hint=hint))
            return None
        return found

    def _left_out(self, cell: Cell, why: str) -> None:
        self._say("row_left_out", cell, why=why)

    def _say(self, kind: str, cell: Cell | None, **values: object) -> None:
        if cell is not None:
            self.remarks.append(remark_at(kind, self._sheet, cell, values))

    @property
    def _sheet(self) -> str | None:
        return self.table.grid.name


def day_in(cell: Cell, hint: int | None) -> Day | str:
    """Return the day, month or year that a cell holds, or the kind of the fault."""
    if cell.day is not None:
        return written_days.of_day(cell.day)
    text = f"{cell.number:.0f}" if cell.number is not None and cell.number == int(cell.number) else cell.text
    return written_days.read(text, year_hint=hint)


def hidden(table: Table, rows: Sequence[int], columns: Sequence[int]) -> tuple[Remark, ...]:
    """Return the notes that rows or columns which were read are hidden from whoever opens the file."""
    grid = table.grid
    found = {
        "hidden_rows_read": sorted(set(rows) & grid.hidden_rows),
        "hidden_columns_read": sorted(set(columns) & grid.hidden_columns),
    }
    kinds = dict(zip(found, reversed(list(found)) if grid.turned else found, strict=True))
    return tuple(
        Remark(kinds[kind], grid.name, values={kinds[kind].split("_")[1]: tuple(hidden)})
        for kind, hidden in found.items()
        if hidden
    )

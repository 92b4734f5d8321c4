"""The figures of a table: one a place, year and variable, with every fault of their cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood import table_places
from analysis.data.deliveries.understood.columns_read import Columns, Figures
from analysis.data.deliveries.understood.grid import is_own, remark_at
from analysis.data.deliveries.understood.rows_read import PlaceRow, Rows
from analysis.data.deliveries.understood.table_found import Table
from analysis.data.deliveries.written import written_numbers
from analysis.data.deliveries.written.dates_in_text import as_of_date, dates_of_titles, day_of
from analysis.data.deliveries.written.written_days import Day


@dataclass(frozen=True)
class Figure:
    """A figure that was read, with the row and column of the grid of its table."""

    geography: str
    code: str
    year: int
    as_of_date: str
    variable: str
    value: float
    bound: str
    cell: Cell
    sheet: str | None
    row: int
    column: int
    place: Cell


@dataclass(frozen=True)
class Understood:
    """A table with everything that was read of it.

    Attributes
    ----------
    table, columns, rows
        What was found.
    figures : tuple of Figure
        What could be read.
    readings : dict of (int, int) to written_numbers.Reading or None
        What each cell of figures in a row of a place says, by row and column of the grid: None when it is
        not known. A cell with a fault is not there.
    remarks : tuple of Remark
        Of places, years and cells.
    """

    table: Table
    columns: Columns
    rows: Rows
    figures: tuple[Figure, ...]
    readings: dict[tuple[int, int], written_numbers.Reading | None]
    remarks: tuple[Remark, ...]


def figures_of(
    table: Table, columns: Columns, rows: Rows, *, geography: str | None, year: int | None
) -> Understood:
    """Read the figures of a table.

    Parameters
    ----------
    table, columns, rows
        The table and what its columns and rows are.
    geography : {"63", "34"}, optional
        Set of places, as told with the file.
    year : int, optional
        Year of figures that neither their row nor column nor sheet gives, as told with the file.
    """
    reader = _Reader(table, columns, rows, year)
    readings = reader.readings()
    dated = list(reader.dated(readings))
    times = {(one.year, one.as_of_date) for one in dated}
    known, remarks = table_places.set_of_table(table, rows.places, geography, times)
    placed, ambiguous = _placed(dated, rows, known)
    rivals = table_places.rivals(table, rows.places)
    said = (*reader.remarks, *reader.wrong_cells(known), *remarks, *rivals, *([] if remarks else ambiguous))
    return Understood(table, columns, rows, placed, readings, said)


def readings_of(
    table: Table, columns: Columns, rows: Rows
) -> tuple[dict[tuple[int, int], written_numbers.Reading | None], list[Remark]]:
    """Return what the cells of figures in rows of places say, by row and column, and the other faults."""
    reader = _Reader(table, columns, rows, None)
    readings = reader.readings()
    return readings, [*reader.remarks, *(fault for _, _, fault in reader.wrong)]


class _Reader:
    def __init__(self, table: Table, columns: Columns, rows: Rows, year: int | None) -> None:
        self.table, self.columns, self.rows = table, columns, rows
        self.remarks: list[Remark] = []
        self.wrong: list[tuple[PlaceRow, Figures, Remark]] = []
        self.sheet = dates_of_titles([table.grid.name or ""])
        self.titles = dates_of_titles(table.above) or dates_of_titles(table.top)
        self.told = Day(str(year), year) if year is not None else None

    def readings(self) -> dict[tuple[int, int], written_numbers.Reading | None]:
        """Read the cells of all places, and note those that say that nothing is known."""
        grid = self.table.grid
        found: dict[tuple[int, int], written_numbers.Reading | None] = {}
        for one in self.columns.figures:
            cells = {
                place.row: cell for place in self.rows.places if (cell := grid.at(place.row, one.column))
            }
            habit = written_numbers.habit(cells.values())
            for place in self.rows.places:
                cell = cells.get(place.row)
                read = self._read(cell, one, habit) if cell else None
                if isinstance(read, Remark):
                    self.wrong.append((place, one, read))
                else:
                    found[place.row, one.column] = read
        return found

    def wrong_cells(self, known: str) -> Iterator[Remark]:
        """Yield the faults of cells with the place and year that they are about, as far as known."""
        for place, one, fault in self.wrong:
            day = self._day(one, place)
            if isinstance(day, Remark):
                yield fault
                continue
            geography = table_places.set_of_figure(known, place.named, (day.year, as_of_date(day)))
            code = place.named[geography] if geography else None
            yield replace(fault, geography=geography, code=code, year=day.year)

    def dated(self, readings: dict[tuple[int, int], written_numbers.Reading | None]) -> Iterator[Figure]:
        """Yield the figures with their year, their place still open; one fault a column without a year."""
        for one in self.columns.figures:
            wrong = None
            for place in self.rows.places:
                reading = readings.get((place.row, one.column))
                cell = self.table.grid.at(place.row, one.column)
                if reading is None or cell is None:
                    continue
                day = self._day(one, place)
                if isinstance(day, Remark):
                    wrong = wrong or day
                    continue
                yield Figure(
                    "", "", day.year, as_of_date(day), one.variable.name, reading.value, reading.bound, cell,
                    self.table.grid.name, place.row, one.column, place.cell,
                )  # fmt: skip
            if wrong:
                self.remarks.append(wrong)

    def _read(self, cell: Cell, one: Figures, habit: str | None) -> written_numbers.Reading | Remark | None:
        sheet, name = self.table.grid.name, one.variable.name
        if not is_own(cell):
            # One figure over several places or columns is no figure of any one of them.
            return remark_at("not_a_number", sheet, cell, {"reason": "merged"}, variable=name)
        read = written_numbers.read(cell, one.variable, one.unit, habit=habit)
        if read is None:
            self.remarks.append(remark_at("said_unknown", sheet, cell, variable=name))
        elif isinstance(read, Remark):
            return replace(read, sheet=sheet)
        return read

    def _day(self, one: Figures, place: PlaceRow) -> Day | Remark:
        """Return when a figure was taken, as its row, column, sheet, sender or a title says."""
        if one.day and place.day and one.day.year != place.day.year:
            return self._without_year("ambiguous_year", one, (one.day.iso, place.day.iso))
        own = [day for day in (place.day, one.day) if day]
        if own:
            return self._most_exact(max(own, key=lambda day: len(day.iso)))
        for day in (day_of(self.sheet), self.told, day_of(self.titles)):
            if day is not None:
                return self._most_exact(day)
        stated = [day.iso for day in (*self.sheet, *self.titles) if not isinstance(day, str)]
        return self._without_year("ambiguous_year" if len(stated) > 1 else "unknown_year", one, tuple(stated))

    def _most_exact(self, day: Day) -> Day:
        """Return a whole year as the day in it that the titles name (``tính đến 31/12/2024``)."""
        titled = day_of(self.titles)
        return titled if titled and titled.year == day.year and len(day.iso) == 4 else day

    def _without_year(self, kind: str, one: Figures, years: tuple[str, ...]) -> Remark:
        values = {"heading": one.heading, "years": years}
        return remark_at(kind, self.table.grid.name, one.cell, values, variable=one.variable.name)


def _placed(dated: Sequence[Figure], rows: Rows, known: str) -> tuple[tuple[Figure, ...], list[Remark]]:
    """Return the figures with their places; one fault a name of which nothing says what place it is."""
    by_row = {one.row: one for one in rows.places}
    found: list[Figure] = []
    wrong: dict[int, Remark] = {}
    for one in dated:
        place = by_row[one.row]
        geography = table_places.set_of_figure(known, place.named, (one.year, one.as_of_date))
        if geography is not None:
            found.append(replace(one, geography=geography, code=place.named[geography]))
        else:
            wrong.setdefault(place.row, table_places.ambiguous(one.sheet, place))
    return tuple(found), list(wrong.values())

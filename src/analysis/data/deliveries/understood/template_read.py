"""The template that is handed out, come back: its machine keys say what each row and column holds."""

from collections.abc import Mapping
from functools import cache

from analysis.data.deliveries.content import Sheet
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood import figures_read, places_in_rows
from analysis.data.deliveries.understood.columns_read import Columns, Figures
from analysis.data.deliveries.understood.figures_read import Figure, Understood
from analysis.data.deliveries.understood.grid import Grid, remark_at
from analysis.data.deliveries.understood.rows_read import PlaceRow, Rows, day_in
from analysis.data.deliveries.understood.table_found import Table
from analysis.data.deliveries.understood.table_places import code_in
from analysis.data.deliveries.understood.told import TEMPLATE
from analysis.data.deliveries.variables import variables
from analysis.data.deliveries.written.dates_in_text import as_of_date
from analysis.data.deliveries.written.wording import declared, folded, listed
from analysis.data.deliveries.written.written_days import Day
from analysis.data.indicators import described

MARK = "uptake-template-1"
"""First cell of the sheet of figures."""

MARKS_BESIDE = frozenset({"uptake-guide", "uptake-example", "uptake-dictionary", "uptake-list"})
"""First cells of the sheets that are not read: of the template, and the list of faults of a marked copy."""

_BOUND = "bound:"
"""Start of the key of a column that says how the figures of a group are meant."""

_KEYS, _LABELS, _FIRST = 1, 5, 7
"""Rows of the machine keys, of the labels, and of the first place."""


def is_template(sheet: Sheet) -> bool:
    """Return whether a sheet is that of the figures of the template, with the keys of its rows."""
    keys = {cell.text for (row, _), cell in sheet.cells.items() if row == _KEYS}
    return _mark(sheet) == MARK and keys >= {"geography", "code", "name", "year"}


def is_beside(sheet: Sheet) -> bool:
    """Return whether a sheet is one of those that explain the template."""
    return _mark(sheet) in MARKS_BESIDE


def understood(sheet: Sheet, drawn_up: Day | None = None) -> Understood:
    """Return what a filled template says.

    Parameters
    ----------
    sheet : Sheet
        Its sheet of figures.
    drawn_up : Day, optional
        The day on which the table was drawn up: figures of that very year that name no day of their own
        cannot be of a later one.
    """
    grid = Grid(sheet)
    keys = {cell.text: column for column, cell in grid.row(_KEYS).items()}
    figures = tuple(_column(grid, column, name) for name, column in keys.items() if name in variables())
    columns = Columns(figures, {}, ())
    table = Table(
        grid, keys["name"], range(1, grid.columns + 1), (_LABELS,), tuple(_filled(grid, figures)), ()
    )
    rows, remarks, sets = _rows(table, keys, figures, drawn_up)
    readings, wrong = figures_read.readings_of(table, columns, rows)
    bounds = _bounds(grid, keys, rows, remarks)
    remarks += _without_key(grid, keys, table.rows)
    found = []
    for place in rows.places:
        for one in figures:
            reading, cell = readings.get((place.row, one.column)), grid.at(place.row, one.column)
            if reading is None or cell is None or place.day is None:
                continue
            bound = (
                bounds.get((place.row, _groups().get(one.variable.name, "")))
                if reading.bound == "exact"
                else None
            )
            geography = sets[place.row]
            found.append(
                Figure(
                    geography, place.named[geography], place.day.year, as_of_date(place.day),
                    one.variable.name, reading.value, bound or reading.bound, cell,
                    grid.name, place.row, one.column, place.cell,
                )
            )  # fmt: skip
    return Understood(table, columns, rows, tuple(found), readings, (*remarks, *wrong))


def _mark(sheet: Sheet) -> str:
    first = sheet.cells.get((1, 1))
    return first.text.strip() if first else ""


def _column(grid: Grid, column: int, name: str) -> Figures:
    variable = variables()[name]
    cell = grid.at(_LABELS, column) or grid.cells[_KEYS, column]
    return Figures(column, " ".join(cell.text.split()), cell, variable, variable.unit, None, TEMPLATE)


def _filled(grid: Grid, figures: tuple[Figures, ...]) -> list[int]:
    """Return the rows in which a figure was filled in."""
    return [row for row in range(_FIRST, grid.rows + 1) if any(grid.at(row, one.column) for one in figures)]


def _rows(
    table: Table, keys: Mapping[str, int], figures: tuple[Figures, ...], drawn_up: Day | None
) -> tuple[Rows, list[Remark], dict[int, str]]:
    """Return the places of the filled rows, the faults of their keys, and the set of places of each."""
    grid = table.grid
    places: list[PlaceRow] = []
    remarks: list[Remark] = []
    sets: dict[int, str] = {}
    for row in table.rows:
        geography, code, name = (grid.at(row, keys[key]) for key in ("geography", "code", "name"))
        named = places_in_rows.named(name.text) if name else None
        where = geography.text.strip() if geography else ""
        if not name or not named or where not in named or named[where] != code_in(code):
            cell = code or name or geography or next(iter(grid.row(row).values()))
            values = {"code": code.text if code else "", "name": name.text if name else ""}
            remarks.append(remark_at("changed_key", grid.name, cell, values))
            continue
        sets[row] = where
        places.append(PlaceRow(row, name, named, code, _day(table, row, keys, remarks, drawn_up)))
    return Rows(tuple(places), (), (), whole=True), remarks, sets


def _day(
    table: Table, row: int, keys: Mapping[str, int], remarks: list[Remark], drawn_up: Day | None
) -> Day | None:
    """Return the year of a row, as the day in it that was filled in."""
    year = _time(table.grid, row, keys["year"], None, remarks)
    if year is None:
        if table.grid.at(row, keys["year"]) is None:
            remarks.append(Remark("unknown_year", table.grid.name, row, keys["year"], values={}))
        return None
    day = _time(table.grid, row, keys.get("as_of_date"), year.year, remarks)
    cell = table.grid.at(row, keys["as_of_date"]) if day else None
    if day is not None and cell is not None and day.year != year.year:
        remarks.append(remark_at("day_outside_year", table.grid.name, cell, {"year": year.year}))
        return None
    if day is None and drawn_up is not None and drawn_up.year == year.year:
        return drawn_up
    return day or year


def _time(grid: Grid, row: int, column: int | None, hint: int | None, remarks: list[Remark]) -> Day | None:
    cell = grid.at(row, column) if column is not None else None
    found = day_in(cell, hint) if cell else None
    if isinstance(found, str) and cell is not None:
        remarks.append(remark_at(found, grid.name, cell))
    return found if isinstance(found, Day) else None


def _bounds(
    grid: Grid, keys: Mapping[str, int], rows: Rows, remarks: list[Remark]
) -> dict[tuple[int, str], str]:
    """Return how the figures of each group in a row are meant, as the sender chose it from the list."""
    found = {}
    for place in rows.places:
        for key, column in keys.items():
            cell = grid.at(place.row, column) if key.startswith(_BOUND) else None
            if cell is None:
                continue
            words = folded(cell.text)
            bound = next((one for one in declared("bounds") if words in listed("bounds", one)), None)
            if bound is None:
                remarks.append(remark_at("not_a_number", grid.name, cell, {"reason": "bound"}))
            else:
                found[place.row, key.removeprefix(_BOUND)] = bound
    return found


def _without_key(grid: Grid, keys: Mapping[str, int], rows: tuple[int, ...]) -> list[Remark]:
    """Return the faults of columns that were added: nothing says what stands in them."""
    added: dict[int, Remark] = {}
    for row in rows:
        for column, cell in grid.row(row).items():
            if column > 1 and column not in keys.values():
                values = {"heading": "", "suggestions": ()}
                added.setdefault(column, remark_at("unknown_heading", grid.name, cell, values))
    return list(added.values())


@cache
def _groups() -> dict[str, str]:
    """Return the group of each variable that is asked for."""
    return {one["name"]: one["group"] for one in described("deliveries/data_request.yaml")["columns"]}

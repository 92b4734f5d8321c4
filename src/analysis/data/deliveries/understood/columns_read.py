"""What each column of a table holds: places, codes, years, or figures of a variable in a unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood import headings
from analysis.data.deliveries.understood.column_roles import Heading, headings_of, role_of
from analysis.data.deliveries.understood.grid import remark_at
from analysis.data.deliveries.understood.headings import Said
from analysis.data.deliveries.understood.table_found import Table
from analysis.data.deliveries.understood.told import ASKED, SYNONYM, Answer, Told
from analysis.data.deliveries.variables import Variable, variables
from analysis.data.deliveries.written import units_written
from analysis.data.deliveries.written.dates_in_text import day_of, without_dates
from analysis.data.deliveries.written.written_days import Day

_OFTEN = frozenset({"order", "region", "note"})
"""What more than one column may be for."""


@dataclass(frozen=True)
class Figures:
    """A column of figures.

    Attributes
    ----------
    column : int
        In the grid of its table.
    heading : str
        All levels of the heading, joined by `` / ``.
    cell : Cell
        The lowest one.
    variable : Variable
        What it holds.
    unit : str
        A key of the variable's units.
    day : Day or None
        What the heading says of the time.
    how : str
        See :mod:`analysis.data.deliveries.understood.told`.
    """

    column: int
    heading: str
    cell: Cell
    variable: Variable
    unit: str
    day: Day | None
    how: str


@dataclass(frozen=True)
class Columns:
    """Columns of figures, by role those beside them, and what is said of the headings.

    ``numbers`` are all columns that must hold figures, whether their headings were understood or not.
    """

    figures: tuple[Figures, ...]
    roles: dict[str, int]
    remarks: tuple[Remark, ...]
    numbers: tuple[int, ...] = ()


def columns_of(table: Table, told: Told) -> Columns:
    """Return what each column of a table holds, and every fault of its headings.

    Parameters
    ----------
    table : Table
        As :func:`analysis.data.deliveries.understood.tables_of_sheet.tables` finds it.
    told : Told
        Answers about headings.
    """
    roles: dict[str, int] = {}
    rest = []
    for heading in headings_of(table):
        role = role_of(table, heading)
        if role is None or (role in roles and role not in _OFTEN):
            rest.append(heading)
        else:
            roles[role] = heading.column
    reader = _Reader(table, told, rest, roles.get("level"))
    figures = [reader.read(one) for one in rest]
    numbers = tuple(one.column for one in rest)
    return Columns(tuple(one for one in figures if one), roles, tuple(reader.remarks), numbers)


class _Reader:
    """Reads the headings of one table, and collects what is said of them."""

    def __init__(self, table: Table, told: Told, figures: Sequence[Heading], level: int | None) -> None:
        self.table, self.told, self.lasts = table, told, [one.last for one in figures]
        # Years alone are headings below a title that names the variable, but not beside one that is named.
        self.years_alone = not any(_said(one.texts)[0].things for one in figures)
        self.units = units_written.units_of_lines(table.above)
        self.contexts = [_said([line])[0] for line in (table.grid.name or "", *table.above)]
        self.levels = _levels(table, level)
        self.remarks: list[Remark] = []

    def read(self, heading: Heading) -> Figures | None:
        """Return what a column holds; None after a fault, or when it is to be left out."""
        answer = self.told.about(heading.text, heading.last, self.lasts) if heading.texts else None
        if answer is not None and answer.variable is None:
            self._say("column_left_out", heading)
            return None
        what, stated, dates = _said(heading.texts)
        stated = (*heading.units, *stated)
        day = day_of(dates)
        if answer is not None and answer.year is not None:
            day = Day(str(answer.year), answer.year)
        elif dates and day is None:
            self._wrong_day(heading, dates)
        name = answer.variable if answer else self._variable(heading, what, stated)
        unit = self._unit(heading, name, stated, answer)
        if name is None or unit is None or (dates and day is None):
            return None
        how = answer.how if answer else SYNONYM
        year = day.year if day else None
        self._say("heading_read_as", heading, name=name, variable=name, unit=unit, year=year, how=how)
        return Figures(heading.column, heading.text, heading.cell, variables()[name], unit, day, how)

    def _variable(self, heading: Heading, what: Said, stated: Sequence[str]) -> str | None:
        if not heading.texts:
            self._say("unknown_heading", heading, suggestions=())
            return None
        if not (what.things or stated or self.years_alone):
            self._say("unknown_heading", heading, suggestions=())
            return None
        percent = "percent" in stated
        found = headings.meant(headings.share_of(what) if percent else what, self.contexts)
        if not stated and not what.counted and self.units == ("percent",):
            found = headings.meant(headings.share_of(what), self.contexts) or found
        if len(found) == 1:
            found = self._of_level(what, found)
        if headings.is_estimate(what, self.contexts):
            found = ()
        if percent:
            found = tuple(name for name in found if "percent" in variables()[name].units)
        if len(found) == 1:
            return found[0]
        if found:
            self._say("ambiguous_heading", heading, variables=found)
        else:
            self._say("unknown_heading", heading, suggestions=headings.suggested(what))
        return None

    def _of_level(self, what: Said, found: tuple[str, ...]) -> tuple[str, ...]:
        """Return what a heading means beside a column of levels; all it can mean where levels differ."""
        each = [headings.meant(what | level) or found for level in self.levels]
        return tuple(dict.fromkeys(name for names in each for name in names)) or found

    def _unit(
        self, heading: Heading, name: str | None, stated: Sequence[str], answer: Answer | None
    ) -> str | None:
        """Return the unit as told with the file, else as the file states it, else as it was before."""
        if name is None or (answer and answer.unit and answer.how == ASKED):
            return answer.unit if answer and name else None
        variable = variables()[name]
        own = units_written.fitting(stated, variable)
        other = [one for one in stated if one not in own]
        if other:
            self._say("unknown_unit", heading, name=name, unit=other[0])
            return None
        fit = own or units_written.fitting(self.units, variable)
        if len(set(fit)) == 1:
            return fit[0]
        if answer and answer.unit and not fit:
            return answer.unit
        if fit or (headings.must_state_unit(variable) and not self._cells_state_unit(heading)):
            self._say("unit_not_stated", heading, name=name, units=tuple(fit or variable.units))
            return None
        return variable.unit

    def _cells_state_unit(self, heading: Heading) -> bool:
        """Return whether every figure below a heading states its own magnitude (``12,5 tỷ đồng``)."""
        cells = [self.table.grid.at(row, heading.column) for row in self.table.rows]
        written = [cell for cell in cells if cell is not None and any(mark.isdigit() for mark in cell.text)]
        return bool(written) and all(units_written.ends_in_money(cell.text) for cell in written)

    def _wrong_day(self, heading: Heading, dates: Sequence[Day | str]) -> None:
        kinds = [one for one in dates if isinstance(one, str)]
        years = tuple(dict.fromkeys(one.iso for one in dates if not isinstance(one, str)))
        self._say(kinds[0] if kinds else "ambiguous_year", heading, years=years)

    def _say(self, kind: str, heading: Heading, *, name: str | None = None, **values: object) -> None:
        sheet, values = self.table.grid.name, {"heading": heading.text, **values}
        self.remarks.append(remark_at(kind, sheet, heading.cell, values, variable=name))


def _levels(table: Table, column: int | None) -> list[Said]:
    """Return what the cells of a column of levels speak of (``xã``, ``thôn``), each once."""
    cells = [table.grid.at(row, column) for row in table.rows] if column is not None else []
    found = dict.fromkeys(headings.said(cell.text) for cell in cells if cell is not None)
    return [one for one in found if one.things]


def _said(texts: Iterable[str]) -> tuple[Said, tuple[str, ...], tuple[Day | str, ...]]:
    """Return what levels of a heading say together, the units that they state, and the days and years."""
    what = Said()
    units: list[str] = []
    dates: list[Day | str] = []
    for text in texts:
        rest, days = without_dates(text)
        rest, stated = units_written.without_units(rest)
        what |= headings.said(headings.unnumbered(rest))
        units += stated
        dates += days
    return what, tuple(dict.fromkeys(units)), tuple(dict.fromkeys(dates))

"""Sheets and files as workers of FILES would hand them on, written by hand in tests."""

import datetime as dt

from analysis.data.deliveries.content import Cell, File, Sheet


def sheet(*rows, name="Sheet1", merged=(), hidden=False, hidden_rows=(), hidden_columns=()):
    """Return a sheet of rows of values; ``merged`` are ranges (top, left, bottom, right)."""
    cells = {}
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                cells[row, column] = cell(row, column, value)
    for top, left, bottom, right in merged:
        first = cells[top, left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells[row, column] = Cell(
                    row, column, first.text, first.number, first.day, first.format, anchor=(top, left)
                )
    return Sheet(name, cells, hidden, frozenset(hidden_rows), frozenset(hidden_columns))


def cell(row, column, value):
    """Return a cell that holds a text, a number or a day."""
    if isinstance(value, dt.date):
        return Cell(row, column, value.isoformat(), day=value, format="dd/mm/yyyy")
    if isinstance(value, int | float):
        return Cell(row, column, f"{value:g}" if value < 1e5 else str(value), number=float(value))
    return Cell(row, column, value)


def file(*sheets, name="so_lieu.xlsx"):
    """Return a file of some sheets."""
    return File(name, "xlsx", "0" * 64, 1, sheets)


def said(delivery, grave=None):
    """Return what is said of a delivery, as kind and cell; of one gravity when it is given."""
    return [(one.kind, one.address) for one in delivery.remarks if grave in (None, one.grave)]


def values(delivery, variable=None):
    """Return the figures of a delivery: value by place, year and variable, or by place and year of one."""
    rows = delivery.figures.itertuples(index=False)
    if variable is None:
        return {(one.name, one.year, one.variable): one.value for one in rows}
    return {(one.name, one.year): one.value for one in rows if one.variable == variable}

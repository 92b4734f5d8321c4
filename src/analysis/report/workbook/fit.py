"""How wide the columns and how high the rows of a sheet must be to show what they hold.

Programs do not all fit rows to wrapped texts when they open a file, so the heights are written into it.
Widths are counted in digits; an average letter takes a little less.
"""

import datetime as dt
import math
from textwrap import wrap

from analysis.report.workbook.sheet import Cell, Column, Kind, Sheet

WIDEST, NARROWEST = 60, 7
"""Width of columns in characters; longer texts are wrapped."""

HEADING_LINES = 4
"""Lines a heading takes before its column is made wider."""

LINE, HIGHEST = 15, 409
"""Points that a line of text takes, and that a row may have in an xlsx file."""

BUTTON = 3
"""Characters that the button of a filter takes beside a heading."""

LETTERS = 1.1
"""Letters of plain text that stand where one digit would, on average; bold ones take more room."""

INDENT = 1
"""Characters by which texts stand off from the numbers before them."""


def widths(sheet: Sheet) -> list[int]:
    """Return the width of each column, in characters."""
    return [_width(column) for column in sheet.columns]


def heading_height(sheet: Sheet, wide: list[int]) -> int:
    """Return the height of the headings' row, in points."""
    beside = INDENT + (BUTTON if sheet.filtered else 0)
    lines = max(
        _lines(column.heading, width - beside) for column, width in zip(sheet.columns, wide, strict=True)
    )
    return LINE * lines + 5


def heights(sheet: Sheet, wide: list[int]) -> dict[int, int]:
    """Return the height of each row of the table that takes more than one line, in points, by its number."""
    lines: dict[int, int] = {}
    for column, width in zip(sheet.columns, wide, strict=True):
        if column.kind != "text":
            continue
        room = int(LETTERS * (width - INDENT))
        tall = {value: _lines(str(value), room) for value in set(column.cells) if wraps(value, width)}
        for row, value in enumerate(column.cells if tall else ()):
            if value in tall:
                lines[row] = max(lines.get(row, 1), tall[value])
    return {row: min(LINE * count, HIGHEST) for row, count in lines.items()}


def wraps(value: Cell, width: int) -> bool:
    """Tell whether a cell takes more than one line in a column of a width."""
    return isinstance(value, str) and (len(value) > width - INDENT or "\n" in value)


def _width(column: Column) -> int:
    if column.width is not None:
        return column.width
    different = set(zip(column.cells, column.digits(), strict=True))
    widest = max((_length(value, column.kind, digits) for value, digits in different), default=0)
    longest_word = max(len(word) for word in column.heading.split())
    heading = max(longest_word, math.ceil(len(column.heading) / HEADING_LINES)) + BUTTON
    return min(max(widest + 1, heading, NARROWEST) + INDENT, WIDEST)


def _length(value: Cell, kind: Kind, digits: int) -> int:
    if value is None:
        return 0
    if kind in ("figure", "number"):
        return len(f"{value:,.{digits}f}")
    return 17 if isinstance(value, dt.date) else len(str(value))


def _lines(text: str, width: int) -> int:
    return sum(max(len(wrap(line, max(width, 1))), 1) for line in text.split("\n"))

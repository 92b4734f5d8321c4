"""Sheets as an xlsx file that opens without repair, reads well, and is the same bytes every time.

Every sheet has its title in the first cell, a few lines of text, a way back to the contents, and one table
with a name, a header row that stays in sight, and no merged cell or empty row. A text is always written as
text, whatever it begins with; nothing is a formula.
"""

import datetime as dt
import math
from collections.abc import Mapping
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.report.language import Language
from analysis.report.workbook.errors import WorkbookError
from analysis.report.workbook.names import table_name
from analysis.report.workbook.separated import BEGINS_A_FORMULA
from analysis.report.workbook.sheet import Cell, Column, Kind, Sheet

WIDEST, NARROWEST = 60, 7
"""Width of columns in characters; longer texts are wrapped."""

HEADING_LINES = 4
"""Lines a heading takes before its column is made wider."""

INK, ACCENT, SHADE = "#1b1f24", "#0b4f8a", "#e4e8ec"
"""Ink, accent and band of the figures."""

DATES = {"vi": "dd/mm/yyyy", "en": "[$-809]d mmmm yyyy"}
"""How dates are shown; the cells hold dates."""

LINKED: dict[str, Any] = {"font_color": ACCENT, "underline": 1}
SHOWN: dict[Kind, dict[str, Any]] = {
    "ordinal": {"num_format": "0"},
    "code": {"num_format": "@"},
    "link": LINKED,
    "sheet": LINKED,
}
"""How the cells of a kind are shown, where neither value nor language matter."""

WEB = ("https://", "http://")
A4 = 9
BUTTON = 3
"""Characters that the button of a filter takes beside a heading."""


def xlsx(sheets: list[Sheet], language: Language, properties: Mapping[str, Any]) -> bytes:
    """Return the sheets as a file.

    Parameters
    ----------
    sheets
        In their order; the first is the contents, to which every other leads back.
    language
        Language of what is written around the tables.
    properties
        Properties of the document; ``created`` is a fixed date, so that the same sheets give the same bytes.

    Raises
    ------
    WorkbookError
        Two sheets have one name, or a link leads to no sheet.
    """
    names = [sheet.name.casefold() for sheet in sheets]
    if len(set(names)) < len(names):
        raise WorkbookError(f"Two sheets have the same name: {', '.join(names)}.")
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(dict(properties))
    book.set_custom_property("Language", language.code)
    writer = _Writer(book, sheets, language)
    for sheet in sheets:
        writer.write(sheet)
    book.close()
    return file.getvalue()


class _Writer:
    """Writes sheets into one file, with one set of formats."""

    def __init__(self, book: xlsxwriter.Workbook, sheets: list[Sheet], language: Language) -> None:
        self.book = book
        self.language = language
        self.first = sheets[0].name
        self.names = {sheet.name for sheet in sheets}
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """Return the format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **properties})
        return self.formats[key]

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        head = self._above(page, sheet)
        self._table(page, sheet, head)
        for at, column in enumerate(sheet.columns):
            self._column(page, at, column, head + 1)
        page.freeze_panes(head + 1, sheet.frozen)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer(f"&L{sheet.title.replace('&', '&&')}&R&P / &N")
        page.repeat_rows(head)
        if len(sheet.columns) <= 16:
            page.fit_to_pages(1, 0)
        elif sheet.frozen:
            page.repeat_columns(0, sheet.frozen - 1)
            page.set_print_scale(60)

    def _above(self, page: Worksheet, sheet: Sheet) -> int:
        """Write title, lines and the way back; return the row of the headings."""
        page.write_string(0, 0, sheet.title, self.format(bold=True, font_size=16, font_color=INK))
        page.set_row(0, 24)
        for row, line in enumerate(sheet.lines, start=1):
            page.write_string(row, 0, line, self.format(font_color=INK))
        row = 1 + len(sheet.lines)
        if sheet.name != self.first:
            self._link(page, (row, 0), self.first, self.language.say("Back to the contents"))
            row += 1
        return row

    def _table(self, page: Worksheet, sheet: Sheet, head: int) -> None:
        heading = self.format(
            bold=True, text_wrap=True, bg_color=SHADE, font_color=INK, bottom=1, valign="bottom"
        )
        page.add_table(
            head,
            0,
            head + max(sheet.length, 1),
            len(sheet.columns) - 1,
            {
                "name": table_name(sheet.name),
                "style": None,
                "autofilter": sheet.filtered,
                "columns": [{"header": text, "header_format": heading} for text in sheet.headings],
            },
        )
        button = BUTTON if sheet.filtered else 0
        lines = max(_lines(column.heading, _width(column) - button) for column in sheet.columns)
        page.set_row(head, 15 * lines + 5)

    def _column(self, page: Worksheet, at: int, column: Column, first: int) -> None:
        width = _width(column)
        page.set_column(at, at, width)
        if column.kind == "code":
            last = first + len(column.cells)
            page.ignore_errors({"number_stored_as_text": f"{_letters(at)}{first + 1}:{_letters(at)}{last}"})
        for row, value in enumerate(column.cells):
            if value is not None:
                self._cell(
                    page, (first + row, at), value, column.kind, self._shown(value, column, row, width)
                )
            elif column.kind == "number":
                page.write_blank(first + row, at, None, self.format(bg_color=SHADE))

    def _shown(self, value: Cell, column: Column, row: int, width: int) -> Format:
        """Return the format in which a cell of a column is shown."""
        text = str(value)
        if column.kind == "number":
            decimals = column.digits(row)
            shown: dict[str, Any] = {"num_format": "#,##0" + ("." + "0" * decimals if decimals else "")}
        elif column.kind == "date":
            shown = {"num_format": DATES[self.language.code], "align": "left"}
        elif column.kind == "text" and text.startswith(BEGINS_A_FORMULA):
            # Kept as text when somebody edits the cell, not only when the file is opened.
            shown = {"text_wrap": True, "quote_prefix": True}
        else:
            shown = SHOWN.get(column.kind) or {"text_wrap": len(text) > width or "\n" in text}
        return self.format(**shown)

    def _cell(self, page: Worksheet, at: tuple[int, int], value: Cell, kind: Kind, shown: Format) -> None:
        if isinstance(value, dt.date):
            page.write_datetime(*at, value, shown)
        elif isinstance(value, int | float):
            page.write_number(*at, value, shown)
        elif kind == "sheet":
            self._link(page, at, str(value), str(value))
        elif kind == "link" and str(value).startswith(WEB):
            page.write_url(*at, str(value), shown, string=str(value))
        else:
            page.write_string(*at, str(value), shown)

    def _link(self, page: Worksheet, at: tuple[int, int], sheet: str, text: str) -> None:
        if sheet not in self.names:
            raise WorkbookError(f"A link leads to the sheet {sheet!r}, which does not exist.")
        quoted = sheet.replace("'", "''")
        page.write_url(*at, f"internal:'{quoted}'!A1", self.format(**LINKED), string=text)


def _width(column: Column) -> int:
    """Return the width that a column needs, in characters."""
    if column.width is not None:
        return column.width
    widest = max((_length(value, column, row) for row, value in enumerate(column.cells)), default=0)
    longest_word = max(len(word) for word in column.heading.split())
    heading = max(longest_word, math.ceil(len(column.heading) / HEADING_LINES)) + BUTTON
    return min(max(widest + 1, heading, NARROWEST), WIDEST)


def _length(value: Cell, column: Column, row: int) -> int:
    if value is None:
        return 0
    if column.kind == "number":
        return len(f"{value:,.{column.digits(row)}f}")
    return 17 if isinstance(value, dt.date) else len(str(value))


def _lines(text: str, width: int) -> int:
    return len(wrap(text, max(width, 1)))


def _letters(at: int) -> str:
    return str(xlsxwriter.utility.xl_col_to_name(at))

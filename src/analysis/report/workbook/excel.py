"""Sheets as an xlsx file that opens without repair, reads well, and is the same bytes every time.

Every sheet has its title in the first cell, a few lines of text, a way back to the contents, and one table
with a name, a header row that stays in sight, and no merged cell or empty row. A text is always written as
text, whatever it begins with; nothing is a formula. Where a figure is not known its cell is empty, so that
no program takes a sign for a value, and shaded, so that readers see that nothing was forgotten.
"""

import math
from collections.abc import Mapping
from functools import cache, partial
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from analysis.report.language import Language
from analysis.report.workbook import fit
from analysis.report.workbook.errors import WorkbookError
from analysis.report.workbook.names import table_name
from analysis.report.workbook.page import Page
from analysis.report.workbook.separated import BEGINS_A_FORMULA
from analysis.report.workbook.sheet import Cell, Column, Kind, Sheet

INK, ACCENT, SHADE = "#1b1f24", "#0b4f8a", "#e4e8ec"
"""Ink, accent and band of the figures."""

UNKNOWN = "#f0f2f5"
"""Shade of the empty cell of a figure that is not known."""

LEFT: dict[str, Any] = {"align": "left", "indent": fit.INDENT}
LINKED: dict[str, Any] = {"font_color": ACCENT, "underline": 1} | LEFT
SHOWN: dict[Kind, dict[str, Any]] = {
    "ordinal": {"num_format": "0"} | LEFT,
    "code": {"num_format": "@"} | LEFT,
    "link": LINKED,
    "sheet": LINKED,
}
"""How the cells of a kind are shown, where neither value nor language matter."""

DATES = {"vi": "dd/mm/yyyy", "en": "[$-809]d mmmm yyyy"}
"""How dates are shown; the cells hold dates."""

WEB = ("https://", "http://")
A4 = 9
ONE_PAGE = 230
"""Characters that can still be read side by side on a landscape page."""


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
    names = [table_name(sheet.name) for sheet in sheets]
    if len(set(names)) < len(names):
        raise WorkbookError(f"Two sheets have the same name: {', '.join(names)}.")
    file = BytesIO()
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"in_memory": True, **as_text})
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
        """Write a sheet at the end of the file."""
        page = self.book.add_worksheet(sheet.name, Page)
        wide = fit.widths(sheet)
        head = self._above(page, sheet)
        self._table(page, sheet, head)
        page.set_row(head, fit.heading_height(sheet, wide))
        for row, height in fit.heights(sheet, wide).items():
            page.set_row(head + 1 + row, height)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, wide[at])
            self._column(page, (head + 1, at), column, wide[at])
        page.freeze_panes(head + 1, sheet.frozen)
        _printed(page, sheet, head, sum(wide))

    def _above(self, page: Worksheet, sheet: Sheet) -> int:
        """Write title, lines and the way back; return the row of the headings."""
        title = self.format(bold=True, font_size=16, font_color=INK, **LEFT)
        page.write_string(0, 0, sheet.title, title)
        page.set_row(0, 26)
        for row, line in enumerate(sheet.lines, start=1):
            page.write_string(row, 0, line, self.format(font_color=INK, **LEFT))
        row = 1 + len(sheet.lines)
        if sheet.name == self.first:
            return row
        self._link(page, (row, 0), self.first, self.language.say("Back to the contents"))
        return row + 1

    def _table(self, page: Worksheet, sheet: Sheet, head: int) -> None:
        heading = self.format(
            bold=True,
            text_wrap=True,
            bg_color=SHADE,
            font_color=INK,
            bottom=1,
            valign="bottom",
            **LEFT,
        )
        options = {
            "name": table_name(sheet.name),
            "style": None,
            "autofilter": sheet.filtered,
            "columns": [{"header": text, "header_format": heading} for text in sheet.headings],
        }
        page.add_table(head, 0, head + max(sheet.length, 1), len(sheet.columns) - 1, options)

    def _column(self, page: Page, top: tuple[int, int], column: Column, width: int) -> None:
        first, at = top
        if column.kind == "code":
            page.ignore_errors({"number_stored_as_text": xl_range(first, at, first + len(column.cells), at)})
        if column.kind in ("figure", "number"):
            self._numbers(page, top, column)
            return
        shown = cache(partial(self._text, column.kind, width))
        found = [
            (row, value, shown(value)) for row, value in enumerate(column.cells, first) if value is not None
        ]
        if column.kind in ("text", "code", "ordinal"):
            page.fill(at, found)
            return
        for row, value, form in found:
            self._cell(page, (row, at), value, column.kind, form)

    def _numbers(self, page: Page, top: tuple[int, int], column: Column) -> None:
        """Write figures or numbers; a figure that is not known leaves a shaded cell."""
        first, at = top
        number, unknown = cache(self._number), cache(self._unknown)
        found = []
        for row, (value, digits) in enumerate(zip(column.cells, column.digits(), strict=True), first):
            if value is not None:
                found.append((row, value, number(digits)))
            elif column.kind == "figure":
                page.write_blank(row, at, None, unknown(digits))
        page.fill(at, found)

    def _number(self, digits: int, **more: str) -> Format:
        """Return the format of numbers with some decimals."""
        return self.format(num_format="#,##0" + ("." + "0" * digits if digits else ""), **more)

    def _unknown(self, digits: int) -> Format:
        """Return the format of the empty cell of a figure that is not known."""
        return self._number(digits, bg_color=UNKNOWN)

    def _text(self, kind: Kind, width: int, value: Cell) -> Format:
        """Return the format of a cell that is no figure, in a column of a width."""
        if kind == "date":
            return self.format(num_format=DATES[self.language.code], **LEFT)
        shown = SHOWN.get(kind) or {"text_wrap": fit.wraps(value, width)} | LEFT
        if str(value).startswith(BEGINS_A_FORMULA):
            # Kept as text when somebody edits the cell, not only when the file is opened.
            shown = {**shown, "quote_prefix": True}
        return self.format(**shown)

    def _cell(self, page: Page, at: tuple[int, int], value: Any, kind: Kind, shown: Format) -> None:
        """Write a cell that is more than a text or a number."""
        if kind == "date":
            page.write_datetime(*at, value, shown)
        elif kind == "sheet":
            self._link(page, at, value, value)
        elif value.startswith(WEB):
            page.write_url(*at, value, shown, string=value)
        else:
            page.write_string(*at, value, shown)

    def _link(self, page: Worksheet, at: tuple[int, int], sheet: str, text: str) -> None:
        if sheet not in self.names:
            raise WorkbookError(f"A link leads to the sheet {sheet!r}, which does not exist.")
        quoted = sheet.replace("'", "''")
        page.write_url(*at, f"internal:'{quoted}'!A1", self.format(**LINKED), string=text)


def _printed(page: Worksheet, sheet: Sheet, head: int, width: int) -> None:
    """Set how a sheet is printed: landscape A4, headings and first columns on every page."""
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer(f"&L{sheet.title.replace('&', '&&')}&R&P / &N")
    page.repeat_rows(head)
    page.fit_to_pages(math.ceil(width / ONE_PAGE), 0)
    if width > ONE_PAGE and sheet.frozen:
        page.repeat_columns(0, sheet.frozen - 1)

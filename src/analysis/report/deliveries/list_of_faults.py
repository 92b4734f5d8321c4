"""The first sheet of a marked workbook: every place to look at, with a link to its cell."""

from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from analysis.data.deliveries.remarks import FAULT, Remark
from analysis.report.deliveries.fillings import quoted
from analysis.report.language import Language
from analysis.report.messages import N_, Msgid

SHEET = N_("To correct")

HEADER: dict[Msgid, int] = {
    N_("No."): 8,
    N_("Kind"): 15,
    N_("Sheet"): 20,
    N_("Cell"): 9,
    N_("Stands there"): 24,
    N_("What was found"): 58,
    N_("What we ask you to do"): 58,
    N_("Suggested"): 24,
}
"""Headings, and the width of the column in characters."""

FONT, ACCENT, DARK, PALE, RULE = "Arial", "0B4F8A", "083A66", "E8F0F7", "C9D1D9"
HEAD_ROW = 5

MARK = "uptake-list"
"""First cell of the list, which intake passes over when a corrected copy is sent back."""


@dataclass(frozen=True)
class Listed:
    """A remark, the cell that stands for it (row and column; None for the whole file), and its words."""

    remark: Remark
    page: Worksheet | None
    cell: tuple[int, int] | None
    what: str
    remedy: str
    suggested: str


def write_list(book: Any, listed: list[Listed], language: Language) -> None:
    """Put the list before all sheets of a workbook, and let it open there."""
    say = language.say
    page = book.create_sheet(_free(book, say(SHEET)), 0)
    page["A1"] = MARK
    page.row_dimensions[1].hidden = True
    page["A2"] = say("What we ask you to look at in this file")
    page["A2"].font = Font(name=FONT, size=16, bold=True, color=DARK)
    page["A3"] = say("Coloured cells carry a comment. Click on a cell’s name in this list to go there.")
    page["A3"].font = Font(name=FONT, size=10, color="505963")
    side = Side(style="thin", color=RULE)
    border = Border(left=side, right=side, top=side, bottom=side)
    for at, (heading, width) in enumerate(HEADER.items(), start=1):
        cell = page.cell(HEAD_ROW, at, say(heading))
        cell.font, cell.border = Font(name=FONT, size=10, bold=True, color=DARK), border
        cell.fill = PatternFill("solid", start_color=PALE, end_color=PALE)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[cell.column_letter].width = width
    for number, one in enumerate(listed, start=1):
        _row(page, HEAD_ROW + number, number, one, language)
        for cell in page[HEAD_ROW + number]:
            cell.border = border
    _sight(page, book)


def _row(page: Worksheet, row: int, number: int, one: Listed, language: Language) -> None:
    say, remark = language.say, one.remark
    kind = say("to correct") if remark.grave == FAULT else say("to confirm")
    colour = "8A3200" if remark.grave == FAULT else "6B5200"
    name = one.page.title if one.page is not None else ""
    address = one.page.cell(*one.cell).coordinate if one.page is not None and one.cell else ""
    texts = [kind, name, address, quoted(remark.written or ""), one.what, one.remedy, one.suggested]
    page.cell(row, 1, number).alignment = Alignment(horizontal="center", vertical="top")
    page.cell(row, 1).font = Font(name=FONT, size=10)
    for at, text in enumerate(texts, start=2):
        cell = page.cell(row, at)
        cell.value = text or None
        if text:
            cell.data_type = "s"  # What stands in the file may begin with “=”.
        cell.font = Font(name=FONT, size=10, bold=at == 2, color=colour if at == 2 else "1B1F24")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    if address:
        link = page.cell(row, 4)
        quoted_name = name.replace("'", "''")
        link.hyperlink = Hyperlink(
            ref=link.coordinate, location=f"'{quoted_name}'!{address}", display=address
        )
        link.font = Font(name=FONT, size=10, color=ACCENT, underline="single")
    lines = max(
        -(-len(text) // (width - 4)) for text, width in zip(texts, list(HEADER.values())[1:], strict=True)
    )
    page.row_dimensions[row].height = 14 * max(lines, 1) + 4


def _sight(page: Worksheet, book: Any) -> None:
    """Keep the headings in sight on screen and paper, and open the workbook on this sheet alone."""
    page.freeze_panes = page.cell(HEAD_ROW + 1, 1)
    page.sheet_view.showGridLines = False
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    page.sheet_properties.tabColor = "B84300"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page
    book.active = 0


def _free(book: Any, name: str) -> str:
    """Return the name, with a number where the file has a sheet of that name already."""
    taken, number, free = {title.casefold() for title in book.sheetnames}, 2, name
    while free.casefold() in taken:
        free, number = f"{name} ({number})", number + 1
    return free

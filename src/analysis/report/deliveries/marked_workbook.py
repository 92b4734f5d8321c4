"""The file that was sent, as an Excel workbook with every cell to look at coloured and commented.

A workbook of Excel is kept as it is; any other file is laid out cell by cell as it was read. A first sheet
lists all places with links to them. The same file and remarks give the same bytes.
"""

import warnings
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from analysis.data.deliveries.content import File, Sheet
from analysis.data.deliveries.remarks import DOUBT, FAULT, Remark
from analysis.report.deliveries.list_of_faults import MARK, Listed, write_list
from analysis.report.deliveries.same_bytes import saved
from analysis.report.deliveries.words import found, remedy, suggestion
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import N_

COLOURS = {FAULT: "FFC7A6", DOUBT: "FFE999"}
"""Colours of cells to correct and of figures to confirm."""

KEPT = ("xlsx", "xlsm")
"""Kinds of file that are kept as they are."""

AUTHOR = N_("Check of the figures")
"""Who comments."""

BEFORE = "—"
"""Line between a comment of ours and one that the cell had before."""

WIDEST = 45
"""Widest column, in characters, of a file that is laid out anew."""


def marked(
    path: Path, file: File | None, remarks: Sequence[Remark], language: Language | str = "vi"
) -> bytes:
    """Return the marked copy.

    Parameters
    ----------
    path
        The file as it was received.
    file
        What was read of it; None when it could not be read, and the copy holds the list alone.
    remarks
        What was found; notes are left out.
    language
        Of list and comments.

    Returns
    -------
    bytes
        An xlsx file.

    Raises
    ------
    KeyError
        A kind of remark has no words.
    """
    spoken = Language.of(language)
    grave = sorted(
        (one for one in remarks if one.grave in COLOURS), key=lambda one: (one.grave != FAULT, one.order())
    )
    book = _as_it_is(path) if file and file.kind in KEPT else None
    if book is None:
        book = _laid_out(file, spoken)
    _clear(book)
    listed = [_listed(book, one, spoken) for one in grave]
    for at in reversed(listed):
        if at.page is not None and at.cell:
            _mark(at.page.cell(*at.cell), at, spoken)
    write_list(book, listed, spoken)
    return saved(book)


def _as_it_is(path: Path) -> Any | None:
    """Return a workbook with all that can be kept of it; None where it opens in other programs alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What cannot be kept, such as a drawing, is not this file's fault.
        try:
            # From bytes: a workbook may come under the name of another kind of file.
            return load_workbook(BytesIO(path.read_bytes()), rich_text=True)
        except Exception:  # What a damaged workbook raises has no common kind.
            return None


def _laid_out(file: File | None, language: Language) -> Any:
    """Return a workbook with the cells as they were read."""
    book = Workbook()
    book.remove(book.active)
    for sheet in file.sheets if file else ():
        page = book.create_sheet(_title(sheet, language))
        merged: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for (row, column), cell in sorted(sheet.cells.items()):
            if cell.anchor not in (None, (row, column)):
                merged.setdefault(cell.anchor or (row, column), []).append((row, column))
                continue
            _write(page, row, column, cell.number if cell.number is not None else cell.text)
            if cell.format and cell.number is not None:
                page.cell(row, column).number_format = cell.format
        for (row, column), others in merged.items():
            page.merge_cells(
                start_row=row,
                start_column=column,
                end_row=max(one for one, _ in others),
                end_column=max(one for _, one in others),
            )
        _fit(page, sheet)
    return book


def _clear(book: Any) -> None:
    """Take the marks of an earlier round off a marked copy that was corrected and sent back."""
    own = {Language(code).say(AUTHOR) for code in LANGUAGES}
    for page in book.worksheets:
        if page["A1"].value == MARK:
            book.remove(page)
            continue
        for cell in [cell for row in page.iter_rows() for cell in row if cell.comment]:
            if cell.comment.author in own:
                before = cell.comment.text.partition(f"\n{BEFORE}\n")[2]
                cell.comment = Comment(before, "") if before else None
                cell.fill = PatternFill()


def _write(page: Worksheet, row: int, column: int, value: float | str) -> None:
    cell = page.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # A text that begins with “=” is no formula here.


def _title(sheet: Sheet, language: Language) -> str:
    return (sheet.name or language.say("Content of the file"))[:31]


def _fit(page: Worksheet, sheet: Sheet) -> None:
    """Make columns as wide as what they hold, titles over several cells aside."""
    wide: dict[str, int] = {}
    for cell in sheet.cells.values():
        if cell.anchor is None:
            letter = page.cell(cell.row, cell.column).column_letter
            wide[letter] = max(wide.get(letter, 0), len(cell.text))
    for letter, width in wide.items():
        page.column_dimensions[letter].width = min(max(width + 2, 9), WIDEST)


def _listed(book: Any, remark: Remark, language: Language) -> Listed:
    """Return a remark with the cell that stands for it: its own, or the first of its row or column."""
    what, asked, suggested = found(remark, language), remedy(remark, language), suggestion(remark, language)
    pages = {page.title: page for page in book.worksheets}
    page = pages.get(remark.sheet) if remark.sheet else next(iter(pages.values()), None)
    cell = None
    if page is not None and (remark.row or remark.column):
        row, column = remark.row or 1, remark.column or 1
        if remark.row and not remark.column:
            used = [one.column for one in page[row] if one.value is not None] if row <= page.max_row else []
            column = min(used, default=1)
        cell = _first_of_merged(page, row, column)
    return Listed(remark, page, cell, what, asked, suggested)


def _first_of_merged(page: Worksheet, row: int, column: int) -> tuple[int, int]:
    for area in page.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            return area.min_row, area.min_col
    return row, column


def _mark(cell: Any, at: Listed, language: Language) -> None:
    """Colour a cell and say in a comment what was found; hidden rows and columns come into sight."""
    colour = COLOURS[at.remark.grave]
    cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
    texts = [f"{at.what}\n→ {at.remedy}"]
    if at.suggested:
        texts.append(f"{language.say('Suggested')}: {at.suggested}")
    if cell.comment:
        texts.append(f"{BEFORE}\n{cell.comment.text}")
    text = "\n".join(texts)
    lines = sum(1 + len(line) // 48 for line in text.split("\n"))
    cell.comment = Comment(text, language.say(AUTHOR), height=18 * lines + 12, width=340)
    page = cell.parent
    page.row_dimensions[cell.row].hidden = False
    page.column_dimensions[cell.column_letter].hidden = False
    page.sheet_state = "visible"

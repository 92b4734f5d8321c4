"""Workbooks of Excel since 2007: values as they were saved, nothing computed, followed or run."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.received import archives
from analysis.data.deliveries.received.number_formats import plain_digits, shown
from analysis.data.deliveries.received.plain_text import plain
from analysis.data.deliveries.received.unreadable import unreadable
from analysis.data.deliveries.received.workbook_text import (
    Run,
    commonest,
    day_cell,
    letters_without_font,
    text_cells,
    text_of,
)

_COMPUTED_ON_OPENING = re.compile(rb"fullCalcOnLoad=[\"'](?:1|true)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
# A character that XML cannot hold, as workbooks write it.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sheets(data: bytes) -> tuple[tuple[Sheet, ...], str | None]:
    """Return the sheets of an ``xlsx`` or ``xlsm`` workbook, and the legacy letters found in it.

    Every cell of a merged range holds what its first cell holds. A formula counts by the value that was saved
    with it; a formula without one is an error, and so is every formula of a workbook that tells its program
    to compute all values on opening, since its saved values were computed by nobody. Text in a font of legacy
    letters is decoded by that font, other text when all of it together proves such letters.

    Parameters
    ----------
    data : bytes
        An archive in which :func:`analysis.data.deliveries.received.archives.kind` found nothing wrong.

    Returns
    -------
    sheets, encoding
        The encoding is ``tcvn3``, ``vni`` or None.

    Raises
    ------
    UnreadableFile
        The workbook is damaged.
    """
    try:
        return _sheets(data)
    except Exception:  # Broken parts break the reader in many ways.
        pass
    try:
        return _sheets(archives.bare(data))
    except Exception as error:
        raise unreadable("damaged") from error


def _sheets(data: bytes) -> tuple[tuple[Sheet, ...], str | None]:
    book = _opened(data, data_only=True)
    formulas = _formulas(data) if _holds(data, "xl/worksheets/", _FORMULA) else {}
    stale = bool(formulas) and _holds(data, "xl/workbook.xml", _COMPUTED_ON_OPENING)
    texts = {
        sheet.title: {
            (cell.row, cell.column): _runs(cell)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "s" and cell.value is not None
        }
        for sheet in book.worksheets
    }
    cells = text_cells(texts.values())
    letters = letters_without_font(cells)
    found = tuple(
        _sheet(sheet, texts[sheet.title], letters, formulas.get(sheet.title, {}), stale)
        for sheet in book.worksheets
    )
    return found, commonest(cells, letters)


def _opened(data: bytes, *, data_only: bool) -> Any:
    import openpyxl  # noqa: PLC0415 - heavy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of what is of no matter here: extensions, print areas.
        return openpyxl.load_workbook(
            io.BytesIO(data), data_only=data_only, keep_links=False, keep_vba=False, rich_text=data_only
        )


def _holds(data: bytes, name: str, pattern: re.Pattern[bytes]) -> bool:
    """Return whether a part of the archive whose name begins so holds a pattern."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.namelist() if part.startswith(name)]
        return any(pattern.search(archive.read(part)) for part in parts)


def _formulas(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the text of each formula by sheet, row and column."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    for sheet in _opened(data, data_only=False).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    text = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", None)
                    found.setdefault(sheet.title, {})[cell.row, cell.column] = text or "="
    return found


def _sheet(
    sheet: Any,
    texts: Mapping[tuple[int, int], list[Run]],
    letters: str | None,
    formulas: Mapping[tuple[int, int], str],
    stale: bool,
) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    for row in sheet.iter_rows():
        for cell in row:
            at = (cell.row, cell.column)
            if at in formulas and (stale or cell.value is None):
                cells[at] = Cell(*at, formulas[at], error=True)
            elif at in texts:
                if text := text_of(texts[at], letters):
                    cells[at] = Cell(*at, text, format=_code(cell))
            elif cell.value is not None and (kept := _value(cell)):
                cells[at] = kept
    for merged in sheet.merged_cells.ranges:
        if first := cells.get((merged.min_row, merged.min_col)):
            at = (first.row, first.column)
            for row, column in merged.cells:
                cells[row, column] = replace(first, row=row, column=column, anchor=at)
    last = max((column for _, column in cells), default=0)
    columns = frozenset(
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden and dimension.min
        for column in range(dimension.min, min(dimension.max or dimension.min, last) + 1)
    )
    rows = frozenset(number for number, dimension in sheet.row_dimensions.items() if dimension.hidden)
    return Sheet(sheet.title, cells, sheet.sheet_state != "visible", rows, columns)


def _value(cell: Any) -> Cell | None:
    """Return a cell that holds no text."""
    value, code = cell.value, _code(cell)
    at = (cell.row, cell.column)
    if cell.data_type == "e":
        return Cell(*at, str(value), format=code, error=True)
    if isinstance(value, bool):
        return Cell(*at, str(value).upper(), format=code)
    if isinstance(value, int | float):
        return Cell(*at, shown(value, code), number=float(value), format=code)
    if isinstance(value, dt.timedelta):
        days = value / dt.timedelta(days=1)
        return Cell(*at, plain_digits(days), number=days, format=code)
    if isinstance(value, dt.date):
        return day_cell(at, value, code)
    text = plain(str(value))
    return Cell(*at, text, format=code) if text else None


def _code(cell: Any) -> str:
    code = cell.number_format or ""
    return "" if code == "General" else code


def _runs(cell: Any) -> list[Run]:
    """Return the text of a cell in pieces, each with the name of its font."""
    font = (cell.font.name if cell.font else None) or ""
    if isinstance(cell.value, str):
        return [Run(_unescaped(cell.value), font)]
    runs = []
    for piece in cell.value:
        if isinstance(piece, str):
            runs.append(Run(_unescaped(piece), font))
        else:
            above = piece.font.vertAlign == "superscript"
            runs.append(Run(_unescaped(piece.text), piece.font.rFont or font, above))
    return runs


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), text)

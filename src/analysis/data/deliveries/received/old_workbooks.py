"""Workbooks of Excel 97 to 2003: the values, with what their records say beside them."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.received import binary_workbooks
from analysis.data.deliveries.received.binary_workbooks import Marks
from analysis.data.deliveries.received.number_formats import shown
from analysis.data.deliveries.received.plain_text import plain
from analysis.data.deliveries.received.unreadable import UnreadableFile, unreadable
from analysis.data.deliveries.received.workbook_text import (
    Run,
    commonest,
    day_cell,
    letters_without_font,
    text_cells,
    text_of,
)
from analysis.data.deliveries.remarks import Remark

_MOST_CELLS = 1_000_000

At = tuple[int, int]


def sheets(data: bytes) -> tuple[tuple[Sheet, ...], str | None]:
    """Return the sheets of an ``xls`` workbook, and the legacy letters found in it.

    Digits above the line are not told from others.

    Parameters
    ----------
    data : bytes
        A compound file that holds a workbook.

    Returns
    -------
    sheets, encoding
        The encoding is ``tcvn3``, ``vni`` or None.

    Raises
    ------
    UnreadableFile
        The workbook is damaged, too large, older than Excel 97 or protected by a password.
    """
    from python_calamine import PasswordError, load_workbook  # noqa: PLC0415 - only for such files

    marks = binary_workbooks.marks(data)
    try:
        book = load_workbook(io.BytesIO(data))
        read = [_read(book, about) for about in book.sheets_metadata if str(about.typ).endswith("WorkSheet")]
    except PasswordError as error:
        raise UnreadableFile(Remark("locked_file")) from error
    except (UnreadableFile, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # The library reports some damage as a panic, which is no Exception.
        raise unreadable("damaged") from error
    if len(marks) != len(read):
        raise unreadable("damaged")
    texts = [_texts(values, mark) for (_, values, _), mark in zip(read, marks, strict=True)]
    cells = text_cells(texts)
    letters = letters_without_font(cells)
    found = (
        _sheet(about, values, merged, mark, {at: text_of(runs, letters) for at, runs in of_sheet.items()})
        for (about, values, merged), mark, of_sheet in zip(read, marks, texts, strict=True)
    )
    return tuple(found), commonest(cells, letters)


def _read(book: Any, about: Any) -> tuple[Any, dict[At, Any], list[tuple[At, At]]]:
    """Return what describes a sheet, its values by row and column, and its merged ranges."""
    sheet = book.get_sheet_by_name(about.name)
    down, across = sheet.end or (0, 0)
    if (down + 1) * (across + 1) > _MOST_CELLS:
        raise unreadable("too_large")
    values = {
        (row, column): value
        for row, line in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        for column, value in enumerate(line, start=1)
        if value != ""
    }
    return about, values, sheet.merged_cell_ranges or []


def _texts(values: Mapping[At, Any], mark: Marks) -> dict[At, list[Run]]:
    return {
        at: [Run(value, mark.fonts.get(at, ""))] for at, value in values.items() if isinstance(value, str)
    }


def _sheet(
    about: Any,
    values: Mapping[At, Any],
    merged: list[tuple[At, At]],
    mark: Marks,
    texts: Mapping[At, str],
) -> Sheet:
    cells = {at: kept for at, value in values.items() if (kept := _cell(at, value, mark, texts))}
    for at, error in mark.errors.items():
        cells[at] = Cell(*at, error, error=True)
    for (top, left), (bottom, right) in merged:
        if first := cells.get((top + 1, left + 1)):
            for row in range(top + 1, bottom + 2):
                for column in range(left + 1, right + 2):
                    cells[row, column] = replace(
                        first, row=row, column=column, anchor=(first.row, first.column)
                    )
    hidden = not str(about.visible).endswith(".Visible")
    last = max((column for _, column in cells), default=0)
    columns = {column for first, end in mark.hidden_columns for column in range(first, min(end, last) + 1)}
    return Sheet(about.name, cells, hidden, frozenset(mark.hidden_rows), frozenset(columns))


def _cell(at: At, value: Any, mark: Marks, texts: Mapping[At, str]) -> Cell | None:
    code = mark.formats.get(at, "")
    code = "" if code.lower() == "general" else code
    if at in texts:
        return Cell(*at, texts[at], format=code) if texts[at] else None
    if isinstance(value, bool):
        return Cell(*at, str(value).upper(), format=code)
    if isinstance(value, int | float):
        whole = int(value) if float(value).is_integer() else value
        return Cell(*at, shown(whole, code), number=float(value), format=code)
    if isinstance(value, dt.date):
        return day_cell(at, value, code)
    return Cell(*at, plain(str(value)), format=code)

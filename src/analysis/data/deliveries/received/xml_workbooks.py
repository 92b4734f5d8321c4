"""Workbooks as one XML file (Excel 2003), which many systems hand out under the name of an ``xls``."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.received.number_formats import shown
from analysis.data.deliveries.received.unreadable import UnreadableFile, unreadable
from analysis.data.deliveries.received.workbook_text import (
    Run,
    commonest,
    day_cell,
    letters_without_font,
    text_of,
)

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_FORMATS = {"Percent": "0.00%", "Standard": "#,##0.00", "Fixed": "0.00", "General": "", "General Number": ""}
_MOST_CELLS = 1_000_000

At = tuple[int, int]


@dataclass
class _Grid:
    """A sheet as far as it was read."""

    name: str
    hidden: bool
    cells: dict[At, Cell] = field(default_factory=dict)
    texts: dict[At, list[Run]] = field(default_factory=dict)
    spans: dict[At, At] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def is_workbook(text: str) -> bool:
    """Return whether a text is such a workbook."""
    head = text[:4096]
    return head.lstrip("\ufeff \t\r\n").startswith("<") and "<html" not in head.lower() and _NAMESPACE in head


def sheets(text: str) -> tuple[tuple[Sheet, ...], str | None]:
    """Return the sheets of a workbook in XML, and the legacy letters found in it.

    Returns
    -------
    sheets, encoding
        The encoding is ``tcvn3``, ``vni`` or None.

    Raises
    ------
    UnreadableFile
        The workbook is damaged or too large.
    """
    body = text[text.index("<") :]
    if "<!DOCTYPE" in body or "<!ENTITY" in body:
        raise unreadable("damaged")
    try:
        # The text is decoded already: what its first line says of its encoding holds no longer.
        root = ElementTree.fromstring(body.split("?>", 1)[1] if body.startswith("<?xml") else body)
        styles = dict(_styles(root))
        grids = [_grid(sheet, styles) for sheet in root.iter(f"{_SHEET}Worksheet")]
    except UnreadableFile:
        raise
    except Exception as error:
        raise unreadable("damaged") from error
    cells = [runs for grid in grids for runs in grid.texts.values()]
    letters = letters_without_font(cells)
    return tuple(_sheet(grid, letters) for grid in grids), commonest(cells, letters)


def _styles(root: ElementTree.Element) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the number format and font of each style by its name."""
    for style in root.iter(f"{_SHEET}Style"):
        code = style.find(f"{_SHEET}NumberFormat")
        font = style.find(f"{_SHEET}Font")
        named = "" if code is None else code.get(f"{_SHEET}Format", "")
        face = "" if font is None else font.get(f"{_SHEET}FontName", "")
        yield style.get(f"{_SHEET}ID", ""), (_FORMATS.get(named, named), face)


def _grid(sheet: ElementTree.Element, styles: Mapping[str, tuple[str, str]]) -> _Grid:
    visible = next((one.text for one in sheet.iter() if one.tag.endswith("}Visible")), "")
    grid = _Grid(sheet.get(f"{_SHEET}Name", ""), bool(visible))
    column = row = 0
    for line in sheet.iterfind(f"{_SHEET}Table/*"):
        repeated = min(int(line.get(f"{_SHEET}Span", "0")), _MOST_CELLS) + 1
        if line.tag == f"{_SHEET}Column":
            column = int(line.get(f"{_SHEET}Index", column + 1))
            if line.get(f"{_SHEET}Hidden") == "1":
                grid.hidden_columns |= set(range(column, column + repeated))
            column += repeated - 1
        elif line.tag == f"{_SHEET}Row":
            row = int(line.get(f"{_SHEET}Index", row + 1))
            if line.get(f"{_SHEET}Hidden") == "1":
                grid.hidden_rows |= set(range(row, row + repeated))
            _read_row(grid, line, row, styles)
            row += repeated - 1
    return grid


def _read_row(
    grid: _Grid, line: ElementTree.Element, row: int, styles: Mapping[str, tuple[str, str]]
) -> None:
    column = 0
    for held in line.iterfind(f"{_SHEET}Cell"):
        column = int(held.get(f"{_SHEET}Index", column + 1))
        at = (row, column)
        code, font = styles.get(held.get(f"{_SHEET}StyleID", "Default"), ("", ""))
        data = held.find(f"{_SHEET}Data")
        across, down = (int(held.get(f"{_SHEET}Merge{one}", "0")) for one in ("Across", "Down"))
        if across or down:
            grid.spans[at] = (down + 1, across + 1)
        if data is not None and (text := "".join(data.itertext())):
            grid.cells[at] = _cell(at, data.get(f"{_SHEET}Type", "String"), text, code)
            if data.get(f"{_SHEET}Type", "String") == "String":
                grid.texts[at] = list(_runs(data, font))
        elif held.get(f"{_SHEET}Formula"):
            grid.cells[at] = Cell(*at, held.get(f"{_SHEET}Formula", "="), error=True)
        column += across


def _runs(node: ElementTree.Element, font: str, *, above: bool = False) -> Iterator[Run]:
    """Yield the text of a cell in pieces, each in its font."""
    yield Run(node.text or "", font, above)
    for inner in node:
        face = next((value for name, value in inner.items() if name.endswith("}Face")), font)
        yield from _runs(inner, face, above=above or inner.tag.endswith("}Sup"))
        yield Run(inner.tail or "", font, above)


def _cell(at: At, kind: str, text: str, code: str) -> Cell:
    if kind == "Error":
        return Cell(*at, text, format=code, error=True)
    if kind == "Number":
        number = float(text)
        return Cell(*at, shown(int(number) if number.is_integer() else number, code), number, format=code)
    if kind == "DateTime":
        return day_cell(at, dt.datetime.fromisoformat(text), code)
    if kind == "Boolean":
        return Cell(*at, "TRUE" if text == "1" else "FALSE", format=code)
    return Cell(*at, text, format=code)


def _sheet(grid: _Grid, letters: str | None) -> Sheet:
    texts = {at: text_of(runs, letters) for at, runs in grid.texts.items()}
    read = {at: replace(cell, text=texts.get(at, cell.text)) for at, cell in grid.cells.items()}
    cells = {at: cell for at, cell in read.items() if cell.text}
    if sum(down * across for down, across in grid.spans.values()) > _MOST_CELLS:
        raise unreadable("too_large")
    for (top, left), (down, across) in grid.spans.items():
        if first := cells.get((top, left)):
            for row in range(top, top + down):
                for column in range(left, left + across):
                    cells[row, column] = replace(first, row=row, column=column, anchor=(top, left))
    last = max((column for _, column in cells), default=0)
    columns = frozenset(column for column in grid.hidden_columns if column <= last)
    return Sheet(grid.name, cells, grid.hidden, frozenset(grid.hidden_rows), columns)

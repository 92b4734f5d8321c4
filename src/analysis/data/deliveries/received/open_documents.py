"""Workbooks of LibreOffice (``.ods``): values as they were saved, and what is hidden or merged."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.received.number_formats import plain_digits, shown, shown_day
from analysis.data.deliveries.received.unreadable import UnreadableFile, unreadable
from analysis.data.deliveries.received.workbook_text import Run, commonest, letters_without_font, text_of

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = (f"{{{_NAMES}{one}:1.0}}" for one in ("table", "office", "text"))
_STYLE = f"{{{_NAMES}style:1.0}}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_RAISED = re.compile(r"super|0*[1-9]\d*(\.\d+)?%")
_MOST_CELLS = 1_000_000
_PERCENT = "0.################%"


@dataclass
class _Grid:
    """A sheet as far as it was read."""

    name: str
    hidden: bool
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    texts: dict[tuple[int, int], list[Run]] = field(default_factory=dict)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def sheets(data: bytes) -> tuple[tuple[Sheet, ...], str | None]:
    """Return the sheets of an ``ods`` workbook, and the legacy letters found in it.

    Parameters
    ----------
    data : bytes
        An archive in which :func:`analysis.data.deliveries.received.archives.kind` found nothing wrong.

    Returns
    -------
    sheets, encoding
        The encoding is ``tcvn3``, ``vni`` or None. A percentage has the format ``0%``; other formats are left
        out.

    Raises
    ------
    UnreadableFile
        The workbook is damaged or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = ElementTree.fromstring(archive.read("content.xml"))
        styles = _Styles(root)
        grids = [_grid(table, styles) for table in root.iter(f"{_TABLE}table")]
    except UnreadableFile:
        raise
    except Exception as error:
        raise unreadable("damaged") from error
    cells = [runs for grid in grids for runs in grid.texts.values()]
    letters = letters_without_font(cells)
    return tuple(_sheet(grid, letters) for grid in grids), commonest(cells, letters)


class _Styles:
    """The styles that matter here: hidden sheets and text above the line."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.hidden: set[str] = set()
        self.above: set[str] = set()
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            for properties in style:
                if properties.get(f"{_TABLE}display") == "false":
                    self.hidden.add(name)
                if _RAISED.match(properties.get(f"{_STYLE}text-position", "")):
                    self.above.add(name)


def _grid(table: ElementTree.Element, styles: _Styles) -> _Grid:
    grid = _Grid(table.get(f"{_TABLE}name", ""), table.get(f"{_TABLE}style-name") in styles.hidden)
    column = 1
    for described in table.iter(f"{_TABLE}table-column"):
        repeated = _count(described, "number-columns-repeated")
        if described.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            grid.hidden_columns.append((column, column + repeated - 1))
        column += repeated
    row = 1
    for line in table.iter(f"{_TABLE}table-row"):
        repeated = _count(line, "number-rows-repeated")
        held = list(_line(line, styles))
        if (len(held) or 1) * repeated > _MOST_CELLS and held:
            raise unreadable("too_large")
        hidden = line.get(f"{_TABLE}visibility") in ("collapse", "filter")
        for at in range(row, row + (repeated if held else 0)):
            grid.hidden_rows |= {at} if hidden else set()
            for column, cell, runs, span in held:
                grid.cells[at, column] = replace(cell, row=at)
                if runs:
                    grid.texts[at, column] = runs
                if span != (1, 1):
                    grid.spans[at, column] = span
        row += repeated
        if len(grid.cells) > _MOST_CELLS:
            raise unreadable("too_large")
    return grid


def _line(
    line: ElementTree.Element, styles: _Styles
) -> Iterator[tuple[int, Cell, list[Run] | None, tuple[int, int]]]:
    """Yield column, cell, text and span of the cells of a row that hold something."""
    column = 1
    for held in line:
        if held.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = _count(held, "number-columns-repeated")
        runs = _runs(held, styles)
        if held.tag.endswith("}table-cell") and (cell := _cell(held, runs)):
            if repeated > _MOST_CELLS:
                raise unreadable("too_large")
            span = _count(held, "number-rows-spanned"), _count(held, "number-columns-spanned")
            kept = runs if cell.number is None and cell.day is None and not cell.error else None
            for at in range(column, column + repeated):
                yield at, replace(cell, column=at), kept, span
        column += repeated


def _cell(held: ElementTree.Element, runs: list[Run]) -> Cell | None:
    kind, value = held.get(f"{_OFFICE}value-type"), held.get(f"{_OFFICE}value")
    text = "".join(run.text for run in runs)
    formula = held.get(f"{_TABLE}formula")
    if held.get(f"{_EXTENDED}value-type") == "error":
        return Cell(1, 1, text or formula or "#?", error=True)
    if formula and kind is None:
        return Cell(1, 1, formula, error=True)
    if kind in ("float", "percentage", "currency") and value is not None:
        number = float(value)
        plain = plain_digits(int(number) if number.is_integer() else number)
        if kind == "percentage":
            return Cell(1, 1, shown(number, _PERCENT), number=number, format="0%")
        return Cell(1, 1, plain, number=number)
    if kind == "date":
        moment = dt.datetime.fromisoformat(held.get(f"{_OFFICE}date-value", ""))
        return Cell(1, 1, shown_day(moment, "dd/mm/yyyy"), day=moment.date())
    return Cell(1, 1, text) if text.strip() else None


def _runs(held: ElementTree.Element, styles: _Styles) -> list[Run]:
    """Return the text that a cell shows, without the comments beside it."""
    runs: list[Run] = []
    for number, paragraph in enumerate(one for one in held if one.tag == f"{_TEXT}p"):
        runs += [Run("\n")] if number else []
        runs += _pieces(paragraph, styles, above=False)
    return runs


def _pieces(node: ElementTree.Element, styles: _Styles, *, above: bool) -> Iterator[Run]:
    yield Run(node.text or "", above=above)
    for inner in node:
        if inner.tag == f"{_TEXT}s":
            yield Run(" ")
        elif inner.tag == f"{_TEXT}line-break":
            yield Run("\n")
        else:
            yield from _pieces(inner, styles, above=inner.get(f"{_TEXT}style-name") in styles.above)
        yield Run(inner.tail or "", above=above)


def _count(element: ElementTree.Element, name: str) -> int:
    return max(int(element.get(f"{_TABLE}{name}", "1")), 1)


def _sheet(grid: _Grid, letters: str | None) -> Sheet:
    texts = {at: text_of(runs, letters) for at, runs in grid.texts.items()}
    cells = {
        at: replace(cell, text=texts.get(at, cell.text))
        for at, cell in grid.cells.items()
        if texts.get(at, "-")
    }
    if sum(down * across for down, across in grid.spans.values()) > _MOST_CELLS:
        raise unreadable("too_large")
    for (top, left), (down, across) in grid.spans.items():
        if first := cells.get((top, left)):
            for row in range(top, top + down):
                for column in range(left, left + across):
                    cells[row, column] = replace(first, row=row, column=column, anchor=(top, left))
    last = max((column for _, column in cells), default=0)
    columns = {column for first, end in grid.hidden_columns for column in range(first, min(end, last) + 1)}
    return Sheet(grid.name, cells, grid.hidden, frozenset(grid.hidden_rows), frozenset(columns))

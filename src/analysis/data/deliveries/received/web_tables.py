"""Tables of web pages, which many systems hand out under the name of a workbook."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.received.plain_text import plain, raised
from analysis.data.deliveries.received.unreadable import unreadable

_UNSEEN = {"script", "style", "title", "template"}
_BREAKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "caption", "table", "body"}
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WIDEST, _LONGEST, _MOST_CELLS = 1_000, 10_000, 500_000


@dataclass
class _Table:
    """A table as far as it was read: its rows, and what spans leave taken in the rows to come."""

    row: int = 0
    column: int = 0
    hidden: bool = False
    taken: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    open: tuple[int, int] | None = None


def is_web_page(text: str) -> bool:
    """Return whether a text is a web page that holds a table."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and re.search(r"<table\b", text, re.I) is not None


def sheet(text: str) -> Sheet:
    """Return the tables of a web page below each other, with the lines of text between them, as one sheet.

    A spreadsheet program lays such a page out in the same way. Scripts and links are not followed.

    Raises
    ------
    UnreadableFile
        Its cells would be more than are read.
    """
    page = _Page()
    page.feed(text)
    page.close()
    page.finish()
    return Sheet(None, page.cells, hidden_rows=frozenset(page.hidden_rows))


class _Page(HTMLParser):
    """Lays out what a page shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: set[int] = set()
        self._next_row = 1
        self._unseen = self._above = 0
        self._tables: list[_Table] = []
        self._line: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a line."""
        given = {name: value or "" for name, value in attrs}
        self._unseen += tag in _UNSEEN
        self._above += tag == "sup"
        if tag == "br":
            self.handle_data("\n")
        elif tag == "table":
            self._lay_out()
            self._tables.append(_Table())
        elif tag in ("tr", "td", "th") and self._tables:
            self._close_cell()
            table = self._tables[-1]
            if tag == "tr":
                table.row, table.column = table.row + 1, 0
                if "hidden" in given or _NOT_SHOWN.search(given.get("style", "")):
                    table.hidden_rows.add(table.row)
            else:
                self._open_cell(table, given)
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """End what :meth:`handle_starttag` began."""
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self._above -= tag == "sup" and self._above > 0
        if tag == "table" and self._tables:
            self._lay_out()
            self._tables.pop()
        elif tag in ("tr", "td", "th") and self._tables:
            self._close_cell()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Add text to the cell or line that is open."""
        if not self._unseen:
            self._line.append(raised(data) if self._above else data)

    def finish(self) -> None:
        """Lay out what the page left open."""
        while self._tables:
            self._lay_out()
            self._tables.pop()
        self._break()

    def _break(self) -> None:
        """End a line: within a cell by a line break, elsewhere as a row of its own."""
        if self._tables and self._tables[-1].open:
            self._line.append("\n")
            return
        # Outside cells, line breaks of the source are spaces.
        if text := plain(" ".join("".join(self._line).split())):
            self._put(self._next_row, 1, text, None)
            self._next_row += 1
        self._line = []

    def _open_cell(self, table: _Table, given: Mapping[str, str]) -> None:
        table.row = max(table.row, 1)
        table.column += 1
        while (table.row, table.column) in table.taken:
            table.column += 1
        high, wide = _span(given.get("rowspan"), _LONGEST), _span(given.get("colspan"), _WIDEST)
        table.open = (table.row, table.column)
        if len(self.cells) + len(table.taken) + high * wide > _MOST_CELLS:
            raise unreadable("too_large")
        for row in range(table.row, table.row + high):
            for column in range(table.column, table.column + wide):
                table.taken.setdefault((row, column), table.open)
        table.column += wide - 1
        self._line = []

    def _close_cell(self) -> None:
        if self._tables and (at := self._tables[-1].open):
            lines = [" ".join(line.split()) for line in "".join(self._line).split("\n")]
            self._tables[-1].texts[at] = plain("\n".join(line for line in lines if line))
            self._tables[-1].open = None
        self._line = []

    def _lay_out(self) -> None:
        """Put the rows of the innermost table, or the line of text, on the sheet."""
        if not self._tables:
            self._break()
            return
        self._close_cell()
        table = self._tables[-1]
        first = self._next_row - 1
        spans = {anchor for at, anchor in table.taken.items() if at != anchor}
        for (row, column), anchor in table.taken.items():
            if row <= table.row and (text := table.texts.get(anchor)):
                self._put(
                    first + row, column, text, (first + anchor[0], anchor[1]) if anchor in spans else None
                )
        self.hidden_rows |= {first + row for row in table.hidden_rows}
        self._next_row += max((row for (row, _), text in table.texts.items() if text), default=0)
        self._tables[-1] = _Table()

    def _put(self, row: int, column: int, text: str, anchor: tuple[int, int] | None) -> None:
        self.cells[row, column] = Cell(row, column, text, anchor=anchor)


def _span(given: str | None, most: int) -> int:
    """Return how many rows or columns a cell takes."""
    digits = (given or "").strip()
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 1

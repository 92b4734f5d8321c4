"""The content of a file as it was received, before it is understood: sheets, cells, what is hidden."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A cell that holds something.

    Parameters
    ----------
    row, column : int
        Counted from 1, as the program that made the file shows them.
    text : str
        What was typed, in Unicode form NFC; of a number or day of a workbook, what its program would show as
        far as that can be said, else plain digits.
    number : float, optional
        The value, where a workbook stores a number; never set for a file of text.
    day : datetime.date, optional
        The value, where a workbook stores a day.
    format : str
        Number format of a workbook (``0.00%``, ``#,##0``); empty when there is none.
    error : bool
        Whether the workbook holds an error such as ``#REF!`` here.
    anchor : tuple of int, optional
        Row and column of the first cell of the merged range that this cell belongs to; the first cell names
        itself. Every cell of a merged range holds its text.
    """

    row: int
    column: int
    text: str
    number: float | None = None
    day: dt.date | None = None
    format: str = ""
    error: bool = False
    anchor: tuple[int, int] | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or the whole of a text file.

    Parameters
    ----------
    name : str, optional
        None for a text file.
    cells : mapping of (int, int) to Cell
        Cells that hold something, by row and column.
    hidden : bool
        Whether the sheet is hidden.
    hidden_rows, hidden_columns : frozenset of int
        What its user does not see.
    """

    name: str | None
    cells: Mapping[tuple[int, int], Cell]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        """The last row that holds something; 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def columns(self) -> int:
        """The last column that holds something; 0 for an empty sheet."""
        return max((column for _, column in self.cells), default=0)


@dataclass(frozen=True)
class File:
    """A file as it was received.

    Parameters
    ----------
    name : str
        Its name without folders.
    kind : str
        ``xlsx``, ``xls``, ``ods``, ``csv`` …
    sha256 : str
        Checksum of its bytes.
    bytes : int
        Their number.
    sheets : tuple of Sheet
        In the order of the file.
    encoding : str, optional
        Of a text file: ``utf-8``, ``utf-16``, ``windows-1258``, ``tcvn3``, ``vni``. Of a workbook: ``tcvn3``
        or ``vni`` when cells were decoded from such letters, else None.
    """

    name: str
    kind: str
    sha256: str
    bytes: int
    sheets: tuple[Sheet, ...]
    encoding: str | None = None

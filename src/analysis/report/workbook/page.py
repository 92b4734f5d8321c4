"""A worksheet that spends little on a cell, for sheets have hundreds of thousands of them.

The library checks each by itself, and goes through a list of attributes for it, whatever it holds. What is
written is the same, byte for byte; tests compare the two.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

from analysis.report.workbook.errors import WorkbookError
from analysis.report.workbook.sheet import Cell

_letters = cache(xl_col_to_name)


class Page(Worksheet):
    """A worksheet; cells of rarer kinds, and those without a format, are left to the library."""

    def fill(self, column: int, cells: Iterable[tuple[int, Cell, Format]]) -> None:
        """Write texts and numbers of a column.

        Parameters
        ----------
        column
            Number of the column, from 0.
        cells
            Row from 0, value and format of each, from above.

        Raises
        ------
        WorkbookError
            There are more rows or columns than a sheet has.
        """
        number_of, rows = self.str_table._get_shared_string_index, []
        for row, value, shown in cells:
            rows.append(row)
            if not isinstance(value, str):
                self.table[row][column] = CellNumberTuple(value, shown)
            elif len(value) > self.xls_strmax // 2:
                self.write_string(row, column, value, shown)  # letters may count twice: the library measures
            else:
                self.table[row][column] = CellStringTuple(number_of(value), shown)
        if rows and (self._check_dimensions(rows[0], column) or self._check_dimensions(rows[-1], column)):
            raise WorkbookError(f"Column {column + 1} and row {rows[-1] + 1} lie beyond what a sheet holds.")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__
        if not cell.format or kind not in (CellStringTuple, CellNumberTuple, CellBlankTuple):
            super()._write_cell(row, col, cell)
            return
        begun = f'<c r="{_letters(col)}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind is CellStringTuple:
            self.fh.write(f'{begun} t="s"><v>{cell.string}</v></c>')
        elif kind is CellNumberTuple:
            self.fh.write(f"{begun}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(f"{begun}/>")

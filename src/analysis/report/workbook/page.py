"""A worksheet that spends little on a cell, for sheets have hundreds of thousands of them.

The library goes through a list of attributes for each, whatever it holds. What is written is the same, byte
for byte; tests compare the two.
"""

from functools import cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

_letters = cache(xl_col_to_name)


class Page(Worksheet):
    """A worksheet; cells of rarer kinds, and those without a format, are left to the library."""

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

"""Make the names of a table's rows header cells in a tagged PDF, so that screen readers say them.

typst marks the cells of ``table.header`` as header cells of their columns. What would mark those of rows
(``pdf.header-cell``) is not offered by typst's Python package yet. The structure tree stands in the file in
plain text, and a cell of the first column is known by the header it belongs to; so the mark can be set
afterwards, byte for byte, without moving anything else in the file.
"""

import re

CELL = re.compile(rb"<</Type/StructElem/S/TD(?P<between>[^\n]*?)/O/Table/Headers\[\(U\d+x0y0\)\]>>")


def mark_row_headers(pdf: bytes) -> bytes:
    """Return the PDF, as typst writes it, with the first cell of each row as header of its row."""
    return CELL.sub(_as_header, pdf)


def _as_header(match: re.Match[bytes]) -> bytes:
    cell = b"<</Type/StructElem/S/TH" + match["between"] + b"/O/Table/Scope/Row"
    return cell.ljust(len(match[0]) - 2) + b">>"

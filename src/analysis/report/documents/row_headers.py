"""Make the names of a table's rows header cells in a tagged PDF, so that screen readers say them.

typst marks the cells of ``table.header`` as headers of their columns and tells every other cell which of them
is its own. What marks headers of rows (``pdf.header-cell``) is not offered by typst's Python package yet.
The structure tree stands in the file in plain text, and a cell of the first column is known by the header it
belongs to; so the mark can be set afterwards, byte for byte, without moving anything else in the file.

A list of headers in a cell would keep readers from looking for the header of its row: the lists are blanked,
and the headers, all of which say whether they stand for a row or a column, are found by where they stand.
"""

import re

CELL = re.compile(
    rb"<</Type/StructElem/S/T(?P<kind>[DH])(?P<between>[^\n]*?)/O/Table(?P<scope>[^\n>]*?)"
    rb"/Headers\[(?P<headers>[^\]\n]*)\]>>"
)
FIRST_COLUMN = re.compile(rb"\(U\d+x0y0\)")


def mark_row_headers(pdf: bytes) -> bytes:
    """Return the PDF, as typst writes it, with the first cell of each row as header of its row."""
    return CELL.sub(_by_place, pdf)


def _by_place(match: re.Match[bytes]) -> bytes:
    first = match["kind"] == b"D" and FIRST_COLUMN.fullmatch(match["headers"])
    kind, scope = (b"H", b"/Scope/Row") if first else (match["kind"], match["scope"])
    cell = b"<</Type/StructElem/S/T" + kind + match["between"] + b"/O/Table" + scope
    return cell.ljust(len(match[0]) - 2) + b">>"

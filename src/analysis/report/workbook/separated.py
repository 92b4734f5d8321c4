"""Sheets as CSV files: the tables alone, with the same headings, words and numbers."""

import csv
import datetime as dt
import io
import zipfile

from analysis.report.workbook.names import csv_name
from analysis.report.workbook.sheet import Cell, Sheet

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of a text that spreadsheet programs take for a formula when they open a CSV file."""

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8; without it Vietnamese letters are garbled."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive: the first that the format knows."""


def csv_file(sheet: Sheet) -> bytes:
    """Return the table of a sheet as CSV.

    Comma, decimal point, ISO dates, CRLF at the ends of lines (RFC 4180), an empty cell where nothing is
    known. Numbers have the digits of the cells, not only those shown. A text that would be taken for a
    formula gets an apostrophe before it, as spreadsheet programs write it themselves; numbers never do.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(map(_written, sheet.headings))
    writer.writerows(map(_written, row) for row in sheet.rows())
    return (BYTE_ORDER_MARK + lines.getvalue()).encode("utf-8")


def archive(files: dict[str, bytes]) -> bytes:
    """Return files as a zip archive that is the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            file.writestr(entry, content)
    return packed.getvalue()


def csv_files(sheets: list[Sheet]) -> dict[str, bytes]:
    """Return the CSV file of each sheet by its name."""
    return {csv_name(sheet.name): csv_file(sheet) for sheet in sheets}


def _written(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(BEGINS_A_FORMULA) else value
    if isinstance(value, dt.date):
        return value.isoformat()
    return repr(value).removesuffix(".0")

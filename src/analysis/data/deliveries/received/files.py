"""A file as it was received, whatever its name says it is: workbook, text or web page.

What a file is, is told by its content: systems hand out web pages and text under the name of a workbook.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from analysis.data.deliveries.content import File, Sheet
from analysis.data.deliveries.received import (
    archives,
    binary_workbooks,
    old_workbooks,
    open_documents,
    text_files,
    web_tables,
    workbook_files,
    xml_workbooks,
)
from analysis.data.deliveries.received.unreadable import REASONS, UnreadableFile, unreadable
from analysis.data.deliveries.remarks import Remark

__all__ = ["REASONS", "UnreadableFile", "read"]

_MOST_BYTES = 50_000_000
_DOCUMENTS = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MIME-Version:",
    b"II*\x00",
    b"MM\x00*",
)
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")

_Content = tuple[str, tuple[Sheet, ...], str | None]


def read(path: Path) -> File:
    """Read a file as officials send them; nothing in it is computed, followed or run.

    Parameters
    ----------
    path : Path
        A workbook (``xlsx``, ``xlsm``, ``xls``, ``ods``, or one in XML), text with separators, or a web page
        with tables, under any name.

    Returns
    -------
    File
        ``kind`` is one of ``xlsx``, ``xlsm``, ``xls``, ``ods``, ``csv`` (any text), ``html`` and
        ``xml`` (a workbook of Excel 2003 as one file).

    Raises
    ------
    UnreadableFile
        It is empty, damaged, too large, protected by a password, no table, or text whose letters are not
        proven; with the remark that says which.
    OSError
        There is no such file, or it may not be read.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise unreadable("too_large")
    data = path.read_bytes()
    if not data.strip():
        raise UnreadableFile(Remark("empty_file"))
    kind, sheets, encoding = _content(data)
    if not any(sheet.cells for sheet in sheets):
        raise UnreadableFile(Remark("empty_file"))
    sheets = tuple(replace(sheet, cells=dict(sorted(sheet.cells.items()))) for sheet in sheets)
    return File(path.name, kind, hashlib.sha256(data).hexdigest(), len(data), sheets, encoding)


def _content(data: bytes) -> _Content:
    if data.startswith(b"PK"):
        kind = archives.kind(data)
        return kind, *(open_documents if kind == "ods" else workbook_files).sheets(data)
    if data.startswith(binary_workbooks.MAGIC):
        return _compound(data)
    if data.startswith(_DOCUMENTS):
        raise unreadable("document")
    if data.startswith(_PACKED):
        raise unreadable("unknown_kind")
    text, encoding = text_files.decoded(data)
    if xml_workbooks.is_workbook(text):
        sheets, letters = xml_workbooks.sheets(text)
        return "xml", sheets, letters or (None if encoding.startswith("utf") else encoding)
    if web_tables.is_web_page(text):
        return "html", (web_tables.sheet(text),), encoding
    return "csv", (text_files.sheet(text),), encoding


def _compound(data: bytes) -> _Content:
    names = binary_workbooks.stream_names(data)
    if "EncryptedPackage" in names:
        raise UnreadableFile(Remark("locked_file"))
    if not names & {"Workbook", "Book"}:
        raise unreadable("document" if "WordDocument" in names else "unknown_kind")
    return "xls", *old_workbooks.sheets(data)

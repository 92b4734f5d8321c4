"""Workbooks are archives: what kind one is, and whether it can be opened without harm."""

import io
import re
import zipfile

from analysis.data.deliveries.received.unreadable import UnreadableFile, unreadable
from analysis.data.deliveries.remarks import Remark

_MOST_BYTES = 100_000_000
_MOST_CELLS = 1_000_000
_PARTS = (".xml", ".rels", ".bin", ".vml")
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"
)
_BESIDE = re.compile(
    rb"<(?P<tag>(?:\w+:)?(?:dataValidations|conditionalFormatting|autoFilter|sortState|extLst|hyperlinks|sheetViews|"
    rb"sheetProtection|protectedRanges|customSheetViews|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|"
    rb"colBreaks|drawing|legacyDrawing|tableParts|definedNames|sheetPr))\b(?:[^>]*/>|.*?</(?P=tag)>)",
    re.DOTALL,
)
# A workbook declares no document type; one that does could let a reader expand it without end or open other
# files.
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def kind(data: bytes) -> str:
    """Return ``xlsx``, ``xlsm`` or ``ods`` for an archive that can be opened without harm.

    Raises
    ------
    UnreadableFile
        The archive is damaged, protected by a password, too large once unpacked, or no workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _checked(archive)
    except UnreadableFile:
        raise
    except Exception as error:  # Broken archives break its reader in many ways.
        raise unreadable("damaged") from error


def bare(data: bytes) -> bytes:
    """Return an ``xlsx`` workbook without what its cells do not need: rules, filters, views, properties.

    Some programs write these in a way that Excel puts up with and its readers do not.
    """
    reduced = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(reduced, "w") as kept:
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename.startswith(("xl/worksheets/", "xl/workbook.xml")):
                content = _BESIDE.sub(b"", content)
            if not part.filename.startswith("docProps/"):
                kept.writestr(part.filename, content)
    return reduced.getvalue()


def _checked(archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(Remark("locked_file"))
    read = [part for part in parts if part.filename.lower().endswith(_PARTS)]
    if sum(part.file_size for part in read) > _MOST_BYTES:
        raise unreadable("too_large")
    found = _kind({part.filename for part in parts}, archive)
    cells = merged = 0
    for part in read:
        content = archive.read(part)
        if any(mark in content for mark in _DECLARED):
            raise unreadable("damaged")
        if found == "ods" and part.filename == "META-INF/manifest.xml" and b"encryption-data" in content:
            raise UnreadableFile(Remark("locked_file"))
        if "/worksheets/" in part.filename:
            cells += sum(1 for _ in _CELL.finditer(content))
            merged += sum(map(_area, _MERGED.findall(content)))
    if max(cells, merged) > _MOST_CELLS:
        raise unreadable("too_large")
    return found


def _kind(names: set[str], archive: zipfile.ZipFile) -> str:
    if "mimetype" in names:
        declared = archive.read("mimetype")
        if b"spreadsheet" in declared:
            return "ods"
        raise unreadable("document" if b"opendocument" in declared else "unknown_kind")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise unreadable("document")
    if "xl/workbook.bin" in names:
        raise unreadable("other_workbook")
    if "[Content_Types].xml" not in names:
        raise unreadable("unknown_kind")
    return "xlsm" if b"macroEnabled" in archive.read("[Content_Types].xml") else "xlsx"


def _area(merged: tuple[bytes, bytes, bytes, bytes]) -> int:
    left, top, right, bottom = merged
    return (_number(right) - _number(left) + 1) * (int(bottom) - int(top) + 1)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number

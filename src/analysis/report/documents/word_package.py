"""The file around a Word document: nothing left of the empty document it begins with, and no clock in it."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.constants import RELATIONSHIP_TYPE

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can write down: no time at all."""
KEPT = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
}


def strip(word: Any) -> None:
    """Take out of an empty document what belongs to its template: preview picture, statistics, old styles."""
    for part in (word.part, word.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype not in KEPT:
                del part.rels[key]


def sealed(written: bytes) -> bytes:
    """Return a zip file with its parts in a fixed order, under a fixed date."""
    made = BytesIO()
    with ZipFile(BytesIO(written)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 0, 0
            new.writestr(entry, old.read(name), compresslevel=6)
    return made.getvalue()

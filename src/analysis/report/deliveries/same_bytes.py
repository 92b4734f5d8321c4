"""A workbook as bytes that depend on nothing but what it holds: no clock, no order of the disk."""

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import Any

from analysis.report.workbook.separated import archive

FIXED = dt.datetime(2026, 11, 21)
_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(?=</)")


def saved(book: Any) -> bytes:
    """Return a workbook of openpyxl as an xlsx file whose dates are fixed."""
    file = BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    fixed = FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    core = "docProps/core.xml"
    parts[core] = _WRITTEN.sub(lambda found: found[1] + fixed, parts[core])
    return archive(parts)

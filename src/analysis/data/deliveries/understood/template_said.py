"""What the sender of a filled template says of itself on its first sheet: office, letter, day."""

from analysis.data.deliveries.content import Cell, File
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood.rows_read import day_in
from analysis.data.deliveries.written.written_days import Day

GUIDE = "uptake-guide"
"""First cell of the sheet."""

KEYS = ("sender", "sender_level", "contact", "contact_address", "letter", "figures_day", "approved")
"""Machine keys in its first column, in their order."""

_KEY, _ENTRY = 1, 4
"""Columns of the keys and of what is filled in."""


def said(file: File) -> dict[str, str]:
    """Return what was filled in, by machine key in the order of :data:`KEYS`; days in ISO form.

    Parameters
    ----------
    file : File
        As it was received; one that is no template says nothing.
    """
    found = {key: " ".join(cell.text.split()) for key, (_, cell) in _entries(file).items()}
    day, _ = figures_day(file)
    return found | ({"figures_day": day.iso} if day else {})


def figures_day(file: File) -> tuple[Day | None, Remark | None]:
    """Return the day on which the table was drawn up, or what is wrong with it."""
    entry = _entries(file).get("figures_day")
    if entry is None:
        return None, None
    sheet, cell = entry
    day = day_in(cell, None)
    if isinstance(day, str):
        return None, Remark(day, sheet, cell.row, cell.column, cell.text)
    return day, None


def _entries(file: File) -> dict[str, tuple[str | None, Cell]]:
    found = {}
    for sheet in file.sheets:
        first = sheet.cells.get((1, 1))
        if first is None or first.text.strip() != GUIDE:
            continue
        for (row, column), key in sorted(sheet.cells.items()):
            entry = sheet.cells.get((row, _ENTRY))
            if column == _KEY and key.text.strip() in KEYS and entry is not None and entry.text.strip():
                found[key.text.strip()] = (sheet.name, entry)
    return {key: found[key] for key in KEYS if key in found}

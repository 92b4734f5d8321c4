"""Totals and subtotals that a table states, held against the sum of its rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood.columns_read import Figures
from analysis.data.deliveries.understood.figures_read import Understood
from analysis.data.deliveries.understood.grid import remark_at
from analysis.data.deliveries.understood.places_in_rows import names_of_set
from analysis.data.deliveries.understood.rows_read import PlaceRow, SumRow
from analysis.data.deliveries.written import written_numbers
from analysis.data.deliveries.written.written_numbers import Reading
from analysis.data.place_names import GEOGRAPHIES

_UNSUMMED = frozenset({"percent", "index_0_1"})
_MOST_PLACES = 64


@dataclass(frozen=True)
class _Sum:
    """What rows sum to, and how far a total may lie below and above it; None where nothing limits it."""

    value: float
    below: float | None
    above: float | None


def wrong_sums(parts: Sequence[Understood]) -> list[Remark]:
    """Return the totals that differ from the rows that they sum.

    A total may lie above the rows that are known where some are missing or bounds, and apart from them by
    what rounding can make. Shares and scores are no sums. Rows that could not be read leave nothing to check.

    Parameters
    ----------
    parts : sequence of Understood
        A table, or the parts of one whose headings stand again on each page.
    """
    if not all(part.rows.whole for part in parts):
        return []
    found = []
    for part in parts:
        for at, total in enumerate(part.rows.sums):
            for column in part.columns.figures:
                if column.variable.unit not in _UNSUMMED:
                    found += _checked(parts, part, at, total, column)
    return found


def _checked(
    parts: Sequence[Understood], part: Understood, at: int, total: SumRow, column: Figures
) -> list[Remark]:
    cell = part.table.grid.at(total.row, column.column)
    stated = _stated(cell, column)
    if cell is None or stated is None:
        return []
    sums = [_sum(groups, column, stated, cell, total) for groups in _groups(parts, part, at, total)]
    # A subtotal stands above or below its rows: it differs when it is the sum of neither.
    if not sums or any(one is None or _agrees(stated.value, one) for one in sums):
        by_regions = _of_regions(part, total, column)
        if by_regions is None or _agrees(stated.value, by_regions):
            return []
        sums = [by_regions]
    summed = sums[0].value if sums[0] else 0.0
    values = {"variable": column.variable.name, "stated": stated.value, "summed": summed}
    sheet = part.table.grid.name
    return [remark_at("total_differs", sheet, cell, values, variable=column.variable.name)]


def _of_regions(part: Understood, total: SumRow, column: Figures) -> _Sum | None:
    """Return the sum of the subtotals of regions that part all places among them; None where they do not.

    It holds also where figures of places are missing, so that their own sum limits a total from below only.
    """
    regions = [one for one in part.rows.sums if one.kind == "region"]
    if total.kind != "listed" or len(regions) < 2:
        return None
    starts = [one.row for one in regions]
    held = [sum(start <= place.row for start in starts) for place in part.rows.places]
    cells = [part.table.grid.at(one.row, column.column) for one in regions]
    stated = [_stated(cell, column) for cell in cells]
    if set(held) != set(range(1, len(starts) + 1)) or any(not one or one.bound != "exact" for one in stated):
        return None
    rounded = sum(
        _rounded(cell, column) for cell in (*cells, part.table.grid.at(total.row, column.column)) if cell
    )
    return _Sum(sum(one.value for one in stated if one), rounded, rounded)


def _groups(
    parts: Sequence[Understood], part: Understood, at: int, total: SumRow
) -> list[list[tuple[Understood, PlaceRow]]]:
    """Return the rows that a total may sum: all of its time, or those between two subtotals."""
    if total.kind != "region":
        every = [(one, place) for one in parts for place in one.rows.places]
        return [_once([(one, place) for one, place in every if total.day is None or place.day == total.day])]
    before = max((one.row for one in part.rows.sums if one.row < total.row), default=0)
    after = min((one.row for one in part.rows.sums if one.row > total.row), default=part.table.grid.rows + 1)
    below = [(part, place) for place in part.rows.places if total.row < place.row < after]
    above = [(part, place) for place in part.rows.places if before < place.row < total.row]
    return [_once(group) for group in (below, above) if group]


def _once(group: Sequence[tuple[Understood, PlaceRow]]) -> list[tuple[Understood, PlaceRow]]:
    """Return each place and time once: a row that stands twice counts once, or is a fault of its own."""
    first = {(frozenset(place.named.items()), place.day): (part, place) for part, place in reversed(group)}
    return [*reversed(first.values())]


def _sum(
    group: Sequence[tuple[Understood, PlaceRow]], column: Figures, stated: Reading, cell: Cell, total: SumRow
) -> _Sum | None:
    """Return the sum of some rows; None when it cannot be held against a total."""
    if stated.bound != "exact" or not group:
        return None
    keys = [(part, place.row, column.column) for part, place in group]
    if any((row, at) not in part.readings for part, row, at in keys):
        return None
    readings = [(part.readings[row, at], part.table.grid.at(row, at)) for part, row, at in keys]
    known = [(reading, own) for reading, own in readings if reading is not None and own is not None]
    bounds = {reading.bound for reading, _ in known}
    rounded = _rounded(cell, column) + sum(_rounded(own, column) for _, own in known)
    open_above = len(known) < len(readings) or "at least" in bounds or not _covers(group, total)
    return _Sum(
        sum(reading.value for reading, _ in known),
        None if bounds & {"about", "at most"} else rounded,
        None if open_above or "about" in bounds else rounded,
    )


def _covers(group: Sequence[tuple[Understood, PlaceRow]], total: SumRow) -> bool:
    """Return whether rows are all that a total speaks of: every place of the country, or those listed."""
    if total.kind != "every":
        return True
    sizes = {geography: len(names_of_set(geography)) for geography in GEOGRAPHIES}
    return any(
        len({place.named[geography] for _, place in group if geography in place.named}) == size
        for geography, size in sizes.items()
    )


def _agrees(stated: float, found: _Sum) -> bool:
    noise = 1e-9 * max(abs(stated), 1.0)
    low = found.below is None or stated >= found.value - found.below - noise
    high = found.above is None or stated <= found.value + found.above + noise
    return low and high


def _stated(cell: Cell | None, column: Figures) -> Reading | None:
    if cell is None:
        return None
    # A total of the country may be as many times what one place can have as there are places.
    wider = replace(column.variable, low=0.0, high=column.variable.high * _MOST_PLACES)
    read = written_numbers.read(cell, wider, column.unit)
    return read if isinstance(read, Reading) else None


def _rounded(cell: Cell, column: Figures) -> float:
    """Return by how much rounding to the digits shown can have moved a figure, in the variable's unit."""
    factor = column.variable.units[column.unit]
    if column.variable.whole and factor == 1:
        return 0.0
    shown = re.search(r"[.,](\d+)\D*$", cell.text)
    text = f"{cell.number:.15g}" if cell.number is not None else ""
    decimals = len(text.partition(".")[2]) if text else len(shown[1]) if shown and len(shown[1]) != 3 else 0
    return 0.5 * float(10**-decimals) * factor

"""The set of places of a table, from its names, its codes and the time of its figures."""

from collections.abc import Collection, Mapping, Sequence

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood import places_in_rows
from analysis.data.deliveries.understood.grid import remark_at
from analysis.data.deliveries.understood.places_in_rows import EITHER, MIXED, Named
from analysis.data.deliveries.understood.rows_read import PlaceRow
from analysis.data.deliveries.understood.table_found import Table

Time = tuple[int, str]
"""Year and day (see :data:`analysis.data.deliveries.delivery.COLUMNS`) of a figure."""


def set_of_table(
    table: Table, places: Sequence[PlaceRow], geography: str | None, times: Collection[Time]
) -> tuple[str, list[Remark]]:
    """Return the set of places of a table, and what is wrong with its names and codes.

    Parameters
    ----------
    table : Table
        The table; a title may name the set (``34 tỉnh, thành phố``).
    places : sequence of PlaceRow
        Its rows.
    geography : {"63", "34"}, optional
        As told with the file.
    times : collection of (int, str)
        Years and days of its figures.

    Returns
    -------
    tuple of str and list of Remark
        ``63``, ``34``, ``either`` when the time of each figure decides, or ``mixed`` after a fault.
    """
    sheet = table.grid.name
    names = [one.named for one in places]
    sets = {places_in_rows.by_day(*time) for time in times}
    merged = sets == {"34"} if len(sets) == 1 and None not in sets else None
    known = places_in_rows.set_of(names, geography=geography, merged=merged)
    if known == EITHER:
        known = places_in_rows.by_codes([(one.named, code_in(one.code)) for one in places if one.code])
    if known == EITHER:
        known = places_in_rows.by_titles((*table.above, sheet or ""))
    if known == MIXED:
        return known, [_mixed(sheet, places)]
    if known == EITHER and "63" in sets and places_in_rows.hardly_former(names):
        changed = next(one for one in places if not places_in_rows.same_territory(one.named))
        return MIXED, [ambiguous(sheet, changed)]
    return known, [fault for one in places if (fault := _wrong_code(sheet, one, known))]


def rivals(table: Table, places: Sequence[PlaceRow]) -> list[Remark]:
    """Return the fault of two columns of other places side by side: nobody knows whose are the figures."""
    if table.rival is None:
        return []
    cells = [cell for one in places if (cell := table.grid.at(one.row, table.rival)) is not None]
    names = [
        tuple(dict.fromkeys(one.cell.text for one in places)),
        tuple(dict.fromkeys(c.text for c in cells)),
    ]
    if any("34" not in (places_in_rows.named(cell.text) or "34") for cell in cells):
        names.reverse()
    values = dict(zip(("former", "in_force"), names, strict=True))
    return [remark_at("mixed_places", table.grid.name, cells[0], values)] if cells else []


def set_of_figure(known: str, name: Named, time: Time) -> str | None:
    """Return the set of places of one figure; None when nothing decides.

    Parameters
    ----------
    known : str
        See :func:`set_of_table`.
    name : mapping of str to str
        Codes of its place by set.
    time : (int, str)
        Year and day of the figure.
    """
    found: str | None = known
    if known == EITHER:
        found = places_in_rows.by_day(*time)
        # The same territory before and after: the set in force at the end of the year.
        if found is None and places_in_rows.same_territory(name):
            found = "34"
    return found if found in name else None


def ambiguous(sheet: str | None, place: PlaceRow) -> Remark:
    """Return the fault of a name of which nothing says whether the former province or the unit is meant."""
    meanings = {
        geography: places_in_rows.names_of_set(geography)[code] for geography, code in place.named.items()
    }
    return remark_at("ambiguous_place", sheet, place.cell, {"meanings": meanings})


def code_in(cell: Cell | None) -> str:
    """Return the code in a cell with two digits; the text as it is when it holds none."""
    text = cell.text.strip() if cell else ""
    return text.zfill(2) if text.isdecimal() and len(text) <= 2 else text


def _wrong_code(sheet: str | None, one: PlaceRow, known: str) -> Remark | None:
    """Return the fault of a code that does not belong to the name of its row."""
    code = code_in(one.code)
    meant = {one.named[known]} if known in one.named else set(one.named.values())
    if one.code is None or code in meant:
        return None
    values: Mapping[str, object] = {"code": one.code.text, "name": one.cell.text}
    return remark_at("changed_key", sheet, one.code, values)


def _mixed(sheet: str | None, places: Sequence[PlaceRow]) -> Remark:
    former = [one for one in places if "34" not in one.named]
    both = [places_in_rows.names_of_set("34")[one.named["34"]] for one in places if "34" in one.named]
    names = [places_in_rows.names_of_set("63")[one.named["63"]] for one in former]
    values = {"former": tuple(dict.fromkeys(names)), "in_force": tuple(dict.fromkeys(both))}
    return remark_at("mixed_places", sheet, former[0].cell, values)

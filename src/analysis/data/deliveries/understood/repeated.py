"""Figures that a delivery gives twice: kept once where they agree, refused where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood.columns_read import Figures
from analysis.data.deliveries.understood.figures_read import Figure, Understood
from analysis.data.deliveries.understood.grid import remark_at

_Key = tuple[str, str, int, str]


def once(tables: Sequence[Understood]) -> tuple[list[Figure], list[Remark]]:
    """Return each figure once, and the remarks on those given twice.

    A place that stands twice in one table must have the same figures both times; so must two columns of one
    variable and year, and two tables.

    Parameters
    ----------
    tables : sequence of Understood
        The tables of a file in their order.
    """
    remarks: list[Remark] = []
    for table in tables:
        remarks += [*_places(table), *_headings(table)]
    kept: dict[_Key, tuple[int, Figure]] = {}
    for at, table in enumerate(tables):
        for one in table.figures:
            first, known = kept.setdefault(_key(one), (at, one))
            if known is not one and _differ(known, one) and first != at:
                remarks.append(_figure(one, known))
    return [one for _, one in kept.values()], remarks


def _places(table: Understood) -> list[Remark]:
    """Return the faults of places that stand twice with different figures, and notes on equal ones."""
    rows: dict[tuple[str, str, int], dict[int, dict[int, Figure]]] = {}
    for one in table.figures:
        same = rows.setdefault((one.geography, one.code, one.year), {})
        same.setdefault(one.row, {})[one.column] = one
    found: dict[int, Remark] = {}
    for same in rows.values():
        first, *others = same.values()
        for other in others:
            found.setdefault(next(iter(other.values())).row, _place(first, other))
    return list(found.values())


def _place(first: dict[int, Figure], other: dict[int, Figure]) -> Remark:
    cell, known = next(iter(other.values())), next(iter(first.values()))
    equal = _said(first) == _said(other)
    values = {"why": "repeated"} if equal else {"other": _address(known.place)}
    return replace(
        remark_at("row_left_out" if equal else "repeated_place", cell.sheet, cell.place, values),
        geography=cell.geography,
        code=cell.code,
    )


def _headings(table: Understood) -> list[Remark]:
    """Return the faults of columns that hold one variable and year twice and differ."""
    columns = {one.column: one for one in table.columns.figures}
    found: dict[int, Remark] = {}
    first: dict[tuple[int, _Key], Figure] = {}
    for one in sorted(table.figures, key=lambda figure: figure.column):
        known = first.setdefault((one.row, _key(one)), one)
        if known.column != one.column and _differ(known, one) and one.column not in found:
            found[one.column] = _heading(table, columns[known.column], columns[one.column])
    return list(found.values())


def _heading(table: Understood, first: Figures, other: Figures) -> Remark:
    values = {"heading": other.heading, "other": _address(first.cell)}
    return replace(
        remark_at("repeated_heading", table.table.grid.name, other.cell, values), variable=other.variable.name
    )


def _figure(one: Figure, known: Figure) -> Remark:
    where = f"{known.sheet}!{_address(known.cell)}" if known.sheet else _address(known.cell)
    values = {"other": where, "value": known.value}
    return replace(
        remark_at("repeated_figure", one.sheet, one.cell, values),
        geography=one.geography,
        code=one.code,
        year=one.year,
        variable=one.variable,
    )


def _said(figures: dict[int, Figure]) -> Iterable[tuple[int, float, str]]:
    return {(column, one.value, one.bound) for column, one in figures.items()}


def _key(one: Figure) -> _Key:
    return (one.geography, one.code, one.year, one.variable)


def _differ(one: Figure, other: Figure) -> bool:
    return (one.value, one.bound) != (other.value, other.bound)


def _address(cell: Cell) -> str:
    return Remark("repeated_place", row=cell.row, column=cell.column).address or ""

"""A file is understood: its tables found, their headings, places and figures read, each table checked.

Everything that is wrong is said at once, with sheet, row and column; nothing is read in spite of it.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

import pandas as pd

from analysis.data import provinces
from analysis.data.deliveries.content import File, Sheet
from analysis.data.deliveries.delivery import COLUMNS, ColumnRead, Delivery
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.understood import one_place, repeated, table_sums, template_read, template_said
from analysis.data.deliveries.understood.columns_read import columns_of
from analysis.data.deliveries.understood.figures_read import Figure, Understood, figures_of
from analysis.data.deliveries.understood.places_in_rows import names_of_set
from analysis.data.deliveries.understood.rows_read import hidden, rows_of
from analysis.data.deliveries.understood.tables_of_sheet import tables
from analysis.data.deliveries.understood.told import Told, told
from analysis.data.unknown import require


def understand(
    file: File,
    *,
    geography: str | None = None,
    year: int | None = None,
    asked: Mapping[str, str] | None = None,
    sender_mapping: Mapping[str, str] | None = None,
) -> Delivery:
    """Return what a file says, and everything that is wrong with it by itself.

    Parameters
    ----------
    file : File
        As it was received.
    geography : {"63", "34"}, optional
        Set of places, where the file does not decide or must not.
    year : int, optional
        Year of figures that neither their row, column nor sheet gives; goes before the year of a title.
    asked, sender_mapping : mapping of str to str, optional
        Answers by heading as written: ``variable``, ``variable:unit``, ``variable:unit:year``, or ``-`` to
        leave the column out. What was asked goes before what is known of the sender, both before the
        declared synonyms.

    Returns
    -------
    Delivery
        Judgement against what is known already is not part of it.

    Raises
    ------
    UnknownName
        There is no such set of places, variable or unit.
    ValueError
        The year of an answer is none.
    """
    if geography is not None:
        require("geography", geography, provinces.GEOGRAPHIES)
    answers = told(asked, sender_mapping)
    understood: list[Understood] = []
    mapping: list[ColumnRead] = []
    drawn_up, wrong = template_said.figures_day(file)
    remarks: list[Remark] = [wrong] if wrong else []
    for sheet in file.sheets:
        skipped = _skipped(sheet)
        if skipped is not None:
            remarks += skipped
            continue
        if template_read.is_template(sheet):
            read = [template_read.understood(sheet, drawn_up)]
        else:
            read = _sheet(sheet, answers, geography, year)
        if not read:
            remarks.append(Remark("sheet_without_table", sheet.name))
        understood += read
    for one in understood:
        mapping += _mapping(one)
        remarks += [*one.columns.remarks, *one.rows.remarks, *one.remarks]
        remarks += hidden(one.table, one.table.rows, [column.column for column in one.columns.figures])
    remarks += _sums(understood)
    figures, twice = repeated.once(understood)
    remarks += twice
    if not figures and not any(one.grave == "fault" for one in remarks):
        remarks.append(Remark("no_table"))
    found = _table(figures)
    remarks += _without_row(understood, found)
    return Delivery(file, found, tuple(mapping), tuple(sorted(remarks, key=Remark.order)))


def _skipped(sheet: Sheet) -> list[Remark] | None:
    """Return what is said of a sheet that is not read; None for one that is."""
    if sheet.hidden:
        return [Remark("hidden_sheet_skipped", sheet.name)]
    if template_read.is_beside(sheet):
        return []
    return None


def _sheet(sheet: Sheet, answers: Told, geography: str | None, year: int | None) -> list[Understood]:
    found = []
    for table in tables(sheet) or one_place.tables(sheet):
        columns = columns_of(table, answers)
        rows = rows_of(table, columns)
        found.append(figures_of(table, columns, rows, geography=geography, year=year))
    return found


def _sums(understood: Sequence[Understood]) -> list[Remark]:
    """Check the totals of tables; parts of one table below each other on a sheet are summed together."""

    def headed(one: Understood) -> tuple[object, ...]:
        columns = [(c.column, c.variable.name, c.unit, c.day) for c in one.columns.figures]
        return (
            id(one.table.grid.cells) if not one.table.headings else one.table.grid.name,
            one.table.place,
            *columns,
        )

    found = []
    for _, group in groupby(understood, key=headed):
        found += table_sums.wrong_sums(list(group))
    return found


def _mapping(one: Understood) -> list[ColumnRead]:
    return [
        ColumnRead(
            one.table.grid.name,
            column.cell.column,
            column.heading,
            column.variable.name,
            column.unit,
            column.variable.units[column.unit],
            column.day.year if column.day else None,
            column.how,
        )
        for column in one.columns.figures
    ]


def _table(figures: Sequence[Figure]) -> pd.DataFrame:
    rows = [
        (
            one.geography, one.code, names_of_set(one.geography)[one.code], one.year, one.as_of_date,
            one.variable, one.value, one.bound, one.sheet or "", one.cell.row, one.cell.column, one.cell.text,
        )
        for one in figures
    ]  # fmt: skip
    rows.sort(key=lambda row: (row[8], row[9], row[10]))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _without_row(understood: Sequence[Understood], figures: pd.DataFrame) -> list[Remark]:
    """Note the places of a set that a file leaves out, where it holds most of them."""
    found = []
    for geography, rows in figures.groupby("geography"):
        table = names_of_set(str(geography))
        held = set(rows["code"])
        missing = [name for code, name in table.items() if code not in held]
        if 0 < len(missing) < len(table) / 2:
            found.append(
                Remark("places_without_row", values={"names": tuple(missing), "geography": geography})
            )
    return found

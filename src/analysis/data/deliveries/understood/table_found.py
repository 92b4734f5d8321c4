"""Where the tables of a sheet are: a column of places, their rows, the headings and lines above.

A table is found by its content: a column in which places stand beside figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.understood.grid import Grid, distinct, is_like_figure
from analysis.data.deliveries.understood.heading_rows import heading_rows, numbers_columns
from analysis.data.deliveries.understood.places_in_rows import kind_of, named
from analysis.data.deliveries.written.dates_in_text import without_dates
from analysis.data.deliveries.written.units_written import states_unit
from analysis.data.deliveries.written.wording import folded, listed

_FEWER = 0.3
"""Part of the places of the fullest column that a column beside it must hold to be one of places."""


@dataclass(frozen=True)
class Table:
    """A table of a sheet.

    Parameters
    ----------
    grid : Grid
        The sheet, its rows and columns exchanged where places stand in a row.
    place : int
        Column of the places.
    columns : range
        Columns of the table, the one of places among them.
    headings : tuple of int
        Rows of the headings from top to bottom, without numbers of columns.
    rows : tuple of int
        Rows below the headings that hold something, with totals, regions and notes.
    above : tuple of str
        Lines above the headings: titles, units, days.
    rival : int, optional
        Column of other places right beside this one, so that nobody can say whose the figures are.
    top : tuple of str
        Lines above the first table of the sheet.
    """

    grid: Grid
    place: int
    columns: range
    headings: tuple[int, ...]
    rows: tuple[int, ...]
    above: tuple[str, ...]
    rival: int | None = None
    top: tuple[str, ...] = ()

    def label(self, row: int) -> Cell | None:
        """Return the cell that says what a row is about: in the column of places, else a total or note."""
        return _label(self.grid, row, self.place, self.columns)


@dataclass(frozen=True)
class _Run:
    """Rows of one column that hold places, without headings in between."""

    place: int
    rows: tuple[int, ...]


def tables_of(grid: Grid) -> list[Table]:
    """Return the tables of a sheet as it is looked at, upright or turned."""
    found: list[Table] = []
    runs = _runs(grid)
    for run in runs:
        first = _first_row(grid, run)
        headings = heading_rows(grid, run.place, first)
        ends = [one.rows[-1] for one in runs if one.rows[-1] < run.rows[0]]
        titles = _lines(grid, range(max(ends, default=0) + 1, first), headings)
        following = min((one.rows[0] for one in runs if one.rows[0] > run.rows[-1]), default=None)
        rows = _rows(grid, run, first, following)
        columns = _columns(grid, run, runs, headings)
        rival = _rival(grid, run, runs, columns)
        # Without a line of its own a table goes on what stands above: its headings on the next page.
        above = titles or (found[-1].above if found else ())
        top = found[0].above if found else above
        found.append(Table(grid, run.place, columns, headings, rows, above, rival, top))
    return found


def _runs(grid: Grid) -> list[_Run]:
    """Return the runs of places, without columns that only name again what a fuller one beside them names."""
    by_column: dict[int, list[int]] = {}
    for (row, column), cell in sorted(grid.cells.items()):
        if named(cell.text) and _beside_figures(grid, row, cell):
            by_column.setdefault(column, []).append(row)
    runs = [run for column, rows in by_column.items() for run in _parted(grid, column, rows)]
    runs.sort(key=lambda run: (-len(run.rows), run.place))
    kept: list[_Run] = []
    for run in runs:
        beside = [one for one in kept if set(one.rows) & set(run.rows)]
        again = any(_names_again(grid, run, one) for one in beside)
        if not again and all(len(run.rows) >= max(_FEWER * len(one.rows), 2) for one in beside):
            kept.append(run)
    # An office named in a title beside the number of its report has no headings above.
    headed = [run for run in kept if heading_rows(grid, run.place, _first_row(grid, run))]
    return sorted(headed or kept, key=lambda run: (run.rows[0], run.place))


def _parted(grid: Grid, column: int, rows: Sequence[int]) -> Iterable[_Run]:
    """Part the rows of a column where headings stand between them."""
    run = [rows[0]]
    for row in rows[1:]:
        if any(_names_places(grid, between) for between in range(run[-1] + 1, row)):
            yield _Run(column, tuple(run))
            run = []
        run.append(row)
    yield _Run(column, tuple(run))


def _names_again(grid: Grid, run: _Run, other: _Run) -> bool:
    """Return whether a column names the places of another one once more."""
    both = set(run.rows) & set(other.rows)
    return all(
        named(grid.cells[row, run.place].text) == named(grid.cells[row, other.place].text) for row in both
    )


def _names_places(grid: Grid, row: int) -> bool:
    """Return whether a row is one of headings: a cell of it says that places stand below."""
    return any(folded(cell.text) in listed("columns", "place") for cell in grid.row(row).values())


def _first_row(grid: Grid, run: _Run) -> int:
    """Return the first row below the headings: a total or region may stand above the first place."""
    first = run.rows[0]
    for row in range(first - 1, 0, -1):
        if not grid.row(row):
            continue
        cell = _label(grid, row, run.place, range(1, run.place + 1))
        total = cell is not None and kind_of(cell.text) not in (None, "footnote")
        if not total and not _is_of_place(grid, row, run.place):
            break
        first = row
    return first


def _is_of_place(grid: Grid, row: int, place: int) -> bool:
    """Return whether a row is about a place whose figures or name cannot be read, and is none of headings."""
    own = grid.at(row, place)
    if own is not None and named(own.text) and len(distinct(grid.row(row).values())) > 1:
        return True
    cells = [cell for column, cell in grid.row(row).items() if column > place]
    figures = [cell for cell in cells if is_like_figure(cell) and not without_dates(cell.text)[1]]
    return (
        grid.at(row, place) is not None
        and not _names_places(grid, row)
        and not numbers_columns(grid.row(row).values())
        and 2 * len(figures) > len(cells)
    )


def _rows(grid: Grid, run: _Run, first: int, following: int | None) -> tuple[int, ...]:
    """Return the rows of a table; where another one follows, to its last figures and totals."""
    rows = [row for row in range(first, (following or grid.rows + 1)) if grid.row(row)]
    if following is None:
        return tuple(rows)
    kept = [row for row in rows if row <= run.rows[-1]]
    for row in rows[len(kept) :]:
        cell = _label(grid, row, run.place, range(1, run.place + 1))
        if cell is None or not _beside_figures(grid, row, cell):
            break
        kept.append(row)
    return tuple(kept)


def _columns(grid: Grid, run: _Run, runs: Sequence[_Run], headings: Sequence[int]) -> range:
    """Return the columns of a table; beside another one it begins with what numbers its own rows."""
    others = sorted({one.place for one in runs if one.place != run.place and set(one.rows) & set(run.rows)})
    left, right = 1, grid.columns
    if any(one < run.place for one in others):
        left = _left_of(grid, run.place, headings)
    after = [one for one in others if one > run.place]
    if after:
        right = _left_of(grid, after[0], headings) - 1
    return range(left, right + 1)


def _rival(grid: Grid, run: _Run, runs: Sequence[_Run], columns: range) -> int | None:
    """Return the column of other places that follows before any figure; None when there is none."""
    after = [one.place for one in runs if one.place > run.place and set(one.rows) & set(run.rows)]
    cells = (grid.at(row, column) for row in run.rows for column in columns if column > run.place)
    figures = any(cell is not None and is_like_figure(cell) for cell in cells)
    return min(after) if after and not figures else None


def _left_of(grid: Grid, place: int, headings: Sequence[int]) -> int:
    """Return the first of the columns right before a column of places that number or code its rows."""
    beside = listed("columns", "order") | listed("columns", "code") | listed("columns", "region")
    left = place
    while left > 1:
        words = {folded(cell.text) for row in headings if (cell := grid.at(row, left - 1))}
        if words and not words & beside:
            break
        left -= 1
    return left


def _lines(grid: Grid, rows: range, headings: Sequence[int]) -> tuple[str, ...]:
    """Return the texts above a table, and a unit that stands between its headings and its figures."""
    top = min(headings, default=rows.stop)
    texts = []
    for row in rows:
        for cell in distinct(grid.row(row).values()):
            if row < top or (row not in headings and states_unit(cell.text)):
                texts.append(cell.text)
    return tuple(dict.fromkeys(texts))


def _label(grid: Grid, row: int, place: int, columns: Iterable[int]) -> Cell | None:
    if (own := grid.at(row, place)) is not None:
        return own
    words = (cell for column in columns if (cell := grid.at(row, column)) and kind_of(cell.text))
    return next(words, None)


def _beside_figures(grid: Grid, row: int, label: Cell) -> bool:
    """Return whether a row holds something like a figure beside its label."""
    others = (cell for cell in grid.row(row).values() if cell is not label)
    return any(is_like_figure(cell) for cell in others if cell.anchor is None or cell.anchor != label.anchor)

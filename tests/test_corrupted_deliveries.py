"""Valid deliveries corrupted in many ways: refused with the right cell named, or nothing is changed."""

import datetime as dt
import hashlib
import io
import random
import re
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from deliveries_to_corrupt import BUDGETS, DOSSIERS, GRIDS, TEAMS
from legacy_text import tcvn3
from rich.console import Console

from analysis.data import layout
from analysis.data.deliveries.judged import judgement
from analysis.data.deliveries.kept import figures
from analysis.data.deliveries.received import files
from analysis.data.deliveries.received.unreadable import UnreadableFile
from analysis.data.deliveries.remarks import NOTE
from analysis.data.deliveries.understood import reading
from analysis.pipeline.refreshing import receiving

SIZES = {"population", "households", "commune_units"}
VARIABLES = SIZES | {
    *("teams_commune", "teams_hamlet", "teams", "dossiers_received", "dossiers_online"),
    *("online_dossier_share", "dx_spending", "total_spending", "dx_budget_share"),
}


class Intake:
    """What becomes of a file: its figures, and the cells that are named."""

    def __init__(self, folder: Path) -> None:
        self.path, found = folder / "bieu", figures.known()
        self.valid: dict[str, tuple[dict, set]] = {}
        # Only what is known of the variables in these files, and of sizes, can speak about them.
        self.known = found[(found["geography"] == "63") & found["variable"].isin(VARIABLES)]
        for grid in GRIDS:
            self.valid[grid.name] = self.read(grid.data())

    def read(self, data: bytes, enough=frozenset()):
        """Return the figures, None when nothing is read, and what is faulty or doubtful by row and column.

        What is known is not asked any more where a cell of ``enough`` is named already.
        """
        self.path.write_bytes(data)
        try:
            delivery = reading.understand(files.read(self.path))
        except UnreadableFile as unreadable:
            return None, {(unreadable.remark.kind, unreadable.remark.row, None)}
        remarks = list(delivery.remarks)
        if not _cells(remarks) & set(enough):
            remarks += judgement.judge(delivery.figures, self.known)
        read = {
            (row.geography, row.code, row.year, row.variable): (row.value, row.bound, row.as_of_date)
            for row in delivery.figures.itertuples(index=False)
        }
        return read, {(one.kind, one.row, one.column) for one in remarks if one.grave != NOTE}

    def silent(self, grid, data: bytes, cells=(), *, gone=0) -> str | None:
        """Return what is wrong with what becomes of a corrupted file; None when nothing is.

        One of ``cells`` may be named. When nothing is named, every figure must be what it was; only ``gone``
        of them may be missing.
        """
        read, remarks = self.read(data, cells)
        if read is None or _named(remarks) & set(cells):
            return None
        if remarks:
            return f"another cell is named: {sorted(remarks, key=str)}"
        valid = self.valid[grid.name][0]
        changed = {at: value for at, value in read.items() if valid.get(at) != value}
        if changed or len(read) < len(valid) - gone:
            return f"changed in silence: {changed or sorted(valid.keys() - read.keys())}"
        return None


def _cells(remarks):
    return {(one.row, one.column) for one in remarks if one.grave != NOTE}


def _named(remarks):
    return {(row, column) for _, row, column in remarks}


@pytest.fixture(scope="module")
def intake(tmp_path_factory):
    return Intake(tmp_path_factory.mktemp("intake"))


def test_the_deliveries_are_in_order_before_they_are_corrupted(intake):
    for grid in GRIDS:
        read, remarks = intake.valid[grid.name]
        assert len(read) == len(grid.figures)
        assert remarks == set()


# Ways to write a figure wrong: from what stands in the cell to what is typed instead.


def _text(value):
    return str(value)


def _swap(value):
    text = _text(value)
    for at in range(len(text) - 1):
        if text[at].isdigit() and text[at + 1].isdigit() and text[at] != text[at + 1]:
            return _like(value, text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return None


def _like(value, text):
    """Give a changed text as a number where the cell held one."""
    return type(value)(text) if isinstance(value, int | float) else text


def _digits(value, pattern, new):
    text = _text(value)
    changed = re.sub(pattern, new, text, count=1)
    return None if changed == text else changed


TYPED = {
    "letter_o": lambda value: _digits(value, "0", "O"),
    "letter_l": lambda value: _digits(value, "1", "l"),
    "words": lambda value: "đang cập nhật số liệu",
    "number_in_words": lambda value: "mười hai",
    "reference": lambda value: "xem phụ lục 2",
    "range": lambda value: f"{value}-{value}",
    "two_numbers": lambda value: f"{value} và {value}",
    "negative": lambda value: f"-{value}",
    "error": lambda value: "#REF!",
    "division_by_zero": lambda value: "#DIV/0!",
    "too_narrow": lambda value: "######",
    "formula": lambda value: "=1+1",
    "day": lambda value: dt.date(2023, 5, 12),
    "day_as_text": lambda value: "12/05/2023",
    "exponent": lambda value: "1,2E+05",
    "other_unit": lambda value: f"{value} huyện",
    "percent_above_100": lambda value: "140,71%",
    "tenfold": lambda value: (
        _like(value, f"{value}0") if isinstance(value, int) else _digits(value, r"^", "1")
    ),
    "thousandfold": lambda value: value * 1000 if isinstance(value, int | float) else f"{value} nghìn",
    "million": lambda value: f"{value} triệu",
    "mark_dropped": lambda value: _digits(value, r"[.,](?=\d+$)", ""),
    "marks_dropped": lambda value: (
        re.sub("[.,]", "", _text(value)) if re.search("[.,]", _text(value)) else None
    ),
    "dot_to_comma": lambda value: _digits(value, r"\.", ","),
    "comma_to_dot": lambda value: _digits(value, ",", "."),
    "dots_and_commas_exchanged": lambda value: _text(value).translate({ord("."): ",", ord(","): "."}),
    "dot_moved": lambda value: _digits(value, r"(\d)\.(\d)", r".\1\2"),
    "transposed": _swap,
    "digit_dropped": lambda value: _like(value, re.sub(r"[1-9](?=\d)", "", _text(value), count=1)),
    "digit_doubled": lambda value: _like(value, _text(value)[0] + _text(value)),
    "other_digit": lambda value: _like(
        value, re.sub(r"(?<=\d)\d", lambda digit: str((int(digit[0]) + 3) % 10), _text(value), count=1)
    ),
    "first_digit": lambda value: _like(value, str(int(_text(value)[0]) % 9 + 1) + _text(value)[1:]),
    "unknown_mark": lambda value: f"{value}?",
    "zero": lambda value: 0,
    "no": lambda value: "không",
}

SAME = {
    "no_break_space": lambda value: f"\u00a0{value}\u00a0",
    "zero_width": lambda value: "\u200b".join(_text(value)),
    "thin_space": lambda value: f"{value}\u2009",
    "footnote_mark": lambda value: f"{value}(1)",
    "as_text": lambda value: _text(value).replace(".", ",") if isinstance(value, float) else _text(value),
}


def at_cells(intake, grid, write, allowed, cells):
    """Return what went wrong with one cell corrupted at a time."""
    wrong = []
    for at in cells:
        new = write(grid.cells[at])
        if new is None or new == grid.cells[at]:
            continue
        found = intake.silent(grid, grid.put({at: new}).data(), allowed(at))
        if found:
            wrong.append((at, grid.cells[at], new, found))
    return wrong


every_grid = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.name)


@every_grid
@pytest.mark.parametrize("way", TYPED)
def test_a_figure_typed_wrong_is_refused_at_its_cell(intake, grid, way):
    """Every fifth cell, beginning with another one for each way: rows and columns take turns."""
    cells = grid.figures[list(TYPED).index(way) % 5 :: 5]
    assert at_cells(intake, grid, TYPED[way], grid.partners, cells) == []


@every_grid
@pytest.mark.parametrize("way", SAME)
def test_what_only_looks_different_changes_nothing(intake, grid, way):
    same = {at: SAME[way](grid.cells[at]) for at in grid.figures}
    assert intake.silent(grid, grid.put(same).data()) is None


@every_grid
def test_marks_apart_change_nothing(intake, grid):
    apart = {
        at: unicodedata.normalize("NFD", text) for at, text in grid.cells.items() if isinstance(text, str)
    }
    assert intake.silent(grid, grid.put(apart).data()) is None


@every_grid
def test_a_total_typed_wrong_is_refused_at_its_cell(intake, grid):
    wrong = []
    for row in {total for totals in grid.sums.values() for total in totals}:
        for column in grid.summed:
            at = (row, column)
            for way in ("transposed", "digit_dropped", "other_digit", "first_digit", "thousandfold"):
                new = TYPED[way](grid.cells[at])
                if new is not None and new != grid.cells[at]:
                    found = intake.silent(grid, grid.put({at: new}).data(), grid.total_cells(at))
                    wrong += [(at, new, found)] if found else []
    assert wrong == []


# What nobody can know to be wrong is kept as it is written, and as nothing else: there is no other witness.

UNWITNESSED = {
    "plausible_count": (TEAMS, {"D6": "468", "D4": 1253, "D11": 1584}, ("40", "teams_commune", 468)),
    "worded": (TEAMS, {"D6": "trên 467"}, ("40", "teams_commune", 467)),
    "within_rounding": (BUDGETS, {"B3": "61.250,51"}, ("64", "dx_spending", 61250.51)),
    "share_cut_off": (DOSSIERS, {"F5": "73,4"}, ("22", "online_dossier_share", 73.4)),
}


@pytest.mark.parametrize("name", UNWITNESSED)
def test_what_nothing_contradicts_is_kept_as_it_is_written(intake, name):
    grid, changes, (code, variable, value) = UNWITNESSED[name]
    read, remarks = intake.read(grid.changed(**changes).data())
    assert remarks == set()
    valid, year = intake.valid[grid.name][0], 2024 if grid is TEAMS else 2023
    assert read.keys() == valid.keys()
    differing = {at: found[0] for at, found in read.items() if found != valid[at]}
    assert differing == {("63", code, year, variable): value}


def test_years_exchanged_together_with_their_totals_are_kept_as_they_are_written(intake):
    rows = [row for row, column in TEAMS.cells if column == 3 and row > 3]
    changes = {(row, 3): TEAMS.cells[row, 4] for row in rows} | {
        (row, 4): TEAMS.cells[row, 3] for row in rows
    }
    read, remarks = intake.read(TEAMS.put(changes).data())
    assert remarks == set()
    valid, other = intake.valid["teams"][0], {2023: 2024, 2024: 2023}
    assert {at: found[0] for at, found in read.items()} == {
        at: valid[*at[:2], other[at[2]] if at[3] == "teams_commune" else at[2], at[3]][0] for at in valid
    }


def test_names_exchanged_within_a_region_are_kept_as_they_are_written(intake):
    """Two names exchanged below one subtotal are noticed by codes or known figures alone: here is neither."""
    first, other = ((5, TEAMS.place), (7, TEAMS.place))
    exchanged = TEAMS.put({first: TEAMS.cells[other], other: TEAMS.cells[first]})
    read, _ = intake.read(exchanged.data())
    valid = intake.valid["teams"][0]
    swap = {"38": "42", "42": "38"}
    assert {at: read[at][0] for at in read} == {
        at: valid[at[0], swap.get(at[1], at[1]), *at[2:]][0] for at in valid
    }


# Names and codes.

MISTYPED = {
    "letter_dropped": lambda name: name[:2] + name[3:],
    "letter_doubled": lambda name: name[:3] + name[2:],
    "letters_exchanged": lambda name: name[:1] + name[2] + name[1] + name[3:],
    "word_dropped": lambda name: name.split()[0],
    "words_exchanged": lambda name: " ".join(reversed(name.split())),
    "digit_within": lambda name: name[:2] + "0" + name[3:],
    "of_nowhere": lambda name: "Hà Tây",
    "district": lambda name: "Huyện " + name,
    "number": lambda name: 15,
    "emptied": lambda name: None,
}


@every_grid
@pytest.mark.parametrize("way", MISTYPED)
def test_a_name_mistyped_is_refused_or_the_same_place(intake, grid, way):
    wrong = []
    for row in grid.rows:
        at = (row, grid.place)
        found = intake.silent(grid, grid.put({at: MISTYPED[way](grid.cells[at])}).data(), grid.row_cells(row))
        wrong += [(at, found)] if found else []
    assert wrong == []


@every_grid
def test_the_name_of_another_row_is_refused_at_either(intake, grid):
    wrong = []
    for row in grid.rows:
        for other in grid.rows:
            if row != other:
                data = grid.put({(row, grid.place): grid.cells[other, grid.place]}).data()
                found = intake.silent(grid, data, grid.row_cells(row) | grid.row_cells(other))
                wrong += [(row, other, found)] if found else []
    assert wrong == []


def test_names_and_codes_that_do_not_belong_together_are_refused(intake):
    grid, wrong = DOSSIERS, []
    for row in grid.rows:
        for other in (*grid.rows, None):
            if row == other:
                continue
            name = "Nam Định" if other is None else grid.cells[other, grid.place]
            code = "36" if other is None else grid.cells[other, grid.codes]
            for changes in ({(row, grid.place): name}, {(row, grid.codes): code}):
                found = intake.silent(grid, grid.put(changes).data(), {(row, grid.place), (row, grid.codes)})
                wrong += [(changes, found)] if found else []
            if other is not None:
                swapped = {(row, grid.place): name, (other, grid.place): grid.cells[row, grid.place]}
                found = intake.silent(grid, grid.put(swapped).data(), {(row, grid.codes), (row, grid.place)})
                wrong += [(swapped, found)] if found else []
    assert wrong == []


# Rows and columns.


@every_grid
def test_a_row_left_out_repeated_hidden_or_turned_to_another_place(intake, grid):
    wrong = []
    for row in grid.rows:
        cells = {(row, column): None for column in range(1, 8)}
        totals = {(total, column) for total in grid.sums[row] for column in grid.summed}
        found = [
            intake.silent(grid, grid.put(cells).data(), totals),
            intake.silent(grid, replace(grid, hidden=(row,)).data()),
            intake.silent(grid, grid.repeated(row).data(), ()),
            intake.silent(grid, grid.repeated(row, 7).data(), grid.row_cells(row + 1)),
        ]
        wrong += [(row, one) for one in found if one]
    assert wrong == []


@every_grid
def test_a_column_shifted_by_a_row_is_refused(intake, grid):
    wrong = []
    for column in grid.columns:
        for step in (1, -1):
            moved = {(row, column): None for row in grid.rows}
            values = [grid.cells.get((row, column)) for row in grid.rows]
            values = values[-step:] + values[:-step]
            moved |= {(row, column): value for row, value in zip(grid.rows, values, strict=True)}
            past = {(row, column): None for row in grid.rows}
            past |= {(row + step, column): grid.cells[row, column] for row in grid.rows}
            for changes in (moved, past):
                cells = {(row, other) for row in range(1, 14) for other in grid.columns}
                found = intake.silent(grid, grid.put(changes).data(), cells)
                wrong += [(column, step, found)] if found else []
    assert wrong == []


@pytest.mark.parametrize("grid", [DOSSIERS, BUDGETS], ids=lambda grid: grid.name)
def test_columns_exchanged_below_their_headings_are_refused(intake, grid):
    wrong = []
    for first in grid.columns:
        for other in grid.columns:
            if first < other:
                rows = [*grid.rows, *{total for totals in grid.sums.values() for total in totals}]
                changes = {(row, first): grid.cells.get((row, other)) for row in rows}
                changes |= {(row, other): grid.cells.get((row, first)) for row in rows}
                cells = {(row, column) for row in rows for column in (first, other, *grid.beside)}
                found = intake.silent(grid, grid.put(changes).data(), cells)
                wrong += [(first, other, found)] if found else []
    assert wrong == []


@every_grid
def test_a_figure_merged_over_the_next_is_refused(intake, grid):
    if grid.kind == "csv":
        return
    wrong = []
    for row, column in grid.figures:
        below, letter = row + 1, "ABCDEFG"[column - 1]
        if (below, column) in grid.cells and below in grid.rows:
            merged = replace(grid, merged=(*grid.merged, f"{letter}{row}:{letter}{below}"))
            found = intake.silent(grid, merged.data(), {(row, column), (below, column)})
            wrong += [(row, column, found)] if found else []
    assert wrong == []


# Headings.


@every_grid
@pytest.mark.parametrize(
    "heading",
    [
        "Số liệu khác",
        "Số hồ sơ quá hạn",
        "Chỉ tiêu giao",
        "5",
        "",
        "So sánh với cùng kỳ (%)",
        "Chi thường xuyên",
    ],
)
def test_another_heading_is_refused(intake, grid, heading):
    wrong = []
    for column, at in grid.headings.items():
        cells = {at, *grid.column_cells(column), *((row, column) for row, _ in grid.headings.values())}
        cells |= {(row, other) for row in range(1, 14) for other in grid.beside}
        # Below a heading of two columns stand their years.
        cells |= {(at[0] + 1, column), (at[0] + 1, column + 1)}
        found = intake.silent(grid, grid.put({at: heading or None}).data(), cells)
        wrong += [(column, found)] if found else []
    assert wrong == []


def test_a_heading_of_another_column_is_refused(intake):
    wrong = []
    for grid in (DOSSIERS, BUDGETS):
        for column, at in grid.headings.items():
            for other, from_at in grid.headings.items():
                if column != other:
                    cells = {(row, one) for row in range(1, 14) for one in grid.columns}
                    found = intake.silent(grid, grid.put({at: grid.cells[from_at]}).data(), cells)
                    wrong += [(column, other, found)] if found else []
    assert wrong == []


@pytest.mark.parametrize(
    ("column", "heading"),
    [
        (2, "Chi CĐS (tỷ đồng)"),
        (2, "Chi CĐS (nghìn đồng)"),
        (2, "Chi CĐS (đồng)"),
        (2, "Chi CĐS"),
        (2, "Chi CĐS (%)"),
        (2, "Chi CĐS (triệu USD)"),
        (3, "Tổng chi NSĐP (triệu đồng)"),
        (3, "Tổng chi NSĐP (nghìn tỷ đồng)"),
        (3, "Tổng chi NSĐP (người)"),
        (3, "Tổng chi NSĐP"),
        (4, "Chi CĐS (tỷ đồng)"),
        (4, "Tỷ lệ chi CĐS (triệu đồng)"),
    ],
)
def test_another_unit_is_refused(intake, column, heading):
    data = BUDGETS.put({(2, column): heading}).data()
    assert intake.silent(BUDGETS, data, {(row, one) for row in range(2, 9) for one in (2, 3, 4)}) is None


# Files.


@every_grid
def test_a_file_cut_off_is_refused_or_loses_whole_rows_only(intake, grid):
    data = grid.data()
    lines = data.splitlines(keepends=True)
    cuts = range(0, len(data), max(len(data) // 40, 1))
    wrong = [(cut, found) for cut in cuts if (found := intake.silent(grid, data[:cut], {None}, gone=100))]
    assert grid.kind == "csv" or wrong == []
    for count in range(len(lines) if grid.kind == "csv" else 0):
        assert intake.silent(grid, b"".join(lines[:count]), {(None, None)}, gone=100) is None


@every_grid
def test_a_byte_changed_is_refused_or_changes_nothing(intake, grid):
    if grid.kind == "csv":
        return
    data, made, wrong = grid.data(), random.Random(7), []
    for _ in range(60):
        at = made.randrange(len(data))
        flipped = data[:at] + bytes([data[at] ^ (1 << made.randrange(8))]) + data[at + 1 :]
        found = intake.silent(grid, flipped, {(None, None)})
        wrong += [(at, found)] if found else []
    assert wrong == []


def test_lines_in_other_letters_than_the_rest_are_refused(intake):
    lines, wrong = BUDGETS.data().splitlines(keepends=True), []
    for at, line in enumerate(lines):
        mixed = [*lines[:at], tcvn3(line.decode()), *lines[at + 1 :]]
        found = intake.silent(BUDGETS, b"".join(mixed), {(at + 1, column) for column in range(1, 5)})
        wrong += [(at, found)] if found else []
    assert wrong == []


@pytest.mark.parametrize("cell", [None, (5, 4), (4, 4), (6, 3), (9, 5)])
def test_a_refused_file_changes_nothing(intake, tmp_path, monkeypatch, cell):
    """Every byte of the data is what it was: nothing is written before a delivery is accepted as a whole."""
    root = tmp_path / "project"
    shutil.copytree(layout.root() / "data", root / "data")
    shutil.copy(layout.root() / "pyproject.toml", root)
    monkeypatch.setenv("UPTAKE_ROOT", str(root))
    before = hashes(root / "data")
    file = tmp_path / "bieu.xlsx"
    data = DOSSIERS.data() if cell is None else DOSSIERS.put({cell: "sai"}).data()
    file.write_bytes(data[: len(data) // 2] if cell is None else data)
    out = Console(file=io.StringIO())
    assert not receiving.receive(out, file, sender="Sở KH&CN", received=dt.date(2026, 11, 25), language="vi")
    assert hashes(root / "data") == before


def hashes(folder):
    """Return the checksum of every file below a folder, by its path."""
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

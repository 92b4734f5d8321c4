"""Valid deliveries corrupted in many ways: refused with the right cell named, or nothing is changed."""

import datetime as dt
import hashlib
import random
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from deliveries_to_corrupt import BUDGETS, DOSSIERS, GRIDS, TEAMS
from legacy_text import tcvn3

from analysis.data.deliveries.judged import judgement
from analysis.data.deliveries.kept import figures
from analysis.data.deliveries.received import files
from analysis.data.deliveries.received.unreadable import UnreadableFile
from analysis.data.deliveries.remarks import NOTE
from analysis.data.deliveries.understood import reading


class Intake:
    """What becomes of a file: its figures, and the cells that are named."""

    def __init__(self, folder: Path) -> None:
        self.path, self.known = folder / "bieu", figures.known()
        self.valid = {grid.name: self.read(grid.data()) for grid in GRIDS}

    def read(self, data: bytes):
        self.path.write_bytes(data)
        try:
            delivery = reading.understand(files.read(self.path))
        except UnreadableFile as unreadable:
            return None, {(unreadable.remark.kind, unreadable.remark.row, None)}
        remarks = [*delivery.remarks, *judgement.judge(delivery.figures, self.known)]
        read = {
            (row.geography, row.code, row.year, row.variable): (row.value, row.bound, row.as_of_date)
            for row in delivery.figures.itertuples(index=False)
        }
        return read, {(one.kind, one.row, one.column) for one in remarks if one.grave != NOTE}

    def told(self, grid, data: bytes):
        """Return the cells newly named, None where the file is not read at all; and the figures."""
        read, remarks = self.read(data)
        return read, remarks - self.valid[grid.name][1]

    def silent(self, grid, data: bytes, cells, *, gone=()) -> str | None:
        """Return what is wrong with what becomes of a corrupted file; None when nothing is.

        ``cells`` may be named. With none of them named, every figure must be what it was; only those of the
        rows ``gone`` may be missing.
        """
        read, remarks = self.told(grid, data)
        if read is None:
            return None
        valid = self.valid[grid.name][0]
        if {(row, column) for _, row, column in remarks} & set(cells):
            return None
        if remarks:
            return f"another cell is named: {sorted(remarks, key=str)}"
        changed = {at: value for at, value in read.items() if valid.get(at) != value}
        if changed or (len(read) < len(valid) and not gone):
            return f"changed in silence: {changed or sorted(valid.keys() - read.keys())}"
        return None


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
    "tenfold": lambda value: _like(value, f"{value}0") if isinstance(value, int) else _digits(value, r"^", "1"),
    "thousandfold": lambda value: value * 1000 if isinstance(value, int | float) else f"{value} nghìn",
    "million": lambda value: f"{value} triệu",
    "mark_dropped": lambda value: _digits(value, r"[.,](?=\d+$)", ""),
    "marks_dropped": lambda value: re.sub("[.,]", "", _text(value)) if re.search("[.,]", _text(value)) else None,
    "dot_to_comma": lambda value: _digits(value, r"\.", ","),
    "comma_to_dot": lambda value: _digits(value, ",", "."),
    "dots_and_commas_exchanged": lambda value: _text(value).translate({ord("."): ",", ord(","): "."}),
    "dot_moved": lambda value: _digits(value, r"(\d)\.(\d)", r".\1\2"),
    "transposed": _swap,
    "digit_dropped": lambda value: _like(value, _text(value)[:-1]) if _text(value)[-1].isdigit() else None,
    "digit_doubled": lambda value: _like(value, _text(value)[0] + _text(value)),
    "other_digit": lambda value: _like(value, _text(value)[:-1] + str((int(_text(value)[-1]) + 3) % 10)),
    "first_digit": lambda value: _like(value, str(int(_text(value)[0]) % 9 + 1) + _text(value)[1:]),
    "at_least": lambda value: f"trên {value}",
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


def at_cells(intake, grid, write, allowed):
    """Return what went wrong with one cell corrupted at a time, and how many were."""
    wrong, count = [], 0
    for at in grid.figures:
        new = write(grid.cells[at])
        if new is None or new == grid.cells[at]:
            continue
        count += 1
        corrupted = grid.put({at: new})
        found = intake.silent(grid, corrupted.data(), allowed(at))
        if found:
            wrong.append((at, grid.cells[at], new, found))
    return wrong, count


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.name)
@pytest.mark.parametrize("way", TYPED)
def test_a_figure_typed_wrong_is_refused_at_its_cell(intake, grid, way):
    wrong, _ = at_cells(intake, grid, TYPED[way], grid.partners)
    assert wrong == []

"""Valid deliveries as grids of cells, and how they are written to the bytes of a workbook or a text."""

import csv
import datetime as dt
import io
from dataclasses import dataclass, field, replace

import openpyxl


@dataclass(frozen=True)
class Grid:
    """A sheet to be written: its cells, and where its figures, names and headings stand.

    ``sums`` gives the row that sums another one, ``beside`` the columns that say the same in another way: a
    share, its part and its whole. ``codes`` is the column of codes, ``None`` when there is none.
    """

    name: str
    cells: dict[tuple[int, int], object]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    place: int
    headings: dict[int, tuple[int, int]]
    sums: dict[int, tuple[int, ...]] = field(default_factory=dict)
    summed: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()
    codes: int | None = None
    merged: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    kind: str = "xlsx"

    def changed(self, **cells_by_address: object) -> "Grid":
        """Return the grid with cells changed by address (``C7="x"``); None empties one."""
        changes = {_at(address): value for address, value in cells_by_address.items()}
        return self.put(changes)

    def put(self, changes: dict[tuple[int, int], object]) -> "Grid":
        """Return the grid with cells changed; None empties one."""
        cells = {at: value for at, value in (self.cells | changes).items() if value is not None}
        return replace(self, cells=cells)

    @property
    def figures(self) -> list[tuple[int, int]]:
        """Where figures of places stand."""
        return [(row, column) for row in self.rows for column in self.columns if (row, column) in self.cells]

    def partners(self, at: tuple[int, int]) -> set[tuple[int, int]]:
        """Return a cell and those that say something about the same figure: its sums, its share."""
        row, column = at
        found = {at}
        if column in self.beside:
            found |= {(row, other) for other in self.beside}
        if column in self.summed:
            found |= {(total, column) for total in self.sums.get(row, ())}
        return found

    def total_cells(self, at: tuple[int, int]) -> set[tuple[int, int]]:
        """Return the totals that say something about one of them."""
        rows = {total for totals in self.sums.values() if at[0] in totals for total in totals}
        return {(row, at[1]) for row in rows}

    def row_cells(self, row: int) -> set[tuple[int, int]]:
        """Return the cells of a row, and of the rows that sum it."""
        rows = (row, *self.sums.get(row, ()))
        return {(one, column) for one in rows for column in range(1, 8)}

    def column_cells(self, column: int) -> set[tuple[int, int]]:
        """Return the cells of a column."""
        return {(row, column) for row in range(1, 60)}

    def repeated(self, row: int, more: int = 0) -> "Grid":
        """Return the grid with a row once more, right below it, its counts larger by some."""
        later = {(at + (at > row), column): value for (at, column), value in self.cells.items()}
        again = {
            (row + 1, column): value + more if isinstance(value, int) and column in self.columns else value
            for (at, column), value in self.cells.items()
            if at == row
        }
        return replace(self, cells=later | again, rows=tuple(one + (one > row) for one in self.rows))

    def data(self) -> bytes:
        """Return the bytes of the file."""
        return self._text().encode() if self.kind == "csv" else self._workbook()

    def _text(self) -> str:
        out = io.StringIO()
        last = max(row for row, _ in self.cells)
        width = max(column for _, column in self.cells)
        rows = (
            [self.cells.get((row, column), "") for column in range(1, width + 1)]
            for row in range(1, last + 1)
        )
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
        return out.getvalue()

    def _workbook(self) -> bytes:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Biểu"
        for at, value in self.cells.items():
            cell = sheet.cell(*at, value)
            if isinstance(value, str) and value.startswith("#"):
                cell.data_type = "e"
            if isinstance(value, dt.date):
                cell.number_format = "dd/mm/yyyy"
        for merged in self.merged:
            sheet.merge_cells(merged)
        for row in self.hidden:
            sheet.row_dimensions[row].hidden = True
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _at(address: str) -> tuple[int, int]:
    return int(address[1:]), ord(address[0]) - ord("A") + 1


def _cells(*rows: list[object]) -> dict[tuple[int, int], object]:
    return {
        (row, column): value
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value is not None
    }


DOSSIERS = Grid(
    "dossiers",
    _cells(
        ["SỞ KHOA HỌC VÀ CÔNG NGHỆ", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["BIỂU TỔNG HỢP HỒ SƠ TRỰC TUYẾN NĂM 2023"],
        [],
        ["STT", "Mã", "Tỉnh", "Hồ sơ tiếp nhận", "Hồ sơ nộp trực tuyến", "Tỷ lệ hồ sơ nộp trực tuyến (%)"],
        [1, "22", "Quảng Ninh", 410250, 301470, "73,48"],
        [2, "24", "Bắc Giang", 523140, 402130, "76,87"],
        [3, "26", "Vĩnh Phúc", "254.310", "120.540", "47,4"],
        [4, "27", "Bắc Ninh", "312.450", "230.160", 73.66],
        [5, "30", "Hải Dương", 365120, 182560, 50],
        [None, None, "Tổng cộng", 1865270, 1236860, "66,31"],
        ["Ghi chú: số liệu tính đến hết ngày 31/12/2023"],
    ),
    (5, 6, 7, 8, 9),
    (4, 5, 6),
    3,
    {4: (4, 4), 5: (4, 5), 6: (4, 6)},
    dict.fromkeys((5, 6, 7, 8, 9), (10,)),
    (4, 5),
    (4, 5, 6),
    2,
    ("A2:F2",),
)

BUDGETS = Grid(
    "budgets",
    _cells(
        ["Tình hình chi cho chuyển đổi số năm 2023"],
        ["Địa phương", "Chi CĐS (triệu đồng)", "Tổng chi NSĐP (tỷ đồng)", "Tỷ lệ chi CĐS (%)"],
        ["Gia Lai", "61.250,50", "17.890,25", "0,342368"],
        ["Kon Tum", "35.400,25", "10.120,75", "0,349779"],
        ["Đắk Lắk", "98.304,25", "24.310,50", "0,404369"],
        ["Đắk Nông", "42.018,75", "11.208,45", "0,374885"],
        ["Lâm Đồng", "120.960,50", "23.047,25", "0,524837"],
        ["Tổng cộng", "357.934,25", "86.577,20", ""],
        ["Nguồn: Sở Tài chính"],
    ),
    (3, 4, 5, 6, 7),
    (2, 3, 4),
    1,
    {2: (2, 2), 3: (2, 3), 4: (2, 4)},
    dict.fromkeys((3, 4, 5, 6, 7), (8,)),
    (2, 3),
    (2, 3, 4),
    kind="csv",
)

TEAMS = Grid(
    "teams",
    _cells(
        ["Kết quả triển khai tổ công nghệ số cộng đồng"],
        ["TT", "Tỉnh, thành phố", "Tổ CNSCĐ cấp xã", None, "Tổ CNSCĐ cấp thôn", None],
        [None, None, "Năm 2023", "Năm 2024", "Năm 2023", "Năm 2024"],
        ["I", "Bắc Trung Bộ", 1240, 1252, "7.925", "8.066"],
        [1, "Thanh Hóa", 559, 560, "4.301", "4.352"],
        [2, "Nghệ An", 460, "467", "2.312", "2.403"],
        [3, "Hà Tĩnh", 221, 225, "1.312", "1.311"],
        ["II", "Tây Nguyên", 326, 331, "3.559", "3.612"],
        [4, "Đắk Lắk", 184, 186, "2.191", "2.204"],
        [5, "Lâm Đồng", 142, 145, "1.368", "1.408"],
        [None, "Tổng cộng", 1566, 1583, "11.484", "11.678"],
    ),
    (5, 6, 7, 9, 10),
    (3, 4, 5, 6),
    2,
    {3: (2, 3), 5: (2, 5)},
    {5: (4, 11), 6: (4, 11), 7: (4, 11), 9: (8, 11), 10: (8, 11)},
    (3, 4, 5, 6),
    merged=("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"),
)

GRIDS = [DOSSIERS, BUDGETS, TEAMS]

"""Files as officials send them: what is read of each, what is refused, and at which cell."""

import datetime as dt

import pytest
from sheets_by_hand import cell, file, said, sheet, values

from analysis.data import provinces
from analysis.data.deliveries.content import Cell, Sheet
from analysis.data.deliveries.delivery import COLUMNS
from analysis.data.deliveries.understood.reading import understand
from analysis.data.unknown import UnknownName

MOTTO = [
    ["ỦY BAN NHÂN DÂN TỈNH BẮC GIANG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG", None, None, "Độc lập - Tự do - Hạnh phúc"],
    ["Số: 125/BC-STTTT", None, None, "Bắc Giang, ngày 15 tháng 01 năm 2025"],
    [],
    ["BÁO CÁO KẾT QUẢ CHUYỂN ĐỔI SỐ NĂM 2024"],
    ["(Kèm theo Công văn số 12/STTTT-CĐS ngày 10/01/2025)"],
]


def read(*sheets, **told):
    return understand(file(*sheets), **told)


def faults(delivery):
    return said(delivery, "fault")


def only(delivery, variable):
    """Return the figures of the one variable of a delivery without faults."""
    assert faults(delivery) == []
    assert set(delivery.figures["variable"]) == {variable}
    return values(delivery, variable)


def test_a_plain_table():
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Giang", 12], ["Nam Định", 7]), year=2023)
    assert only(delivery, "teams") == {("Hà Giang", 2023): 12, ("Nam Định", 2023): 7}
    row = delivery.figures.iloc[0]
    assert row.to_dict() == {
        "geography": "63", "code": "02", "name": "Hà Giang", "year": 2023, "as_of_date": "",
        "variable": "teams", "value": 12.0, "bound": "exact", "sheet": "Sheet1", "row": 2, "column": 2,
        "written": "12",
    }  # fmt: skip
    assert delivery.figures.dtypes.astype(str).to_dict() == COLUMNS
    assert [(one.column, one.variable, one.unit, one.factor, one.how) for one in delivery.mapping] == [
        (2, "teams", "teams", 1.0, "synonym")
    ]


def test_motto_report_number_titles_and_numbers_of_columns_stand_above():
    delivery = read(
        sheet(
            *MOTTO,
            ["Đơn vị tính: triệu đồng"],
            ["TT", "Tỉnh, thành phố", "Số tổ CNSCĐ", "Chi CĐS"],
            ["A", "B", "1", "2"],
            ["1", "Tỉnh Bắc Giang", "2.135", "40.125,5"],
            ["2", "Tp. Hải Phòng", "1.556", "50.000,0"],
            ["", "Cộng", "3.691", "90.125,5"],
            [],
            ["Ghi chú: Số liệu do các tỉnh báo cáo."],
            [None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"],
        )
    )
    assert faults(delivery) == []
    assert values(delivery) == {
        ("Bắc Giang", 2024, "teams"): 2135,
        ("Hải Phòng", 2024, "teams"): 1556,
        ("Bắc Giang", 2024, "dx_spending"): 40125.5,
        ("Hải Phòng", 2024, "dx_spending"): 50000,
    }
    assert ("row_left_out", "A14") in said(delivery)


@pytest.mark.parametrize("beside", ["125/BC-STTTT", "15/01/2025", "Số: 125/2025/BC-UBND"])
@pytest.mark.parametrize("column", [0, 1])
def test_the_number_of_a_report_beside_the_office_is_no_figure(beside, column):
    title = [*[None] * column, "UBND TỈNH BẮC GIANG", None, beside]
    delivery = read(sheet(title, [], ["TT", "Tỉnh", "Số tổ CNSCĐ"], [1, "Hà Nội", 10]), year=2024)
    assert only(delivery, "teams") == {("Hà Nội", 2024): 10}


def test_two_and_three_rows_of_merged_headings():
    delivery = read(
        sheet(
            ["STT", "Đơn vị", "Tổ CNSCĐ", None, "Hồ sơ TTHC", None, None],
            [None, None, "Số tổ", "Số thành viên", "Tiếp nhận", "Trực tuyến toàn trình", None],
            [None, None, None, None, None, "Số lượng", "Tỷ lệ (%)"],
            [1, "Hà Nội", 10, 50, 1000, 400, "40,00"],
            [2, "Hà Nam", 20, 60, 2000, 1000, "50,00"],
            merged=[(1, 1, 3, 1), (1, 2, 3, 2), (1, 3, 1, 4), (1, 5, 1, 7), (2, 3, 3, 3), (2, 4, 3, 4),
                    (2, 5, 3, 5), (2, 6, 2, 7)],
        ),
        year=2024,
    )  # fmt: skip
    assert faults(delivery) == []
    assert {one.heading: one.variable for one in delivery.mapping} == {
        "Tổ CNSCĐ / Số tổ": "teams",
        "Tổ CNSCĐ / Số thành viên": "members",
        "Hồ sơ TTHC / Tiếp nhận": "dossiers_received",
        "Hồ sơ TTHC / Trực tuyến toàn trình / Số lượng": "dossiers_full_online",
        "Hồ sơ TTHC / Trực tuyến toàn trình / Tỷ lệ (%)": "full_online_dossier_share",
    }
    assert values(delivery, "dossiers_full_online") == {("Hà Nội", 2024): 400, ("Hà Nam", 2024): 1000}


def test_headings_of_groups_without_merged_cells():
    delivery = read(
        sheet(
            ["STT", "Tỉnh", "Tổ CNSCĐ", None, "Hồ sơ", None, "Ghi chú"],
            [None, None, "Cấp xã", "Thôn, tổ dân phố", "Tiếp nhận", "Nộp trực tuyến"],
            [1, "Hà Nội", 10, 50, 1000, 400],
        ),
        year=2024,
    )
    assert faults(delivery) == []
    found = ["teams_commune", "teams_hamlet", "dossiers_received", "dossiers_online"]
    assert [one.variable for one in delivery.mapping] == found


def test_a_heading_over_part_of_the_table_only():
    delivery = read(
        sheet(
            [None, None, "Năm 2023", None, "Năm 2024", None],
            ["TT", "Tỉnh", "Số tổ CNSCĐ", "Chi CĐS (tỷ đồng)", "Số tổ CNSCĐ", "Chi CĐS (tỷ đồng)"],
            [1, "Hà Nội", 10, 1.5, 12, 2.5],
            merged=[(1, 3, 1, 4), (1, 5, 1, 6)],
        )
    )
    assert faults(delivery) == []
    assert values(delivery) == {
        ("Hà Nội", 2023, "teams"): 10,
        ("Hà Nội", 2023, "dx_spending"): 1500,
        ("Hà Nội", 2024, "teams"): 12,
        ("Hà Nội", 2024, "dx_spending"): 2500,
    }


def test_years_as_headings_below_a_title_that_names_the_variable():
    delivery = read(
        sheet(["Số tổ công nghệ số cộng đồng theo tỉnh"], ["Tỉnh", "2022", 2023], ["Hà Nội", 10, 11])
    )
    assert only(delivery, "teams") == {("Hà Nội", 2022): 10, ("Hà Nội", 2023): 11}


def test_one_sheet_a_year():
    rows = [["Tỉnh", "Số hộ có cáp quang"], ["Hà Nội", 1000]]
    delivery = read(sheet(*rows, name="2023"), sheet(*rows, name="Năm 2024"))
    assert only(delivery, "households_fibre") == {("Hà Nội", 2023): 1000, ("Hà Nội", 2024): 1000}


def test_one_sheet_a_variable():
    rows = [["TT", "Tỉnh", "Năm 2023", "Năm 2024"], [1, "Hà Nội", 10, 11]]
    delivery = read(sheet(*rows, name="Số tổ CNSCĐ"), sheet(*rows, name="Thành viên tổ CNSCĐ"))
    assert faults(delivery) == []
    assert values(delivery, "members") == {("Hà Nội", 2023): 10, ("Hà Nội", 2024): 11}
    assert len(delivery.figures) == 4


def test_a_long_table_with_a_column_of_years_and_a_gap_below_each_name():
    delivery = read(
        sheet(
            ["Tỉnh", "Năm", "Số tổ CNSCĐ"],
            ["Hà Nội", 2023, 1],
            [None, 2024, 2],
            ["Lào Cai", "Năm 2023", 3],
            [None, "31/12/2024", 4],
        )
    )
    assert only(delivery, "teams") == {
        ("Hà Nội", 2023): 1, ("Hà Nội", 2024): 2, ("Lào Cai", 2023): 3, ("Lào Cai", 2024): 4,
    }  # fmt: skip
    assert set(delivery.figures["as_of_date"]) == {"", "2024-12-31"}


def test_quarters_and_days_become_the_day_of_the_figure():
    title = ["Hồ sơ tiếp nhận, nghìn hồ sơ"]
    delivery = read(sheet(title, ["Tỉnh", "6 tháng đầu năm 2025", "Tính đến 30/9/2025"], ["Hà Nội", 5, 6]))
    assert faults(delivery) == []
    assert list(delivery.figures[["geography", "as_of_date"]].itertuples(index=False, name=None)) == [
        ("63", "2025-06"), ("34", "2025-09-30"),
    ]  # fmt: skip
    twice = read(sheet(title, ["Tỉnh", "Quý I/2025", "Quý II/2025"], ["Hà Nội", 5, 6]))
    assert faults(twice) == [("repeated_heading", "C2")]
    delivery = read(sheet(["Tỉnh", "Ngày báo cáo", "Số tổ CNSCĐ"], ["Hà Nội", dt.date(2024, 6, 30), 5]))
    assert list(delivery.figures["as_of_date"]) == ["2024-06-30"]
    delivery = read(sheet(["Số tổ CNSCĐ tính đến 31/12/2024"], ["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 5]))
    assert list(delivery.figures["as_of_date"]) == ["2024-12-31"]


def test_several_tables_below_each_other():
    delivery = read(
        sheet(
            ["Biểu 1. Tổ CNSCĐ năm 2023"],
            ["STT", "Tỉnh", "Số tổ"],
            [1, "Hà Nội", 10],
            [2, "Hà Nam", 20],
            [None, "Tổng cộng", 30],
            [],
            ["Biểu 2. Chi cho CĐS năm 2024"],
            ["Đơn vị tính: tỷ đồng"],
            ["STT", "Tỉnh", "Chi CĐS"],
            [1, "Hà Nội", 1.5],
            [2, "Hà Nam", 2.5],
            [None, "Tổng cộng", 4],
        )
    )
    assert faults(delivery) == []
    assert values(delivery) == {
        ("Hà Nội", 2023, "teams"): 10,
        ("Hà Nam", 2023, "teams"): 20,
        ("Hà Nội", 2024, "dx_spending"): 1500,
        ("Hà Nam", 2024, "dx_spending"): 2500,
    }


def test_headings_repeated_on_each_page_are_one_table_with_one_total():
    head = ["STT", "Tỉnh", "Số tổ CNSCĐ"]
    good = [head, [1, "Hà Nội", 10], head, [2, "Hà Nam", 20], ["", "Tổng số", 30]]
    assert only(read(sheet(*good), year=2024), "teams") == {("Hà Nội", 2024): 10, ("Hà Nam", 2024): 20}
    assert faults(read(sheet(*good[:-1], ["", "Tổng số", 31]), year=2024)) == [("total_differs", "C5")]


def test_lines_above_hold_on_the_next_page_and_the_year_for_the_whole_sheet():
    head = ["STT", "Tỉnh", "Chi CĐS"]
    delivery = read(
        sheet(
            ["Số liệu năm 2024"], ["ĐVT: tỷ đồng"], head, [1, "Hà Nội", 1], head, [2, "Hà Nam", 2], [],
            ["Biểu 2"], ["ĐVT: triệu đồng"], head, [1, "Cà Mau", 3],
        )
    )  # fmt: skip
    found = {("Hà Nội", 2024): 1000, ("Hà Nam", 2024): 2000, ("Cà Mau", 2024): 3}
    assert only(delivery, "dx_spending") == found


def test_two_tables_side_by_side():
    delivery = read(
        sheet(
            ["TT", "Tỉnh", "Số tổ CNSCĐ", "TT", "Tỉnh", "Số tổ CNSCĐ"],
            [1, "Hà Nội", 10, 3, "Cà Mau", 30],
            [2, "Hà Nam", 20, 4, "Cần Thơ", 40],
        ),
        year=2024,
    )
    assert only(delivery, "teams") == {
        ("Hà Nội", 2024): 10, ("Hà Nam", 2024): 20, ("Cà Mau", 2024): 30, ("Cần Thơ", 2024): 40,
    }  # fmt: skip


def test_places_as_columns_with_units_in_a_column():
    delivery = read(
        sheet(
            ["TT", "Chỉ tiêu", "ĐVT", "Hà Nội", "Hà Nam", "Cộng"],
            [1, "Số tổ CNSCĐ", "tổ", 5, 6, 11],
            [2, "Chi CĐS", "tỷ đồng", "1,5", "2,5", "4,4"],
        ),
        year=2024,
    )
    assert faults(delivery) == [("total_differs", "F3")]
    assert values(delivery, "dx_spending") == {("Hà Nội", 2024): 1500, ("Hà Nam", 2024): 2500}
    assert [(one.row, one.column) for one in delivery.figures.itertuples()] == [
        (2, 4),
        (2, 5),
        (3, 4),
        (3, 5),
    ]


def test_regions_with_roman_numerals_and_subtotals():
    rows = [
        ["STT", "Tỉnh, thành phố", "Số tổ CNSCĐ"],
        ["", "CẢ NƯỚC", 100],
        ["I", "Đồng bằng sông Hồng", 30],
        [1, "Hà Nội", 10],
        [2, "Hà Nam", 20],
        ["II", "II. Trung du và miền núi phía Bắc (14 tỉnh)", 7],
        [1, "Hà Giang", 7],
    ]
    delivery = read(sheet(*rows), year=2024)
    assert only(delivery, "teams") == {("Hà Nội", 2024): 10, ("Hà Nam", 2024): 20, ("Hà Giang", 2024): 7}
    assert {one for one in said(delivery, "note") if one[0] == "row_left_out"} == {
        ("row_left_out", "B2"), ("row_left_out", "B3"), ("row_left_out", "B6"),
    }  # fmt: skip
    rows[2][2] = 31
    assert faults(read(sheet(*rows), year=2024)) == [("total_differs", "C3")]
    rows[2][2], rows[1][2] = 30, 36  # a country cannot have less than its provinces
    assert faults(read(sheet(*rows), year=2024)) == [("total_differs", "C2")]


@pytest.mark.parametrize(
    "label", ["Cả nước", "Tổng cộng", "TỔNG SỐ", "Toàn quốc", "Cộng:", "Tổng cộng (63 tỉnh)"]
)
def test_totals_are_checked_and_left_out(label):
    table = provinces.provinces()
    rows = [[name, 10] for name in table["name"]]
    good = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], *rows, [label, 630]), year=2024)
    assert faults(good) == []
    assert len(good.figures) == 63
    bad = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], *rows, [label, 640]), year=2024)
    assert faults(bad) == [("total_differs", "B65")]
    (fault,) = bad.faults
    assert fault.values == {"variable": "teams", "stated": 640.0, "summed": 630.0}


@pytest.mark.parametrize(
    ("figures", "total", "differs"),
    [
        (["10", "-"], "25", False),  # what is missing may be any number
        (["10", "-"], "9", True),
        (["trên 10", "20"], "35", False),
        (["trên 10", "20"], "29", True),
        (["khoảng 10", "20"], "50", False),
        (["10", "20"], "trên 25", False),
        (["10", "20"], "-", False),
    ],
)
def test_totals_with_bounds_and_missing_figures(figures, total, differs):
    rows = [["Hà Nội", figures[0]], ["Hà Nam", figures[1]], ["Tổng cộng", total]]
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], *rows), year=2024)
    assert faults(delivery) == ([("total_differs", "B4")] if differs else [])


def test_rounded_amounts_may_differ_from_their_total_by_rounding_only():
    head = ["Tỉnh", "Chi CĐS (tỷ đồng)"]
    near = read(sheet(head, ["Hà Nội", "1,4"], ["Hà Nam", "2,4"], ["Cộng", "3,9"]), year=2024)
    assert faults(near) == []
    far = read(sheet(head, ["Hà Nội", "1,4"], ["Hà Nam", "2,4"], ["Cộng", "4,1"]), year=2024)
    assert faults(far) == [("total_differs", "B4")]


def test_shares_and_averages_are_never_summed():
    head = ["Tỉnh", "Tỷ lệ hồ sơ trực tuyến toàn trình (%)"]
    delivery = read(sheet(head, ["Hà Nội", "40"], ["Hà Nam", "50"], ["Tổng cộng", "45"]), year=2024)
    assert only(delivery, "full_online_dossier_share")["Hà Nam", 2024] == 50
    head = ["Tỉnh", "Số tổ CNSCĐ"]
    assert faults(read(sheet(head, ["Hà Nội", 4], ["Trung bình", 3]), year=2024)) == []


def test_the_column_of_places_may_stand_anywhere():
    delivery = read(
        sheet(["Số tổ CNSCĐ", "Ghi chú", "Tỉnh"], [10, "a", "Hà Nội"], [20, "b", "Hà Nam"]), year=2024
    )
    assert only(delivery, "teams") == {("Hà Nội", 2024): 10, ("Hà Nam", 2024): 20}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TP.HCM", "79"), ("TPHCM", "79"), ("Tp. Hồ Chí Minh", "79"), ("BR-VT", "77"), ("TT Huế", "46"),
        ("Thừa Thiên - Huế", "46"), ("T. Nam Định", "36"), ("Đăk Lăk", "66"), ("HOÀ BÌNH", "17"),
        ("1. Yên Bái", "15"),
        ("UBND tỉnh Bắc Kạn", "06"), ("Ba\u0300 Ri\u0323a - Vu\u0303ng Ta\u0300u", "77"), ("Bac Lieu", "95"),
        ("Bình Dương (1)", "74"), ("Kiên Giang *", "91"), ("Thành phố\nĐà Nẵng", "48"),
    ],
)  # fmt: skip
def test_places_in_any_spelling(name, code):
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], [name, 10]), year=2024)
    assert faults(delivery) == []
    assert list(delivery.figures["code"]) == [code]


def test_an_unknown_place_is_a_fault_with_suggestions_and_nothing_is_guessed():
    delivery = read(
        sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1], ["Bình Dươg", 2], ["Bộ Công an", 3]), year=2024
    )
    assert faults(delivery) == [("unknown_place", "A3"), ("unknown_place", "A4")]
    assert delivery.faults[0].values["suggestions"][0] == "Bình Dương"
    assert values(delivery) == {("Hà Nội", 2024, "teams"): 1}


def test_a_figure_without_a_name_is_a_fault():
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1], [None, 2]), year=2024)
    assert faults(delivery) == [("unknown_place", "A3")]


def test_the_34_are_known_by_their_set_of_names_in_any_year():
    rows = [[name, 10] for name in provinces.units()["name"]]
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], *rows), year=2024)
    assert faults(delivery) == []
    assert set(delivery.figures["geography"]) == {"34"}


def test_names_of_both_sets_go_by_the_year():
    rows = [
        ["Tỉnh", "Năm", "Số tổ CNSCĐ"],
        ["Lào Cai", 2024, 1],
        ["Lào Cai", 2026, 2],
        ["An Giang", "30/6/2025", 3],
    ]
    delivery = read(sheet(*rows))
    assert faults(delivery) == []
    assert list(delivery.figures[["geography", "code"]].itertuples(index=False, name=None)) == [
        ("63", "10"), ("34", "15"), ("63", "89"),
    ]  # fmt: skip


def test_a_name_of_two_territories_that_nothing_decides_is_refused():
    table = [["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1], ["Ninh Bình", 2]]
    delivery = read(sheet(*table), year=2025)
    assert faults(delivery) == [("ambiguous_place", "A3")]
    assert delivery.faults[0].values["meanings"] == {"63": "Ninh Bình", "34": "Ninh Bình"}
    assert list(delivery.figures["geography"]) == ["34"]
    for geography in ("63", "34"):
        decided = read(sheet(*table), year=2025, geography=geography)
        assert set(decided.figures["geography"]) == {geography}
        assert faults(decided) == []


def test_many_names_in_force_alone_in_a_year_of_the_63_are_refused():
    rows = [[name, 10] for name in provinces.units()["name"][:20]]
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], *rows), year=2024)
    assert [one for one, _ in faults(delivery)] == ["ambiguous_place"]


def test_former_and_in_force_mixed_are_refused():
    rows = [[name, 10] for name in (*provinces.units()["name"], "Bắc Giang", "Yên Bái")]
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], *rows), year=2025)
    assert faults(delivery) == [("mixed_places", "A36")]
    assert delivery.faults[0].values["former"] == ("Bắc Giang", "Yên Bái")
    asked = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1], ["Bắc Giang", 2]), year=2024, geography="34")
    assert faults(asked) == [("mixed_places", "A3")]


def test_codes_decide_and_must_belong_to_the_names():
    head = ["Mã tỉnh", "Tỉnh", "Số tổ CNSCĐ"]
    delivery = read(sheet(head, ["1", "Hà Nội", 1], [89, "An Giang", 2], ["10", "Lào Cai", 3]), year=2025)
    assert faults(delivery) == []
    assert set(delivery.figures["geography"]) == {"63"}
    changed = read(sheet(head, ["01", "Hà Nội", 1], ["35", "Nam Định", 2]), year=2024)
    assert faults(changed) == [("changed_key", "A3")]
    assert changed.faults[0].values == {"code": "35", "name": "Nam Định"}


def test_a_place_twice_in_a_table():
    head = ["Tỉnh", "Số tổ CNSCĐ"]
    twice = read(sheet(head, ["Hà Nội", 1], ["Hà Nam", 5], ["Tp Hà Nội", 2]), year=2024)
    assert faults(twice) == [("repeated_place", "A4")]
    assert twice.faults[0].values == {"other": "A2"}
    equal = read(sheet(head, ["Hà Nội", 1], ["Hà Nam", 5], ["Tp Hà Nội", 1]), year=2024)
    assert faults(equal) == []
    assert ("row_left_out", "A4") in said(equal)
    assert len(equal.figures) == 2


def test_two_columns_and_two_sheets_for_one_cell():
    columns = sheet(["Tỉnh", "Số tổ CNSCĐ", "Tổ CNSCĐ"], ["Hà Nội", 1, 1], ["Hà Nam", 2, 3])
    assert faults(read(columns, year=2024)) == [("repeated_heading", "C1")]
    rows = [["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1]]
    assert faults(read(sheet(*rows, name="A"), sheet(*rows, name="B"), year=2024)) == []
    other = sheet(rows[0], ["Hà Nội", 9], name="B")
    twice = read(sheet(*rows, name="A"), other, year=2024)
    assert faults(twice) == [("repeated_figure", "B2")]
    assert twice.faults[0].sheet == "B"
    assert twice.faults[0].values == {"other": "A!B2", "value": 1.0}


def test_unknown_headings_are_faults_until_they_are_told():
    table = [["Tỉnh", "Số tổ CNSCĐ", "Kinh phí CĐS", "Điện thoại"], ["Hà Nội", 1, "2,5", "0912"]]
    delivery = read(sheet(*table), year=2024)
    assert faults(delivery) == [("unknown_heading", "C1"), ("unknown_heading", "D1")]
    assert "dx_spending" in delivery.faults[0].values["suggestions"]
    asked = {"kinh phí cđs": "dx_spending:billion_vnd:2023", "Điện thoại": "-"}
    told = read(sheet(*table), year=2024, asked=asked)
    assert faults(told) == []
    assert values(told) == {("Hà Nội", 2024, "teams"): 1, ("Hà Nội", 2023, "dx_spending"): 2500}
    assert [one.how for one in told.mapping] == ["synonym", "asked"]
    assert ("column_left_out", "D1") in said(told)
    again = read(sheet(*table), year=2024, sender_mapping=asked)
    assert [one.how for one in again.mapping] == ["synonym", "sender"]


def test_what_is_asked_goes_before_what_is_known_of_the_sender():
    table = [["Tỉnh", "Số tổ"], ["Hà Nội", 1]]
    told = {"asked": {"Số tổ": "teams_commune"}, "sender_mapping": {"Số tổ": "teams_hamlet"}}
    assert set(read(sheet(*table), year=2024, **told).figures["variable"]) == {"teams_commune"}


def test_what_is_known_of_a_sender_holds_for_other_years_but_not_against_the_unit_of_a_file():
    known = {"Kinh phí CĐS năm 2024": "dx_spending:billion_vnd"}
    table = [["Tỉnh", "Kinh phí CĐS năm 2025"], ["Hà Nội", 5]]
    assert only(read(sheet(*table), sender_mapping=known), "dx_spending") == {("Hà Nội", 2025): 5000}
    stated = read(sheet(["ĐVT: triệu đồng"], *table), sender_mapping=known)
    assert only(stated, "dx_spending") == {("Hà Nội", 2025): 5}
    years = {"2024": "teams", "Kinh phí CĐS": "dx_spending:vnd:2024"}
    assert faults(read(sheet(["Tỉnh", "2025"], ["Hà Nội", 5]), sender_mapping=years)) == [
        ("unknown_heading", "B1")
    ]
    assert faults(read(sheet(*table), sender_mapping=years)) == [("unknown_heading", "B1")]


def test_how_a_file_was_read_reads_it_again():
    table = sheet(
        ["Tỉnh", "Hồ sơ", None, "Chi CĐS (tỷ đồng)"],
        [None, "Tiếp nhận", "Trực tuyến"],
        ["Hà Nội", 9, 5, "1,5"],
        merged=[(1, 2, 1, 3)],
    )  # fmt: skip
    first = read(table, year=2024)
    known = {one.heading: f"{one.variable}:{one.unit}" for one in first.mapping}
    again = read(table, year=2024, sender_mapping=known)
    assert again.figures.equals(first.figures)
    assert {one.how for one in again.mapping} == {"sender"}


def test_answers_that_cannot_be_are_errors_of_the_caller():
    table = sheet(["Tỉnh", "Số tổ"], ["Hà Nội", 1])
    with pytest.raises(UnknownName, match="teams"):
        read(table, asked={"Số tổ": "team"})
    with pytest.raises(UnknownName):
        read(table, asked={"Số tổ": "teams:persons"})
    with pytest.raises(UnknownName):
        read(table, geography="62")
    with pytest.raises(ValueError, match="24"):
        read(table, asked={"Số tổ": "teams:teams:24"})


def test_money_without_a_unit_is_refused():
    table = [["Tỉnh", "Chi CĐS"], ["Hà Nội", "1.250"]]
    delivery = read(sheet(*table), year=2024)
    assert faults(delivery) == [("unit_not_stated", "B1")]
    assert set(delivery.faults[0].values["units"]) == {"million_vnd", "billion_vnd", "thousand_vnd", "vnd"}
    stated = read(sheet(["Tỉnh", "Chi CĐS"], ["Hà Nội", "1,25 tỷ đồng"]), year=2024)
    assert only(stated, "dx_spending") == {("Hà Nội", 2024): 1250}
    assert faults(read(sheet(["Tỉnh", "Chi CĐS (triệu USD)"], ["Hà Nội", 1]), year=2024)) == [
        ("unknown_unit", "B1")
    ]
    both = sheet(["ĐVT: triệu đồng, tỷ đồng"], *table)
    assert faults(read(both, year=2024)) == [("unit_not_stated", "B2")]


def test_a_line_of_units_holds_for_the_columns_that_can_have_it():
    delivery = read(
        sheet(
            ["ĐVT: nghìn hộ, tỷ đồng"],
            ["Tỉnh", "Số tổ CNSCĐ", "Số hộ", "Chi CĐS"],
            ["Hà Nội", 5, "2.100,5", 3],
        ),
        year=2024,
    )
    assert faults(delivery) == []
    assert list(delivery.figures["value"]) == [5, 2_100_500, 3000]


def test_a_line_of_percent_makes_shares():
    rows = [["Tỉnh", "Hồ sơ nộp trực tuyến", "Số hồ sơ tiếp nhận"], ["Hà Nội", "40,5", "1.000"]]
    delivery = read(sheet(["Đơn vị tính: %"], *rows), year=2024)
    assert list(delivery.figures["variable"]) == ["online_dossier_share", "dossiers_received"]


def test_a_year_is_never_invented():
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Giang", 12]))
    assert faults(delivery) == [("unknown_year", "B1")]
    two = read(sheet(["Kết quả năm 2023 và năm 2024"], ["Tỉnh", "Số tổ CNSCĐ"], ["Hà Giang", 12]))
    assert faults(two) == [("ambiguous_year", "B2")]
    signed = read(sheet(*MOTTO[:4], ["Tỉnh", "Số tổ CNSCĐ"], ["Hà Giang", 12]))
    assert faults(signed) == [("unknown_year", "B5")]


def test_days_that_are_none_or_of_another_year():
    head = ["Tỉnh", "Năm", "Ngày báo cáo", "Số tổ CNSCĐ"]
    delivery = read(sheet(head, ["Hà Nội", 2024, "31/12/2023", 1], ["Hà Nam", 2024, "13/25/2024", 2]))
    assert faults(delivery) == [("day_outside_year", "C2"), ("unreadable_day", "C3")]


def test_all_faults_are_said_at_once():
    delivery = read(
        sheet(
            ["Tỉnh", "Số tổ CNSCĐ", "Chi CĐS", "Tỷ lệ hồ sơ trực tuyến toàn trình (%)", "Xyz"],
            ["Hà Nội", "mười", 5, "40,71", 1],
            ["Hà Lội", 7, 5, "50", 1],
            ["Hà Nam", -7, 5, "150", 1],
            ["Cà Mau", 1.5, 5, "không", 1],
        ),
        year=2024,
    )
    assert faults(delivery) == [
        ("unit_not_stated", "C1"), ("unknown_heading", "E1"), ("not_a_number", "B2"), ("unknown_place", "A3"),
        ("below_zero", "B4"), ("share_above_100", "D4"), ("not_whole", "B5"), ("not_a_number", "D5"),
    ]  # fmt: skip
    assert all(one.sheet == "Sheet1" and one.written for one in delivery.faults)


def test_what_is_said_to_be_unknown_is_missing_and_never_zero():
    delivery = read(
        sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", "-"], ["Hà Nam", "chưa có số liệu"], ["Cà Mau", 0]),
        year=2024,
    )
    assert only(delivery, "teams") == {("Cà Mau", 2024): 0}
    assert ("said_unknown", "B2") in said(delivery)


def test_hidden_rows_and_columns_are_read_and_noted_and_hidden_sheets_are_not():
    rows = [["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1], ["Hà Nam", 2]]
    shown = sheet(*rows, hidden_rows=[3], hidden_columns=[2])
    delivery = read(shown, sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 99], name="cũ", hidden=True), year=2024)
    assert only(delivery, "teams") == {("Hà Nội", 2024): 1, ("Hà Nam", 2024): 2}
    notes = {one.kind: one.values for one in delivery.remarks}
    assert notes["hidden_rows_read"] == {"rows": (3,)}
    assert notes["hidden_columns_read"] == {"columns": (2,)}
    assert ("hidden_sheet_skipped", None) in said(delivery)


def test_sheets_without_a_table_are_noted_and_a_file_without_one_is_refused():
    words = sheet(["Hướng dẫn"], ["Điền số liệu vào trang tính sau"], name="HD")
    good = read(words, sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1], name="SL"), year=2024)
    assert faults(good) == []
    assert ("sheet_without_table", None) in said(good)
    assert faults(read(words)) == [("no_table", None)]
    assert faults(understand(file(Sheet(None, {})))) == [("no_table", None)]


def test_a_figure_merged_over_two_places_is_refused():
    delivery = read(
        sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 5], ["Hà Nam", 6], merged=[(2, 2, 3, 2)]), year=2024
    )
    assert faults(delivery) == [("not_a_number", "B3")]


def test_errors_of_formulas_are_faults_at_their_cell():
    table = sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 5])
    table.cells[2, 2] = Cell(2, 2, "#REF!", error=True)
    assert faults(read(table, year=2024)) == [("formula_error", "B2")]


def test_a_level_is_read_from_a_title():
    delivery = read(sheet(["Tổ công nghệ số cộng đồng cấp xã năm 2024"], ["Tỉnh", "Số tổ"], ["Hà Nội", 5]))
    assert set(delivery.figures["variable"]) == {"teams_commune"}


def test_the_template_is_read_by_its_keys():
    keys = [
        "uptake-template-1",
        "geography",
        "code",
        "name",
        "year",
        "teams_commune",
        "bound:teams",
        "adults",
        "as_of_date",
    ]
    words = ["", "Bộ", "Mã", "Tỉnh", "Năm", "Tổ cấp xã", "Mức", "Người lớn", "Ngày"]
    rows = [keys, [], [], [], words, []]
    rows += [
        [None, "63", "01", "Hà Nội", 2024, 579, "trên", 6_000_000, dt.date(2024, 12, 31)],
        [None, "63", "02", "Hà Giang", 2024, None, None, None, None],
        [None, "34", "91", "An Giang", 2025, 100, None, None, None],
    ]
    example = sheet(["uptake-example"], ["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", 1], name="Ví dụ")
    delivery = read(sheet(*rows), example)
    assert faults(delivery) == []
    found = delivery.figures[["geography", "code", "year", "variable", "value", "bound", "as_of_date"]]
    assert list(found.itertuples(index=False, name=None)) == [
        ("63", "01", 2024, "teams_commune", 579.0, "at least", "2024-12-31"),
        ("63", "01", 2024, "adults", 6_000_000.0, "exact", "2024-12-31"),
        ("34", "91", 2025, "teams_commune", 100.0, "exact", ""),
    ]
    assert {one.how for one in delivery.mapping} == {"template"}
    rows[6][2] = "02"
    assert faults(read(sheet(*rows))) == [("changed_key", "C7")]


def test_a_cell_of_text_and_one_of_a_number_read_the_same():
    for written in (1556, "1.556", "1556", "1 556", cell(2, 2, "1,556").text.replace(",", ".")):
        delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ"], ["Hà Nội", written]), year=2024)
        assert only(delivery, "teams") == {("Hà Nội", 2024): 1556}


def test_a_column_of_levels_says_of_which_level_the_figures_are():
    head = ["Tỉnh", "Cấp", "Số tổ CNSCĐ"]
    delivery = read(sheet(head, ["Hà Nội", "xã", 5], ["Hà Nam", "Cấp xã", 6]), year=2024)
    assert only(delivery, "teams_commune") == {("Hà Nội", 2024): 5, ("Hà Nam", 2024): 6}
    mixed = read(sheet(head, ["Hà Nội", "xã", 5], ["Hà Nam", "thôn", 6]), year=2024)
    assert faults(mixed) == [("ambiguous_heading", "C1")]
    assert mixed.faults[0].values["variables"] == ("teams_commune", "teams_hamlet")


def test_years_below_places_that_stand_in_a_row():
    delivery = read(
        sheet(
            ["TT", "Chỉ tiêu", "ĐVT", "Hà Nội", None, "Hà Nam", None],
            [None, None, None, 2023, 2024, 2023, 2024],
            ["I", "Tổ CNSCĐ", None, None, None, None, None],
            [1, "Số tổ CNSCĐ", "tổ", 1, 2, 3, 4],
            merged=[(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 1, 5), (1, 6, 1, 7)],
        )
    )
    assert only(delivery, "teams") == {
        ("Hà Nội", 2023): 1, ("Hà Nội", 2024): 2, ("Hà Nam", 2023): 3, ("Hà Nam", 2024): 4,
    }  # fmt: skip


def test_names_merged_over_rows_of_years():
    rows = [["Tỉnh", "Năm", "Số tổ CNSCĐ"], ["Hà Nội", 2023, 5], [None, 2024, 6]]
    delivery = read(sheet(*rows, merged=[(2, 1, 3, 1)]))
    assert only(delivery, "teams") == {("Hà Nội", 2023): 5, ("Hà Nội", 2024): 6}


def test_two_columns_of_different_places_before_the_figures_are_refused():
    head = ["Tỉnh mới", "Tỉnh cũ", "Số tổ CNSCĐ"]
    delivery = read(sheet(head, ["Bắc Ninh", "Bắc Giang", 5], ["Phú Thọ", "Hòa Bình", 6]), year=2024)
    assert ("mixed_places", "B2") in faults(delivery)
    (fault,) = [one for one in delivery.faults if one.kind == "mixed_places"]
    assert fault.values == {"former": ("Bắc Giang", "Hòa Bình"), "in_force": ("Bắc Ninh", "Phú Thọ")}


def test_what_a_title_calls_an_estimate_is_not_read_as_spent():
    table = [["Tỉnh", "Chi CĐS"], ["Hà Nội", 5]]
    delivery = read(sheet(["Dự toán chi CĐS năm 2025 (triệu đồng)"], *table))
    assert faults(delivery) == [("unknown_heading", "B2")]
    spent = read(sheet(["Thực hiện dự toán chi CĐS năm 2024 (triệu đồng)"], *table))
    assert only(spent, "dx_spending") == {("Hà Nội", 2024): 5}


def test_names_are_looked_at_also_below_headings_that_are_not_known():
    delivery = read(sheet(["Tỉnh", "Xyz"], ["Hà Nội", 1], ["Hà Lội", 2]), year=2024)
    assert faults(delivery) == [("unknown_heading", "B1"), ("unknown_place", "A3")]


def test_faults_of_cells_name_the_place_and_the_year():
    delivery = read(sheet(["Tỉnh", "Số tổ CNSCĐ năm 2024"], ["Lào Cai", "mười"], ["Hà Nam", 5]))
    (fault,) = delivery.faults
    assert (fault.geography, fault.code, fault.year, fault.variable) == ("63", "10", 2024, "teams")


def test_the_template_says_what_was_added_to_it():
    keys = ["uptake-template-1", "geography", "code", "name", "year", "teams_commune", "bound:teams"]
    rows = [keys, [], [], [], [], [], [None, "63", "01", "Hà Nội", 2024, "mười", "chừng", 5]]
    assert faults(read(sheet(*rows))) == [
        ("not_a_number", "F7"), ("not_a_number", "G7"), ("unknown_heading", "H7"),
    ]  # fmt: skip
    without = [*rows[:6], [None, "63", "01", "Hà Nội", None, 5], [None, None, None, "Hà Nam", 2024, 6]]
    assert faults(read(sheet(*without))) == [("unknown_year", "E7"), ("changed_key", "D8")]


ONE_PLACE = [
    ["ỦY BAN NHÂN DÂN TỈNH BẮC GIANG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["BÁO CÁO CHUYỂN ĐỔI SỐ CỦA TỈNH BẮC GIANG"],
    ["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2023", "Năm 2024", "Ghi chú"],
    ["I", "Chính quyền số", None, None, None, None],
    [1, "Số hồ sơ tiếp nhận", "nghìn hồ sơ", "500,5", "600", None],
    [2, "Tỷ lệ hồ sơ trực tuyến toàn trình", "%", "40,71", "55", "ước"],
    ["II", "Kinh phí", None, None, None, None],
    [3, "Chi CĐS", "tỷ đồng", "10,5", "-", None],
]


def test_a_table_of_one_place_that_only_its_title_names():
    delivery = read(sheet(*ONE_PLACE))
    assert faults(delivery) == []
    assert values(delivery) == {
        ("Bắc Giang", 2023, "dossiers_received"): 500_500,
        ("Bắc Giang", 2024, "dossiers_received"): 600_000,
        ("Bắc Giang", 2023, "full_online_dossier_share"): 40.71,
        ("Bắc Giang", 2024, "full_online_dossier_share"): 55,
        ("Bắc Giang", 2023, "dx_spending"): 10_500,
    }
    assert list(delivery.figures.iloc[0][["row", "column"]]) == [5, 4]


def test_one_column_of_results_below_a_title_with_the_year():
    rows = [["Sở KH&CN tỉnh Lào Cai - Số liệu năm 2024"], ["Nội dung", "Kết quả"], ["Số tổ CNSCĐ", 5]]
    delivery = read(sheet(*rows))
    assert only(delivery, "teams") == {("Lào Cai", 2024): 5}


def test_a_table_of_one_place_with_plans_or_two_places_is_refused():
    rows = [list(row) for row in ONE_PLACE]
    rows[2][3] = "Kế hoạch"
    assert ("unknown_heading", "B3") in faults(read(sheet(*rows)))
    rows = [list(row) for row in ONE_PLACE]
    rows[1][0] = "BÁO CÁO CỦA TỈNH BẮC NINH"
    assert faults(read(sheet(*rows))) == [("no_table", None)]
    rows = [list(row) for row in ONE_PLACE]
    rows[4][1], rows[7][2] = "Số hồ sơ đã giải quyết", None
    assert faults(read(sheet(*rows))) == [("unknown_heading", "B5"), ("unit_not_stated", "B8")]


def test_titles_and_signatures_around_places_that_stand_in_a_row():
    delivery = read(
        sheet(
            ["UBND TỈNH BẮC GIANG", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["DỊCH VỤ CÔNG NĂM 2024"],
            ["Chỉ tiêu", "Phú Yên", "Khánh Hòa"],
            ["Số DVCTT toàn trình", 810, 905],
            [],
            ["Nơi nhận:", None, "GIÁM ĐỐC"],
            ["- Lưu: VT."],
            merged=[(2, 1, 2, 3)],
        )
    )
    assert only(delivery, "services_offered") == {("Phú Yên", 2024): 810, ("Khánh Hòa", 2024): 905}


def test_signatures_below_the_table_of_one_place():
    rows = [list(row) for row in ONE_PLACE]
    rows[4][0], rows[5][0], rows[7][0] = 3, 4, 5
    rows += [
        [],
        ["Nơi nhận:", None, None, "GIÁM ĐỐC"],
        ["- Như trên;"],
        ["- Lưu: VT.", None, None, "(Đã ký)"],
    ]
    assert read(sheet(*rows)).figures.equals(read(sheet(*ONE_PLACE)).figures)


@pytest.mark.parametrize(
    ("title", "geography"),
    [("Số liệu của 34 tỉnh, thành phố", "34"), ("Số liệu sau sắp xếp", "34"), ("Cả 63 tỉnh", "63")],
)
def test_a_title_may_name_the_set_of_places(title, geography):
    table = [["Tỉnh", "Số tổ CNSCĐ"], ["Ninh Bình", 2]]
    delivery = read(sheet([title], *table), year=2025)
    assert faults(delivery) == []
    assert set(delivery.figures["geography"]) == {geography}


@pytest.mark.parametrize("label", ["Các tỉnh đã gửi báo cáo", "Nhóm 1", "A. Các tỉnh phía Bắc"])
def test_a_name_of_the_rows_below_it_stands_between_headings_and_places(label):
    delivery = understand(
        file(
            sheet(
                ["STT", "Tỉnh", "Số tổ CNSCĐ năm 2024"], [None, label], [1, "Hà Nam", 12], [2, "Sơn La", 15]
            )
        )
    )
    assert said(delivery, "fault") == []
    assert values(delivery) == {("Hà Nam", 2024, "teams"): 12.0, ("Sơn La", 2024, "teams"): 15.0}

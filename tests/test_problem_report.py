"""What an office is told of its file: every kind of remark in words, report, marked copy, receipt."""

import datetime as dt
import hashlib
import io
import re
import shlex
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as parsed
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from analysis.data.deliveries.content import Cell, File, Sheet
from analysis.data.deliveries.delivery import COLUMNS, ColumnRead, Delivery
from analysis.data.deliveries.received import files
from analysis.data.deliveries.received.unreadable import REASONS as UNREADABLE
from analysis.data.deliveries.remarks import KINDS, Remark
from analysis.data.deliveries.understood import reading
from analysis.data.deliveries.variables import variables
from analysis.data.deliveries.written import written_numbers
from analysis.data.deliveries.written.written_numbers import REASONS
from analysis.report.deliveries import (
    fillings,
    how_read,
    marked_workbook,
    next_command,
    problem_report,
    receipt,
    words,
)
from analysis.report.language import LANGUAGES, Language
from analysis.report.messages import placeholders

SHEET = "Biểu 01"
DAY = dt.date(2026, 11, 22)
FULL = {
    "unreadable_file": {"reason": "damaged"},
    "undecodable_text": {"line": 7},
    "decoded_as": {"encoding": "tcvn3"},
    "unknown_heading": {"heading": "Số TV", "suggestions": ("members_commune", "members_hamlet")},
    "ambiguous_heading": {"heading": "Số tổ", "variables": ("teams", "teams_commune")},
    "repeated_heading": {"heading": "Số tổ", "other": "D4"},
    "unknown_unit": {"heading": "Chi (USD)", "unit": "USD"},
    "unit_not_stated": {"heading": "Chi CĐS", "units": ("million_vnd", "billion_vnd")},
    "unknown_year": {"heading": "Số tổ"},
    "ambiguous_year": {"heading": "Số tổ", "years": ("2023", "2024-12-31")},
    "column_left_out": {"heading": "STT"},
    "heading_read_as": {
        "heading": "Chi CĐS (tỷ đồng)", "variable": "dx_spending", "unit": "billion_vnd", "how": "sender",
    },
    "unknown_place": {"suggestions": ("Hà Nội", "Hà Nam")},
    "ambiguous_place": {"meanings": {"63": "An Giang", "34": "An Giang"}},
    "mixed_places": {"former": ("Hà Giang",), "in_force": ("Tuyên Quang",)},
    "repeated_place": {"other": "B5"},
    "changed_key": {"code": "02", "name": "Hà Nội"},
    "row_left_out": {"why": "listed"},
    "hidden_rows_read": {"rows": (9, 5)},
    "hidden_columns_read": {"columns": (3, 28)},
    "places_without_row": {"names": ("Hải Phòng", "Huế")},
    "not_a_number": {"reason": "words"},
    "ambiguous_number": {"readings": ("1556", "1.556")},
    "not_whole": {"meant": "1556"},
    "out_of_range": {"low": 0.0, "high": 30000.0},
    "ambiguous_day": {"readings": ("2024-03-05", "2024-05-03")},
    "day_outside_year": {"year": 2024},
    "total_differs": {"variable": "members", "stated": 9880.0, "summed": 9980.0},
    "part_above_whole": {
        "part": "dossiers_online", "whole": "dossiers_received", "part_value": 1500.0, "whole_value": 1200.0,
    },
    "share_above_100": {"value": "101.5"},
    "repeated_figure": {"other": "C9", "value": 1500.0},
    "conflict": {"known": 1500.0, "source": "Sở Tài chính", "difference": 56.0},
    "revision": {"known": 1500.0, "source": "Sở Tài chính", "when": "2025-03-01"},
    "jump": {"before": 500.0, "year": 2023, "factor": 3.112, "largest": 1.4},
    "digits_transposed": {"meant": 1565.0},
    "thousandfold": {"factor": 1000.0, "known": 1.5},
    "above_known": {"whole": "population_thousand", "known": 950.0, "year": 2023, "times": 2.5},
}  # fmt: skip
"""What a remark of a kind may say."""


def remark(kind, **more):
    place = {"sheet": SHEET, "row": 7, "column": 3, "written": "1.556"}
    figure = {"geography": "63", "code": "01", "year": 2024, "variable": "teams"}
    return Remark(kind, values=FULL.get(kind, {}), **place, **figure, **more)


def flat(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_with_and_without_what_it_may_say(kind, language):
    for one in (remark(kind), Remark(kind)):
        what, remedy = words.told(one, language)
        for text in (what, remedy):
            assert text
            assert text == " ".join(text.split(" "))
            assert not re.search(r"\{|\}|\bNone\b|\bnan\b|[\[\]]|  ", text), text
            assert not any(name in text for name in (*KINDS, *variables()) if "_" in name), text
        assert remedy.endswith((".", "?"))
        assert what.endswith((".", "?", "”"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_reads_as_the_name_of_another_language(kind):
    vietnamese, english = words.told(remark(kind), "vi"), words.told(remark(kind), "en")
    assert vietnamese[0] != english[0]
    assert vietnamese[1] != english[1]


def test_reasons_have_words_of_their_own():
    assert {f"unreadable_file.{reason}" for reason in UNREADABLE} <= words.WORDS.keys()
    assert {f"not_a_number.{reason}" for reason in REASONS} <= words.WORDS.keys()
    assert {key.partition(".")[0] for key in words.WORDS} == KINDS.keys()


def test_the_fullest_words_are_used_when_everything_is_known():
    values = fillings.filled(remark("jump"), Language("vi"))
    assert placeholders(words.WORDS["jump"].what[0]) <= values.keys()
    for wording in words.WORDS.values():
        sizes = [len(placeholders(text)) for text in wording.what]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("kind", "vietnamese"),
    [
        (
            "ambiguous_number",
            "Ô C7, trang tính “Biểu 01”: “1.556” có thể hiểu theo hai cách: 1.556 (số nguyên) hoặc 1,556 (số "
            "thập phân).",
        ),
        ("share_above_100", "Ô C7, trang tính “Biểu 01”: “1.556” là tỷ lệ lớn hơn 100 %."),
        (
            "part_above_whole",
            "Ô C7, trang tính “Biểu 01”: “Hồ sơ nộp trực tuyến” (1.500) lớn hơn “Hồ sơ tiếp nhận” (1.200), "
            "trong khi chỉ là một phần của số đó.",
        ),
        (
            "jump",
            "Ô C7, trang tính “Biểu 01”: “1.556” bằng 3,11 lần số của năm 2023 (500 tổ); đến nay chỉ tiêu "
            "này chưa khi nào thay đổi quá 1,4 lần.",
        ),
        (
            "revision",
            "Ô C7, trang tính “Biểu 01”: “1.556” thay đổi số đang dùng của Hà Nội, năm 2024: 1.500 tổ (Sở "
            "Tài chính, 01/3/2025).",
        ),
        (
            "total_differs",
            "Ô C7, trang tính “Biểu 01”: Dòng tổng của chỉ tiêu “Tổ công nghệ số cộng đồng” ghi 9.880 tổ, "
            "nhưng cộng các dòng được 9.980 tổ.",
        ),
        (
            "hidden_columns_read",
            "Ô C7, trang tính “Biểu 01”: Các cột ẩn cũng được đọc: C, AB.",
        ),
    ],
)
def test_words_read_as_an_official_writes(kind, vietnamese):
    assert flat(words.told(remark(kind))[0]) == vietnamese


def test_what_is_asked_for_cannot_be_misread_again():
    remedy = words.told(remark("ambiguous_number"))[1]
    assert remedy == "Xin ghi lại 1556 hoặc 1,5560, tùy theo số đúng, và không ghi gì thêm trong ô."


@settings(max_examples=200, deadline=None)
@given(number=st.decimals("0.001", "99999", places=3))
def test_a_number_is_typed_so_that_it_has_one_meaning(number):
    typed = fillings.typed(number)
    assert "." not in typed
    assert not re.fullmatch(r"\d{1,3}(,\d{3})+", typed)
    assert float(typed.replace(",", ".")) == pytest.approx(float(number), abs=1e-9)


@pytest.mark.parametrize("written", ["1.556", "1,556", "12.500", "1.000"])
def test_a_number_typed_as_asked_is_taken(written):
    variable = variables()["dx_spending"]
    found = written_numbers.read(Cell(3, 3, written), variable, "million_vnd")
    assert isinstance(found, Remark)
    for meant in dict(vars(found)["values"])["readings"]:
        typed = written_numbers.read(Cell(3, 3, fillings.typed(meant)), variable, "million_vnd")
        assert typed.value == pytest.approx(float(meant))


def test_places_are_called_as_the_program_calls_them():
    language = Language("vi")
    assert words.place([Remark("empty_file")], language) == ""
    assert words.place([Remark("row_left_out", row=9)], language) == "Dòng 9"
    assert words.place([Remark("unknown_year", SHEET, column=28)], language) == "Cột AB, trang tính “Biểu 01”"
    assert words.place([Remark("unknown_year", "It's")], language) == "Trang tính “It's”"


def test_equal_remarks_are_told_once_with_all_their_cells():
    many = [Remark("said_unknown", SHEET, row, 3, "–") for row in range(20, 0, -1)]
    other = [Remark("said_unknown", "Biểu 02", 4, 3, "–"), Remark("said_unknown", SHEET, 9, 5, "x")]
    first, second = words.grouped([*other, *many], "vi")
    assert first.where == (
        "21 ô (C1, C2, C3, C4, C5, C6, C7, C8, C9, E9 và 11 mục khác), trang tính “Biểu 01”"
    )
    assert first.what == "“–”, “x” được hiểu là chưa có số liệu, không hiểu là 0."
    assert sorted(one.row for one in first.remarks) == sorted([*range(1, 21), 9])
    assert second.where == "Ô C4, trang tính “Biểu 02”"


def test_one_heading_of_several_years_is_told_once():
    headings = [
        Remark("unknown_heading", SHEET, 2, at, heading, {"heading": heading, "suggestions": ("members",)})
        for at, heading in enumerate(
            ("Số cán bộ 2022", "Số cán bộ năm 2023", "Số cán bộ (31/12/2024)", "Lạ"), 3
        )
    ]
    first, second = words.grouped(headings)
    assert first.where == "3 ô (C2, D2, E2), trang tính “Biểu 01”"
    assert first.what.startswith("Chưa nhận biết được tên cột “Số cán bộ”. Có phải là: “")
    assert "“Lạ”" in second.what


def test_columns_without_a_year_are_asked_for_in_one_sentence():
    several = [
        Remark("unknown_year", SHEET, 2, at, name, {"heading": name})
        for at, name in ((3, "Số tổ"), (4, "Chi"))
    ]
    (said,) = words.grouped(several, "en")
    assert said.what == "It is not said of which year the figures under “Số tổ”, “Chi” are."


@pytest.mark.parametrize(("cells", "groups"), [(4, 4), (5, 1), (63, 1)])
def test_many_faults_of_one_column_are_told_together(cells, groups):
    wrong = [
        Remark("not_a_number", SHEET, row, 3, f"số {row}", {"reason": "words"}, "63", "01", 2024, "teams")
        for row in range(7, 7 + cells)
    ]
    other = Remark("not_a_number", SHEET, 7, 4, "số khác", {"reason": "words"})
    found = words.grouped([*wrong, other])
    assert len(found) == groups + 1
    assert sum(len(one.remarks) for one in found) == cells + 1
    if groups == 1:
        assert found[0].what.startswith("“số 7”, “số 8”, “số 9”")
        assert found[0].where.startswith(f"{cells} ô (C7, C8")


def test_the_count_at_the_top_is_the_one_of_the_list():
    wrong = [
        Remark("part_above_whole", SHEET, row, 3, str(row), FULL["part_above_whole"] | {"part_value": row})
        for row in range(7, 17)
    ]
    text = flat(problem_report.text([*wrong, Remark("below_zero", SHEET, 7, 4, "-5")], "a.csv", "vi"))
    assert "Số điểm cần sửa: 2 điểm, tại 11 vị trí" in text
    assert "ĐỀ NGHỊ SỬA (2 điểm, tại 11 vị trí)" in text
    assert "“Hồ sơ nộp trực tuyến” lớn hơn “Hồ sơ tiếp nhận”" in text
    assert [line[:3] for line in text.splitlines() if re.match(r" \d\.", line)] == [" 1.", " 2."]


def test_rows_left_out_for_one_reason_are_told_together():
    rows = [
        Remark("row_left_out", SHEET, row, 2, name, {"why": "region"})
        for row, name in ((9, "Tây Bắc"), (14, "Tây Nguyên"))
    ]
    total = Remark("row_left_out", SHEET, 20, 2, "Cả nước", {"why": "every"})
    regions, whole = words.grouped([*rows, total])
    assert regions.what == "“Tây Bắc”, “Tây Nguyên” là vùng gồm nhiều tỉnh nên được bỏ qua."
    assert whole.what.startswith("“Cả nước” là dòng tổng")


SOURCES = [
    ({"source": "deliveries/none"}, None),
    ({"source": "dti/dti"}, "“DTI của 63 tỉnh, thành phố, 2022–2024”, "),
    ({"source": "aggregated"}, "tính gộp từ số liệu của các tỉnh"),
    ({"source": "reported_figures/reported_figures", "title": "Chuyển đổi số", "publisher": "Báo Nam Định",
      "published": "2022-04"}, "“Chuyển đổi số”, Báo Nam Định, 4/2022"),
    ({"source": "Sở Tài chính"}, "Sở Tài chính"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "named"), SOURCES)
def test_a_source_is_named_as_people_know_it(source, named):
    one = replace(remark("conflict"), values={"known": 1500.0, "difference": 56.0} | source)
    what = flat(words.told(one)[0])
    assert (f"({named}" in what) if named else what.endswith(": 1.500 tổ.")
    assert not re.search(r"[a-z_]+/[a-z_]+", what)


@pytest.mark.parametrize(
    ("bound", "said"), [("at most", "không quá"), ("at least", "ít nhất"), ("about", "khoảng")]
)
@pytest.mark.parametrize("kind", ["conflict", "revision"])
def test_a_known_bound_is_not_shown_as_an_exact_figure(kind, bound, said):
    one = replace(remark(kind), values=FULL[kind] | {"known_bound": bound})
    assert f": {said} 1.500 tổ (" in flat(words.told(one)[0])


def test_a_source_has_one_day():
    names = {
        "source": "reported_figures/reported_figures",
        "publisher": "Sở KH&CN",
        "published": "2026-11-23",
    }
    one = replace(remark("revision"), values=FULL["revision"] | names)
    assert flat(words.told(one)[0]).endswith("của Hà Nội, năm 2024: 1.500 tổ (Sở KH&CN, 23/11/2026).")


SHARES = {
    "conflict": ({"known": 68.54, "source": "Báo Hà Nam"}, "khác với số đã có: 68,54 % (Báo Hà Nam)"),
    "revision": ({"known": 68.54, "source": "Báo Hà Nam"}, "thay đổi số đang dùng: 68,54 % (Báo Hà Nam)"),
    "jump": ({"before": 90.0, "year": 2023, "points": -40.52, "largest_points": 20.0},
             "chênh 40,52 điểm phần trăm so với năm 2023 (90 %)"),
    "near_all": ({}, "ít khi tỷ lệ gần 100 % như vậy"),
    "thousandfold": ({"known": 68.54, "factor": 0.01}, "chênh lệch nhiều so với số đã có (68,54 %)"),
    "digits_transposed": ({"meant": 94.48}, "Có phải là 94,48 %?"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHARES)
def test_a_share_that_two_figures_imply_is_named_with_them(kind):
    more, said = SHARES[kind]
    one = replace(remark(kind), values={"share": 49.48} | more, variable="full_online_dossier_share")
    what, remedy = map(flat, words.told(one))
    assert "“Hồ sơ trực tuyến toàn trình” chia cho “Hồ sơ tiếp nhận” của Hà Nội, năm 2024" in what
    assert "49,48 %" in what
    assert said in what
    assert "cả hai số" in remedy
    assert words.told(one, "en")[1].startswith("Please check both figures")


def test_a_share_that_the_file_itself_states_otherwise_names_the_file():
    values = {"share": 49.48, "known": 68.54, "source": None}
    one = replace(remark("conflict"), values=values, variable="full_online_dossier_share")
    assert flat(words.told(one)[0]).endswith("trong khi chính tệp này ghi 68,54 %.")


def test_a_figure_far_too_small_is_called_smaller():
    one = replace(
        remark("thousandfold"), values={"factor": 0.01, "known": 52.96}, variable="smartphone_share"
    )
    assert "nhỏ hơn số đã có (52,96 %) khoảng 100 lần" in flat(words.told(one)[0])


def test_a_suggestion_is_part_of_what_makes_doubts_equal():
    doubts = [remark("near_all", suggested="take"), replace(remark("near_all", suggested="keep"), row=8)]
    assert [one.suggested for one in words.grouped(doubts)] == ["dùng số trong tệp này", "giữ số đã có"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(Remark, st.sampled_from(list(KINDS)), st.sampled_from(["A", "B"]),
                          st.integers(1, 5), st.integers(1, 5)), max_size=30))  # fmt: skip
def test_no_remark_is_lost_in_grouping(remarks):
    groups = words.grouped(remarks, "en")
    assert sorted(map(Remark.order, remarks)) == sorted(
        one.order() for said in groups for one in said.remarks
    )
    told = [(said.remarks[0].sheet, said.what, said.remedy, said.suggested) for said in groups]
    assert len(set(told)) == len(told)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Return a workbook as offices send them: title over several cells, widths, a comment, a hidden row."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = SHEET
    page["A1"] = "SỐ LIỆU NĂM 2024"
    page.merge_cells("A1:C1")
    for row in (
        ["STT", "Tỉnh", "Số tổ CNSCĐ"],
        [1, "Hà Nội", "1.556"],
        [2, "Hà Tây", 12],
        [3, "Huế", "=2+3"],
    ):
        page.append(row)
    page["C3"].comment = Comment("Số của Sở", "Sở")
    page["B3"].fill = PatternFill("solid", start_color="FF00FF00")
    page.column_dimensions["B"].width = 31
    page.row_dimensions[4].hidden = True
    book.create_sheet("Ghi chú")["A1"] = '=HYPERLINK("x")'
    place = tmp_path_factory.mktemp("received") / "bieu.xlsx"
    book.save(place)
    return place


@pytest.fixture(scope="module")
def file(path):
    page = openpyxl.load_workbook(path)[SHEET]
    cells = {
        (cell.row, cell.column): Cell(
            cell.row, cell.column, str(cell.value), float(cell.value) if isinstance(cell.value, int) else None
        )
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }
    cells |= {(1, column): Cell(1, column, "SỐ LIỆU NĂM 2024", anchor=(1, 1)) for column in (1, 2, 3)}
    content = path.read_bytes()
    return File(path.name, "xlsx", hashlib.sha256(content).hexdigest(), len(content), (Sheet(SHEET, cells),))


REMARKS = (
    Remark("ambiguous_number", SHEET, 3, 3, "1.556", {"readings": ("1556", "1.556")}, variable="teams"),
    Remark("unknown_place", SHEET, 4, 2, "Hà Tây", {"suggestions": ("Hà Nội",)}),
    Remark("no_table", "Ghi chú"),
    Remark("jump", SHEET, 5, 3, "5", FULL["jump"], "63", "46", 2024, "teams", "keep"),
    Remark("unknown_year", SHEET, 1, 2, "SỐ LIỆU NĂM 2024"),
    Remark("said_unknown", SHEET, 5, 2, "–"),
    Remark("heading_read_as", SHEET, 2, 3, "Số tổ CNSCĐ", FULL["heading_read_as"]),
)
MAPPING = (
    ColumnRead(SHEET, 3, "Số tổ CNSCĐ", "teams", "teams", 1.0, 2024, "synonym"),
    ColumnRead(SHEET, 28, "Chi <CĐS>", "dx_spending", "billion_vnd", 1000.0, None, "sender"),
)


@pytest.fixture(scope="module")
def delivery(file):
    rows = [
        ["63", "01", "Hà Nội", 2024, "", "teams", 1556.0, "exact", SHEET, 3, 3, "1.556"],
        ["63", "46", "Huế", 2023, "", "teams", 5.0, "exact", SHEET, 5, 3, "5"],
        ["63", "46", "Huế", 2024, "", "dx_spending", 5.0, "exact", SHEET, 5, 4, "5"],
    ]
    return Delivery(file, pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS), MAPPING, REMARKS)


def test_the_text_holds_every_fault_doubt_column_and_note(delivery, file):
    text = flat(problem_report.text(delivery, file, sender="Sở KH&CN", received=DAY))
    assert text.startswith("TỆP SỐ LIỆU CHƯA TIẾP NHẬN ĐƯỢC\n")
    joined = " ".join(text.split())
    for part in (
        "Tệp: bieu.xlsx", "Nơi gửi số liệu: Sở KH&CN", "Ngày nhận: 22/11/2026", "Số điểm cần sửa: 4",
        "ĐỀ NGHỊ SỬA (4)", "Ô C3, trang tính “Biểu 01”", "ĐỀ NGHỊ XÁC NHẬN (1)", "Gợi ý: giữ số đã có",
        "Năm: 2024", "Cột C “Số tổ CNSCĐ”: Tổ công nghệ số cộng đồng (tổ); theo danh mục tên cột",
        "nhân 1.000 thành triệu đồng", "“–” được hiểu là chưa có số liệu", "CÁC BƯỚC TIẾP THEO",
    ):  # fmt: skip
        assert part in joined
    for one in REMARKS[:5]:
        assert " ".join(flat(words.told(one)[1]).split()) in joined
    assert max(map(len, text.splitlines())) <= problem_report.WIDE


def test_a_file_that_cannot_be_read_has_a_report_too():
    unreadable = [Remark("locked_file")]
    text = problem_report.text(unreadable, "mật.xls", "vi")
    assert "Tệp có mật khẩu nên không mở được." in text
    assert "Xin bỏ mật khẩu rồi gửi lại tệp." in text
    page = parsed.fromstring(problem_report.html(unreadable, "mật.xls", "en"))
    assert [cell.text_content() for cell in page.xpath("//table//tbody//th")] == ["The file"]


def test_a_file_with_doubts_alone_is_not_called_wrong(delivery, file):
    doubtful = replace(delivery, remarks=REMARKS[3:4])
    text = problem_report.text(doubtful, file, "vi")
    assert text.startswith("TỆP CÓ SỐ LIỆU CẦN XÁC NHẬN")
    assert "Đề nghị sửa" not in text
    good = replace(delivery, remarks=())
    assert problem_report.text(good, file, "vi").startswith("TỆP KHÔNG CÓ ĐIỂM NÀO CẦN SỬA")


def test_what_is_the_same_for_all_columns_is_said_once():
    one = ColumnRead(SHEET, 3, "Số tổ", "teams", "teams", 1.0, 2024, "synonym")
    columns = [one, replace(one, column=4, heading="Tỷ lệ", variable="smartphone_share", unit="percent")]
    rows = how_read.columns_read(columns, None, Language("vi"))
    assert how_read.sentences(rows, Language("vi")) == [
        "Năm: 2024; Căn cứ: theo danh mục tên cột",
        "Cột C “Số tổ”: Tổ công nghệ số cộng đồng (tổ)",
        f"Cột D “Tỷ lệ”: {variables()['smartphone_share'].label['vi']} (%)",
    ]
    heads, cells, _ = how_read.compact(rows)
    assert (len(heads), [len(row) for row in cells]) == (4, [4, 4])
    without = how_read.columns_read([replace(one, year=None)], None, Language("vi"))
    assert how_read.sentences(without, Language("vi"))[-1].endswith("(tổ), chưa rõ năm")
    figures = pd.DataFrame(
        [[SHEET, "teams", column, year] for column, year in ((5, 2023), (6, 2024))],
        columns=["sheet", "variable", "column", "year"],
    )
    in_lines = how_read.columns_read([replace(one, year=None)], figures, Language("vi"))
    assert how_read.sentences(in_lines, Language("vi"))[0].startswith("Năm: 2023–2024; ")
    assert how_read.sentences([], Language("vi")) == how_read.shown([], Language("vi")) == []


def table_of(*rows):
    cells = {
        (row, column): Cell(row, column, str(text))
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
    }
    return File("biểu 1.csv", "csv", "0" * 64, 1, (Sheet(None, cells),))


def options_of(command, option):
    words = shlex.split(command.replace("\\\n", " "))
    return [words[at + 1] for at, word in enumerate(words) if word == option]


def test_the_command_that_is_run_next_reads_the_file_as_it_says():
    headings = [
        "Tỉnh",
        "Số hồ sơ 'quá hạn' năm 2023",
        "Số hồ sơ 'quá hạn' năm 2024",
        "Dự toán chi CĐS (tỷ đồng)",
    ]
    received = table_of(headings, ["Nam Định", "120000", "125000", "250"])
    remarks = reading.understand(received).remarks
    (step,) = next_command.steps(remarks, "hộp thư/biểu 1.csv", "Sở KH&CN", Language("vi"))
    (command,) = step.commands
    assert shlex.split(command)[:5] == ["uptake", "receive", "hộp thư/biểu 1.csv", "--sender", "Sở KH&CN"]
    asked = dict(one.rsplit("=", 1) for one in options_of(command, "--map"))
    assert asked == {headings[1]: "dossiers_received", headings[3]: "dx_spending:billion_vnd"}
    again = reading.understand(received, asked=asked, year=2024)
    assert again.faults == []
    assert set(zip(again.figures["variable"], again.figures["year"], strict=True)) == {
        ("dossiers_received", 2023), ("dossiers_received", 2024), ("dx_spending", 2024),
    }  # fmt: skip
    assert any("dossiers_online" in other for other in step.others)


def test_no_unit_year_or_set_of_places_is_guessed_for_the_next_command():
    remarks = [
        Remark("unit_not_stated", SHEET, 1, 3, "Chi CĐS", FULL["unit_not_stated"], variable="dx_spending"),
        Remark("unknown_year", SHEET, 1, 3, "Chi CĐS", {"heading": "Chi CĐS"}),
        Remark("ambiguous_place", SHEET, 2, 3, "Đà Nẵng"),
    ]
    (step,) = next_command.steps(remarks, "a.xlsx", "Sở", Language("en"))
    assert options_of(step.commands[0], "--map") == ["Chi CĐS=dx_spending:UNIT"]
    assert options_of(step.commands[0], "--year") == ["YEAR"]
    assert options_of(step.commands[0], "--units") == ["63 or 34"]
    assert step.others == ("“Chi CĐS” can also be: dx_spending:million_vnd, dx_spending:billion_vnd",)
    text = problem_report.text(remarks, "a.xlsx", "vi", sender="Sở")
    assert "DÀNH CHO NGƯỜI XỬ LÝ TỆP" in text.split("CÁC BƯỚC TIẾP THEO")[1]


def test_doubts_are_decided_on_their_sheet_before_the_file_is_received_again():
    (step,) = next_command.steps(
        [remark("jump")], "a b.xlsx", "Sở", Language("vi"), decisions="x/decisions.csv"
    )
    assert step.commands == (
        "uptake decide x/decisions.csv --by '…' --why '…'",
        "uptake receive 'a b.xlsx' --sender Sở --decisions x/decisions.csv".replace("Sở", "'Sở'"),
    )
    page = parsed.fromstring(problem_report.html([remark("jump")], "a b.xlsx", "vi", sender="Sở"))
    assert page.xpath("//pre")[0].text_content().startswith("uptake decide decisions.csv")
    assert page.xpath("//h2")[-1].text_content() == "Dành cho người xử lý tệp"


def test_a_file_to_be_corrected_is_received_again_and_one_in_order_needs_no_command():
    (step,) = next_command.steps([remark("below_zero"), remark("jump")], "a.xlsx", "Sở", Language("en"))
    assert step.commands == ("uptake receive a.xlsx --sender 'Sở'",)
    assert next_command.steps([remark("said_unknown")], "a.xlsx", "Sở", Language("en")) == []


class _Strict(HTMLParser):
    """Counts what is opened and closed."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_is_well_formed(delivery, file, language):
    for text in (
        problem_report.html(delivery, file, language, sender="A & <B>", received=DAY),
        receipt.html(delivery, name="x", sender="A & <B>", received=DAY, language=language),
    ):
        reader = _Strict()
        reader.feed(text)
        assert reader.open == []
        assert not re.search(r"https?://|src=|<script|<link|@import|url\(", text)
        assert "A &amp; &lt;B&gt;" in text
        assert "Chi &lt;CĐS&gt;" in text
        page = parsed.fromstring(text)
        assert page.get("lang") == language
        assert len(page.xpath("//h1")) == 1
        for table in page.xpath("//table"):
            assert table.xpath("caption")
            wide = len(table.xpath("thead/tr/th[@scope='col']"))
            for row in table.xpath("tbody/tr"):
                assert len(row.xpath("th[@scope='row']")) == 1
                assert len(row.xpath("th|td")) == wide


def test_the_page_lists_what_the_text_lists(delivery, file):
    page = parsed.fromstring(problem_report.html(delivery, file, "vi"))
    told = [flat(one.text_content()) for one in page.xpath("//table[@class='faults']/tbody/tr/td[1]")]
    assert told == [
        flat(words.found(one, Language("vi"))) for one in sorted(REMARKS[:3] + REMARKS[4:5], key=Remark.order)
    ]
    assert page.xpath("//table[@class='doubts']/tbody/tr/td[3]")[0].text_content() == "giữ số đã có"
    assert len(page.xpath("//table[@class='columns']/tbody/tr")) == len(MAPPING)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_marked_copy_keeps_the_workbook_and_marks_the_cells(path, file):
    before = path.read_bytes()
    book = opened(marked_workbook.marked(path, file, REMARKS, "vi"))
    assert path.read_bytes() == before
    assert book.sheetnames == ["Lỗi cần sửa", SHEET, "Ghi chú"]
    page = book[SHEET]
    assert page.column_dimensions["B"].width == 31
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:C1"]
    assert page["C5"].value == "=2+3"
    assert page["B3"].fill.start_color.rgb == "FF00FF00"
    coloured = {cell.coordinate: cell for row in page.iter_rows() for cell in row if cell.comment}
    assert coloured.keys() == {"A1", "C3", "B4", "C5"}
    assert coloured["C3"].fill.start_color.rgb.endswith(marked_workbook.COLOURS["fault"])
    assert coloured["C5"].fill.start_color.rgb.endswith(marked_workbook.COLOURS["doubt"])
    assert "có thể hiểu theo hai cách" in coloured["C3"].comment.text
    assert "Số của Sở" in coloured["C3"].comment.text
    assert "Gợi ý: giữ số đã có" in coloured["C5"].comment.text
    assert not page.row_dimensions[4].hidden


def test_the_list_comes_first_and_leads_to_every_cell(path, file):
    book = opened(marked_workbook.marked(path, file, REMARKS, "vi"))
    page = book["Lỗi cần sửa"]
    assert book.active.title == page.title
    head = [cell.value for cell in page[5]]
    assert head == [
        "Thứ tự",
        "Loại",
        "Trang tính",
        "Ô",
        "Đang ghi",
        "Nội dung cần xem lại",
        "Đề nghị",
        "Gợi ý",
    ]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=6)]
    assert [(row[2], row[3]) for row in rows] == [
        (SHEET, "A1"), (SHEET, "C3"), (SHEET, "B4"), ("Ghi chú", None), (SHEET, "C5"),
    ]  # fmt: skip
    assert [row[1] for row in rows] == ["cần sửa"] * 4 + ["cần xác nhận"]
    assert page["D7"].hyperlink.location == "'Biểu 01'!C3"
    assert page["D9"].hyperlink is None


@pytest.mark.parametrize("kind", ["csv", "xls", "ods"])
def test_another_file_is_laid_out_as_it_was_read(path, file, kind):
    sheets = (replace(file.sheets[0], name=None),) if kind == "csv" else file.sheets
    remarks = [
        replace(one, sheet=None if kind == "csv" else one.sheet) for one in REMARKS if one.sheet == SHEET
    ]
    book = opened(marked_workbook.marked(path, replace(file, kind=kind, sheets=sheets), remarks, "vi"))
    page = book.worksheets[1]
    assert page.title == ("Nội dung tệp" if kind == "csv" else SHEET)
    for (row, column), cell in file.sheets[0].cells.items():
        found = page.cell(row, column).value
        if cell.anchor in (None, (row, column)):
            assert found == (cell.text if cell.number is None else cell.number)
    assert page["C5"].data_type == "s"  # a text that begins with “=”
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:C1"]
    assert page["C3"].comment
    assert book.worksheets[0]["D7"].hyperlink.location.endswith("!C3")


def test_a_file_that_cannot_be_opened_gets_the_list_alone(tmp_path):
    book = opened(marked_workbook.marked(tmp_path / "x.xlsx", None, [Remark("locked_file")], "en"))
    assert book.sheetnames == ["To correct"]
    assert book.active["F6"].value == "The file has a password and cannot be opened."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_marked_copy_is_the_same_bytes_every_time(path, file, language, monkeypatch):
    first = marked_workbook.marked(path, file, REMARKS, language)

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2040, 1, 1, tzinfo=tz)

    monkeypatch.setattr("openpyxl.packaging.core.datetime.datetime", Later, raising=False)
    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later, raising=False)
    assert marked_workbook.marked(path, file, tuple(reversed(REMARKS)), language) == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-21T00:00:00Z" in packed.read("docProps/core.xml")


def test_a_sheet_of_the_same_name_is_not_replaced(path, file, tmp_path):
    book = openpyxl.load_workbook(path)
    book.create_sheet("LỖI CẦN SỬA")["A1"] = "của Sở"
    book.save(tmp_path / "bieu.xlsx")
    marked = opened(marked_workbook.marked(tmp_path / "bieu.xlsx", file, REMARKS, "vi"))
    assert marked.sheetnames == ["Lỗi cần sửa (2)", SHEET, "Ghi chú", "LỖI CẦN SỬA"]
    assert marked["LỖI CẦN SỬA"]["A1"].value == "của Sở"


def test_a_marked_copy_that_comes_back_is_read_and_marked_as_if_new(path, file, tmp_path):
    back = tmp_path / "bieu.xlsx"
    back.write_bytes(marked_workbook.marked(path, file, REMARKS, "vi"))
    delivery = reading.understand(files.read(back))
    assert {one.sheet for one in delivery.remarks if one.grave == "fault"} <= {SHEET}
    again = opened(marked_workbook.marked(back, delivery.file, REMARKS[1:2], "en"))
    assert again.sheetnames == ["To correct", SHEET, "Ghi chú"]
    comments = {cell.coordinate: cell.comment.text for row in again[SHEET] for cell in row if cell.comment}
    assert comments.keys() == {"B4", "C3"}
    assert comments["C3"] == "Số của Sở"
    assert again[SHEET]["C5"].fill.fill_type is None


def test_the_receipt_counts_what_was_taken_in(delivery):
    text = receipt.text(
        replace(delivery, remarks=REMARKS[3:4]),
        name="2026-11-22-so-a1b2c3d4", sender="Sở KH&CN", received=DAY, chosen=[(REMARKS[3], "take")],
    )  # fmt: skip
    joined = " ".join(flat(text).split())
    for part in (
        "GIẤY BÁO ĐÃ TIẾP NHẬN SỐ LIỆU", "Đã nhận 3 số liệu của 2 tỉnh, thành phố.", "Các năm: 2023–2024",
        f"Mã kiểm tra (SHA-256): {delivery.file.sha256}", "Lựa chọn: dùng số trong tệp này.",
        "Mã lưu: 2026-11-22-so-a1b2c3d4", "Cột AB “Chi <CĐS>”: Chi cho chuyển đổi số (tỷ đồng)",
    ):  # fmt: skip
        assert part in joined

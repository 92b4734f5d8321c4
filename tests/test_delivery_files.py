"""Files as officials send them: what is read, what is refused, and that nothing breaks the reader."""

import csv
import datetime as dt
import io
import random
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from legacy_text import ENCODERS, tcvn3, vni
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from analysis.data.deliveries.received import (
    archives,
    files,
    legacy_letters,
    open_documents,
    text_files,
    web_tables,
)
from analysis.data.deliveries.received.files import REASONS, UnreadableFile
from analysis.data.deliveries.received.number_formats import shown, shown_day
from analysis.data.deliveries.received.plain_text import plain

WORKBOOKS = Path(__file__).parent / "workbooks"
HEADINGS = ["Tỉnh, thành phố", "Số tổ công nghệ số cộng đồng", "Tỷ lệ hồ sơ trực tuyến toàn trình (%)"]
ROWS = [
    ["Hà Nội", "5.556", "40,71"],
    ["Hà Giang", "2.071", "38,2"],
    ["Thừa Thiên Huế", "1.100", "51,09"],
    ["Đắk Lắk", "2.300", "29,9"],
]


def written(path, data):
    path.write_bytes(data)
    return path


def texts(sheet):
    return {(cell.row, cell.column): cell.text for cell in sheet.cells.values()}


def refused(path, **values):
    with pytest.raises(UnreadableFile) as error:
        files.read(path)
    remark = error.value.remark
    assert {name: remark.values.get(name) for name in values} == values
    return remark


def table(separator, rows=(HEADINGS, *ROWS), **how):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, **how).writerows(rows)
    return out.getvalue()


def expected(rows=(HEADINGS, *ROWS)):
    return {(r, c): text for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text}


# Text: letters.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *ENCODERS])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_table_comes_back_from_every_encoding(tmp_path, encoding, form):
    text = unicodedata.normalize(form, table(";"))
    data = ENCODERS[encoding](text) if encoding in ENCODERS else text.encode(encoding)
    read = files.read(written(tmp_path / "bieu.csv", data))
    assert texts(read.sheets[0]) == expected()
    assert read.encoding == {"utf-8-sig": "utf-8"}.get(
        encoding, encoding.removesuffix("-le").removesuffix("-be")
    )
    assert (read.kind, read.name, read.bytes) == ("csv", "bieu.csv", len(data))
    assert read.sheets[0].name is None
    assert all(cell.number is None for cell in read.sheets[0].cells.values())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_mark_of_byte_order_is_no_part_of_the_text(tmp_path, encoding):
    data = ("\ufeff" + table("\t")).encode(encoding)
    assert texts(files.read(written(tmp_path / "bieu.txt", data)).sheets[0]) == expected()


@pytest.mark.parametrize("encode", [tcvn3, vni])
def test_legacy_letters_that_a_program_saved_as_utf_8_are_read(tmp_path, encode):
    data = encode(table(";")).decode("cp1252").encode()
    read = files.read(written(tmp_path / "bieu.csv", data))
    assert texts(read.sheets[0]) == expected()
    assert read.encoding == {tcvn3: "tcvn3", vni: "vni"}[encode]


def test_utf_8_that_a_program_took_for_western_letters_is_read(tmp_path):
    as_western = legacy_letters.as_western
    data = as_western(table(";").encode()).encode()
    assert texts(files.read(written(tmp_path / "a.csv", data)).sheets[0]) == expected()

    def fill(_, sheet):
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = as_western(cell.value.encode())

    read = files.read(_workbook(tmp_path / "a.xlsx", fill))
    assert (texts(read.sheets[0]), read.encoding) == (expected(), None)


def test_letters_that_are_not_proven_are_refused_with_their_line(tmp_path):
    data = "Land;Zahl\r\nKöln;5\r\nMünchen;6\r\n".encode("cp1252")
    remark = refused(written(tmp_path / "a.csv", data), line=2)
    assert (remark.kind, remark.row) == ("undecodable_text", 2)


def test_letters_that_a_program_lost_are_not_made_up(tmp_path):
    whole = table(";")
    asked, marked = whole.encode("ascii", "replace").decode(), whole.replace("Hà Nội", "H\ufffd N\ufffdi")
    for text, row in ((asked, 1), (marked, 2)):
        remark = refused(written(tmp_path / "a.csv", text.encode()))
        assert (remark.kind, remark.row) == ("undecodable_text", row)
    assert files.read(written(tmp_path / "b.csv", "Tên;Số?\r\nHà Nội;5?6\r\n".encode())).encoding == "utf-8"


def test_a_word_that_two_encodings_can_mean_is_refused(tmp_path):
    data = b"Ten;S\xe8\r\nHa Noi;5\r\n"
    assert refused(written(tmp_path / "a.csv", data), line=1).kind == "undecodable_text"


def test_a_sign_that_all_encodings_share_needs_no_proof(tmp_path):
    data = "Ten;Dien tich\r\nHa Noi;3 358 km²\r\n".encode("cp1252").replace(b"3 ", b"3\xa0")
    read = files.read(written(tmp_path / "a.csv", data))
    assert texts(read.sheets[0])[2, 2] == "3 358 km²"


def test_odd_spaces_and_invisible_characters_are_gone(tmp_path):
    data = "Tên;Số tổ\r\n\u200bHà\u00a0Nội\u202f;\u20641\u2009556 \r\nHu\u00adế;\tx\r\n".encode()
    assert texts(files.read(written(tmp_path / "a.csv", data)).sheets[0]) == {
        (1, 1): "Tên",
        (1, 2): "Số tổ",
        (2, 1): "Hà Nội",
        (2, 2): "1 556",
        (3, 1): "Huế",
        (3, 2): "x",
    }


# Text: fields.


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    read = files.read(written(tmp_path / "a.txt", table(separator).encode()))
    assert texts(read.sheets[0]) == expected()


def test_decimal_commas_are_no_separators_where_semicolons_are(tmp_path):
    rows = [["Tên", "2023", "2024"], *([f"Tỉnh {n}", f"{n},5", f"{n},7"] for n in range(9))]
    assert texts(files.read(written(tmp_path / "a.csv", table(";", rows).encode())).sheets[0]) == expected(
        rows
    )


def test_the_separator_that_excel_names_in_the_first_line_is_taken(tmp_path):
    rows = [[], *(HEADINGS, *ROWS)]
    read = files.read(written(tmp_path / "a.csv", b"sep=;\r\n" + table(";").encode()))
    assert texts(read.sheets[0]) == expected(rows)


def test_titles_and_notes_around_the_table_stay_whole(tmp_path):
    text = (
        "Biểu số 1, năm 2024\n"
        + table(",", lineterminator="\n")
        + "Ghi chú: số liệu, đến 31/12, tạm tính, sơ bộ\n"
    )
    found = texts(files.read(written(tmp_path / "a.csv", text.encode())).sheets[0])
    assert found[1, 1] == "Biểu số 1, năm 2024"
    assert found[7, 1] == "Ghi chú: số liệu, đến 31/12, tạm tính, sơ bộ"
    assert (found[2, 2], found[3, 3]) == (HEADINGS[1], "40,71")


def test_line_breaks_and_quotation_marks_within_quotes_stay(tmp_path):
    rows = [["Tên", 'Số "tổ"\ncấp xã'], ["Hà Nội", "5"]]
    assert texts(files.read(written(tmp_path / "a.csv", table(",", rows).encode())).sheets[0]) == expected(
        rows
    )


def test_decimal_commas_that_became_separators_are_refused(tmp_path):
    data = "Tên,Tỷ lệ,Số tổ\nHà Nội,40,71,5556\nHà Giang,38,2,2071\n".encode()
    remark = refused(written(tmp_path / "a.csv", data), reason="ragged")
    assert (remark.row, remark.written) == (2, "Hà Nội,40,71,5556")


def test_a_row_of_years_is_no_row_of_figures(tmp_path):
    data = "Năm,2023\nTên,2023,2024\nHà Nội,5,6\n".encode()
    assert texts(files.read(written(tmp_path / "a.csv", data)).sheets[0])[3, 3] == "6"


def test_a_file_that_stops_within_a_line_is_refused(tmp_path):
    whole = table(";")
    for cut in (whole.rindex(";"), whole.rindex(";") - 1):
        assert refused(written(tmp_path / "a.csv", whole[:cut].encode()), reason="cut_off").row == 5
    refused(written(tmp_path / "b.csv", b'Ten;So\n"Ha Noi;5\n'), reason="cut_off")


def test_a_last_line_without_its_end_is_whole(tmp_path):
    assert (
        texts(files.read(written(tmp_path / "a.csv", table(";").rstrip().encode())).sheets[0]) == expected()
    )


def test_a_formula_in_a_text_is_a_text(tmp_path):
    rows = [["Tên", "Số"], ["=cmd|' /C calc'!A0", "=1+1"]]
    found = files.read(written(tmp_path / "a.csv", table(";", rows).encode())).sheets[0]
    assert texts(found) == expected(rows)


# What a file is.


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", "empty_file", None),
        (b" \r\n\t ", "empty_file", None),
        (b"\xef\xbb\xbf\r\n", "empty_file", None),
        (b";;;\n;;;\n", "empty_file", None),
        (b"%PDF-1.7 ...", "unreadable_file", "document"),
        (b"{\\rtf1\\ansi ...}", "unreadable_file", "document"),
        (b"\x89PNG\r\n\x1a\n0000", "unreadable_file", "document"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "unreadable_file", "document"),
        (b"Rar!\x1a\x07", "unreadable_file", "unknown_kind"),
        (bytes(range(256)) * 4, "unreadable_file", "unknown_kind"),
        (b"PK\x03\x04 and no more", "unreadable_file", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "unreadable_file", "damaged"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, data, kind, reason):
    remark = refused(written(tmp_path / "a.xlsx", data))
    assert (remark.kind, remark.values.get("reason")) == (kind, reason)
    assert reason is None or reason in REASONS


def test_a_file_that_is_not_there_is_no_remark(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "none.xlsx")


def test_large_files_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_MOST_BYTES", 10)
    refused(written(tmp_path / "a.csv", b"Ten;So\nHa Noi;5\n"), reason="too_large")


def test_the_name_of_a_file_says_nothing(tmp_path):
    book = tmp_path / "a.xlsx"
    _workbook(book)
    for name, data, kind in (("a.xls", book.read_bytes(), "xlsx"), ("b.xlsx", table(";").encode(), "csv")):
        assert files.read(written(tmp_path / name, data)).kind == kind


# Workbooks.


def _workbook(path, fill=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    for row in (HEADINGS, *ROWS):
        sheet.append(row)
    if fill:
        fill(book, sheet)
    book.save(path)
    return path


def _sheet(tmp_path, fill):
    return files.read(_workbook(tmp_path / "a.xlsx", fill)).sheets[0]


def test_a_workbook_is_read_by_sheets(tmp_path):
    def fill(book, _):
        book.create_sheet("Ẩn").append(["x"])
        book["Ẩn"].sheet_state = "hidden"
        book.create_sheet("Rất ẩn").append(["x"])
        book["Rất ẩn"].sheet_state = "veryHidden"
        book.create_sheet("Trống")

    read = files.read(_workbook(tmp_path / "a.xlsx", fill))
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in read.sheets] == [
        ("Số liệu", False, 5),
        ("Ẩn", True, 1),
        ("Rất ẩn", True, 1),
        ("Trống", False, 0),
    ]
    assert texts(read.sheets[0]) == expected()
    assert (read.kind, read.encoding) == ("xlsx", None)


def test_numbers_days_and_truths_are_read_as_they_are_shown(tmp_path):
    shown_as = [
        (1556, "General", "1556", 1556.0, ""),
        (1556.0, "#,##0", "1556", 1556.0, "#,##0"),
        (0.4071, "0.00%", "40.71%", 0.4071, "0.00%"),
        (29.9, "General", "29.9", 29.9, ""),
        (7, "00", "07", 7.0, "00"),
        (1_300_000, '#,##0.0,," triệu"', "1.3 triệu", 1_300_000.0, '#,##0.0,," triệu"'),
        (True, "General", "TRUE", None, ""),
        ("40,71%", "@", "40,71%", None, "@"),
    ]

    def fill(_, sheet):
        for row, (value, code, *_rest) in enumerate(shown_as, start=10):
            sheet.cell(row, 1, value).number_format = code
        sheet["B10"], sheet["B11"] = dt.datetime(2024, 12, 31), dt.date(2025, 7, 1)
        sheet["B11"].number_format = "mm/yyyy"

    found = _sheet(tmp_path, fill).cells
    for row, (_, _, text, number, code) in enumerate(shown_as, start=10):
        assert (found[row, 1].text, found[row, 1].number, found[row, 1].format) == (text, number, code)
    assert (found[10, 2].text, found[10, 2].day, found[10, 2].number) == (
        "31/12/2024",
        dt.date(2024, 12, 31),
        None,
    )
    assert (found[11, 2].text, found[11, 2].day) == ("07/2025", dt.date(2025, 7, 1))


def test_every_cell_of_a_merged_range_names_its_first(tmp_path):
    def fill(_, sheet):
        sheet["A8"] = "Vùng Đồng bằng sông Hồng"
        sheet.merge_cells("A8:B9")
        sheet.merge_cells("D1:E1")

    found = _sheet(tmp_path, fill).cells
    assert {at: (found[at].text, found[at].anchor) for at in found if at[0] > 5} == dict.fromkeys(
        ((8, 1), (8, 2), (9, 1), (9, 2)), ("Vùng Đồng bằng sông Hồng", (8, 1))
    )
    assert found[1, 1].anchor is None
    assert (1, 4) not in found


def test_what_is_hidden_is_read_and_named(tmp_path):
    def fill(_, sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions.group("B", "C", hidden=True)

    found = _sheet(tmp_path, fill)
    assert (found.hidden_rows, found.hidden_columns) == ({3}, {2, 3})
    assert texts(found) == expected()


def test_errors_and_formulas_that_nobody_computed_are_errors(tmp_path):
    def fill(_, sheet):
        sheet["A7"] = "#REF!"
        sheet["A7"].data_type = "e"
        sheet["A8"] = "=B2+B3"

    found = _sheet(tmp_path, fill).cells
    assert (found[7, 1].text, found[7, 1].error) == ("#REF!", True)
    assert (found[8, 1].text, found[8, 1].error, found[8, 1].number) == ("=B2+B3", True, None)


def test_a_formula_counts_by_its_saved_value_unless_it_was_never_computed(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_formula("A1", "=1+1", None, 2)
    book.close()
    # The library writes a zero where it knows no value, and asks the program to compute all on opening.
    assert files.read(path).sheets[0].cells[1, 1].error
    saved = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b' fullCalcOnLoad="1"', b""))
    cell = files.read(saved).sheets[0].cells[1, 1]
    assert (cell.number, cell.text, cell.error) == (2.0, "2", False)


def test_a_note_above_the_line_does_not_become_a_digit(tmp_path):
    def fill(_, sheet):
        sheet["A7"] = CellRichText("1.556", TextBlock(InlineFont(vertAlign="superscript"), "1"))
        sheet["A8"] = CellRichText("Diện tích (km", TextBlock(InlineFont(vertAlign="superscript"), "2"), ")")

    found = texts(_sheet(tmp_path, fill))
    assert (found[7, 1], found[8, 1]) == ("1.556¹", "Diện tích (km²)")


@pytest.mark.parametrize(("font", "encode"), [(".VnTime", tcvn3), ("VNI-Times", vni)])
def test_cells_are_decoded_by_the_name_of_their_font(tmp_path, font, encode):
    def fill(_, sheet):
        for row in range(1, 6):
            for column in range(1, 4):
                cell = sheet.cell(row, column)
                cell.value, cell.font = encode(cell.value).decode("cp1252"), Font(name=font)
        sheet["A7"] = "Nguồn: Sở Thông tin và Truyền thông"

    read = files.read(_workbook(tmp_path / "a.xlsx", fill))
    assert texts(read.sheets[0]) == expected() | {(7, 1): "Nguồn: Sở Thông tin và Truyền thông"}
    assert read.encoding == {tcvn3: "tcvn3", vni: "vni"}[encode]


def test_legacy_letters_are_decoded_by_piece_and_font_of_capitals(tmp_path):
    def fill(_, sheet):
        old = InlineFont(rFont=".VnTimeH")
        sheet["A7"] = CellRichText("Biểu 1: ", TextBlock(old, tcvn3("tỉnh hà tĩnh").decode("cp1252")))

    assert texts(_sheet(tmp_path, fill))[7, 1] == "Biểu 1: TỈNH HÀ TĨNH"


@pytest.mark.parametrize("encode", [tcvn3, vni])
def test_cells_whose_font_was_lost_are_decoded_when_all_of_them_prove_it(tmp_path, encode):
    def fill(_, sheet):
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = encode(cell.value).decode("cp1252")

    read = files.read(_workbook(tmp_path / "a.xlsx", fill))
    assert texts(read.sheets[0]) == expected()
    assert read.encoding == {tcvn3: "tcvn3", vni: "vni"}[encode]


def test_letters_apart_from_their_marks_are_composed(tmp_path):
    def fill(_, sheet):
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = unicodedata.normalize("NFD", cell.value)

    assert texts(_sheet(tmp_path, fill)) == expected()


def test_a_workbook_with_macros_is_told_and_read(tmp_path):
    path = _workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "a.xlsm", "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "[Content_Types].xml":
                data = data.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                    b"ms-excel.sheet.macroEnabled.main",
                )
                data = data.replace(b"application/vnd.ms-excel", b"application/vnd.ms-excel")
            new.writestr(part, data)
    read = files.read(tmp_path / "a.xlsm")
    assert (read.kind, texts(read.sheets[0])) == ("xlsm", expected())


# Harm.


def _changed(tmp_path, name, change):
    path = _workbook(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
    return tmp_path / "a.xlsx"


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path):
    bomb = _changed(tmp_path, "xl/styles.xml", lambda data: data + b" " * 101_000_000)
    assert bomb.stat().st_size < 1_000_000
    refused(bomb, reason="too_large")


BESIDE = {
    "xl/worksheets/sheet1.xml": b'<dataValidations><dataValidation type="x" sqref="A1"/></dataValidations>',
    "docProps/core.xml": b'<x:modified xmlns:x="http://purl.org/dc/terms/">yesterday</x:modified>',
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_cells_do_not_need_keeps_no_workbook_out(tmp_path, name):
    path = _changed(tmp_path, name, lambda data: (BESIDE[name] + b"</").join(data.rsplit(b"</", 1)))
    with pytest.raises((TypeError, ValueError)):
        openpyxl.load_workbook(path)
    assert texts(files.read(path).sheets[0]) == expected()


def test_a_range_merged_over_the_whole_sheet_is_refused(tmp_path):
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    path = _changed(tmp_path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</worksheet>", merged))
    refused(path, reason="too_large")


def test_more_cells_than_are_read_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_MOST_CELLS", 10)
    refused(_workbook(tmp_path / "a.xlsx"), reason="too_large")


def test_declared_entities_are_refused(tmp_path):
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    path = _changed(tmp_path, "xl/workbook.xml", lambda data: laughs + data)
    refused(path, reason="damaged")


def test_a_document_is_no_workbook(tmp_path):
    for name in ("word/document.xml", "ppt/presentation.xml"):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(name, "<x/>")
        refused(tmp_path / "a.xlsx", reason="document")


def test_an_archive_with_a_password_is_locked(tmp_path):
    path = _workbook(tmp_path / "a.xlsx")
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    assert refused(written(path, bytes(data))).kind == "locked_file"


# Pages.


def test_a_web_page_under_the_name_of_a_workbook_is_read(tmp_path):
    page = """<html><head><meta charset="utf-8"><style>td {color: red}</style></head><body>
    <h3>Biểu số 1 <br> năm 2024</h3>
    <table><tr><th rowspan="2">Tỉnh</th><th colspan=2>Số tổ</th></tr><tr><th>2023<th>2024</tr>
    <tr><td>Hà&nbsp;Nội<td>1.556<sup>1</sup></td><td>=1+1</td></tr>
    <tr style="display: none"><td>Hu&#7871;</td><td><b>5</b><td></tr></table>
    <p>Ghi chú</p><script>alert("x")</script></body></html>"""
    read = files.read(written(tmp_path / "a.xls", page.encode()))
    assert (read.kind, read.encoding) == ("html", "utf-8")
    sheet = read.sheets[0]
    assert texts(sheet) == {
        (1, 1): "Biểu số 1 năm 2024",
        (2, 1): "Tỉnh",
        (2, 2): "Số tổ",
        (2, 3): "Số tổ",
        (3, 1): "Tỉnh",
        (3, 2): "2023",
        (3, 3): "2024",
        (4, 1): "Hà Nội",
        (4, 2): "1.556¹",
        (4, 3): "=1+1",
        (5, 1): "Huế",
        (5, 2): "5",
        (6, 1): "Ghi chú",
    }
    assert sheet.cells[3, 1].anchor == (2, 1)
    assert sheet.cells[2, 3].anchor == sheet.cells[2, 2].anchor == (2, 2)
    assert sheet.cells[4, 2].anchor is None
    assert sheet.hidden_rows == {5}


def test_tables_within_tables_are_laid_out_below_each_other(tmp_path):
    inner = "<table><tr><td>Hà Nội</td><td>5</td></tr></table>"
    page = f"<table><tr><td>Tiêu đề</td></tr><tr><td>{inner}</td></tr></table>"
    assert texts(files.read(written(tmp_path / "a.xls", page.encode())).sheets[0]) == {
        (1, 1): "Tiêu đề",
        (2, 1): "Hà Nội",
        (2, 2): "5",
    }


@pytest.mark.parametrize("name", ENCODERS)
def test_pages_in_legacy_letters_are_read(tmp_path, name):
    page = "<table>" + "".join(f"<tr><td>{'<td>'.join(row)}</tr>" for row in (HEADINGS, *ROWS)) + "</table>"
    read = files.read(written(tmp_path / "a.xls", ENCODERS[name](page)))
    assert (read.kind, read.encoding, texts(read.sheets[0])) == ("html", name, expected())


def test_spans_without_end_are_refused(tmp_path):
    page = b"<table><tr><td rowspan=10000 colspan=1000>x</table>"
    refused(written(tmp_path / "a.xls", page), reason="too_large")


XML_WORKBOOK = """<?xml version="1.0" encoding="UTF-16"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="v"><Font ss:FontName=".VnTime"/></Style></Styles>
<Worksheet ss:Name="Số liệu"><Table><Column/><Column ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">Biểu 1</Data></Cell>
<Cell><Data ss:Type="String">x</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:StyleID="v"><Data ss:Type="String">Thõa Thiªn HuÕ</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.4071</Data></Cell>
<Cell ss:Index="5"><Data ss:Type="DateTime">2024-12-31T00:00:00.000</Data></Cell></Row>
<Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">1.556<Sup>1</Sup></ss:Data></Cell>
<Cell><Data ss:Type="Error">#REF!</Data></Cell><Cell ss:Formula="=1+1"/></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
<Visible>SheetHidden</Visible></WorksheetOptions>
</Worksheet></Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_in_xml_under_the_name_of_an_old_one_is_read(tmp_path, encoding):
    read = files.read(written(tmp_path / "a.xls", XML_WORKBOOK.encode(encoding)))
    assert (read.kind, read.encoding) == ("xml", "tcvn3")
    sheet = read.sheets[0]
    assert (sheet.name, sheet.hidden, sheet.hidden_rows, sheet.hidden_columns) == ("Số liệu", True, {4}, {2})
    assert texts(sheet) == {
        **dict.fromkeys([(1, 1), (1, 2), (1, 3)], "Biểu 1"),
        (1, 4): "x",
        (4, 1): "Thừa Thiên Huế",
        (4, 2): "40.71%",
        (4, 5): "31/12/2024",
        (5, 1): "1.556¹",
        (5, 2): "#REF!",
        (5, 3): "=1+1",
    }
    assert sheet.cells[1, 3].anchor == (1, 1)
    assert (sheet.cells[4, 2].number, sheet.cells[4, 5].day) == (0.4071, dt.date(2024, 12, 31))
    assert sheet.cells[5, 2].error and sheet.cells[5, 3].error


def test_letters_of_two_kinds_in_one_text_are_left_as_they_are(tmp_path):
    data = "Tên;Số\r\nNinh Bình;5\r\nThõa Thiªn HuÕ;6\r\n".encode()
    assert texts(files.read(written(tmp_path / "a.csv", data)).sheets[0])[3, 1] == "Thõa Thiªn HuÕ"


def test_a_workbook_in_xml_is_read_whole_or_refused(tmp_path):
    for end in range(700, len(XML_WORKBOOK) - 1, 7):
        refused(written(tmp_path / "a.xls", XML_WORKBOOK[:end].encode()), reason="damaged")
    declared = XML_WORKBOOK.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "ha">]><Workbook')
    refused(written(tmp_path / "a.xls", declared.encode()), reason="damaged")


# Other workbooks, written by LibreOffice: tests/workbooks.


def test_what_is_read_of_other_kinds_would_lack_errors_and_formats(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", b"")
    refused(tmp_path / "a.xlsb", reason="other_workbook")
    whole = (WORKBOOKS / "written_by_libreoffice.xls").read_bytes()
    at = whole.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    refused(written(tmp_path / "a.xls", whole[: at + 5] + b"\x05" + whole[at + 6 :]), reason="other_workbook")


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_workbook_with_a_password_is_locked(kind):
    assert refused(WORKBOOKS / f"with_password.{kind}").kind == "locked_file"


@pytest.mark.parametrize(
    ("name", "said"), [("EncryptedPackage", "locked_file"), ("WordDocument", "document")]
)
def test_other_compound_files_are_told_by_their_streams(tmp_path, name, said):
    # An encrypted xlsx is a compound file, too.
    whole = (WORKBOOKS / "written_by_libreoffice.xls").read_bytes()
    entry = whole.index("Workbook\0".encode("utf-16-le"))
    renamed = name.encode("utf-16-le").ljust(64, b"\0") + bytes([len(name) * 2 + 2, 0])
    remark = refused(written(tmp_path / "a.xlsx", whole[:entry] + renamed + whole[entry + 66 :]))
    assert said in (remark.kind, remark.values.get("reason"))


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_workbooks_say_the_same(kind):
    read = files.read(WORKBOOKS / f"written_by_libreoffice.{kind}")
    sheet, hidden = read.sheets
    found = sheet.cells
    assert (read.kind, sheet.name, sheet.hidden, hidden.name, hidden.hidden) == (
        kind,
        "Số liệu",
        False,
        "Ẩn",
        True,
    )
    assert {at: text for at, text in texts(sheet).items() if at[0] < 6} == expected()
    assert (found[6, 2].number, found[6, 2].text) == (1556.0, "1556")
    assert (found[6, 3].number, found[6, 3].text) == (0.4071, "40.71%")
    assert "%" in found[6, 3].format
    assert (found[6, 4].day, found[6, 4].text) == (dt.date(2024, 12, 31), "31/12/2024")
    assert (found[6, 5].error, found[6, 5].text) == (True, "#DIV/0!")
    assert {at: found[at].anchor for at in found if at[0] in (7, 8)} == dict.fromkeys(
        [(7, 1), (7, 2), (8, 1), (8, 2)], (7, 1)
    )
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {7})


def test_fonts_of_an_old_workbook_decode_its_cells():
    read = files.read(WORKBOOKS / "written_by_libreoffice.xls")
    assert read.encoding == "tcvn3"
    assert [read.sheets[0].cells[9, column].text for column in (1, 2)] == [
        "tỉnh Thừa Thiên Huế",
        "TỈNH THỪA THIÊN HUẾ",
    ]


def test_notes_above_the_line_of_an_open_document_stay_apart():
    assert files.read(WORKBOOKS / "written_by_libreoffice.ods").sheets[0].cells[10, 1].text == "1.556¹"


def test_a_repeated_row_of_an_open_document_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(open_documents, "_MOST_CELLS", 5)
    refused(WORKBOOKS / "written_by_libreoffice.ods", reason="too_large")


# Damage.


def _workbook_of(kind, folder):
    if kind == "xlsx":
        return _workbook(folder / "whole.xlsx").read_bytes()
    return (WORKBOOKS / f"written_by_libreoffice.{kind}").read_bytes()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv", "tcvn3", "utf-16", "html"])
def test_a_file_cut_anywhere_is_read_or_refused(tmp_path, kind):
    text = {
        "csv": table(";").encode(),
        "tcvn3": tcvn3(table(";")),
        "utf-16": table("\t").encode("utf-16"),
        "html": ("<table>" + "<tr><td>Hà Nội<td rowspan=2>5" * 20 + "</table>").encode(),
    }
    data = text.get(kind) or _workbook_of(kind, tmp_path)
    step = 50 if kind in ("xlsx", "xls", "ods") else 7
    for end in range(0, len(data), step):
        path = written(tmp_path / "a.bin", data[:end])
        try:
            files.read(path)
        except UnreadableFile as error:
            assert error.remark.grave == "fault"
        else:
            assert kind not in ("xlsx", "ods"), f"cut at {end}"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_file_with_changed_bytes_is_read_or_refused(tmp_path, kind):
    data = _workbook_of(kind, tmp_path)
    dice = random.Random(5)
    for _ in range(60):
        changed = bytearray(data)
        for _ in range(dice.randrange(1, 30)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        try:
            files.read(written(tmp_path / "a.bin", bytes(changed)))
        except UnreadableFile as error:
            assert error.remark.grave == "fault"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    path = written(tmp_path_factory.getbasetemp() / "any.bin", data)
    try:
        files.read(path)
    except UnreadableFile as error:
        assert error.remark.grave == "fault"


_FIELD = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12).map(plain)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_FIELD, min_size=3, max_size=3), min_size=2, max_size=6), st.sampled_from("\t;"))
def test_any_table_of_text_comes_back(rows, separator):
    rows = [["Tỉnh", "Số tổ", "Ghi chú"], *rows]
    text = table(separator, rows, quoting=csv.QUOTE_ALL)
    assert texts(text_files.sheet(text)) == expected(rows)


# Numbers and days as they are shown.


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (1556, "General", "1556"),
        (1e15, "General", "1000000000000000"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.891, "#,##0.00", "1234567.89"),
        (1234567.891, "#,##0", "1234568"),
        (40.7, "0.00", "40.70"),
        (40.7, "0.##", "40.7"),
        (40.0, "0.##", "40"),
        (0.4071, "0%", "41%"),
        (0.40715, "0.00%", "40.72%"),
        (40.71, '0.00"%"', "40.71%"),
        (40.71, "0.00\\%", "40.71%"),
        (1556, '#,##0\\ "tổ"', "1556 tổ"),
        (1556000, "#,##0,", "1556"),
        (1556, "[$-42A]#,##0", "1556"),
        (1556, "#,##0 [$₫-42A]", "1556 ₫"),
        (-5, "0", "-5"),
        (-5, "0;(0)", "(5)"),
        (-5, "#,##0_);[Red](#,##0)", "(5)"),
        (1556, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "1556"),
        (0, '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', "-"),
        (0, "0;-0;;@", "0"),
        (-0.0001, "0.00", "0.00"),
        (0.5, "# ?/?", "0.5"),
        (12345, "0.00E+00", "12345"),
        (1556, "[>=1000]#,##0;0", "1556"),
        (0.5, "#.00", ".50"),
        (5, "000", "005"),
        (0, "#", "0"),
    ],
)
def test_a_number_reads_as_its_format_shows_it(number, code, text):
    assert shown(number, code) == text


@settings(max_examples=200, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.text(max_size=12))
def test_any_format_gives_some_text(number, code):
    assert shown(number, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("mm-dd-yy", "31/12/2024"),
        ("[$-42A]dd/mm/yyyy;@", "31/12/2024"),
        ("yyyy", "2024"),
        ("mmm-yy", "12/2024"),
        ("d-mmm", "31/12"),
        ('"ngày" dd "tháng" mm "năm" yyyy', "31/12/2024"),
        ("dd/mm/yyyy hh:mm", "31/12/2024 08:30"),
    ],
)
def test_a_day_reads_in_vietnamese_order(code, text):
    assert shown_day(dt.datetime(2024, 12, 31, 8, 30), code) == text


def test_a_page_without_a_table_is_no_page():
    assert not web_tables.is_web_page("<tr><td>5")
    assert not web_tables.is_web_page("a <table>")

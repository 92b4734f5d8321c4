"""The workbook opened again: every figure equal to the tables, text that stays text, the same in CSV."""

import csv
import dataclasses
import datetime as dt
import io
import json
import math
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from lxml import etree
from openpyxl.utils import range_boundaries
from xlsxwriter.worksheet import Worksheet

from analysis.data import processed, reported, sources
from analysis.data.indicators import indicators
from analysis.report import claims, results
from analysis.report.figures import style
from analysis.report.language import LANGUAGES, Language
from analysis.report.workbook import WorkbookError, csv_archive, excel, sheets, workbook
from analysis.report.workbook.front_sheets import contents
from analysis.report.workbook.names import csv_name
from analysis.report.workbook.page import Page
from analysis.report.workbook.result_sheets import results_sheets
from analysis.report.workbook.separated import archive, csv_file, csv_files
from analysis.report.workbook.sheet import Column, Sheet, cells

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SIZE = 3_000_000
FIXED = {"created": dt.datetime(2026, 1, 1)}
NASTY = (
    "=1+1",
    "+84 24 3804 0000",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=HYPERLINK(\"https://example.org\",\"x\")",
    "https://example.org/a?b=1&c=<d>",
    "'quoted",
    "01",
    "two\nlines",
    "_x000D_",
    "Đắk Lắk – “Quảng Trị”",
)  # fmt: skip
ADDRESS = "https://example.org/?a=%20b"
FACTS = {
    "portal_use_change": {"value": 0.09589144262, "low": 0.07689172885, "high": 0.1148911564, "digits": 2},
    "internet_access": {
        "value": 0.07286850706, "low": 0.02995376813, "high": 0.115783246, "digits": 2, "grade": "C",
        "reasons": ["same_survey"],
    },
    "computers": {
        "value": -0.01, "low": -0.05, "high": 0.03, "digits": 2, "grade": "D",
        "reasons": ["interval_contains_zero"], "detectable": 0.06,
    },
    "teams": {"value": None, "unit": "units", "digits": 0, "grade": "X", "reasons": ["too_few_places"]},
    "payment": {"value": 87.085, "unit": "percent", "digits": 1, "n": 34},
}  # fmt: skip


def result(name, notebook, language, **facts):
    """A headline result as notebooks show it, with the run that shows it."""
    plain = {
        "name": name, "sentence": f"{name} ({language})", "value": None, "low": None, "high": None,
        "unit": "papi_score", "n": 61, "period": "2020–2024", "tolerance": 0.01, "language": language,
        "grade": None, "reasons": [], "digits": 2, "level": 0.95, "notebook": notebook,
    }  # fmt: skip
    return plain | FACTS.get(name, {}) | facts


def shown(language):
    """Results of four runs; the first is shown by two of them."""
    runs = {"06_ministry_summary": list(FACTS), "01_uptake_profile": ["portal_use_change"]}
    country = [result(name, run, language) for run, names in runs.items() for name in names]
    units = [
        result("online_payment", f"05_province_brief__{unit}", language, value=value, unit="percent", n=34)
        for unit, value in (("ho_chi_minh", 88.25), ("ha_noi", 53.66))
    ]
    return units + country


class Opened:
    """A workbook read again, sheet by sheet and only those asked for."""

    def __init__(self, content):
        self.content = content
        self.parts = dict(_parts(content))
        self.book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        self.names = self.book.sheetnames
        self.tables = {
            name: etree.fromstring(self.parts[f"xl/tables/table{place}.xml"])
            for place, name in enumerate(self.names, 1)
        }
        self.read = {}

    def xml(self, name):
        return self.parts[f"xl/worksheets/sheet{self.names.index(name) + 1}.xml"]

    def table(self, name):
        """Headings and rows of the table that a sheet declares."""
        if name not in self.read:
            left, top, right, bottom = range_boundaries(self.tables[name].get("ref"))
            rows = self.book[name].iter_rows(top, bottom, left, right, values_only=True)
            self.read[name] = [list(row) for row in rows]
        return self.read[name][0], self.read[name][1:]

    def column(self, name, heading):
        headings, rows = self.table(name)
        return [row[headings.index(heading)] for row in rows]


def _parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        yield from ((name, file.read(name)) for name in file.namelist())


@pytest.fixture(scope="module")
def made():
    """The sheets as they are made, by language."""
    return {code: sheets(Language(code), shown(code)) for code in LANGUAGES}


@pytest.fixture(scope="module")
def written():
    """The workbook of each language as a file."""
    return {code: workbook(Language(code), shown(code)) for code in LANGUAGES}


@pytest.fixture(scope="module")
def opened(written):
    """The workbook of each language, read again."""
    return {code: Opened(content) for code, content in written.items()}


@pytest.fixture(scope="module")
def small(made):
    """The workbooks without their largest sheet, read again with formats and links."""
    return {code: openpyxl.load_workbook(io.BytesIO(without_largest(made[code], code))) for code in LANGUAGES}


def without_largest(all_sheets, code):
    kept = [sheet for sheet in all_sheets if sheet.length < 1000]
    return excel.xlsx([contents(kept[1:], Language(code)), *kept[1:]], Language(code), FIXED)


def name_of(code, english):
    return Language(code).say(english)


# What is in it


@pytest.mark.parametrize("geography", ["63", "34"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_figure_of_the_panels_is_in_its_cell(opened, code, geography):
    panel = processed.panel(geography)
    headings, rows = opened[code].table(name_of(code, f"Panel {geography}"))
    assert len(rows) == len(panel)
    assert [row[:3] for row in rows] == panel[["code", "name", "year"]].to_numpy(dtype=object).tolist()
    assert len(headings) == len(panel.columns)
    for at, indicator in enumerate(panel.columns[4:], start=4):
        about = indicators()[indicator]
        unit = Language(code).unit(about.unit)
        assert headings[at] == about.label[code] + (f" ({unit})" if unit else "")
        assert [row[at] for row in rows] == [None if pd.isna(x) else kept(x) for x in panel[indicator]]


def kept(figure):
    """A figure with the digits that spreadsheet programs keep."""
    return float(f"{figure:.15g}")


def test_regions_are_named_and_a_unit_may_lie_in_several(opened):
    english = opened["en"]
    assert english.column("Panel 63", "Region")[0] == "Red River Delta"
    merged = {row[1]: row[3] for row in english.table("Panel 34")[1]}
    assert merged["Phú Thọ"] == "Northern midlands and mountain areas; Red River Delta"


def test_every_single_figure_is_there_with_the_line_it_was_read_from(opened):
    given = processed.observations()
    vietnamese = opened["vi"]
    headings, rows = vietnamese.table("Toàn bộ số liệu")
    read = pd.DataFrame(rows, columns=headings)
    assert len(read) == len(given) == 19305
    keys = ["geography", "code", "year", "indicator"]
    read = read.rename(
        columns={
            "Hệ đơn vị hành chính": "geography", "Mã": "code", "Năm": "year", "Mã chỉ tiêu": "indicator",
            "Giá trị": "value", "Cột trong tệp": "field", "Dòng trong tệp nguồn (tiêu đề là dòng 1)": "line",
        }
    )  # fmt: skip
    both = given.merge(read, on=keys, validate="one_to_one", suffixes=("", "_read"))
    assert len(both) == len(given)
    assert both["value"].map(kept).tolist() == both["value_read"].tolist()
    assert _plain(both["line"]) == _plain(both["line_read"])
    assert _plain(both["field"]) == _plain(both["field_read"])
    published = both[both["origin"] == "published"]
    paths = published["source"] + "/" + published["table"]
    assert ("data/raw/" + paths + ".csv" == published["Tệp"]).all()
    assert set(both["Cận"]) == {"chính xác", "khoảng", "ít nhất", "không quá"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_dictionary_is_complete(opened, code):
    known = indicators()
    sheet, say = name_of(code, "Dictionary"), Language(code).say
    assert opened[code].column(sheet, say("Identifier of the indicator")) == list(known)
    assert opened[code].column(sheet, say("Definition")) == [one.definition[code] for one in known.values()]
    cautions = opened[code].column(sheet, say("Caution"))
    assert cautions == [" ".join(each[code] for each in one.caveats) or None for one in known.values()]
    headings = opened[code].column(sheet, say("Heading in the panels"))
    for geography in ("63", "34"):
        in_panel = opened[code].table(name_of(code, f"Panel {geography}"))[0][4:]
        assert set(in_panel) <= set(headings)


def test_sources_have_publisher_rights_checksum_and_a_real_date(opened):
    files = {
        table.path: (source, table)
        for source in sources.sources().values()
        for table in source.tables.values()
    }
    headings, rows = opened["en"].table("Source tables")
    assert len(rows) == len(files)
    for row in (dict(zip(headings, row, strict=True)) for row in rows):
        source, table = files[row["File"]]
        assert table.hash == f"sha256:{row['Checksum (SHA-256)']}"
        assert (row["Rights"], row["How to cite"]) == (source.rights["en"], source.cite["en"])
        assert row["Read on"] == dt.datetime.fromisoformat(source.read_on)


@pytest.mark.parametrize("code", LANGUAGES)
def test_results_keep_number_interval_strength_and_reasons(opened, code):
    say = Language(code).say
    headings, rows = opened[code].table(say("Results"))
    read = {
        row[headings.index(say("Identifier of the result"))]: dict(zip(headings, row, strict=True))
        for row in rows
    }
    assert list(read) == list(FACTS), "a result that two notebooks show is one row"
    for name, facts in FACTS.items():
        one = result(name, "", code)
        row = read[name]
        columns = {
            "Value": "value",
            "Interval from": "low",
            "Interval to": "high",
            "N (places, or places by years)": "n",
        }
        assert {key: row[say(heading)] for heading, key in columns.items()} == {
            key: one[key] for key in columns.values()
        }
        assert row[say("Smallest that could have been found")] == facts.get("detectable")
        assert row[say("Level of the interval (%)")] == (95 if one["low"] is not None else None)
        grade = facts.get("grade")
        assert row[say("Strength of the evidence")] == say(
            claims.STRENGTH[grade] if grade else "description, not graded"
        )
        assert row[say("Why it is not stronger")] == (claims.because(one["reasons"], code) or None)
    assert (
        read["portal_use_change"][say("Notebooks that compute it")]
        == "06_ministry_summary; 01_uptake_profile"
    )


def test_results_of_units_follow_their_codes_and_name_the_unit(opened):
    assert [row[:2] for row in opened["en"].table("Results by unit")[1]] == [
        ["01", "Hà Nội"],
        ["79", "TP. Hồ Chí Minh"],
    ]
    assert opened["en"].column("Results by unit", "Value") == [53.66, 88.25]


def test_reported_figures_carry_bound_definition_and_source(opened):
    given = processed.reported()
    for code in LANGUAGES:
        say, sheet = Language(code).say, name_of(code, "Reported figures")
        column = opened[code].column
        assert column(sheet, "Value" if code == "en" else "Giá trị") == given["value"].tolist()
        links = column(sheet, "Address" if code == "en" else "Địa chỉ")
        assert [link or "" for link in links] == given["source_url"].fillna("").tolist()
        assert column(sheet, say("Judgement on the figure")) == _plain(given[f"judgement_{code}"])
    assert set(opened["en"].column("Reported figures", "Bound")) == {"exact", "about", "at least", "at most"}
    adults = given[given["class"] == "adults"].index[0]
    definition = opened["en"].column("Reported figures", "Definition or denominator")[adults]
    assert definition == reported.class_text("adults")["en"]


def test_targets_carry_their_verdict(opened):
    given = processed.targets()
    english = opened["en"]
    words = {"met": "met", "not_met": "not met", "not_known": "not known"}
    assert english.column("Targets", "Verdict at the date of the figure") == [
        words[v] for v in given["verdict"]
    ]
    assert english.column("Targets", "Figure") == _plain(given["figure"])
    assert [day and day.date().isoformat() for day in english.column("Targets", "Target date")] == _plain(
        given["target_date"]
    )


def _plain(series):
    return [None if pd.isna(value) else value for value in series]


def test_both_languages_hold_the_same_numbers(made):
    for english, vietnamese in zip(made["en"], made["vi"], strict=True):
        assert english.name != vietnamese.name
        assert english.length == vietnamese.length
        for one, other in zip(english.columns, vietnamese.columns, strict=True):
            assert (one.kind, one.decimals) == (other.kind, other.decimals)
            if one.kind in ("figure", "number", "ordinal", "date", "code", "link"):
                assert one.cells == other.cells, (english.name, one.heading)
            else:
                empty = [[cell is None for cell in column.cells] for column in (one, other)]
                assert empty[0] == empty[1], (english.name, one.heading)


# How it is written


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_opens_without_repair(opened, code):
    book = opened[code]
    for name, part in book.parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert len(book.names) == len({name.casefold() for name in book.names})
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.names)
    named = [table.get("name") for table in book.tables.values()]
    assert len(set(named)) == len(book.names), "one table a sheet"
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{3,}", name) for name in named)
    for name, table in book.tables.items():
        declared = [column.get("name") for column in table.iter(f"{MAIN}tableColumn")]
        assert len({heading.casefold() for heading in declared}) == len(declared)
        assert max(map(len, declared)) <= 255
        if name != name_of(code, "All figures"):
            assert declared == book.table(name)[0], "headings of the table are those in the cells"


@pytest.mark.parametrize("code", LANGUAGES)
def test_there_is_no_formula_no_merged_cell_and_no_empty_row(opened, code):
    book = opened[code]
    for name in book.names:
        assert b"<f>" not in book.xml(name) and b"<f " not in book.xml(name)
        assert b"mergeCell" not in book.xml(name)
        assert b"conditionalFormatting" not in book.xml(name)
        if name != name_of(code, "All figures"):
            assert all(any(cell is not None for cell in row) for row in book.table(name)[1])


@pytest.mark.parametrize("code", LANGUAGES)
def test_headings_stay_in_sight_and_can_be_filtered(opened, code):
    book = opened[code]
    for name, table in book.tables.items():
        head = int(re.match(r"[A-Z]+(\d+)", table.get("ref")).group(1))
        pane = etree.fromstring(book.xml(name)).find(f".//{MAIN}pane")
        assert (pane.get("state"), int(pane.get("ySplit"))) == ("frozen", head)
        front = name in (name_of(code, "Contents"), name_of(code, "Notes"))
        assert (table.find(f"{MAIN}autoFilter") is None) == front


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_contents_lead_to_every_sheet_and_every_sheet_back(opened, code):
    book = opened[code]
    first = book.names[0]
    assert first == name_of(code, "Contents")
    leads = {
        name: [link.get("location") for link in etree.fromstring(book.xml(name)).iter(f"{MAIN}hyperlink")]
        for name in book.names
    }
    assert leads[first] == [f"'{name}'!A1" for name in book.names[1:]]
    assert book.column(first, Language(code).say("Sheet")) == book.names[1:]
    for name in book.names[1:]:
        assert [lead for lead in leads[name] if lead] == [f"'{first}'!A1"]


def test_links_to_the_web_stand_only_where_addresses_are(opened):
    for name, part in opened["en"].parts.items():
        if name.startswith("xl/worksheets/_rels/"):
            for one in etree.fromstring(part):
                if one.get("Type").endswith("/hyperlink"):
                    assert one.get("Target").startswith(("https://", "http://"))
    linked = [name for name in opened["en"].names if b"r:id" in _links(opened["en"].xml(name))]
    assert linked == ["Reported figures", "Source tables"]


def _links(xml):
    return xml.partition(b"<hyperlinks>")[2].partition(b"</hyperlinks>")[0]


def test_codes_are_text_years_bare_numbers_and_dates_dates(small):
    book = small["en"]
    panel = book["Panel 63"]
    code, _, year, _, area, score = panel[6][:6]
    assert (code.value, code.data_type, code.number_format) == ("01", "s", "@")
    assert (year.value, year.data_type, year.number_format) == (2018, "n", "0")
    assert (area.number_format, score.number_format) == ("#,##0.0", "#,##0.000")
    assert score.value is None and score.fill.fgColor.rgb == "FF" + excel.UNKNOWN[1:].upper()
    read_on = next(cell for cell in book["Source tables"][5] if cell.is_date)
    assert read_on.number_format == "[$-809]d mmmm yyyy"
    assert panel["A1"].value == "Panel of the 63 provinces, 2018–2024"


def test_a_percentage_is_as_its_unit_says(opened):
    shares = opened["vi"].column("Kết quả", "Giá trị")
    assert 87.085 in shares
    assert opened["vi"].column("Kết quả", "Đơn vị tính")[shares.index(87.085)] == "%"


def test_long_texts_are_wrapped_in_rows_high_enough(small):
    notes = small["vi"]["Ghi chú"]
    several = 0
    for row in range(4, notes.max_row + 1):
        note = notes.cell(row, 2)
        lines = math.ceil(len(note.value) / (1.1 * notes.column_dimensions["B"].width))
        if lines > 1:
            several += 1
            assert note.alignment.wrap_text
            assert notes.row_dimensions[row].height >= 15 * lines
    assert several > 5


@pytest.mark.parametrize("code", LANGUAGES)
def test_columns_are_as_wide_as_their_figures(small, code):
    panel = small[code][name_of(code, "Panel 63")]
    for column in panel.iter_cols(5, min_row=6):
        width = panel.column_dimensions[column[0].column_letter].width
        decimals = len(column[0].number_format.partition(".")[2])
        assert all(len(f"{cell.value:,.{decimals}f}") < width for cell in column if cell.value is not None)


def test_the_notes_say_what_may_not_be_concluded(opened):
    english = " ".join(opened["en"].column("Notes", "Note"))
    vietnamese = " ".join(opened["vi"].column("Ghi chú", "Ghi chú"))
    for words in ("do not show that the one is the reason", "takes an empty cell for 0", "MIT", "An Giang"):
        assert words in english
    for words in ("không phải là bằng 0", "nguyên nhân", "giấy phép MIT", "An Giang"):
        assert words in vietnamese + " ".join(opened["vi"].column("Ghi chú", "Nội dung"))
    assert len(opened["en"].column("Notes", "Subject")) == len(set(opened["en"].column("Notes", "Subject")))


def test_the_document_says_what_it_is(opened):
    for code in LANGUAGES:
        properties = opened[code].book.properties
        assert properties.title == Language(code).say("Online public services across Viet Nam’s provinces")
        assert properties.created == dt.datetime(2026, 11, 21)
        assert properties.created.date().isoformat() == max(one.read_on for one in sources.sources().values())


def test_ink_and_shades_are_those_of_the_figures():
    assert (excel.INK, excel.ACCENT, excel.SHADE) == (style.INK, style.ACCENT, style.BAND)


# The same every time, and not too large


class Plain(Worksheet):
    """A page that has the library write every cell."""

    def fill(self, column, cells):
        for row, value, shown in cells:
            (self.write_string if isinstance(value, str) else self.write_number)(row, column, value, shown)


def test_pages_are_written_as_the_library_writes_them(monkeypatch):
    def filled(*first):
        return (*first, *[None] * (len(NASTY) - len(first)))

    figures = filled(None, 0, -0.0, 1e-17, 1e300, 1234567890123456, 0.1234567890123456)
    columns = (
        Column("words", NASTY),
        Column("same", ("a & b",) * len(NASTY)),
        Column("figures", figures, "figure", tuple(range(len(NASTY)))),
        Column("dates", filled(dt.date(2026, 1, 1)), "date"),
        Column("links", filled(ADDRESS, "none"), "link"),
        Column("years", filled(2026), "ordinal"),
        Column("long", filled("a", "b" * 20_000, "\U0001f600" * 20_000)),
        Column("nothing", filled()),
    )
    made = [*odd_sheets(), Sheet("all kinds", "All kinds", ("=text",), columns)]
    ours = excel.xlsx(made, Language("vi"), FIXED)
    monkeypatch.setattr(excel, "Page", Plain)
    assert ours == excel.xlsx(made, Language("vi"), FIXED)


def test_more_rows_than_a_sheet_has_are_refused():
    page = xlsxwriter.Workbook(io.BytesIO()).add_worksheet("one", Page)
    with pytest.raises(WorkbookError, match="row 1048577"):
        page.fill(0, [(0, "a", None), (2**20, "b", None)])


def test_the_same_figures_give_the_same_bytes(made, opened):
    by_run = sorted(shown("vi"), key=lambda one: one["notebook"], reverse=True)
    again = sheets(Language("vi"), by_run)
    assert without_largest(again, "vi") == without_largest(made["vi"], "vi")
    assert csv_archive(Language("vi"), by_run) == archive(csv_files(made["vi"]))
    with zipfile.ZipFile(io.BytesIO(opened["vi"].content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_can_be_sent_by_mail(written, made):
    for code in LANGUAGES:
        assert len(written[code]) < SIZE
        assert len(archive(csv_files(made[code]))) < SIZE


# Text stays text


def odd_sheets():
    odd = Sheet("It's odd", "= a title", ("+ a line",), (
        Column("=heading", NASTY),
        Column("number", tuple(-float(at) for at in range(len(NASTY))), "figure", 1),
        Column("address", ("javascript:alert(1)", *[ADDRESS] * (len(NASTY) - 1)), "link"),
    ))  # fmt: skip
    return [contents([odd], Language("en")), odd]


def test_text_that_looks_like_a_formula_stays_text():
    written = excel.xlsx(odd_sheets(), Language("en"), FIXED)
    page = openpyxl.load_workbook(io.BytesIO(written))["It's odd"]
    read = [page.cell(row, 1) for row in range(5, 5 + len(NASTY))]
    # A control character is written as _xHHHH_, which Excel reads as such and openpyxl as it stands.
    assert [cell.value for cell in read] == [text.replace("\r", "_x000D_") for text in NASTY]
    assert {cell.data_type for cell in read} == {"s"}
    assert [cell.quotePrefix for cell in read] == [text[0] in "=+-@\t\r" for text in NASTY]
    assert (page["A1"].value, page["A1"].data_type, page["A4"].value) == ("= a title", "s", "=heading")
    assert all(cell.hyperlink is None for cell in read)
    assert page["C5"].hyperlink is None and page["C5"].value == "javascript:alert(1)"
    assert page["C6"].hyperlink.target == page["C6"].value == ADDRESS


def test_in_csv_text_that_looks_like_a_formula_is_quoted_and_numbers_are_not():
    content = csv_file(odd_sheets()[1])
    heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert heading == ["'=heading", "number", "address"]
    assert [row[0] for row in rows] == [f"'{text}" if text[0] in "=+-@\t\r" else text for text in NASTY]
    assert [row[1] for row in rows][:3] == ["-0", "-1", "-2"]


def test_no_text_needs_quoting_today(made):
    for code in LANGUAGES:
        for name, content in csv_files(made[code]).items():
            assert not re.search(r'(^|,|"|\n)\'[=+\-@]', content.decode("utf-8")), name


# CSV


def test_csv_files_hold_what_the_sheets_hold(opened, made):
    for code in LANGUAGES:
        files = csv_files(made[code])
        assert list(files) == [csv_name(name) for name in opened[code].names]
        for name in opened[code].names:
            if (code, name) == ("en", "All figures"):
                continue
            content = files[csv_name(name)]
            assert content.startswith(b"\xef\xbb\xbf")
            heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            in_sheet, cells_read = opened[code].table(name)
            assert heading == in_sheet
            assert [[_as_text(cell) for cell in row] for row in cells_read] == [
                [_as_number(text) for text in row] for row in rows
            ]


def _as_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return float(cell) if isinstance(cell, int | float) else cell if not _number(cell) else float(cell)


def _as_number(text):
    return float(text) if _number(text) else text


def _number(text):
    return bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text))


def test_the_archive_holds_the_files_with_a_fixed_date(made):
    packed = archive(csv_files(made["vi"]))
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        assert file.testzip() is None
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "so_lieu_63_tinh_thanh_pho.csv" in file.namelist()
        assert "Hà Nội" in file.read("so_lieu_63_tinh_thanh_pho.csv").decode("utf-8-sig")


# What is refused


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"simulated": True}, "simulated"),
        ({"language": "vi"}, "another language"),
        ({"notebook": "05_province_brief__atlantis"}, "none of the 34"),
    ],
)
def test_results_that_may_not_be_handed_out_are_refused(changes, words):
    with pytest.raises(WorkbookError, match=words):
        results_sheets([result("payment", "06_ministry_summary", "en") | changes], Language("en"))


def test_without_results_the_sheets_are_there_and_empty():
    empty = list(results_sheets([], Language("en")))
    assert [sheet.name for sheet in empty] == ["Results", "Results by unit"]
    written = excel.xlsx([contents(empty, Language("en")), *empty], Language("en"), FIXED)
    page = openpyxl.load_workbook(io.BytesIO(written))["Results"]
    assert [cell.value for cell in page[6]] == [None] * len(empty[0].columns)
    assert csv_file(empty[0]).count(b"\r\n") == 1


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ({"name": "x" * 32}, "31 characters"),
        ({"name": "a/b"}, "none of them"),
        ({"columns": (Column("a", ("1",)), Column("A", ("2",)))}, "not all different"),
        ({"columns": (Column("a" * 256, ("1",)),)}, "255"),
        ({"columns": (Column("a", ("1",)), Column("b", ()))}, "0 rows, not 1"),
        ({"columns": (Column("a", ("x" * 32_768,)),)}, "32768 characters"),
        ({"columns": (Column("a", (float("nan"),), "figure"),)}, "not a figure"),
        ({"columns": (Column("a", ("1",), "figure"),)}, "no figure"),
        ({"columns": (Column("a", (1,), "code"),)}, "no code"),
        ({"columns": (Column("a", (True,), "number"),)}, "no number"),
    ],
)
def test_a_sheet_that_programs_could_not_open_is_refused(sheet, words):
    good = Sheet("good", "Good", (), (Column("a", ("1",)),))
    with pytest.raises(WorkbookError, match=words):
        dataclasses.replace(good, **sheet)


def test_two_sheets_of_one_name_and_links_to_nowhere_are_refused():
    one = Sheet("one", "One", (), (Column("a", ("1",)),))
    with pytest.raises(WorkbookError, match="same name"):
        excel.xlsx([one, dataclasses.replace(one, name="One")], Language("en"), {})
    with pytest.raises(WorkbookError, match="does not exist"):
        excel.xlsx([dataclasses.replace(one, columns=(Column("a", ("two",), "sheet"),))], Language("en"), {})


def test_missing_values_of_any_kind_become_empty_cells():
    frame = pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": [0.5, float("nan")], "c": ["", "x"]})
    assert [cells(frame[name]) for name in frame] == [(1, None), (0.5, None), (None, "x")]
    assert all(type(value) in (int, float, str, type(None)) for name in frame for value in cells(frame[name]))


def test_results_of_a_notebook_fit_in_as_they_are_collected(tmp_path):
    one = result("payment", "06_ministry_summary", "en")
    given = {key: value for key, value in one.items() if key != "notebook"}
    path = tmp_path / "06_ministry_summary.ipynb"
    cell = {"outputs": [{"data": {results.MIME: [given]}}]}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    collected = [found | {"notebook": path.stem} for found in results.collect(path, simulated="leave out")]
    assert results_sheets(collected, Language("en"))[0].length == 1

"""The template opened again: what can be filled in, what is refused, what is locked, the same bytes."""

import datetime as dt
import io
import re
import zipfile
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from analysis.data import provinces
from analysis.data.deliveries.received.files import read
from analysis.data.deliveries.understood import reading
from analysis.data.deliveries.variables import variables
from analysis.data.unknown import UnknownName
from analysis.report.deliveries import receipt, words
from analysis.report.deliveries.template import (
    template,
    template_example,
    template_figures,
    template_guide,
    template_rules,
)
from analysis.report.deliveries.template import template_layout as layout
from analysis.report.language import LANGUAGES, Language
from analysis.report.pages.learning.data_request import groups, request

YEARS = [2024, 2025]
NAMES = {
    "vi": ["Hướng dẫn", "Số liệu", "Ví dụ", "Từ điển"],
    "en": ["How to fill in", "Figures to fill in", "Example", "Meaning of the figures"],
}
FIRST = layout.FIRST_ROW + 1
AT = {key: column + 1 for key, column in layout.columns().items()}
ASKED = [field.key for field in layout.fields() if field.variable]


@pytest.fixture(scope="module")
def files():
    return {code: template.workbook("34", YEARS, code) for code in LANGUAGES}


@pytest.fixture(scope="module")
def books(files):
    return {code: openpyxl.load_workbook(io.BytesIO(file)) for code, file in files.items()}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def book(books, language):
    return books[language]


@pytest.fixture
def sheet(book, language):
    return book[NAMES[language][1]]


def test_sheets_stand_in_their_order(book, language):
    assert book.sheetnames == NAMES[language]


def test_the_same_arguments_give_the_same_bytes(files, language):
    assert template.workbook("34", YEARS, language) == files[language]
    assert template.workbook("34", list(reversed(YEARS)), language) == files[language]


def test_languages_years_and_places_give_other_files(files):
    others = {template.workbook("34", [2025]), template.workbook("63", YEARS), *files.values()}
    assert len(others) == 4


def test_no_clock_is_in_the_file(files):
    with zipfile.ZipFile(io.BytesIO(files["vi"])) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", packed.read("docProps/core.xml"))) == {
            b"2026-11-21T00:00:00Z"
        }


def test_machine_keys_stand_in_a_hidden_row(sheet):
    assert sheet["A1"].value == "uptake-template-1"
    assert sheet.row_dimensions[1].hidden
    keys = [cell.value for cell in sheet[1][1:]]
    assert keys[:4] == ["geography", "code", "name", "year"]
    assert [key for key in keys if key in variables()] == ASKED
    assert {key.removeprefix("bound:") for key in keys if key.startswith("bound:")} == {
        variable.group for variable in request() if variable.name in ASKED
    }
    assert keys[-2:] == ["as_of_date", "note"]
    assert len(set(keys)) == len(keys)


def test_everything_asked_for_is_in_it_or_left_out_with_a_word(books):
    assert {*ASKED, *(one.name for one in layout.left_out())} == {one.name for one in request()}
    assert set(ASKED) == {name for name, variable in variables().items() if variable.requested}
    assert [one.name for one in layout.left_out()] == ["first_team_month"]
    said = [cell.value for row in books["vi"]["Từ điển"] for cell in row if cell.value]
    assert any("Tháng có tổ đầu tiên" in str(text) and "từng xã" in str(text) for text in said)


@pytest.mark.parametrize(("geography", "count"), [("34", 34), ("63", 63)])
def test_every_place_has_a_row_a_year(geography, count):
    book = openpyxl.load_workbook(io.BytesIO(template.workbook(geography, [2023, 2025])))
    rows = [
        tuple(row[column - 1] for column in (AT["geography"], AT["code"], AT["name"], AT["year"]))
        for row in book["Số liệu"].iter_rows(min_row=FIRST, values_only=True)
    ]
    assert len(rows) == 2 * count
    known = provinces.provinces() if geography == "63" else provinces.units()
    for year in (2023, 2025):
        named = {(code, name) for place, code, name, of in rows if of == year and place == geography}
        assert named == set(zip(known["code"], known["name"], strict=True))


@pytest.mark.parametrize("years", [[], [2024, 2024], [1999], [2101]])
def test_years_that_make_no_sense_are_refused(years):
    with pytest.raises(ValueError, match="different years"):
        template.workbook("34", years)


def test_former_provinces_have_no_year_after_their_end():
    with pytest.raises(ValueError, match="2000 to 2025"):
        template.workbook("63", [2026])
    assert template.workbook("34", [2026])


def test_unknown_places_and_languages_are_refused():
    with pytest.raises(UnknownName):
        template.workbook("36", [2024])
    with pytest.raises(ValueError, match="languages"):
        template.workbook("34", [2024], "fr")


def test_headings_name_figure_and_unit_below_their_group(sheet, language):
    spoken = Language(language)
    merged = {
        area.min_col: area for area in sheet.merged_cells.ranges if area.min_row == layout.GROUP_ROW + 1
    }
    for field in layout.fields():
        if field.variable:
            heading = sheet.cell(layout.LABEL_ROW + 1, AT[field.key]).value
            unit = spoken.unit(field.variable.unit)
            assert heading == f"{field.variable.label[language]} ({unit})"
            area = next(area for area in merged.values() if area.min_col <= AT[field.key] <= area.max_col)
            band = sheet.cell(area.min_row, area.min_col).value
            assert band == groups()[field.group][language]
            day = sheet.cell(layout.DAY_ROW + 1, AT[field.key]).value
            assert day == field.wanted.date[language]


def test_heads_and_places_stay_in_sight_on_screen_and_paper(sheet):
    assert sheet.freeze_panes == f"{get_column_letter(AT['year'] + 1)}{FIRST}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == f"${layout.GROUP_ROW + 1}:${layout.DAY_ROW + 1}"
    assert sheet.print_title_cols == f"${get_column_letter(AT['code'])}:${get_column_letter(AT['year'])}"
    breaks = [one.id for one in sheet.col_breaks.brk]
    starts = [0, *breaks, max(AT.values())]
    beside = [field for field in layout.fields() if field.key in template_figures.SHOWN_KEYS]
    for start, end in pairwise(starts):
        printed = [field for field in layout.to_fill() if start < AT[field.key] <= end]
        assert sum(7 * field.width + 5 for field in [*printed, *beside]) <= template_figures.PRINTED_WIDTH


def test_only_what_is_to_be_filled_in_can_be_changed(book, sheet, language):
    fill = {AT[field.key] for field in layout.to_fill()}
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.protection.locked is not (cell.row >= FIRST and cell.column in fill), cell.coordinate
    for page in book:
        assert page.protection.sheet
        assert page.protection.password is None
    guide = book[NAMES[language][0]]
    unlocked = [cell for row in guide.iter_rows() for cell in row if not cell.protection.locked]
    keys = [guide.cell(cell.row, 1).value for cell in unlocked]
    assert {"sender", "contact", "figures_day", "approved"} <= set(keys)
    assert all(keys)


def rules_of(sheet):
    return {
        get_column_letter(next(iter(rule.sqref.ranges)).min_col): rule
        for rule in sheet.data_validations.dataValidation
    }


def test_every_column_of_figures_has_a_rule_for_all_its_rows(sheet):
    rules = rules_of(sheet)
    last = FIRST + 34 * len(YEARS) - 1
    for key in [*ASKED, "as_of_date", *(key for key in AT if key.startswith("bound:"))]:
        letter = get_column_letter(AT[key])
        rule = rules[letter]
        assert str(rule.sqref) == f"{letter}{FIRST}:{letter}{last}"
        assert rule.showErrorMessage
        assert rule.errorStyle in (None, "stop")
        assert 0 < len(rule.errorTitle) <= 32
        assert 0 < len(rule.error) <= 255
        assert len(rule.prompt or "") <= 255
        assert len(rule.promptTitle or "") <= 32
        assert len(rule.formula1) <= 255
        # Else a rule that looks at an empty neighbour would let everything pass.
        assert rule.type == "list" or not rule.allowBlank


def test_a_slip_is_answered_in_the_language_of_the_template(books):
    rule = rules_of(books["vi"]["Số liệu"])[get_column_letter(AT["dossiers_online"])]
    assert rule.error == (
        "Xin ghi số nguyên từ 0 đến 30.000.000 (hồ sơ), không ghi kèm chữ. Không lớn hơn “Hồ sơ tiếp nhận”. "
        "Chưa có số liệu thì để trống."
    )
    assert rule.errorTitle == "Xin kiểm tra lại số liệu"


def test_a_bound_is_chosen_from_a_list(books):
    words = {"vi": '"đúng,trên,dưới,khoảng"', "en": '"exactly,over,under,roughly"'}
    for code, expected in words.items():
        rule = rules_of(books[code][NAMES[code][1]])[get_column_letter(AT["bound:teams"])]
        assert rule.type == "list"
        assert rule.formula1 == expected


def test_numbers_days_and_words_have_their_formats(sheet):
    for key in ASKED:
        assert sheet.cell(FIRST, AT[key]).number_format.endswith("#,##0")
    assert "dd/mm/yyyy" in sheet.cell(FIRST, AT["as_of_date"]).number_format
    assert sheet.cell(FIRST, AT["note"]).number_format == "@"
    assert isinstance(sheet.cell(FIRST, AT["code"]).value, str)
    assert isinstance(sheet.cell(FIRST, AT["year"]).value, int)


def test_nothing_is_filled_in_and_nothing_is_a_formula(book, language):
    figures = book[NAMES[language][1]]
    for row in figures.iter_rows(min_row=FIRST, min_col=AT["year"] + 1):
        assert {cell.value for cell in row} == {None}
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not isinstance(cell.value, ArrayFormula)


def test_the_example_says_what_it_is_and_holds_no_place_that_exists(book, language):
    page = book[NAMES[language][2]]
    assert page["A1"].value == "uptake-example"
    texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert ("VÍ DỤ – KHÔNG NỘP" if language == "vi" else "EXAMPLE – NOT TO BE SENT") in texts
    existing = {*provinces.provinces()["name"], *provinces.units()["name"]}
    assert not existing & set(texts)
    assert not set(ASKED) & set(texts)
    codes = {page.cell(row, AT["code"]).value for row in range(FIRST, page.max_row + 1)}
    assert codes == {"00"}


def test_figures_of_the_example_keep_the_rules_they_teach():
    known = variables()
    for _, year, values, _ in template_example.FIGURES:
        for key, value in values.items():
            if key in known:
                variable = known[key]
                assert variable.low <= value <= variable.high or (key == "adults" and value)
                whole = values.get(variable.part_of)
                assert whole is None or value <= whole
            elif key == layout.AS_OF:
                assert isinstance(value, dt.date)
                assert value.year == year


def test_guide_and_dictionary_are_in_both_languages(books):
    for book, names in ((books["vi"], NAMES["vi"]), (books["en"], NAMES["en"])):
        for name in (names[0], names[3]):
            said = " ".join(str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value)
            for code in LANGUAGES:
                spoken = Language(code)
                assert spoken.say("How figures are written") in said or name == names[3]
                if name == names[3]:
                    assert all(one.definition[code] in said for one in request() if one.name in ASKED)
                    assert all(one.label[code] in said for one in request())


class Empty(int):
    """An empty cell: equal to an empty text, and counted as 0."""

    __hash__ = int.__hash__

    def __eq__(self, other):
        return other in ("", 0)


class Words(str):
    """A text in a cell, which spreadsheets put after every number."""

    __slots__ = ()
    __ge__ = __gt__ = lambda self, other: True
    __le__ = __lt__ = lambda self, other: False
    __hash__ = str.__hash__


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, Empty)


def value_of(formula, cells):
    """Work out a rule of the template for the values of single cells, as a spreadsheet would."""
    text = formula.removeprefix("=").replace("$", "")
    text = re.sub(r"(?<![<>])=(?!=)", "==", text)
    names = {name: cells.get(name, Empty()) for name in re.findall(r"\b[A-Z]{1,2}\d+\b", text)}
    functions = {
        "AND": lambda *found: all(found),
        "OR": lambda *found: any(found),
        "ISNUMBER": is_number,
        "INT": lambda value: value // 1,
        "YEAR": lambda day: day // 10000,
    }
    try:
        return bool(eval(text, functions, names))
    except TypeError:
        return False  # An error in the formula: the spreadsheet refuses the entry.


FIELDS = {field.key: field for field in layout.fields()}


def allowed(key, **values):
    row = layout.FIRST_ROW
    cells = {
        f"{get_column_letter(AT[name])}{row + 1}": Words(value) if isinstance(value, str) else value
        for name, value in values.items()
    }
    return value_of(template_rules.rule(FIELDS[key], row), cells)


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("teams_commune", {"teams_commune": 1556}, True),
        ("teams_commune", {"teams_commune": 1.556}, False),
        ("teams_commune", {"teams_commune": -1}, False),
        ("teams_commune", {"teams_commune": 2001}, False),
        ("teams_commune", {"teams_commune": "trên 1500"}, False),
        ("teams_commune", {}, True),
        ("dx_spending", {"dx_spending": 1234.5}, True),
        ("dossiers_online", {"dossiers_online": 5, "dossiers_received": 4}, False),
        ("dossiers_online", {"dossiers_online": 5, "dossiers_received": 5}, True),
        ("dossiers_online", {"dossiers_online": 5}, True),
        ("dossiers_received", {"dossiers_online": 5, "dossiers_received": 4}, False),
        ("dossiers_received", {"dossiers_full_online": 5, "dossiers_received": 4}, False),
        ("as_of_date", {"as_of_date": 20251231, "year": 2025}, True),
        ("as_of_date", {"as_of_date": 20241231, "year": 2025}, False),
        ("as_of_date", {"as_of_date": "31/12", "year": 2025}, False),
    ],
)
def test_a_rule_lets_pass_what_may_stand(key, values, expected):
    assert allowed(key, **values) is expected


@settings(max_examples=150, deadline=None)
@given(
    key=st.sampled_from(ASKED),
    value=st.one_of(st.integers(-10, 10**9), st.floats(-1e3, 1e9), st.text(min_size=1)),
)
def test_a_rule_never_lets_pass_what_intake_would_refuse(key, value):
    variable = variables()[key]
    if isinstance(value, str):
        assert not allowed(key, **{key: value})
    else:
        fits = variable.low <= value <= variable.high and (not variable.whole or value == value // 1)
        assert allowed(key, **{key: value}) is fits


@pytest.fixture
def filled(books, files, language, tmp_path):
    """Return a function that fills the template as a person would and reads it back."""

    def fill(values, row=FIRST, said=None):
        book = openpyxl.load_workbook(io.BytesIO(files[language]))
        for cell in [one for one in book.worksheets[0]["A"] if one.value in (said or {})]:
            cell.offset(0, 3).value = said[cell.value]
        for key, value in values.items():
            book[NAMES[language][1]].cell(row, AT[key], value)
        book.save(tmp_path / "filled.xlsx")
        return reading.understand(read(tmp_path / "filled.xlsx"))

    return fill


def test_what_is_filled_in_is_read_back(filled):
    known = variables()
    values = {key: int(known[key].low) + 1 + at for at, key in enumerate(ASKED)}
    delivery = filled(values)
    assert delivery.faults == []
    assert dict(zip(delivery.figures["variable"], delivery.figures["value"], strict=True)) == values
    assert set(delivery.figures["code"]) == {"01"}
    assert set(delivery.figures["year"]) == {2024}
    assert set(delivery.figures["bound"]) == {"exact"}
    assert {one.how for one in delivery.mapping} == {"template"}


@pytest.mark.parametrize("bound", layout.BOUNDS)
def test_a_chosen_bound_and_day_are_read_back(filled, language, bound):
    word = Language(language).say(layout.BOUNDS[bound])
    delivery = filled({
        "teams_commune": 100, "teams_hamlet": 1500, "bound:teams": word, "households": 200000,
        "as_of_date": dt.datetime(2024, 9, 30),
    })  # fmt: skip
    bounds = dict(zip(delivery.figures["variable"], delivery.figures["bound"], strict=True))
    assert bounds == {"teams_commune": bound, "teams_hamlet": bound, "households": "exact"}
    assert set(delivery.figures["as_of_date"]) == {"2024-09-30"}
    assert delivery.faults == []


SAID = {
    "sender": "Sở KH&CN <Nam Định>",
    "contact": "Trần Thị B, Trưởng phòng",
    "letter": "125/SKHCN-CĐS ngày 15/11/2024",
    "figures_day": dt.datetime(2024, 11, 14),
}


def test_the_day_of_the_table_holds_for_figures_of_its_year_without_a_day(filled):
    values = {"teams_commune": 5, "households": 900000}
    assert set(filled(values, said=SAID).figures["as_of_date"]) == {"2024-11-14"}
    own = values | {"as_of_date": dt.date(2024, 9, 30)}
    assert set(filled(own, said=SAID).figures["as_of_date"]) == {"2024-09-30"}
    later = filled(values, said=SAID | {"figures_day": "15/1/2025"})
    assert set(later.figures["as_of_date"]) == {""}
    assert later.faults == []


def test_a_day_of_the_table_that_is_none_is_named(filled):
    (fault,) = filled({"teams_commune": 5}, said={"figures_day": "31/11/2024"}).faults
    assert (fault.kind, fault.address[0], fault.written) == ("unreadable_day", "D", "31/11/2024")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_receipt_says_who_filled_the_template_in(filled, code):
    about = {"name": "x", "sender": "Sở", "received": dt.date(2026, 11, 22), "language": code}
    delivery = filled({"teams_commune": 5}, said=SAID)
    text = " ".join(receipt.text(delivery, **about).split())
    for key in ("sender", "contact", "letter"):
        assert f"{Language(code).say(template_guide.SENDER[key][0])}: {SAID[key]}" in text
    assert ("14/11/2024" if code == "vi" else "14 November 2024") in text
    assert "Sở KH&amp;CN &lt;Nam Định&gt;" in receipt.html(delivery, **about)
    assert "125/SKHCN" not in receipt.text(filled({"teams_commune": 5}), **about)


def test_a_word_that_is_not_in_the_list_of_bounds_is_named_and_no_figure_called_exact(filled):
    (fault,) = filled({"teams_commune": 5, "bound:teams": "chừng"}).faults
    assert (fault.kind, fault.written) == ("not_a_number", "chừng")
    what, remedy = words.told(fault)
    assert what.endswith("“chừng” không phải là từ chỉ mức chính xác có trong danh sách của cột này.")
    assert remedy.startswith("Xin chọn một từ trong danh sách của cột")


def test_an_empty_template_holds_no_figure_and_its_example_is_not_read(filled):
    delivery = filled({})
    assert delivery.figures.empty

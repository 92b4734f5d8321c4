"""Numbers as officials write them: exactly what is meant, or refused with what they could mean."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.data.deliveries.content import Cell
from analysis.data.deliveries.received.format_effects import effect
from analysis.data.deliveries.remarks import Remark
from analysis.data.deliveries.variables import variables
from analysis.data.deliveries.written import written_numbers
from analysis.data.deliveries.written.number_shapes import shapes
from analysis.data.deliveries.written.written_numbers import COMMA, POINT, REASONS, Reading, habit

VARIABLES = variables()


def text(written, **more):
    return Cell(row=7, column=3, text=written, **more)


def stored(number, number_format="", shown=""):
    return Cell(row=7, column=3, text=shown or str(number), number=number, format=number_format)


def read(cell, variable="teams_hamlet", unit=None, mark=None):
    cell = text(cell) if isinstance(cell, str) else cell
    return written_numbers.read(cell, VARIABLES[variable], unit or VARIABLES[variable].unit, habit=mark)


READ = [
    # written, variable, unit of the heading, habit of the column → value, bound
    ("1556", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556", "teams_hamlet", None, COMMA, 1556, "exact"),
    ("1,556", "teams_hamlet", None, POINT, 1556, "exact"),
    ("1 556", "teams_hamlet", None, None, 1556, "exact"),
    ("1\u00a0556", "teams_hamlet", None, None, 1556, "exact"),
    ("1\u202f556", "teams_hamlet", None, None, 1556, "exact"),
    ("1'556", "teams_hamlet", None, None, 1556, "exact"),
    ("1’556", "teams_hamlet", None, None, 1556, "exact"),
    ("'1556", "teams_hamlet", None, None, 1556, "exact"),
    ("05", "teams_hamlet", None, None, 5, "exact"),
    ("0", "teams_hamlet", None, None, 0, "exact"),
    ("1556,00", "teams_hamlet", None, None, 1556, "exact"),
    ("1556.0", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556.000", "adults", None, None, 1_556_000, "exact"),
    ("1,556,000", "adults", None, None, 1_556_000, "exact"),
    ("1.556 tổ", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556 tổ CNSCĐ.", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556 (tổ)", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556(1)", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556 (*)", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556¹", "teams_hamlet", None, None, 1556, "exact"),
    ("1.556**", "teams_hamlet", None, None, 1556, "exact"),
    ("trên 1.500", "teams_hamlet", None, None, 1500, "at least"),
    ("Trên 1.500 tổ", "teams_hamlet", None, None, 1500, "at least"),
    ("đạt trên 85%", "smartphone_share", None, None, 85, "at least"),
    ("không dưới 1.500", "teams_hamlet", None, None, 1500, "at least"),
    ("từ 1.500 trở lên", "teams_hamlet", None, None, 1500, "at least"),
    ("1.500+", "teams_hamlet", None, None, 1500, "at least"),
    ("≥ 95%", "smartphone_share", None, None, 95, "at least"),
    ("gần 1.500", "teams_hamlet", None, None, 1500, "at most"),
    ("dưới 5%", "smartphone_share", None, None, 5, "at most"),
    ("<5", "teams_hamlet", None, None, 5, "at most"),
    ("khoảng 1.500", "teams_hamlet", None, None, 1500, "about"),
    ("~1.500", "teams_hamlet", None, None, 1500, "about"),
    ("ước đạt 45,5 tỷ đồng", "dx_spending", None, None, 45_500, "about"),
    ("1,3 triệu", "adults", None, None, 1_300_000, "exact"),
    ("1,3 triệu người", "adults", "thousand_persons", None, 1_300_000, "exact"),
    ("556,7", "adults", "thousand_persons", None, 556_700, "exact"),
    ("1.556", "adults", "thousand_persons", None, 1_556_000, "exact"),
    ("1.556 triệu", "adults", None, None, 1_556_000, "exact"),
    ("45 tỷ", "dx_spending", None, None, 45_000, "exact"),
    ("1,2 nghìn tỷ", "total_spending", None, None, 1_200_000, "exact"),
    ("45.300.000.000 đồng", "dx_spending", "vnd", None, 45_300, "exact"),
    ("1.300,5 tr.đ", "dx_spending", None, None, 1300.5, "exact"),
    ("1.300,5 trđ", "dx_spending", None, None, 1300.5, "exact"),
    ("1.556", "dx_spending", None, COMMA, 1556, "exact"),
    ("1.556", "dx_spending", None, POINT, 1.556, "exact"),
    ("1.556", "total_spending", "billion_vnd", None, 1_556_000, "exact"),
    ("1.556,25", "dx_spending", None, None, 1556.25, "exact"),
    ("1,556.25", "dx_spending", None, None, 1556.25, "exact"),
    ("1 556,25", "dx_spending", None, None, 1556.25, "exact"),
    ("40,71", "smartphone_share", None, None, 40.71, "exact"),
    ("40.71", "smartphone_share", None, None, 40.71, "exact"),
    ("40,71%", "smartphone_share", None, None, 40.71, "exact"),
    ("40,71\u00a0%", "smartphone_share", None, None, 40.71, "exact"),
    ("40,71 phần trăm", "smartphone_share", None, None, 40.71, "exact"),
    ("40,71¹", "smartphone_share", None, None, 40.71, "exact"),
    ("1.556", "smartphone_share", None, None, 1.556, "exact"),
    ("40,714", "smartphone_share", None, COMMA, 40.714, "exact"),
    ("0,4071", "smartphone_share", None, COMMA, 0.4071, "exact"),
    ("100%", "smartphone_share", None, None, 100, "exact"),
    ("0,612", "dti_total", None, None, 0.612, "exact"),
    ("0.6123", "dti_total", None, None, 0.6123, "exact"),
]


@pytest.mark.parametrize("case", READ, ids=lambda case: f"{case[0]}-{case[1]}")
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_read(case, form):
    written, variable, unit, mark, value, bound = case
    found = read(unicodedata.normalize(form, written), variable, unit, mark)
    assert (found.value, found.bound) == (value, bound)


def test_zero_has_no_sign():
    assert str(read("-0").value) == str(read(stored(-0.0)).value) == "0.0"


def test_what_decided_and_the_footnote_are_told():
    assert read("1.556(1)") == Reading(1556, "exact", "(1)", "whole")
    assert read("1.556", "smartphone_share").decided == "range"
    assert read("1.556", "dx_spending", mark=COMMA).decided == "habit"
    assert read("1.556.000", "adults") == Reading(1_556_000, "exact", None, None)


AMBIGUOUS = [
    ("1,556", "teams_hamlet", None, None, ("1556", "1.556")),
    ("1,556", "teams_hamlet", None, COMMA, ("1556", "1.556")),
    ("1.556", "teams_hamlet", None, POINT, ("1556", "1.556")),
    ("1.556", "dx_spending", None, None, ("1556", "1.556")),
    ("1.500 triệu đồng", "dx_spending", None, None, ("1500", "1.5")),
    ("1.556", "smartphone_adults", "thousand_persons", None, ("1556", "1.556")),
    ("1.556", "smartphone_share", None, COMMA, ("1556", "1.556")),
    ("1 556.250", "dx_spending", None, None, ("1556250", "1556.25")),
]


@pytest.mark.parametrize(("written", "variable", "unit", "mark", "readings"), AMBIGUOUS)
def test_ambiguous(written, variable, unit, mark, readings):
    found = read(written, variable, unit, mark)
    assert found.kind == "ambiguous_number"
    assert found.values == {"readings": readings}


FAULTS = [
    ("12,5", "teams_hamlet", "not_whole", {}),
    ("1556,789", "teams_hamlet", "not_whole", {}),
    ("-5", "teams_hamlet", "below_zero", {}),
    ("−5", "teams_hamlet", "below_zero", {}),
    ("120%", "smartphone_share", "share_above_100", {"value": "120"}),
    ("60,98", "dti_total", "out_of_range", {"low": 0.0, "high": 1.0}),
    ("156.000", "teams_hamlet", "out_of_range", {"low": 0.0, "high": 30000.0}),
    ("1.556", "total_spending", "out_of_range", {"low": 1e6, "high": 4e8}),
    *((one, "teams_hamlet", "not_a_number", {"reason": "words"})
      for one in ("không", "chưa", "một nghìn", "vài trăm", "có", "tăng 15", "từ 1.500", "khoảng trên 15",
                  "15 tổ rưỡi", "1.5k", "+5", "(1.556)", "l00", "TRUE", "1.556,", "1.556 tổ và", "=1556")),
    *((one, "teams_hamlet", "not_a_number", {"reason": "two_numbers"})
      for one in ("12/15", "1.500 - 1.600", "40–45", "1.556 (trong đó 320 cấp xã)", "12\n345",
                  "1 triệu 300 nghìn", "1.556 · 40,71%", "1.556 tổ/320 xã")),
    *((one, "teams_hamlet", "not_a_number", {"reason": "shape"})
      for one in ("1.55.000", "12 34", "1..556", "007", "1.556.00", "31.12.2024", "1,23,456", "1. 556",
                  "0.556.000")),
    *((one, "teams_hamlet", "not_a_number", {"reason": "exponent"}) for one in ("1E+05", "1,2E+05", "1.5e6")),
    ("####", "teams_hamlet", "not_a_number", {"reason": "narrow"}),
    *((one, "teams_hamlet", "not_a_number", {"reason": "other_unit"})
      for one in ("1.556 xã", "40%", "1.556 hồ sơ")),
    ("1.556 đồng", "dx_spending", "not_a_number", {"reason": "other_unit"}),
    ("556 người", "adults", "not_a_number", {"reason": "other_unit"}),
    ("60,98%", "dti_total", "not_a_number", {"reason": "other_unit"}),
    ("40 triệu", "smartphone_share", "not_a_number", {"reason": "other_unit"}),
]  # fmt: skip


@pytest.mark.parametrize(("written", "variable", "kind", "values"), FAULTS)
def test_faults(written, variable, kind, values):
    unit = "thousand_persons" if written == "556 người" else None
    found = read(written, variable, unit)
    assert isinstance(found, Remark), found
    assert (found.kind, dict(found.values)) == (kind, values)
    assert (found.address, found.written, found.variable) == ("C7", written, variable)
    assert found.values.get("reason", "words") in REASONS


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "–", "—", "…", "...", "x", "X", "/", "N/A", "n/a", "KXĐ", "chưa có số liệu", "Chưa có",
     "không có", "Không có số liệu", "không xác định", "\u00a0", "đang cập nhật"],
)  # fmt: skip
def test_what_is_not_known_is_missing_and_never_zero(written):
    assert read(written) is None


STORED = [
    (stored(1556.0), "teams_hamlet", 1556),
    (stored(1556.0, "#,##0", "1,556"), "teams_hamlet", 1556),
    (stored(1555.9999999999998), "teams_hamlet", 1556),
    (stored(1556.0, '#,##0" tổ"', "1556 tổ"), "teams_hamlet", 1556),
    (stored(0.4071, "0.00%", "40.71%"), "smartphone_share", 40.71),
    (stored(0.1 + 0.2, "0%", "30%"), "smartphone_share", 30),
    (stored(1.0, "0%", "100%"), "smartphone_share", 100),
    (stored(0.4071, '[Red]0.0%;-0.0%;"–"', "40.7%"), "smartphone_share", 40.71),
    (stored(40.71), "smartphone_share", 40.71),
    (stored(40.71, '0.00"%"', "40.71%"), "smartphone_share", 40.71),
    (stored(40.71, "0.00\\%", "40.71%"), "smartphone_share", 40.71),
    (stored(0.4071), "smartphone_share", 0.4071),
    (stored(0.1 + 0.2), "dx_spending", 0.3),
    (stored(5.0, '#,##0" tỷ"', "5 tỷ"), "dx_spending", 5000),
    (stored(45000.0, '_-* #,##0\\ "₫"_-', "45000 ₫"), "dx_spending", 45000),
    (stored(1556.0, "_(* #,##0_);_(* (#,##0);_(* \"-\"??_)", "1,556"), "dx_spending", 1556),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "variable", "value"), STORED)
def test_numbers_that_a_workbook_stores(cell, variable, value):
    assert read(cell, variable) == Reading(value, "exact")


def test_a_stored_number_is_not_read_by_its_looks_nor_mended():
    assert dict(read(stored(1.556)).values) == {"meant": "1556"}
    assert read(stored(1.556)).kind == "not_whole"
    assert read(stored(12.3456)).values == {}
    assert read(stored(40.71, "0.00%"), "smartphone_share").kind == "share_above_100"
    assert read(stored(0.4, "0%")).values == {"reason": "other_unit"}
    thousandths = read(stored(1556000.0, "#,##0,", "1556"), "adults")
    assert thousandths.values == {"readings": ("1556000", "1556")}
    assert read(stored(float("inf"))).kind == "not_a_number"


def test_a_day_that_a_program_made_and_an_error_are_named():
    assert read(text("1/5", day=dt.date(2024, 5, 1))).values == {"reason": "day"}
    assert read(text("#REF!", error=True)).kind == "formula_error"


def test_habit_is_shown_by_cells_that_can_be_read_in_one_way_only():
    assert habit(map(text, ["1.556", "40,71", "38,2 %", "", "-", "abc"])) == COMMA
    assert habit(map(text, ["1.556.000", "12"])) == COMMA
    assert habit(map(text, ["1,556.25", "1,556"])) == POINT
    assert habit(map(text, ["40,71", "40.71"])) is None
    assert habit(map(text, ["1.556", "1,556", "12", "1 556"])) is None
    assert habit([stored(40.71), stored(1.5)]) is None


@pytest.mark.parametrize(
    ("number_format", "percent", "thousandths", "words"),
    [
        ("", False, 0, ""),
        ("0.00%", True, 0, ""),
        ('0.00"%"', False, 0, "%"),
        ("#,##0", False, 0, ""),
        ("#,##0,", False, 1, ""),
        ('#,##0.0,," triệu"', False, 2, "triệu"),
        ("[$₫-42A]#,##0", False, 0, ""),
        ('_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', False, 0, ""),
        ('"a;b"0;0%', False, 0, "a;b"),
    ],
)
def test_what_a_format_does(number_format, percent, thousandths, words):
    found = effect(number_format)
    assert (found.percent, found.thousandths, found.words) == (percent, thousandths, words)


# What follows holds for every number, however it is written.

BEFORE = {
    "": "exact",
    "trên ": "at least",
    "gần ": "at most",
    "khoảng ": "about",
    "~": "about",
    "> ": "at least",
}
MARKS = st.sampled_from(["", "*", "(1)", "¹", " (a)", "[2]"])


def grouped(digits, mark):
    head = len(digits) % 3 or 3
    return mark.join([digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))])


@st.composite
def hands(draw, variable):
    """Give a value of a variable and how some hand writes it, with the decimal mark of that hand."""
    one = VARIABLES[variable]
    places = 0 if one.whole else draw(st.integers(0, 4))
    value = Decimal(draw(st.integers(int(one.low), int(one.high * 10**places)))).scaleb(-places)
    assume(one.low <= value <= one.high)
    whole, _, part = format(value, "f").partition(".")
    mark, group = draw(
        st.sampled_from([(",", "."), (".", ","), (",", " "), (".", " "), (",", ""), (".", "")])
    )
    unit = {"teams": " tổ", "percent": "%", "persons": " người", "million_vnd": " triệu đồng"}.get(
        one.unit, ""
    )
    before = draw(st.sampled_from(list(BEFORE)))
    written = grouped(whole, group) + (mark + part if part else "")
    written = before + written + draw(st.sampled_from(["", unit])) + draw(MARKS)
    if draw(st.booleans()):
        written = written.replace(" ", "\u00a0")
    return value, written, {",": COMMA, ".": POINT}[mark], BEFORE[before]


def same(found, value, bound):
    return isinstance(found, Reading) and (Decimal(repr(found.value)), found.bound) == (value, bound)


@pytest.mark.parametrize(
    "variable", ["teams_hamlet", "adults", "dx_spending", "smartphone_share", "total_spending"]
)
@given(data=st.data())
def test_a_number_comes_back_exactly_when_its_column_shows_the_decimal_mark(variable, data):
    value, written, mark, bound = data.draw(hands(variable))
    found = read(written, variable, mark=mark)
    # Dots as thousands among English decimals, or the other way round, are another hand's.
    assert same(found, value, bound) or found.kind == "ambiguous_number", (written, found)


@pytest.mark.parametrize("variable", ["adults", "dx_spending", "smartphone_share", "total_spending"])
@given(data=st.data())
def test_alone_a_number_comes_back_exactly_or_is_refused(variable, data):
    value, written, _, bound = data.draw(hands(variable))
    found = read(written, variable)
    assert same(found, value, bound) or found.kind == "ambiguous_number", (written, found)


@given(st.integers(0, 30000), st.sampled_from([".", " ", "'", ""]))
def test_a_vietnamese_count_always_comes_back(value, group):
    assert read(grouped(str(value), group)).value == value


@given(st.integers(0, 30000))
def test_an_english_count_comes_back_or_is_refused(value):
    found = read(grouped(str(value), ","))
    assert found.kind == "ambiguous_number" if value >= 1000 else found.value == value


@given(st.decimals(0, 100, places=2), st.sampled_from([",", "."]))
def test_a_percentage_always_comes_back(value, mark):
    assert read(str(value).replace(".", mark) + "%", "smartphone_share").value == float(value)


@given(st.decimals(0, 1, places=6))
def test_a_percent_format_multiplies_exactly(value):
    assert read(stored(float(value), "0.00%"), "smartphone_share").value == float(value * 100)


@given(st.text(alphabet="0123456789.,' ", min_size=1, max_size=14))
def test_every_reading_has_the_digits_of_the_text(written):
    digits = "".join(letter for letter in written if letter.isdigit())
    for shape in shapes(written):
        assert format(shape.value, "f").replace(".", "").lstrip("0") == digits.lstrip("0")


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(written):
    found = read(written)
    assert found is None or isinstance(found, Reading | Remark)

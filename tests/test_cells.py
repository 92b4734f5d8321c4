"""One spelling per value: what is accepted, what is refused, and the remedy that is given."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import cells

REFUSED_NUMBERS = {
    "abc": "write digits",
    "40,71": "write the decimal mark as a point: 40.71",
    "-0,5": "write the decimal mark as a point: -0.5",
    "1.234,5": "without separators between thousands",
    "1,234,567": "without separators between thousands",
    "1 234": "without separators between thousands",
    "1\u00a0234": "without separators between thousands",
    "1_000": "without separators between thousands",
    "1.234.567": "without separators between thousands",
    "1e5": "write 100000",
    "1E-3": "write 0.001",
    "+5": "write 5",
    "05": "write 5",
    ".5": "write 0.5",
    "5.": "write 5",
    "−5": "write -5",
    "٣": "write 3",
    "1e999999999": "write digits",
    "0x10": "write digits",
    "40.71 %": "without the percent sign",
    "40.71%": "without the percent sign",
    "NaN": "leave the cell empty",
    "inf": "leave the cell empty",
    "-inf": "leave the cell empty",
    "n/a": "leave the cell empty",
    "-": "leave the cell empty",
    "…": "leave the cell empty",
    " 5": 'write "5"',
    "5 ": 'write "5"',
    "5\u00a0": 'write "5"',
    " ": "leave the cell empty",
    "5\u200b": "delete the invisible character",
    "0.1234567890123456789": "round it to 15 digits",
    "1" * 400: "round it to 15 digits",
}


@pytest.mark.parametrize(("text", "remedy"), REFUSED_NUMBERS.items())
def test_refused_numbers(text, remedy):
    assert remedy in cells.fault("number", text).remedy


@pytest.mark.parametrize("text", ["0", "-0.5", "40.71", "41", "7443.0560000000005", "0.333333", "123456789"])
def test_accepted_numbers(text):
    assert cells.fault("number", text) is None
    assert Decimal(repr(cells.value("number", text))) == Decimal(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    {
        "1.5": "declare the column as number",
        "1.556": "without separators between thousands",
        "1,556": "write the whole number without the comma",
        "1e3": "write 1000",
        "012": "write 12",
        "1234567890123456": "round it to 15 digits",
    }.items(),
)
def test_refused_whole_numbers(text, remedy):
    assert remedy in cells.fault("integer", text).remedy


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "-12", -12),
        ("year", "2024", 2024),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("string", "01", "01"),
        ("string", "NaN", "NaN"),
    ],
)
def test_values_of_other_kinds(kind, text, value):
    assert cells.fault(kind, text) is None
    assert cells.value(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("year", "24"),
        ("year", "20245"),
        ("date", "2023-02-29"),
        ("date", "15/10/2024"),
        ("date", "2024-10"),
        ("date", "20241015"),
        ("boolean", "TRUE"),
        ("boolean", "1"),
        ("string", "two\nlines"),
        ("string", "Ho\u0300a Bình"),
        ("string", "zero\u200bwidth"),
        ("string", " x"),
    ],
)
def test_refused_values_of_other_kinds(kind, text):
    assert cells.fault(kind, text) is not None


@given(
    st.text(min_size=1, max_size=12) | st.from_regex(r"[-+ ]?[0-9]{0,4}[.,eE_]?[0-9]{0,4}", fullmatch=True)
)
def test_an_accepted_number_is_what_a_reader_reads(text):
    if text and cells.fault("number", text) is None:
        digits = text.removeprefix("-")
        assert set(digits) <= set("0123456789.")
        assert digits == "0" or (not digits.startswith(("00", ".")) and not digits.endswith("."))
        assert Decimal(repr(cells.value("number", text))) == Decimal(text)


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda number: f"{number:.6f}"))
def test_plain_decimal_numbers_are_accepted(text):
    assert cells.fault("number", text) is None

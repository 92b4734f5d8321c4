"""Days as officials write them: day first, whole or refused; nothing is guessed from a part of a text."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.deliveries.written import written_days
from analysis.data.deliveries.written.written_days import Day, of_day, read, readings

DAYS = {
    "31/12/2024": "2024-12-31",
    "31-12-24": "2024-12-31",
    "31.12.2024": "2024-12-31",
    "5/6/2024": "2024-06-05",
    "05/06/24": "2024-06-05",
    "ngày 31 tháng 12 năm 2024": "2024-12-31",
    "Ngày 31 tháng 12 năm 2024": "2024-12-31",
    "31 tháng 12 năm 2024": "2024-12-31",
    "ngay 31 thang 12 nam 2024": "2024-12-31",
    "đến 30/6/2025": "2025-06-30",
    "tính đến ngày 30/6/2025": "2025-06-30",
    "Số liệu tính đến hết ngày 30 tháng 6 năm 2025": "2025-06-30",
    "SỐ LIỆU TÍNH ĐẾN NGÀY 15.11.2024": "2024-11-15",
    "tại thời điểm 31/12/2024": "2024-12-31",
    "17h00 ngày 31/12/2024": "2024-12-31",
    "31/12/2024 00:00": "2024-12-31",
    "2024-12-31 00:00:00": "2024-12-31",
    "31/12/2024.": "2024-12-31",
    "31/12 năm 2024": "2024-12-31",
    "31 December 2024": "2024-12-31",
    "12/2024": "2024-12",
    "tháng 12/2024": "2024-12",
    "Tháng 12 năm 2024": "2024-12",
    "T12/2024": "2024-12",
    "12.2024": "2024-12",
    "2024-12": "2024-12",
    "đến hết tháng 6/2025": "2025-06",
    "năm 2024": "2024",
    "2024": "2024",
    "cả năm 2024": "2024",
    "đến hết năm 2024": "2024",
}

PARTS = {
    "Quý III/2025": ("2025-09", "quarter 3"),
    "quý 4 năm 2024": ("2024-12", "quarter 4"),
    "Q1/2025": ("2025-03", "quarter 1"),
    "6 tháng đầu năm 2025": ("2025-06", "first 6 months"),
    "6 tháng cuối năm 2025": ("2025-12", "last 6 months"),
    "9 tháng năm 2025": ("2025-09", "first 9 months"),
    "chín tháng đầu năm 2025": ("2025-09", "first 9 months"),
    "từ 15/12/2023 đến 14/12/2024": ("2024-12-14", "from 2023-12-15"),
    "từ ngày 01/01 đến ngày 31/12/2024": ("2024-12-31", "from 2024-01-01"),
    "01/01/2024 - 31/12/2024": ("2024-12-31", "from 2024-01-01"),
}

REFUSED = """13/25/2024 | 12/31/2024 | 31/02/2024 | 29/02/2023 | 0/0/2024 | 32/1/2024 | tháng 13/2024 | 31/12
12/24 | quý V/2025 | 13 tháng đầu năm 2025 | 1998 | 31/12/1924 | 2100 | hôm nay | 12/2024/31 | 31//12/2024
1.556 | 31/12/2024 hoặc 30/11/2024 | từ 31/12/2024 đến 01/01/2024 | ngày 31 tháng 12 năm | khoảng 2024 | năm
45657"""


@pytest.mark.parametrize(("text", "iso"), DAYS.items())
def test_days_months_and_years(text, iso):
    assert read(text) == Day(iso, int(iso[:4]))


@pytest.mark.parametrize(("text", "meant"), PARTS.items())
def test_parts_of_a_year_and_spans_end_with_their_last_month_or_day(text, meant):
    iso, part = meant
    assert read(text) == Day(iso, int(iso[:4]), part)


@pytest.mark.parametrize(
    "text", ["", *(one.strip() for line in REFUSED.splitlines() for one in line.split("|"))]
)
def test_refused(text):
    assert read(text) == "unreadable_day"
    assert readings(text) == ()


def test_a_day_without_year_takes_that_of_the_table():
    assert read("ngày 31/12", year_hint=2024) == Day("2024-12-31", 2024)
    assert read("Tháng 6", year_hint=2025) == Day("2025-06", 2025)
    assert read("Quý II", year_hint=2025) == Day("2025-06", 2025, "quarter 2")
    assert read("31/12/2023", year_hint=2024) == Day("2023-12-31", 2023)


def test_pairs_of_digits_that_are_recent_only_with_the_year_in_front_are_refused_with_both_readings():
    assert read("24-05-06") == "ambiguous_day"
    assert readings("24-05-06") == ("2006-05-24", "2024-05-06")
    assert read("12-05-24") == Day("2024-05-12", 2024)


@pytest.mark.parametrize("accents", ["NFC", "NFD"])
def test_the_unicode_form_does_not_matter(accents):
    assert (
        read(unicodedata.normalize(accents, "tính đến hết ngày 30\u00a0tháng 6 năm 2025")).iso == "2025-06-30"
    )


FORMS = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "ngày {d} tháng {m} năm {y}",
    "đến {d:02}/{m:02}/{y}", "tính đến hết ngày {d}/{m}/{y}", "{d:02} tháng {m:02} năm {y}",
    "{d}/{m} năm {y}",
)  # fmt: skip
_DATES = st.dates(dt.date(written_days.FIRST_YEAR, 1, 1), dt.date(written_days.LAST_YEAR, 12, 31))


@given(_DATES, st.sampled_from(FORMS))
def test_every_day_comes_back_in_vietnamese_order(day, form):
    assert read(form.format(d=day.day, m=day.month, y=day.year)) == of_day(day)


@given(_DATES)
def test_a_day_of_two_digits_comes_back_or_is_refused(day):
    assert read(f"{day:%d/%m/%y}") in (of_day(day), "ambiguous_day")


@given(st.text(alphabet="0123456789/-. tháng năm quý đến", max_size=20))
def test_whatever_is_read_is_a_day_of_these_years(text):
    found = read(text)
    if isinstance(found, Day):
        assert written_days.FIRST_YEAR <= found.year <= written_days.LAST_YEAR
        assert found.iso.startswith(str(found.year))
        whole = {4: "-01-01", 7: "-01", 10: ""}[len(found.iso)]
        assert dt.date.fromisoformat(found.iso + whole).year == found.year

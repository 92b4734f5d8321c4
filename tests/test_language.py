"""Texts, numbers, dates and names in both languages."""

import datetime as dt
import re
from decimal import Decimal
from unicodedata import is_normalized

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.indicators import indicators
from analysis.data.provinces import provinces
from analysis.report import messages
from analysis.report.language import Language
from analysis.report.messages import CatalogueError, MissingTranslation, area, merge, placeholders
from analysis.report.rounding import digits_for, rounded
from analysis.report.units import UNITS

VI, EN = Language("vi"), Language("en")
FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)

PO_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_percentages_follow_each_language():
    assert VI.percent(40.71, 2) == "40,71\u00a0%"
    assert EN.percent(40.71, 2) == "40.71%"


@pytest.mark.parametrize(
    ("x", "digits", "vi", "en"),
    [
        (1556, 0, "1.556", "1,556"),
        (-1234.5, 2, "−1.234,50", "−1,234.50"),
        (0.1 + 0.2, 2, "0,30", "0.30"),
        (2.675, 2, "2,68", "2.68"),
        (0.125, 2, "0,13", "0.13"),
        (-0.125, 2, "−0,13", "−0.13"),
        (1.005, 2, "1,01", "1.01"),
        (-0.0, 1, "0,0", "0.0"),
        (-0.04, 1, "0,0", "0.0"),
        (93524, 0, "93.524", "93,524"),
        (Decimal("0.333333"), 3, "0,333", "0.333"),
        (np.float64(7.5), 1, "7,5", "7.5"),
        (np.int64(-3), 0, "−3", "−3"),
        (1e21, 0, "1.000.000.000.000.000.000.000", "1,000,000,000,000,000,000,000"),
    ],
)
def test_numbers_have_the_decimals_asked_for(x, digits, vi, en):
    assert VI.number(x, digits) == vi
    assert EN.number(x, digits) == en


def test_the_last_bit_of_a_calculation_does_not_decide_a_tie():
    below, above = np.nextafter(2.675, 0), np.nextafter(2.675, 3)
    assert EN.number(below, 2) == EN.number(above, 2) == "2.68"


@pytest.mark.parametrize("x", [None, float("nan"), np.nan, pd.NA, pd.NaT, Decimal("nan")])
def test_missing_figures_are_a_dash_in_every_form(x):
    for language in (VI, EN):
        assert language.number(x, 2) == language.percent(x, 1) == language.signed(x, 1) == "–"
        assert language.interval(x, 1, 1) == language.interval(1, x, 1) == language.p_value(x) == "–"
        assert language.difference(x, 1, "percent") == "–"
    assert (VI.missing_spoken, EN.missing_spoken) == ("không có số liệu", "no figure")


@pytest.mark.parametrize("x", [True, "40.71", "", [1]])
def test_only_numbers_are_numbers(x):
    with pytest.raises(TypeError, match="A number is needed"):
        EN.number(x, 2)


def test_infinite_figures_and_negative_decimals_are_refused():
    with pytest.raises(ValueError, match="not a figure"):
        EN.number(float("inf"), 2)
    with pytest.raises(ValueError, match="Decimals"):
        EN.number(1, -1)


@given(FINITE, st.integers(0, 6))
def test_what_is_printed_is_the_rounded_figure(x, digits):
    printed = Decimal(EN.number(x, digits).replace(",", "").replace("−", "-"))
    assert printed == rounded(x, digits)
    assert abs(printed - Decimal(x)) <= Decimal("0.5") * Decimal(10) ** -digits + abs(Decimal(x)) * Decimal(
        "1e-11"
    )


@given(FINITE, st.integers(0, 6))
def test_languages_differ_in_separators_only(x, digits):
    swapped = EN.number(x, digits).translate(str.maketrans(",.", ".,"))
    assert VI.number(x, digits) == swapped


@given(FINITE, st.integers(0, 4))
def test_zero_never_carries_a_sign(x, digits):
    text = EN.signed(x, digits)
    assert text[0] in "+−" or not re.search("[1-9]", text)
    assert not (text[0] in "+−" and not re.search("[1-9]", text))


@given(st.floats(-1e4, 1e4), st.floats(1e-4, 1e6), st.floats(0, 1))
def test_decimals_of_an_interval_keep_its_ends_apart_and_off_zero(low, width, share):
    high = low + width
    digits = digits_for(low + share * width, low, high)
    if high > low and digits < 12:
        assert all(end == 0 or rounded(end, digits) != 0 for end in (low, high))
        assert rounded(low, digits) < rounded(high, digits)


@pytest.mark.parametrize(
    ("figures", "digits"),
    [((41.2, 30, 50), 0), ((0.2, 0.12, 0.34), 2), ((5, None, None), 2), ((5, 5, 5), 2), ((1e4, 1e3, 2e4), 0)],
)
def test_decimals_follow_the_width_of_the_interval(figures, digits):
    assert digits_for(*figures) == digits


def test_signs_are_written_when_asked_for():
    assert [VI.signed(x, 1) for x in (0.2, -0.2, 0.04)] == ["+0,2", "−0,2", "0,0"]


def test_intervals_are_words_and_carry_the_unit_once():
    assert VI.interval(0.12, 0.34, 2) == "0,12 đến 0,34"
    assert EN.interval(0.12, 0.34, 2) == "0.12 to 0.34"
    assert VI.interval(30, 50, 1, "percent") == "30,0 đến 50,0\u00a0%"
    assert EN.interval(-3, -1, 0, "days") == "−3 to −1\u00a0days"
    with pytest.raises(ValueError, match="from low to high"):
        EN.interval(2, 1, 1)


@pytest.mark.parametrize(
    ("p", "vi"),
    [
        (0.03, "p = 0,03"),
        (0.0004, "p < 0,001"),
        (0.0, "p < 0,001"),
        (0.001, "p = 0,001"),
        (0.0042, "p = 0,004"),
        (0.0496, "p = 0,0496"),
        (0.0504, "p = 0,0504"),
        (0.05, "p = 0,05"),
        (0.5, "p = 0,50"),
        (0.999, "p > 0,99"),
        (1, "p > 0,99"),
    ],
)
def test_p_values(p, vi):
    assert VI.p_value(p) == vi
    assert EN.p_value(p) == vi.replace(",", ".")


@given(st.floats(0, 1))
def test_a_printed_p_value_never_hides_its_side_of_the_threshold(p):
    text = EN.p_value(p)
    printed = float(text.split()[-1])
    if text.startswith("p =") and rounded(p, 12) != Decimal("0.05"):
        assert (printed < 0.05) == (p < 0.05) or printed == 0.05 == p
        assert printed != 0.05


@pytest.mark.parametrize("p", [-0.01, 1.2])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        EN.p_value(p)


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (dt.date(2024, 10, 15), "15/10/2024", "15 October 2024"),
        ("2025-07-01", "01/7/2025", "1 July 2025"),
        ("2025-02-28", "28/02/2025", "28 February 2025"),
        ("2022-03", "3/2022", "March 2022"),
        ("2025-01", "01/2025", "January 2025"),
        (pd.Timestamp("2024-10-15"), "15/10/2024", "15 October 2024"),
        ("2024-10", "10/2024", "October 2024"),
        ("2024", "2024", "2024"),
    ],
)
def test_dates(day, vi, en):
    assert (VI.date(day), EN.date(day)) == (vi, en)


def test_impossible_dates_are_refused():
    with pytest.raises(ValueError, match="month"):
        EN.date("2024-13")


def test_lists_and_years():
    assert [VI.names(list("ABC")[:n]) for n in range(4)] == ["", "A", "A và B", "A, B và C"]
    assert EN.names("ABC") == "A, B and C"
    assert EN.years([2024, 2020, 2021, 2018]) == "2018, 2020–2021, 2024"
    assert EN.years([2022]) == "2022"


def test_a_text_is_said_in_both_languages():
    assert EN.say("{low} to {high}", low="1", high="2") == "1 to 2"
    assert VI.say("{low} to {high}", low="1", high="2") == "1 đến 2"


def test_a_text_without_translation_names_itself_and_the_file():
    with pytest.raises(MissingTranslation) as caught:
        VI.say("nobody translated this")
    assert "nobody translated this" in str(caught.value)
    assert ".po" in str(caught.value)
    assert EN.say("nobody translated this") == "nobody translated this"


@pytest.mark.parametrize("values", [{}, {"low": "1"}, {"low": "1", "high": "2", "more": "3"}])
def test_placeholders_and_values_must_agree(values):
    with pytest.raises(TypeError, match="needs"):
        EN.say("{low} to {high}", **values)


@pytest.mark.parametrize("value", [0.5, True, None])
def test_figures_are_formatted_before_they_are_said(value):
    with pytest.raises(TypeError, match="Format low"):
        EN.say("{low} to {high}", low=value, high="2")


@pytest.mark.parametrize("text", ["{}", "{0}", "{x:.2f}", "{x!r}", "{x.y}"])
def test_placeholders_are_plain_names(text):
    with pytest.raises(CatalogueError):
        placeholders(text)


def test_there_are_two_languages():
    assert Language.of("vi") == Language.of(VI) == VI
    with pytest.raises(ValueError, match="vi and en"):
        Language("VI")


def test_areas_of_the_catalogue():
    assert area("notebooks/01_uptake_profile.ipynb") == "nb_01.po"
    assert area("notebooks/_template.ipynb") == "nb_template.po"
    assert area("src/analysis/report/figures/trend.py") == area("analysis.report.figures") == "charts.po"
    assert area("src/analysis/report/language.py") == "report.po"
    assert area("analysis.pipeline.cli") == "pipeline.po"


def test_catalogue_files_are_merged_and_contradictions_refused(tmp_path):
    (tmp_path / "a.po").write_text(PO_HEADER + 'msgid "rank"\nmsgstr "thứ hạng"\n', encoding="utf-8")
    (tmp_path / "b.po").write_text(PO_HEADER + 'msgid "rank"\nmsgstr "thứ hạng"\n', encoding="utf-8")
    assert merge(tmp_path) == {"rank": "thứ hạng"}
    (tmp_path / "c.po").write_text(PO_HEADER + 'msgid "rank"\nmsgstr "hạng"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"a\.po.*c\.po"):
        merge(tmp_path)


def test_an_entry_that_stands_twice_is_refused(tmp_path):
    text = 'msgid "rank"\nmsgstr "hạng"\n\nmsgid "rank"\nmsgstr "thứ hạng"\n'
    (tmp_path / "a.po").write_text(PO_HEADER + text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"a\.po: 'rank' stands twice"):
        merge(tmp_path)


def test_unfinished_translations_do_not_count(tmp_path):
    text = '#, fuzzy\nmsgid "rank"\nmsgstr "hạng"\n\nmsgid "unit"\nmsgstr ""\n'
    (tmp_path / "a.po").write_text(PO_HEADER + text, encoding="utf-8")
    assert merge(tmp_path) == {}


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_every_unit_is_said_in_both_languages(unit):
    for language in (VI, EN):
        assert language.with_unit("2", unit).startswith("2")
        assert is_normalized("NFC", language.unit(unit))
    assert bool(UNITS[unit].header) == (unit != "none")


def test_units_follow_numbers():
    assert EN.with_unit("1", "teams") == "1\u00a0team"
    assert EN.with_unit("2", "teams") == "2\u00a0teams"
    assert VI.with_unit("1", "teams") == "1\u00a0tổ"
    assert VI.with_unit("3,2", "million_vnd") == "3,2\u00a0triệu đồng"
    assert EN.with_unit("0.7", "index_0_1") == "0.7"
    with pytest.raises(KeyError, match="did you mean 'percent'"):
        EN.unit("percents")


def test_differences_between_percentages_are_points():
    assert VI.difference(2.25, 1, "percent") == "+2,3\u00a0điểm phần trăm"
    assert EN.difference(-0.5, 1, "million_vnd") == "−0.5\u00a0million VND"


def test_the_dictionary_has_words_and_units_for_every_indicator():
    for name, indicator in indicators().items():
        for language in (VI, EN):
            assert language.label(name)
            assert language.short(name)
            assert language.unit(indicator.unit) or indicator.unit == "none"


def test_values_take_decimals_and_unit_from_the_dictionary():
    assert VI.value(4.25, "poverty_rate_pct") == "4,3\u00a0%"
    assert EN.value(None, "poverty_rate_pct") == "–"
    with pytest.raises(KeyError, match="did you mean 'poverty_rate_pct'"):
        EN.label("poverty_rate")


def test_places_and_regions_have_names():
    assert VI.place("01") == EN.place("01", "34") == "Hà Nội"
    assert (VI.region("mekong_delta"), EN.region("mekong_delta")) == (
        "Đồng bằng sông Cửu Long",
        "Mekong River Delta",
    )
    assert all(VI.region(region) != EN.region(region) for region in set(provinces()["region"]))
    with pytest.raises(KeyError, match="No region"):
        EN.region("delta")


def test_the_shipped_catalogue_loads():
    assert messages.vietnamese()["no figure"] == "không có số liệu"


@pytest.mark.parametrize("code", ["vi", "en"])
def test_a_city_named_after_a_person_is_never_written_without_the_word_for_city(code):
    assert Language(code).place("79", "34") == Language(code).place("79", "63") == "TP. Hồ Chí Minh"
    assert Language(code).place("46", "34") == "Huế"

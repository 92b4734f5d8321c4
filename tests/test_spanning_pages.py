"""Readers see of every variable how its series spans 1 July 2025, and what the rule was checked against."""

import pytest
from lxml import html

from analysis.data import merger
from analysis.data.indicators import indicators
from analysis.data.spanning import spanning, spanning_table
from analysis.report.language import LANGUAGES, Language
from analysis.report.site import data_page
from analysis.report.site import spanning as section
from analysis.report.workbook import reference_sheets


def rows_of(code):
    page = html.fromstring(section.section(Language(code)))
    return [row.xpath("./th|./td") for row in page.xpath("//tbody/tr")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_variable_stands_under_its_rule_once(code):
    rows = rows_of(code)
    named = [item.text_content() for row in rows for item in row[3].xpath(".//li")]
    labels = [one.label[code] for one in indicators().values()]
    assert len(named) == len(labels)
    assert all(any(text == label or text.startswith(f"{label}: ") for text in named) for label in labels)
    assert [int(row[1].text_content()) for row in rows] == [len(row[3].xpath(".//li")) for row in rows]


@pytest.mark.parametrize("code", LANGUAGES)
def test_counts_are_those_of_the_table(code):
    table, language = spanning_table(), Language(code)
    said = section.counts(language)
    made = int(table["made"].sum())
    assert [language.integer(n) in said for n in (len(table), made, len(table) - made)] == [True] * 3


def test_a_share_of_counts_names_both_and_a_refusal_its_reason():
    page = section.section(Language("en"))
    assert "over “Adults" in page
    reason = indicators()["commune_units"].aggregate["en"].rstrip(".")
    assert reason in html.fromstring(page).text_content()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_check_against_the_ministry_is_computed(code, monkeypatch):
    language = Language(code)
    assert language.number(merger.MINISTRY_TOLERANCE, section.DIGITS) in section.check(language)
    off = merger.against_ministry()
    off.loc[3, "deviation"] = -0.25
    monkeypatch.setattr(section, "against_ministry", lambda: off)
    assert language.number(0.25, section.DIGITS) in section.check(language)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_data_page_ends_with_it(code):
    language = Language(code)
    assert data_page.data_page(language).rstrip().endswith(section.section(language).rstrip())


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_dictionary_of_the_workbook_says_it_of_each_indicator(code):
    language = Language(code)
    sheet = reference_sheets.dictionary(language)
    column = next(one for one in sheet.columns if one.heading == language.say("Series that span 1 July 2025"))
    assert list(column.cells) == [spanning(name)[code] for name in indicators()]

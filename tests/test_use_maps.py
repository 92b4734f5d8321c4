"""Portal use on small maps: the years that can be compared, the count of rises, the figures as published."""

import pandas as pd
import pytest

from analysis.data import processed
from analysis.report import findings
from analysis.report.figures import svg
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.uptake import use_maps


@pytest.fixture(scope="module")
def use():
    return use_maps.by_year(processed.panel("63", years=findings.YEARS))


def test_each_figure_is_that_of_the_panel_and_a_gap_stays_a_gap(use):
    assert use.shape == (63, len(findings.YEARS))
    for year in findings.YEARS:
        published = processed.values(findings.USE, "63", year)
        pd.testing.assert_series_equal(use[year].dropna(), published.dropna(), check_names=False)
    assert use[2024].isna().sum() == 2


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_title_counts_the_provinces_with_both_scores(use, code):
    first, last = use[findings.YEARS[0]], use[findings.YEARS[-1]]
    chart = use_maps.use_maps(use, Language(code))
    assert f" {int((last > first).sum())} " in chart.title
    assert f" {int((last.notna() & first.notna()).sum())} " in chart.title
    assert not list(lint(chart.title, code))
    assert {str(year) for year in findings.YEARS} <= set(svg.words(chart.svg))


def test_the_table_holds_every_province_and_year(use):
    table = use_maps.use_table(use, Language("vi"))
    assert len(table.lines) == 63
    assert sum("–" in line for line in table.lines) == int(use.isna().any(axis=1).sum())

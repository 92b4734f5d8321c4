"""Charts and tables of notebooks 02 and 03 say in both languages what the objects behind them hold."""

import pytest

from analysis.data import processed
from analysis.data.matching import matched
from analysis.report import tables
from analysis.report.language import Language
from analysis.report.pages.inputs import condition_exhibits, conditions
from analysis.report.pages.models import associations, model_exhibits
from analysis.stats import models
from analysis.stats.describe.variation import variation

USE, POVERTY = "papi_portal_use", "poverty_rate_pct"


@pytest.fixture(scope="module")
def panel():
    return processed.panel("63", years=[2022, 2023])


@pytest.fixture(scope="module")
def found(panel):
    return associations.within_places(panel, USE, POVERTY, ["population_thousand"])


@pytest.fixture(params=["vi", "en"])
def language(request):
    return Language(request.param)


def test_the_table_of_standard_errors_names_both(found, language):
    html = model_exhibits.errors_table(found, language).html
    assert "CR1" in html and "CR3" in html
    assert language.signed(found.by_place.term(POVERTY)["estimate"], 3) in html


def test_the_table_of_checks_ends_with_the_strength(found, panel, language):
    moving = variation(panel, [USE, POVERTY], "code", "year")
    table = model_exhibits.checks_table(found, moving, language)
    usual = found.worst.term(POVERTY)["estimate"] * moving.loc[POVERTY, "sd_moving"]
    assert table.data["result"].iloc[0] == language.signed(usual, 3)
    assert table.note
    assert language.short(POVERTY) in model_exhibits.variation_table(moving, "63", language).html


def test_every_specification_has_its_row(found, language):
    table = model_exhibits.specifications_table(found, language)
    assert len(table.data) == 2
    assert language.short("population_thousand") in table.html
    assert len(model_exhibits.leave_one_out_table(found, "63", language).data) == 10


def test_the_chart_of_models_says_when_they_differ(found, panel, language):
    source = tables.sources([USE, POVERTY], language)
    pooled = models.pooled(panel, USE, [POVERTY], "code", "year")
    figure = model_exhibits.models_chart({"a": found.by_place, "b": pooled}, POVERTY, language, source=source)
    agree = pooled.term(POVERTY)["low"] > 0 and found.by_place.term(POVERTY)["low"] > 0
    words = {"en": "Models differ", "vi": "không thống nhất"}[language.code]
    assert (words in figure.title) != agree


def test_few_places_get_no_correlation_even_in_the_text_alternative(language):
    section = matched([USE, "smartphone_share_pct", POVERTY], 2023)
    few = condition_exhibits.cloud(section, USE, "smartphone_share_pct", 2023, language, title="t")
    many = condition_exhibits.cloud(section, USE, POVERTY, 2023, language, title="t")
    word = {"en": "correlation", "vi": "tương quan"}[language.code]
    assert word not in few.alt and word in many.alt


def test_coverage_names_years_and_counts(language):
    names = [conditions.TEAMS, "dx_budget_share_pct", POVERTY]
    table = condition_exhibits.coverage_table(matched([USE, *names], 2024), names, USE, 2024, language)
    assert table.data["years"].tolist()[1:] == ["", "2023"]
    assert table.data["both"].iloc[1] == 0

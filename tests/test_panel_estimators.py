"""One association by every estimator of panels, beside the estimators themselves."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.pages.models import associations, model_exhibits, panel_estimators
from analysis.report.pages.models.panel_estimators import COMPARED
from analysis.stats import models
from analysis.stats.describe.variation import variation
from analysis.stats.robustness.sensitivity import strongest

USE, ACCESS = "papi_portal_use", "papi_internet_access"


@pytest.fixture(scope="module")
def panel():
    return processed.panel("63", years=[2021, 2022, 2023, 2024])


@pytest.fixture(scope="module")
def found(panel):
    return {one.name: one for one in panel_estimators.panel_estimators(panel, USE, ACCESS)}


def test_each_row_is_the_estimator_it_names(panel, found):
    assert list(found) == list(COMPARED)
    two_way = models.two_way_fixed_effects(panel, USE, [ACCESS], "code", "year")
    long = models.long_differences(panel, USE, [ACCESS], "code", "year", start=2021, end=2024)
    assert found["two_way"].row["estimate"] == two_way.term(ACCESS)["estimate"]
    assert found["long"].row["p_value"] == long.term(ACCESS)["p_value"]
    assert found["between"].result.n == panel["code"].nunique()


def test_within_as_mundlak_has_it_is_the_fixed_effects_estimate_where_no_year_lacks(panel):
    complete = panel.groupby("code")[[USE, ACCESS]].transform("count").eq(4).all(axis=1)
    rows = {one.name: one.row for one in panel_estimators.panel_estimators(panel[complete], USE, ACCESS)}
    assert rows["mundlak"]["estimate"] == pytest.approx(rows["two_way"]["estimate"], rel=1e-9)
    between = models.between(panel[complete], USE, [ACCESS], "code", "year").term(ACCESS)["estimate"]
    assert rows["mundlak"]["estimate"] + rows["apart"]["estimate"] == pytest.approx(between, rel=1e-9)
    inside = sorted([rows["two_way"]["estimate"], between])
    assert inside[0] <= rows["random"]["estimate"] <= inside[1]


def test_a_common_movement_of_the_years_moves_no_row_but_the_means(panel, found):
    moved = panel.assign(**{USE: panel[USE] + 0.1 * (panel["year"] - 2021)})
    moved.attrs.update(panel.attrs)
    for one in panel_estimators.panel_estimators(moved, USE, ACCESS):
        if one.name != "between":
            assert one.row["estimate"] == pytest.approx(found[one.name].row["estimate"], abs=1e-9), one.name


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_table_prints_the_errors_of_each_and_shows_what_cannot_be_estimated(found, code):
    language = Language(code)
    some = [replace(one, result=None) if one.name == "random" else one for one in found.values()]
    table = panel_estimators.table(some, USE, ACCESS, language, source=None)
    assert len(table.data) == len(COMPARED) and table.folded
    errors = table.data["errors"].tolist()
    assert errors[0].startswith("CR1") and errors[3].startswith("HC3")
    assert errors[4] == "" and np.isnan(table.data["estimate"].iloc[4])


def test_the_table_of_checks_names_the_benchmark_that_the_grade_took(panel):
    examined = associations.within_places(panel, USE, ACCESS, ["population_thousand"])
    moving = variation(panel, [USE, ACCESS], "code", "year")
    language = Language("en")
    row = "Share that the strongest measured control explains of both"
    shown = model_exhibits.checks_table(examined, moving, language).data["result"]
    assert shown[row] == language.percent(100 * strongest(examined.benchmarks), 1)
    without = model_exhibits.checks_table(replace(examined, benchmarks=None), moving, language)
    assert without.data["result"][row].startswith("not known")

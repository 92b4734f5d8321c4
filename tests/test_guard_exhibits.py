"""The guards of the first look: what two measures share, and ratios of one denominator as counts."""

import numpy as np
import pandas as pd
import pytest

from analysis.data.matching import matched
from analysis.report.language import Language
from analysis.report.pages.inputs import guard_exhibits
from analysis.report.pages.inputs.conditions import TEAMS
from analysis.stats.evidence.power import detectable_correlation
from analysis.stats.models import ols

USE, ACCESS, URBAN = "papi_portal_use", "papi_internet_access", "urban_share_pct"


@pytest.fixture(params=["vi", "en"])
def language(request):
    return Language(request.param)


def test_each_guard_is_said_of_each_condition(language):
    graded = pd.DataFrame(
        {"n": [61, 22, 3], "letter": ["C", "X", "X"]}, index=[ACCESS, TEAMS, "papi_e_governance"]
    )
    graded["reasons"] = [("same_survey",), ("most_places_unknown",), ("too_few_places",)]
    table = guard_exhibits.guards_table(graded, USE, 2023, language)
    assert table.data["source"].tolist() == [True, False, True]
    assert table.data["allotted"].tolist() == [False, True, False]
    assert table.data["parts"].tolist() == [False, False, True]
    assert table.data["detectable"].iloc[0] == pytest.approx(detectable_correlation(61))
    assert pd.isna(table.data["detectable"].iloc[2])
    assert table.data["why"].iloc[0] != table.data["why"].iloc[1]


def test_only_pairs_of_one_denominator_are_estimated_again():
    pairs = guard_exhibits.of_one_denominator([USE, TEAMS], [URBAN, ACCESS, TEAMS])
    assert pairs == [(TEAMS, URBAN)]


def test_counts_are_logarithms_with_the_denominator_held_equal():
    row = guard_exhibits.counted([(TEAMS, URBAN)], 2023).iloc[0]
    data = matched([TEAMS, URBAN, "population_thousand"], 2023).table.dropna().reset_index()
    people = np.log(data["population_thousand"])
    logs = pd.DataFrame(
        {"teams": np.log(data[TEAMS]) + people, "urban": np.log(data[URBAN]) + people, "people": people}
    )
    term = ols(logs, "teams", ["urban", "people"]).term("urban")
    assert row[["count", "count_low", "count_high"]].tolist() == pytest.approx(
        term[["estimate", "low", "high"]].tolist()
    )
    ratio = ols(data[[TEAMS, URBAN]].set_axis(["a", "b"], axis=1), "a", ["b"]).term("b")
    assert row["ratio"] == pytest.approx(ratio["estimate"])
    assert row["sign_changes"] == (row["ratio"] * row["count"] < 0)


def test_a_denominator_without_a_public_figure_is_said(language):
    pair = ("poverty_rate_pct", "income_per_capita_month_thousand_vnd")
    found = guard_exhibits.counted([pair], 2023)
    table = guard_exhibits.counted_table(found, language)
    words = {"en": "no public figure", "vi": "không có số liệu công khai"}[language.code]
    assert table.data["divided"].tolist() == [words]
    assert table.data["count"].isna().all()

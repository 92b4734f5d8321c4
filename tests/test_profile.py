"""The profile of a measure in words: what it rests on, level, movement and ranks."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import processed
from analysis.report import claims
from analysis.report.language import LANGUAGES, Language
from analysis.report.pages.uptake import profile
from analysis.stats import describe
from analysis.stats.describe import ranks

USE = "papi_portal_use"
YEARS = [2023, 2024]


@pytest.fixture(scope="module")
def figures():
    return pd.DataFrame({year: processed.values(USE, "63", year) for year in YEARS})


@pytest.fixture(scope="module")
def moved(figures):
    long = figures.melt(ignore_index=False, var_name="year", value_name=USE).reset_index()
    return describe.change(long, USE, *YEARS)


def test_the_basis_counts_what_is_known(figures):
    said = profile.basis(figures, USE, "63", Language("en"))
    assert "63 provinces before 1 July 2025; 2023–2024" in said
    assert f"{figures.notna().sum().sum()} of {2 * 63} figures are known" in said
    assert said.endswith("2018–2024.")


def test_columns_are_those_of_levels(figures):
    assert set(profile.spread_columns(USE, Language("vi"))) <= set(describe.levels(figures))


def test_movement_counts_places_beyond_the_usual_difference(moved):
    said = profile.movement(moved, 0.02, USE, [2022, *YEARS], Language("en"))
    usual = 1.96 * np.sqrt(2) * 0.02
    risen, fallen = (moved.places["change"] > usual).sum(), (moved.places["change"] < -usual).sum()
    assert risen and fallen
    assert f"In {risen} places it rose, in {fallen} it fell by more than 0.06" in said


def test_two_years_are_not_set_against_an_error_taken_from_themselves(moved):
    said = profile.movement(moved, 0.02, USE, YEARS, Language("en"))
    assert said.startswith("From 2023 to 2024 the figure moved by +0.02")
    assert "fell" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_claims_a_cause(figures, moved, language):
    intervals = ranks.rank_intervals(figures[2024], 0.04)
    told = [
        profile.movement(moved, 0.02, USE, [2022, *YEARS], Language(language)),
        profile.level(figures[2024], USE, "63", 2024).sentence(Language(language)),
        profile.uncertain_ranks(intervals, intervals, YEARS).sentence(Language(language)),
    ]
    assert [list(claims.lint(text, language)) for text in told] == [[], [], []]


def test_the_headline_on_level_names_no_place_since_extremes_are_ranks():
    values = pd.Series({"01": 1.0, "48": 1.0, "79": 2.0, "92": 1.5})
    found = profile.level(values, USE, "63", 2024)
    assert found.sentence(Language("en")).endswith("all of them between 1.00 and 2.00.")
    assert "Hà Nội" not in found.sentence(Language("en"))
    assert (found.value, found.n, found.period) == (1.25, 4, (2024,))


def test_all_places_of_an_extreme_are_named():
    values = pd.Series({"01": 1.0, "48": 1.0, "79": 2.0, "92": 1.5})
    assert "in Hà Nội and Đà Nẵng to" in profile.extremes(values, USE, "63", 2024, Language("en"))


def test_the_sentence_on_ranks_gives_both_counts():
    wide, narrow = (pd.DataFrame({"low": [1.0] * 6, "high": [high] * 6}) for high in (6.0, 2.0))
    found = profile.uncertain_ranks(wide, narrow, YEARS)
    assert (found.value, found.n) == (6, 6)
    assert "interval of 6 of 6 places" in found.sentence(Language("en"))
    assert found.sentence(Language("en")).endswith("that of 0.")


def test_the_headline_names_both_ends():
    values = pd.Series({"01": 0.4, "48": 0.5, "79": 0.6})
    said = profile.extremes(values, USE, "63", 2024, Language("en"))
    assert said == "2024: from 0.40\u00a0points in Hà Nội to 0.60\u00a0points in TP. Hồ Chí Minh"


def test_regions_are_set_against_chance():
    data = pd.DataFrame({"value": [1.0, 1.0, 2.0, 2.0, 3.0], "region": list("aabbb")})
    said = profile.between_regions(data, "value", "region", Language("en"))
    assert said.startswith("Between regions lie 76% of the variance")
    assert "about 25%" in said


def test_one_region_has_no_share():
    data = pd.DataFrame({"value": [1.0, 2.0], "region": list("aa")})
    assert profile.between_regions(data, "value", "region", Language("vi")) == ""

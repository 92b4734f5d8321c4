"""The profile of a unit in force: its former provinces, its place among the 34, what was reported."""

import pandas as pd
import pytest

from analysis.data import processed
from analysis.report.language import Language
from analysis.report.lint import lint
from analysis.report.pages.units import unit_findings, unit_profile

UNITS = list(processed.places("34")["code"])
EN = Language("en")


def test_every_former_province_belongs_to_one_unit():
    all_former = [code for unit in UNITS for code in unit_profile.former(unit)]
    assert sorted(all_former) == sorted(processed.places("63")["code"])


def test_a_unit_whose_code_was_once_another_province_keeps_its_own_former_provinces():
    # 91 was Kiên Giang and is An Giang now, formed by An Giang (89) and Kiên Giang (91).
    assert set(unit_profile.former("91")) == {"89", "91"}


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (1.0, "lowest quarter"),
        (2.0, "lower middle quarter"),
        (3.0, "upper middle quarter"),
        (4.0, "highest quarter"),
    ],
)
def test_quarters(value, word):
    values = pd.Series([1.0, 2.0, 3.0, 4.0, float("nan")], index=list("abcde"))
    unit = values.index[values == value][0]
    assert unit_profile.quarter(values, unit, EN) == word
    assert unit_profile.quarter(values, "e", EN) is None


def test_standing_of_a_unit_without_papi_score_stays_empty():
    missing = processed.values("papi_portal_use", "34", 2024)
    unit = str(missing.index[missing.isna()][0])
    row = unit_profile.standing(unit, EN).loc[EN.label("papi_portal_use")]
    assert row["figure"] == EN.missing
    assert row["quarter"] is None


def test_side_by_side_shows_the_figures_of_the_raw_table():
    shown = unit_profile.side_by_side("37", EN)
    assert list(shown.columns) == ["year", "Hà Nam", "Nam Định", "Ninh Bình", "median"]
    poverty = processed.values("poverty_rate_pct", "63", 2023)
    assert shown.loc[EN.label("poverty_rate_pct"), "Nam Định"] == EN.value(poverty["36"], "poverty_rate_pct")


def test_use_over_time_fills_no_gap():
    # PAPI published no score of Bắc Ninh (27) in 2021 and 2022.
    use = unit_profile.use_over_time("24")
    assert use["27"].isna().tolist() == [False, True, True, False, False]
    assert list(use.index) == [2020, 2021, 2022, 2023, 2024]


def test_reported_shares_of_different_denominators_have_different_names():
    found = unit_profile.reported_of("82", EN)
    phones = found[found["indicator"] == "smartphone_share_pct"]
    assert phones["class"].nunique() == phones["measure"].nunique() > 1


def test_what_is_not_known_is_what_has_no_chosen_figure():
    missing = unit_profile.not_known("37", EN)
    assert list(missing.index) == ["Hà Nam", "Nam Định", "Ninh Bình"]
    assert EN.short("community_teams") in missing.loc["Hà Nam", "missing"]
    assert EN.short("community_teams") not in missing.loc["Nam Định", "missing"]


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_findings_of_every_unit_can_be_said(code):
    language = Language(code)
    for unit in UNITS:
        for finding in unit_findings.unit_findings(unit):
            sentence = finding.sentence(language)
            assert language.place(unit, "34") in sentence
            assert not lint(sentence, code)
            assert (finding.value is None) == ("not known" in sentence or "Chưa biết" in sentence)


def test_the_chart_of_portal_use_says_the_latest_scores_and_which_are_missing():
    use = processed.values("papi_portal_use", "63", 2024)
    thai_nguyen = unit_findings.use_headline("19", Language("en"))
    assert thai_nguyen == (
        f"Portal use in 2024: Bắc Kạn {use['06']:.2f}, Thái Nguyên {use['19']:.2f}; "
        f"median of the 63: {use.median():.2f}"
    )
    assert pd.isna(use["26"])
    assert "Vĩnh Phúc không có số liệu" in unit_findings.use_headline("25", Language("vi"))


def test_an_uncertain_position_names_every_quarter_that_it_may_be_in():
    values = pd.Series(range(40), index=[f"u{place:02}" for place in range(40)], dtype=float)
    assert unit_profile.quarter(values, "u35", EN, 0.01) == "highest quarter"
    assert unit_profile.quarter(values, "u20", EN, 4.0) == (
        "lower middle quarter to upper middle quarter (90% rank interval)"
    )
    assert unit_profile.quarter(values, "u20", EN, 1000.0).startswith("lowest quarter to highest quarter")


def test_measures_are_shown_for_the_latest_year_there_is():
    latest = {name: int(processed.observations(name, "34")["year"].max()) for name in unit_profile.STANDING}
    assert latest == unit_profile.STANDING


def test_error_is_taken_from_comparable_years_and_from_nothing_else():
    assert unit_profile.noise("papi_portal_use", 2024) > 0
    assert unit_profile.noise(unit_profile.PAYMENT, 2026) is None
    assert unit_profile.noise("dti_total", 2024) is None
    # Surveyed since 2016, and the panel begins in 2018.
    assert unit_profile.noise("poverty_rate_pct", 2018, "63") == unit_profile.noise(
        "poverty_rate_pct", 2020, "63"
    )

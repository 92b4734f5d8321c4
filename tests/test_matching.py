"""A cross-section takes each figure from the year asked for, or the nearest that is known, and says which."""

import pytest

from analysis.data import processed
from analysis.data.matching import coverage, figures, matched, shared_instrument
from analysis.data.unknown import UnknownName


def test_a_series_is_taken_at_its_year_else_before_it_else_after_it():
    assert set(figures("poverty_rate_pct", 2022)["year"]) == {2022}
    assert set(figures("poverty_rate_pct", 2024)["year"]) == {2023}
    assert set(figures("household_computer_share_pct", 2020)["year"]) == {2023}


def test_values_are_those_of_the_published_table():
    found = matched(["papi_portal_use", "poverty_rate_pct"], 2024)
    assert found.table.attrs["geography"] == "63"
    assert found.years == {"papi_portal_use": (2024,), "poverty_rate_pct": (2023,)}
    expected = processed.values("papi_portal_use", "63", 2024)
    assert found.table["papi_portal_use"].equals(expected.astype(float))
    assert found.table["papi_portal_use"].isna().sum() == expected.isna().sum() > 0


def test_a_bound_is_counted_and_is_no_value():
    reported = processed.cross_section("community_teams", "63")
    bounds = reported.index[reported["bound"].isin(["at least", "at most"])]
    found = matched(["community_teams", "community_teams_per_1000_people"], 2023)
    assert len(bounds) > 0
    assert found.table.loc[bounds].drop(columns=["name", "region"]).isna().all(axis=None)
    row = coverage(["community_teams"], "papi_portal_use", 2023).loc["community_teams"]
    assert row["bound"] == len(bounds)
    assert row["exact"] + row["about"] + row["bound"] == len(reported)
    known = found.table["community_teams"].notna() & processed.values("papi_portal_use", "63", 2023).notna()
    assert row["both"] == known.sum()


def test_what_nobody_published_counts_zero_and_has_no_year():
    assert coverage(["dx_budget_share_pct"], "papi_portal_use", 2023).to_numpy().tolist() == [[0, 0, 0, 0]]
    found = matched(["dx_budget_share_pct"], 2023)
    assert found.years["dx_budget_share_pct"] == ()
    assert found.table["dx_budget_share_pct"].isna().all()


def test_a_name_given_twice_stands_once_and_an_unknown_one_is_named():
    found = matched(["poverty_rate_pct", "poverty_rate_pct"], 2023)
    assert list(found.table.columns) == ["name", "region", "poverty_rate_pct"]
    with pytest.raises((UnknownName, KeyError), match="poverty_rat"):
        figures("poverty_rat", 2023)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("papi_portal_use", "papi_internet_access", "papi"),
        ("papi_portal_use", "papi_participation", "papi"),
        ("dti_government", "dti_four_components_mean", "dti"),
        ("papi_portal_use", "dti_infrastructure", None),
        ("poverty_rate_pct", "household_computer_share_pct", None),
        ("online_dossier_share_pct", "smartphone_share_pct", None),
    ],
)
def test_figures_of_one_survey_or_one_round_of_reports_are_told(a, b, expected):
    assert shared_instrument(a, b) == shared_instrument(b, a) == expected

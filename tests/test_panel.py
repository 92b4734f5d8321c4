"""Each place has a row for each year; a bound is no value; nothing known stays visible."""

import pandas as pd
import pytest

from analysis.data import observations, panel, place_tables


@pytest.fixture(scope="module")
def observed():
    return observations.observe()


@pytest.fixture(scope="module")
def panels(observed):
    return {name: panel.wide(observed, name, place_tables.places(name)) for name in ("63", "34")}


@pytest.mark.parametrize(("geography", "places"), [("63", 63), ("34", 34)])
def test_every_place_has_every_year(panels, geography, places):
    found = panels[geography]
    assert len(found) == places * 7
    assert not found.duplicated(["code", "year"]).any()
    assert found[["code", "year"]].equals(
        found[["code", "year"]].sort_values(["code", "year"], ignore_index=True)
    )
    assert found["name"].notna().all()
    assert found.attrs["geography"] == geography


def test_the_panel_holds_the_values_of_the_long_table_and_no_others(observed, panels):
    for geography, found in panels.items():
        long = found.melt(list(panel.PLACE_COLUMNS), var_name="indicator").dropna(subset="value")
        rows = observed[
            (observed["geography"] == geography)
            & observed["year"].between(2018, 2024)
            & observed["bound"].isin(["exact", "about"])
        ]
        key = ["code", "year", "indicator", "value"]
        left, right = (frame[key].sort_values(key, ignore_index=True) for frame in (long, rows))
        pd.testing.assert_frame_equal(left, right, check_dtype=False)


def test_a_bound_is_not_a_value(panels):
    row = panels["63"].query("code == '01' and year == 2024").iloc[0]
    assert pd.isna(row["full_online_dossier_share_pct"])


def test_reported_inputs_are_columns_even_when_nothing_is_known(panels):
    assert panels["63"]["dx_budget_share_pct"].isna().all()
    assert panels["34"]["dx_budget_share_pct"].isna().all()


def test_figures_of_other_years_are_not_columns(panels):
    assert "portal2026_total" not in panels["34"]
    assert "literacy_15plus_pct" not in panels["63"]


def test_the_region_of_a_unit_is_given_only_when_it_has_one(panels):
    regions = panels["34"].drop_duplicates("code").set_index("code")["region"]
    assert regions["01"] == "red_river_delta"
    assert pd.isna(regions["68"])
    assert panels["63"]["region"].notna().all()


def test_coverage_counts_places(observed):
    found = panel.coverage(observed).set_index(["indicator", "geography", "year"])["places"]
    assert found["papi_portal_use", "63", 2021] == 60
    assert found["papi_portal_use", "34", 2021] == 32
    assert found["dti_total", "34", 2024] == 34
    assert found["dti_awareness", "63", 2023] == 10
    assert ("papi_portal_use", "63", 2017) not in found

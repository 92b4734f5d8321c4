"""Facts that hold within and between the tables of data/raw."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import layout
from analysis.data.package import Table
from analysis.data.provinces import crosswalk, provinces, units
from analysis.data.sources import read, sources

TABLES = [table for source in sources().values() for table in source.tables.values()]
CODED = [table for table in TABLES if table.geography in ("63", "34") and table.code]
CODES_63, CODES_34 = set(provinces()["code"]), set(units()["code"])


def where(table: Table) -> str:
    return f"{table.source}/{table.name}"


@pytest.mark.parametrize(
    ("source", "name", "rows"),
    [
        ("papi", "e_governance", 433),
        ("papi", "dimensions", 434),
        ("papi", "questions_2018_2019", 126),
        ("dti", "dti", 189),
        ("dti", "dti_2024_units_34", 34),
        ("national_portal", "score_766", 102),
        ("national_portal", "supply_2025", 29),
        ("national_portal", "year_2026", 34),
        ("gso", "poverty", 504),
        ("gso", "population_grdp", 441),
        ("finance_ministry", "local_budget_plan", 189),
        ("reported_figures", "reported_figures", 295),
    ],
)
def test_the_tables_have_their_rows(source, name, rows):
    assert len(read(source, name)) == rows


@pytest.mark.parametrize("table", CODED, ids=where)
def test_codes_belong_to_the_set_of_places_and_go_with_their_names(table):
    known = provinces() if table.geography == "63" else units()
    names = dict(zip(known["code"], known["name"], strict=True))
    rows = read(table.source, table.name)
    assert (rows[table.code].map(names) == rows[table.name_column]).all()


# Places


def test_the_three_accounts_of_the_merger_agree():
    pairs = crosswalk()
    by_province = dict(zip(provinces()["code"], provinces()["unit_code"], strict=True))
    by_unit = units().explode("former_codes").set_index("former_codes")["code"].to_dict()
    assert dict(pairs.itertuples(index=False)) == by_province == by_unit
    assert (units()["n_former"] == units()["former_codes"].str.len()).all()
    merged = read("administrative_units", "crosswalk_63_34").set_index("unit_code_34")["merged"] == "yes"
    assert merged.groupby(level=0).first().sum() == 23


def test_commune_units_add_up_to_the_published_number():
    assert units()["commune_units"].sum() == 3321
    assert (provinces()["commune_units"] > 0).all()


def test_land_borders_between_units_are_those_between_their_provinces():
    borders = read("administrative_units", "adjacency")
    joined = dict(crosswalk().itertuples(index=False))
    pairs = borders.loc[borders["geography"] == "63", ["code_a", "code_b"]].itertuples(index=False)
    between_units = {tuple(sorted((joined[a], joined[b]))) for a, b in pairs if joined[a] != joined[b]}
    listed = borders.loc[borders["geography"] == "34", ["code_a", "code_b"]]
    assert between_units == set(listed.itertuples(index=False, name=None))
    assert borders.groupby("geography").size().to_dict() == {"63": 135, "34": 58}


# Statistics and budget


def test_population_adds_up_to_the_country():
    total = read("gso", "population_grdp").groupby("year")["population_thousand"].sum()
    # Average population of Viet Nam, thousand persons, statistical yearbook.
    published = {2019: 96484.0, 2020: 97582.7, 2021: 98506.2, 2022: 99474.4, 2023: 100309.2}
    for year, country in published.items():
        assert total[year] == pytest.approx(country, abs=0.5)
    assert total.is_monotonic_increasing


def test_nobody_is_urban_who_is_not_counted_and_the_gap_of_2020_and_2021_stays_a_gap():
    table = read("gso", "population_grdp")
    known = table["urban_population_thousand"].notna()
    assert set(table.loc[~known, "year"]) == {2020, 2021}
    assert (table.loc[known, "urban_population_thousand"] <= table.loc[known, "population_thousand"]).all()
    assert (table["urban_source"].notna() == known).all()


def test_the_areas_of_the_former_provinces_make_up_those_of_the_units():
    area = read("gso", "population_grdp").query("year == 2024").merge(crosswalk(), on="province_code")
    now = units().set_index("code")["area_km2"]
    assert (area.groupby("unit_code")["area_km2"].sum() / now - 1).abs().max() < 0.02


def test_registered_persons_of_the_merged_units_exceed_average_residents_by_1_to_35_percent():
    people = read("gso", "population_grdp").query("year == 2024").merge(crosswalk(), on="province_code")
    residents = people.groupby("unit_code")["population_thousand"].sum()
    merged = units().set_index("code").query("n_former > 1")
    ratio = merged["population_register"] / 1000 / residents[merged.index]
    assert len(ratio) == 23
    assert (ratio.min().round(2), ratio.max().round(2)) == (1.01, 1.35)


def test_income_lies_between_the_poorest_and_the_richest_fifth():
    table = read("gso", "income_2023")
    fifths = table[[f"income_per_capita_month_q{n}_thousand_vnd" for n in range(1, 6)]]
    assert (fifths.diff(axis=1).iloc[:, 1:] > 0).all().all()
    # Fifths are of equal size, so their mean is the mean of all, up to the discreteness of a sample.
    assert (fifths.mean(axis=1) - table["income_per_capita_month_mean_thousand_vnd"]).abs().max() < 20


def test_poverty_of_zero_is_a_figure_and_not_a_gap():
    table = read("gso", "poverty")
    assert table["poverty_rate_pct"].notna().all()
    zero = table[table["poverty_rate_pct"] == 0]
    assert set(zip(zero["province"], zero["year"], strict=True)) == {
        ("Bình Dương", 2021),
        *(("TP. Hồ Chí Minh", year) for year in range(2020, 2024)),
    }


def test_households_of_the_census_add_up_to_the_country():
    assert read("gso", "households_2019")["households"].sum() == 26_870_079


def test_local_expenditure_is_balanced_expenditure_and_targeted_transfers():
    table = read("finance_ministry", "local_budget_plan")
    parts = table["local_balanced_expenditure_plan_billion_vnd"] + table["targeted_transfer_plan_billion_vnd"]
    assert np.allclose(parts, table["local_expenditure_plan_incl_targeted_billion_vnd"], rtol=1e-12)


def test_a_transfer_that_was_not_written_down_stays_missing():
    table = read("finance_ministry", "local_budget_plan")
    missing = table[table["balancing_transfer_from_centre_billion_vnd"].isna()]
    assert set(missing["year"]) == {2018}
    assert len(missing) == 16
    later = table[(table["year"] > 2018) & table["province_code"].isin(missing["province_code"])]
    assert (later["balancing_transfer_from_centre_billion_vnd"] == 0).all()


# Reported figures


def test_reported_figures_are_percentages_where_they_are_shares():
    table = read("reported_figures", "reported_figures")
    shares = table[table["indicator"].str.endswith("_pct")]
    assert shares["value"].between(0, 100).all()
    assert shares["unit"].str.startswith("percent").all()


def test_reported_figures_carry_the_national_marks():
    table = read("reported_figures", "reported_figures")
    country = table[table["geography"] == "VN"].set_index(["indicator", "as_of_date"])["value"]
    assert country["community_teams", "2023-09-04"] == 76905
    assert country["community_team_members", "2023-09-04"] == 356914
    assert country["community_teams", "2024-09"] == 93524


def test_two_sources_that_disagree_are_both_kept():
    table = read("reported_figures", "reported_figures")
    da_nang = table.query("geography == '63' and province_code == '48' and year == 2024")
    shares = da_nang[da_nang["indicator"] == "full_online_dossier_share_pct"]["value"]
    assert sorted(shares) == [58.89, 66]


def test_reported_places_belong_to_their_set_and_shares_name_their_denominator():
    table = read("reported_figures", "reported_figures")
    known = {"63": CODES_63, "34": CODES_34, "VN": {"VN"}}
    for geography, rows in table.groupby("geography"):
        assert set(rows["province_code"]) <= known[geography]
    smartphones = table[table["indicator"] == "smartphone_share_pct"]
    assert smartphones["denominator"].notna().all()


def test_the_counts_in_the_caveats_of_the_reported_figures_are_those_of_the_table():
    table = read("reported_figures", "reported_figures")
    observed = table[(table["kind"] == "observed") & (table["geography"] == "63")]
    places = observed.groupby("indicator")["province_code"].nunique()
    adults = observed.query("indicator == 'smartphone_share_pct' and denominator == 'adults'")[
        "province_code"
    ].nunique()
    text = (layout.raw() / "reported_figures" / "datapackage.yaml").read_text(encoding="utf-8")
    text = " ".join(text.split())
    assert f"a number of teams for {places['community_teams']} provinces of 63" in text
    assert f"a number of members for {places['community_team_members']}" in text
    assert f"{places['smartphone_share_pct']} provinces, {adults} of them a share of adults" in text


def test_missing_figures_are_never_zeros():
    for table, column in (("e_governance", "e_responsiveness_8_3"), ("dimensions", "dim2_transparency")):
        values = read("papi", table)[column]
        assert values.isna().any()
        assert (values.dropna() > 0).all()
    assert pd.isna(read("dti", "dti").query("year == 2024")["digital_awareness"]).all()

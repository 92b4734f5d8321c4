"""Facts that hold in the scores of PAPI, DTI and the National Public Service Portal."""

from itertools import product

import numpy as np
import pytest

from analysis.data.provinces import code_of, crosswalk, provinces, units
from analysis.data.sources import read


def gaps(source: str, name: str) -> set[tuple[int, str]]:
    """Return the province-years without a row, as (year, province)."""
    table, names = read(source, name), provinces().set_index("code")["name"]
    there = set(zip(table["year"], table["province_code"], strict=True))
    wanted = set(product(table["year"].unique(), names.index))
    return {(int(year), names[code]) for year, code in wanted - there}


# PAPI


def test_papi_is_missing_where_no_score_was_published():
    not_published = {
        (2021, "Bắc Giang"),
        (2021, "Bắc Ninh"),
        (2021, "Quảng Ninh"),
        (2022, "Bắc Ninh"),
        (2023, "Quảng Ninh"),
        (2023, "Bình Dương"),
        (2024, "Vĩnh Phúc"),
        (2024, "Tiền Giang"),
    }
    assert gaps("papi", "e_governance") == not_published
    assert gaps("papi", "dimensions") == not_published - {(2022, "Bắc Ninh")}


def test_papi_dimension_8_is_the_sum_of_its_parts():
    table = read("papi", "e_governance")
    parts = table[["portal_use_8_1", "internet_access_8_2", "e_responsiveness_8_3"]]
    assert np.allclose(parts.sum(axis=1), table["e_governance_8"], rtol=0, atol=2e-6)
    assert (parts["e_responsiveness_8_3"].isna() == (table["year"] == 2018)).all()


def test_papi_means_show_the_breaks():
    mean = read("papi", "e_governance").groupby("year")[["portal_use_8_1", "e_responsiveness_8_3"]].mean()
    assert mean.loc[[2018, 2019], "portal_use_8_1"].round(2).tolist() == [0.60, 0.39]
    assert mean.loc[[2019, 2020], "e_responsiveness_8_3"].round(2).tolist() == [1.25, 0.41]


# DTI


def test_dti_means_equal_the_published_ones():
    mean = read("dti", "dti").groupby("year")["total"].mean()
    assert mean[2023].round(4) == 0.6783
    assert mean[2024].round(4) == 0.6961


def test_dti_totals_follow_the_weights_of_2022_and_2023():
    table = read("dti", "dti").dropna(subset=["digital_awareness"])
    weights = {
        "activity_digital_government": 0.2,
        "activity_digital_economy": 0.15,
        "activity_digital_society": 0.15,
        "digital_infrastructure": 0.1,
        "digital_awareness": 0.1,
        "digital_institutions": 0.1,
        "digital_human_resources": 0.1,
        "network_information_security": 0.1,
    }
    assert len(table) == 15
    assert sum(weights.values()) == pytest.approx(1)
    weighted = sum(table[column] * weight for column, weight in weights.items())
    assert (weighted - table["total"]).abs().max() < 1e-4


def test_dti_ranks_of_2022_follow_the_totals():
    table = read("dti", "dti").query("year == 2022")
    assert table["rank"].notna().all()
    assert (table["rank"].astype(float).corr(table["total"], method="spearman")) < -0.999


def test_dti_of_the_34_is_the_plain_mean_of_the_former_provinces():
    former = read("dti", "dti").query("year == 2024").merge(crosswalk(), on="province_code")
    now = read("dti", "dti_2024_units_34").set_index("unit_code")
    deviation = (former.groupby("unit_code")["total"].mean() - now["total_post_merger_34"]).abs()
    assert len(deviation) == 34
    assert deviation.max() <= 7.1e-5
    unchanged = former[former.groupby("unit_code")["total"].transform("size") == 1].set_index("unit_code")
    assert (unchanged["total"] == now.loc[unchanged.index, "total_post_merger_34"]).all()


def test_dti_2024_fits_other_weights():
    now = read("dti", "dti_2024_units_34").set_index("unit_code")
    weights = {
        "digital_awareness": 50,
        "digital_institutions": 50,
        "digital_infrastructure": 140,
        "digital_human_resources": 100,
        "network_information_security": 100,
        "activity_digital_government": 200,
        "activity_digital_economy": 150,
        "activity_digital_society": 150,
    }
    weighted = sum(now[f"{column}_post_merger_34"] * weight for column, weight in weights.items()) / 940
    assert sum(weights.values()) == 940
    assert (weighted - now["total_post_merger_34"]).abs().max() < 2e-4


# National portal


def test_parts_of_the_766_score_sum_to_the_total():
    table = read("national_portal", "score_766")
    parts = [field for field in table.columns[3:] if field not in ("total", "line")]
    assert len(parts) == 5
    assert np.allclose(table[parts].sum(axis=1), table["total"], rtol=0, atol=0.0051)


def test_the_766_scores_are_those_of_the_34_names_that_survived_the_merger_in_each_year():
    table = read("national_portal", "score_766")
    names = {code_of(name, "63") for name in units()["name"]}
    assert {year: set(rows["province_code"]) for year, rows in table.groupby("year")} == dict.fromkeys(
        (2022, 2023, 2024), names
    )


def test_parts_of_the_portal_score_2026_sum_to_the_total():
    table = read("national_portal", "year_2026")
    parts = [column for column in table if column.startswith("score_") and column != "score_total"]
    assert len(parts) == 6
    assert np.allclose(table[parts].sum(axis=1), table["score_total"], rtol=0, atol=0.011)


def test_the_online_payment_share_is_its_numerator_over_its_denominator():
    table = read("national_portal", "year_2026")
    share = 100 * table["online_payment_dossiers"] / table["dossiers_with_financial_obligation"]
    assert np.allclose(share, table["online_payment_dossier_share"], rtol=0, atol=0.0051)
    assert share.min().round(1) == 53.7
    assert share.max().round(1) == 92.0
    assert (table["dossiers_with_financial_obligation"] <= table["dossiers_received"]).all()


def test_procedures_offered_fully_partly_and_not_online_are_all_procedures():
    table = read("national_portal", "supply_2025")
    offered = [
        "procedures_not_online",
        "procedures_provided_full_online",
        "procedures_provided_partial_online",
    ]
    assert (table[offered].sum(axis=1) == table["admin_procedures_total"]).all()
    missing = units().set_index("code")["name"].drop(table["unit_code"])
    assert set(missing) == {"Phú Thọ", "Thanh Hóa", "Hà Tĩnh", "Huế", "Cần Thơ"}

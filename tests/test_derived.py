"""Derived figures follow their formulas, need all inputs, and never borrow from afar."""

import pandas as pd
import pytest

from analysis.data import derived, observations
from analysis.data.indicators import described, indicators
from analysis.data.sources import read, sources


@pytest.fixture(scope="module")
def observed():
    return observations.observe()


def figure(indicator, value, year=2024, code="01", geography="63", **more):
    plain = {"bound": "exact", "origin": "published", "basis_year": None, "as_of_date": None}
    return (
        {"geography": geography, "code": code, "year": year, "indicator": indicator, "value": value}
        | plain
        | more
    )


def derive(*figures):
    return derived.derive(pd.DataFrame(list(figures)))


def test_known_answers():
    assert derived.per_thousand_people(2000, 1000) == 2
    assert derived.per_unit(1556, 151) == pytest.approx(10.3046, abs=1e-4)
    assert derived.share_in_percent(1, 4) == 25
    assert derived.persons_per_km2(8000, 4000) == 2000
    assert derived.million_vnd_per_person(96866.019, 7914.5) == pytest.approx(12.239, abs=1e-3)


def test_every_formula_names_a_function_and_known_inputs():
    for name, formula in described("derived_indicators.yaml").items():
        assert formula["compute"] in derived.COMPUTE, name
        assert set(formula["inputs"]) <= set(indicators()), name
        assert {formula.get("numerator"), formula.get("denominator")} <= {*formula["inputs"], None}, name
        assert set(formula.get("nearest", {})) <= set(formula["inputs"][1:]), name


def test_the_mean_of_four_components_agrees_with_the_cases_that_can_be_checked():
    dti = read("dti", "dti").query("year < 2024")
    four = [
        "digital_awareness",
        "digital_institutions",
        "digital_human_resources",
        "network_information_security",
    ]
    known = dti.dropna(subset=four)
    assert len(known) == 15
    solved = derived.dti_four_components_mean(
        known["total"],
        known["digital_infrastructure"],
        known["activity_digital_government"],
        known["activity_digital_economy"],
        known["activity_digital_society"],
    )
    largest = (solved - known[four].mean(axis="columns")).abs().max()
    # Both texts that state it, in the package and in the dictionary, state the same and the truth.
    stated = [indicators()["dti_four_components_mean"].definition, *sources()["dti"].tables["dti"].caveats]
    said = [text for text in stated if "cases that can be checked" in text["en"]]
    assert len(said) == 2
    for text in said:
        assert "within 0.00017" in text["en"]
        assert "không quá 0,00017" in text["vi"]
    assert 0.00016 < largest < 0.00017


def test_the_mean_of_four_components_is_not_given_for_2024(observed):
    rows = observed[observed["indicator"] == "dti_four_components_mean"]
    assert set(rows["year"]) == {2022, 2023}


def test_the_printed_payment_share_follows_from_its_counts(observed):
    rows = observed[observed["geography"] == "34"].set_index("code")
    printed = rows[rows["indicator"] == "portal2026_online_payment_share_pct"]["value"]
    computed = rows[rows["indicator"] == "portal2026_online_payment_share_recomputed_pct"]["value"]
    assert len(printed) == len(computed) == 34
    assert (printed - computed).abs().max() <= 0.0051


def test_density_takes_the_population_of_the_year_of_the_count():
    rows = derive(
        figure("community_teams", 100.0, 2023),
        figure("population_thousand", 50.0, 2023),
        figure("population_thousand", 40.0, 2024),
    )
    assert rows[["value", "basis_year"]].to_numpy().tolist() == [[2.0, 2023]]


def test_density_takes_the_nearest_year_at_most_one_away_the_earlier_of_two():
    both = derive(
        figure("community_teams", 100.0, 2023),
        figure("population_thousand", 50.0, 2022),
        figure("population_thousand", 40.0, 2024),
    )
    assert both["basis_year"].tolist() == [2022]
    after = derive(figure("community_teams", 100.0, 2025), figure("population_thousand", 40.0, 2024))
    assert after[["year", "value", "basis_year"]].to_numpy().tolist() == [[2025, 2.5, 2024]]
    far = derive(figure("community_teams", 100.0, 2026), figure("population_thousand", 40.0, 2024))
    assert far.empty


def test_a_ratio_of_one_year_borrows_from_no_other():
    assert derive(
        figure("urban_population_thousand", 10.0, 2022), figure("population_thousand", 40.0, 2023)
    ).empty


def test_geographies_and_places_do_not_lend_to_each_other():
    assert derive(
        figure("community_teams", 100.0, code="91"),
        figure("population_thousand", 40.0, code="91", geography="34"),
        figure("population_thousand", 40.0, code="89"),
    ).empty


def test_a_bound_stays_a_bound():
    rows = derive(figure("community_teams", 100.0, bound="at least"), figure("population_thousand", 50.0))
    assert rows["bound"].tolist() == ["at least"]


def test_an_inexact_denominator_is_not_used():
    assert derive(figure("community_teams", 100.0), figure("population_thousand", 50.0, bound="about")).empty


def test_nothing_is_divided_by_zero():
    assert derive(figure("urban_population_thousand", 1.0), figure("population_thousand", 0.0)).empty


@pytest.mark.parametrize(
    ("count", "belongs"),
    [
        ({"geography": "63", "year": 2024, "as_of_date": None}, True),
        ({"geography": "63", "year": 2025, "as_of_date": "2025-05-08"}, True),
        ({"geography": "63", "year": 2025, "as_of_date": "2025-06"}, True),
        ({"geography": "63", "year": 2025, "as_of_date": "2025-07"}, False),
        ({"geography": "63", "year": 2025, "as_of_date": "2025"}, False),
        ({"geography": "63", "year": 2025, "as_of_date": None}, False),
        ({"geography": "34", "year": 2025, "as_of_date": "2025-12", "origin": "published"}, True),
        ({"geography": "34", "year": 2025, "as_of_date": "2025-02", "origin": "aggregated"}, False),
    ],
)
def test_teams_are_divided_by_the_communes_of_their_time(count, belongs):
    assert derived.counted_in_the_same_communes(count) is belongs


def test_teams_per_commune_use_the_communes_of_the_same_geography(observed):
    rows = observed[observed["indicator"] == "community_teams_per_commune_unit"]
    nghe_an = rows[(rows["geography"] == "63") & (rows["code"] == "40")].iloc[0]
    assert nghe_an["value"] == pytest.approx(4253 / 412, rel=0.2)
    assert rows["value"].between(1, 60).all()
    assert not ((rows["geography"] == "34") & (rows["code"] == "40")).any()


def test_shares_and_densities_are_possible(observed):
    wide = {name: rows["value"] for name, rows in observed.groupby("indicator")}
    assert wide["urban_share_pct"].between(5, 95).all()
    assert wide["population_density"].between(30, 5000).all()
    assert wide["procedures_full_online_offered_share_pct"].between(0, 100).all()

"""Former provinces make up units in force by each indicator's own rule, and only when all are known."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import merger, observations
from analysis.data.provinces import provinces, units
from analysis.data.sources import read

CODES = list(provinces()["code"])
FIGURES = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
WEIGHTS = st.floats(min_value=1e-3, max_value=1e6, allow_nan=False)
ONE_EACH = st.lists(FIGURES, min_size=63, max_size=63).map(lambda figures: pd.Series(figures, index=CODES))
ALL_WEIGHTS = st.lists(WEIGHTS, min_size=63, max_size=63).map(lambda weights: pd.Series(weights, index=CODES))


@pytest.fixture(scope="module")
def observed():
    return observations.observe()


def test_every_former_province_is_in_exactly_one_unit():
    former = merger.former_provinces()
    assert sorted(former) == sorted(units()["code"])
    assert sorted(code for codes in former.values() for code in codes) == sorted(CODES)
    assert former["91"] == ("89", "91")
    assert former["68"] == ("60", "67", "68")


@pytest.mark.parametrize(
    ("rule", "weights", "expected"),
    [("sum", None, 40.0), ("mean", None, 20.0), ("weighted_mean", [3, 1], 15.0), ("recompute", [3, 1], 15.0)],
)
def test_known_answers(rule, weights, expected):
    assert merger.combine(rule, [10.0, 30.0], weights) == expected


@pytest.mark.parametrize("weights", [None, [1.0], [0.0, 0.0]])
def test_a_weighted_rule_refuses_missing_and_empty_weights(weights):
    with pytest.raises(ValueError, match="one weight for each of the 2 figures"):
        merger.combine("weighted_mean", [1.0, 2.0], weights)


@pytest.mark.parametrize("rule", ["none", "median"])
def test_a_rule_that_combines_nothing_is_refused(rule):
    with pytest.raises(ValueError, match=rule):
        merger.combine(rule, [1.0, 2.0])


@given(FIGURES, ALL_WEIGHTS)
def test_means_of_a_constant_are_the_constant(constant, weights):
    same = pd.Series(constant, index=CODES)
    for rule, given_weights in (("mean", None), ("weighted_mean", weights)):
        found = merger.to_units(same, rule, given_weights)
        assert found.map(lambda value: math.isclose(value, constant, rel_tol=1e-12, abs_tol=1e-300)).all()


@given(ONE_EACH)
def test_sums_of_the_units_add_up_to_the_sum_of_the_provinces(figures):
    assert math.isclose(
        math.fsum(merger.to_units(figures, "sum")), math.fsum(figures), rel_tol=1e-12, abs_tol=1e-6
    )


@given(ONE_EACH, ALL_WEIGHTS)
def test_a_weighted_mean_lies_between_its_figures(figures, weights):
    found = merger.to_units(figures, "weighted_mean", weights)
    for unit, codes in merger.former_provinces().items():
        held = figures[list(codes)]
        slack = 1e-9 * max(1.0, held.abs().max())
        assert held.min() - slack <= found[unit] <= held.max() + slack


@given(ONE_EACH, ALL_WEIGHTS, st.permutations(CODES))
def test_the_order_of_the_rows_changes_nothing(figures, weights, order):
    for rule, given_weights in (("sum", None), ("mean", None), ("weighted_mean", weights)):
        shuffled = None if given_weights is None else given_weights[order[::-1]]
        pd.testing.assert_series_equal(
            merger.to_units(figures[order], rule, shuffled),
            merger.to_units(figures, rule, given_weights),
            check_exact=True,
        )


@given(ONE_EACH, st.sets(st.sampled_from(CODES)), st.sampled_from(["sum", "mean"]))
def test_a_missing_province_makes_its_unit_missing_and_no_other(figures, absent, rule):
    found = merger.to_units(figures.where(~figures.index.isin(absent)), rule)
    for unit, codes in merger.former_provinces().items():
        assert pd.isna(found[unit]) == bool(absent & set(codes))


def test_a_province_without_weight_makes_its_unit_missing():
    figures, weights = pd.Series(1.0, index=CODES), pd.Series(2.0, index=CODES).drop("02")
    found = merger.to_units(figures, "weighted_mean", weights)
    assert found[found.isna()].index.tolist() == ["08"]


def test_units_in_force_are_not_aggregated_again():
    once = merger.to_units(pd.Series(1.0, index=CODES), "sum")
    with pytest.raises(merger.GeographyError, match="aggregated again"):
        merger.to_units(once, "sum")


def test_the_plain_mean_gives_the_ministrys_own_figures_for_the_units():
    found = merger.against_ministry()
    assert len(found) == 5 * 34
    assert set(found["indicator"]) >= {"dti_total", "dti_government", "dti_infrastructure"}
    assert found["deviation"].abs().max() <= merger.MINISTRY_TOLERANCE


def test_weighting_by_population_would_miss_the_ministrys_figures():
    dti = read("dti", "dti").query("year == 2024").set_index("province_code")["total"]
    people = read("gso", "population_grdp").query("year == 2024").set_index("province_code")
    own = read("dti", "dti_2024_units_34").set_index("unit_code")["total_post_merger_34"]
    weighted = merger.to_units(dti, "weighted_mean", people["population_thousand"])
    assert 0.02 < (weighted - own).abs().max() < 0.04


def test_national_sums_survive_the_merger(observed):
    for name in (
        "population_thousand",
        "urban_population_thousand",
        "households",
        "state_revenue_billion_vnd",
    ):
        rows = observed[observed["indicator"] == name]
        totals = rows.pivot_table("value", "year", "geography", aggfunc="sum").dropna()
        assert len(totals) >= 1
        assert totals["34"].to_numpy() == pytest.approx(totals["63"].to_numpy(), rel=1e-9)


def test_a_published_figure_of_a_unit_stands_before_an_aggregated_one(observed):
    rows = observed[(observed["indicator"] == "dti_total") & (observed["geography"] == "34")]
    assert set(rows[rows["year"] == 2024]["origin"]) == {"published"}
    assert set(rows[rows["year"] == 2023]["origin"]) == {"aggregated"}


def test_the_weights_of_another_year_are_recorded(observed):
    rows = observed[(observed["geography"] == "34") & (observed["origin"] == "aggregated")]
    computers = rows[(rows["indicator"] == "household_computer_share_pct") & (rows["code"] == "08")].iloc[0]
    assert (computers["year"], computers["basis_year"]) == (2023, 2019)
    papi = rows[(rows["indicator"] == "papi_portal_use") & (rows["code"] == "08")]
    assert (papi["year"] == papi["basis_year"]).all()


@pytest.mark.parametrize(
    ("known", "expected"), [((2021, 2023), 2021), ((2020, 2023), 2023), ((2021, 2022, 2023), 2022)]
)
def test_weights_are_of_the_nearest_year_and_of_the_earlier_of_two(known, expected):
    codes = merger.former_provinces()["08"]
    weights = [("population_thousand", year, code, year - 2000.0) for year in known for code in codes]
    figures = [("papi_portal_use", 2022, code, 0.5) for code in codes]
    rows = pd.DataFrame([*weights, *figures], columns=["indicator", "year", "code", "value"])
    for order in (rows, rows[::-1]):
        found = merger.aggregate(order.assign(geography="63", bound="exact", as_of_date=None))
        row = found[(found["indicator"] == "papi_portal_use") & (found["code"] == "08")]
        assert row["basis_year"].tolist() == [expected]


def test_without_rule_only_unchanged_provinces_hand_their_figure_on(observed):
    unchanged = {unit for unit, codes in merger.former_provinces().items() if len(codes) == 1}
    scores = observed[(observed["indicator"] == "portal766_total") & (observed["geography"] == "34")]
    assert set(scores["code"]) == unchanged
    assert len(unchanged) == 11


def test_ranks_and_communes_are_not_handed_on(observed):
    aggregated = observed[observed["origin"] == "aggregated"]
    assert not aggregated["indicator"].isin(["dti_rank", "commune_units"]).any()


def test_a_bound_is_handed_on_but_never_added_up(observed):
    rows = observed[(observed["origin"] == "aggregated") & (observed["indicator"] == "community_teams")]
    bounds = rows[rows["bound"].isin(["at least", "at most"])]
    former = merger.former_provinces()
    assert len(bounds) >= 3
    assert all(len(former[code]) == 1 for code in bounds["code"])

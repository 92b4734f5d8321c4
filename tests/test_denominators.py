"""Ratios with one denominator are estimated once more as counts, and a sign that turns costs the grade."""

import numpy as np
import pandas as pd
import pytest

from analysis.data.amounts import in_logarithms
from analysis.stats import guards, models
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.denominators import with_counts
from analysis.stats.evidence.within_places import examine_panel

PAIR = ("community_teams_per_1000_people", "grdp_per_capita_million_vnd")
REGIONS = ["north", "delta", "central", "highlands", "east", "mekong"]


def places(slope, *, n=63, years=(2023,), noise=0.6):
    """Teams that follow output with ``slope``, both divided by a population that is counted with noise."""
    random = np.random.default_rng(5)
    index = pd.MultiIndex.from_product([[f"p{i:02}" for i in range(n)], years], names=["code", "year"])
    output = random.normal(7, 1, len(index))
    teams = slope * output + random.normal(0, 0.3, len(index))
    counted = random.normal(0, noise, len(index))  # errors of the census, shared by both ratios
    data = pd.DataFrame({PAIR[0]: np.exp(teams - counted), PAIR[1]: np.exp(output - counted)}, index=index)
    data["population_thousand"] = np.exp(counted)
    data["region"] = [REGIONS[at % 6] for at in range(len(data))]
    return data.reset_index()


def test_the_counts_say_what_was_put_in():
    data = places(-0.2)
    found = with_counts(models.ols, in_logarithms(data, PAIR), PAIR[0], [PAIR[1]])
    row = found.counts.term(found.term)
    assert found.denominator == "population_thousand"
    assert row["low"] < -0.2 < row["high"]
    assert found.counts.terms.index.tolist() == [
        "intercept",
        f"count behind {PAIR[1]}",
        "log population_thousand",
    ]


def test_columns_with_negative_values_are_no_ratios():
    data = places(-0.1).assign(**{PAIR[0]: lambda data: np.log(data[PAIR[0]])})
    assert with_counts(models.ols, data, PAIR[0], [PAIR[1]]) is None


def test_an_association_that_is_there_keeps_its_sign():
    data = in_logarithms(places(0.8), PAIR)
    found = examine(data, *PAIR, [], place="code", region="region", targeting="absent", q_value=0.001)
    assert not found.counts.sign_changes
    assert "shared_denominator" in found.grade.reasons
    assert "denominators_change_sign" not in found.grade.reasons


def test_a_turned_sign_is_a_reason_of_the_grade():
    data = in_logarithms(places(-0.05, noise=2.0), PAIR)
    data[PAIR[0]] = np.log(data[PAIR[0]])
    data.attrs["logarithms"] = PAIR
    found = examine(data, *PAIR, [], place="code", region="region", targeting="absent", q_value=0.001)
    assert found.counts.sign_changes
    counts = found.counts
    assert counts.ratios.term(PAIR[1])["estimate"] > 0 > counts.counts.term(counts.term)["estimate"]
    assert found.grade.letter == "C"
    assert {"shared_denominator", "denominators_change_sign"} <= set(found.grade.reasons)


def test_the_denominator_may_stand_under_another_name_and_is_held_equal_once():
    data = in_logarithms(places(0.8), PAIR).rename(columns={"population_thousand": "people"})
    assert with_counts(models.ols, data, PAIR[0], [PAIR[1]]) is None
    data = guards.declare(data.assign(x=1.0 + np.arange(len(data)) % 3), {"people": "population_thousand"})
    found = with_counts(models.ols, data, PAIR[0], [PAIR[1], "x"])
    assert found.counts.terms.index.tolist() == [
        "intercept",
        f"count behind {PAIR[1]}",
        "x",
        "log population_thousand",
    ]


def test_rows_without_a_count_are_named():
    data = places(0.8)
    data.loc[3, PAIR[0]] = 0.0
    found = with_counts(models.ols, data, PAIR[0], [PAIR[1]], entity="code")
    assert found.ratios.n == 63
    assert found.counts.dropped["code"].tolist() == ["p03"]


def test_within_places_too():
    data = in_logarithms(places(0.8, n=25, years=(2022, 2023, 2024)), PAIR)
    data = guards.declare(data, across_definitions=PAIR)
    found = examine_panel(data, *PAIR, [], place="code", time="year", region="region", targeting="absent")
    assert found.counts.denominator == "population_thousand"
    assert "shared_denominator" in found.grade.reasons


@pytest.mark.parametrize(
    ("name", "capped"), [("community_teams_per_1000_people", True), ("urban_share_pct", False)]
)
def test_what_authorities_allot_is_not_testable_until_it_was_tested(name, capped):
    random = np.random.default_rng(2)
    data = pd.DataFrame({"code": [f"p{i}" for i in range(63)], "x": random.normal(size=63)})
    data["region"] = [REGIONS[at % 6] for at in range(63)]
    data = data.assign(papi_portal_use=data["x"] + random.normal(size=63) / 5).rename(columns={"x": name})
    found = examine(data, "papi_portal_use", name, [], place="code", region="region", q_value=0.001)
    assert ("targeting_not_testable" in found.grade.reasons) == capped
    tested = examine(
        data, "papi_portal_use", name, [], place="code", region="region", q_value=0.001, targeting="absent"
    )
    assert "targeting_not_testable" not in tested.grade.reasons

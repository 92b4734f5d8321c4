"""An association within places over years: what it is made of, and its grade."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.evidence.power import detectable_term
from analysis.stats.evidence.within_places import examine_panel
from analysis.stats.models import two_way_fixed_effects
from analysis.stats.robustness.sensitivity import benchmarks, strongest


@pytest.fixture
def years():
    """Thirty places in six regions over five years; the outcome moves with ``x``, not with ``none``."""
    random = np.random.default_rng(17)
    grid = pd.MultiIndex.from_product([range(30), range(2020, 2025)], names=["code", "year"])
    rows = grid.to_frame(index=False)
    rows["region"] = rows["code"] % 6
    rows[["x", "none", "control", "error"]] = random.normal(size=(150, 4))
    rows["y"] = 0.8 * rows["x"] + rows["code"] / 10 + rows["error"]
    return rows


def _examine(years, term, **options):
    return examine_panel(years, "y", term, ["control"], place="code", time="year", region="region", **options)


def test_an_association_within_places_can_be_strong(years):
    found = _examine(years, "x")
    assert found.grade.letter == "A"
    direct = two_way_fixed_effects(years, "y", ["x"], "code", "year")
    assert found.by_place.term("x")["low"] == direct.term("x")["low"]
    assert found.by_region.term("x")["df"] == 5
    p_values = [result.term("x")["p_value"] for result in (found.by_place, found.by_region)]
    assert found.worst.term("x")["p_value"] == max(p_values)
    assert found.specifications.table["controls"].tolist() == [(), ("control",)]


def test_without_each_place_and_in_each_specification_the_worse_errors_count():
    """Regions differ in how ``z`` goes with the outcome: by place it is clear, by region it is not."""
    random = np.random.default_rng(6)
    grid = pd.MultiIndex.from_product([range(30), range(2020, 2025)], names=["code", "year"])
    data = grid.to_frame(index=False)
    data["region"] = data["code"] % 6
    data[["z", "control", "error"]] = random.normal(size=(150, 3))
    data["y"] = data["z"] * random.normal(0.4, 0.6, size=6)[data["region"]] + data["error"]
    found = _examine(data, "z")

    def by_region(rows, inputs=("z",)):
        options = {"inference": "cluster_jackknife", "cluster": "region"}
        return two_way_fixed_effects(rows, "y", list(inputs), "code", "year", **options).term("z")

    figures = ["std_error", "low", "high", "p_value"]
    assert found.by_place.term("z")["p_value"] < 0.01
    assert found.worst is found.by_region
    for code in (0, 11, 29):
        row = by_region(data[data["code"] != code])
        assert found.leave_one_out.estimates.loc[code, figures].tolist() == pytest.approx(
            row[figures].tolist()
        )
    table = found.specifications.table
    for at, inputs in enumerate((["z"], ["z", "control"])):
        assert table.loc[at, figures].tolist() == pytest.approx(by_region(data, inputs)[figures].tolist())
    assert found.specifications.excludes_zero_share == 0


def test_the_errors_that_are_worse_may_be_either(years):
    found = _examine(years, "x")
    places, table = found.by_place.term("x"), found.specifications.table
    regions = found.by_region.term("x")
    assert table.loc[0, "p_value"] == pytest.approx(max(places["p_value"], regions["p_value"]))


def test_a_control_that_cannot_be_estimated_without_a_region_loses_its_interval(years):
    years["control"] = np.where((years["region"] == 2) & (years["code"] == 2), years["error"], 0.0)
    table = _examine(years, "x").specifications.table
    assert table["estimate"].notna().all()
    assert table["low"].isna().tolist() == [False, True]


def test_the_benchmark_is_measured_beside_the_effects(years):
    years["control"] += 0.5 * years["x"]
    years.loc[years["year"] == 2024, "control"] = np.nan
    found = _examine(years, "x")
    direct = benchmarks(years, "y", ["x", "control"], "x", times=(1,), effects=["code", "year"])
    pd.testing.assert_frame_equal(found.benchmarks, direct)
    assert found.grade.letter == "A"


def test_a_control_stronger_than_the_association_costs_a_grade(years):
    years["control"] += 1.5 * years["x"] + 1.5 * years["y"]
    found = _examine(years, "x")
    assert found.sensitivity.robustness_value_interval < strongest(found.benchmarks)
    assert "sensitive_to_unobserved" in found.grade.reasons


@pytest.mark.parametrize("controls", [[], ["fixed"]])
def test_without_a_control_that_moves_the_check_is_not_made(years, controls):
    years["fixed"] = years["code"] % 7
    options = {"place": "code", "time": "year", "region": "region"}
    found = examine_panel(years, "y", "x", controls, **options)
    assert found.benchmarks is None
    assert (found.grade.letter, found.grade.reasons) == ("B", ("not_all_checks_made",)) or (
        controls and "few_specifications_exclude_zero" in found.grade.reasons
    )


def test_the_family_counts_where_it_is_declared(years):
    assert _examine(years, "x", q_value=0.09).grade.reasons == ()
    assert _examine(years, "x", q_value=0.11).grade.reasons == ("weak_after_multiple_testing",)


def test_the_year_before_is_that_of_the_calendar(years):
    gone = years[(years["year"] != 2022) | (years["code"] > 3)].sample(frac=1, random_state=2)
    found = _examine(gone, "x", same_survey=True).other_surveys
    before = years.assign(year=years["year"] + 1).set_index(["code", "year"])["x"].rename("before")
    before = before.drop([(code, 2023) for code in range(4)])
    direct = two_way_fixed_effects(gone.join(before, on=["code", "year"]), "y", ["before"], "code", "year")
    assert found.n == direct.n
    assert found.terms.to_numpy() == pytest.approx(direct.terms.to_numpy())


def test_one_survey_costs_a_grade(years):
    assert _examine(years, "x", same_survey=True).grade.reasons == ("same_survey",)


def test_nothing_found_says_what_could_have_been(years):
    found = _examine(years, "none")
    assert found.grade.letter == "D"
    models = (found.by_place, found.by_region)
    assert found.detectable == max(detectable_term(model, "none") for model in models)


def test_when_the_association_vanishes_so_does_the_grade(years):
    gone = years.assign(y=years["error"])
    assert _examine(gone, "x").grade.letter == "D"

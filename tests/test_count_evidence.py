"""Counts of places against conditions: every check against the model it names, and the grade of each."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.stats.errors import ModelError
from analysis.stats.evidence import counts
from analysis.stats.evidence.counts import METHODS, examine_counts
from analysis.stats.evidence.power import detectable_term
from analysis.stats.models import binomial_counts, fractional_logit, ols
from analysis.stats.robustness.sensitivity import sensitivity

SHAPE = {"place": "code", "region": "region"}


def made(slope=1.0, n=36, seed=3):
    """Return places in six regions whose share follows `a`, and nothing else that is measured."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.normal(size=(n, 2)), columns=["a", "b"])
    frame["due"] = np.round(np.exp(random.normal(7, 0.6, n))).astype(int) + 10
    frame["paid"] = random.binomial(frame["due"], expit(slope * frame["a"] + random.normal(0, 0.3, n)))
    return frame.assign(code=[f"{k:02d}" for k in range(n)], region=np.resize(list("uvwxyz"), n))


@pytest.fixture(scope="module")
def places():
    return made()


@pytest.fixture(scope="module")
def found(places):
    return examine_counts(places, "paid", "due", ["a", "b"], **SHAPE)


def test_the_estimate_is_the_marginal_effect_with_the_worst_of_three_errors(places, found):
    options = {"whole": 100, "entity": "code"}
    models = [
        binomial_counts(places, "paid", "due", ["a", "b"], **options, **more)
        for more in ({}, {"effects": "region"}, {"inference": "cluster_jackknife", "cluster": "region"})
    ]
    for name, one in found.items():
        worst = max((model.term(name) for model in models), key=lambda row: row["p_value"])
        assert [one.estimate, one.low, one.high, one.p_value] == pytest.approx(
            worst[["estimate", "low", "high", "p_value"]].tolist()
        )
        widest = max(detectable_term(model, name) for model in models)
        assert one.detectable == pytest.approx(counts.ROOM * widest)
        assert one.n == len(places)


def test_the_conditions_are_one_family(places, found, monkeypatch):
    families = []

    def told(p_values):
        families.append(p_values.tolist())
        return pd.DataFrame({"adjusted": [0.5, 0.5]})

    monkeypatch.setattr(counts, "adjust", told)
    again = examine_counts(places, "paid", "due", ["a", "b"], **SHAPE)
    assert families == [[one.p_value for one in found.values()]]
    assert again["b"].q_value == 0.5
    assert "weak_after_multiple_testing" in again["a"].grade.reasons
    assert "weak_after_multiple_testing" not in found["a"].grade.reasons


def test_when_the_share_no_longer_follows_the_grade_goes():
    noise = examine_counts(made(0.0), "paid", "due", ["a", "b"], **SHAPE)
    assert all(one.grade.letter == "D" for one in noise.values())


def test_a_share_that_follows_a_condition_is_graded_and_one_that_does_not_is_not(found):
    assert found["a"].grade.letter in "BC"
    assert "cross_section" in found["a"].grade.reasons
    assert found["b"].grade.letter == "D"


def test_a_grid_holds_each_model_with_each_choice(places, found):
    grid = found["a"].specifications.table
    assert len(grid) == 2 * 2 * len(METHODS)
    data = places.assign(share=100 * places["paid"] / places["due"])
    chosen = grid[(grid["controls"].map(len) == 0) & grid["effects"].isna()].set_index("method")
    alone = {
        "counts": binomial_counts(places, "paid", "due", ["a"], whole=100),
        "shares": fractional_logit(data, "share", ["a"], whole=100),
        "linear": ols(data, "share", ["a"]),
    }
    for method, model in alone.items():
        assert chosen.loc[method, "estimate"] == pytest.approx(model.term("a")["estimate"])
        assert chosen.loc[method, "p_value"] == pytest.approx(model.term("a")["p_value"])


def test_leaving_out_and_sensitivity_are_those_of_the_same_share(places, found):
    rest = places[places["code"] != "05"]
    alone = binomial_counts(rest, "paid", "due", ["a", "b"], whole=100).term("b")
    left = found["b"].leave_one_out.estimates.loc["05"]
    assert left["estimate"] == pytest.approx(alone["estimate"])
    data = places.assign(share=100 * places["paid"] / places["due"])
    strength = sensitivity(data, "share", ["a", "b"], "a")
    assert found["a"].sensitivity.robustness_value == pytest.approx(strength.robustness_value)


def test_order_and_names_of_places_do_not_matter(places, found):
    moved = places.sample(frac=1, random_state=4).assign(code=lambda rows: "p" + rows["code"])
    again = examine_counts(moved, "paid", "due", ["b", "a"], **SHAPE)
    for name, one in found.items():
        assert again[name].grade == one.grade
        assert again[name].low == pytest.approx(one.low)


def test_places_without_counts_are_named_and_counted_in_the_coverage(places):
    unknown = places["code"].isin(places["code"][:14])
    found = examine_counts(places.assign(paid=places["paid"].mask(unknown)), "paid", "due", ["a"], **SHAPE)
    assert found["a"].n == len(places) - 14
    assert "partial_coverage" in found["a"].grade.reasons
    assert found["a"].benchmarks is None


def test_one_survey_and_wrong_counts(places):
    found = examine_counts(places, "paid", "due", ["a"], **SHAPE, same_survey=["a"])
    assert "same_survey" in found["a"].grade.reasons and found["a"].grade.letter == "C"
    with pytest.raises(ModelError, match="above"):
        examine_counts(places.assign(paid=places["due"] + 1), "paid", "due", ["a"], **SHAPE)


def test_regions_that_cannot_be_told_apart_leave_the_first_model(places):
    found = examine_counts(places.assign(region=places["code"]), "paid", "due", ["a"], **SHAPE)
    assert "region_effects" in found["a"].worst_case.impossible
    assert found["a"].worst_case.results["jackknife"].n == len(places)

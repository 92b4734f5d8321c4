"""What something unmeasured would have to be: the algebra is exact where it is measured after all."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.models import ols
from analysis.stats.robustness.sensitivity import (
    adjusted,
    benchmarks,
    partial_r2,
    robustness_value,
    sensitivity,
    strongest,
)


@pytest.fixture
def places():
    random = np.random.default_rng(12)
    frame = pd.DataFrame(random.normal(size=(63, 3)), columns=["income", "urban", "hidden"])
    frame["teams"] = 0.4 * frame["income"] + 0.5 * frame["hidden"] + random.normal(size=63)
    frame["y"] = 0.9 * frame["teams"] + 0.4 * frame["income"] + 0.6 * frame["hidden"] + random.normal(size=63)
    return frame.assign(region=np.resize(list("uvwxyz"), 63))


@pytest.mark.parametrize("effects", [None, "region"])
def test_a_confounder_that_is_measured_after_all(places, effects):
    """Adjusting by the confounder's shares gives the model that has it, in both estimate and error."""
    options = {"inference": "classical", "effects": effects}
    short = ols(places, "y", ["teams", "income"], **options).term("teams")
    full = ols(places, "y", ["teams", "income", "hidden"], **options)
    treatment = ols(places, "teams", ["income", "hidden"], **options).term("hidden")
    hidden = full.term("hidden")
    estimate, error = adjusted(
        short["estimate"],
        short["std_error"],
        short["df"],
        r2_input=partial_r2(treatment["statistic"], treatment["df"]),
        r2_outcome=partial_r2(hidden["statistic"], hidden["df"]),
    )
    assert estimate == pytest.approx(full.term("teams")["estimate"])
    assert error == pytest.approx(full.term("teams")["std_error"])


def test_a_confounder_of_the_robustness_value_undoes_the_estimate(places):
    found = sensitivity(places, "y", ["teams", "income"], "teams")
    value = found.robustness_value
    estimate, _ = adjusted(found.estimate, found.std_error, found.df, r2_input=value, r2_outcome=value)
    assert estimate == pytest.approx(0, abs=1e-12)
    assert 0 < found.robustness_value_interval < value < 1


def test_a_confounder_of_the_robustness_value_of_the_interval_brings_zero_into_it(places):
    found = sensitivity(places, "y", ["teams", "income"], "teams")
    value = found.robustness_value_interval
    estimate, error = adjusted(found.estimate, found.std_error, found.df, r2_input=value, r2_outcome=value)
    assert estimate / error == pytest.approx(stats.t.ppf(0.975, found.df - 1))


def test_the_partial_r2_alone_undoes_the_estimate_when_the_outcome_is_explained_whole(places):
    found = sensitivity(places, "y", ["teams", "income"], "teams")
    estimate, _ = adjusted(found.estimate, found.std_error, found.df, r2_input=found.partial_r2, r2_outcome=1)
    assert estimate == pytest.approx(0, abs=1e-12)


def test_what_does_not_exclude_zero_has_no_robustness():
    assert robustness_value(1.5, 60, alpha=0.05) == 0
    assert robustness_value(0, 60) == 0
    assert robustness_value(1.5, 60) > 0


def test_overwhelming_associations_stay_within_one():
    assert 0.99 < robustness_value(1e4, 60, alpha=0.05) < 1
    assert robustness_value(-1e4, 60, alpha=0.05) == robustness_value(1e4, 60, alpha=0.05)


def test_benchmarks_by_the_published_formula(places):
    found = benchmarks(places, "y", ["teams", "income", "urban"], "teams", times=(1, 2))
    assert found[["control", "times"]].to_numpy().tolist() == [
        ["income", 1],
        ["income", 2],
        ["urban", 1],
        ["urban", 2],
    ]
    model = ols(places, "y", ["teams", "income", "urban"], inference="classical")
    row = ols(places, "teams", ["income", "urban"], inference="classical").term("income")
    with_input = partial_r2(row["statistic"], row["df"])
    assert found["r2_input"].iloc[1] == pytest.approx(2 * with_input / (1 - with_input))
    teams = model.term("teams")
    estimate, error = adjusted(
        teams["estimate"],
        teams["std_error"],
        teams["df"],
        r2_input=found["r2_input"].iloc[1],
        r2_outcome=found["r2_outcome"].iloc[1],
    )
    assert found["estimate"].iloc[1] == pytest.approx(estimate)
    assert found["statistic"].iloc[1] == pytest.approx(estimate / error)


def test_a_benchmark_no_confounder_can_have_is_missing(places):
    close = places.assign(urban=places["teams"] + 0.05 * places["urban"])
    found = benchmarks(close, "y", ["teams", "urban"], "teams", times=(1,))
    assert found[["r2_input", "estimate", "low"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda data: sensitivity(data, "y", ["teams"], "urban"), "'urban' is not an input"),
        (lambda data: benchmarks(data, "y", ["teams"], "teams"), "no controls"),
        (lambda data: adjusted(1, 1, 60, r2_input=1.0, r2_outcome=0.1), "between 0 and 1"),
        (lambda data: robustness_value(2, 1), "df >= 2"),
    ],
)
def test_what_has_no_sensitivity_is_refused(places, call, said):
    with pytest.raises(ModelError, match=said):
        call(places)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([(0.1, 0.3), (0.2, 0.25)], 0.2),
        ([(0.4, 0.1)], 0.1),
        ([(0.1, 0.3), (np.nan, np.nan)], 1.0),
        ([(0.3, np.nan)], 0.3),
    ],
)
def test_the_strongest_control_is_strong_with_both(shares, expected):
    """A bound that no confounder can reach lies above every share."""
    assert strongest(pd.DataFrame(shares, columns=["r2_input", "r2_outcome"])) == expected

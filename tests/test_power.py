"""What could be detected, against tables and by simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestPower

from analysis.stats.errors import ModelError
from analysis.stats.evidence.power import (
    detectable_by_the_rule,
    detectable_correlation,
    detectable_effect,
    detectable_statistic,
    detectable_table,
    detectable_term,
)
from analysis.stats.models import ols


def test_a_one_sample_t_test_is_that_of_statsmodels():
    effect = TTestPower().solve_power(nobs=40, alpha=0.05, power=0.8)
    assert detectable_statistic(39) == pytest.approx(effect * np.sqrt(40), rel=1e-5)


def test_without_limit_it_is_the_normal():
    assert detectable_statistic(np.inf) == pytest.approx(
        stats.norm.ppf(0.975) + stats.norm.ppf(0.8), abs=1e-4
    )
    assert detectable_statistic(1e6) == pytest.approx(detectable_statistic(np.inf), abs=1e-4)


@pytest.mark.parametrize(
    ("places", "controls", "correlation"),
    [(63, 5, 0.35), (63, 10, 0.368), (34, 5, 0.48), (34, 10, 0.52)],
)
def test_partial_correlations_at_this_size(places, controls, correlation):
    digits = 3 if correlation == 0.368 else 2
    assert round(detectable_correlation(places, controls), digits) == correlation


def test_effects_in_standard_deviations_at_this_size():
    assert 0.26 <= detectable_effect(63, 5, r2=0.5) <= 0.28
    assert 0.26 <= detectable_effect(63, 10, r2=0.5) <= 0.285
    assert detectable_effect(63, 5, r2=0.5, vif=4) == pytest.approx(2 * detectable_effect(63, 5, r2=0.5))


def test_the_effect_said_to_be_detectable_is_found_in_four_of_five_samples():
    random = np.random.default_rng(10)
    n, effect = 34, detectable_effect(34, 2)
    found = 0
    for _ in range(400):
        x = random.normal(size=(n, 3))
        # The effect is one of sample standard deviations, net of the controls.
        others = np.column_stack([np.ones(n), x[:, 1:]])
        left = x[:, 0] - others @ np.linalg.lstsq(others, x[:, 0], rcond=None)[0]
        left *= np.sqrt((n - 3) / (left @ left))
        y = effect * left + random.normal(size=n)
        matrix = np.column_stack([left, others])
        beta, rest, *_ = np.linalg.lstsq(matrix, y, rcond=None)
        error = np.sqrt(rest[0] / (n - 4) / (left @ left))
        found += abs(beta[0] / error) > stats.t.ppf(0.975, n - 4)
    assert found / 400 == pytest.approx(0.80, abs=0.05)


def test_a_term_is_detectable_at_about_three_standard_errors():
    random = np.random.default_rng(11)
    data = pd.DataFrame(random.normal(size=(63, 2)), columns=["y", "x"])
    result = ols(data, "y", ["x"])
    ratio = detectable_term(result, "x") / result.term("x")["std_error"]
    assert ratio == pytest.approx(detectable_statistic(61))
    assert 2.8 < ratio < 2.9


@settings(max_examples=40, deadline=None)
@given(n=st.integers(10, 500), controls=st.integers(0, 6), power=st.floats(0.2, 0.99))
def test_more_places_fewer_controls_and_less_power_detect_less(n, controls, power):
    here = detectable_correlation(n, controls, power)
    assert 0 < here < 1
    assert detectable_correlation(n + 5, controls, power) < here
    assert detectable_correlation(n, controls + 1, power) > here
    assert detectable_correlation(n, controls, power - 0.1) < here


def test_the_table_has_places_by_controls():
    table = detectable_table([34, 63], [0, 5])
    assert table.loc[63, 5] == detectable_correlation(63, 5)
    assert (table.loc[63] < table.loc[34]).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: detectable_correlation(6, 5),
        lambda: detectable_statistic(60, power=0.04),
        lambda: detectable_statistic(60, power=1.0),
        lambda: detectable_effect(63, 5, r2=1.0),
        lambda: detectable_effect(63, 5, vif=0.5),
    ],
)
def test_designs_that_cannot_be_are_refused(call):
    with pytest.raises(ModelError, match="Give"):
        call()


def test_the_rule_of_the_claims_asks_for_more_and_with_few_places_for_much_more():
    random = np.random.default_rng(8)
    data = pd.DataFrame(random.normal(size=(63, 2)), columns=["x", "y"])
    wide, narrow = ols(data, "y", ["x"], inference="hc3"), ols(data, "y", ["x"], inference="classical")
    widest = max(detectable_term(one, "x") for one in (wide, narrow))
    assert detectable_by_the_rule([wide, narrow], "x", 63) == pytest.approx(1.5 * widest)
    assert detectable_by_the_rule([wide, narrow], "x", 34) == pytest.approx(2.5 * widest)

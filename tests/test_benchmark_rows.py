"""What is told of measurements: ratios turn by turn, whole figures from a sample, growth, targets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline.benchmark.parts.curve import difference
from analysis.pipeline.benchmark.parts.footprint import Footprint
from analysis.pipeline.benchmark.rows import Row, Target, growth, in_turns, row, slope, whole
from analysis.pipeline.benchmark.trials import Measured

SECONDS = st.floats(0.01, 1000)


@given(st.lists(SECONDS, min_size=1, max_size=7), SECONDS, st.data())
def test_a_machine_that_slows_down_leaves_the_ratio_alone(ours, times, data):
    drift = data.draw(st.lists(SECONDS, min_size=len(ours), max_size=len(ours)))
    mine = [seconds * slow for seconds, slow in zip(ours, drift, strict=True)]
    assert in_turns(mine, [seconds * times for seconds in mine]) == pytest.approx(times)


def test_ratios_are_medians_of_turns_and_not_ratios_of_medians():
    assert in_turns([1, 1, 10], [2, 3, 100]) == 3
    assert in_turns([1, 1, 10], [4, 6]) == 5, "unequal turns leave the ratio of medians"


def test_a_whole_is_the_known_work_and_the_mean_surplus_of_each_family():
    family = {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}
    work = {"a1": 10.0, "a2": 20.0, "b1": 1.0, "b2": 2.0}
    assert whole({"a1": 13.0, "b2": 4.0}, work, family) == 33 + 2 * 3 + 2 * 2
    assert whole({name: 2 * seconds for name, seconds in work.items()}, work, family) == 66
    with pytest.raises(ValueError, match="no run of b"):
        whole({"a1": 13.0}, work, family)


@given(st.lists(SECONDS, min_size=4, max_size=12), SECONDS, st.integers(1, 4))
def test_a_surplus_that_is_the_same_for_all_is_found_from_any_sample(seconds, surplus, chosen):
    work = {str(at): one for at, one in enumerate(seconds)}
    sample = {name: one + surplus for name, one in list(work.items())[:chosen]}
    found = whole(sample, work, dict.fromkeys(work, "x"))
    assert found == pytest.approx(sum(seconds) + len(seconds) * surplus)


@given(st.floats(0.1, 3), st.floats(0.001, 100))
def test_the_exponent_of_a_power_is_found(power, scale):
    sizes = [1.0, 2.0, 4.0, 8.0] * 3
    found = growth(sizes, [scale * size**power for size in sizes])
    assert found.exponent == pytest.approx(power)
    assert found.low == pytest.approx(power, abs=1e-6)


def test_the_interval_of_an_exponent_covers_it_as_often_as_it_says():
    draw = np.random.default_rng(5)
    sizes = [1.0, 2.0, 4.0, 8.0] * 3
    drawn = [growth(sizes, [s**0.9 * np.exp(draw.normal(0, 0.1)) for s in sizes]) for _ in range(400)]
    covered = np.mean([one.low <= 0.9 <= one.high for one in drawn])
    assert 0.92 < covered < 0.98


def test_growth_needs_three_sizes_and_positive_figures():
    with pytest.raises(ValueError, match="three sizes"):
        growth([1, 2, 1], [1, 2, 1])
    with pytest.raises(ValueError, match="positive"):
        growth([1, 2, 4], [1, 0, 1])


def test_a_target_is_met_at_its_bound_and_missed_by_a_share_of_it():
    most, least = Target(2.0, "at most", "figure"), Target(9, "at least", "ratio")
    at = row("b", "x", "y", [2.0, 1.0, 3.0], target=most)
    assert (at.median, at.smallest, at.largest, at.repeats) == (2.0, 1.0, 3.0, 3)
    assert (at.met, at.missed_by) == (True, 0.0)
    beyond = row("b", "x", "y", [3.0], target=most)
    assert (beyond.met, beyond.missed_by) == (False, 0.5)
    slow = row("a", "x", "y", [1.0], ratio=6.0, target=least)
    assert (slow.met, slow.missed_by) == (False, pytest.approx(1 / 3))
    assert row("a", "x", "y", [1.0], target=least).met is None, "no ratio, nothing to compare"
    assert row("a", "x", "y", [1.0]).met is None
    with pytest.raises(ValueError, match="nothing was measured"):
        row("a", "x", "y", [])


def test_memory_per_worker_is_the_slope_and_not_the_level():
    assert slope([1, 2, 3, 4], [300, 350, 400, 450]) == pytest.approx(50)


def test_the_memory_of_a_further_worker_is_found_turn_by_turn(tmp_path):
    part = object.__new__(Footprint)
    part.workers = {"uptake": (1, 2, 3), "papermill, processes": (1, 2, 3)}
    measured = Measured(tmp_path / "r.json", {})
    for who, each in (("uptake", 40e6), ("papermill, processes", 200e6)):
        for number in (1, 2, 3):
            for turn in (0, 1e6):
                # Of private pages the most are those of a parent that is not forked yet.
                found = {"private": 435e6, "total": 100e6 + number * each + turn, "seconds": 1}
                measured.keep("f", f"{who}: {number}", found)
    told = {(one.what, one.who): one for one in part.rows(measured)}
    added = told["memory of a further worker", "uptake"]
    assert (added.median, added.met) == (pytest.approx(40), True)
    other = told["memory of a further worker", "papermill, processes"]
    assert other.ratio == pytest.approx(5)


def test_curves_differ_by_their_largest_figure_and_missing_errors_do_not_count():
    mine = [[1.0, 0.5], [2.0, 0.25]]
    assert difference(mine, [[1.0, 0.5], [2.0, 0.26]]) == pytest.approx(0.01)
    assert difference(mine, [[1.0, float("nan")], [2.5, float("nan")]]) == 0.5
    with pytest.raises(ValueError, match="no estimates"):
        difference(mine, [[float("nan"), 0.5], [2.0, 0.25]])


def test_a_row_says_nothing_of_a_target_it_has_not():
    assert Row("a", "x", "y", "s", 1, 1, 1, 1).missed_by == 0.0

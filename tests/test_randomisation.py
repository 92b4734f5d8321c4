"""An association among those of other assignments: by enumeration, by hand, and by lot."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.robustness.randomisation import randomisation_test


@pytest.fixture
def lottery():
    """Eight places, four drawn by lot."""
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"y": random.normal(size=8), "on": [1, 1, 0, 0, 1, 0, 1, 0]})
    return frame.assign(dose=random.normal(size=8), block=list("aabbaabb"), place=list("stuvwxyz"))


def slopes(frame, treatment, orders):
    """The slope under every order, by regression."""
    return np.array(
        [np.polyfit(frame[treatment].to_numpy()[list(order)], frame["y"], 1)[0] for order in orders]
    )


@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(st.sampled_from([0.0, 1.0, 2.5, -1.0]), min_size=5, max_size=5), seed=st.integers(0, 99)
)
def test_every_order_counts_alike(values, seed):
    frame = pd.DataFrame({"y": np.random.default_rng(seed).normal(size=5), "dose": values})
    if len(set(values)) == 1:
        with pytest.raises(ModelError, match="No variation in 'dose'"):
            randomisation_test(frame, "y", "dose")
        return
    found = randomisation_test(frame, "y", "dose")
    every = slopes(frame, "dose", permutations(range(5)))
    observed = every[0]
    assert found.estimate == pytest.approx(observed)
    assert found.exact
    assert found.p_greater == pytest.approx((every >= observed - 1e-9).mean())
    assert found.p_less == pytest.approx((every <= observed + 1e-9).mean())
    assert found.p_value == pytest.approx((abs(every) >= abs(observed) - 1e-9).mean())
    assert found.above + found.at_most == found.below + found.at_least == found.assignments


def test_two_values_are_compared_by_means(lottery):
    found = randomisation_test(lottery, "y", "on", entity="place")
    means = lottery.groupby("on")["y"].mean()
    assert found.estimate == pytest.approx(means[1] - means[0])
    assert (found.assignments, found.name) == (70, "randomisation test, 70 assignments (all)")
    library = stats.permutation_test(
        (lottery.loc[lottery["on"] == 1, "y"], lottery.loc[lottery["on"] == 0, "y"]),
        lambda one, other: one.mean() - other.mean(),
        alternative="greater",
    )
    assert found.p_greater == pytest.approx(library.pvalue)


def test_equal_values_are_not_told_apart():
    frame = pd.DataFrame({"y": np.random.default_rng(3).normal(size=14), "on": [0, 1] * 7})
    found = randomisation_test(frame, "y", "on")
    assert found.exact and found.assignments == 3432  # 14 over 7, where orders would be 14!


def test_blocks_are_permuted_within(lottery):
    found = randomisation_test(lottery, "y", "on", blocks="block")
    assert found.assignments == 4 * 4
    inside = lottery["y"] - lottery.groupby("block")["y"].transform("mean")
    drawn = lottery["on"] - lottery.groupby("block")["on"].transform("mean")
    assert found.estimate == pytest.approx((inside * drawn).sum() / (drawn**2).sum())
    # By hand: one of four equipped in block b, three of four in block a.
    rows = {block: lottery.index[lottery["block"] == block] for block in "ab"}
    sums = []
    for here in set(permutations(lottery.loc[rows["a"], "on"])):
        for there in set(permutations(lottery.loc[rows["b"], "on"])):
            sums.append(inside[rows["a"]] @ np.array(here) + inside[rows["b"]] @ np.array(there))
    observed = inside @ lottery["on"]
    assert found.at_least == sum(one >= observed - 1e-9 for one in sums)


def test_many_places_are_drawn_from_a_seed():
    random = np.random.default_rng(7)
    frame = pd.DataFrame(random.normal(size=(40, 2)), columns=["y", "dose"])
    frame["y"] += 0.3 * frame["dose"]
    found, again, other = (
        randomisation_test(frame, "y", "dose", draws=4_000, seed=seed) for seed in (1, 1, 2)
    )
    assert not found.exact and found.assignments == 4_001
    assert found.as_far == again.as_far != other.as_far
    assert found.p_value == pytest.approx(stats.pearsonr(frame["y"], frame["dose"]).pvalue, abs=0.02)


def test_drawn_and_enumerated_agree(lottery, monkeypatch):
    exact = randomisation_test(lottery, "y", "dose", blocks="block")
    monkeypatch.setattr("analysis.stats.robustness.randomisation.MOST_ENUMERATED", 0)
    drawn = randomisation_test(lottery, "y", "dose", blocks="block")
    assert exact.exact and not drawn.exact
    for name in ("p_value", "p_greater", "p_less"):
        assert getattr(drawn, name) == pytest.approx(getattr(exact, name), abs=0.03)


def test_no_p_value_is_zero():
    frame = pd.DataFrame({"y": np.arange(40.0), "dose": np.arange(40.0)})
    found = randomisation_test(frame, "y", "dose", draws=99)
    assert found.p_value == found.p_greater == 1 / 100
    assert found.p_less == 1


def test_by_lot_the_test_holds_its_size():
    random = np.random.default_rng(2)
    p_values = []
    for _ in range(200):
        frame = pd.DataFrame({"y": random.standard_t(3, size=8), "on": random.permutation([0, 1] * 4)})
        p_values.append(randomisation_test(frame, "y", "on").p_value)
    assert (np.array(p_values) <= 0.05).mean() <= 0.08


def test_units_and_order_do_not_matter(lottery):
    first = randomisation_test(lottery, "y", "dose")
    other = lottery.sample(frac=1, random_state=1).assign(
        y=lambda data: 1e6 * data["y"] - 3, dose=lambda data: data["dose"] / 7 + 1
    )
    second = randomisation_test(other, "y", "dose")
    assert second.estimate == pytest.approx(7e6 * first.estimate)
    assert (second.as_far, second.at_least, second.below) == (first.as_far, first.at_least, first.below)


def test_places_without_a_figure_are_named(lottery):
    lottery.loc[2, "y"] = np.nan
    found = randomisation_test(lottery, "y", "on", entity="place")
    assert found.n == 7 and found.assignments == 35
    assert found.dropped[["place", "columns"]].to_numpy().tolist() == [["u", "y"]]


def test_nothing_to_permute_is_refused(lottery):
    with pytest.raises(ModelError, match="within block"):
        randomisation_test(lottery.assign(on=lottery["block"] == "a"), "y", "on", blocks="block")
    with pytest.raises(ModelError, match="at least one"):
        randomisation_test(lottery, "y", "on", draws=0)


def test_a_seed_gives_one_result_in_blocks_of_any_size(monkeypatch):
    random = np.random.default_rng(6)
    data = pd.DataFrame({"x": random.normal(size=40), "y": random.normal(size=40), "half": np.arange(40) % 2})
    whole = randomisation_test(data, "y", "x", blocks="half", draws=500, seed=9)
    monkeypatch.setattr("analysis.stats.robustness.randomisation._AT_ONCE", 777)
    parts = randomisation_test(data, "y", "x", blocks="half", draws=500, seed=9)
    assert (whole.at_least, whole.as_far, whole.at_most) == (parts.at_least, parts.as_far, parts.at_most)

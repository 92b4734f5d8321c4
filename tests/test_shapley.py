"""Shares of R2: they sum to it, they are those of brute force, and their intervals hold the true shares."""

from functools import cache
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.errors import ModelError
from analysis.stats.models import ols
from analysis.stats.resampling import arrange, bootstrap_counts
from analysis.stats.robustness.shapley import shapley_r2

FIGURES = ["share", "low", "high", "vif"]
INPUTS = ["income", "urban", "poverty", "literacy"]


def _places(seed=3, places=63):
    random = np.random.default_rng(seed)
    mix = random.normal(size=(4, 4)) * 0.5 + np.eye(4)
    frame = pd.DataFrame(random.normal(size=(places, 4)) @ mix, columns=INPUTS)
    frame["y"] = frame @ [0.7, 0.5, 0.0, -0.4] + random.normal(size=places)
    return frame.assign(
        region=np.resize(list("uvwxyz"), places),
        people=random.uniform(1, 9, places),
        code=[f"{number:02d}" for number in range(places)],
    )


@pytest.fixture
def places():
    return _places()


def _added_in_every_order(data, inputs, **options):
    """What each input adds to R2, averaged over all orders, with the project's least squares."""

    @cache
    def r2_of(chosen):
        return ols(data, "y", sorted(chosen), **options).fit["r2"] if chosen else 0.0

    def r2(chosen):
        return r2_of(frozenset(chosen))

    orders = list(permutations(inputs))
    added = dict.fromkeys(inputs, 0.0)
    for order in orders:
        for position, name in enumerate(order):
            added[name] += (r2(order[: position + 1]) - r2(order[:position])) / len(orders)
    return [added[name] for name in inputs]


@pytest.mark.parametrize("weights", [None, "people"])
def test_shares_are_those_of_every_order_by_brute_force(places, weights):
    found = shapley_r2(places, "y", INPUTS, weights=weights, draws=100)
    np.testing.assert_allclose(
        found.shares["share"], _added_in_every_order(places, INPUTS, weights=weights), atol=1e-12
    )


def test_effects_are_taken_out_of_both_sides_first(places):
    within = places.copy()
    columns = [*INPUTS, "y"]
    within[columns] -= within.groupby("region")[columns].transform("mean")
    found = shapley_r2(places, "y", INPUTS, effects="region", draws=100)
    np.testing.assert_allclose(found.shares["share"], _added_in_every_order(within, INPUTS), atol=1e-12)


def test_unrelated_inputs_have_their_squared_correlations():
    crossed = pd.DataFrame(
        np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T.repeat(8, axis=0),
        columns=["a", "b", "c"],
    )
    crossed["y"] = crossed["a"] + 0.3 * crossed["b"] + np.random.default_rng(4).normal(size=64)
    found = shapley_r2(crossed, "y", ["a", "b", "c"], draws=100).shares
    np.testing.assert_allclose(
        found["share"], crossed[["a", "b", "c"]].corrwith(crossed["y"]) ** 2, atol=1e-12
    )
    np.testing.assert_allclose(found["vif"], 1)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 7), rows=st.integers(12, 80), tie=st.floats(0, 0.999))
def test_shares_sum_to_r2_and_none_is_negative(seed, k, rows, tie):
    random = np.random.default_rng(seed)
    names = [f"x{number}" for number in range(k)]
    data = pd.DataFrame(random.normal(size=(rows, k)), columns=names)
    data["x0"] = tie * data[names[-1]] + (1 - tie) * data["x0"]
    data["y"] = random.normal(size=rows) + data["x0"]
    found = shapley_r2(data, "y", names, draws=100)
    assert found.shares["share"].sum() == pytest.approx(found.r2, abs=1e-12)
    assert found.r2 == pytest.approx(ols(data, "y", names).fit["r2"], abs=1e-9)
    assert (found.shares["share"] >= -1e-12).all()
    assert ((found.shares["low"] >= 0) & (found.shares["high"] <= 1)).all()


class TestGroups:
    def test_a_group_adds_its_inputs_together(self, places):
        groups = {"wealth": ["income", "poverty"]}
        found = shapley_r2(places, "y", INPUTS, groups=groups, draws=100).shares["share"]

        def r2(*names):
            return ols(places, "y", list(names)).fit["r2"] if names else 0.0

        wealth = ("income", "poverty")
        expected = (
            (r2(*wealth) - r2()) / 3
            + (r2(*wealth, "urban") - r2("urban")) / 6
            + (r2(*wealth, "literacy") - r2("literacy")) / 6
            + (r2(*INPUTS) - r2("urban", "literacy")) / 3
        )
        assert found["wealth"] == pytest.approx(expected)
        assert found.index.tolist() == ["wealth", "urban", "literacy"]
        assert found.sum() == pytest.approx(r2(*INPUTS))

    @pytest.mark.parametrize(
        "groups",
        [
            {"a": ["income"], "b": ["income", "urban"]},
            {"a": ["income", "size"]},
            {"a": []},
            {"urban": ["income", "poverty"]},
        ],
    )
    def test_groups_that_do_not_part_the_inputs_are_refused(self, places, groups):
        with pytest.raises(ModelError, match="do not part the inputs"):
            shapley_r2(places, "y", INPUTS, groups=groups)


class TestIntervals:
    def test_draws_are_those_of_refitted_resamples(self, places):
        """The same resamples, fitted one by one with ordinary least squares, give the same interval of R2."""
        found = shapley_r2(places, "y", ["income", "urban"], draws=100, seed=8)
        order, codes = arrange(places[["y", "income", "urban"]].to_numpy())
        assert codes.tolist() == list(range(63))
        counts = bootstrap_counts(63, 100, np.random.default_rng(8))
        fitted = [
            ols(places.iloc[order.repeat(count)], "y", ["income", "urban"]).fit["r2"] for count in counts
        ]
        ends = np.quantile(fitted, [0.025, 0.975]) - 2 * (np.mean(fitted) - found.r2)
        np.testing.assert_allclose([found.r2_low, found.r2_high], np.clip(ends, 0, 1), atol=1e-9)

    def test_places_are_drawn_with_all_their_rows(self, places):
        """Rows that repeat a place tell nothing new: the intervals stay as with one row a place."""
        once = shapley_r2(places, "y", INPUTS, place="code", draws=400)
        copies = pd.concat([places] * 5, ignore_index=True)
        found = shapley_r2(copies, "y", INPUTS, place="code", draws=400)
        assert (found.n, found.units) == (315, 63)
        np.testing.assert_allclose(found.shares[FIGURES], once.shares[FIGURES], atol=1e-9)
        as_rows = shapley_r2(copies, "y", INPUTS, draws=400).shares
        width, too_short = (table["high"] - table["low"] for table in (found.shares, as_rows))
        assert (too_short < 0.7 * width).sum() >= 3

    def test_they_hold_the_true_shares(self):
        """Percentiles alone never hold the share of an unrelated input, which is zero."""
        truth = np.array([0.25, 0.09, 0.0]) / 1.34
        held, r2_held, from_zero = [], [], []
        for seed in range(150):
            random = np.random.default_rng(seed)
            data = pd.DataFrame(random.normal(size=(63, 3)), columns=["a", "b", "c"])
            data["y"] = 0.5 * data["a"] + 0.3 * data["b"] + random.normal(size=63)
            found = shapley_r2(data, "y", ["a", "b", "c"], draws=300, seed=seed)
            held.append((found.shares["low"] <= truth) & (truth <= found.shares["high"]))
            r2_held.append(found.r2_low <= truth.sum() <= found.r2_high)
            from_zero.append(found.shares["low"]["c"] == 0)
        assert (np.mean(held, axis=0) >= 0.88).all()
        assert np.mean(r2_held) >= 0.88
        assert np.mean(from_zero) > 0.9

    def test_a_level_below_gives_a_shorter_interval(self, places):
        wide, short = (shapley_r2(places, "y", INPUTS, level=level, draws=400) for level in (0.95, 0.5))
        assert (short.shares["high"] < wide.shares["high"]).all()
        assert short.r2_low > wide.r2_low


def test_a_seed_gives_one_result_whatever_the_order_of_rows_and_the_names(places):
    first = shapley_r2(places, "y", INPUTS, place="code", draws=200, seed=5)
    mixed = places.sample(frac=1, random_state=1)
    mixed["code"] = mixed["code"].map(dict(zip(places["code"], places["code"][::-1] + "x", strict=True)))
    again = shapley_r2(mixed, "y", INPUTS, place="code", draws=200, seed=5)
    np.testing.assert_allclose(again.shares[FIGURES], first.shares[FIGURES], atol=1e-12)
    other = shapley_r2(places, "y", INPUTS, place="code", draws=200, seed=6)
    assert (other.shares["high"] != first.shares["high"]).any()


def test_units_and_origins_do_not_matter(places):
    moved = places.assign(income=places["income"] * 1e6 + 5e6, y=places["y"] / 100 - 3)
    first, second = (shapley_r2(frame, "y", INPUTS, draws=200) for frame in (places, moved))
    np.testing.assert_allclose(second.shares[FIGURES], first.shares[FIGURES], atol=1e-8)


def test_inputs_that_say_the_same_share_and_are_marked(places):
    places["twin"] = places["income"] + 0.01 * np.random.default_rng(1).normal(size=63)
    found = shapley_r2(places, "y", ["income", "twin", "urban"], draws=100).shares
    assert found["collinear"].tolist() == [True, True, False]
    assert found["share"]["twin"] == pytest.approx(found["share"]["income"], rel=0.1)


def test_resamples_in_which_a_column_or_an_effect_is_empty_are_counted():
    """A region of one place is missing from a third of the resamples, and its marker then does not vary."""
    data = _places(5, 30).assign(marker=[1.0] + [0.0] * 29, region=["alone", "other", *["rest"] * 28])
    found = shapley_r2(data, "y", ["income", "marker"], draws=300)
    assert np.isfinite(found.shares[["low", "high"]]).all(axis=None)
    assert found.shares["share"].sum() == pytest.approx(found.r2)
    with_effects = shapley_r2(data, "y", ["income", "urban"], effects="region", draws=300)
    assert np.isfinite(with_effects.shares[["low", "high"]]).all(axis=None)


def test_one_input_has_the_whole(places):
    found = shapley_r2(places, "y", ["income"], draws=100)
    assert found.shares["share"].tolist() == [pytest.approx(found.r2)]
    assert found.shares["vif"].tolist() == [pytest.approx(1)]


def test_rows_left_out_are_named(places):
    places.loc[7, "urban"] = np.nan
    found = shapley_r2(places, "y", INPUTS, place="code", draws=100)
    assert found.n == 62
    assert found.dropped[["code", "columns"]].to_numpy().tolist() == [["07", "urban"]]


def test_twelve_inputs_are_the_most(places):
    random = np.random.default_rng(9)
    names = [f"x{number}" for number in range(13)]
    data = pd.DataFrame(random.normal(size=(63, 14)), columns=["y", *names])
    with pytest.raises(ModelError, match=r"13 inputs or groups are 8,192 models.*at most 12"):
        shapley_r2(data, "y", names)
    joined = shapley_r2(data, "y", names, groups={"two": names[:2]}, draws=100)
    assert joined.shares["share"].sum() == pytest.approx(joined.r2)


@pytest.mark.parametrize("options", [{"level": 1.0}, {"draws": 10}])
def test_options_that_mean_nothing_are_refused(places, options):
    with pytest.raises(ModelError, match="Use a level in"):
        shapley_r2(places, "y", INPUTS, **options)


def test_effects_that_explain_the_outcome_leave_nothing_to_part(places):
    with pytest.raises(ModelError, match="leave nothing of the outcome"):
        shapley_r2(places.assign(y=places["region"].map(ord)), "y", INPUTS, effects="region")

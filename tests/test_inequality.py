"""Inequality between places: its parts by region, and how sure it is."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.examples import get_path

from analysis.stats.describe import gini, inequality_estimate, theil, theil_parts
from analysis.stats.errors import ModelError


@pytest.fixture(scope="module")
def mexico():
    """Income per head of 32 Mexican states, with the regions of Hanson (1998)."""
    return pd.read_csv(get_path("mexico.csv"))


@pytest.fixture
def places():
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"income": random.lognormal(0, 0.4, 63), "people": random.uniform(1, 9, 63)})
    frame["region"] = np.resize(list("abcdef"), 63)
    return frame.set_index(pd.Index([f"{number:02d}" for number in range(63)], name="code"))


class TestMexico:
    """Rey (2004); the figures of PySAL's documentation and tests."""

    def test_theil_over_six_decades(self, mexico):
        published = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]
        found = [theil(mexico[f"pcgdp{year}"]) for year in range(1940, 2010, 10)]
        assert found == pytest.approx(published, abs=1e-8)

    def test_gini_of_1940(self, mexico):
        assert gini(mexico["pcgdp1940"]) == pytest.approx(0.35372371173452849, abs=1e-12)

    def test_theil_between_and_within_regions(self, mexico):
        between = [0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872]
        within = [0.17435454, 0.12405598, 0.0521202, 0.04263506, 0.06354856, 0.07547525, 0.0702496]
        parts = [theil_parts(mexico[f"pcgdp{year}"], mexico["hanson98"]) for year in range(1940, 2010, 10)]
        assert [part.between for part in parts] == pytest.approx(between, abs=1e-8)
        assert [part.within for part in parts] == pytest.approx(within, abs=1e-8)


class TestParts:
    @settings(max_examples=40, deadline=None)
    @given(seed=st.integers(0, 10_000), groups=st.integers(1, 8), weighted=st.booleans())
    def test_the_parts_sum_to_the_whole(self, seed, groups, weighted):
        random = np.random.default_rng(seed)
        values = pd.Series(random.lognormal(0, 1, 30)).where(random.random(30) > 0.1, 0.0)
        weights = pd.Series(random.uniform(0.1, 9, 30)) if weighted else None
        found = theil_parts(values, pd.Series(random.integers(0, groups, 30), name="region"), weights)
        assert found.total == pytest.approx(theil(values, weights), rel=1e-12)
        assert found.groups[["between", "within"]].sum().tolist() == pytest.approx(
            [found.between, found.within], rel=1e-12
        )
        assert found.groups[["weight_share", "value_share"]].sum().tolist() == pytest.approx([1, 1])
        assert -1e-12 <= found.between <= found.total * (1 + 1e-12)

    def test_equal_means_leave_nothing_between(self):
        found = theil_parts(pd.Series([1.0, 3.0, 2.0, 2.0]), pd.Series(["a", "a", "b", "b"]))
        assert found.between == pytest.approx(0, abs=1e-15)
        assert found.within == pytest.approx(theil(pd.Series([1.0, 3.0, 2.0, 2.0])))

    def test_equal_places_in_each_group_leave_nothing_within(self):
        found = theil_parts(pd.Series([0.0, 0.0, 10.0, 10.0]), pd.Series(["a", "a", "b", "b"]))
        assert (found.within, found.between) == pytest.approx((0, np.log(2)))
        assert found.between_share == pytest.approx(1)

    def test_between_is_the_inequality_of_the_weighted_means(self, places):
        found = theil_parts(places["income"], places["region"], places["people"])
        means = (places["income"] * places["people"]).groupby(places["region"]).sum()
        people = places["people"].groupby(places["region"]).sum()
        assert found.between == pytest.approx(theil(means / people, people))
        assert found.groups.loc["a", "mean"] == pytest.approx(means["a"] / people["a"])

    def test_groups_are_matched_by_code(self, places):
        shuffled = places["region"].sample(frac=1, random_state=1)
        one, other = (theil_parts(places["income"], groups) for groups in (places["region"], shuffled))
        assert one.between == pytest.approx(other.between, rel=1e-14)

    def test_a_place_without_a_group_is_refused(self, places):
        with pytest.raises(ModelError, match="Without a group: 07"):
            theil_parts(places["income"], places["region"].where(places.index != "07"))


class TestInterval:
    @pytest.mark.parametrize(("measure", "of"), [("gini", gini), ("theil", theil)])
    def test_the_estimate_is_the_measure_itself(self, places, measure, of):
        found = inequality_estimate(places["income"], places["people"], measure=measure)
        assert found.estimate == pytest.approx(of(places["income"], places["people"]))
        assert 0 < found.low < found.estimate < found.high
        assert (found.n, found.weighted, found.level) == (63, True, 0.95)

    @pytest.mark.parametrize(("measure", "of"), [("gini", gini), ("theil", theil)])
    def test_it_allows_for_what_drawing_with_repetition_loses(self, places, measure, of):
        """Samples are less unequal than the places: the interval lies above their percentiles."""
        random, values = np.random.default_rng(1), places["income"].to_numpy()
        drawn = [of(pd.Series(random.choice(values, 63))) for _ in range(1500)]
        low, high = np.quantile(drawn, [0.025, 0.975])
        found = inequality_estimate(places["income"], measure=measure)
        assert np.mean(drawn) < found.estimate
        assert found.low > low + 0.02 * (high - low)
        assert found.high > high + 0.02 * (high - low)

    def test_names_and_order_change_nothing(self, places):
        other = places.sample(frac=1, random_state=2).rename(lambda code: f"place {code}")
        one, again = (inequality_estimate(frame["income"], frame["people"]) for frame in (places, other))
        assert (one.low, one.high) == pytest.approx((again.low, again.high), rel=1e-12)

    def test_units_change_nothing(self, places):
        one, other = (inequality_estimate(places["income"] * factor) for factor in (1, 1e6))
        assert (one.low, one.high) == pytest.approx((other.low, other.high), rel=1e-9)

    def test_a_weight_changes_the_figure(self, places):
        weighted = inequality_estimate(places["income"], places["people"])
        assert weighted.estimate != pytest.approx(inequality_estimate(places["income"]).estimate)

    def test_another_seed_moves_the_interval_a_little(self, places):
        one, other = (inequality_estimate(places["income"], seed=seed) for seed in (0, 1))
        assert one.low != other.low
        assert one.low == pytest.approx(other.low, abs=0.1 * (one.high - one.low))

    def test_a_wider_level_is_wider(self, places):
        narrow, wide = (inequality_estimate(places["income"], level=level) for level in (0.8, 0.99))
        assert wide.low < narrow.low < narrow.high < wide.high

    def test_the_interval_holds_the_truth_about_as_often_as_said(self):
        """63 lognormal places with a Gini of erf(s / 2): 95 % in name, about 91 % in fact."""
        random, truth = np.random.default_rng(3), math.erf(0.2 / 2)
        held = 0
        for seed in range(200):
            found = inequality_estimate(pd.Series(random.lognormal(0, 0.2, 63)), draws=199, seed=seed)
            held += found.low <= truth <= found.high
        assert 0.86 <= held / 200 <= 0.97

    def test_equal_places_have_no_inequality_and_no_doubt(self):
        found = inequality_estimate(pd.Series([3.0] * 12))
        assert (found.estimate, found.low, found.high) == (0, 0, 0)

    @pytest.mark.parametrize(
        ("values", "options", "said"),
        [
            ([1.0, 2.0, 3.0], {}, "3 places"),
            ([*range(1, 20)], {"level": 95}, "level 95"),
            ([*range(1, 20)], {"measure": "ginni"}, "Did you mean 'gini'"),
            ([0.0] * 9 + [5.0], {}, "rest on too few places"),
            ([1.0] * 9 + [None], {}, "missing"),
        ],
    )
    def test_what_has_no_interval_is_refused(self, values, options, said):
        with pytest.raises(ModelError, match=said):
            inequality_estimate(pd.Series(values, name="share", dtype=float), **options)

"""League tables: shrinkage, and ranks with the intervals in which the true ranks lie."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.describe import ranks
from analysis.stats.describe.ranks import noise_from_panel, rank_intervals, separation, shrink
from analysis.stats.errors import ModelError


def _figures(random, places=63, reliability=0.8):
    truth = pd.Series(random.normal(size=places), index=[f"{number:02d}" for number in range(places)])
    std_error = np.sqrt(1 / reliability - 1)
    return truth, truth + random.normal(scale=std_error, size=places), std_error


class TestShrink:
    def test_equal_errors_are_those_of_james_and_stein(self):
        random = np.random.default_rng(1)
        values = pd.Series(random.normal(scale=2, size=12))
        found = shrink(values, 1.0)
        factor = 1 - (12 - 3) / ((values - values.mean()) ** 2).sum()
        expected = values.mean() + factor * (values - values.mean())
        np.testing.assert_allclose(found["shrunk"], expected, rtol=1e-9)
        np.testing.assert_allclose(found["reliability"], factor, rtol=1e-9)

    def test_doubt_of_a_place_grows_with_its_distance_from_the_mean(self):
        """With equal errors, as in Morris (1983): the pull is itself estimated, and far places feel it."""
        values = pd.Series([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 16.0])
        found = shrink(values, 2.0)
        pull = (7 - 3) * 4 / ((values - values.mean()) ** 2).sum()
        expected = 4 * (1 - 6 / 7 * pull) + 2 / (7 - 3) * pull**2 * (values - values.mean()) ** 2
        np.testing.assert_allclose(found["posterior_sd"] ** 2, expected, rtol=1e-9)
        assert found["posterior_sd"].iloc[6] > found["posterior_sd"].iloc[4]

    def test_doubt_with_unequal_errors_by_hand(self):
        """The mean of the errors weighs in; figures that differ by noise alone have no spread."""
        values = pd.Series([0.5, -0.5, 0.2, -0.4, 0.1, 0.3])
        error = pd.Series([1.0, 2.0, 1.0, 1.0, 2.0, 1.0])
        found = shrink(values, error)
        mean = np.average(values, weights=1 / error**2)
        average = 6 / (1 / error**2).sum()
        pull = (6 - 3) / (6 - 1)
        doubt = 2 / (6 - 3) * pull**2 * average / error**2
        expected = error**2 * (1 - 5 / 6 * pull) + doubt * (values - mean) ** 2
        np.testing.assert_allclose(found["posterior_sd"] ** 2, expected, rtol=1e-9)

    def test_noisier_figures_are_pulled_further(self):
        values = pd.Series([0.0, 1.0, 2.0, 3.0, 4.0, 4.0])
        found = shrink(values, pd.Series([0.1, 0.1, 0.1, 0.1, 0.1, 2.0]))
        assert found["reliability"].is_monotonic_decreasing
        assert found["shrunk"].iloc[5] < found["shrunk"].iloc[4]

    def test_exact_figures_stay(self):
        values = pd.Series([0.0, 1.0, 2.0, 3.0, 9.0])
        np.testing.assert_allclose(shrink(values, 1e-6)["shrunk"], values, atol=1e-6)

    def test_figures_that_differ_by_noise_alone_become_nearly_one(self):
        values = pd.Series([0.9, 1.0, 1.1, 1.0, 1.05, 0.95])
        found = shrink(values, 1.0)
        assert np.ptp(found["shrunk"]) < 0.5 * np.ptp(values)

    def test_it_is_nearer_to_the_truth_than_the_figures(self):
        random = np.random.default_rng(2)
        gain = []
        for _ in range(40):
            truth, values, std_error = _figures(random)
            shrunk = shrink(values, std_error)["shrunk"]
            gain.append(1 - ((shrunk - truth) ** 2).mean() / ((values - truth) ** 2).mean())
        assert np.mean(gain) == pytest.approx(0.20, abs=0.05)

    def test_missing_figures_stay_missing(self):
        values = pd.Series([1.0, 2.0, None, 4.0, 5.0, 9.0])
        found = shrink(values, 0.5)
        assert np.isnan(found["shrunk"].iloc[2])
        np.testing.assert_allclose(found["shrunk"].dropna(), shrink(values.dropna(), 0.5)["shrunk"])

    @pytest.mark.parametrize(
        ("values", "errors", "said"),
        [
            ([1.0, 2.0, 3.0, 4.0], 1.0, "4 places are too few"),
            ([1.0, 2.0, 3.0, 4.0, 5.0], 0.0, "not positive"),
            ([1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 1.0, 1.0, 1.0, None], "places 4"),
        ],
    )
    def test_what_cannot_be_shrunk_is_refused(self, values, errors, said):
        with pytest.raises(ModelError, match=said):
            shrink(pd.Series(values), pd.Series(errors) if isinstance(errors, list) else errors)


class TestRankIntervals:
    def test_by_brute_force_where_the_posterior_is_known(self):
        """Places far apart in pairs: within a pair each order has the chance of one normal difference."""
        values = pd.Series([0.0, 0.5, 100.0, 100.5, 200.0, 200.5, 300.0, 300.5])
        found = rank_intervals(values, 1.0, draws=20_000, seed=3, highest_first=False)
        table = shrink(values, 1.0)
        random = np.random.default_rng(99)
        first, second = (
            random.normal(table["shrunk"].iloc[place], table["posterior_sd"].iloc[place], 20_000)
            for place in (0, 1)
        )
        expected = 1 + (first > second).mean()
        assert found["expected_rank"].iloc[0] == pytest.approx(expected, abs=0.02)
        assert found[["low", "high"]].to_numpy().tolist() == [
            [pair * 2 + 1, pair * 2 + 2] for pair in range(4) for _ in range(2)
        ]

    def test_places_that_cannot_be_confused_have_one_rank(self):
        values = pd.Series([3.0, 1.0, 2.0, 5.0, 4.0])
        found = rank_intervals(values, 1e-4)
        assert found["rank"].tolist() == [3, 5, 4, 1, 2]
        assert (found["low"] == found["rank"]).all()
        assert (found["high"] == found["rank"]).all()

    def test_nine_intervals_in_ten_hold_the_true_rank(self):
        random = np.random.default_rng(4)
        held = []
        for repetition in range(20):
            truth, values, std_error = _figures(random)
            found = rank_intervals(values, std_error, draws=1000, seed=repetition)
            true_rank = truth.rank(ascending=False)
            held.append(((found["low"] <= true_rank) & (true_rank <= found["high"])).mean())
        assert 0.87 <= np.mean(held) <= 0.95

    def test_a_seed_gives_the_same_table_and_rows_may_change_places(self):
        _, values, std_error = _figures(np.random.default_rng(5))
        first = rank_intervals(values, std_error, seed=1)
        pd.testing.assert_frame_equal(first, rank_intervals(values, std_error, seed=1))
        shuffled = rank_intervals(values.sample(frac=1, random_state=2), std_error, seed=1).loc[values.index]
        np.testing.assert_allclose(shuffled["shrunk"], first["shrunk"])
        assert (shuffled["low"] - first["low"]).abs().max() <= 2

    def test_order_may_be_turned_round(self):
        _, values, std_error = _figures(np.random.default_rng(6))
        best = rank_intervals(values, std_error, seed=1)
        worst = rank_intervals(values, std_error, seed=1, highest_first=False)
        np.testing.assert_allclose(best["rank"] + worst["rank"], 64)
        np.testing.assert_allclose(best["expected_rank"] + worst["expected_rank"], 64)

    def test_missing_places_have_no_rank(self):
        values = pd.Series([1.0, 2.0, None, 4.0, 5.0, 9.0])
        found = rank_intervals(values, 0.5)
        assert found.loc[2, ["rank", "low", "high"]].isna().all()
        assert found["rank"].max() == 5

    def test_equal_figures_share_a_rank(self):
        assert rank_intervals(pd.Series([5.0, 5.0, 1.0, 2.0, 3.0]), 0.1)["rank"].tolist() == [1, 1, 5, 4, 3]


class TestNoiseFromPanel:
    def test_it_is_the_error_that_years_and_places_leave(self):
        random = np.random.default_rng(7)
        rows = [
            {"code": place, "year": year, "score": place + 3 * year + random.normal(scale=0.5)}
            for place in range(63)
            for year in range(2020, 2025)
        ]
        found = noise_from_panel(pd.DataFrame(rows), "score", "code", "year")
        assert (found == found.iloc[0]).all()
        assert found.iloc[0] == pytest.approx(0.5, rel=0.15)
        assert found.index.tolist() == list(range(63))

    def test_two_years_by_hand(self):
        """With two years the rest is half the change about the mean change."""
        panel = pd.DataFrame(
            {"code": [1, 2, 3] * 2, "year": [1] * 3 + [2] * 3, "score": [1.0, 2.0, 3.0, 2.0, 2.0, 6.0]}
        )
        changes = np.array([1.0, 0.0, 3.0])
        found = noise_from_panel(panel, "score", "code", "year")
        assert found.iloc[0] == pytest.approx(changes.std(ddof=1) / np.sqrt(2))

    def test_one_year_is_refused(self):
        panel = pd.DataFrame({"code": [1, 2, 3], "year": 2020, "score": [1.0, 2.0, 3.0]})
        with pytest.raises(ModelError, match="over 1 years are too few"):
            noise_from_panel(panel, "score", "code", "year")


class TestSeparation:
    def test_counts_wide_and_certain_places(self):
        intervals = pd.DataFrame(
            {"low": [1, 1, 1, 2, 4, 5, np.nan], "high": [2, 3, 4, 6, 6, 6, np.nan]}, index=list("abcdefg")
        )
        assert separation(intervals).to_dict() == {"n": 6, "wide": 2, "top": 1, "bottom": 1}

    def test_exact_figures_are_all_told_apart(self):
        found = separation(rank_intervals(pd.Series(np.arange(9.0)), 1e-6))
        assert found.to_dict() == {"n": 9, "wide": 0, "top": 3, "bottom": 3}


@pytest.mark.parametrize("places", [5, 63, 300])
@pytest.mark.parametrize("decimals", [0, 9])
def test_ranks_of_all_draws_are_those_of_each_by_itself(places, decimals):
    levels = np.random.default_rng(places).normal(scale=3, size=(120, places)).round(decimals)
    each = levels.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
    np.testing.assert_array_equal(ranks._ranks(levels), each.T)

"""Places that moved: by their probabilities, by simulations with a known truth, and beside noise alone."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.stats.describe.movement import movement
from analysis.stats.describe.rank_movement import rank_movement
from analysis.stats.describe.ranks import shrink
from analysis.stats.errors import ModelError

RUN = {"runs": [(2020, 2024)]}


def _panel(start, end):
    codes = [f"{number:02d}" for number in range(len(start))]
    return pd.DataFrame(
        {"code": codes * 2, "year": [2020] * len(start) + [2024] * len(end), "score": [*start, *end]}
    )


def _world(random, places=63, spread=0.5, noise=0.5, drift=0.0):
    """Levels differ by 1, true changes by ``spread``, figures are off by ``noise``."""
    level = random.normal(size=places)
    moved = drift + spread * random.normal(size=places)
    first, second = noise * random.normal(size=(2, places))
    return level, moved, _panel(level + first, level + moved + second)


@pytest.fixture
def panel():
    return _world(np.random.default_rng(2))[2]


def _move(panel, **options):
    return movement(panel, "score", 2020, 2024, **{"std_errors": 0.5} | RUN | options)


class TestProbabilities:
    def test_without_shrinking_they_are_those_of_one_normal_change(self, panel):
        found = _move(panel, shrunk=False, at_least=0.2).places
        error = 0.5 * np.sqrt(2)
        np.testing.assert_allclose(found["p_up"], stats.norm.cdf((found["change"] - 0.2) / error))
        np.testing.assert_allclose(found["p_down"], stats.norm.cdf((-0.2 - found["change"]) / error))

    def test_shrunk_they_are_those_of_the_shrunken_change(self, panel):
        found = _move(panel).places
        known = shrink(found["change"], 0.5 * np.sqrt(2))
        np.testing.assert_allclose(found["estimate"], known["shrunk"])
        np.testing.assert_allclose(found["p_up"], stats.norm.cdf(known["shrunk"] / known["posterior_sd"]))
        np.testing.assert_allclose(found["p_up"] + found["p_down"], 1)

    def test_errors_of_each_year_and_place_add_up(self, panel):
        codes = [f"{number:02d}" for number in range(63)]
        first = pd.Series(np.linspace(0.2, 0.8, 63), index=codes)
        found = _move(panel, std_errors=(first, 0.3), error_correlation=0.4).places["std_error"]
        expected = first**2 + 0.09 - 2 * 0.4 * 0.3 * first
        np.testing.assert_allclose(found, np.sqrt(expected))

    def test_beside_the_mean_the_error_of_the_mean_counts(self):
        """By brute force: errors about their own mean, with one place noisier than the others."""
        error = np.array([2.0, 1.0, 0.5, 1.0, 1.0, 1.5])
        panel = _panel(np.zeros(6), [1.0, 2.0, 3.0, 4.0, 5.0, 9.0])
        pair = (pd.Series(1e-9, index=panel["code"][:6]), pd.Series(error, index=panel["code"][:6]))
        found = _move(panel, std_errors=pair, relative=True).places
        np.testing.assert_allclose(found["change"], [-3, -2, -1, 0, 1, 5])
        drawn = error * np.random.default_rng(1).standard_normal((200_000, 6))
        spread = (drawn - drawn.mean(axis=1, keepdims=True)).std(axis=0)
        np.testing.assert_allclose(found["std_error"], spread, rtol=0.01)

    def test_what_all_share_is_no_movement_beside_the_mean(self):
        panel = _world(np.random.default_rng(3), drift=5.0)[2]
        assert (_move(panel).places["verdict"] == "up").all()
        beside = _move(panel, relative=True)
        assert beside.published < 20
        lower = _world(np.random.default_rng(3))[2]
        pd.testing.assert_frame_equal(
            beside.places.drop(columns="end"),
            _move(lower, relative=True).places.drop(columns="end"),
        )


class TestVerdicts:
    def test_they_need_nine_in_ten(self):
        change = np.array([1.2, 1.3, -1.2, -1.3, 0.0])
        found = _move(_panel(np.zeros(5), change), std_errors=1 / np.sqrt(2), shrunk=False)
        assert found.places["verdict"].tolist() == ["unknown", "up", "unknown", "down", "unknown"]
        assert found.published == 2
        assert found.expected_false == pytest.approx(2 * stats.norm.sf(1.3))

    def test_a_place_that_surely_stayed_within_the_distance_is_the_same(self):
        change = np.array([0.0, 0.2, 0.9, 2.0, -3.0])
        found = _move(_panel(np.zeros(5), change), std_errors=0.1, shrunk=False, at_least=1.0)
        assert found.places["verdict"].tolist() == ["same", "same", "unknown", "up", "down"]
        assert found.published == 2

    def test_a_place_without_a_year_is_not_known(self, panel):
        panel.loc[panel["code"].eq("05") & panel["year"].eq(2024), "score"] = np.nan
        found = _move(panel)
        assert found.places.loc["05", "verdict"] == "unknown"
        assert found.places.loc["05", ["p_up", "estimate", "std_error"]].isna().all()
        rest = _move(panel[panel["code"] != "05"])
        assert (found.published, found.expected_false) == (
            rest.published,
            pytest.approx(rest.expected_false),
        )

    @pytest.mark.parametrize(("spread", "share"), [(0.5, 0.1), (0.8, 0.07)])
    def test_false_moves_are_as_many_as_expected(self, spread, share):
        """Shrunken probabilities keep their word; without shrinking more moves are false than they say."""
        counts = {True: [], False: []}
        for seed in range(100):
            _, moved, panel = _world(np.random.default_rng(seed), spread=spread)
            for shrunk, kept in counts.items():
                found = _move(panel, shrunk=shrunk)
                verdict = found.places["verdict"].to_numpy()
                false = ((verdict == "up") & (moved <= 0)) | ((verdict == "down") & (moved >= 0))
                kept.append((false.sum(), found.expected_false, found.published))
        false, said, published = np.mean(counts[True], axis=0)
        assert false / published < share
        assert false == pytest.approx(said, abs=0.25)
        false, said, _ = np.mean(counts[False], axis=0)
        assert false > 1.4 * said

    def test_where_movement_is_far_below_noise_hardly_a_place_is_said_to_have_moved(self):
        published = [
            _move(_world(np.random.default_rng(seed), spread=0.2)[2]).published for seed in range(60)
        ]
        assert np.mean(published) < 2

    def test_where_no_place_moved_noise_is_not_published(self):
        """Without shrinking one place in five is; beside the mean, shrunken, hardly one."""
        shares = {True: [], False: []}
        for seed in range(60):
            panel = _world(np.random.default_rng(seed), spread=0.0)[2]
            for shrunk, kept in shares.items():
                kept.append(_move(panel, relative=True, shrunk=shrunk).published / 63)
        assert np.mean(shares[False]) == pytest.approx(0.2, abs=0.02)
        assert np.mean(shares[True]) < 0.02


class TestRefusals:
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"at_least": -1}, "A distance of -1"),
            ({"error_correlation": 1.0}, "A correlation of 1.0"),
            ({"std_errors": 0.0}, "not positive"),
            ({"std_errors": pd.Series({"00": 1.0})}, "places 01, 02"),
            ({"runs": [(2020, 2023)]}, "does not measure the same"),
        ],
    )
    def test_what_means_nothing_is_refused(self, panel, options, said):
        with pytest.raises(ModelError, match=said):
            _move(panel, **options)

    @pytest.mark.parametrize("options", [{"level": 0}, {"draws": 10}])
    def test_so_are_draws_and_levels(self, panel, options):
        with pytest.raises(ModelError, match="100 draws or more"):
            _rank(panel, **options)


def _rank(panel, **options):
    return rank_movement(panel, "score", 2020, 2024, **{"std_errors": 0.5, "draws": 500} | RUN | options)


class TestRanks:
    @pytest.mark.parametrize(
        ("reliability", "median", "far"), [(0.92, 4.6, 0.22), (0.8, 7.2, 0.39), (0.5, 12, 0.58)]
    )
    def test_noise_alone_moves_ranks_as_far_as_known(self, reliability, median, far):
        """Without any true movement, from the figures of a few league tables of 63."""
        noise = np.sqrt(1 / reliability - 1)
        found = [
            _rank(_world(np.random.default_rng(seed), spread=0.0, noise=noise)[2], std_errors=noise).moves
            for seed in range(12)
        ]
        for row in ("published", "noise_alone"):
            assert np.mean([moves.loc[row, "median"] for moves in found]) == pytest.approx(median, rel=0.12)
            assert np.mean([moves.loc[row, "far"] for moves in found]) == pytest.approx(far, abs=0.05)

    def test_intervals_hold_the_true_ranks_and_moves(self):
        held = []
        for seed in range(25):
            level, moved, panel = _world(np.random.default_rng(seed))
            found = _rank(panel, seed=seed).places
            true = {
                "rank_start": pd.Series(level).rank(ascending=False),
                "rank_end": pd.Series(level + moved).rank(ascending=False),
            }
            true["places_up"] = true["rank_start"] - true["rank_end"]
            held.append(
                [
                    ((found[f"{name}_low"].array <= rank) & (rank <= found[f"{name}_high"].array)).mean()
                    for name, rank in true.items()
                ]
            )
        assert ((np.mean(held, axis=0) > 0.87) & (np.mean(held, axis=0) < 0.95)).all()

    def test_exact_figures_have_exact_ranks(self):
        found = _rank(_panel([5.0, 4, 3, 2, 1], [1.0, 4, 3, 2, 5]), std_errors=1e-6).places
        assert found["rank_start"].tolist() == [1, 2, 3, 4, 5]
        assert found["places_up"].tolist() == [-4, 0, 0, 0, 4]
        for name in ("rank_start", "rank_end", "places_up"):
            assert (found[f"{name}_low"] == found[name]).all()
            assert (found[f"{name}_high"] == found[name]).all()

    def test_errors_that_come_back_do_not_move_ranks(self, panel):
        apart, together = (
            _rank(panel, error_correlation=share).moves.loc["noise_alone", "median"] for share in (0, 0.9)
        )
        assert together < 0.5 * apart

    def test_no_rank_goes_without_its_interval(self, panel):
        panel.loc[panel["code"].eq("05") & panel["year"].eq(2024), "score"] = np.nan
        found = _rank(panel).places
        for name in ("rank_start", "rank_end", "places_up"):
            assert (found[name].isna() == found[f"{name}_low"].isna()).all()
            assert (found[f"{name}_low"].isna() == found[f"{name}_high"].isna()).all()
        assert found.loc["05"].isna().all()
        assert found["rank_start"].max() == 62

    def test_a_seed_gives_one_result_whatever_the_order_of_rows_and_the_names(self, panel):
        first = _rank(panel, seed=1)
        mixed = panel.assign(code=panel["code"].map(lambda code: f"x{99 - int(code)}"))
        again = _rank(mixed.sample(frac=1, random_state=4), seed=1)
        pd.testing.assert_frame_equal(again.places.iloc[::-1].set_axis(first.places.index), first.places)
        pd.testing.assert_frame_equal(again.moves, first.moves)
        assert not _rank(panel, seed=2).places.equals(first.places)
        moves = _move(mixed).places.iloc[::-1].set_axis(first.places.index)
        np.testing.assert_allclose(moves["p_up"], _move(panel).places["p_up"], rtol=1e-9)

"""Places like a place: found where they are, and left out where they rest on a column or on noise."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

from analysis.stats.describe.peers import peers
from analysis.stats.errors import ModelError

COLUMNS = ["income", "urban", "density", "literacy"]


def _trios(seed=1, within=0.05):
    """Twenty trios of places that lie close together, the trios anywhere."""
    random = np.random.default_rng(seed)
    trio = np.repeat(np.arange(20), 3)
    frame = pd.DataFrame(random.normal(size=(20, 4))[trio], columns=COLUMNS)
    frame[COLUMNS] += within * random.normal(size=(60, 4))
    return frame.assign(code=[f"{number:02d}" for number in range(60)]), trio


class TestStablePeers:
    def test_true_neighbours_are_found(self):
        places, trio = _trios()
        found = peers(places, COLUMNS, place="code", k=2)
        true = {
            (first, second)
            for first, of_first in zip(places["code"], trio, strict=True)
            for second, of_second in zip(places["code"], trio, strict=True)
            if of_first == of_second and first != second
        }
        given = set(zip(found.pairs["place"], found.pairs["peer"], strict=True))
        assert given <= true
        assert len(given) > 0.95 * len(true)
        assert found.without == ()

    @pytest.mark.parametrize("metric", ["standardised", "mahalanobis"])
    def test_distances_are_those_of_scipy(self, metric):
        places, _ = _trios()
        found = peers(places, COLUMNS, place="code", k=2, metric=metric).pairs
        figures = places[COLUMNS].to_numpy()
        known = (
            cdist(figures, figures, "seuclidean", V=figures.var(axis=0, ddof=1))
            if metric == "standardised"
            else cdist(figures, figures, "mahalanobis", VI=np.linalg.inv(np.cov(figures.T)))
        )
        rows = (found["place"].astype(int), found["peer"].astype(int))
        np.testing.assert_allclose(found["distance"], known[rows])
        assert found.groupby("place")["distance"].apply(lambda near: near.is_monotonic_increasing).all()

    def test_errors_of_the_figures_leave_none(self):
        places, _ = _trios()
        found = peers(places, COLUMNS, place="code", k=2, std_errors=dict.fromkeys(COLUMNS, 1.0))
        assert len(found.without) >= 55
        assert found.of(found.without[0]) == []
        small = peers(places, COLUMNS, place="code", k=2, std_errors=dict.fromkeys(COLUMNS, 0.02))
        assert small.without == ()

    def test_errors_by_place_move_that_place_alone(self):
        places, trio = _trios()
        errors = pd.Series(0.0, index=places["code"])
        errors["00"] = 3.0
        found = peers(places, COLUMNS, place="code", k=2, std_errors=dict.fromkeys(COLUMNS, errors))
        assert found.of("00") == []
        assert "01" in found.of("02")
        assert set(found.pairs["place"]) >= set(places["code"][trio > 0])

    def test_a_peer_that_rests_on_one_column_is_left_out(self):
        """Far apart in everything but one column, in which every other place is farther still."""
        random = np.random.default_rng(3)
        places = pd.DataFrame(random.normal(size=(40, 3)), columns=["a", "b", "c"])
        places["d"] = random.normal(size=40)
        places.loc[[0, 1], "d"] = 12.0
        found = peers(places, ["a", "b", "c", "d"], k=1)
        assert 1 not in found.of(0)
        assert 0 in found.without
        assert peers(places, ["a", "d"], k=1).of(0) == []

    def test_every_peer_given_stays_in_three_of_four(self):
        random = np.random.default_rng(5)
        places = pd.DataFrame(random.normal(size=(63, 6)), columns=list("abcdef"))
        found = peers(places, list("abcdef"), std_errors={"a": 0.5, "b": 0.5})
        assert (found.pairs["kept"] >= 0.75).all()
        assert found.pairs.groupby("place").size().max() <= 5
        assert {*found.pairs["place"], *found.without} == set(range(63))
        assert len(found.without) > 0

    def test_by_hand_with_the_distances_of_scipy(self):
        """Among the nearest with all columns, without each in turn, and in three of four draws."""
        places, _ = _trios(within=0.3)
        figures, given = places[COLUMNS].to_numpy(), peers(places, COLUMNS, place="code", k=5)

        def near(points, among=None):
            scale = (points if among is None else points[among]).var(axis=0, ddof=1)
            order = cdist(points, points, "seuclidean", V=scale).argsort(axis=1)
            return {(place, peer) for place in range(60) for peer in order[place, 1:6]}

        runs = [near(figures), *(near(np.delete(figures, column, axis=1)) for column in range(4))]
        random = np.random.default_rng(8)
        draws = [near(figures, random.integers(60, size=60)) for _ in range(300)]
        expected = {
            pair for pair in set.intersection(*runs) if np.mean([pair in draw for draw in draws]) > 0.7
        }
        found = set(zip(given.pairs["place"].astype(int), given.pairs["peer"].astype(int), strict=True))
        assert found <= expected
        assert len(found) > 0.9 * len(expected)
        assert len(found) < 0.9 * len(runs[0])


class TestInvariance:
    def test_a_seed_gives_one_result_whatever_the_order_of_rows_the_names_and_units(self):
        places, _ = _trios(within=0.3)
        options = {"place": "code", "draws": 50, "std_errors": {"urban": 0.2}, "seed": 2}
        first = peers(places, COLUMNS, **options)
        mixed = places.assign(code="x" + places["code"], income=places["income"] * 1024 + 512)
        again = peers(mixed.sample(frac=1, random_state=2), COLUMNS, **options)
        pairs = again.pairs.assign(
            place=again.pairs["place"].str.removeprefix("x"), peer=again.pairs["peer"].str.removeprefix("x")
        )
        pd.testing.assert_frame_equal(pairs, first.pairs)
        assert not peers(places, COLUMNS, **options | {"seed": 3}).pairs.equals(first.pairs)


class TestRefusals:
    def test_places_left_out_are_named(self):
        places, _ = _trios()
        places.loc[7, "urban"] = np.nan
        found = peers(places, COLUMNS, place="code")
        assert found.n == 59
        assert found.dropped[["code", "columns"]].to_numpy().tolist() == [["07", "urban"]]
        with pytest.raises(ModelError, match="There is no place '07'"):
            found.of("07")

    @pytest.mark.parametrize(
        ("columns", "options", "said"),
        [
            ([*COLUMNS, "flat"], {}, "No variation in flat"),
            ([*COLUMNS, "sum"], {"metric": "mahalanobis"}, "exact combination"),
            (["income"], {}, "at least two"),
            (["income", "income"], {}, "at least two"),
            (COLUMNS, {"k": 40}, "a quarter of the places"),
            (COLUMNS, {"draws": 5}, "20 draws or more"),
            (COLUMNS, {"metric": "euclid"}, "There is no metric 'euclid'"),
            (COLUMNS, {"std_errors": {"poverty": 1.0}}, "'poverty' is not compared"),
            (COLUMNS, {"std_errors": {"urban": -1.0}}, "missing or negative"),
            (COLUMNS, {"std_errors": {"urban": pd.Series({"00": 1.0})}}, "and 53 more"),
        ],
    )
    def test_what_means_nothing_is_refused(self, columns, options, said):
        places, _ = _trios()
        places = places.assign(flat=1.0, sum=places["income"] + places["urban"]).set_index("code")
        with pytest.raises(ModelError, match=said):
            peers(places, columns, **options)

    def test_a_place_in_two_rows_is_refused(self):
        places, _ = _trios()
        with pytest.raises(ModelError, match="A place is in two rows"):
            peers(pd.concat([places, places.head(1)]), COLUMNS, place="code")

"""Neighbours: weights that know their places, Moran's I, and models that let neighbours in."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.data import processed, provinces
from analysis.stats.errors import ModelError
from analysis.stats.evidence.multiple_testing import adjust
from analysis.stats.models import ols
from analysis.stats.spatial import (
    Weights,
    clusters,
    contiguity,
    default_weights,
    local_moran,
    moran,
    moran_of_residuals,
    multipliers,
    nearest,
    residual_moran,
    robust_to_neighbours,
    same_region,
    second_order,
    spatial_error,
    spatial_lag,
)

LINE = pd.DataFrame({"a": list("ABCDEF"), "b": list("BCDEFG")})
"""Seven places in a row, A to G."""


def grid(side, width=1):
    """Return the borders of the squares of a chessboard, codes by row and column of ``width`` digits."""
    codes = [[f"{row:0{width}}{column:0{width}}" for column in range(side)] for row in range(side)]
    across = [(row[column], row[column + 1]) for row in codes for column in range(side - 1)]
    down = [(codes[row][c], codes[row + 1][c]) for row in range(side - 1) for c in range(side)]
    return pd.DataFrame(across + down, columns=["a", "b"])


@pytest.fixture(scope="module")
def board():
    return contiguity(grid(8))


@pytest.fixture(scope="module")
def boards():
    return contiguity(grid(8)), second_order(grid(8)), nearest(8, pairs=grid(8))


def wavy(weights, rho, seed):
    """Return figures in which neighbours are alike, as a spatial lag of noise makes them."""
    noise = np.random.default_rng(seed).normal(size=len(weights.places))
    values = np.linalg.solve(np.eye(len(noise)) - rho * weights.matrix, noise)
    return pd.Series(values, index=list(weights.places), name="share")


def share(weights, place):
    """Return the neighbours of a place with their shares."""
    row = weights.matrix[weights.places.index(place)]
    return {weights.places[column]: pytest.approx(row[column]) for column in np.flatnonzero(row)}


class TestWeights:
    def test_a_border_counts_both_ways_and_rows_sum_to_one(self):
        weights = contiguity(LINE)
        assert weights.places == tuple("ABCDEFG")
        assert share(weights, "A") == {"B": 1}
        assert share(weights, "C") == {"B": 0.5, "D": 0.5}
        assert weights.matrix.sum(axis=1) == pytest.approx(1)

    def test_the_second_ring_counts_less(self):
        assert share(second_order(LINE, decay=0.5), "C") == {"A": 1 / 6, "B": 1 / 3, "D": 1 / 3, "E": 1 / 6}
        assert share(second_order(LINE, decay=1), "C") == {"A": 0.25, "B": 0.25, "D": 0.25, "E": 0.25}
        with pytest.raises(ModelError, match="decay is 0"):
            second_order(LINE, decay=0)

    def test_nearest_by_borders_to_cross_counts_places_as_far_as_the_last(self):
        weights = nearest(3, pairs=LINE)
        assert set(share(weights, "A")) == set("BCD")
        assert set(share(weights, "D")) == set("BCEF")

    def test_nearest_by_distance(self):
        points = pd.DataFrame({"x": [0.0, 1, 3, 7, 8], "y": 0.0}, index=list("ABCDE"))
        weights = nearest(2, coordinates=points)
        assert set(share(weights, "C")) == set("AB")
        assert set(share(weights, "D")) == set("CE")
        with pytest.raises(ModelError, match="one source"):
            nearest(2, coordinates=points, pairs=LINE)
        with pytest.raises(ModelError, match="7 nearest of 7"):
            nearest(7, pairs=LINE)

    def test_the_same_region(self):
        weights = same_region(pd.Series(list("xxxyyyy"), index=list("ABCDEFG")))
        assert share(weights, "A") == {"B": 0.5, "C": 0.5}
        assert weights.isolates == ()

    def test_a_place_without_a_region_has_the_nearest(self):
        regions = pd.Series(["x", "x", None, "y", "y", "z", "y"], index=list("ABCDEFG"))
        with pytest.raises(ModelError, match=r"no way to a nearest place: C, F .*leave them out"):
            same_region(regions)
        weights = same_region(regions, pairs=LINE)
        assert weights.isolates == ("C", "F")
        assert share(weights, "C") == {"B": 0.5, "D": 0.5}

    def test_an_island_is_refused_or_has_the_nearest_by_coordinates(self):
        places = list("ABCDEFGH")
        with pytest.raises(ModelError, match=r"nearest place: H .*give coordinates"):
            contiguity(LINE, places)
        points = pd.DataFrame({"x": [0, 1, 2, 3, 4, 5, 6, 4.2], "y": [0.0] * 7 + [3]}, index=places)
        weights = contiguity(LINE, places, coordinates=points)
        assert weights.isolates == ("H",)
        assert share(weights, "H") == {"E": 1}
        assert "nearest instead for H" in repr(weights)
        with pytest.raises(ModelError, match="No coordinates for H"):
            contiguity(LINE, places, coordinates=points.drop(index="H"))

    @pytest.mark.parametrize(
        ("pairs", "places", "said"),
        [
            (pd.DataFrame({"a": ["A"], "b": ["Z"]}), list("ABC"), r"unknown places \(Z\)"),
            (pd.DataFrame({"a": ["A"], "b": ["A"]}), list("ABC"), "its own neighbour"),
            (LINE, [*"ABCDEFG", "A"], "Twice: A"),
        ],
    )
    def test_pairs_that_cannot_be(self, pairs, places, said):
        with pytest.raises(ModelError, match=said):
            contiguity(pairs, places)

    def test_libpysal_holds_the_same_matrix(self, board):
        w = board.libpysal()
        assert list(w.id_order) == list(board.places)
        assert w.full()[0] == pytest.approx(board.matrix)


class TestRestrict:
    def test_rows_sum_to_one_again(self, board):
        kept = board.places[5:40]
        weights = board.restrict(kept)
        assert weights.places == kept
        assert weights.matrix.sum(axis=1) == pytest.approx(1)
        raw = board.matrix[5:40, 5:40]
        assert weights.matrix == pytest.approx(raw / raw.sum(axis=1, keepdims=True))

    def test_the_order_is_the_one_asked_for(self, board):
        turned = board.restrict(board.places[::-1])
        assert turned.matrix == pytest.approx(board.matrix[::-1, ::-1])

    def test_a_place_that_loses_all_neighbours_has_the_nearest_and_is_named(self):
        weights = contiguity(LINE).restrict(("A", "C", "D", "G"))
        assert weights.isolates == ("A", "G")
        assert share(weights, "A") == {"C": 1}
        assert share(weights, "G") == {"D": 1}

    def test_an_isolate_stays_named_only_while_it_is_there(self):
        places = list("ABCDEFGH")
        points = pd.DataFrame({"x": range(8), "y": 0.0}, index=places)
        weights = contiguity(LINE, places, coordinates=points)
        assert weights.restrict(tuple("EFGH")).isolates == ("H",)
        assert weights.restrict(tuple("DEFG")).isolates == ()

    def test_unknown_and_repeated_places_are_refused(self, board):
        with pytest.raises(ModelError, match="Not among the places of the matrix: 99"):
            board.restrict(("00", "01", "99"))
        with pytest.raises(ModelError, match="Twice: 00"):
            board.restrict(("00", "01", "00"))


class TestGeographies:
    @pytest.mark.parametrize(("geography", "places", "borders"), [("63", 63, 135), ("34", 34, 58)])
    def test_default_weights_cover_every_place(self, geography, places, borders):
        first, *others = default_weights(geography)
        assert [one.name for one in (first, *others)] == ["contiguity", "second_order", "nearest_4"]
        assert all(len(one.places) == places and one.isolates == () for one in (first, *others))
        assert (first.matrix > 0).sum() == 2 * borders
        assert all(((one.matrix > 0).sum(axis=1) >= 4).all() for one in others)

    def test_borders_are_those_of_the_table(self):
        weights = default_weights("63")[0]
        hanoi = provinces.code_of("Hà Nội")
        names = {provinces.name_of(code) for code in share(weights, hanoi)}
        assert {"Vĩnh Phúc", "Bắc Ninh", "Hưng Yên", "Hà Nam", "Hòa Bình"} <= names
        assert "Quảng Ninh" not in names

    def test_figures_of_the_other_geography_are_refused(self):
        """The codes of the 34 are all codes of the 63 too: only the geography tells them apart."""
        codes = processed.places("34")["code"].tolist()
        values = pd.Series(np.arange(34.0), index=codes, name="share")
        with pytest.raises(ModelError, match="do not say whether they are of the 63"):
            moran(values, default_weights("63"))
        values.attrs["geography"] = "34"
        with pytest.raises(ModelError, match="of the 34 places, the neighbours of the 63"):
            moran(values, default_weights("63"))
        assert len(moran(values, default_weights("34"))) == 3

    def test_a_model_on_the_other_geography_is_refused(self):
        data = processed.places("34")[["code"]].assign(x=np.arange(34.0) ** 2, y=np.arange(34.0))
        with pytest.raises(ModelError, match="of the 34 places, the neighbours of the 63"):
            spatial_lag(data, "y", ["x"], default_weights("63")[0], entity="code")

    def test_missing_figures_are_not_another_geography(self):
        values = pd.Series(np.arange(63.0), index=processed.places("63")["code"].tolist(), name="share")
        values.iloc[[0, 5]] = np.nan
        table = moran(values, default_weights("63"))
        assert table["n"].tolist() == [61, 61, 61]
        assert table.loc["contiguity", "missing"] == tuple(values.index[[0, 5]])

    def test_an_unknown_geography_is_refused(self):
        with pytest.raises(ValueError, match="'64' is not known"):
            default_weights("64")


class TestMoran:
    def test_brute_force(self, boards):
        values = wavy(boards[0], 0.5, 1)
        z = values.to_numpy() - values.mean()
        for weights in boards:
            top = sum(
                weights.matrix[i, j] * z[i] * z[j] for i in range(len(z)) for j in range(len(z)) if i != j
            )
            expected = len(z) / weights.matrix.sum() * top / sum(z**2)
            assert moran(values, weights)["i"].iloc[0] == pytest.approx(expected, rel=1e-12)

    def test_moments_under_normality(self, board):
        row = moran(wavy(board, 0.5, 1), board).iloc[0]
        w, n = board.matrix, 64
        s0, s1 = w.sum(), ((w + w.T) ** 2).sum() / 2
        s2 = ((w.sum(axis=1) + w.sum(axis=0)) ** 2).sum()
        variance = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - 1 / (n - 1) ** 2
        assert row["expected"] == pytest.approx(-1 / 63)
        assert row["std_error"] == pytest.approx(np.sqrt(variance))
        z = (row["i"] + 1 / 63) / np.sqrt(variance)
        assert (row["statistic"], row["p_normal"]) == pytest.approx((z, 2 * stats.norm.sf(abs(z))))

    def test_matrices_side_by_side_with_the_largest_p(self, boards):
        table = moran(wavy(boards[0], 0.3, 2), boards)
        assert table.index.tolist() == ["contiguity", "second_order", "nearest_8"]
        tests = table[["p_normal", "p_randomisation", "p_permutation"]]
        assert table["p_value"].tolist() == tests.max(axis=1).tolist()

    def test_a_chessboard_is_the_opposite_of_a_pattern(self, board):
        values = pd.Series([(int(code[0]) + int(code[1])) % 2 for code in board.places], index=board.places)
        row = moran(values, board).iloc[0]
        assert row["i"] == pytest.approx(-1)
        assert row["p_value"] < 0.001

    def test_the_permutation_test_agrees_with_the_moments(self, board):
        row = moran(wavy(board, 0.3, 1), board, permutations=19999).iloc[0]
        assert 0.01 < row["p_randomisation"] < 0.5
        assert row["p_permutation"] == pytest.approx(row["p_randomisation"], rel=0.15)

    def test_size_without_a_pattern(self, board):
        tables = [moran(wavy(board, 0.0, seed), board, permutations=199) for seed in range(120)]
        rejected = np.mean([table["p_permutation"].iloc[0] <= 0.05 for table in tables])
        assert rejected <= 0.1

    def test_a_seed_gives_one_result_and_another_seed_another(self, board):
        values = wavy(board, 0.0, 5)
        one, again, other = (moran(values, board, permutations=199, seed=s) for s in (1, 1, 2))
        assert one["p_permutation"].equals(again["p_permutation"])
        assert not one["p_permutation"].equals(other["p_permutation"])

    def test_numpy_keeps_its_random_state(self, board):
        np.random.seed(3)  # noqa: NPY002 - the state that others may rely on
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        moran(wavy(board, 0.2, 5), board)
        local_moran(wavy(board, 0.2, 5), board)
        assert (np.random.get_state()[1] == before).all()  # noqa: NPY002

    @settings(max_examples=15, deadline=None)
    @given(seed=st.integers(0, 1000), scale=st.floats(0.01, 1000), shift=st.floats(-100, 100))
    def test_names_order_and_units_change_nothing(self, seed, scale, shift):
        weights = contiguity(grid(4))
        values = wavy(weights, 0.4, seed)
        random = np.random.default_rng(seed)
        order = random.permutation(16)
        names = {code: f"place {number}" for number, code in enumerate(random.permutation(weights.places))}
        renamed = Weights(
            "contiguity",
            "",
            weights.matrix[np.ix_(order, order)],
            tuple(names[weights.places[number]] for number in order),
            weights.distance[np.ix_(order, order)],
        )
        other = (values.rename(names) * scale + shift).sample(frac=1, random_state=seed)
        columns = ["i", "statistic", "p_normal", "p_randomisation", "p_permutation"]
        one, two = (moran(*pair, permutations=199)[columns] for pair in ((values, weights), (other, renamed)))
        assert one.to_numpy() == pytest.approx(two.to_numpy(), rel=1e-6)
        local, again = (
            local_moran(*pair, permutations=199) for pair in ((values, weights), (other, renamed))
        )
        again = again.loc[[names[code] for code in local.index]]
        assert local[["i", "q_value"]].to_numpy() == pytest.approx(
            again[["i", "q_value"]].to_numpy(), rel=1e-6
        )

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            (pd.Series(1.0, index=list("ABCDEFG")), "All figures are equal"),
            (pd.Series([1.0, 2, 3, 4], index=list("ABCD")), "4 known figures are too few"),
            (pd.Series([1.0, 2, 3, 4, 5, np.inf], index=list("ABCDEF")), "infinite"),
            (pd.Series(range(8), index=list("ABCDEFGX")), "Not among the places of the matrix: X"),
            (pd.Series(range(8), index=list("ABCDEFGA")), "Twice: A .*one year of a panel"),
        ],
    )
    def test_what_has_no_pattern_is_refused(self, values, said):
        with pytest.raises(ModelError, match=said):
            moran(values.rename("share"), contiguity(LINE))


class TestLocal:
    def test_local_statistics_sum_to_the_global_one(self, boards):
        values = wavy(boards[0], 0.5, 3)
        for weights in boards:
            local = local_moran(values, weights, permutations=99)
            assert local["i"].sum() / 63 == pytest.approx(
                moran(values, weights, permutations=99)["i"].iloc[0]
            )

    def test_brute_force_of_one_place(self):
        weights = contiguity(LINE)
        values = pd.Series([9.0, 7, 8, 1, 2, 1, 0], index=list("ABCDEFG"))
        local = local_moran(values, weights, permutations=99)
        z = values - values.mean()
        assert local.loc["B", "i"] == pytest.approx(6 * z["B"] * (z["A"] + z["C"]) / 2 / (z**2).sum())
        assert local.loc["B", "neighbours"] == 8.5
        assert local["quadrant"].tolist() == [
            "high-high", "high-high", "high-low", "low-high", "low-low", "low-low", "low-low",
        ]  # fmt: skip

    def test_p_values_are_those_of_every_arrangement(self, monkeypatch):
        """With one or two neighbours every choice among the other places can be listed."""
        seen = {}

        def keep(p_values, alpha):
            seen["p"] = p_values
            return pd.DataFrame({"p_value": p_values, "adjusted": p_values, "rejected": p_values <= alpha})

        monkeypatch.setattr("analysis.stats.spatial.autocorrelation.adjust", keep)
        weights = contiguity(LINE)
        values = pd.Series([9.0, 7, 8.1, 1.5, 2, 1, 0], index=list("ABCDEFG"))
        local_moran(values, weights, permutations=40_000)
        for place, row in zip(weights.places, weights.matrix, strict=True):
            own, count = values[place] - values.mean(), np.flatnonzero(row).size
            means = [np.mean(choice) for choice in combinations(values.drop(place), count)]
            lags = own * (np.array(means) - values.mean())
            observed = own * (row @ values.to_numpy() - values.mean())
            tails = (lags >= observed - 1e-9).mean(), (lags <= observed + 1e-9).mean()
            assert seen["p"][place] == pytest.approx(min(1, 2 * min(tails)), abs=0.02)

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    def test_esda_finds_the_same_share_of_one_tail(self, board):
        """The p-value of esda is one-sided, in the direction of the data: ours is twice that."""
        from esda import Moran_Local

        values = wavy(board, 0.5, 6)
        theirs = Moran_Local(values.to_numpy(), board.libpysal(), permutations=9999, seed=1)
        expected = stats.false_discovery_control(np.minimum(1, 2 * theirs.p_sim))
        found = local_moran(values, board)
        assert found["q_value"].to_numpy() == pytest.approx(expected, abs=0.1)
        assert found["i"].to_numpy() == pytest.approx(theirs.Is)

    def test_few_places_are_found_without_a_pattern(self, board):
        """Of 64 places about three have p < .05 without any pattern; adjusted, hardly any world has one."""
        worlds = [local_moran(wavy(board, 0.0, seed), board, permutations=1999) for seed in range(40)]
        assert np.mean([table["found"].any() for table in worlds]) <= 0.15

    def test_a_block_of_high_places_is_found(self, board):
        values = pd.Series(np.random.default_rng(2).normal(size=64), index=board.places)
        block = [f"{row}{column}" for row in range(3) for column in range(3)]
        values[block] += 5
        found = local_moran(values, board)
        assert found.loc["11", "found"], "the middle of the block"
        assert set(found.loc[found["found"], "quadrant"]) == {"high-high"}

    def test_only_adjusted_values_are_shown_and_decide(self, board, monkeypatch):
        seen = {}

        def watched(p_values, alpha):
            seen["p"] = p_values
            return adjust(p_values, alpha=alpha)

        monkeypatch.setattr("analysis.stats.spatial.autocorrelation.adjust", watched)
        table = local_moran(wavy(board, 0.85, 7), board, alpha=0.1)
        adjusted = stats.false_discovery_control(seen["p"])
        assert table["q_value"].to_numpy() == pytest.approx(adjusted)
        assert table["found"].tolist() == (adjusted <= 0.1).tolist()
        assert 0 < table["found"].sum() < (seen["p"] <= 0.1).sum()
        assert not [column for column in table if column.startswith("p_")]


class TestClusters:
    def test_a_cluster_is_found_in_two_matrices(self, boards):
        values = wavy(boards[0], 0.85, 7)
        table = clusters(values, boards)
        local = {one.name: local_moran(values, one) for one in boards}
        for place in table.index:
            found = [one.loc[place, "quadrant"] for one in local.values() if one.loc[place, "found"]]
            agreed = max((found.count(quadrant) for quadrant in found), default=0)
            assert table.loc[place, "matrices"] == agreed
            assert pd.notna(table.loc[place, "cluster"]) == (agreed >= 2)
        assert table["cluster"].notna().any()
        assert (table["matrices"] == 1).any(), "some places are found once only, and are no cluster"

    def test_quadrants_that_differ_do_not_add_up(self, boards, monkeypatch):
        def one_each(values, weights, **_):
            quadrant = "high-high" if weights.name == "contiguity" else "high-low"
            return pd.DataFrame(
                {"value": values, "quadrant": quadrant, "q_value": 0.01, "found": True}, index=values.index
            )

        monkeypatch.setattr("analysis.stats.spatial.autocorrelation.local_moran", one_each)
        table = clusters(wavy(boards[0], 0.5, 1), boards[:2])
        assert table["cluster"].isna().all()
        assert (table["matrices"] == 1).all()

    def test_one_matrix_makes_no_cluster(self, boards):
        values = wavy(boards[0], 0.5, 1)
        with pytest.raises(ModelError, match="two matrices or more"):
            clusters(values, boards[:1])
        with pytest.raises(ModelError, match="a name of its own"):
            clusters(values, [boards[0], boards[0]])


@pytest.fixture
def world(board):
    """Return places with an input, a confounder without pattern, and an outcome that neighbours share."""
    random = np.random.default_rng(11)
    data = pd.DataFrame({"code": board.places, "x": random.normal(size=64), "z": random.normal(size=64)})
    noise = 1 + 0.8 * data["x"] - 0.5 * data["z"] + random.normal(size=64)
    data["shared"] = np.linalg.solve(np.eye(64) - 0.6 * board.matrix, noise)
    data["alone"] = noise
    data["region"] = [code[0] for code in board.places]
    return data


class TestResiduals:
    def test_with_a_constant_alone_the_moments_are_those_of_figures(self, world, board):
        """An input without any relation to neighbours changes little: the mean of I over noise is as said."""
        random = np.random.default_rng(1)
        simulated = []
        for _ in range(2000):
            y = random.normal(size=64)
            x = np.column_stack([np.ones(64), world["x"], world["z"]])
            left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
            simulated.append(left @ board.matrix @ left / (left @ left))
        row = residual_moran(world, "alone", ["x", "z"], board, entity="code").iloc[0]
        assert row["expected"] == pytest.approx(np.mean(simulated), abs=4 * np.std(simulated) / np.sqrt(2000))
        assert row["std_error"] == pytest.approx(np.std(simulated), rel=0.06)

    @pytest.mark.filterwarnings("ignore:The inplace keyword")
    def test_spreg_finds_the_same(self, world, board):
        from spreg import OLS, MoranRes

        w = board.libpysal()
        model = OLS(world[["shared"]].to_numpy(), world[["x", "z"]].to_numpy())
        theirs = MoranRes(model, w, z=True)
        row = residual_moran(world, "shared", ["x", "z"], board, entity="code").iloc[0]
        assert row[["i", "expected", "statistic", "p_value"]].tolist() == pytest.approx(
            [theirs.I, theirs.eI, theirs.zI, theirs.p_norm], rel=1e-9
        )

    def test_effects_of_regions_count_as_inputs(self, world, board):
        dummies = pd.get_dummies(world["region"], prefix="r", drop_first=True, dtype=float)
        full = world.join(dummies)
        one = residual_moran(world, "shared", ["x"], board, entity="code", effects="region")
        other = residual_moran(full, "shared", ["x", *dummies], board, entity="code")
        assert one.to_numpy() == pytest.approx(other.to_numpy(), rel=1e-9)

    def test_residuals_of_any_result(self, world, board):
        world.loc[[3, 9], "x"] = np.nan
        result = ols(world, "shared", ["x"], entity="code")
        table = moran_of_residuals(result, board, permutations=99)
        assert table["n"].iloc[0] == 62
        assert table["missing"].iloc[0] == (board.places[3], board.places[9])
        exact = residual_moran(world, "shared", ["x"], board, entity="code")
        assert table["i"].iloc[0] == pytest.approx(exact["i"].iloc[0])

    def test_a_panel_is_refused(self, world, board):
        panel = pd.concat([world.assign(year=2023), world.assign(year=2024)], ignore_index=True)
        with pytest.raises(ModelError, match=r"More than one row for 00.*one year of the panel"):
            residual_moran(panel, "shared", ["x"], board, entity="code")
        result = ols(panel, "shared", ["x"], entity="code", time="year")
        with pytest.raises(ModelError, match="Twice: 00"):
            moran_of_residuals(result, board)
        with pytest.raises(ModelError, match="no column 'place'"):
            moran_of_residuals(result, board, place="place")


class TestLag:
    def test_the_likelihood_is_highest_at_the_estimate(self, world, board):
        """Brute force: the concentrated likelihood on a grid of rho."""
        found = spatial_lag(world, "shared", ["x", "z"], board, entity="code")
        x = np.column_stack([np.ones(64), world[["x", "z"]]])
        y, n = world["shared"].to_numpy(), 64

        def likelihood(rho):
            filtered = y - rho * board.matrix @ y
            left = filtered - x @ np.linalg.lstsq(x, filtered, rcond=None)[0]
            jacobian = np.linalg.slogdet(np.eye(n) - rho * board.matrix)[1]
            return jacobian - n / 2 * (np.log(2 * np.pi * (left @ left) / n) + 1)

        grid = np.linspace(-0.95, 0.95, 3801)
        best = grid[np.argmax([likelihood(rho) for rho in grid])]
        rho = found.term("rho")["estimate"]
        assert rho == pytest.approx(best, abs=5e-4)
        assert found.fit["log_likelihood"] == pytest.approx(likelihood(rho), rel=1e-9)
        assert found.fit["aic"] == pytest.approx(2 * 5 - 2 * likelihood(rho))
        assert found.fit["lr_statistic"] == pytest.approx(2 * (likelihood(rho) - likelihood(0)))
        left = y - rho * board.matrix @ y - x @ found.terms["estimate"].to_numpy()[:3]
        assert found.residuals.to_numpy() == pytest.approx(left)

    def test_without_a_pattern_it_is_least_squares(self, board):
        random = np.random.default_rng(0)
        rhos, gaps = [], []
        for _ in range(12):
            data = pd.DataFrame({"code": board.places, "x": random.normal(size=64)})
            data["y"] = 2 * data["x"] + random.normal(size=64)
            lag = spatial_lag(data, "y", ["x"], board, entity="code")
            plain = ols(data, "y", ["x"], entity="code", inference="classical")
            rhos.append(lag.term("rho")["estimate"])
            gaps.append(lag.term("x")["estimate"] - plain.term("x")["estimate"])
        assert abs(np.mean(rhos)) < 0.08
        assert np.max(np.abs(gaps)) < 0.06

    def test_rho_and_lambda_are_recovered_with_many_places(self):
        """With 63 places both come out too small by about .05, as is known of maximum likelihood."""
        weights, random = contiguity(grid(26, width=2)), np.random.default_rng(5)
        n = len(weights.places)
        spread = np.linalg.inv(np.eye(n) - 0.5 * weights.matrix)
        data = pd.DataFrame({"code": weights.places, "x": random.normal(size=n)})
        data["lag"] = spread @ (1 + data["x"] + 0.5 * random.normal(size=n))
        data["error"] = 1 + data["x"] + spread @ random.normal(size=n)
        for model, outcome, term in ((spatial_lag, "lag", "rho"), (spatial_error, "error", "lambda")):
            estimate = model(data, outcome, ["x"], weights, entity="code").terms["estimate"]
            assert estimate[term] == pytest.approx(0.5, abs=0.1)
            assert estimate["x"] == pytest.approx(1, abs=0.1)

    def test_names_order_and_units_change_nothing(self, world, board):
        one = spatial_lag(world, "shared", ["x", "z"], board, entity="code").terms
        turned = world.sample(frac=1, random_state=3)
        turned["x"] *= 1000
        turned["shared"] *= 10
        two = spatial_lag(turned, "shared", ["x", "z"], board, entity="code").terms
        factor = pd.Series({"intercept": 10, "x": 0.01, "z": 10, "rho": 1})
        assert one["estimate"].tolist() == pytest.approx((two["estimate"] / factor).tolist(), rel=1e-5)
        assert one["p_value"].tolist() == pytest.approx(two["p_value"].tolist(), rel=1e-4)

    def test_the_index_identifies_places_without_an_entity(self, world, board):
        by_index = spatial_lag(world.set_index("code"), "shared", ["x"], board)
        by_column = spatial_lag(world, "shared", ["x"], board, entity="code")
        assert by_index.terms["estimate"].tolist() == by_column.terms["estimate"].tolist()

    def test_missing_places_leave_model_and_matrix(self, world, board):
        world.loc[[0, 1, 8], "x"] = np.nan
        found = spatial_lag(world, "shared", ["x"], board, entity="code")
        assert (found.n, len(found.dropped)) == (61, 3)
        left = world.dropna()
        again = spatial_lag(left, "shared", ["x"], board.restrict(tuple(left["code"])), entity="code")
        assert found.terms["estimate"].tolist() == pytest.approx(again.terms["estimate"].tolist())

    def test_effects_enter_as_dummies(self, world, board):
        dummies = pd.get_dummies(world["region"], prefix="r", drop_first=True, dtype=float)
        one = spatial_lag(world, "shared", ["x"], board, entity="code", effects="region")
        other = spatial_lag(world.join(dummies), "shared", ["x", *dummies], board, entity="code")
        assert one.terms.index.tolist() == ["x", "rho"]
        columns = ["estimate", "std_error"]
        assert one.terms[columns].to_numpy() == pytest.approx(
            other.terms.loc[["x", "rho"], columns].to_numpy(), rel=1e-5
        )
        assert one.method == "Spatial lag, neighbours by contiguity, effects of region"

    def test_nothing_is_printed(self, world, board, capsys):
        spatial_lag(world, "shared", ["x"], board, entity="code")
        spatial_error(world, "shared", ["x"], board, entity="code")
        assert capsys.readouterr() == ("", "")

    def test_the_reader_is_told_about_large_samples(self, world, board):
        for model in (spatial_lag, spatial_error):
            found = model(world, "shared", ["x"], board, entity="code")
            assert found.cautions == ("large_sample_errors",)
            assert np.isinf(found.terms["df"]).all()

    def test_multipliers_are_the_answer_to_one_unit_more(self, world, board):
        """Brute force: raise the input of one place after the other by one, and solve for all outcomes."""
        found = spatial_lag(world, "shared", ["x", "z"], board, entity="code")
        rho, slope = found.term("rho")["estimate"], found.term("x")["estimate"]
        answers = np.linalg.solve(np.eye(64) - rho * board.matrix, slope * np.eye(64))
        row = multipliers(found, board).loc["x"]
        assert row["direct"] == pytest.approx(np.mean(np.diag(answers)))
        assert row["total"] == pytest.approx(answers.sum(axis=0).mean())
        assert row["indirect"] == pytest.approx(row["total"] - row["direct"])
        with pytest.raises(ModelError, match="no term 'rho'"):
            multipliers(ols(world, "shared", ["x"], entity="code"), board)


class TestRobustness:
    def test_every_matrix_and_both_models(self, world, boards):
        found = robust_to_neighbours(world, "shared", ["x", "z"], boards, entity="code")
        assert found.term == "x"
        assert found.table.index.tolist() == [
            (one.name, model) for one in boards for model in ("lag", "error")
        ]
        lag = spatial_lag(world, "shared", ["x", "z"], boards[1], entity="code")
        row = found.table.loc[("second_order", "lag")]
        assert row["estimate"] == lag.term("x")["estimate"]
        assert row["spatial"] == lag.term("rho")["estimate"]
        assert row["total"] == pytest.approx(row["estimate"] / (1 - row["spatial"]))
        plain = ols(world, "shared", ["x", "z"], entity="code")
        assert found.ols.terms.equals(plain.terms)
        assert found.largest_p == max(plain.term("x")["p_value"], found.table["p_value"].max())
        assert found.residuals.index.tolist() == [one.name for one in boards]
        assert found.residuals["p_value"].iloc[0] < 0.05

    def test_a_clear_coefficient_keeps_sign_and_verdict(self, world, boards):
        found = robust_to_neighbours(world, "shared", ["x", "z"], boards, entity="code")
        assert found.same_sign and found.same_verdict
        other = robust_to_neighbours(world, "shared", ["x", "z"], boards, term="z", entity="code")
        assert other.ols.term("z")["estimate"] < 0 and other.same_sign

    def test_a_coefficient_that_neighbours_share_does_not(self, board):
        """Two measures without any relation, each of which only follows its neighbours."""
        follows, pattern = wavy(board, 0.95, 3), wavy(board, 0.95, 103)
        data = pd.DataFrame({"code": board.places, "y": follows.to_numpy(), "x": pattern.to_numpy()})
        found = robust_to_neighbours(data, "y", ["x"], board, entity="code")
        assert found.ols.term("x")["p_value"] < 1e-5
        assert not found.same_verdict
        assert found.largest_p > 0.05

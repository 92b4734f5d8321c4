"""Prediction of unseen places: no leak, baselines first, and ranks only where the model beats them."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import ElasticNetCV, LinearRegression, Ridge, RidgeCV
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.tree import DecisionTreeRegressor

from analysis.stats.errors import ModelError
from analysis.stats.prediction.cross_validation import cross_validate
from analysis.stats.prediction.importance import importance
from analysis.stats.prediction.learners import MODELS, elastic_net, ridge
from analysis.stats.prediction.rows import folds, prepare
from analysis.stats.resampling import arrange, bootstrap_counts

INPUTS = ["income", "urban", "noise"]
LINE = {"line": lambda _splits: LinearRegression()}
TREE = {"tree": lambda _splits: DecisionTreeRegressor(random_state=0)}


def _places(seed=1, places=63, strength=1.0):
    """Places whose outcome goes with income and a little with urban, and not with noise."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.normal(size=(places, 3)), columns=INPUTS)
    frame["y"] = 5 + strength * (2 * frame["income"] + 0.5 * frame["urban"]) + random.normal(size=places)
    return frame.assign(
        region=np.resize(list("uvwxyz"), places), code=[f"{number:02d}" for number in range(places)]
    )


def _panel(seed=2, places=63, years=5):
    """Places keep to a level of their own, which their inputs, the same in all years, say nothing about."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.normal(size=(places, 3)), columns=INPUTS).loc[np.repeat(range(places), years)]
    level = np.repeat(random.normal(size=places), years)
    frame["y"] = level + 0.3 * random.normal(size=places * years)
    frame["code"] = np.repeat([f"{number:02d}" for number in range(places)], years)
    return frame.assign(year=np.tile(np.arange(2020, 2020 + years), places)).reset_index(drop=True)


class TestLeak:
    def test_folds_of_rows_recognise_a_place_and_folds_of_places_do_not(self):
        """The inputs say nothing of unseen places; a tree that has seen other years of a place knows it."""
        panel = _panel()
        rows = cross_val_predict(
            DecisionTreeRegressor(random_state=0),
            panel[INPUTS],
            panel["y"],
            cv=KFold(10, shuffle=True, random_state=0),
        )
        assert r2_score(panel["y"], rows) > 0.6
        found = cross_validate(panel, "y", INPUTS, "code", models=TREE, repetitions=1)
        assert found.scores.loc["tree", "r2"] < 0
        assert not found.scores["beats_baselines"].any()

    def test_the_leak_is_there_where_rows_are_said_to_be_places(self):
        panel = _panel().assign(row=lambda frame: frame.index)
        found = cross_validate(panel, "y", INPUTS, "row", models=TREE, repetitions=1)
        assert found.scores.loc["tree", "r2"] > 0.6

    def test_folds_of_rows_are_refused_where_places_repeat(self):
        with pytest.raises(ModelError, match="some years of a place on each side"):
            cross_validate(_panel(), "y", INPUTS, "code", grouped=False)
        found = cross_validate(_places(), "y", INPUTS, "code", models=LINE, grouped=False, repetitions=1)
        assert found.units == 63

    @pytest.mark.parametrize("number", [5, None])
    def test_no_place_is_on_both_sides_and_each_is_left_out_once(self, number):
        rows = prepare(_panel(), "y", INPUTS, "code")
        plan = folds(rows, number, 2, 0)
        for _, train, test in plan:
            assert not set(rows.places[train]) & set(rows.places[test])
            assert len(train) + len(test) == len(rows.y)
        tested = np.concatenate([test for repetition, _, test in plan if repetition == 0])
        assert sorted(tested) == list(range(len(rows.y)))

    def test_scales_are_learned_within_the_training_rows(self):
        """A place far out in one input would shift the scale of the others, were it in the training rows."""
        places = _places()
        places.loc[0, "income"] = 1e6
        found = cross_validate(
            places, "y", INPUTS, "code", models={"ridge": lambda _splits: Ridge(10.0)}, number=None
        )
        rest = places.drop(0)
        z = (rest[INPUTS] - rest[INPUTS].mean()) / rest[INPUTS].std(ddof=0)
        far = (places.loc[[0], INPUTS] - rest[INPUTS].mean()) / rest[INPUTS].std(ddof=0)
        expected = Ridge(10.0).fit(z.to_numpy(), rest["y"]).predict(far.to_numpy())[0]
        assert found.predictions.loc[0, "ridge"] == pytest.approx(expected)


class TestScores:
    def test_one_place_left_out_at_a_time_by_hand(self):
        places = _places()
        found = cross_validate(places, "y", INPUTS, "code", models=LINE, region="region", number=None)
        matrix = np.column_stack([np.ones(63), places[INPUTS]])
        hat = matrix @ np.linalg.pinv(matrix)
        expected = places["y"] - (places["y"] - hat @ places["y"]) / (1 - np.diag(hat))
        np.testing.assert_allclose(found.predictions["line"], expected)
        others = (places["y"].sum() - places["y"]) / 62
        np.testing.assert_allclose(found.predictions["mean"], others)
        region = places.groupby("region")["y"]
        expected = (region.transform("sum") - places["y"]) / (region.transform("size") - 1)
        np.testing.assert_allclose(found.predictions["mean_by_region"], expected)
        assert found.method == "one place left out at a time"

    def test_measures_are_those_of_scikit_learn(self):
        found = cross_validate(_places(), "y", INPUTS, "code", models=LINE, repetitions=1)
        rows, scores = found.predictions, found.scores.loc["line"]
        assert scores["r2"] == pytest.approx(r2_score(rows["observed"], rows["line"]))
        assert scores["mae"] == pytest.approx(mean_absolute_error(rows["observed"], rows["line"]))
        assert scores["rmse"] == pytest.approx(root_mean_squared_error(rows["observed"], rows["line"]))
        assert scores["gain"] == pytest.approx(scores["r2"] - found.scores.loc["mean", "r2"])

    def test_intervals_are_those_of_places_drawn_anew(self):
        """By hand: the same resamples of places, all rows of a place together."""
        panel = _panel()
        found = cross_validate(
            panel, "y", INPUTS, "code", models=LINE, repetitions=1, number=5, draws=100, seed=4
        )
        order, codes = arrange(panel[["y", *INPUTS]].to_numpy(), panel["code"].to_numpy())
        rows = found.predictions.iloc[order]
        drawn = []
        for counts in bootstrap_counts(63, 100, np.random.default_rng(4)):
            again = rows.iloc[np.repeat(np.arange(315), counts[codes])]
            drawn.append(r2_score(again["observed"], again["line"]))
        expected = np.quantile(drawn, [0.025, 0.975])
        np.testing.assert_allclose(found.scores.loc["line", ["r2_low", "r2_high"]].astype(float), expected)

    def test_errors_of_repetitions_are_averaged(self):
        """Not those of the mean prediction, which no single model makes."""
        options = {"models": TREE, "number": 5}
        alone = [
            cross_validate(_places(), "y", INPUTS, "code", repetitions=1, seed=seed, **options).scores
            for seed in (7, 8)
        ]
        both = cross_validate(_places(), "y", INPUTS, "code", repetitions=2, seed=7, **options).scores
        assert both.loc["tree", "mae"] == pytest.approx(np.mean([one.loc["tree", "mae"] for one in alone]))

    def test_a_model_that_knows_something_beats_the_baselines(self):
        found = cross_validate(_places(), "y", INPUTS, "code", models=LINE, region="region")
        assert found.scores["kind"].tolist() == ["baseline", "baseline", "model"]
        assert found.scores["beats_baselines"].tolist() == [False, False, True]
        assert found.scores.loc["line", "r2_low"] > 0.6

    def test_where_nothing_is_to_be_known_no_model_beats_them(self):
        beaten = [
            cross_validate(_places(seed, strength=0), "y", INPUTS, "code", models=LINE, repetitions=1)
            .scores["beats_baselines"]
            .any()
            for seed in range(15)
        ]
        assert sum(beaten) == 0

    def test_declared_models_run_and_find_what_is_there(self):
        found = cross_validate(_places(), "y", INPUTS, "code", repetitions=1, number=5)
        assert found.scores.index.tolist() == ["mean", *MODELS]
        assert (found.scores.loc[list(MODELS), "r2"] > 0.4).all()


class TestBaselines:
    def test_last_value_is_the_last_known_one_of_the_place(self):
        panel = _panel(places=12, years=4)
        gap = panel["code"].eq("03") & panel["year"].eq(2021)
        panel.loc[gap, "y"] = np.nan
        found = cross_validate(
            panel.sample(frac=1, random_state=1), "y", INPUTS, "code", time="year", models=LINE, number=4
        )
        rows = found.predictions.set_index(["code", "year"])["last_value"]
        known = panel.set_index(["code", "year"])["y"]
        assert rows["03", 2022] == known["03", 2020]
        assert rows["05", 2022] == known["05", 2021]
        reasons = found.dropped.set_index(["code", "year"])["reason"]
        assert reasons["03", 2021] == "missing_value"
        assert (reasons.drop(("03", 2021)) == "no_earlier_value").all()
        assert len(reasons) == 13
        assert found.n == 35

    def test_where_places_keep_their_level_the_last_value_is_hard_to_beat(self):
        found = cross_validate(_panel(), "y", INPUTS, "code", time="year", models=TREE, repetitions=1)
        scores = found.scores
        assert scores.loc["last_value", "r2"] > 0.75
        assert scores.loc["tree", "gain"] == pytest.approx(
            scores.loc["tree", "r2"] - scores.loc["last_value", "r2"]
        )

    def test_a_model_that_knows_no_more_than_the_year_does_not_beat_the_mean_of_the_year(self):
        panel = _panel()
        panel["y"] += 3 * (panel["year"] - 2020)
        found = cross_validate(panel, "y", INPUTS, "code", labels="year", models=LINE, repetitions=1).scores
        assert found.loc["line", "r2"] > 0.8
        assert not found.loc["line", "beats_baselines"]
        assert found.loc["mean_by_year", "gain"] == 0

    def test_a_region_that_is_not_in_the_training_rows_gets_the_mean_of_all(self):
        places = _places().assign(region=["alone", *["other"] * 62])
        found = cross_validate(places, "y", INPUTS, "code", region="region", models=LINE, number=None)
        assert found.predictions.loc[0, "mean_by_region"] == pytest.approx(places["y"][1:].mean())


class TestImportance:
    def test_what_predictions_rest_on_comes_first(self):
        found = importance(_places(), "y", INPUTS, "code", model=LINE, shuffles=10)
        assert found.published
        assert found.reason == ""
        assert found.ranks.index.tolist()[0] == "income"
        assert found.ranks.loc["income", ["rank", "low", "high"]].tolist() == [1, 1, 1]
        assert found.ranks.loc["noise", "rank"] == 3
        assert found.ranks.loc["income", "worse"] == 1
        assert found.ranks.loc["noise", "worse"] < 0.95

    def test_ranks_of_a_line_are_those_of_coefficients_in_standard_deviations(self):
        """Not of coefficients as they stand: urban has the largest of these."""
        places = _places(3, 200).assign(urban=lambda frame: frame["urban"] / 100)
        found = importance(places, "y", INPUTS, "code", model=LINE, shuffles=10, repetitions=2)
        assert found.ranks["rank"].tolist() == [1, 2, 3]
        assert found.ranks.index.tolist() == INPUTS

    def test_no_rank_goes_without_its_interval(self):
        ranks = importance(_places(4), "y", INPUTS, "code", model=LINE, shuffles=5, repetitions=2).ranks
        assert set(ranks.columns) == {"rank", "low", "high", "worse"}
        assert (ranks["low"] <= ranks["high"]).all()

    def test_inputs_that_cannot_be_told_apart_have_wide_intervals(self):
        places = _places(5)
        random = np.random.default_rng(5)
        for number in range(4):
            places[f"n{number}"] = random.normal(size=63)
        inputs = [*INPUTS, *(f"n{number}" for number in range(4))]
        found = importance(places, "y", inputs, "code", model=LINE, shuffles=10).ranks
        noise = found.loc[[name for name in inputs if name.startswith("n")]]
        assert (noise["high"] - noise["low"] >= 2).sum() >= 3

    def test_nothing_is_published_where_the_model_does_not_beat_the_baselines(self):
        found = importance(_places(strength=0), "y", INPUTS, "code", model=LINE, repetitions=2)
        assert not found.published
        assert found.reason == "no_better_than_baselines"
        assert found.ranks.empty
        assert not found.validation.scores.loc["line", "beats_baselines"]

    @pytest.mark.parametrize(
        ("inputs", "options", "said"),
        [
            (["income"], {}, "two inputs or more"),
            (INPUTS, {"number": 30}, "three places or more in a fold"),
            (INPUTS, {"shuffles": 0}, "one shuffle or more"),
            (INPUTS, {"model": LINE | TREE}, "Use one model"),
            (INPUTS, {"model": "boosting"}, "Did you mean 'gradient_boosting'"),
        ],
    )
    def test_what_means_nothing_is_refused(self, inputs, options, said):
        with pytest.raises(ModelError, match=said):
            importance(_places(), "y", inputs, "code", **options)


class TestInvariance:
    def test_a_seed_gives_one_result_whatever_the_order_of_rows_and_the_names(self):
        panel = _panel(places=20)
        options = {"labels": "year", "models": TREE, "number": 4, "repetitions": 2}
        first = cross_validate(panel, "y", INPUTS, "code", seed=3, **options).scores
        mixed = panel.assign(code=panel["code"].map(lambda code: f"x{99 - int(code)}"))
        again = cross_validate(mixed.sample(frac=1, random_state=1), "y", INPUTS, "code", seed=3, **options)
        pd.testing.assert_frame_equal(again.scores, first)
        other = cross_validate(panel, "y", INPUTS, "code", seed=4, **options).scores
        assert not other.equals(first)

    def test_so_do_ranks(self):
        places = _places()
        options = {"model": LINE, "shuffles": 3, "repetitions": 2, "seed": 3}
        first = importance(places, "y", INPUTS, "code", **options).ranks
        mixed = places.assign(code=places["code"] + "x").sample(frac=1, random_state=1)
        pd.testing.assert_frame_equal(importance(mixed, "y", INPUTS, "code", **options).ranks, first)

    def test_units_of_inputs_do_not_matter(self):
        places = _places()
        moved = places.assign(income=places["income"] * 1024 + 512)
        options = {"models": ["ridge"], "number": 4, "repetitions": 1}
        first, second = (
            cross_validate(frame, "y", INPUTS, "code", **options).scores for frame in (places, moved)
        )
        np.testing.assert_allclose(second["r2"], first["r2"], rtol=1e-8)


class TestRefusals:
    def test_rows_left_out_are_named(self):
        places = _places()
        places.loc[7, "urban"] = np.nan
        found = cross_validate(places, "y", INPUTS, "code", models=LINE, repetitions=1)
        assert (found.n, found.units) == (62, 62)
        assert found.dropped[["code", "columns"]].to_numpy().tolist() == [["07", "urban"]]

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"models": ["lasso"]}, "There is no model 'lasso'"),
            ({"models": []}, "No model is named"),
            ({"models": {"mean": LINE["line"]}}, "name of a baseline"),
            ({"number": 1}, "Use two folds or more"),
            ({"number": 64}, "at most one a place"),
            ({"repetitions": 0}, "one repetition or more"),
            ({"draws": 10}, "100 draws or more"),
            ({"time": "year"}, "No row has an earlier figure"),
            ({"labels": "nation"}, "There is no column 'nation'"),
        ],
    )
    def test_what_means_nothing_is_refused(self, options, said):
        with pytest.raises(ModelError, match=said):
            cross_validate(_places().assign(year=2024), "y", INPUTS, "code", **options)

    def test_the_outcome_is_no_input(self):
        with pytest.raises(ModelError, match="the outcome is among them"):
            cross_validate(_places(), "y", ["y"], "code")

    def test_an_outcome_that_does_not_vary_is_refused(self):
        with pytest.raises(ModelError, match="an outcome that varies"):
            cross_validate(_places().assign(y=1.0), "y", INPUTS, "code")

    def test_few_places_are_refused(self):
        with pytest.raises(ModelError, match="9 places are too few"):
            cross_validate(_places(places=9), "y", INPUTS, "code")

    def test_a_place_twice_at_a_time_is_refused(self):
        panel = _panel()
        with pytest.raises(ModelError, match="appear twice at a time"):
            cross_validate(pd.concat([panel, panel.head(1)]), "y", INPUTS, "code", time="year")


def test_the_penalty_of_ridge_is_the_one_that_scikit_learn_chooses():
    random = np.random.default_rng(8)
    for strength in (0.0, 0.3, 3.0):
        x = random.normal(size=(50, 6))
        y = strength * x[:, 0] + random.normal(size=50) + 40
        splits = list(KFold(5, shuffle=True, random_state=1).split(x))
        own = ridge(splits).fit(x, y)
        library = RidgeCV(alphas=own.alphas, cv=splits).fit(x, y)
        assert own.alpha_ == library.alpha_
        assert own.predict(x).tolist() == library.predict(x).tolist()


def test_splits_of_one_outcome_choose_no_penalty():
    x, y = np.arange(6.0)[:, None], np.array([1.0, 1.0, 1.0, 2.0, 2.0, 2.0])
    split = [(np.arange(3, 6), np.arange(3))]
    assert ridge(split).fit(x, y).alpha_ == ridge(split).alphas[0]


@pytest.mark.parametrize("columns", [3, 60], ids=["fewer columns than rows", "more columns than rows"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_elastic_net_is_that_of_the_library_to_the_last_digit(columns, order):
    random = np.random.default_rng(columns)
    x = np.asarray(random.normal(size=(50, columns)), order=order)
    y = x[:, 0] + random.normal(size=50) + 40
    splits = list(KFold(5, shuffle=True, random_state=1).split(x))
    own = elastic_net(splits)
    library = ElasticNetCV(**own.get_params()).fit(x, y)
    own.fit(x, y)
    assert (own.alpha_, own.l1_ratio_) == (library.alpha_, library.l1_ratio_)
    assert own.mse_path_.tolist() == library.mse_path_.tolist()
    assert own.coef_.tolist() == library.coef_.tolist() and own.coef_.any()

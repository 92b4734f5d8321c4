"""Beta regression: published results, brute force, changes that must not matter, data made awkward."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.othermod.tests
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from statsmodels.othermod.betareg import BetaModel

from analysis.report import tables
from analysis.stats.errors import ModelError
from analysis.stats.models import beta_regression, fractional_logit

FOOD = Path(statsmodels.othermod.tests.__file__).parent / "results" / "foodexpenditure.csv"
INPUTS = ["a", "b"]


def made(seed=1, n=36):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.normal(size=(n, 2)), columns=INPUTS)
    mean, precision = expit(0.2 + 0.5 * frame["a"]), np.exp(2.5 + 0.4 * frame["b"])
    frame["share"] = random.beta(mean * precision, (1 - mean) * precision)
    frame["yes"] = (random.random(n) < 0.5) * 1.0
    frame["region"] = np.resize(list("uvwxyz"), n)
    return frame.assign(code=[f"{number:02d}" for number in range(n)])


@pytest.fixture
def places():
    return made()


def coefficients(frame, inputs=INPUTS, precision=None):
    """Return mean and precision by the library alone, from its own start, with columns as they stand."""
    matrix = np.column_stack([np.ones(len(frame)), frame[inputs]])
    other = None if precision is None else np.column_stack([np.ones(len(frame)), frame[precision]])
    model = BetaModel(frame["share"].to_numpy(), matrix, exog_precision=other)
    near = model.fit(disp=0, maxiter=2000).params
    return model.fit(start_params=near, disp=0, method="newton", tol=1e-10).params


class TestPublished:
    def test_food_expenditure(self):
        """Cribari-Neto and Zeileis (2010): the share of income that 38 households spend on food."""
        data = pd.read_csv(FOOD)
        data["share"] = data["food"] / data["income"]
        result = beta_regression(data, "share", ["income", "persons"], scale="logit", inference="classical")
        assert result.terms["estimate"].tolist() == pytest.approx([-0.62255, -0.01230, 0.11846], abs=1e-5)
        assert result.terms["std_error"].tolist() == pytest.approx([0.22385, 0.00304, 0.03534], abs=1e-5)
        assert result.fit["phi"] == pytest.approx(35.60975, abs=1e-5)
        assert result.fit["pseudo_r2"] == pytest.approx(0.3878, abs=6e-5)
        # The error of phi itself, 8.07960, by the delta method from that of its logarithm.
        error = result.parts["precision"].loc["intercept", "std_error"] * result.fit["phi"]
        assert error == pytest.approx(8.07960, abs=1e-4)
        assert (result.n, result.fit["df_residual"]) == (38, 34)

    def test_methylation(self):
        """Test data of betareg: mean by gender and CpG, precision by age; standard errors of R."""
        data = pd.read_csv(FOOD.with_name("methylation-test.csv"))
        data["male"] = (data["gender"] == "M") * 1.0
        for level in ("CpG_1", "CpG_2"):
            data[level] = (data["CpG"] == level) * 1.0
        result = beta_regression(
            data,
            "methylation",
            ["male", "CpG_1", "CpG_2"],
            precision="age",
            scale="logit",
            inference="classical",
        )
        assert result.terms["estimate"].tolist() == pytest.approx(
            [1.44224, 0.06986, 0.60735, 0.97355], abs=1e-4
        )
        assert result.terms["std_error"].tolist() == pytest.approx(
            [0.03401, 0.04359, 0.04834, 0.05311], rel=1e-2
        )
        precision = result.parts["precision"]
        assert precision["estimate"].tolist() == pytest.approx([8.22829, -0.03471], abs=1e-4)
        assert precision["std_error"].tolist() == pytest.approx([1.79098, 0.03276], rel=1e-2)


class TestAgainstOtherWays:
    @pytest.mark.parametrize("precision", [None, ["b"]])
    def test_coefficients_are_those_of_the_library(self, places, precision):
        found = beta_regression(
            places, "share", INPUTS, precision=precision, scale="logit", inference="classical"
        )
        other = coefficients(places, precision=precision)
        np.testing.assert_allclose(found.terms["estimate"], other[:3], rtol=1e-6)
        np.testing.assert_allclose(found.parts["precision"]["estimate"], other[3:], rtol=1e-6)

    @pytest.mark.parametrize("precision", [None, ["b"]])
    @pytest.mark.parametrize("column", [None, "region", "pair"])
    def test_the_jackknife_leaves_out(self, places, precision, column):
        places["pair"] = np.arange(36) // 2
        options = {None: {}, "region": {"cluster": "region"}, "pair": {"entity": "pair"}}[column]
        found = beta_regression(places, "share", INPUTS, precision=precision, scale="logit", **options)
        groups = places["code" if column is None else column]
        without = np.array(
            [coefficients(places[groups != group], precision=precision) for group in groups.unique()]
        )
        squares = ((without - coefficients(places, precision=precision)) ** 2).sum(axis=0)
        expected = np.sqrt((len(without) - 1) / len(without) * squares)
        both = pd.concat([found.terms, found.parts["precision"]])["std_error"]
        np.testing.assert_allclose(both, expected, rtol=1e-4)
        df = {None: 36 - 3 - (1 if precision is None else 2), "region": 5, "pair": 17}[column]
        assert set(found.terms["df"]) == set(found.parts["precision"]["df"]) == {df}

    def test_marginal_effects_are_derivatives_and_differences(self, places):
        inputs = ["a", "yes"]
        found = beta_regression(places, "share", inputs)
        solved = found.parts["logit"]["estimate"].to_numpy()

        def mean(frame):
            return expit(np.column_stack([np.ones(len(frame)), frame[inputs]]) @ solved).mean()

        up, down = (mean(places.assign(a=places["a"] + step)) for step in (1e-5, -1e-5))
        assert found.term("a")["estimate"] == pytest.approx((up - down) / 2e-5, rel=1e-7)
        difference = mean(places.assign(yes=1)) - mean(places.assign(yes=0))
        assert found.term("yes")["estimate"] == pytest.approx(difference, rel=1e-9)
        by_hand = [
            beta_regression(places.drop(index=row), "share", inputs, inference="classical").terms["estimate"]
            for row in places.index
        ]
        squares = ((np.array(by_hand) - found.terms["estimate"].to_numpy()) ** 2).sum(axis=0)
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(35 / 36 * squares), rtol=1e-6)

    def test_effects_are_dummies(self, places):
        found = beta_regression(places, "share", ["a"], effects="region", inference="classical")
        dummies = pd.get_dummies(places["region"], drop_first=True, dtype=float)
        other = beta_regression(places.join(dummies), "share", ["a", *dummies], inference="classical")
        np.testing.assert_allclose(found.term("a").to_numpy(), other.term("a").to_numpy(), rtol=1e-6)
        assert (
            beta_regression(places, "share", ["a"], effects="region", cluster="region").terms["df"].iloc[0]
            == 5
        )

    def test_it_is_close_to_the_fractional_logit(self, places):
        beta = beta_regression(places, "share", INPUTS).terms
        fractional = fractional_logit(places, "share", INPUTS).terms
        np.testing.assert_allclose(beta["estimate"], fractional["estimate"], atol=0.02)


class TestWhatMustNotMatter:
    @settings(max_examples=10, deadline=None)
    @given(order=st.permutations(range(36)), factor=st.floats(1e-6, 1e6), shift=st.floats(-1e4, 1e4))
    def test_order_units_and_origin(self, order, factor, shift):
        frame = made(2)
        options = {"precision": ["b"], "inference": "classical"}
        before = beta_regression(frame, "share", INPUTS, **options)
        changed = frame.assign(a=frame["a"] * factor, b=frame["b"] + shift).iloc[list(order)]
        after = beta_regression(changed, "share", INPUTS, **options)
        for one, other in ((before.terms, after.terms), (before.parts["logit"], after.parts["logit"])):
            for column in ("estimate", "std_error"):
                assert other.loc["a", column] * factor == pytest.approx(one.loc["a", column], rel=1e-5)
                assert other.loc["b", column] == pytest.approx(one.loc["b", column], rel=1e-5)
        slope = after.parts["precision"].loc["b"]
        assert slope.to_numpy() == pytest.approx(before.parts["precision"].loc["b"].to_numpy(), rel=1e-5)

    def test_shares_turned_round_turn_the_signs(self, places):
        before = beta_regression(places, "share", INPUTS)
        after = beta_regression(places.assign(share=1 - places["share"]), "share", INPUTS)
        np.testing.assert_allclose(after.terms["estimate"], -before.terms["estimate"], rtol=1e-6)
        np.testing.assert_allclose(after.terms["std_error"], before.terms["std_error"], rtol=1e-5)
        assert after.fit["phi"] == pytest.approx(before.fit["phi"])

    def test_percent_gives_points(self, places):
        plain = beta_regression(places, "share", INPUTS, inference="classical")
        points = beta_regression(
            places.assign(share=100 * places["share"]), "share", INPUTS, inference="classical", whole=100
        )
        np.testing.assert_allclose(points.terms["estimate"], 100 * plain.terms["estimate"], rtol=1e-8)
        np.testing.assert_allclose(points.terms["p_value"], plain.terms["p_value"], rtol=1e-8)
        pd.testing.assert_frame_equal(points.parts["precision"], plain.parts["precision"], rtol=1e-8)


class TestAwkwardData:
    @pytest.mark.parametrize("value", [0.0, 1.0])
    def test_the_ends_are_refused_with_the_way_out(self, places, value):
        places.loc[4, "share"] = value
        with pytest.raises(ModelError, match=r"Shares of 0 or 1 have no place.*rows 04.*fractional_logit"):
            beta_regression(places, "share", INPUTS, entity="code")

    def test_percent_is_refused_with_the_way_out(self, places):
        with pytest.raises(ModelError, match="whole=100"):
            beta_regression(places.assign(share=100 * places["share"]), "share", INPUTS)

    @pytest.mark.parametrize(
        ("change", "options", "message"),
        [
            ({"b": 1.0}, {}, "No variation in 'b'"),
            ({"b": lambda frame: 3 * frame["a"]}, {}, "exact combination"),
            ({"share": 0.5}, {}, "No variation in share"),
            ({"yes": 1.0}, {"precision": ["yes"]}, "No variation in 'yes'"),
            ({}, {"precision": ["nothing"]}, "no column 'nothing'"),
            ({}, {"inference": "hc3"}, "belongs to linear regression"),
            ({}, {"inference": "hc0"}, "no standard errors 'hc0'"),
            ({}, {"scale": "beta"}, "no scale"),
        ],
    )
    def test_what_cannot_be_used(self, places, change, options, message):
        with pytest.raises(ModelError, match=message):
            beta_regression(places.assign(**change), "share", INPUTS, **options)

    def test_shares_computed_from_the_inputs_do_not_converge(self, places):
        with pytest.raises(ModelError, match="did not converge"):
            beta_regression(places.assign(share=expit(places["a"])), "share", INPUTS)

    def test_missing_rows_are_named_also_by_the_precision(self, places):
        places.loc[2, "a"] = np.nan
        places.loc[5, "yes"] = np.nan
        found = beta_regression(
            places, "share", INPUTS, precision="yes", entity="code", inference="classical"
        )
        assert found.dropped[["code", "columns"]].to_numpy().tolist() == [["02", "a"], ["05", "yes"]]
        assert (found.n, len(found.sample), len(found.residuals)) == (34, 34, 34)

    def test_an_input_that_rests_on_one_place_names_it(self, places):
        places["only"] = (places["code"] == "11") * 1.0
        with pytest.raises(ModelError, match=r"Without '11' .*No variation in 'only'"):
            beta_regression(places, "share", ["a", "only"], entity="code")

    def test_cautions(self, places):
        assert beta_regression(places, "share", INPUTS).cautions == ()
        few = beta_regression(places.head(13), "share", INPUTS, inference="classical")
        assert few.cautions == ("few_degrees_of_freedom",)
        high = places.assign(share=expit(logit(places["share"]) + 5))
        assert "shares_at_the_edge" in beta_regression(high, "share", INPUTS, inference="classical").cautions


def test_it_prints_exports_and_has_words_in_both_languages(places):
    for options in ({}, {"inference": "classical"}, {"scale": "logit", "entity": "region"}):
        found = beta_regression(places, "share", INPUTS, effects="region", **options)
        assert "Precision, on the log scale" in repr(found)
        assert set(json.loads(json.dumps(found.export(), allow_nan=False))["parts"]) >= {"precision"}
        assert "hồi quy beta" in tables.model(found, "vi", caption="C").note
        assert "beta regression" in tables.model(found, "en", caption="C").note

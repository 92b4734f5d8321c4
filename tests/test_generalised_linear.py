"""Generalised linear models: published results, the library, brute force, and the names that are refused."""

import json

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.datasets import scotland

from analysis.report import tables
from analysis.stats.errors import ModelError
from analysis.stats.models import cluster_jackknife, generalised_linear, ols
from analysis.stats.result import CAUTIONS

REGIONS = np.repeat(list("uvwxyz"), [8, 7, 6, 5, 6, 8])
FAMILIES = {
    "gaussian": sm.families.Gaussian(),
    "binomial": sm.families.Binomial(),
    "poisson": sm.families.Poisson(),
    "gamma": sm.families.Gamma(sm.families.links.Log()),
    "inverse_gaussian": sm.families.InverseGaussian(sm.families.links.Log()),
}


@pytest.fixture
def places():
    """40 places in six regions with an outcome for each family."""
    random = np.random.default_rng(3)
    frame = pd.DataFrame(random.normal(size=(40, 2)), columns=["a", "b"])
    index = 0.4 * frame["a"] - 0.2 * frame["b"]
    frame["gaussian"] = index + random.normal(size=40)
    frame["binomial"] = random.beta(3, 4, 40) * (1 + np.tanh(index)) / 2
    frame["poisson"] = random.poisson(np.exp(1 + index))
    frame["gamma"] = random.gamma(3, np.exp(index) / 3)
    frame["inverse_gaussian"] = random.wald(np.exp(index), 5)
    frame["size"] = random.uniform(0.5, 3, 40)
    return frame.assign(region=REGIONS, code=[f"{number:02d}" for number in range(40)])


def link_of(family):
    return "log" if family in ("gamma", "inverse_gaussian") else None


def of_statsmodels(frame, family, weights=None):
    return sm.GLM(
        frame[family], sm.add_constant(frame[["a", "b"]]), family=FAMILIES[family], var_weights=weights
    ).fit(tol=1e-13)


class TestPublished:
    def test_scottish_councils(self):
        data = scotland.load_pandas().data
        inputs = [name for name in data if name != "YES"]
        result = generalised_linear(data, "YES", inputs, family="gamma", inference="classical")
        assert result.fit["deviance"] == pytest.approx(0.087389, abs=1e-6)
        assert result.fit["dispersion"] == pytest.approx(0.0035843, abs=1e-7)
        assert result.term("COUTAX")["estimate"] == pytest.approx(4.961768e-5, rel=1e-6)
        assert result.term("COUTAX")["std_error"] == pytest.approx(1.621577e-5, rel=1e-6)
        assert (result.n, result.fit["df_residual"]) == (32, 24)

    def test_clotting_of_blood(self):
        """McCullagh and Nelder (1989), section 8.4.2: one lot, gamma with the inverse link; output of R."""
        percent = np.array([5, 10, 15, 20, 30, 40, 60, 80, 100])
        frame = pd.DataFrame(
            {"seconds": [118, 58, 42, 35, 27, 25, 21, 19, 18], "log_percent": np.log(percent)}
        )
        result = generalised_linear(frame, "seconds", ["log_percent"], family="gamma", inference="classical")
        assert result.terms["estimate"].tolist() == pytest.approx([-0.01655438, 0.01534311], abs=6e-9)
        assert result.terms["std_error"].tolist() == pytest.approx([0.00092754, 0.00041496], abs=2e-8)
        assert result.fit["deviance"] == pytest.approx(0.01673, abs=6e-6)

    def test_counts_of_a_trial(self):
        """Dobson (1990), page 93: counts by outcome and treatment, Poisson."""
        frame = pd.DataFrame({"count": [18, 17, 15, 20, 10, 20, 25, 13, 12]})
        for level in (2, 3):
            frame[f"outcome{level}"] = (np.arange(9) % 3 + 1 == level) * 1.0
            frame[f"treatment{level}"] = (np.arange(9) // 3 + 1 == level) * 1.0
        inputs = ["outcome2", "outcome3", "treatment2", "treatment3"]
        result = generalised_linear(frame, "count", inputs, family="poisson", inference="classical")
        published = {
            "intercept": (3.045, 0.1709),
            "outcome2": (-0.4543, 0.2022),
            "outcome3": (-0.2930, 0.1927),
        }
        for term, (estimate, error) in published.items():
            assert result.term(term)["estimate"] == pytest.approx(estimate, abs=6e-4)
            assert result.term(term)["std_error"] == pytest.approx(error, abs=6e-5)
        assert result.fit["deviance"] == pytest.approx(5.1291, abs=6e-5)


class TestNamesOfStandardErrors:
    @pytest.mark.parametrize("kind", ["HC1", "HC2", "HC3"])
    def test_the_library_returns_hc0_under_other_names(self, places, kind):
        """The defect that the refusal below guards against; where this fails, the library was mended."""
        matrix = sm.add_constant(places[["a", "b"]])
        shares = sm.GLM(places["binomial"], matrix, family=sm.families.Binomial())
        first = shares.fit(cov_type="HC0").bse.to_numpy()
        np.testing.assert_array_equal(shares.fit(cov_type=kind).bse.to_numpy(), first)
        yes = sm.Logit((places["binomial"] > 0.25).astype(float), matrix)
        first = yes.fit(cov_type="HC0", disp=0).bse.to_numpy()
        np.testing.assert_array_equal(yes.fit(cov_type=kind, disp=0).bse.to_numpy(), first)

    @pytest.mark.parametrize("kind", ["hc1", "hc2", "hc3", "hc4"])
    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_names_of_linear_regression_are_refused(self, places, family, kind):
        with pytest.raises(ModelError, match=rf"{kind.upper()} belongs to linear regression.*jackknife"):
            generalised_linear(
                places, family, ["a", "b"], family=family, link=link_of(family), inference=kind
            )

    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_only_what_is_called_hc0_is_hc0(self, places, family):
        hc0 = of_statsmodels(places, family)
        matrix = sm.add_constant(places[["a", "b"]]).to_numpy()
        weight = hc0.model.hessian_factor(hc0.params, scale=1, observed=False)
        scores = matrix * hc0.model.score_factor(hc0.params, scale=1)[:, None]
        bread = np.linalg.inv(matrix.T @ (weight[:, None] * matrix))
        sandwich = np.sqrt(np.diag(bread @ scores.T @ scores @ bread))
        for name in ("hc0", "classical", "jackknife"):
            found = generalised_linear(
                places, family, ["a", "b"], family=family, link=link_of(family), inference=name
            )
            same = np.allclose(found.terms["std_error"], sandwich, rtol=1e-6)
            assert same == (name == "hc0") == found.inference.startswith("HC0")

    def test_hc0_is_that_of_the_library_for_a_canonical_link(self, places):
        found = generalised_linear(places, "poisson", ["a", "b"], family="poisson", inference="hc0")
        matrix = sm.add_constant(places[["a", "b"]])
        other = sm.GLM(places["poisson"], matrix, family=sm.families.Poisson()).fit(cov_type="HC0")
        np.testing.assert_allclose(found.terms["std_error"], other.bse, rtol=1e-6)

    def test_unknown_names_say_what_there_is(self, places):
        with pytest.raises(ModelError, match="jackknife"):
            generalised_linear(places, "gaussian", ["a"], inference="jacknife")


class TestAgainstOtherWays:
    @pytest.mark.parametrize("weights", [None, "size"])
    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_it_is_that_of_the_library(self, places, family, weights):
        options = {"family": family, "link": link_of(family), "weights": weights}
        found = generalised_linear(places, family, ["a", "b"], inference="classical", **options)
        other = of_statsmodels(places, family, None if weights is None else places[weights])
        np.testing.assert_allclose(found.terms["estimate"], other.params, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(found.terms["std_error"], other.bse, rtol=1e-6)
        assert found.fit["deviance"] == pytest.approx(other.deviance)
        assert found.fit["deviance_explained"] == pytest.approx(1 - other.deviance / other.null_deviance)
        np.testing.assert_allclose(found.residuals, other.resid_response, atol=1e-7)

    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_the_jackknife_is_leaving_out_rows(self, places, family):
        found = generalised_linear(places, family, ["a", "b"], family=family, link=link_of(family))
        full = of_statsmodels(places, family).params
        without = [of_statsmodels(places.drop(index=row), family).params for row in places.index]
        squares = ((np.array(without) - full.to_numpy()) ** 2).sum(axis=0)
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(39 / 40 * squares), rtol=1e-5)
        assert found.inference == "jackknife by row, t(37)"
        assert found.terms["df"].tolist() == [37] * 3

    @pytest.mark.parametrize("column", ["region", "pair"])
    def test_the_jackknife_leaves_out_clusters_and_places(self, places, column):
        places = places.assign(pair=np.arange(40) // 2)
        options = {"cluster": "region"} if column == "region" else {"entity": "pair"}
        found = generalised_linear(places, "poisson", ["a", "b"], family="poisson", **options)
        full = of_statsmodels(places, "poisson").params.to_numpy()
        groups = places[column].unique()
        without = [of_statsmodels(places[places[column] != group], "poisson").params for group in groups]
        squares = ((np.array(without) - full) ** 2).sum(axis=0)
        factor = (len(groups) - 1) / len(groups)
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(factor * squares), rtol=1e-5)
        assert (
            found.inference
            == {
                "region": "CR3 jackknife by region (6 clusters), t(5)",
                "pair": "jackknife by pair (20 places), t(19)",
            }[column]
        )

    def test_with_the_identity_it_is_least_squares(self, places):
        inputs, same = ["a", "b"], {"rtol": 1e-8, "check_names": False}
        found = generalised_linear(places, "gaussian", inputs, inference="classical")
        other = ols(places, "gaussian", inputs, inference="classical")
        pd.testing.assert_frame_equal(found.terms, other.terms, **same)
        for effects in (None, "region"):
            found = generalised_linear(places, "gaussian", inputs, cluster="region", effects=effects)
            other = cluster_jackknife(places, "gaussian", inputs, "region", effects=effects)
            pd.testing.assert_frame_equal(found.terms, other.terms, **same)
            assert found.inference == other.inference

    def test_effects_are_dummies(self, places):
        found = generalised_linear(places, "poisson", ["a"], family="poisson", effects="region")
        dummies = pd.get_dummies(places["region"], drop_first=True, dtype=float)
        other = generalised_linear(places.join(dummies), "poisson", ["a", *dummies.columns], family="poisson")
        np.testing.assert_allclose(found.term("a").to_numpy(), other.term("a").to_numpy(), rtol=1e-6)
        assert found.method.endswith("effects of region")

    def test_a_rate_weighted_by_its_exposure_is_a_count_with_an_offset(self, places):
        rates = places.assign(rate=places["poisson"] / places["size"])
        found = generalised_linear(
            rates, "rate", ["a"], family="poisson", weights="size", inference="classical"
        )
        matrix = sm.add_constant(places[["a"]])
        other = sm.GLM(
            places["poisson"], matrix, family=sm.families.Poisson(), offset=np.log(places["size"])
        ).fit()
        np.testing.assert_allclose(found.terms["estimate"], other.params, rtol=1e-6)
        np.testing.assert_allclose(found.terms["std_error"], other.bse, rtol=1e-6)

    def test_the_dispersion_widens_the_classical_errors(self, places):
        fixed, estimated = (
            generalised_linear(
                places, "poisson", ["a"], family="poisson", inference="classical", dispersion=dispersion
            )
            for dispersion in ("family", "estimated")
        )
        ratio = estimated.terms["std_error"] / fixed.terms["std_error"]
        np.testing.assert_allclose(ratio, np.sqrt(fixed.fit["dispersion"]), rtol=1e-10)
        assert (fixed.inference, estimated.inference) == (
            "classical, dispersion 1, t(38)",
            "classical, dispersion estimated, t(38)",
        )


class TestWhatMustNotMatter:
    @settings(max_examples=10, deadline=None)
    @given(
        order=st.permutations(range(40)),
        factor=st.floats(1e-6, 1e6),
        shift=st.floats(-1e3, 1e3),
        family=st.sampled_from(["poisson", "gamma", "gaussian"]),
    )
    def test_order_units_and_origin(self, order, factor, shift, family):
        random = np.random.default_rng(5)
        frame = pd.DataFrame({"a": random.normal(size=40), "b": random.normal(size=40)})
        frame["y"] = random.gamma(3, np.exp(0.3 * frame["a"]))
        if family == "poisson":
            frame["y"] = frame["y"].round()
        options = {"family": family, "link": link_of(family), "inference": "hc0"}
        before = generalised_linear(frame, "y", ["a", "b"], **options).terms
        changed = frame.assign(a=frame["a"] * factor, b=frame["b"] + shift).iloc[list(order)]
        after = generalised_linear(changed, "y", ["a", "b"], **options).terms
        for column in ("estimate", "std_error"):
            assert after.loc["a", column] * factor == pytest.approx(before.loc["a", column], rel=1e-6)
            assert after.loc["b", column] == pytest.approx(before.loc["b", column], rel=1e-6)
        assert after["p_value"][["a", "b"]].to_numpy() == pytest.approx(
            before["p_value"][["a", "b"]].to_numpy(), rel=1e-5
        )

    @pytest.mark.parametrize("family", ["gaussian", "gamma"])
    def test_units_of_the_outcome(self, places, family):
        link = {"gaussian": "log", "gamma": "inverse"}[family]
        places = places.assign(y=places["gamma"] * 1e-8)
        small = generalised_linear(places, "y", ["a"], family=family, link=link).terms.loc["a"]
        plain = generalised_linear(places, "gamma", ["a"], family=family, link=link).terms.loc["a"]
        assert small["p_value"] == pytest.approx(plain["p_value"], rel=1e-5)


class TestAwkwardData:
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"family": "possion"}, "no family 'possion'.*'poisson'"),
            ({"link": "lgo"}, "no link 'lgo'.*'log'"),
            ({"dispersion": "one"}, "no dispersion"),
            ({"level": 95}, "not a confidence level"),
            ({"inference": "cluster_jackknife"}, "No cluster column"),
            ({"inference": "hc0", "cluster": "region"}, "does not use the cluster"),
        ],
    )
    def test_options_that_there_are_not(self, places, options, message):
        with pytest.raises(ModelError, match=message):
            generalised_linear(places, "gaussian", ["a"], **options)

    @pytest.mark.parametrize(
        ("family", "value", "message"),
        [
            ("binomial", 45.0, "shares from 0 to 1; there is 45.*rows 3.*Divide percent by 100"),
            ("poisson", -1.0, "counts from 0"),
            ("gamma", 0.0, "positive numbers"),
            ("inverse_gaussian", 0.0, "positive numbers"),
        ],
    )
    def test_outcomes_that_the_family_cannot_have(self, places, family, value, message):
        places.loc[3, family] = value
        with pytest.raises(ModelError, match=message):
            generalised_linear(places, family, ["a"], family=family)

    def test_counts_that_are_all_zero_on_one_side(self, places):
        places["poisson"] = places["poisson"].where(places["a"] > 0, 0)
        places["side"] = (places["a"] > 0) * 1.0
        with pytest.raises(ModelError, match="Outcomes of 0 are told apart perfectly by 'side'"):
            generalised_linear(places, "poisson", ["side", "b"], family="poisson", inference="classical")

    @pytest.mark.parametrize("link", ["logit", "probit"])
    def test_yes_and_no_on_two_sides(self, places, link):
        places["yes"] = (places["a"] > 0) * 1.0
        with pytest.raises(ModelError, match="Outcomes of 0 or 1 are told apart perfectly by 'a'"):
            generalised_linear(places, "yes", ["a"], family="binomial", link=link, inference="classical")

    def test_a_replicate_that_does_not_exist_names_the_place(self, places):
        places["only"] = (places["code"] == "07") * 1.0
        with pytest.raises(
            ModelError, match=r"Without '07' the model cannot be estimated: No variation in 'only'"
        ):
            generalised_linear(places, "poisson", ["a", "only"], family="poisson", entity="code")

    def test_a_fit_that_does_not_converge(self, places):
        places["steep"] = np.exp(8 * places["a"]) + 1e-6
        with pytest.raises(ModelError, match=r"did not converge.*gamma family, identity link"):
            generalised_linear(places, "steep", ["a", "b"], family="gamma", link="identity", inference="hc0")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"b": 1.0}, "No variation in 'b'"),
            ({"b": lambda frame: 2 * frame["a"] + 1}, "exact combination"),
            ({"poisson": 3}, "No variation in poisson"),
            ({"size": -1.0}, "Weights must be positive"),
            ({"a": np.nan}, "No row has a value"),
        ],
    )
    def test_columns_that_cannot_be_used(self, places, change, message):
        with pytest.raises(ModelError, match=message):
            generalised_linear(
                places.assign(**change), "poisson", ["a", "b"], family="poisson", weights="size"
            )

    def test_missing_rows_are_named(self, places):
        places.loc[[2, 5], "a"] = np.nan
        result = generalised_linear(places, "poisson", ["a"], family="poisson", entity="code")
        assert result.dropped["code"].tolist() == ["02", "05"]
        assert (result.n, len(result.sample), len(result.residuals)) == (38, 38, 38)
        whole = generalised_linear(places.drop(index=[2, 5]), "poisson", ["a"], family="poisson")
        pd.testing.assert_frame_equal(result.terms, whole.terms)

    def test_cautions(self, places):
        places["many"] = places["poisson"] * 50
        options = {"family": "poisson", "inference": "classical"}
        assert "overdispersed" in generalised_linear(places, "many", ["a"], **options).cautions
        estimated = generalised_linear(places, "many", ["a"], dispersion="estimated", **options)
        assert "overdispersed" not in estimated.cautions
        repeated = generalised_linear(places, "many", ["a"], entity="region", **options)
        assert "repeated_places" in repeated.cautions
        assert "repeated_places" not in generalised_linear(places, "many", ["a"], entity="region").cautions
        few = generalised_linear(places.head(9), "many", ["a"], **options)
        assert "few_degrees_of_freedom" in few.cautions
        exact = generalised_linear(places.assign(y=1 + places["a"]), "y", ["a"], inference="hc0")
        assert "perfect_fit" in exact.cautions
        assert set(few.cautions) | set(exact.cautions) <= set(CAUTIONS)


def test_it_prints_exports_and_has_words_in_both_languages(places):
    for family in sorted(FAMILIES):
        result = generalised_linear(
            places, family, ["a", "b"], family=family, link=link_of(family), effects="region"
        )
        assert f"({family} family" in repr(result)
        assert json.loads(json.dumps(result.export(), allow_nan=False))["n"] == 40
        vietnamese = tables.model(result, "vi", caption="C").note
        assert "mô hình tuyến tính tổng quát" in vietnamese
        assert "effects" not in vietnamese and "link" not in vietnamese
        assert "generalised linear model" in tables.model(result, "en", caption="C").note

"""Shares and counts: against the library, brute force, finite differences, and data made awkward."""

import json

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from statsmodels.datasets import spector

from analysis.data import processed
from analysis.report import tables
from analysis.stats.errors import ModelError
from analysis.stats.guards import Refusal
from analysis.stats.models import binomial_counts, compare, fractional_logit, generalised_linear, ols
from analysis.stats.models.shares import logit_shares
from analysis.stats.result import CAUTIONS, PARTS
from analysis.stats.robustness.leave_one_out import leave_one_out

REGIONS = np.repeat(list("uvwxyz"), [8, 7, 6, 5, 6, 8])
INPUTS = ["a", "b", "coast"]


def made(seed=1, n=40):
    """Return places in six regions: a share, counts with unequal totals, two quantities and a yes or no."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.normal(size=(n, 2)), columns=["a", "b"])
    frame["coast"] = (random.random(n) < 0.4) * 1.0
    index = 0.3 + 0.5 * frame["a"] - 0.4 * frame["coast"] + random.normal(0, 0.5, n)
    frame["share"] = expit(index)
    frame["due"] = np.round(np.exp(random.normal(7, 1, n))).astype(int) + 2
    frame["paid"] = random.binomial(frame["due"], frame["share"])
    frame["w"] = random.uniform(0.5, 3, n)
    frame["region"] = np.resize(REGIONS, n)
    return frame.assign(code=[f"{number:02d}" for number in range(n)])


@pytest.fixture
def places():
    return made()


def library(frame, outcome="share", weights=None):
    matrix = sm.add_constant(frame[INPUTS], has_constant="add")
    return sm.GLM(frame[outcome], matrix, family=sm.families.Binomial(), var_weights=weights).fit(tol=1e-14)


def effects_by_hand(frame, coefficients, weights=None):
    """Return average marginal effects by central differences, and by the difference for the yes or no."""

    def mean(changed):
        return np.average(
            expit(sm.add_constant(changed[INPUTS], has_constant="add") @ coefficients), weights=weights
        )

    step = 1e-5
    slopes = [
        (mean(frame.assign(**{name: frame[name] + step})) - mean(frame.assign(**{name: frame[name] - step})))
        / (2 * step)
        for name in ("a", "b")
    ]
    return np.array([*slopes, mean(frame.assign(coast=1.0)) - mean(frame.assign(coast=0.0))])


class TestAgainstTheLibrary:
    @pytest.mark.parametrize("weights", [None, "w"])
    def test_coefficients_and_marginal_effects(self, places, weights):
        found = fractional_logit(places, "share", INPUTS, weights=weights)
        weight = None if weights is None else places[weights]
        other = library(places, weights=weight)
        np.testing.assert_allclose(found.parts["logit"]["estimate"], other.params, rtol=1e-9)
        by_hand = effects_by_hand(places, other.params.to_numpy(), weight)
        np.testing.assert_allclose(found.terms["estimate"], by_hand, rtol=1e-7)
        assert found.terms.index.tolist() == INPUTS
        if weights is None:
            margins = other.get_margeff(dummy=True).margeff
            np.testing.assert_allclose(found.terms["estimate"], margins, rtol=1e-9)

    def test_robust_errors_of_marginal_effects(self, places):
        matrix = sm.add_constant(places[INPUTS])
        glm = sm.GLM(places["share"], matrix, family=sm.families.Binomial())
        other = glm.fit(cov_type="HC0", tol=1e-14).get_margeff(dummy=True)
        found = fractional_logit(places, "share", INPUTS, inference="hc0")
        np.testing.assert_allclose(found.terms["std_error"], other.margeff_se, rtol=1e-6)
        logit = fractional_logit(places, "share", INPUTS, inference="hc0", scale="logit")
        bse = glm.fit(cov_type="HC0", tol=1e-14).bse
        np.testing.assert_allclose(logit.terms["std_error"], bse, rtol=1e-8)
        assert found.inference == logit.inference == "HC0, t(36)"

    def test_classical_errors_have_the_dispersion(self, places):
        found = fractional_logit(places, "share", INPUTS, inference="classical", scale="logit")
        other = sm.GLM(places["share"], sm.add_constant(places[INPUTS]), family=sm.families.Binomial()).fit(
            scale="X2"
        )
        np.testing.assert_allclose(found.terms["std_error"], other.bse, rtol=1e-6)
        assert found.fit["dispersion"] == pytest.approx(other.scale)
        assert found.fit["deviance"] == pytest.approx(other.deviance)
        assert found.fit["deviance_explained"] == pytest.approx(1 - other.deviance / other.null_deviance)
        np.testing.assert_allclose(found.residuals, other.resid_response, atol=1e-8)

    def test_marginal_effects_of_stata(self):
        """Spector and Mazzeo (1980), margins of Stata with the dispersion at 1."""
        inputs = ["GPA", "TUCE", "PSI"]
        found = fractional_logit(spector.load_pandas().data, "GRADE", inputs, inference="classical")
        published = [0.36258084688424, 0.01220841099085, 0.35751515254729]
        assert found.terms["estimate"].tolist() == pytest.approx(published, abs=1e-7)
        errors = found.terms["std_error"] / np.sqrt(found.fit["dispersion"])
        assert errors.tolist() == pytest.approx([0.1094412, 0.0177942, 0.1420034], abs=1e-6)

    def test_it_is_the_binomial_family(self, places):
        found = fractional_logit(places, "share", INPUTS, effects="region", scale="logit")
        other = generalised_linear(places, "share", INPUTS, family="binomial", effects="region")
        pd.testing.assert_frame_equal(found.terms, other.terms, rtol=1e-6)


class TestJackknife:
    @pytest.mark.parametrize("weights", [None, "w"])
    def test_it_leaves_out_rows(self, places, weights):
        found = fractional_logit(places, "share", INPUTS, weights=weights)
        self.compare(found, places, [places.index == row for row in places.index], weights)
        assert (found.inference, set(found.terms["df"])) == ("jackknife by row, t(36)", {36})

    @pytest.mark.parametrize(
        ("column", "options", "name"),
        [
            ("region", {"cluster": "region"}, "CR3 jackknife by region (6 clusters), t(5)"),
            ("region", {"cluster": "region", "entity": "pair"}, "CR3 jackknife by region (6 clusters), t(5)"),
            ("pair", {"entity": "pair"}, "jackknife by pair (20 places), t(19)"),
        ],
    )
    def test_it_leaves_out_clusters_and_places(self, places, column, options, name):
        places["pair"] = np.arange(40) // 2
        found = fractional_logit(places, "share", INPUTS, **options)
        self.compare(found, places, [places[column] == group for group in places[column].unique()], None)
        assert found.inference == name

    def compare(self, found, places, left_out, weights):
        def weight(frame):
            return None if weights is None else frame[weights]

        full = library(places, weights=weight(places)).params.to_numpy()
        logits, effects = [], []
        for rows in left_out:
            kept = places[~rows]
            logits.append(library(kept, weights=weight(kept)).params.to_numpy())
            effects.append(effects_by_hand(kept, logits[-1], weight(kept)))
        factor = (len(left_out) - 1) / len(left_out)
        for table, estimates, whole in (
            (found.parts["logit"], logits, full),
            (found.terms, effects, effects_by_hand(places, full, weight(places))),
        ):
            expected = np.sqrt(factor * ((np.array(estimates) - whole) ** 2).sum(axis=0))
            np.testing.assert_allclose(table["std_error"], expected, rtol=1e-5)

    def test_a_region_left_out_takes_its_effect_with_it(self, places):
        """Its dummy is then empty: stacked matrices would be singular."""
        found = fractional_logit(places, "share", ["a"], effects="region", cluster="region", scale="logit")
        dummies = pd.get_dummies(places["region"], dtype=float)
        slopes = []
        for region in dummies:
            kept = places["region"] != region
            matrix = np.column_stack([places["a"], dummies.drop(columns=region)])[kept]
            slopes.append(
                sm.GLM(places["share"][kept], matrix, family=sm.families.Binomial()).fit().params.iloc[0]
            )
        squares = ((np.array(slopes) - found.term("a")["estimate"]) ** 2).sum()
        assert found.term("a")["std_error"] == pytest.approx(np.sqrt(5 / 6 * squares), rel=1e-6)

    def test_a_row_with_all_the_leverage_is_not_lost(self, places):
        places.loc[4, "a"] = 1e7
        found = fractional_logit(places, "share", ["a"], scale="logit").term("a")
        alone = fractional_logit(places.drop(index=4), "share", ["a"], scale="logit").term("a")
        assert found["std_error"] >= 0.9 * abs(alone["estimate"] - found["estimate"])
        assert "high_leverage" in fractional_logit(places, "share", ["a"]).cautions

    @pytest.mark.parametrize("options", [{}, {"effects": "region", "cluster": "region"}])
    def test_portions_do_not_matter(self, places, monkeypatch, options):
        before = fractional_logit(places, "share", INPUTS, **options)
        monkeypatch.setattr(logit_shares, "_NUMBERS_AT_ONCE", 1000)
        after = fractional_logit(places, "share", INPUTS, **options)
        pd.testing.assert_frame_equal(before.terms, after.terms, rtol=1e-12)

    @pytest.mark.parametrize("kind", ["hc1", "hc2", "hc3", "cluster"])
    def test_names_that_would_be_wrong_are_refused(self, places, kind):
        with pytest.raises(ModelError, match="jackknife"):
            fractional_logit(places, "share", INPUTS, inference=kind)


class TestCounts:
    def test_coefficients_are_those_of_the_library_on_both_counts(self, places):
        found = binomial_counts(places, "paid", "due", INPUTS, scale="logit", inference="classical")
        both = np.column_stack([places["paid"], places["due"] - places["paid"]])
        other = sm.GLM(both, sm.add_constant(places[INPUTS]), family=sm.families.Binomial()).fit()
        dispersion = other.pearson_chi2 / other.df_resid
        np.testing.assert_allclose(found.terms["estimate"], other.params, rtol=1e-6)
        np.testing.assert_allclose(found.terms["std_error"], other.bse * np.sqrt(dispersion), rtol=1e-6)
        assert found.fit["dispersion"] == pytest.approx(dispersion)
        assert found.outcome == "paid / due"

    def test_the_library_forgets_the_totals_when_it_estimates_a_dispersion(self, places):
        """The reason to divide Pearson's statistic here; where this fails, the library was mended."""
        both = np.column_stack([places["paid"], places["due"] - places["paid"]])
        other = sm.GLM(both, sm.add_constant(places[INPUTS]), family=sm.families.Binomial()).fit(scale="X2")
        assert other.scale < 1 < other.pearson_chi2 / other.df_resid

    def test_places_count_once_in_the_average(self, places):
        found = binomial_counts(places, "paid", "due", INPUTS)
        by_hand = effects_by_hand(places, found.parts["logit"]["estimate"].to_numpy())
        np.testing.assert_allclose(found.terms["estimate"], by_hand, rtol=1e-7)

    def test_equal_totals_are_shares(self, places):
        places = places.assign(due=1000, paid=(1000 * places["share"]).round())
        counts = binomial_counts(places, "paid", "due", INPUTS)
        shares = fractional_logit(places.assign(y=places["paid"] / 1000), "y", INPUTS)
        pd.testing.assert_frame_equal(counts.terms, shares.terms, rtol=1e-7)
        assert counts.fit["dispersion"] == pytest.approx(1000 * shares.fit["dispersion"])

    def test_ten_times_the_dossiers_tell_nothing_more(self, places):
        more = places.assign(paid=places["paid"] * 10, due=places["due"] * 10)
        for inference in ("jackknife", "hc0", "classical"):
            before = binomial_counts(places, "paid", "due", INPUTS, inference=inference)
            after = binomial_counts(more, "paid", "due", INPUTS, inference=inference)
            pd.testing.assert_frame_equal(before.terms, after.terms, rtol=1e-7)
            assert after.fit["dispersion"] == pytest.approx(10 * before.fit["dispersion"])

    def test_the_jackknife_leaves_out_places(self, places):
        found = binomial_counts(places, "paid", "due", INPUTS, entity="code", scale="logit")
        options = {"scale": "logit", "inference": "hc0"}
        squares = sum(
            (
                binomial_counts(places.drop(index=row), "paid", "due", INPUTS, **options).terms["estimate"]
                - found.terms["estimate"]
            )
            ** 2
            for row in places.index
        )
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(39 / 40 * squares), rtol=1e-7)
        assert (found.units, found.inference) == (40, "jackknife by row, t(36)")

    @pytest.mark.parametrize(
        ("column", "value", "message"),
        [
            ("paid", -1, "'paid' is negative.*rows 03"),
            ("due", 0, "'due' is not positive"),
            ("paid", 10**7, "'paid' is above 'due'"),
            ("paid", 1.5, "is not whole"),
        ],
    )
    def test_counts_that_cannot_be(self, places, column, value, message):
        places[column] = places[column].astype(float)
        places.loc[3, column] = value
        with pytest.raises(ModelError, match=message):
            binomial_counts(places, "paid", "due", INPUTS, entity="code")

    def test_a_column_has_one_part(self, places):
        for inputs in (["due"], ["a", "paid"]):
            with pytest.raises(ModelError, match="has two parts"):
                binomial_counts(places, "paid", "due", inputs)
        with pytest.raises(ModelError, match="has two parts"):
            binomial_counts(places, "due", "due", ["a"])

    def test_missing_rows_are_named_by_the_columns_that_miss(self, places):
        places["year"] = 2020 + np.arange(40) % 3
        places["due"] = places["due"].where(places["code"] != "07")
        places.loc[9, "a"] = np.nan
        found = binomial_counts(places, "paid", "due", ["a", "year"], entity="code", time="year")
        assert found.dropped[["code", "columns"]].to_numpy().tolist() == [["07", "due"], ["09", "a"]]
        assert found.sample.columns.tolist() == ["code", "year"]
        assert found.n == 38

    def test_rows_of_one_label_are_still_rows(self, places):
        found = binomial_counts(places.set_index("region"), "paid", "due", INPUTS)
        other = binomial_counts(places, "paid", "due", INPUTS)
        pd.testing.assert_frame_equal(found.terms, other.terms)


class TestPublishedCounts:
    """Online payment in the 34 units in force: real counts of 2026."""

    counts = ("portal2026_online_payment_dossiers", "portal2026_dossiers_with_payment_due")

    def units(self):
        columns = {name: processed.values(name, "34", 2026) for name in self.counts}
        columns["poverty_rate_pct"] = processed.values("poverty_rate_pct", "34", 2023)
        columns["urban_share_pct"] = processed.values("urban_share_pct", "34", 2024)
        columns["portal2026_online_payment_share_pct"] = processed.values(
            "portal2026_online_payment_share_pct", "34", 2026
        )
        return pd.DataFrame(columns)

    def test_dossiers_are_not_independent_people(self):
        found = binomial_counts(
            self.units(), *self.counts, ["poverty_rate_pct", "urban_share_pct"], whole=100
        )
        assert (found.n, found.units) == (34, 34)
        assert found.fit["dispersion"] > 1000
        naive = generalised_linear(
            self.units().assign(share=lambda frame: frame[self.counts[0]] / frame[self.counts[1]]),
            "share",
            ["poverty_rate_pct", "urban_share_pct"],
            family="binomial",
            weights=self.counts[1],
            inference="classical",
        )
        assert "overdispersed" in naive.cautions
        ratio = found.parts["logit"]["std_error"] / naive.terms["std_error"]
        assert ratio.min() > 20

    def test_years_of_two_definitions_are_refused_also_when_the_year_is_not_named(self):
        years = pd.concat([self.units().assign(year=year) for year in (2024, 2026)])
        with pytest.raises(Refusal, match="does not measure the same"):
            binomial_counts(years, *self.counts, ["urban_share_pct"])

    def test_a_form_of_the_outcome_is_refused_as_an_input(self):
        with pytest.raises(Refusal):
            binomial_counts(self.units(), *self.counts, ["portal2026_online_payment_share_pct"])


class TestWhatMustNotMatter:
    @settings(max_examples=25, deadline=None)
    @given(order=st.permutations(range(40)), factor=st.floats(1e-6, 1e6), shift=st.floats(-1e4, 1e4))
    def test_order_units_and_origin(self, order, factor, shift):
        frame = made(2)
        before = fractional_logit(frame, "share", INPUTS)
        changed = frame.assign(
            a=frame["a"] * factor, b=frame["b"] + shift, coast=frame["coast"] * factor + shift
        ).iloc[list(order)]
        after = fractional_logit(changed, "share", INPUTS)
        for one, other in ((before.terms, after.terms), (before.parts["logit"], after.parts["logit"])):
            for name, scale in (("a", factor), ("b", 1), ("coast", factor)):
                for column in ("estimate", "std_error"):
                    assert other.loc[name, column] * scale == pytest.approx(one.loc[name, column], rel=1e-5)
                assert other.loc[name, "p_value"] == pytest.approx(one.loc[name, "p_value"], rel=1e-4)

    def test_names_of_places_and_units_of_weights(self, places):
        before = fractional_logit(places, "share", INPUTS, weights="w", entity="code")
        renamed = places.assign(code=places["code"].to_numpy()[::-1], w=places["w"] * 1e6)
        after = fractional_logit(renamed, "share", INPUTS, weights="w", entity="code")
        pd.testing.assert_frame_equal(before.terms, after.terms, rtol=1e-9)
        assert before.fit == pytest.approx(after.fit)

    def test_shares_turned_round_turn_the_signs(self, places):
        before = fractional_logit(places, "share", INPUTS).terms
        after = fractional_logit(places.assign(share=1 - places["share"]), "share", INPUTS).terms
        np.testing.assert_allclose(after["estimate"], -before["estimate"], rtol=1e-8)
        np.testing.assert_allclose(after["std_error"], before["std_error"], rtol=1e-8)

    def test_percent_gives_points(self, places):
        plain = fractional_logit(places, "share", INPUTS)
        points = fractional_logit(places.assign(share=100 * places["share"]), "share", INPUTS, whole=100)
        for column in ("estimate", "std_error", "low", "high"):
            np.testing.assert_allclose(points.terms[column], 100 * plain.terms[column], rtol=1e-9)
        np.testing.assert_allclose(points.terms["p_value"], plain.terms["p_value"], rtol=1e-8)
        pd.testing.assert_frame_equal(points.parts["logit"], plain.parts["logit"], rtol=1e-9)
        np.testing.assert_allclose(points.residuals, 100 * plain.residuals, rtol=1e-9)

    def test_both_scales_are_one_model(self, places):
        ame = fractional_logit(places, "share", INPUTS)
        logit = fractional_logit(places, "share", INPUTS, scale="logit")
        pd.testing.assert_frame_equal(ame.parts["logit"], logit.terms)
        pd.testing.assert_frame_equal(logit.parts["ame"], ame.terms)
        assert {"ame", "logit"} <= set(PARTS)


class TestAwkwardData:
    def test_percent_is_refused_with_the_way_out(self, places):
        with pytest.raises(ModelError, match=r"from 15\.9999 to 79\.5147.*whole=100"):
            fractional_logit(places.assign(share=places["share"] * 100), "share", INPUTS)

    @pytest.mark.parametrize("value", [-0.1, 1.2, 101.0])
    def test_shares_outside_name_the_row(self, places, value):
        places.loc[6, "share"] = value
        whole = 100 if value > 100 else 1
        with pytest.raises(ModelError, match=f"outside 0 to {whole}.*rows 06"):
            fractional_logit(places, "share", INPUTS, whole=whole, entity="code")

    @pytest.mark.parametrize("value", [0.0, 1.0, 0.4])
    def test_one_value_is_no_variation(self, places, value):
        with pytest.raises(ModelError, match="No variation in share"):
            fractional_logit(places.assign(share=value), "share", INPUTS)

    def test_zero_and_one_are_allowed(self, places):
        places.loc[[1, 2], "share"] = [0.0, 1.0]
        found = fractional_logit(places, "share", INPUTS)
        np.testing.assert_allclose(found.parts["logit"]["estimate"], library(places).params, rtol=1e-7)
        assert (found.fit["at_edge"], "shares_at_the_edge" in found.cautions) == (2, True)

    @pytest.mark.parametrize(
        ("outcome", "inputs", "which"),
        [
            (lambda frame: (frame["a"] > 0) * 1.0, ["a"], r"'a' \[40 of 40 rows\]"),
            (lambda frame: frame["share"].where(frame["coast"] == 0, 1.0), ["coast", "b"], "'coast'"),
        ],
    )
    def test_separation_is_named(self, places, outcome, inputs, which):
        with pytest.raises(ModelError, match=f"told apart perfectly by {which}"):
            fractional_logit(places.assign(y=outcome(places)), "y", inputs)

    def test_a_region_without_any_is_named(self, places):
        places["share"] = places["share"].where(places["region"] != "x", 0.0)
        with pytest.raises(ModelError, match="told apart perfectly by the effects"):
            fractional_logit(places, "share", ["a"], effects="region")

    def test_separation_without_one_place_names_it(self):
        frame = pd.DataFrame({"a": np.arange(10.0), "y": np.repeat([0.0, 1.0], 5)})
        frame.loc[8, "y"] = 0.0
        with pytest.raises(ModelError, match=r"Without '8' the model cannot be estimated: .* told apart"):
            fractional_logit(frame, "y", ["a"])
        assert np.isfinite(fractional_logit(frame, "y", ["a"], inference="hc0").terms["std_error"]).all()

    def test_an_input_that_rests_on_one_place_names_it(self, places):
        places["only"] = (places["code"] == "11") * 1.0
        with pytest.raises(ModelError, match=r"Without '11' .*No variation in 'only'"):
            fractional_logit(places, "share", ["a", "only"], entity="code")

    def test_shares_close_to_the_ends_are_found(self, places):
        places["share"] = expit(4 * places["a"] - 12)
        found = fractional_logit(places, "share", ["a"], scale="logit")
        assert found.terms["estimate"].tolist() == pytest.approx([-12, 4], rel=1e-6)
        assert "perfect_fit" in found.cautions

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"b": 2.0}, "No variation in 'b'"),
            ({"b": lambda frame: frame["a"] - 3}, "exact combination"),
            ({"w": 0.0}, "Weights must be positive"),
            ({"b": np.nan}, "No row has a value"),
            ({"b": "high"}, "not numbers"),
        ],
    )
    def test_columns_that_cannot_be_used(self, places, change, message):
        with pytest.raises(ModelError, match=message):
            fractional_logit(places.assign(**change), "share", INPUTS, weights="w")

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"scale": "odds"}, "no scale 'odds'"),
            ({"whole": 0}, "cannot stand for the whole"),
            ({"cluster": ["region", "code"]}, "2 cluster columns"),
            ({"entity": "half"}, "There are 2 places"),
            ({"cluster": "half"}, "There are 2 clusters"),
        ],
    )
    def test_options_that_there_are_not(self, places, options, message):
        places["half"] = places["code"] < "20"
        with pytest.raises(ModelError, match=message):
            fractional_logit(places, "share", INPUTS, **options)

    def test_missing_rows_are_named(self, places):
        places.loc[[3, 4], ["a", "share"]] = [[np.nan, 0.5], [0.1, np.nan]]
        found = fractional_logit(places, "share", INPUTS, entity="code")
        assert found.dropped[["code", "columns"]].to_numpy().tolist() == [["03", "a"], ["04", "share"]]
        whole = fractional_logit(places.drop(index=[3, 4]), "share", INPUTS)
        pd.testing.assert_frame_equal(found.terms, whole.terms)

    def test_cautions(self, places):
        assert fractional_logit(places, "share", INPUTS).cautions == ()
        few = fractional_logit(places.head(12), "share", INPUTS)
        repeated = fractional_logit(places, "share", INPUTS, entity="region", inference="hc0")
        assert few.cautions == ("few_degrees_of_freedom",)
        assert repeated.cautions == ("repeated_places",)
        assert {*few.cautions, *repeated.cautions, "shares_at_the_edge"} <= set(CAUTIONS)


class TestAsOneOfTheModels:
    def test_it_prints_and_exports_both_scales(self, places):
        found = binomial_counts(places, "paid", "due", INPUTS, entity="code")
        assert "average marginal effects of paid / due: N = 40" in repr(found)
        assert "Coefficients on the logit scale" in repr(found)
        exported = json.loads(json.dumps(found.export(), allow_nan=False))
        assert [row["term"] for row in exported["parts"]["logit"]] == ["intercept", *INPUTS]
        assert [row["term"] for row in exported["terms"]] == INPUTS

    @pytest.mark.parametrize("scale", ["ame", "logit"])
    @pytest.mark.parametrize("inference", ["jackknife", "hc0", "classical"])
    def test_it_has_words_in_both_languages(self, places, scale, inference):
        options = {"scale": scale, "inference": inference, "effects": "region"}
        for found in (
            fractional_logit(places, "share", ["a"], **options),
            fractional_logit(places, "share", ["a"], weights="w", **options),
            binomial_counts(places, "paid", "due", ["a"], **options),
        ):
            said = tables.model(found, "vi", caption="C").note
            assert "logit" in said and "effects" not in said and "marginal" not in said
            assert "logit" in tables.model(found, "en", caption="C").note

    def test_it_stands_beside_least_squares(self, places):
        """Marginal effects have the units of least squares, and are close where shares are moderate."""
        results = {"ols": ols(places, "share", INPUTS), "logit": fractional_logit(places, "share", INPUTS)}
        table = compare(results)["logit"].loc[INPUTS, "estimate"]
        np.testing.assert_allclose(table, results["ols"].terms.loc[INPUTS, "estimate"], atol=0.02)

    def test_leave_one_out_takes_it(self, places):
        found = leave_one_out(fractional_logit, places, "share", INPUTS, by="code", inference="hc0")
        assert len(found.estimates) == 40
        assert found.smallest <= found.full.term("a")["estimate"] <= found.largest


def test_size_where_nothing_is_there():
    """Twenty places: at 5 % the jackknife holds, HC0 rejects more, dossiers taken as people nearly always."""
    random = np.random.default_rng(11)
    rounds, inputs = 150, ["x", "b", "c"]
    p_values = {"jackknife": [], "hc0": [], "people": []}
    for _ in range(rounds):
        frame = pd.DataFrame(random.normal(size=(20, 3)), columns=inputs)
        share = expit(-0.5 + 0.4 * frame["b"] + random.normal(0, 0.4, 20))
        frame = frame.assign(due=5000, paid=random.binomial(5000, share))
        for name in ("jackknife", "hc0"):
            found = binomial_counts(frame, "paid", "due", inputs, inference=name)
            p_values[name].append(found.term("x")["p_value"])
        if len(p_values["people"]) < 20:
            rows = frame.assign(share=frame["paid"] / frame["due"])
            options = {"family": "binomial", "weights": "due", "inference": "classical"}
            people = generalised_linear(rows, "share", inputs, **options)
            p_values["people"].append(people.term("x")["p_value"])
    size = {name: np.mean(np.array(values) < 0.05) for name, values in p_values.items()}
    assert size["jackknife"] <= 0.075
    assert size["hc0"] > 0.10
    assert size["people"] > 0.7

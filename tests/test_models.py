"""The estimators against each other, against the libraries, and against changes that must not matter."""

import json
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.panel import BetweenOLS, PanelOLS, PooledOLS

from analysis.stats.errors import ModelError
from analysis.stats.models import (
    between,
    cluster_jackknife,
    compare,
    first_differences,
    long_differences,
    mundlak,
    ols,
    pooled,
    random_effects,
    two_way_fixed_effects,
    within,
)

REGIONS = np.repeat(list("uvwxyz"), [11, 14, 14, 5, 6, 13])


@pytest.fixture
def places():
    """63 places in six regions with weights; the outcome is associated with ``a`` alone."""
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.normal(size=(63, 3)), columns=["a", "b", "e"])
    frame["y"] = 2 + 0.5 * frame["a"] + frame["e"] * (1 + frame["b"] ** 2) / 2
    frame["w"] = random.uniform(0.5, 3, 63)
    return frame.assign(region=REGIONS, code=[f"{number:02d}" for number in range(63)])


@pytest.fixture
def years(places):
    """The same places over six years, a fifth of the rows gone: an unbalanced panel, rows not in order."""
    random = np.random.default_rng(2)
    frame = pd.concat([places[["code", "region", "w"]].assign(year=year) for year in range(2018, 2024)])
    frame = frame.reset_index(drop=True)
    level = frame["code"].astype(int) / 20
    frame["a"] = random.normal(size=len(frame)) + level
    frame["b"] = random.normal(size=len(frame))
    frame["fixed"] = level.round()
    frame["y"] = 0.3 * frame["a"] + level + np.sin(frame["year"]) + random.normal(size=len(frame))
    frame["w"] *= random.uniform(0.5, 2, len(frame))
    return frame.sample(frac=0.8, random_state=5)


def _dummies(frame, *columns):
    parts = [pd.get_dummies(frame[column], drop_first=True, dtype=float) for column in columns]
    return np.column_stack([np.ones(len(frame)), *parts])


class TestAgainstOtherWays:
    @pytest.mark.parametrize("weights", [None, "w"])
    @pytest.mark.parametrize("kind", ["classical", "hc0", "hc1", "hc2", "hc3"])
    def test_ols_is_that_of_statsmodels(self, places, kind, weights):
        found = ols(places, "y", ["a", "b"], inference=kind, weights=weights)
        options = {} if kind == "classical" else {"cov_type": kind.upper(), "use_t": True}
        weight = 1.0 if weights is None else places[weights]
        fitted = sm.WLS(places["y"], sm.add_constant(places[["a", "b"]]), weights=weight).fit(**options)
        np.testing.assert_allclose(found.terms["estimate"], fitted.params, rtol=1e-10)
        np.testing.assert_allclose(found.terms["std_error"], fitted.bse, rtol=1e-10)
        np.testing.assert_allclose(found.terms["p_value"], fitted.pvalues, rtol=1e-8)
        np.testing.assert_allclose(found.terms[["low", "high"]], fitted.conf_int(), rtol=1e-8)
        assert found.fit["r2"] == pytest.approx(fitted.rsquared)
        assert found.fit["r2_adjusted"] == pytest.approx(fitted.rsquared_adj)
        np.testing.assert_allclose(found.residuals, fitted.resid, atol=1e-12)

    def test_region_effects_are_dummies(self, places):
        found = ols(places, "y", ["a", "b"], effects="region")
        matrix = np.column_stack([places[["a", "b"]], _dummies(places, "region")])
        fitted = sm.OLS(places["y"], matrix).fit(cov_type="HC3", use_t=True)
        np.testing.assert_allclose(found.terms["estimate"], fitted.params[:2], rtol=1e-10)
        np.testing.assert_allclose(found.terms["std_error"], fitted.bse[:2], rtol=1e-10)
        assert found.terms["df"].tolist() == [55, 55]

    def test_without_an_intercept(self, places):
        found = ols(places, "y", ["a", "b"], intercept=False, inference="classical")
        fitted = sm.OLS(places["y"], places[["a", "b"]]).fit()
        np.testing.assert_allclose(found.terms["std_error"], fitted.bse, rtol=1e-10)
        assert found.fit["r2"] == pytest.approx(fitted.rsquared)

    @pytest.mark.parametrize("weights", [None, "w"])
    @pytest.mark.parametrize(
        ("model", "effects"), [(within, ["code"]), (two_way_fixed_effects, ["code", "year"])]
    )
    def test_fixed_effects_are_dummies(self, years, model, effects, weights):
        found = model(years, "y", ["a", "b"], "code", "year", inference="classical", weights=weights)
        matrix = np.column_stack([years[["a", "b"]], _dummies(years, *effects)])
        weight = 1.0 if weights is None else years[weights]
        fitted = sm.WLS(years["y"], matrix, weights=weight).fit()
        np.testing.assert_allclose(found.terms["estimate"], fitted.params.iloc[:2], rtol=1e-9)
        np.testing.assert_allclose(found.terms["std_error"], fitted.bse.iloc[:2], rtol=1e-9)
        np.testing.assert_allclose(found.residuals, fitted.resid, atol=1e-9)
        assert found.residuals.index.equals(years.index)
        assert found.fit["r2"] == pytest.approx(fitted.rsquared)
        assert found.fit["df_residual"] == fitted.df_resid

    @pytest.mark.parametrize("inference", ["cluster", "cluster_cr0", "cluster_jackknife"])
    @pytest.mark.parametrize("cluster", ["code", "region"])
    @pytest.mark.parametrize(
        ("model", "effects"), [(within, "code"), (two_way_fixed_effects, ["year", "code"])]
    )
    def test_fixed_effects_are_ols_with_effects_whatever_the_errors(
        self, years, model, effects, inference, cluster
    ):
        options = {"inference": inference, "cluster": cluster}
        found = model(years, "y", ["a", "b"], "code", "year", **options)
        other = ols(years, "y", ["a", "b"], effects=effects, entity="code", time="year", **options)
        pd.testing.assert_frame_equal(found.terms, other.terms, rtol=1e-8)
        assert found.inference == other.inference
        assert found.fit["df_residual"] == other.fit["df_residual"]

    @pytest.mark.parametrize("weights", [None, "w"])
    @pytest.mark.parametrize("cluster", ["code", "region"])
    def test_two_way_fixed_effects_are_those_of_linearmodels(self, years, cluster, weights):
        found = two_way_fixed_effects(
            years, "y", ["a", "b"], "code", "year", cluster=cluster, weights=weights
        )
        panel = years.set_index(["code", "year"], drop=False)
        dummies = pd.get_dummies(panel["year"], prefix="y", drop_first=True, dtype=float)
        fitted = PanelOLS(
            panel["y"],
            panel[["a", "b"]].assign(const=1.0).join(dummies.set_axis(panel.index)),
            weights=None if weights is None else panel[[weights]],
            entity_effects=True,
        ).fit(
            cov_type="clustered",
            clusters=pd.Series(pd.factorize(panel[cluster])[0], index=panel.index).to_frame("cluster"),
            group_debias=True,
        )
        np.testing.assert_allclose(found.terms["estimate"], fitted.params[["a", "b"]], rtol=1e-9)
        np.testing.assert_allclose(found.terms["std_error"], fitted.std_errors[["a", "b"]], rtol=1e-9)

    @pytest.mark.parametrize("cluster", ["year", ["code", "year"]])
    def test_places_that_lie_in_several_clusters_count(self, years, cluster):
        found = within(years, "y", ["a", "b"], "code", "year", cluster=cluster)
        options = {"effects": "code", "entity": "code", "time": "year", "inference": "cluster"}
        other = ols(years, "y", ["a", "b"], cluster=cluster, **options)
        pd.testing.assert_frame_equal(found.terms, other.terms, rtol=1e-8)
        assert found.inference == other.inference

    @pytest.mark.parametrize(
        ("model", "effects"), [(within, ["code"]), (two_way_fixed_effects, ["code", "year"])]
    )
    @pytest.mark.parametrize("cluster", ["code", "region"])
    def test_the_weighted_jackknife_refits_with_weights(self, years, model, effects, cluster):
        options = {"inference": "cluster_jackknife", "cluster": cluster, "weights": "w"}
        found = model(years, "y", ["a", "b"], "code", "year", **options)
        without = []
        for one in years[cluster].unique():
            left = years[years[cluster] != one]
            matrix = np.column_stack([left[["a", "b"]], _dummies(left, *effects)])
            without.append(sm.WLS(left["y"], matrix, weights=left["w"]).fit().params.iloc[:2])
        departures = np.array(without) - found.terms["estimate"].to_numpy()
        variance = (len(without) - 1) / len(without) * (departures**2).sum(axis=0)
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(variance), rtol=1e-8)

    def test_between_is_ols_on_means(self, years):
        found = between(years, "y", ["a", "b"], "code", "year")
        means = years.groupby("code")[["y", "a", "b"]].mean()
        np.testing.assert_allclose(
            found.terms.to_numpy(), ols(means, "y", ["a", "b"]).terms.to_numpy(), rtol=1e-9
        )
        panel = years.set_index(["code", "year"]).assign(const=1.0)
        fitted = BetweenOLS(panel["y"], panel[["const", "a", "b"]]).fit()
        np.testing.assert_allclose(found.terms["estimate"], fitted.params, rtol=1e-9)
        assert (found.n, found.units, len(found.sample)) == (63, 63, len(years))

    @pytest.mark.parametrize("cluster", ["code", "region", ["code", "year"]])
    def test_pooled_clusters_as_linearmodels_does(self, years, cluster):
        found = pooled(years, "y", ["a", "b"], "code", "year", cluster=cluster)
        panel = years.set_index(["code", "year"], drop=False).assign(const=1.0)
        groups = panel[[cluster] if isinstance(cluster, str) else cluster]
        fitted = PooledOLS(panel["y"], panel[["const", "a", "b"]]).fit(
            cov_type="clustered",
            clusters=groups.apply(lambda column: pd.factorize(column)[0]),
            group_debias=True,
        )
        np.testing.assert_allclose(found.terms["estimate"], fitted.params, rtol=1e-9)
        np.testing.assert_allclose(found.terms["std_error"], fitted.std_errors, rtol=1e-9)

    def test_mundlak_within_coefficients_are_the_fixed_effects(self, years):
        found = mundlak(years, "y", ["a", "b", "fixed"], "code", "year").terms["estimate"]
        fixed = within(years, "y", ["a", "b"], "code", "year").terms["estimate"]
        np.testing.assert_allclose(found[["a", "b"]], fixed, atol=1e-10)
        assert list(found.index) == ["intercept", "a", "b", "fixed", "mean of a", "mean of b"]

    def test_differences_of_two_years_are_the_two_way_fixed_effects(self, years):
        two = years[years["year"].isin([2018, 2023])]
        two = two[two.groupby("code")["year"].transform("count") == 2]
        found = first_differences(two, "y", ["a", "b"], "code", "year", gap=5, inference="classical")
        fixed = two_way_fixed_effects(two, "y", ["a", "b"], "code", "year", inference="classical")
        np.testing.assert_allclose(found.terms["estimate"][["a", "b"]], fixed.terms["estimate"], rtol=1e-9)
        np.testing.assert_allclose(found.terms["std_error"][["a", "b"]], fixed.terms["std_error"], rtol=1e-9)
        assert found.sample["year"].unique().tolist() == [2023]

    def test_differences_use_years_not_neighbouring_rows(self, years):
        gone = years[years["year"] != 2020]
        found = first_differences(gone, "y", ["a"], "code", "year")
        assert set(found.sample["year"]) == {2019, 2022, 2023}
        assert set(found.dropped["reason"]) == {"no_figure_at_gap"}
        assert len(found.dropped) + found.n == len(gone)

    def test_long_differences_are_a_cross_section_of_changes(self, years):
        found = long_differences(years, "y", ["a"], "code", "year", start=2018, end=2023)
        ends = years[years["year"].isin([2018, 2023])]
        wide = ends.set_index(["year", "code"])[["y", "a"]]
        changes = (wide.loc[2023] - wide.loc[2018]).dropna()
        direct = ols(changes, "y", ["a"])
        np.testing.assert_allclose(found.terms.to_numpy(), direct.terms.to_numpy(), rtol=1e-9)
        assert found.inference == direct.inference == f"HC3, t({len(changes) - 2})"
        assert found.n == found.units == len(changes)
        assert found.method == "Long differences, year 2018 to 2023"
        half = set(ends["code"]) - set(changes.index)
        assert set(found.dropped["code"]) == half and len(found.dropped) == len(half) > 0

    def test_long_differences_cluster_when_asked(self, years):
        ends = {"start": 2018, "end": 2023}
        found = long_differences(
            years, "y", ["a"], "code", "year", cluster="region", inference="cluster_jackknife", **ends
        )
        assert found.inference.startswith("CR3 jackknife by region")
        one, two = (
            long_differences(years, "y", ["a"], "code", "year", cluster="region", **options, **ends)
            for options in ({}, {"inference": "cluster"})
        )
        assert one.inference == two.inference

    @pytest.mark.parametrize(("start", "end"), [(2023, 2018), (2018, 2018), (2017, 2023), (2018, 2024)])
    def test_long_differences_need_both_years_in_order(self, years, start, end):
        with pytest.raises(ModelError, match="Years run from 2018 to 2023"):
            long_differences(years, "y", ["a"], "code", "year", start=start, end=end)

    def test_random_effects_lie_between_pooled_and_within(self, years):
        options = {"outcome": "y", "inputs": ["a"], "entity": "code", "time": "year"}
        estimates = [
            model(years, **options).term("a")["estimate"] for model in (within, random_effects, pooled)
        ]
        assert estimates == sorted(estimates)

    def test_badly_conditioned_polynomials_keep_their_digits(self):
        random = np.random.default_rng(0)
        x = random.uniform(-9, -3, 20).round(2)
        powers = range(1, 6)
        frame = pd.DataFrame({f"x{power}": x**power for power in powers})
        frame["y"] = random.normal(size=20).round(2)
        found = ols(frame, "y", [f"x{power}" for power in powers], inference="classical").terms
        estimate, std_error = _exact(frame)
        np.testing.assert_allclose(found["estimate"], estimate, rtol=1e-9)
        np.testing.assert_allclose(found["std_error"], std_error, rtol=1e-9)


def _exact(frame):
    """Return least-squares estimates and classical errors in exact arithmetic; the last column is y."""
    rows = [[Fraction(1), *map(Fraction, row)] for row in frame.to_numpy().tolist()]
    k = frame.shape[1]
    system = [[sum(row[i] * row[j] for row in rows) for j in range(k + 1)] for i in range(k)]
    system = [[*row, *(Fraction(i == j) for j in range(k))] for i, row in enumerate(system)]
    for pivot in range(k):
        system[pivot] = [value / system[pivot][pivot] for value in system[pivot]]
        for other in set(range(k)) - {pivot}:
            factor = system[other][pivot]
            system[other] = [a - factor * b for a, b in zip(system[other], system[pivot], strict=True)]
    estimate = [row[k] for row in system]
    left = [row[k] - sum(b * x for b, x in zip(estimate, row, strict=False)) for row in rows]
    variance = sum(value**2 for value in left) / (len(rows) - k)
    errors = [float(variance * system[i][k + 1 + i]) ** 0.5 for i in range(k)]
    return [float(value) for value in estimate], errors


MODELS = {
    "ols": lambda data: ols(data, "y", ["a", "b"], effects="region"),
    "jackknife": lambda data: cluster_jackknife(data, "y", ["a", "b"], "region"),
    "within": lambda data: within(data, "y", ["a", "b"], "code", "year"),
    "two_way": lambda data: two_way_fixed_effects(data, "y", ["a", "b"], "code", "year"),
    "between": lambda data: between(data, "y", ["a", "b"], "code", "year"),
    "random": lambda data: random_effects(data, "y", ["a", "b"], "code", "year"),
    "mundlak": lambda data: mundlak(data, "y", ["a", "b"], "code", "year"),
    "differences": lambda data: first_differences(data, "y", ["a", "b"], "code", "year"),
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
class TestWhatMustNotMatter:
    def test_order_of_rows(self, years, model):
        shuffled = years.sample(frac=1, random_state=9)
        pd.testing.assert_frame_equal(model(years).terms, model(shuffled).terms, rtol=1e-8)

    def test_names_of_places_and_regions(self, years, model):
        names = {code: f"Tỉnh {90 - int(code)}" for code in years["code"].unique()}
        renamed = years.assign(code=years["code"].map(names), region=years["region"].map(ord))
        pd.testing.assert_frame_equal(model(years).terms, model(renamed).terms, rtol=1e-8)

    def test_units_of_the_outcome(self, years, model):
        terms, scaled = model(years).terms, model(years.assign(y=years["y"] * 1e6)).terms
        columns = ["estimate", "std_error", "low", "high"]
        np.testing.assert_allclose(scaled[columns], terms[columns] * 1e6, rtol=1e-7)
        np.testing.assert_allclose(scaled["p_value"], terms["p_value"], rtol=1e-6)

    def test_units_of_an_input(self, years, model):
        terms, scaled = model(years).terms.loc["a"], model(years.assign(a=years["a"] / 1e9)).terms.loc["a"]
        np.testing.assert_allclose(scaled["estimate"], terms["estimate"] * 1e9, rtol=1e-7)
        np.testing.assert_allclose(scaled["p_value"], terms["p_value"], rtol=1e-6)

    def test_a_constant_added(self, years, model):
        moved = years.assign(y=years["y"] + 500, a=years["a"] - 80)
        pd.testing.assert_frame_equal(
            model(years).terms.loc[["a", "b"]], model(moved).terms.loc[["a", "b"]], rtol=1e-6
        )

    def test_years_by_other_labels(self, years, model):
        later = years.assign(year=years["year"] + 1000)
        pd.testing.assert_frame_equal(model(years).terms, model(later).terms, rtol=1e-8)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    scale=st.floats(1e-3, 1e3),
    shift=st.floats(-1e3, 1e3),
)
def test_standardised_estimates_have_no_units(seed, scale, shift):
    random = np.random.default_rng(seed)
    data = pd.DataFrame(random.normal(size=(40, 3)), columns=["y", "a", "b"])
    moved = data.assign(y=data["y"] * scale + shift, a=data["a"] * scale - shift)
    first, second = (ols(frame, "y", ["a", "b"], standardise=True).terms for frame in (data, moved))
    np.testing.assert_allclose(
        first[["estimate", "std_error"]], second[["estimate", "std_error"]], rtol=1e-4, atol=1e-6
    )


def test_standardised_estimates_are_per_standard_deviation(places):
    plain, standard = ols(places, "y", ["a"]), ols(places, "y", ["a"], standardise=True)
    ratio = places["a"].std() / places["y"].std()
    assert standard.term("a")["estimate"] == pytest.approx(plain.term("a")["estimate"] * ratio)
    assert standard.method == "OLS, standardised"


class TestResult:
    def test_every_interval_holds_its_estimate_and_narrows_with_its_level(self, places):
        wide, narrow = (ols(places, "y", ["a", "b"], level=level).terms for level in (0.99, 0.80))
        assert (wide["low"] < narrow["low"]).all() and (narrow["high"] < wide["high"]).all()
        assert ((narrow["low"] < narrow["estimate"]) & (narrow["estimate"] < narrow["high"])).all()

    def test_the_summary_says_how_each_number_was_made(self, places):
        summary = ols(places, "y", ["a"], entity="code").summary_frame()
        assert summary.loc["a", ["n", "units", "method", "inference"]].tolist() == [
            63,
            63,
            "OLS",
            "HC3, t(61)",
        ]
        assert list(summary.columns[:7]) == [
            "estimate",
            "std_error",
            "low",
            "high",
            "statistic",
            "p_value",
            "df",
        ]

    def test_it_prints_what_a_reader_needs(self, places):
        places.loc[0, "a"] = np.nan
        printed = repr(ols(places, "y", ["a"], entity="code"))
        for part in ("OLS of y", "N = 62", "HC3, t(60)", "estimate", "r2 =", "Left out: 1 rows"):
            assert part in printed

    def test_it_exports_to_plain_json(self, years):
        years.iloc[0, years.columns.get_loc("a")] = np.nan
        result = two_way_fixed_effects(years, "y", ["a"], "code", "year")
        exported = json.loads(json.dumps(result.export(), allow_nan=False))
        assert exported["terms"][0]["estimate"] == result.term("a")["estimate"]
        assert len(exported["sample"]) == exported["n"] == result.n
        assert exported["dropped"] == [
            {
                "code": years["code"].iloc[0],
                "year": int(years["year"].iloc[0]),
                "reason": "missing_value",
                "columns": "a",
            }
        ]

    def test_an_infinite_df_is_exported_as_text(self, places):
        exported = ols(places, "y", ["a"], critical="normal").export()
        assert exported["inference"] == "HC3, normal"
        assert json.loads(json.dumps(exported, allow_nan=False))["terms"][0]["df"] == "inf"

    def test_cautions_are_raised_where_they_bite(self, places, years):
        assert ols(places, "y", ["a"]).cautions == ()
        few = ols(places, "y", ["a"], inference="cluster", cluster="region")
        assert few.cautions == ("few_clusters",)
        assert cluster_jackknife(places, "y", ["a"], "region").cautions == ()
        assert "few_degrees_of_freedom" in ols(places.head(9), "y", ["a"]).cautions
        assert "repeated_places" in ols(years, "y", ["a"], entity="code").cautions
        assert "perfect_fit" in ols(places.assign(y=places["a"] * 2 + 1), "y", ["a"]).cautions
        outlier = places.assign(a=np.where(places.index == 0, 1e4, places["a"]))
        assert "high_leverage" in ols(outlier, "y", ["a"]).cautions
        alone = pd.concat([years[years["code"] != "00"], years[years["code"] == "00"].head(1)])
        assert within(years, "y", ["a"], "code", "year").cautions == ()
        assert within(alone, "y", ["a"], "code", "year").cautions == ("single_observation_places",)


def test_models_side_by_side(places):
    table = compare({"one": ols(places, "y", ["b"]), "two": ols(places, "y", ["a", "b"], effects="region")})
    assert table.index.tolist() == ["intercept", "b", "a"]
    assert table.columns.get_level_values("model").unique().tolist() == ["one", "two"]
    assert np.isnan(table.loc["a", ("one", "estimate")])
    assert table.loc["a", ("one", "inference")] == "HC3, t(61)"
    assert table.loc["b", ("two", "n")] == 63
    assert table.loc["b", ("two", "method")] == "OLS, effects of region"

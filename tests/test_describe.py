"""Description: correlations, spread, regions, change and agreement, with their intervals and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.describe import (
    agreement,
    between_share,
    change,
    correlation,
    correlations,
    gini,
    levels,
    lorenz,
    regional_summary,
    spread,
    theil,
)
from analysis.stats.errors import ModelError


@pytest.fixture
def places():
    random = np.random.default_rng(8)
    frame = pd.DataFrame(random.normal(size=(63, 3)), columns=["x", "y", "z"])
    frame["y"] += 0.4 * frame["x"]
    return frame.set_index(pd.Index([f"{number:02d}" for number in range(63)], name="code"))


class TestCorrelation:
    def test_pearson_is_that_of_scipy(self, places):
        found = correlation(places["x"], places["y"], level=0.9)
        known = stats.pearsonr(places["x"], places["y"])
        interval = known.confidence_interval(0.9)
        assert (found.r, found.p_value) == pytest.approx((known.statistic, known.pvalue))
        assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
        assert (found.n, found.dropped) == (63, 0)

    def test_spearman_is_that_of_scipy_with_a_wider_interval(self, places):
        found = correlation(places["x"], places["y"], "spearman")
        known = stats.spearmanr(places["x"], places["y"])
        assert (found.r, found.p_value) == pytest.approx((known.statistic, known.pvalue))
        margin = stats.norm.ppf(0.975) * np.sqrt((1 + found.r**2 / 2) / 60)
        assert np.arctanh(found.high) - np.arctanh(found.r) == pytest.approx(margin)

    def test_a_quarter_among_63_places_just_excludes_zero(self):
        """An interval of about [.00, .47] for r = .25 and n = 63."""
        half_width = stats.norm.ppf(0.975) / np.sqrt(60)
        x = pd.Series(stats.norm.ppf((np.arange(63) + 0.5) / 63))
        noise = pd.Series(np.resize([1.0, -1.0, -1.0, 1.0], 63))
        noise -= noise.mean() + x * (x @ (noise - noise.mean())) / (x @ x)
        y = 0.25 * x / x.std() + np.sqrt(1 - 0.25**2) * noise / noise.std()
        found = correlation(x, y)
        assert found.r == pytest.approx(0.25)
        centre = np.arctanh(0.25)
        assert found.low == pytest.approx(np.tanh(centre - half_width))
        assert found.high == pytest.approx(np.tanh(centre + half_width))
        assert (round(found.low, 2), round(found.high, 2)) == (0.00, 0.47)

    def test_places_are_matched_by_code_and_the_missing_counted(self, places):
        x = places["x"].sample(frac=1, random_state=1)
        y = places["y"].iloc[:60].where(places.index[:60] != "05")
        found = correlation(x, y)
        assert (found.n, found.dropped) == (59, 4)
        kept = places.drop(index=["05", "60", "61", "62"])
        assert found.r == pytest.approx(stats.pearsonr(kept["x"], kept["y"]).statistic)

    def test_a_perfect_correlation_has_a_perfect_interval(self, places):
        found = correlation(places["x"], 3 * places["x"] + 1)
        assert (found.r, found.low, found.high) == pytest.approx((1, 1, 1))

    @settings(max_examples=30, deadline=None)
    @given(scale=st.floats(0.01, 100), shift=st.floats(-100, 100), seed=st.integers(0, 1000))
    def test_units_do_not_matter(self, scale, shift, seed):
        random = np.random.default_rng(seed)
        x, y = pd.Series(random.normal(size=20)), pd.Series(random.normal(size=20))
        first, second = correlation(x, y), correlation(x * scale + shift, y)
        assert (second.r, second.low, second.high) == pytest.approx(
            (first.r, first.low, first.high), abs=1e-8
        )

    @pytest.mark.parametrize(
        ("x", "y", "said"),
        [
            ([1, 2, 3], [1, 2, 4], "3 pairs are too few"),
            ([1, 1, 1, 1], [1, 2, 3, 4], "No variation in first"),
            ([1, 2, 3, 4], [None] * 4, "No place has both values"),
            (["1,5", "2", "3", "4"], [1, 2, 3, 4], "not numbers"),
        ],
    )
    def test_what_has_no_correlation_is_refused(self, x, y, said):
        with pytest.raises(ModelError, match=said):
            correlation(pd.Series(x, name="first"), pd.Series(y, name="second"))

    def test_codes_of_two_geographies_do_not_meet(self, places):
        other = places["y"].rename(lambda code: f"unit {code}")
        with pytest.raises(ModelError, match="No place has both values"):
            correlation(places["x"], other)

    def test_a_place_twice_is_refused(self, places):
        with pytest.raises(ModelError, match="index repeats"):
            correlation(pd.concat([places["x"], places["x"].head(1)]), places["y"])

    def test_each_input_has_its_own_places(self, places):
        places.loc[places.index[:10], "z"] = np.nan
        found = correlations(places.reset_index(), "y", ["x", "z"])
        assert found.index.tolist() == ["x", "z"]
        assert found["n"].tolist() == [63, 53]
        assert found.loc["x", "r"] == correlation(places["x"], places["y"]).r


def test_agreement_has_every_pair_of_measures_once(places):
    found = agreement(places)
    assert found[["a", "b"]].to_numpy().tolist() == [["x", "y"], ["x", "z"], ["y", "z"]]
    assert found["method"].unique().tolist() == ["spearman"]
    assert found.loc[0, "r"] == correlation(places["y"], places["x"], "spearman").r
    with pytest.raises(ModelError, match="one measure"):
        agreement(places[["x"]])


class TestSpread:
    def test_known_figures(self):
        found = spread(pd.Series([1.0, 2.0, 3.0, 4.0, None, 10.0], name="share"))
        assert found[["n", "missing", "mean", "min", "median", "max"]].tolist() == [5, 1, 4, 1, 3, 10]
        assert found["sd"] == pytest.approx(np.sqrt(12.5))
        assert found["cv"] == pytest.approx(np.sqrt(12.5) / 4)
        assert found["gini"] == pytest.approx(0.4)
        assert found.name == "share"

    def test_negative_figures_have_no_ratio_measures(self):
        found = spread(pd.Series([-1.0, 2.0, 3.0]))
        assert np.isnan(found["cv"]) and np.isnan(found["gini"])

    def test_nothing_known_is_refused(self):
        with pytest.raises(ModelError, match="No value is known"):
            spread(pd.Series([np.nan, np.nan], name="share"))


class TestInequality:
    def test_equal_places(self):
        equal = pd.Series([7.0] * 5)
        assert gini(equal) == pytest.approx(0, abs=1e-12)
        assert theil(equal) == pytest.approx(0, abs=1e-12)

    def test_one_place_has_everything(self):
        one = pd.Series([0.0] * 9 + [5.0])
        assert gini(one) == pytest.approx(1 - 1 / 10)
        assert theil(one) == pytest.approx(np.log(10))

    def test_gini_is_half_the_relative_mean_difference(self):
        values = np.random.default_rng(1).lognormal(size=40)
        difference = np.abs(values[:, None] - values[None, :]).mean()
        assert gini(pd.Series(values)) == pytest.approx(difference / (2 * values.mean()))

    @pytest.mark.parametrize("measure", [gini, theil])
    def test_a_weight_of_three_is_a_place_three_times(self, measure):
        values, weights = pd.Series([1.0, 2.0, 5.0]), pd.Series([1.0, 3.0, 2.0])
        repeated = pd.Series(np.repeat(values.to_numpy(), [1, 3, 2]))
        assert measure(values, weights) == pytest.approx(measure(repeated))

    @pytest.mark.parametrize("measure", [gini, theil])
    def test_units_do_not_matter(self, measure):
        values = pd.Series(np.random.default_rng(2).lognormal(size=20))
        assert measure(values * 1e6) == pytest.approx(measure(values))

    def test_the_lorenz_curve_hangs_below_the_diagonal(self):
        curve = lorenz(pd.Series([4.0, 1.0, 5.0]))
        assert curve["weight_share"].tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
        assert curve["value_share"].tolist() == pytest.approx([0, 0.1, 0.5, 1])

    @pytest.mark.parametrize(
        ("values", "weights", "said"),
        [
            ([1.0, None], None, "missing"),
            ([1.0, -1.0], None, "negative"),
            ([0.0, 0.0], None, "all zero"),
            ([1.0, 2.0], [1.0, 0.0], "Weights must be positive"),
        ],
    )
    def test_what_has_no_inequality_is_refused(self, values, weights, said):
        with pytest.raises(ModelError, match=said):
            gini(pd.Series(values), None if weights is None else pd.Series(weights))


class TestRegions:
    @pytest.fixture
    def data(self):
        return pd.DataFrame(
            {
                "share": [1.0, 3.0, 10.0, 12.0, None, None],
                "region": ["delta", "delta", "coast", "coast", "coast", "highlands"],
            }
        )

    def test_regions_come_by_their_median_and_the_unknown_last(self, data):
        found = regional_summary(data, "share", "region")
        assert found.index.tolist() == ["coast", "delta", "highlands"]
        assert found["n"].tolist() == [2, 2, 0]
        assert found["missing"].tolist() == [1, 0, 1]
        assert np.isnan(found.loc["highlands", "mean"])

    def test_a_place_without_a_region_is_refused(self, data):
        data.loc[0, "region"] = None
        with pytest.raises(ModelError, match="no region"):
            regional_summary(data, "share", "region")

    def test_the_share_between_regions(self, data):
        groups = [data["share"][data["region"] == name].dropna() for name in ("delta", "coast")]
        f = stats.f_oneway(*groups).statistic
        assert between_share(data, "share", "region") == pytest.approx(f / (f + 2))
        same = data.assign(share=[1.0, 1.0, 2.0, 2.0, 2.0, 3.0])
        assert between_share(same, "share", "region") == pytest.approx(1)


class TestChange:
    @pytest.fixture
    def panel(self):
        random = np.random.default_rng(3)
        return pd.DataFrame(
            {
                "code": [f"{number:02d}" for number in range(20)] * 3,
                "year": np.repeat([2019, 2020, 2024], 20),
                "papi_portal_use": random.uniform(0.4, 2, 60),
                "own": random.normal(size=60),
            }
        )

    def test_change_place_by_place_and_in_the_mean(self, panel):
        panel.loc[45, "papi_portal_use"] = np.nan
        found = change(panel, "papi_portal_use", 2020, 2024)
        before = panel[panel["year"] == 2020].set_index("code")["papi_portal_use"]
        after = panel[panel["year"] == 2024].set_index("code")["papi_portal_use"]
        known = stats.ttest_rel(after, before, nan_policy="omit")
        interval = known.confidence_interval()
        pd.testing.assert_series_equal(found.places["change"], after - before, check_names=False)
        assert (found.mean, found.p_value) == pytest.approx(((after - before).mean(), known.pvalue))
        assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
        assert (found.n, found.missing, found.same_definition) == (19, ("05",), True)

    def test_years_of_different_instruments_are_refused_unless_told(self, panel):
        with pytest.raises(ModelError, match="does not measure the same in 2019 and in 2020"):
            change(panel, "papi_portal_use", 2019, 2020)
        told = change(panel, "papi_portal_use", 2019, 2020, across_definitions=True)
        assert told.n == 20
        assert not told.same_definition

    def test_a_column_of_ones_own_needs_its_runs(self, panel):
        with pytest.raises(ModelError, match="dictionary does not know 'own'"):
            change(panel, "own", 2020, 2024)
        assert change(panel, "own", 2020, 2024, runs=[(2020, 2024)]).same_definition
        with pytest.raises(ModelError, match="does not measure the same"):
            change(panel, "own", 2019, 2024, runs=[(2018, 2019), (2020, 2024)])

    def test_a_place_twice_in_a_year_is_refused(self, panel):
        with pytest.raises(ModelError, match="twice in a year"):
            change(pd.concat([panel, panel.tail(1)]), "papi_portal_use", 2020, 2024)

    def test_a_year_without_figures_is_refused(self, panel):
        with pytest.raises(ModelError, match="0 places have both years"):
            change(panel, "papi_portal_use", 2020, 2023)


class TestLevels:
    def test_the_interval_of_the_mean_is_that_of_statsmodels(self, places):
        from statsmodels.stats.weightstats import DescrStatsW

        places.iloc[:5, 0] = np.nan
        found = levels(places)
        low, high = DescrStatsW(places["x"].dropna()).tconfint_mean()
        assert tuple(found.loc["x", ["low", "high"]]) == pytest.approx((low, high))
        assert found.loc["x", "n"] == 58
        assert found.loc["y", "median"] == pytest.approx(places["y"].median())

    def test_one_value_has_a_mean_and_no_interval(self):
        found = levels(pd.DataFrame({2023: [1.0, np.nan], 2024: [np.nan, np.nan]}))
        assert found.loc[2023, "mean"] == 1
        assert found.loc[2023, ["low", "high"]].isna().all()
        assert tuple(found.loc[2024, ["n", "missing"]]) == (0, 2)

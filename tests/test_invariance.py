"""What must not matter does not: order of rows, names of places, units, and where a scale begins."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import models
from analysis.stats.describe import between_share, correlation, gini, theil
from analysis.stats.describe.ranks import rank_intervals, shrink
from analysis.stats.evidence.cross_section import examine
from analysis.stats.evidence.within_places import examine_panel
from analysis.stats.robustness.errors_in_variables import errors_in_variables
from analysis.stats.robustness.leave_one_out import leave_one_out
from analysis.stats.robustness.measurement_error import measurement_error
from analysis.stats.robustness.randomisation import randomisation_test
from analysis.stats.robustness.sensitivity import benchmarks, sensitivity
from analysis.stats.robustness.shapley import shapley_r2
from analysis.stats.robustness.specifications import specifications
from analysis.stats.robustness.wild_bootstrap import wild_cluster_bootstrap
from analysis.stats.robustness.worst_case import worst_case
from analysis.stats.spatial import contiguity, moran, spatial_error, spatial_lag

PLACES, YEARS = 36, 5
X = ["a", "b"]
PANEL = ("code", "year")
FIGURES = ["estimate", "std_error", "low", "high", "p_value"]


@pytest.fixture(scope="module")
def years():
    """Thirty-six places in six regions over five years; a share, counts and a roll-out among the columns."""
    random = np.random.default_rng(31)
    place, year = (part.ravel() for part in np.meshgrid(range(PLACES), range(YEARS), indexing="ij"))
    frame = pd.DataFrame({"code": [f"{one:02d}" for one in place], "year": 2019 + year})
    frame["region"] = np.array(list("uvwxyz"))[place // 6]
    level = random.normal(size=PLACES)[place]
    frame["a"] = level + random.normal(size=len(frame))
    frame["b"] = random.normal(size=len(frame)) + 0.3 * frame["a"]
    noise = random.normal(size=len(frame)) * (1 + 0.5 * np.abs(frame["b"]))
    frame["y"] = 0.3 * frame["a"] + level + 0.2 * year + noise
    frame["share"] = 1 / (1 + np.exp(-0.5 * frame["y"] + 0.4))
    frame["trials"] = random.integers(50, 500, len(frame)).astype(float)
    frame["wins"] = random.binomial(frame["trials"].astype(int), frame["share"]).astype(float)
    frame["on"] = (year >= 2 + place % 4).astype(float)
    frame["w"] = random.uniform(0.5, 3, len(frame))
    frame["few"] = (place % 5 == 0).astype(float)
    return frame


def last(frame):
    return frame[frame["year"] == frame["year"].max()]


def terms(result):
    """Return estimate, error, interval and p-value of the input ``a``."""
    return result.term("a")[FIGURES].astype(float)


def neighbours(frame):
    """Return a ring of places as neighbours, in the order of what they are called when made."""
    codes = frame.drop_duplicates("code").sort_values("order")["code"].tolist()
    return contiguity(pd.DataFrame({"one": codes, "other": codes[1:] + codes[:1]}))


LINEAR = {
    "ols": lambda data: models.ols(last(data), "y", X),
    "ols, effects of regions": lambda data: models.ols(last(data), "y", X, effects="region"),
    "weighted": lambda data: models.ols(last(data), "y", X, weights="w"),
    "clustered two ways": lambda data: models.ols(
        data, "y", X, inference="cluster", cluster=["code", "region"], entity="code", time="year"
    ),
    "cluster_jackknife": lambda data: models.cluster_jackknife(last(data), "y", X, "region"),
    "pooled": lambda data: models.pooled(data, "y", X, *PANEL),
    "between": lambda data: models.between(data, "y", X, *PANEL),
    "random_effects": lambda data: models.random_effects(data, "y", X, *PANEL),
    "within": lambda data: models.within(data, "y", X, *PANEL),
    "two_way_fixed_effects": lambda data: models.two_way_fixed_effects(data, "y", X, *PANEL),
    "first_differences": lambda data: models.first_differences(data, "y", X, *PANEL),
    "long_differences": lambda data: models.long_differences(
        data, "y", X, *PANEL, start=data["year"].min(), end=data["year"].max()
    ),
    "mundlak": lambda data: models.mundlak(data, "y", X, *PANEL),
    "generalised_linear": lambda data: models.generalised_linear(last(data), "y", X),
    "errors_in_variables": lambda data: errors_in_variables(last(data), "y", X, reliability={"a": 0.9}),
    "spatial_lag": lambda data: spatial_lag(last(data), "y", X, neighbours(data), entity="code"),
    "spatial_error": lambda data: spatial_error(last(data), "y", X, neighbours(data), entity="code"),
}
SHARES = {
    "fractional_logit": lambda data: models.fractional_logit(last(data), "share", X),
    "binomial_counts": lambda data: models.binomial_counts(last(data), "wins", "trials", X),
    "beta_regression": lambda data: models.beta_regression(last(data), "share", X, inference="classical"),
}
CASES = LINEAR | SHARES
ELSEWHERE = {"rollout", "Rollout", "Result", "compare"}
"""Names of the room of models that are no estimator of an association, or are tried below."""


def test_every_estimator_is_among_the_cases():
    assert set(models.__all__) - ELSEWHERE - set(CASES) == set()


@pytest.fixture(scope="module")
def ordered(years):
    return years.assign(order=years["code"].astype(int))


@pytest.fixture(scope="module")
def found(ordered):
    return {name: terms(estimate(ordered)) for name, estimate in CASES.items()}


@pytest.mark.parametrize("name", CASES)
class TestEstimators:
    def test_order_of_rows(self, ordered, found, name):
        shuffled = ordered.sample(frac=1, random_state=3)
        np.testing.assert_allclose(terms(CASES[name](shuffled)), found[name], rtol=1e-7, atol=1e-12)

    def test_names_of_places_regions_and_years(self, ordered, found, name):
        places = {f"{one:02d}": f"Tỉnh {(one * 7) % PLACES:02d}" for one in range(PLACES)}
        regions = dict(zip("uvwxyz", "zuxwvy", strict=True))
        renamed = ordered.assign(
            code=ordered["code"].map(places),
            region=ordered["region"].map(regions),
            year=ordered["year"] + 300,
        )
        np.testing.assert_allclose(terms(CASES[name](renamed)), found[name], rtol=1e-7, atol=1e-12)

    @pytest.mark.parametrize("scale", [1e6, -1e-3])
    def test_units_and_direction_of_the_input(self, ordered, found, name, scale):
        scaled = terms(CASES[name](ordered.assign(a=ordered["a"] * scale)))
        before = found[name]
        assert scaled["estimate"] * scale == pytest.approx(before["estimate"], rel=1e-5)
        assert scaled["std_error"] * abs(scale) == pytest.approx(before["std_error"], rel=1e-5)
        assert scaled["p_value"] == pytest.approx(before["p_value"], rel=1e-4, abs=1e-12)

    def test_units_of_another_input(self, ordered, found, name):
        scaled = terms(CASES[name](ordered.assign(b=ordered["b"] * 1e5)))
        np.testing.assert_allclose(scaled, found[name], rtol=1e-5)

    def test_where_the_scale_of_an_input_begins(self, ordered, found, name):
        moved = terms(CASES[name](ordered.assign(a=ordered["a"] + 40, b=ordered["b"] - 200)))
        np.testing.assert_allclose(moved, found[name], rtol=1e-5)


@pytest.mark.parametrize("name", LINEAR)
class TestOutcomes:
    def test_units_and_direction(self, ordered, found, name):
        for scale in (1e4, -0.01):
            scaled = terms(CASES[name](ordered.assign(y=ordered["y"] * scale)))
            assert scaled["estimate"] == pytest.approx(found[name]["estimate"] * scale, rel=1e-5)
            assert scaled["std_error"] == pytest.approx(found[name]["std_error"] * abs(scale), rel=1e-5)
            assert scaled["p_value"] == pytest.approx(found[name]["p_value"], rel=1e-4)

    def test_where_the_scale_begins(self, ordered, found, name):
        moved = terms(CASES[name](ordered.assign(y=ordered["y"] + 300)))
        np.testing.assert_allclose(moved, found[name], rtol=1e-5)


@pytest.mark.parametrize("model", [models.fractional_logit, models.beta_regression])
def test_percent_and_shares_say_the_same(years, model):
    options = {"inference": "classical"}
    share = model(last(years), "share", X, **options)
    percent = model(last(years.assign(share=100 * years["share"])), "share", X, whole=100, **options)
    np.testing.assert_allclose(percent.terms["estimate"], 100 * share.terms["estimate"], rtol=1e-6)
    np.testing.assert_allclose(percent.terms["p_value"], share.terms["p_value"], rtol=1e-5)


@pytest.mark.parametrize("model", [models.fractional_logit, models.beta_regression])
def test_what_is_not_done_is_the_mirror_of_what_is(years, model):
    done, left = (
        model(last(data), "share", X, inference="classical")
        for data in (years, years.assign(share=1 - years["share"]))
    )
    np.testing.assert_allclose(left.terms["estimate"], -done.terms["estimate"], rtol=1e-6)
    np.testing.assert_allclose(left.terms["std_error"], done.terms["std_error"], rtol=1e-5)


def _changed(years):
    """Yield the table with rows in another order, other names, other units, other beginnings of scales."""
    names = {f"{one:02d}": f"p{(one * 11) % PLACES}" for one in range(PLACES)}
    yield "rows", years.sample(frac=1, random_state=8)
    yield "names", years.assign(code=years["code"].map(names), region=years["region"].map(ord))
    yield "units", years.assign(a=years["a"] * 1000 + 7, b=years["b"] / 50 - 1, y=years["y"] * 0.01 + 3)


def _without_units(years):
    """Return numbers that have no units, by what computes them."""
    end = last(years)
    worst = worst_case(end, "y", X, region="region").table.xs("a", level="term")["p_value"]
    strength = sensitivity(end, "y", X, "a")
    bounds = benchmarks(end, "y", X, "a", times=(1,))
    left = leave_one_out(models.ols, end, "y", X, by="code").estimates
    grid = specifications(end, "y", "a", ["b", "on"], effects=(None, "region"))
    shares = shapley_r2(end, "y", X, draws=100)
    error = measurement_error(end, "y", X, "a")
    return {
        "wild bootstrap": [wild_cluster_bootstrap(end, "y", X, "a", "region").p_value],
        "wild bootstrap, drawn": [wild_cluster_bootstrap(years, "y", X, "a", "code").statistic],
        "worst case": sorted(worst),
        "sensitivity": [
            strength.robustness_value,
            strength.robustness_value_interval,
            strength.partial_r2,
        ],
        "benchmarks": bounds[["r2_input", "r2_outcome", "statistic"]].to_numpy().ravel().tolist(),
        "leave one out": sorted(left["p_value"]),
        "specifications": [*grid.table["p_value"], grid.same_sign_share, grid.excludes_zero_share],
        "shapley": shares.shares[["share", "low", "high"]].to_numpy().ravel().tolist(),
        "measurement error": [*error.table["p_value"].dropna(), error.sign_lost_below],
        "randomisation": [randomisation_test(end, "y", "few", draws=999).p_value],
        "randomisation in blocks": [randomisation_test(end, "y", "a", blocks="region", draws=999).p_value],
        "moran": moran(end.set_index("code")["y"], neighbours(years))[["i", "p_normal"]].iloc[0].tolist(),
        "correlation": [_correlation(end).r, _correlation(end).low, _correlation(end).high],
        "between regions": [between_share(end, "y", "region")],
        "reliability": sorted(shrink(end.set_index("code")["y"], _noise(end))["reliability"]),
        "ranks": sorted(rank_intervals(end.set_index("code")["y"], _noise(end), draws=400)["rank"].tolist()),
    }


def _correlation(end):
    places = end.set_index("code")
    return correlation(places["a"], places["y"])


def _noise(end):
    return 0.5 * float(end["y"].std())


@pytest.fixture(scope="module")
def plain(ordered):
    return _without_units(ordered)


@pytest.mark.parametrize("change", ["rows", "names", "units"])
def test_what_has_no_units_does_not_change_with_them(ordered, plain, change):
    data = dict(_changed(ordered))[change]
    changed = _without_units(data)
    assert changed.keys() == plain.keys()
    for name, before in plain.items():
        assert changed[name] == pytest.approx(before, rel=1e-5, abs=1e-9), name


def test_grades_and_their_reasons_do_not_change(ordered):
    def graded(data):
        section = examine(last(data), "y", "a", ["b"], place="code", region="region", q_value=0.01)
        panel = examine_panel(data, "y", "a", ["b"], place="code", time="year", region="region")
        p_values = section.p_value, panel.worst.term("a")["p_value"]
        return section.grade, panel.grade, [round(float(value), 8) for value in p_values]

    names = {f"{one:02d}": f"p{(one * 11) % PLACES}" for one in range(PLACES)}
    some = ordered[(ordered["order"] % 6 < 3) & (ordered["year"] > 2020)]
    changed = some.sample(frac=1, random_state=8).assign(
        code=lambda data: data["code"].map(names),
        region=lambda data: data["region"].map(ord),
        **{name: some[name] * 1000 - 7 for name in ("a", "b", "y")},
    )
    assert graded(changed) == graded(some)


class TestRollout:
    def figures(self, data):
        found = models.rollout(data, "y", "on", *PANEL)
        row = found.att.term("equipped")[FIGURES].astype(float)
        return row, (found.pre_trends.p_value, found.selection.p_value), found.refusals

    def test_rows_and_names(self, years):
        before, checks, refusals = self.figures(years)
        for change, data in _changed(years):
            if change == "units":
                continue
            row, other, refused = self.figures(data)
            np.testing.assert_allclose(row, before, rtol=1e-7)
            assert other == pytest.approx(checks, rel=1e-6)
            assert refused == refusals

    def test_units_of_the_outcome(self, years):
        before, checks, _ = self.figures(years)
        row, other, _ = self.figures(years.assign(y=years["y"] * 1e3 + 12))
        np.testing.assert_allclose(row[:4], before[:4] * 1e3, rtol=1e-6)
        assert row["p_value"] == pytest.approx(before["p_value"], rel=1e-6)
        assert other == pytest.approx(checks, rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(1e-3, 1e3), places=st.integers(5, 40))
def test_inequality_has_no_units_and_no_order(seed, scale, places):
    random = np.random.default_rng(seed)
    values = pd.Series(random.lognormal(size=places))
    weights = pd.Series(random.uniform(0.1, 5, places))
    for measure in (gini, theil):
        assert measure(values * scale, weights) == pytest.approx(measure(values, weights), rel=1e-9)
        order = random.permutation(places)
        again = measure(values.iloc[order].reset_index(drop=True), weights.iloc[order].reset_index(drop=True))
        assert again == pytest.approx(measure(values, weights), rel=1e-9)
        twice = measure(pd.concat([values, values], ignore_index=True))
        assert twice == pytest.approx(measure(values), rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(1e-3, 1e3), shift=st.floats(-1e3, 1e3))
def test_shrinking_keeps_to_the_units(seed, scale, shift):
    random = np.random.default_rng(seed)
    values, errors = pd.Series(random.normal(size=20)), pd.Series(random.uniform(0.2, 2, 20))
    before, after = shrink(values, errors), shrink(values * scale + shift, errors * scale)
    np.testing.assert_allclose(
        after["shrunk"], before["shrunk"] * scale + shift, rtol=1e-6, atol=1e-6 * (1 + abs(shift))
    )
    np.testing.assert_allclose(after["posterior_sd"], before["posterior_sd"] * scale, rtol=1e-4)


class TestIdentities:
    """Estimates that are one and the same, however they are reached."""

    @pytest.mark.parametrize("weights", [None, "w"])
    def test_within_is_least_squares_with_a_dummy_a_place(self, years, weights):
        one = models.within(years, "y", X, *PANEL, weights=weights).terms
        other = models.ols(
            years, "y", X, effects="code", inference="cluster", cluster="code", weights=weights,
            entity="code", time="year",
        ).terms  # fmt: skip
        pd.testing.assert_frame_equal(one, other, rtol=1e-8)

    def test_mundlak_is_within(self, years):
        one = models.mundlak(years.sample(frac=0.8, random_state=1), "y", X, *PANEL).terms["estimate"]
        other = models.within(years.sample(frac=0.8, random_state=1), "y", X, *PANEL).terms["estimate"]
        np.testing.assert_allclose(one[X], other[X], atol=1e-10)

    def test_a_jackknife_of_rows_is_the_shadow_of_hc3(self, years):
        """CR3 with a cluster a row is HC3 times (n - 1)/n (MacKinnon, Nielsen and Webb 2023)."""
        end = last(years)
        one = models.cluster_jackknife(end, "y", X, "code").terms["std_error"]
        other = models.ols(end, "y", X).terms["std_error"]
        n = len(end)
        np.testing.assert_allclose(one, other * np.sqrt((n - 1) / n), rtol=1e-9)

    def test_clusters_of_one_row_are_hc1(self, years):
        end = last(years)
        one = models.ols(end, "y", X, inference="cluster", cluster="code").terms["std_error"]
        np.testing.assert_allclose(
            one, models.ols(end, "y", X, inference="hc1").terms["std_error"], rtol=1e-9
        )

    def test_two_years_of_fixed_effects_are_a_long_difference(self, years):
        ends = years[years["year"].isin([2019, 2023])]
        one = models.two_way_fixed_effects(ends, "y", X, *PANEL, inference="classical").terms
        other = models.long_differences(
            ends, "y", X, *PANEL, start=2019, end=2023, inference="classical"
        ).terms
        np.testing.assert_allclose(one[FIGURES], other.loc[X, FIGURES], rtol=1e-8)

    def test_a_gaussian_model_is_least_squares(self, years):
        end = last(years)
        one = models.generalised_linear(end, "y", X, inference="classical").terms
        other = models.ols(end, "y", X, inference="classical").terms
        np.testing.assert_allclose(one[FIGURES], other[FIGURES], rtol=1e-7)

    def test_equal_weights_are_none(self, years):
        end = last(years).assign(w=2.5)
        pd.testing.assert_frame_equal(
            models.ols(end, "y", X, weights="w").terms, models.ols(end, "y", X).terms, rtol=1e-9
        )

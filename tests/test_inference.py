"""Standard errors against their definitions, their names, and their size where the truth is known."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.panel import PanelOLS
from scipy import stats

from analysis.stats.errors import ModelError
from analysis.stats.models import cluster_jackknife, ols, pooled, two_way_fixed_effects, within
from analysis.stats.robustness.wild_bootstrap import wild_cluster_bootstrap

SIZES = [11, 14, 14, 5, 6, 13]


@pytest.fixture
def places():
    """63 places in six regions of unequal size, with shocks that places of a region share."""
    random = np.random.default_rng(6)
    region = np.repeat(np.arange(6), SIZES)
    frame = pd.DataFrame(random.normal(size=(63, 3)), columns=["a", "b", "y"])
    frame["a"] += random.normal(size=6)[region]
    frame["y"] += 0.3 * frame["a"] + random.normal(size=6)[region]
    return frame.assign(
        region=[f"region {number}" for number in region],
        w=random.uniform(0.5, 3, 63),
        code=range(63),
    )


@pytest.fixture
def years(places):
    random = np.random.default_rng(7)
    parts = [
        places.assign(year=year, a=random.normal(size=63), y=random.normal(size=63))
        for year in range(2020, 2025)
    ]
    return pd.concat(parts, ignore_index=True).sample(frac=0.9, random_state=1)


def _matrices(places):
    x = np.column_stack([np.ones(len(places)), places[["a", "b"]]])
    inverse = np.linalg.inv(x.T @ x)
    return x, inverse, places["y"] - x @ inverse @ x.T @ places["y"], x @ inverse @ x.T


@pytest.mark.parametrize("kind", ["hc0", "hc1", "hc2", "hc3", "hc4"])
def test_heteroskedasticity_robust_errors_by_the_hat_matrix(places, kind):
    x, inverse, residual, hat = _matrices(places)
    leverage, (n, k) = np.diag(hat), x.shape
    weight = {
        "hc0": np.ones(n),
        "hc1": np.full(n, n / (n - k)),
        "hc2": 1 / (1 - leverage),
        "hc3": 1 / (1 - leverage) ** 2,
        "hc4": 1 / (1 - leverage) ** np.minimum(4, n * leverage / k),
    }[kind]
    covariance = inverse @ x.T @ np.diag(weight * residual**2) @ x @ inverse
    found = ols(places, "y", ["a", "b"], inference=kind)
    np.testing.assert_allclose(found.terms["std_error"], np.sqrt(np.diag(covariance)), rtol=1e-10)
    assert found.inference == f"{kind.upper()}, t(60)"


class TestClusterJackknife:
    @pytest.mark.parametrize("weights", [None, "w"])
    def test_by_leaving_out_each_region(self, places, weights):
        found = cluster_jackknife(places, "y", ["a", "b"], "region", weights=weights)
        departures = []
        for region in places["region"].unique():
            left = places[places["region"] != region]
            weight = 1.0 if weights is None else left[weights]
            refit = sm.WLS(left["y"], sm.add_constant(left[["a", "b"]]), weights=weight).fit().params
            departures.append(refit.to_numpy() - found.terms["estimate"].to_numpy())
        covariance = 5 / 6 * np.array(departures).T @ np.array(departures)
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(np.diag(covariance)), rtol=1e-9)
        assert found.terms["df"].tolist() == [5, 5, 5]
        assert found.inference == "CR3 jackknife by region (6 clusters), t(5)"

    def test_by_the_leverage_of_each_region(self, places):
        """Bell and McCaffrey (2002): residuals of a cluster by the inverse of I less its hat."""
        x, inverse, residual, hat = _matrices(places)
        middle = np.zeros((3, 3))
        for region in places["region"].unique():
            rows = np.flatnonzero(places["region"] == region)
            outside = np.linalg.solve(np.eye(len(rows)) - hat[np.ix_(rows, rows)], residual.iloc[rows])
            score = x[rows].T @ outside
            middle += np.outer(score, score)
        errors = np.sqrt(5 / 6 * np.diag(inverse @ middle @ inverse))
        found = cluster_jackknife(places, "y", ["a", "b"], "region")
        np.testing.assert_allclose(found.terms["std_error"], errors, rtol=1e-9)

    def test_with_region_effects_by_leaving_out_each_region(self, places):
        found = cluster_jackknife(places, "y", ["a", "b"], "region", effects="region")
        departures = []
        for region in places["region"].unique():
            left = places[places["region"] != region]
            matrix = np.column_stack([left[["a", "b"]], pd.get_dummies(left["region"], dtype=float)])
            departures.append(np.linalg.lstsq(matrix, left["y"], rcond=None)[0][:2] - found.terms["estimate"])
        errors = np.sqrt(5 / 6 * (np.array(departures) ** 2).sum(axis=0))
        np.testing.assert_allclose(found.terms["std_error"], errors, rtol=1e-9)

    def test_of_a_panel_by_leaving_out_each_region(self, years):
        options = {"inference": "cluster_jackknife", "cluster": "region"}
        found = two_way_fixed_effects(years, "y", ["a"], "code", "year", **options)
        departures = []
        for region in years["region"].unique():
            left = years[years["region"] != region].set_index(["code", "year"])
            refit = PanelOLS(left["y"], left[["a"]], entity_effects=True, time_effects=True).fit()
            departures.append(refit.params["a"] - found.term("a")["estimate"])
        error = np.sqrt(5 / 6 * np.sum(np.square(departures)))
        assert found.term("a")["std_error"] == pytest.approx(error, rel=1e-9)
        assert found.inference == "CR3 jackknife by region (6 clusters), t(5)"

    def test_refuses_an_input_that_one_region_alone_moves(self, places):
        places["only"] = np.where(places["region"] == "region 3", places["b"], 0.0)
        with pytest.raises(ModelError, match=r"Without 'region 3' .*No variation in 'only'"):
            cluster_jackknife(places, "y", ["a", "only"], "region")


class TestClusterSums:
    def test_by_hand(self, places):
        x, inverse, residual, _ = _matrices(places)
        sums = pd.DataFrame(x * residual.to_numpy()[:, None]).groupby(places["region"]).sum().to_numpy()
        plain = inverse @ sums.T @ sums @ inverse
        found = ols(places, "y", ["a", "b"], inference="cluster_cr0", cluster="region")
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(np.diag(plain)), rtol=1e-10)
        scaled = ols(places, "y", ["a", "b"], inference="cluster", cluster="region")
        factor = 6 / 5 * 62 / 60
        np.testing.assert_allclose(scaled.terms["std_error"], np.sqrt(factor * np.diag(plain)), rtol=1e-10)
        assert scaled.inference == "CR1 by region (6 clusters), K without nested effects, t(5)"

    def test_effects_within_the_clusters_are_not_counted(self, years):
        """The factor of Stata's xtreg: K has the inputs, the years and the intercept, not the places."""
        found = two_way_fixed_effects(years, "y", ["a"], "code", "year").term("a")["std_error"]
        plain = two_way_fixed_effects(years, "y", ["a"], "code", "year", inference="cluster_cr0")
        n = len(years)
        factor = 63 / 62 * (n - 1) / (n - 6)
        assert found == pytest.approx(plain.term("a")["std_error"] * np.sqrt(factor), rel=1e-9)

    def test_effects_across_the_clusters_are_counted(self, years):
        found = within(years, "y", ["a"], "code", "year", cluster="year").term("a")["std_error"]
        plain = within(years, "y", ["a"], "code", "year", cluster="year", inference="cluster_cr0")
        n = len(years)
        factor = 5 / 4 * (n - 1) / (n - 64)
        assert found == pytest.approx(plain.term("a")["std_error"] * np.sqrt(factor), rel=1e-9)

    def test_two_ways_use_the_fewer_clusters(self, years):
        found = pooled(years, "y", ["a"], "code", "year", cluster=["code", "year"])
        assert found.terms["df"].unique().tolist() == [4]
        name = "CR1 by code (63 clusters) and year (5 clusters), K without nested effects, t(4)"
        assert found.inference == name


class TestRefusals:
    @pytest.mark.parametrize("inference", ["cluster", "cluster_cr0", "cluster_jackknife"])
    def test_six_regions_with_normal_critical_values(self, places, inference):
        with pytest.raises(ModelError, match="6 clusters reject far too often") as caught:
            ols(places, "y", ["a"], inference=inference, cluster="region", critical="normal")
        assert "cluster_jackknife" in caught.value.remedy

    def test_six_regions_with_normal_critical_values_in_a_panel(self, years):
        with pytest.raises(ModelError, match="6 clusters reject far too often"):
            two_way_fixed_effects(years, "y", ["a"], "code", "year", cluster="region", critical="normal")

    def test_many_clusters_may_use_the_normal(self, years):
        found = pooled(years, "y", ["a"], "code", "year", critical="normal")
        row = found.term("a")
        assert found.inference.endswith("normal")
        assert row["high"] - row["estimate"] == pytest.approx(stats.norm.ppf(0.975) * row["std_error"])

    def test_two_clusters(self, places):
        halves = places.assign(half=np.arange(63) % 2)
        with pytest.raises(ModelError, match="There are 2 clusters"):
            cluster_jackknife(halves, "y", ["a"], "half")

    def test_errors_that_a_panel_model_does_not_offer(self, years):
        with pytest.raises(ModelError, match="no standard errors 'hc3'"):
            within(years, "y", ["a"], "code", "year", inference="hc3")


class TestWildBootstrap:
    @pytest.mark.parametrize("effects", [None, "region"])
    def test_by_refitting_every_sign_vector(self, places, effects):
        found = wild_cluster_bootstrap(places, "y", ["a", "b"], "a", "region", effects=effects)
        groups, codes = np.unique(places["region"], return_inverse=True)
        dummies = pd.get_dummies(places["region"], dtype=float) if effects else np.ones((63, 1))
        restricted = np.column_stack([places["b"], dummies])
        matrix = np.column_stack([places["a"], restricted])
        fitted = restricted @ np.linalg.lstsq(restricted, places["y"], rcond=None)[0]

        def statistic(y):
            inverse = np.linalg.pinv(matrix.T @ matrix)
            beta = inverse @ matrix.T @ y
            scores = matrix * (y - matrix @ beta)[:, None]
            sums = np.array([scores[codes == group].sum(axis=0) for group in range(len(groups))])
            return beta[0] / np.sqrt((inverse @ sums.T @ sums @ inverse)[0, 0])

        observed = statistic(places["y"].to_numpy())
        drawn = [
            statistic(fitted + np.array(signs)[codes] * (places["y"] - fitted).to_numpy())
            for signs in product([1, -1], repeat=6)
        ]
        p_value = np.mean(np.abs(drawn) >= abs(observed) * (1 - 1e-9))
        assert found.p_value == p_value
        assert found.statistic == pytest.approx(observed)
        assert (found.draws, found.smallest_p) == (64, 2 / 64)

    def test_a_strong_association_has_the_smallest_p_there_is(self, places):
        strong = places.assign(y=10 * places["b"] + places["y"] / 100)
        assert wild_cluster_bootstrap(strong, "y", ["b"], "b", "region").p_value == 2 / 64

    def test_many_clusters_are_drawn_with_a_seed(self, years):
        first, again, other = (
            wild_cluster_bootstrap(years, "y", ["a"], "a", "code", seed=seed) for seed in (1, 1, 2)
        )
        assert first == again
        assert first.p_value == pytest.approx(other.p_value, abs=0.03)
        clustered = pooled(years, "y", ["a"], "code", "year").term("a")["p_value"]
        assert first.p_value == pytest.approx(clustered, abs=0.03)

    def test_four_clusters_are_refused(self, places):
        few = places[places["region"].isin(["region 0", "region 1", "region 2", "region 3"])]
        with pytest.raises(ModelError, match=r"smallest p-value is 0\.125"):
            wild_cluster_bootstrap(few, "y", ["a"], "a", "region")


def test_size_of_a_five_percent_test_and_of_the_one_that_is_refused():
    """63 places, six regions, four inputs, independent errors: what a true hypothesis is rejected with."""
    random = np.random.default_rng(20)
    region = np.repeat(np.arange(6), SIZES)
    inputs = ["a", "b", "c", "d"]
    options = {
        "hc3": {},
        "jackknife": {"inference": "cluster_jackknife", "cluster": "region"},
        "refused": {"inference": "cluster", "cluster": "region"},
    }
    rejected = dict.fromkeys(options, 0)
    repetitions = 200
    for _ in range(repetitions):
        data = pd.DataFrame(random.normal(size=(63, 5)), columns=["y", *inputs]).assign(region=region)
        for name, option in options.items():
            row = ols(data, "y", inputs, **option).term("a")
            normal = 2 * stats.norm.sf(abs(row["statistic"]))
            rejected[name] += (normal if name == "refused" else row["p_value"]) < 0.05
    size = {name: count / repetitions for name, count in rejected.items()}
    assert 0.025 <= size["hc3"] <= 0.075
    assert 0.02 <= size["jackknife"] <= 0.075
    assert size["refused"] > 0.10


@pytest.mark.parametrize("places", [6, 40])
def test_the_wild_bootstrap_is_the_one_that_refits_every_sign_vector(places, monkeypatch):
    """Brute force: new outcomes under the null for each sign vector, a new fit, a new clustered error."""
    random = np.random.default_rng(places)
    data = pd.DataFrame(random.normal(size=(240, 2)), columns=["x", "a"])
    data["place"], data["half"] = random.integers(0, places, 240), np.arange(240) % 2
    data["y"] = 0.1 * data["x"] + random.normal(size=places)[data["place"]] + random.normal(size=240)
    monkeypatch.setattr("analysis.stats.robustness.wild_bootstrap.DRAWS", 99)
    found = wild_cluster_bootstrap(data, "y", ["x", "a"], "x", "place", effects="half", seed=4)
    codes = pd.factorize(data["place"])[0]
    others = np.column_stack([pd.get_dummies(data["half"], dtype=float), data["a"]])
    fitted = others @ np.linalg.lstsq(others, data["y"], rcond=None)[0]
    x = np.column_stack([data["x"], others])
    signs = np.vstack(
        [
            np.ones((1, places)),
            np.random.default_rng(4).choice([1.0, -1.0], size=(99, places))
            if places > 12
            else np.array(list(product([1.0, -1.0], repeat=places)))[1:],
        ]
    )
    statistics = []
    for sign in signs:
        y = fitted + sign[codes] * (data["y"] - fitted)
        inverse = np.linalg.inv(x.T @ x)
        estimate = inverse @ x.T @ y
        scores = pd.DataFrame(x * (y - x @ estimate).to_numpy()[:, None]).groupby(codes).sum().to_numpy()
        statistics.append(estimate[0] / np.sqrt((inverse @ scores.T @ scores @ inverse)[0, 0]))
    assert found.statistic == pytest.approx(statistics[0], rel=1e-9)
    assert found.draws == len(signs)
    assert found.p_value == np.mean(np.abs(statistics) >= abs(statistics[0]) * (1 - 1e-9))
    monkeypatch.setattr("analysis.stats.robustness.wild_bootstrap._AT_ONCE", 7 * places)
    assert found == wild_cluster_bootstrap(data, "y", ["x", "a"], "x", "place", effects="half", seed=4)

"""Inputs measured with error: closed forms, the truth of simulations, and what undoes a verdict."""

import numpy as np
import pandas as pd
import pytest
from scipy import linalg

from analysis.stats.describe.collinearity import collinearity
from analysis.stats.errors import ModelError
from analysis.stats.models import cluster_jackknife, ols
from analysis.stats.robustness.cross_products import without_each
from analysis.stats.robustness.errors_in_variables import errors_in_variables
from analysis.stats.robustness.measurement_error import measurement_error
from analysis.stats.robustness.simex import simex

FIGURES = ["estimate", "std_error", "low", "high"]


def _places(seed=4, places=63, noise=0.5):
    """Places whose teams are counted with error; reliability 1.36 / (1.36 + noise squared)."""
    random = np.random.default_rng(seed)
    income = random.normal(size=places)
    truth = 0.6 * income + random.normal(size=places)
    return pd.DataFrame(
        {
            "teams": truth + noise * random.normal(size=places),
            "income": income,
            "y": truth - 0.5 * income + random.normal(size=places),
            "region": np.resize(list("uvwxyz"), places),
            "people": random.uniform(1, 9, places),
            "code": [f"{number:02d}" for number in range(places)],
        }
    )


def _panel(seed=5, places=63, years=5, noise=0.3):
    """Teams differ between places and move little; error is drawn anew every year."""
    random = np.random.default_rng(seed)
    level = random.normal(size=(places, 1))
    truth = level + 0.4 * random.normal(size=(places, years))
    outcome = truth + 2 * random.normal(size=(places, 1)) + 0.3 * random.normal(size=(places, years))
    frame = pd.DataFrame({"truth": truth.ravel(), "y": outcome.ravel()})
    frame["teams"] = frame["truth"] + noise * random.normal(size=len(frame))
    frame["code"] = np.repeat([f"{number:02d}" for number in range(places)], years)
    return frame.assign(year=np.tile(np.arange(2020, 2020 + years), places))


@pytest.fixture
def places():
    return _places()


class TestErrorsInVariables:
    @pytest.mark.parametrize("weights", [None, "people"])
    def test_without_error_it_is_least_squares(self, places, weights):
        found = errors_in_variables(places, "y", ["teams", "income"], reliability={}, weights=weights)
        least = ols(places, "y", ["teams", "income"], weights=weights)
        np.testing.assert_allclose(found.terms["estimate"], least.terms["estimate"], rtol=1e-10)
        np.testing.assert_allclose(found.residuals, least.residuals, atol=1e-10)
        refitted = [
            ols(places.drop(row), "y", ["teams", "income"], weights=weights).terms["estimate"]
            for row in places.index
        ]
        spread = 62 / 63 * ((np.array(refitted) - least.terms["estimate"].to_numpy()) ** 2).sum(axis=0)
        np.testing.assert_allclose(found.terms["std_error"], np.sqrt(spread), rtol=1e-8)
        assert found.inference == "jackknife by row, t(60)"

    def test_a_panel_is_that_of_the_jackknife_by_place(self):
        panel = _panel()
        found = errors_in_variables(
            panel, "y", ["teams"], reliability={}, effects=["code", "year"], entity="code", time="year"
        )
        known = cluster_jackknife(panel, "y", ["teams"], "code", effects=["code", "year"])
        np.testing.assert_allclose(found.terms[FIGURES], known.terms[FIGURES], rtol=1e-8)
        assert found.inference == "jackknife by code (63 places), t(62)"

    def test_one_input_is_divided_by_its_reliability(self, places):
        least = ols(places, "y", ["teams"]).term("teams")["estimate"]
        found = errors_in_variables(places, "y", ["teams"], reliability={"teams": 0.8})
        assert found.term("teams")["estimate"] == pytest.approx(least / 0.8)
        expected = places["y"].mean() - least / 0.8 * places["teams"].mean()
        assert found.term("intercept")["estimate"] == pytest.approx(expected)

    @pytest.mark.parametrize("effects", [None, "region"])
    def test_beside_others_it_is_divided_by_the_reliability_of_what_they_leave(self, places, effects):
        least = ols(places, "y", ["teams", "income"], effects=effects).term("teams")["estimate"]
        found = errors_in_variables(
            places, "y", ["teams", "income"], reliability={"teams": 0.8}, effects=effects
        )
        left = (ols(places, "teams", ["income"], effects=effects).residuals ** 2).sum()
        free = 63 - (1 if effects is None else 6)
        expected = 1 - 0.2 * places["teams"].var() * free / left
        assert found.fit["reliability_left of teams"] == pytest.approx(expected)
        assert found.term("teams")["estimate"] == pytest.approx(least / expected)

    def test_two_inputs_with_error_by_the_matrix(self, places):
        found = errors_in_variables(
            places, "y", ["teams", "income"], reliability={"teams": 0.8, "income": 0.9}
        )
        cov = places[["teams", "income", "y"]].cov().to_numpy()
        error = np.diag([0.2 * cov[0, 0], 0.1 * cov[1, 1]])
        expected = np.linalg.solve(cov[:2, :2] - error, cov[:2, 2])
        np.testing.assert_allclose(found.terms["estimate"].iloc[1:], expected)

    def test_it_finds_the_truth_that_least_squares_misses(self):
        """The true coefficient is 1; three quarters of what income leaves of teams is true."""
        held, naive, estimates = [], [], []
        for seed in range(100):
            data = _places(seed, 63, noise=1 / np.sqrt(3))
            share = 1.36 / (1.36 + 1 / 3)
            term = errors_in_variables(data, "y", ["teams", "income"], reliability={"teams": share}).term(
                "teams"
            )
            estimates.append(term["estimate"])
            held.append(term["low"] <= 1 <= term["high"])
            naive.append(np.linalg.lstsq(_matrix(data), data["y"], rcond=None)[0][1])
        assert np.mean(naive) == pytest.approx(0.75, abs=0.04)
        assert np.mean(estimates) == pytest.approx(1, abs=0.05)
        assert 0.9 <= np.mean(held) <= 0.99

    def test_effects_of_places_draw_an_estimate_further_to_zero(self):
        """What is taken out is true and the error stays: 1.16 / 1.25 is true before, 0.16 / 0.25 within."""
        panel = _panel(places=400)
        share = panel["truth"].var() / panel["teams"].var()
        assert share == pytest.approx(1.16 / 1.25, abs=0.03)
        options = {"entity": "code", "time": "year"}
        pooled = ols(panel, "y", ["teams"], **options).term("teams")["estimate"]
        within = ols(panel, "y", ["teams"], effects="code", **options).term("teams")["estimate"]
        assert within == pytest.approx(0.64, abs=0.05)
        assert within < pooled - 0.15
        found = errors_in_variables(
            panel, "y", ["teams"], reliability={"teams": share}, effects="code", **options
        )
        assert found.term("teams")["estimate"] == pytest.approx(1, abs=0.1)
        assert found.fit["reliability_left of teams"] == pytest.approx(0.64, abs=0.05)

    def test_clusters_are_left_out_in_turn(self, places):
        found = errors_in_variables(places, "y", ["teams"], reliability={}, cluster="region")
        known = cluster_jackknife(places, "y", ["teams"], "region")
        np.testing.assert_allclose(found.terms[FIGURES], known.terms[FIGURES], rtol=1e-8)

    def test_names_order_and_units_do_not_matter(self, places):
        options = {"reliability": {"teams": 0.8}, "entity": "code"}
        first = errors_in_variables(places, "y", ["teams", "income"], **options).terms[FIGURES]
        moved = places.assign(
            code=places["code"] + "x", teams=1e6 * places["teams"] + 5e6, y=places["y"] - 3
        ).sample(frac=1, random_state=1)
        again = errors_in_variables(moved, "y", ["teams", "income"], **options).terms[FIGURES]
        np.testing.assert_allclose(again.loc["teams"] * 1e6, first.loc["teams"], rtol=1e-8)
        np.testing.assert_allclose(again.loc["income"], first.loc["income"], rtol=1e-8)

    @pytest.mark.parametrize(
        ("reliability", "said"),
        [
            ({"team": 0.9}, "Did you mean 'teams'"),
            ({"teams": 0.0}, "reliability of 0.0"),
            ({"teams": 1.2}, "reliability of 1.2"),
            ({"teams": 0.1}, "Nothing but error is left of teams"),
        ],
    )
    def test_reliabilities_that_are_none_are_refused(self, places, reliability, said):
        with pytest.raises(ModelError, match=said):
            errors_in_variables(places, "y", ["teams", "income"], reliability=reliability)

    def test_a_place_without_which_nothing_is_left_is_named(self, places):
        data = places.assign(alone=[1.0] + [0.0] * 62)
        with pytest.raises(ModelError, match="the rows without 00"):
            errors_in_variables(data, "y", ["alone"], reliability={"alone": 0.9}, entity="code")


@pytest.mark.parametrize("weighted", [False, True])
def test_rows_are_left_out_as_if_all_were_fitted_again(weighted):
    """Effects of two kinds; the first group holds the only rows of one of them."""
    random = np.random.default_rng(11)
    groups = np.repeat(np.arange(8), [1, 3, 4, 2, 5, 3, 4, 4])
    dummies = np.column_stack([np.eye(8)[groups], np.eye(3)[random.integers(3, size=26)]])
    columns = random.normal(size=(26, 3))
    weights = random.uniform(1, 5, 26) if weighted else np.ones(26)
    root = np.sqrt(weights)[:, None]
    basis = linalg.orth(root * dummies)
    left = root * columns - basis @ basis.T @ (root * columns)
    products, error_left = without_each(left, basis, weights, groups)
    for group, keep in enumerate([np.ones(26, dtype=bool), *(groups != group for group in range(8))]):
        span = linalg.orth((root * dummies)[keep])
        rest = (root * columns)[keep] - span @ span.T @ (root * columns)[keep]
        np.testing.assert_allclose(products[group], rest.T @ rest, atol=1e-10)
        mean = np.sqrt(weights[keep] / weights[keep].sum())[:, None]
        free, total = (
            np.trace((np.eye(keep.sum()) - columns @ columns.T) @ np.diag(weights[keep]))
            for columns in (span, mean)
        )
        assert error_left[group] == pytest.approx(free / total)


def _matrix(data):
    return np.column_stack([np.ones(len(data)), data[["teams", "income"]]])


class TestSimex:
    def test_many_rows_give_the_closed_form(self):
        data = _places(6, 1500)
        options = {"reliability": {"teams": 0.85}, "cluster": "region"}
        exact = errors_in_variables(data, "y", ["teams", "income"], **options).terms
        found = simex(data, "y", ["teams", "income"], draws=50, **options).terms
        np.testing.assert_allclose(found["estimate"], exact["estimate"], atol=0.01)
        np.testing.assert_allclose(found["std_error"], exact["std_error"], rtol=0.05)

    def test_the_parabola_stops_between_least_squares_and_the_closed_form(self, places):
        options = {"reliability": {"teams": 0.7}}
        low, high = (
            estimator(places, "y", ["teams", "income"], **given).term("teams")["estimate"]
            for estimator, given in ((ols, {}), (errors_in_variables, options))
        )
        found = simex(places, "y", ["teams", "income"], extrapolation="quadratic", **options)
        assert low + 0.4 * (high - low) < found.term("teams")["estimate"] < high
        assert found.method == "SIMEX, quadratic, 100 draws, seed 0"

    def test_the_parabola_is_that_of_least_squares_through_the_known_path(self):
        """Alone, with error of share s added m times, an input has its coefficient over 1 + m s."""
        data = _places(7, 1500)
        naive = ols(data, "y", ["teams"]).term("teams")["estimate"]
        multiples = np.array([0, 0.5, 1, 1.5, 2])
        expected = np.polyval(np.polyfit(multiples, naive / (1 + 0.2 * multiples), 2), -1)
        found = simex(
            data, "y", ["teams"], reliability={"teams": 0.8}, extrapolation="quadratic", cluster="region"
        )
        assert found.term("teams")["estimate"] == pytest.approx(expected, abs=0.004)

    def test_an_exact_input_is_left_as_it_is(self, places):
        found = simex(places, "y", ["teams", "income"], reliability={"teams": 1.0})
        exact = errors_in_variables(places, "y", ["teams", "income"], reliability={})
        np.testing.assert_allclose(found.terms[FIGURES], exact.terms[FIGURES], rtol=1e-9)

    def test_within_places_of_a_panel(self):
        panel = _panel()
        options = {"reliability": {"teams": 0.94}, "effects": "code", "entity": "code", "time": "year"}
        exact = errors_in_variables(panel, "y", ["teams"], **options).term("teams")
        found = simex(panel, "y", ["teams"], draws=50, **options).term("teams")
        np.testing.assert_allclose(found[FIGURES], exact[FIGURES], rtol=0.06)

    def test_two_inputs_with_error(self):
        data = _places(6, 1500)
        options = {"reliability": {"teams": 0.9, "income": 0.9}, "cluster": "region"}
        exact = errors_in_variables(data, "y", ["teams", "income"], **options).terms
        found = simex(data, "y", ["teams", "income"], draws=50, **options).terms
        np.testing.assert_allclose(found["estimate"], exact["estimate"], atol=0.03)

    def test_a_seed_gives_one_result_whatever_the_order_of_rows_and_the_names(self, places):
        options = {"reliability": {"teams": 0.8}, "entity": "code", "draws": 20}
        first = simex(places, "y", ["teams", "income"], seed=3, **options).terms
        mixed = places.assign(code=places["code"] + "x").sample(frac=1, random_state=1)
        again = simex(mixed, "y", ["teams", "income"], seed=3, **options).terms
        np.testing.assert_allclose(again[FIGURES], first[FIGURES], rtol=1e-9)
        other = simex(places, "y", ["teams", "income"], seed=4, **options).terms
        assert other["estimate"]["teams"] != first["estimate"]["teams"]

    @pytest.mark.parametrize("options", [{"extrapolation": "cubic"}, {"draws": 2}])
    def test_options_that_mean_nothing_are_refused(self, places, options):
        with pytest.raises(ModelError, match="10 draws or more"):
            simex(places, "y", ["teams"], reliability={"teams": 0.9}, **options)

    def test_error_beyond_what_is_left_is_refused(self, places):
        with pytest.raises(ModelError, match="Nothing but error is left of teams"):
            simex(places, "y", ["teams", "income"], reliability={"teams": 0.05})


class TestTable:
    def test_rows_are_the_estimates_at_each_reliability(self, places):
        found = measurement_error(places, "y", ["teams", "income"], "teams", reliabilities=(1, 0.8, 0.6))
        for share in (1, 0.8, 0.6):
            known = errors_in_variables(places, "y", ["teams", "income"], reliability={"teams": share})
            np.testing.assert_allclose(found.table.loc[share, FIGURES], known.term("teams")[FIGURES])
        left = known.fit["reliability_left of teams"]
        assert found.table.loc[0.6, "reliability_left"] == pytest.approx(left)

    def test_the_variance_left_is_one_over_the_inflation(self, places):
        found = measurement_error(places, "y", ["teams", "income"], "teams")
        vif = collinearity(places, ["teams", "income"]).vif["teams"]
        assert found.variance_left == pytest.approx(1 / vif)
        assert found.sign_lost_below == pytest.approx(1 - 1 / vif, abs=1e-6)

    def test_alone_an_input_keeps_its_verdict_at_any_reliability(self, places):
        """Estimate and error grow by the same factor, so that the test stays what it was."""
        found = measurement_error(places, "y", ["teams"], "teams")
        assert found.table["p_value"].to_numpy() == pytest.approx(found.table["p_value"].iloc[0])
        assert (found.sign_lost_below, found.verdict_lost_below) == (0, 0)
        assert found.table["same_verdict"].all()

    @pytest.mark.parametrize("mismeasured", ["teams", "income"])
    def test_the_verdict_is_lost_where_it_is_said_to_be(self, places, mismeasured):
        def holds(share):
            options = {"mismeasured": mismeasured, "reliabilities": [share]}
            table = measurement_error(places, "y", ["teams", "income"], "teams", **options).table
            return bool(table["same_verdict"].iloc[0])

        found = measurement_error(places, "y", ["teams", "income"], "teams", mismeasured=mismeasured)
        edge = found.verdict_lost_below
        assert found.sign_lost_below < edge < 1
        assert holds(edge + 1e-4)
        assert not holds(edge - 1e-4)

    def test_error_in_a_control_can_turn_the_sign(self):
        """All that teams seem to add is income, measured badly."""
        random = np.random.default_rng(8)
        income = random.normal(size=400)
        data = pd.DataFrame({"teams": income + random.normal(size=400), "truth": income})
        data["income"] = income + random.normal(size=400)
        data["y"] = 2 * income - 0.3 * data["teams"] + random.normal(size=400)
        found = measurement_error(
            data, "y", ["teams", "income"], "teams", mismeasured="income", reliabilities=(1, 0.5)
        )
        assert found.table["estimate"].to_numpy() == pytest.approx([0.37, -0.3], abs=0.15)
        assert found.table["same_sign"].tolist() == [True, False]
        at_edge = errors_in_variables(
            data, "y", ["teams", "income"], reliability={"income": found.sign_lost_below}
        )
        assert at_edge.term("teams")["estimate"] == pytest.approx(0, abs=1e-6)
        assert found.verdict_lost_below > found.sign_lost_below

    def test_figures_are_missing_where_no_estimate_exists(self, places):
        found = measurement_error(places, "y", ["teams", "income"], "teams", reliabilities=(1, 0.05))
        assert found.table.loc[0.05, FIGURES].isna().all()
        assert not found.table.loc[0.05, ["same_sign", "same_verdict"]].any()
        assert found.table.loc[0.05, "reliability_left"] == 0

    def test_there_is_no_verdict_to_lose_where_the_interval_contains_zero(self, places):
        found = measurement_error(places.assign(y=range(63)), "y", ["teams", "income"], "teams")
        assert np.isnan(found.verdict_lost_below)

    def test_effects_make_little_error_count(self):
        panel = _panel()
        options = {"entity": "code", "time": "year", "reliabilities": [0.9]}
        pooled = measurement_error(panel, "y", ["teams"], "teams", **options)
        within = measurement_error(panel, "y", ["teams"], "teams", effects=["code", "year"], **options)
        left = [found.table["reliability_left"].iloc[0] for found in (pooled, within)]
        assert left[0] == pytest.approx(0.9)
        assert left[1] < 0.6
        assert within.sign_lost_below > 0.7

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"term": "team"}, "Did you mean 'teams'"),
            ({"term": "teams", "mismeasured": "incom"}, "Did you mean 'income'"),
            ({"term": "teams", "reliabilities": (1, 0)}, "shares in"),
            ({"term": "teams", "reliabilities": ()}, "shares in"),
        ],
    )
    def test_what_means_nothing_is_refused(self, places, options, said):
        with pytest.raises(ModelError, match=said):
            measurement_error(places, "y", ["teams", "income"], **options)

    def test_rows_left_out_are_named(self, places):
        places.loc[7, "income"] = np.nan
        found = measurement_error(places, "y", ["teams", "income"], "teams", entity="code")
        assert found.n == 62
        assert found.dropped["code"].tolist() == ["07"]

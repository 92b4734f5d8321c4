"""Methods in worlds whose truth is known: the recommended keep their bounds, the others are seen to fail."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis.stats.errors import ModelError
from analysis.stats.models import (
    fractional_logit,
    long_differences,
    ols,
    pooled,
    rollout,
    two_way_fixed_effects,
)
from analysis.stats.robustness.wild_bootstrap import wild_cluster_bootstrap
from analysis.stats.robustness.worst_case import worst_case
from analysis.stats.validation import tables
from analysis.stats.validation.study import (
    cross_section,
    panel_worlds,
    panels,
    plan,
    rollouts,
    shares,
    worlds,
)
from analysis.stats.validation.study.measures import FAILS, SIZE, Measure, Place

STUDIES = tuple(plan.FULL)
KEYS = ["study", "world", "method", "quantity"]


@cache
def short(study):
    """Return the measures of a study by name, drawn anew with another seed than the committed table."""
    steps = [step for step in plan.steps(plan.SHORT, seed=1) if step.study == study]
    measures = [measure for step in steps for measure in step.run()]
    return {(one.world, one.method, one.quantity): one for one in measures}


@cache
def committed():
    return tables.simulation().set_index(KEYS)


@pytest.mark.parametrize("study", STUDIES)
class TestStudy:
    def test_every_bound_is_kept(self, study):
        bounded = [one for one in short(study).values() if one.passed is not None]
        assert bounded
        assert [one for one in bounded if not one.passed] == []

    def test_the_committed_table_has_every_measure_and_keeps_every_bound(self, study):
        rows = committed().loc[study]
        assert not rows.index.duplicated().any()
        slow = {"beta_classical", "checks"}  # drawn for the committed table alone
        names = {name for name in rows.index if name[1] not in slow}
        assert names == set(short(study)), "run `uptake validate`"
        assert rows["passed"].dropna().all()
        assert set(rows["seed"]) == {plan.SEED}
        for name, one in short(study).items():
            row = rows.loc[name]
            assert (row["role"], row["n"]) == (one.role, one.n), name
            if one.quantity != "bias":  # bounded by its own Monte Carlo error
                assert (row["low"], row["high"]) == pytest.approx(
                    (
                        one.low if one.low is not None else np.nan,
                        one.high if one.high is not None else np.nan,
                    ),
                    nan_ok=True,
                ), name

    def test_the_committed_table_agrees_with_what_is_drawn_here(self, study):
        """Within 4.5 standard errors of the difference; of some 450 none is expected beyond."""
        rows = committed().loc[study]
        for name, one in short(study).items():
            row = rows.loc[name]
            # A share of 0 or 1 has no estimated error: allow for a few repetitions.
            room = 4.5 * np.hypot(one.error, row["error"]) + 4 / one.repetitions
            assert abs(one.value - row["value"]) <= room, name


def test_the_guards_are_needed():
    """What the project refuses, or warns of, is seen to fail: by how much stands in the table."""
    size = {name[:2]: one.value for name, one in short("cross_section").items() if name[2] == "size"}
    assert all(size[world.name, "cr1_normal"] > 0.10 for world in worlds.WORLDS)
    assert all(size[world.name, "cr3_t"] <= 0.075 for world in worlds.WORLDS)
    assert all(size[world.name, "worst_p"] <= 0.05 for world in worlds.WORLDS)
    false = {name[:2]: one.value for name, one in short("panel").items() if name[2] == "size"}
    assert false["targeted_no_effect", "two_way_fixed_effects"] > 0.20
    assert false["confounded_no_effect", "cross_section"] > 0.5
    checks = committed().loc[("rollout", "sent_to_laggards", "checks", "refused")]
    assert checks["value"] > 0.8


def test_normal_critical_values_with_six_regions_are_refused():
    data = _cross_section(worlds.WORLDS[0])[0]
    with pytest.raises(ModelError, match="reject far too often"):
        ols(data, "y", ["x0"], inference="cluster", cluster="region", critical="normal")


def _cross_section(world):
    """Return the first of three cross-sections as a table, and every batched test of it."""
    drawn = worlds.draw(world, 3, np.random.default_rng(5))
    names = [f"x{number}" for number in range(worlds.INPUTS)]
    data = pd.DataFrame(drawn.x[1], columns=names).assign(y=drawn.y[1], region=drawn.region)
    return data, names, cross_section.tested(drawn)


@pytest.mark.parametrize("world", worlds.WORLDS, ids=lambda world: world.name)
class TestBatchedCrossSections:
    """Many repetitions at once are what the project's functions give for each."""

    def test_intervals(self, world):
        data, names, found = _cross_section(world)
        options = {
            "classical": {"inference": "classical"},
            "hc1": {"inference": "hc1"},
            "hc3": {},
            "cr1_t": {"inference": "cluster", "cluster": "region"},
            "cr3_t": {"inference": "cluster_jackknife", "cluster": "region"},
            "region_effects_hc3": {"effects": "region"},
        }
        for method, option in options.items():
            row = ols(data, "y", names, **option).term("x0")
            test = found[method]
            assert test.estimate[1] == pytest.approx(row["estimate"], abs=1e-10)
            assert test.std_error[1] == pytest.approx(row["std_error"], abs=1e-10)
            assert test.p_value[1] == pytest.approx(row["p_value"], abs=1e-10)
            assert test.margin[1] == pytest.approx((row["high"] - row["low"]) / 2, abs=1e-10)
        assert found["cr1_normal"].std_error[1] == found["cr1_t"].std_error[1]
        assert found["cr1_normal"].p_value[1] < found["cr1_t"].p_value[1]

    def test_the_bootstrap_and_the_worst_p_value(self, world):
        data, names, found = _cross_section(world)
        test = wild_cluster_bootstrap(data, "y", names, "x0", "region")
        assert found["wild_bootstrap"].p_value[1] == test.p_value
        worst = worst_case(data, "y", names, region="region").worst("x0")
        assert found["worst_p"].p_value[1] == pytest.approx(worst["p_value"], abs=1e-10)


@pytest.mark.parametrize("world", panel_worlds.WORLDS[::2], ids=lambda world: world.name)
def test_batched_panels_are_the_project_s_estimators(world):
    drawn = panel_worlds.draw(world, 2, np.random.default_rng(6))
    n, years = drawn.y.shape[1:]
    place, year = np.divmod(np.arange(n * years), years)
    data = pd.DataFrame(
        {"place": place, "year": year, "region": drawn.region[place]}
        | {name: getattr(drawn, name)[1].ravel() for name in ("y", "x", "control")}
    )
    model = (data, "y", ["x", "control"])
    last = data[data["year"] == years - 1]
    results = {
        "cross_section": ols(last, "y", ["x", "control"]),
        "pooled": pooled(*model, "place", "year", effects="year"),
        "two_way_fixed_effects": two_way_fixed_effects(*model, "place", "year"),
        "two_way_cr3_region": two_way_fixed_effects(
            *model, "place", "year", inference="cluster_jackknife", cluster="region"
        ),
        "long_differences": long_differences(*model, "place", "year", start=0, end=years - 1),
    }
    found = panels.tested(drawn)
    for method, result in results.items():
        row = result.term("x")
        assert found[method].estimate[1] == pytest.approx(row["estimate"], abs=1e-10), method
        assert found[method].std_error[1] == pytest.approx(row["std_error"], abs=1e-10), method
        assert found[method].p_value[1] == pytest.approx(row["p_value"], abs=1e-10), method
    by_region = two_way_fixed_effects(*model, "place", "year", cluster="region").term("x")
    assert found["two_way_cr1_region_normal"].std_error[1] == pytest.approx(by_region["std_error"], abs=1e-10)


@pytest.mark.parametrize("world", shares.WORLDS[1:3], ids=lambda world: world.name)
def test_batched_shares_are_the_project_s_estimators(world):
    x, y, _ = shares.draw(world, 2, np.random.default_rng(7))
    names = ["a", "b", "c", "d"]
    data = pd.DataFrame(x[1], columns=names).assign(y=y[1])
    found = shares.tested(x, y)
    for method, inference in (("fractional_hc0", "hc0"), ("fractional_jackknife", "jackknife")):
        row = fractional_logit(data, "y", names, inference=inference).term("a")
        assert found[method].estimate[1] == pytest.approx(row["estimate"], abs=1e-10)
        assert found[method].std_error[1] == pytest.approx(row["std_error"], abs=1e-10)
        assert found[method].p_value[1] == pytest.approx(row["p_value"], abs=1e-10)


@pytest.mark.parametrize("world", rollouts.WORLDS, ids=lambda world: world.name)
def test_batched_roll_outs_are_the_project_s_estimators(world):
    drawn = rollouts.draw(world, 2, np.random.default_rng(8))
    data = rollouts.as_table(drawn, 1)
    found = rollouts.tested(drawn)
    results = {
        "imputation": rollout(data, "y", "on", "place", "year").att.term("equipped"),
        "two_way_fixed_effects": two_way_fixed_effects(data, "y", ["on"], "place", "year").term("on"),
    }
    for method, row in results.items():
        assert found[method].estimate[1] == pytest.approx(row["estimate"], abs=1e-10)
        assert found[method].std_error[1] == pytest.approx(row["std_error"], abs=1e-10)
        assert found[method].p_value[1] == pytest.approx(row["p_value"], abs=1e-10)


class TestMeasures:
    place = Place("study", "world", "method", 63, "recommended")

    def test_bounds(self):
        assert Measure(*"abcd", 63, 0.05, 0.01, 100, "recommended", *SIZE).passed
        assert not Measure(*"abcd", 63, 0.08, 0.01, 100, "recommended", *SIZE).passed
        assert not Measure(*"abcd", 63, 0.08, 0.01, 100, "warned_against", *FAILS).passed
        assert Measure(*"abcd", 63, 0.08, 0.01, 100).passed is None

    def test_errors_are_those_of_repeating_the_study(self):
        """The Monte Carlo error of each kind of measure is the spread of its value over many studies."""
        random = np.random.default_rng(9)
        estimates = random.normal(2, 1, size=(400, 300))
        errors = 1 + 0.1 * random.normal(size=(400, 300))
        for made in (
            [self.place.share("x", row > 2.5) for row in estimates],
            [self.place.mean("x", row) for row in estimates],
            [self.place.ratio(error, row) for error, row in zip(errors, estimates, strict=True)],
        ):
            spread = np.std([one.value for one in made], ddof=1)
            assert np.mean([one.error for one in made]) == pytest.approx(spread, rel=0.12)

    def test_a_bias_is_bounded_by_three_of_its_errors(self):
        random = np.random.default_rng(10)
        fair = self.place.bias(random.normal(0.3, 1, 1000), 0.3, bounded=True)
        assert fair.high == pytest.approx(3 * fair.error) and fair.passed
        assert not self.place.bias(random.normal(0.5, 1, 1000), 0.3, bounded=True).passed
        assert self.place.bias(random.normal(0.5, 1, 1000), 0.3, bounded=False).passed is None


def test_a_step_depends_on_its_name_and_seed_alone():
    first, other = plan.steps(plan.SHORT)[4:6]
    small = plan.Step(first.study, first.number, plan.Sizes(200), 3)
    assert small.run() == small.run()
    again = plan.Step(first.study, first.number, plan.Sizes(200), 4)
    assert small.run()[0].value != again.run()[0].value
    assert first.name == "cross_section/region_shocks" != other.name

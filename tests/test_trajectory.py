"""Trends of shares: intervals that hold, chances that come true, and what is refused."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit, ndtr

from analysis.data import processed
from analysis.stats import guards
from analysis.stats.errors import ModelError
from analysis.stats.guards import Refusal
from analysis.stats.targets.mixed_trend import fit_mixed
from analysis.stats.targets.outlook import CAUTIONS, chances, outlook
from analysis.stats.targets.predictive import predictive, uncertainty
from analysis.stats.targets.trajectory import trajectory

RUN = {"unit": "percent", "runs": [(2000, 2100)]}


def world(seed, *, places=63, years=4, ahead=1, slope=0.0, shock=0.0, noise=0.15):
    """Shares of places that move along lines of logits, and what they are at a later date."""
    rng = np.random.default_rng(seed)
    t = np.arange(years + ahead)
    level, pace = 0.6 * rng.standard_normal((places, 1)), slope * rng.standard_normal((places, 1))
    z = -0.4 + 0.25 * t + level + pace * (t - (years - 1) / 2)
    z += shock * rng.standard_normal(years + ahead) + noise * rng.standard_normal((places, years + ahead))
    shares = 100 * expit(z)
    names = [f"p{place:02}" for place in range(places)]
    frame = pd.DataFrame(shares[:, :years], index=names, columns=2020 + t[:years]).rename_axis("code")
    long = frame.reset_index().melt("code", var_name="year", value_name="share")
    return long.astype({"year": int}), pd.Series(shares[:, -1], index=names)


def fitted(data, **options):
    return trajectory(data, "share", **RUN | options)


def lines(seed, slope, missing=0.0):
    """Logits, shape (places, years), with the columns of a line."""
    rng = np.random.default_rng(seed)
    t = np.arange(5) - 2.0
    z = rng.standard_normal((40, 1)) + t * (0.3 + slope * rng.standard_normal((40, 1)))
    z = z + 0.4 * rng.standard_normal((40, 5))
    z[rng.random(z.shape) < missing] = np.nan
    return z, np.column_stack([np.ones(5), t])


# The fit against closed forms, another library, and brute force.


def test_balanced_levels_are_those_of_the_analysis_of_variance():
    z, line = lines(1, slope=0.0)
    found = fit_mixed(z, np.eye(5), line[:, :1])
    centred = z - z.mean(axis=0)
    within = ((centred - centred.mean(axis=1, keepdims=True)) ** 2).sum() / (39 * 4)
    between = z.mean(axis=1).var(ddof=1) - within / 5
    assert found.residual == pytest.approx(within, rel=1e-6)
    assert found.between[0, 0] == pytest.approx(between, rel=1e-5)
    assert found.coefficients == pytest.approx(z.mean(axis=0))


def test_balanced_slopes_are_those_of_the_places_own_lines_less_their_sampling_error():
    z, line = lines(2, slope=0.3)
    found = fit_mixed(z, np.eye(5), line)
    own = z @ line @ np.linalg.inv(line.T @ line)
    departures = z - z.mean(axis=0) - (own - own.mean(axis=0)) @ line.T
    residual = (departures**2).sum() / (39 * 3)
    between = np.cov(own, rowvar=False) - residual * np.linalg.inv(line.T @ line)
    assert found.residual == pytest.approx(residual, rel=1e-5)
    assert found.between == pytest.approx(between, rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("common_shocks", [True, False])
def test_an_unbalanced_fit_is_that_of_statsmodels(common_shocks):
    import statsmodels.api as sm

    z, line = lines(3, slope=0.4, missing=0.15)
    common = np.eye(5) if common_shocks else line
    place, year = np.nonzero(np.isfinite(z))
    theirs = sm.MixedLM(z[place, year], common[year], groups=place, exog_re=line[year]).fit(reml=True)
    ours = fit_mixed(z, common, line)
    assert theirs.converged
    assert ours.coefficients == pytest.approx(np.asarray(theirs.params)[: common.shape[1]], abs=1e-4)
    assert ours.between == pytest.approx(np.asarray(theirs.cov_re), rel=1e-2, abs=1e-3)
    assert ours.residual == pytest.approx(theirs.scale, rel=1e-3)
    errors = np.sqrt(np.diag(ours.covariance))
    assert errors == pytest.approx(np.asarray(theirs.bse_fe), rel=1e-2)
    assert ours.residuals[place, year] == pytest.approx(np.asarray(theirs.resid), abs=1e-3)


def test_a_singular_fit_is_a_fit_and_no_grid_point_beats_it():
    z, line = lines(9, slope=0.0)
    found = fit_mixed(z, np.eye(5), line)
    dense = np.kron(np.eye(40), line)
    x = np.tile(np.eye(5), (40, 1))

    def criterion(between):
        v = np.eye(200) + dense @ np.kron(np.eye(40), between) @ dense.T
        inverse = np.linalg.inv(v)
        information = x.T @ inverse @ x
        residual = z.ravel() - x @ np.linalg.solve(information, x.T @ inverse @ z.ravel())
        logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
        return logs + 195 * np.log(residual @ inverse @ residual / 195)

    relative = found.between / found.residual
    assert np.linalg.eigvalsh(relative).min() == pytest.approx(0, abs=1e-3)
    assert criterion(relative) == pytest.approx(found.criterion, abs=1e-6)
    for factor in (0.8, 1.25):
        for extra in (0.0, 0.002, 0.02):
            assert criterion(relative * factor + extra * np.diag([0, 1])) > found.criterion - 1e-6


def test_the_line_is_the_ordinary_line_through_the_levels_of_the_years():
    data, _ = world(5, years=5, shock=0.2, slope=0.1)
    found = fitted(data)
    levels = data.assign(z=logit(data["share"] / 100)).groupby("year")["z"].mean()
    slope, level = np.polyfit(levels.index - 2022, levels, 1)
    assert found.result.term("per_year")["estimate"] == pytest.approx(slope)
    assert found.result.term("level")["estimate"] == pytest.approx(level)
    around = levels - level - slope * (levels.index - 2022)
    assert found.result.fit["year_sd"] == pytest.approx(np.sqrt((around**2).sum() / 3))
    assert found.result.term("per_year")["df"] == 3
    assert found.result.n == 315
    assert list(found.result.sample.columns) == ["code", "year"]


# Intervals and chances against worlds in which the truth is known.


def ahead_of(worlds, target=60.0, **options):
    """Coverage at 95% and 90%, of the number of places, and chances with what came true."""
    inside, narrow, number, said, true = [], [], [], [], []
    for seed, (data, truth) in enumerate(worlds):
        model = fitted(data, **options)
        date = data["year"].max() + 2
        wide = outlook(model, target, date, draws=100, seed=seed)
        at = wide.places
        inside.append(truth.between(at["low"], at["high"]).mean())
        mean, spread = predictive(model, date, draws=100, seed=seed)
        below = ndtr((logit(truth.to_numpy() / 100)[:, None] - mean) / spread).mean(axis=1)
        narrow.append(((below > 0.05) & (below < 0.95)).mean())
        number.append(wide.low <= (truth >= target).sum() <= wide.high)
        said += list(at["chance"])
        true += list(truth >= target)
    return np.mean(inside), np.mean(narrow), np.mean(number), np.array(said), np.array(true)


def test_intervals_hold_and_chances_come_true_where_years_move_all_places():
    worlds = [world(seed, places=40, ahead=2, slope=0.08, shock=0.12) for seed in range(40)]
    wide, narrow, number, said, true = ahead_of(worlds)
    assert 0.92 <= wide <= 0.99
    assert 0.86 <= narrow <= 0.97
    assert number >= 0.88
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        these = (said >= low) & (said < high)
        assert true[these].mean() == pytest.approx(said[these].mean(), abs=0.1)


def test_intervals_are_close_where_nothing_moves_all_places():
    worlds = [world(seed, ahead=2, slope=0.08) for seed in range(20)]
    wide, narrow, _, _, _ = ahead_of(worlds, common_shocks=False)
    assert wide == pytest.approx(0.95, abs=0.02)
    assert narrow == pytest.approx(0.90, abs=0.03)


def test_the_options_that_are_warned_against_do_fail():
    shocks = [world(seed, ahead=2, shock=0.3) for seed in range(10)]
    wide, _, number, _, _ = ahead_of(shocks, common_shocks=False)
    assert wide < 0.85
    assert number < 0.7
    paces = [world(seed, ahead=2, slope=0.2) for seed in range(5)]
    assert ahead_of(paces, slopes="common")[0] < 0.85


def test_the_number_of_places_is_that_of_joint_draws():
    data, _ = world(6, places=12, shock=0.1)
    model = fitted(data)
    found = outlook(model, 55, 2025, draws=1000, seed=3)
    mean, spread = predictive(model, 2025, draws=1000, seed=3)
    noise = np.random.default_rng(0).standard_normal((20, *mean.shape))
    numbers = (mean + noise * spread >= logit(0.55)).sum(axis=1)
    assert found.expected == pytest.approx(numbers.mean(), abs=0.15)
    assert abs(found.low - np.quantile(numbers, 0.025)) <= 1
    assert abs(found.high - np.quantile(numbers, 0.975)) <= 1


def test_what_is_not_known_grows_with_the_distance_and_adds_up():
    data, _ = world(7, slope=0.1, shock=0.1)
    model = fitted(data)
    near, far = uncertainty(model, 2024), uncertainty(model, 2027)
    assert (far[["line", "place"]] > near[["line", "place"]]).all()
    assert far["year"] == near["year"]
    assert far["residual"] == near["residual"]
    assert far["all"] ** 2 == pytest.approx((far.drop("all") ** 2).sum())


def test_what_is_known_of_a_place_is_its_mean_drawn_to_the_country():
    data, _ = world(8, places=60, years=3, noise=0.5)
    model = fitted(data, slopes="common", common_shocks=False)
    between, residual = model.places.between[0, 0], model.places.residual
    reliability = between / (between + residual / 3)
    assert uncertainty(model, 2024)["place"] == pytest.approx(np.sqrt(residual / 3 * reliability))
    own = data.assign(z=logit(data["share"] / 100)).groupby("code")["z"].mean()
    mean, _ = predictive(model, 2024, draws=2000, seed=0)
    drawn = np.polyfit(own.sort_index(), mean.mean(axis=1), 1)[0]
    assert drawn == pytest.approx(reliability, abs=0.02)
    assert reliability < 0.9


def test_the_draws_move_all_places_as_the_line_and_the_year_do():
    data, _ = world(23, places=20, years=12, shock=0.3)
    model = fitted(data, slopes="common")
    mean, _ = predictive(model, 2033, draws=4000, seed=0)
    parts = uncertainty(model, 2033)
    assert parts["year"] == pytest.approx(model.result.fit["year_sd"])
    tails = np.sqrt(10 / 8)
    assert mean.std(axis=1).mean() == pytest.approx(tails * np.hypot(parts["line"], parts["year"]), rel=0.05)


def test_a_place_with_a_line_of_its_own_does_not_follow_the_doubt_about_the_country():
    data, _ = world(24, places=8, years=8, slope=0.3, noise=0.05)
    model = fitted(data, common_shocks=False)
    mean, _ = predictive(model, 2028, draws=500, seed=0)
    assert mean.std(axis=1).max() < 0.2 * uncertainty(model, 2028)["line"]


def test_years_nearer_to_the_line_than_chance_allows_are_luck():
    data, _ = world(25, places=20)
    z = data.assign(z=logit(data["share"] / 100))
    level = z.groupby("year")["z"].transform("mean")
    on_the_line = z.assign(share=100 * expit(z["z"] - level + 0.2 * (z["year"] - 2021.5)))
    fit = fitted(on_the_line).result.fit
    assert fit["year_sd"] == pytest.approx(fit["residual_sd"] / np.sqrt(20))


# Nothing depends on names, order or units.


def chance(data, date=2026, target=60.0, direction="at_least", **options):
    return outlook(fitted(data, **options), target, date, direction=direction, draws=200).places["chance"]


def test_order_and_names_of_places_do_not_matter():
    data, _ = world(9, places=15, slope=0.1)
    first = chance(data)
    shuffled = chance(data.sample(frac=1, random_state=1))
    pd.testing.assert_series_equal(shuffled, first)
    names = dict(zip(first.index, reversed(first.index), strict=True))
    renamed = chance(data.assign(code=data["code"].map(names)))
    assert renamed[list(names.values())].to_numpy() == pytest.approx(first.to_numpy(), abs=1e-6)


def test_units_of_share_and_time_do_not_matter():
    data, _ = world(10, places=15, slope=0.1)
    first = chance(data).to_numpy()
    fractions = data.assign(share=data["share"] / 100)
    assert chance(fractions, target=0.6, unit="fraction").to_numpy() == pytest.approx(first, abs=1e-6)
    months = data.assign(year=12 * (data["year"] - 2000))
    every = [(0, 1000)]
    assert chance(months, date=12 * 26, runs=every).to_numpy() == pytest.approx(first, abs=1e-5)


def test_the_chance_of_few_is_that_of_many_without():
    data, _ = world(11, places=15, slope=0.1)
    mirrored = data.assign(share=100 - data["share"])
    most, least = chance(mirrored, target=40.0, direction="at_most"), chance(data)
    assert (1 - chance(mirrored, target=40.0)).to_numpy() == pytest.approx(most.to_numpy())
    # The draws of the line are not mirrored with the figures.
    assert most.to_numpy() == pytest.approx(least.to_numpy(), abs=0.12)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(5, 95), min_size=2, max_size=4, unique=True))
def test_a_higher_target_is_less_likely_and_every_chance_is_one(targets):
    data, _ = world(12, places=10)
    model = fitted(data)
    found = [outlook(model, target, 2025, draws=100).places["chance"] for target in sorted(targets)]
    for lower, higher in pairwise(found):
        assert (higher <= lower + 1e-12).all()
    assert all(each.between(0, 1).all() for each in found)


# What is said, flagged and refused.


def test_a_date_comes_with_its_probability():
    data, _ = world(13, places=10, years=3)
    table = chances(fitted(data), 60, [2023, 2025])
    assert list(table.columns) == [2023, 2025]
    assert table.to_numpy() == pytest.approx(np.clip(table.to_numpy(), 0, 1))
    assert 0 < table.iloc[0, 0] < 1


def test_a_date_beyond_the_span_of_the_figures_is_flagged():
    data, _ = world(14, places=10, years=3)
    model = fitted(data)
    near, far = outlook(model, 60, 2024, draws=100), outlook(model, 60, 2025, draws=100)
    assert (near.ahead, near.span, near.extrapolation) == (2, 2, False)
    assert far.extrapolation
    assert "beyond_span" in far.cautions
    assert "beyond_span" not in near.cautions
    assert set(far.cautions) <= set(CAUTIONS)
    plain = outlook(fitted(data, slopes="common", common_shocks=False), 60, 2024, draws=100)
    assert {"years_on_the_line", "common_slope", "few_years"} <= set(plain.cautions)


def test_a_place_with_two_years_keeps_its_figure_and_gets_no_chance():
    data, _ = world(15, places=10)
    short = data.drop(data.index[(data["code"] == "p03") & (data["year"] < 2022)])
    short.loc[(short["code"] == "p04") & (short["year"] == 2021), "share"] = np.nan
    model = fitted(short)
    found = outlook(model, 10, 2025, draws=100)
    assert (found.modelled, found.without_trend) == (9, 1)
    row = found.places.loc["p03"]
    assert row["last"] == short.query("code == 'p03' and year == 2023")["share"].item()
    assert bool(row["met_at_last"]) is True
    assert row[["median", "low", "high", "chance"]].isna().all()
    assert "places_without_trend" in found.cautions
    reasons = model.series.left_out.groupby("reason").size().to_dict()
    assert reasons == {"missing_value": 1, "fewer_than_three_years": 2}
    assert found.places.loc["p04", "figures"] == 3


def test_two_years_are_no_trend():
    data, _ = world(16, places=10, years=2)
    with pytest.raises(ModelError, match=r"No place has figures of 3 years.*attainment"):
        fitted(data)


def test_a_score_is_refused_whatever_its_range():
    panel = processed.panel("63")
    for score in ("papi_portal_use", "dti_total", "portal766_total"):
        with pytest.raises(ModelError, match="not a share of anything"):
            trajectory(panel, score)
    data, _ = world(17, places=10)
    with pytest.raises(ModelError, match="Nothing says of what 'share' is a share"):
        trajectory(data, "share", runs=[(2000, 2100)])


def test_years_of_two_definitions_are_refused():
    panel = processed.panel("63")
    with pytest.raises(Refusal, match=r"from 2018 to 2023 .*2016-2021, 2022-2023") as refused:
        trajectory(panel, "poverty_rate_pct", continuity=0.05)
    assert refused.value.reason == "definitions_differ"
    one = trajectory(panel[panel["year"] <= 2021], "poverty_rate_pct", continuity=0.05)
    assert one.result.units == 63
    renamed = guards.declare(panel.rename(columns={"poverty_rate_pct": "poor"}), {"poor": "poverty_rate_pct"})
    with pytest.raises(Refusal, match="does not measure the same"):
        trajectory(renamed, "poor", continuity=0.05)
    data, _ = world(18, places=10)
    with pytest.raises(ModelError, match="Nothing says which years"):
        trajectory(data, "share", unit="percent")
    with pytest.raises(ModelError, match="comparable years: 2021-2023"):
        fitted(data, runs=[(2021, 2023)])


def test_shares_at_a_bound_are_refused_or_moved_and_counted():
    data, _ = world(19, places=10)
    data.loc[:2, "share"] = [0.0, 100.0, 0.02]
    with pytest.raises(ModelError, match=r"2 shares are 0 or 100, .*declare continuity"):
        fitted(data)
    model = fitted(data, continuity=0.05)
    assert model.series.moved == 3
    assert "moved_from_bounds" in outlook(model, 60, 2024, draws=100).cautions
    assert model.series.logits.iloc[0, 0] == pytest.approx(logit(0.0005))
    assert model.series.last["last"].max() <= 100
    assert fitted(data.iloc[3:], continuity=0.05).series.moved == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.assign(share=data["share"] + 60), "outside 0 to 100"),
        (lambda data: pd.concat([data, data.iloc[:1]]), "appear twice"),
        (lambda data: data.assign(share=10.0 + data["year"] - 2020), "without any scatter"),
        (lambda data: data[data["code"] < "p04"], "too few"),
        (lambda data: data.rename(columns={"code": "place"}), "no column 'code'"),
    ],
)
def test_data_that_carry_no_trend_are_refused(change, words):
    data, _ = world(20, places=10)
    with pytest.raises(ModelError, match=words):
        fitted(change(data))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((100, 2025), "no logit"),
        ((0, 2025), "no logit"),
        ((60, 2023), "not after the last figure"),
    ],
)
def test_targets_that_a_trend_cannot_judge_are_refused(arguments, words):
    data, _ = world(21, places=10)
    with pytest.raises(ModelError, match=words):
        outlook(fitted(data), *arguments)


def test_options_that_are_none_are_refused():
    data, _ = world(22, places=10)
    for options in ({"direction": "up"}, {"level": 1.0}, {"draws": 10}):
        with pytest.raises(ModelError, match="Use 'at_least'"):
            outlook(fitted(data), 60, 2025, **options)
    with pytest.raises(ModelError, match="Use 'place' or 'common'"):
        fitted(data, slopes="random")
    with pytest.raises(ModelError, match="smallest step"):
        fitted(data, continuity=60.0)
